"""What the reconciliation reads from the marts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from python_helpers.reconcile.compare import Account
from python_helpers.reconcile.figures import FIGURES
from python_helpers.warehouse import Warehouse, schema


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice's sums over all accounts, in dollars, ours and OpenDental's.

    `ours` and `theirs` hold the figures of `FIGURES`, and `gross` and `credits`: the sums of the
    balances above and below zero. `reasons` counts accounts by reason.
    """

    practice_id: int
    opendental_version: str | None
    last_aging_date: date | None
    compared_date: date
    ours: Mapping[str, Decimal]
    theirs: Mapping[str, Decimal]
    reasons: Mapping[str, int]

    @property
    def accounts(self) -> int:
        """How many accounts OpenDental has a row to store a balance on."""
        return sum(self.reasons.values()) - self.reasons.get("guarantor_missing", 0)

    @property
    def equal(self) -> int:
        """How many accounts agree, but for rounding."""
        return self.reasons.get("equal", 0) + self.reasons.get("rounding", 0)


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A figure of an account for which no reason was found."""

    account: int
    figure: str
    ours: Decimal
    theirs: Decimal


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A day that OpenDental's dashboard stored, beside ours; in dollars."""

    day: date
    gross: Decimal
    opendental_gross: Decimal
    insurance_estimate: Decimal
    opendental_insurance_estimate: Decimal
    edited_lines: int
    is_equal: bool
    reason: str


def read_practices(warehouse: Warehouse) -> list[Practice]:
    """Every practice in the warehouse, lowest number first."""
    sums = ", ".join(f"sum({side}{figure})" for side in ("", "opendental_") for figure in FIGURES)
    signed = ", ".join(
        f"sum(case when {side}balance_total {sign} 0 then {side}balance_total else 0 end)"
        for side in ("", "opendental_")
        for sign in (">", "<")
    )
    mart = f"{schema('marts')}.mart_ar_reconciliation"
    counts: dict[int, dict[str, int]] = {}
    for practice_id, reason, count in warehouse.rows(
        f"select practice_id, reason, count(*) from {mart} group by practice_id, reason"
    ):
        counts.setdefault(practice_id, {})[reason] = count
    practices = []
    for practice_id, version, last_aging_date, compared_date, *values in warehouse.rows(
        "select practice_id, max(opendental_version), max(last_aging_date), max(compared_date), "
        f"{sums}, {signed} from {mart} group by practice_id order by practice_id"
    ):
        count = len(FIGURES)
        gross, credits, their_gross, their_credits = values[2 * count :]
        practices.append(
            Practice(
                practice_id=practice_id,
                opendental_version=version,
                last_aging_date=last_aging_date,
                compared_date=compared_date,
                ours=dict(zip(FIGURES, values[:count], strict=True))
                | {"gross": gross, "credits": credits},
                theirs=dict(zip(FIGURES, values[count : 2 * count], strict=True))
                | {"gross": their_gross, "credits": their_credits},
                reasons=counts[practice_id],
            )
        )
    return practices


def read_account_numbers(
    warehouse: Warehouse, practice_id: int, reason: str, limit: int
) -> list[int]:
    """OpenDental's numbers of the first accounts with a reason."""
    rows = warehouse.rows(
        f"select account_id from {schema('marts')}.mart_ar_reconciliation "
        f"where practice_id = {practice_id} and reason = '{reason}' "
        f"order by account_id limit {limit}"
    )
    return [account_id - practice_id * 10**12 for (account_id,) in rows]


def read_unexplained(warehouse: Warehouse, practice_id: int, limit: int) -> list[Unexplained]:
    """Every figure that differs of the accounts without a reason, largest differences first."""
    columns = ", ".join(f"{figure}, opendental_{figure}" for figure in FIGURES)
    rows = warehouse.rows(
        f"select account_id, {columns} from {schema('marts')}.mart_ar_reconciliation "
        f"where practice_id = {practice_id} and reason = 'unexplained' "
        f"order by largest_difference desc, account_id limit {limit}"
    )
    return [
        Unexplained(account_id - practice_id * 10**12, figure, ours, theirs)
        for account_id, *values in rows
        for figure, ours, theirs in zip(FIGURES, values[::2], values[1::2], strict=True)
        if ours != theirs
    ]


def read_month_ends(warehouse: Warehouse, practice_id: int) -> list[MonthEnd]:
    """The days that OpenDental's dashboard stored, oldest first."""
    rows = warehouse.rows(
        "select month_end_date, gross_balance, opendental_gross_balance, insurance_estimate, "
        "opendental_insurance_estimate, edited_line_count, is_equal, reason "
        f"from {schema('marts')}.mart_ar_reconciliation_month_end "
        f"where practice_id = {practice_id} order by month_end_date"
    )
    return [MonthEnd(*row) for row in rows]


def read_as_of_date(warehouse: Warehouse) -> date:
    """The day that mart_ar_aging is as of."""
    ((day,),) = warehouse.rows(f"select max(as_of_date) from {schema('marts')}.mart_ar_aging")
    return day


def read_accounts(warehouse: Warehouse, practice_id: int) -> list[Account]:
    """All accounts of a practice as of the as-of date."""
    columns = ", ".join(f"aging.{figure}" for figure in FIGURES)
    marts = schema("marts")
    rows = warehouse.rows(
        "select aging.account_id, aging.has_guarantor, reconciliation.subcent_row_count, "
        f"reconciliation.last_change_date, {columns} from {marts}.mart_ar_aging as aging "
        f"left join {marts}.mart_ar_reconciliation as reconciliation "
        "on aging.account_id = reconciliation.account_id "
        f"where aging.practice_id = {practice_id}"
    )
    return [
        Account(
            number=account_id - practice_id * 10**12,
            has_guarantor=has_guarantor,
            figures=dict(zip(FIGURES, figures, strict=True)),
            subcent_rows=subcent_rows or 0,
            last_change=last_change,
        )
        for account_id, has_guarantor, subcent_rows, last_change, *figures in rows
    ]
