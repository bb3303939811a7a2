"""Every family's balances as of a day, and the practice's receivable at past month-ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import numpy as np
import pyarrow as pa

from python_helpers.ledger_truth.aging import ClosedLedger, FamilyLedger
from python_helpers.ledger_truth.books import Books
from python_helpers.ledger_truth.estimates import (
    insurance_estimate_changes,
    insurance_estimates,
    plan_dues,
)
from python_helpers.ledger_truth.lines import (
    adjustment_lines,
    insurance_lines,
    procedure_lines,
    split_lines,
)
from python_helpers.ledger_truth.plan_lines import (
    completed_amount_lines,
    plan_credit_lines,
    plan_debit_lines,
)
from python_helpers.ledger_truth.plan_links import (
    adjustment_link_lines,
    planned_discount_lines,
    procedure_link_lines,
)
from python_helpers.ledger_truth.source import NEVER, day_number

_BALANCES = pa.schema(
    [
        ("account_id", pa.int64()),
        ("bal_0_30", pa.float64()),
        ("bal_31_60", pa.float64()),
        ("bal_61_90", pa.float64()),
        ("bal_over_90", pa.float64()),
        ("ins_est", pa.float64()),
        ("bal_total", pa.float64()),
        ("pay_plan_due", pa.float64()),
    ]
)

_DASHBOARD = pa.schema(
    [("DateCalc", pa.date32()), ("BalTotal", pa.float64()), ("InsEst", pa.float64())]
)


def family_balances(tables: Mapping[str, pa.Table], as_of: date) -> pa.Table:
    """OpenDental's balances of every family as of a day, one row a Guarantor number, sorted.

    `tables` maps OpenDental's table names to tables with its own column names. Columns:
    `account_id` (int64), then in dollars with whole cents (float64) `bal_0_30`, `bal_31_60`,
    `bal_61_90`, `bal_over_90`, `ins_est`, `bal_total` and `pay_plan_due`.
    Raises UserError when a preference is malformed.
    """
    books = Books.from_tables(tables)
    today = day_number(as_of)
    expected = insurance_estimates(books)
    dues = plan_dues(books, today)
    rows = [
        (
            account,
            *ledger.age(today, lines_until=NEVER),
            expected.get(account, 0),
            ledger.total,
            dues.get(account, 0),
        )
        for account, ledger in _family_ledgers(books, plan_charges_until=today)
    ]
    numbers = np.array(rows, dtype=np.int64).reshape(-1, len(_BALANCES))
    columns = [numbers[:, 0], *(numbers[:, 1:] / 100).T]
    return pa.table([pa.array(column) for column in columns], schema=_BALANCES)


def dashboard_ar(tables: Mapping[str, pa.Table], month_ends: Sequence[date]) -> pa.Table:
    """The receivable at each month-end as OpenDental would look back at it, one row each, in order.

    Columns: `DateCalc` (date32), `BalTotal` (the buckets of all families, so credit balances do
    not offset) and `InsEst`, both in dollars with whole cents (float64).
    Raises UserError when a preference is malformed.
    """
    books = Books.from_tables(tables)
    days = [day_number(month_end) for month_end in month_ends]
    owed = [0] * len(days)
    for _, ledger in _family_ledgers(books, plan_charges_until=max(days, default=NEVER)):
        for position, day in enumerate(days):
            owed[position] += sum(ledger.age(day, lines_until=day))
    changes = insurance_estimate_changes(books).items()
    expected = [sum(cents for changed, cents in changes if changed <= day) for day in days]
    return pa.table(
        [
            pa.array(month_ends, type=pa.date32()),
            pa.array([cents / 100 for cents in owed], type=pa.float64()),
            pa.array([cents / 100 for cents in expected], type=pa.float64()),
        ],
        schema=_DASHBOARD,
    )


def _family_ledgers(books: Books, plan_charges_until: int) -> Iterator[tuple[int, ClosedLedger]]:
    """Each account with its ledger, lowest account first; scheduled plan charges up to a day."""
    ledgers = {
        account: FamilyLedger(books.settings.procedure_lifo)
        for account in sorted(set(books.account_of.values()))
    }
    ledger_of = {patient: ledgers[account] for patient, account in books.account_of.items()}
    for line in chain(
        procedure_lines(books),
        insurance_lines(books),
        split_lines(books),
        completed_amount_lines(books),
        plan_debit_lines(books, plan_charges_until),
        adjustment_link_lines(books),
    ):
        if line.patient in ledger_of:
            ledger_of[line.patient].post(line.day, line.cents)
    # Where tied lines disagree on the procedure's date, the first one posted decides.
    for tied in chain(
        adjustment_lines(books),
        plan_credit_lines(books, plan_charges_until),
        procedure_link_lines(books),
        planned_discount_lines(books),
    ):
        if tied.patient in ledger_of:
            ledger_of[tied.patient].post_tied(tied)
    for account, ledger in ledgers.items():
        yield account, ledger.close()
