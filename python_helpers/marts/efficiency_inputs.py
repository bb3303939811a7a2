"""What the efficiency mart is made of: sums by clinic and month, asked of the engine through Ibis.

Whole cents throughout, so that every engine gives the same figures. The clinic is the account's, on
movements too: only then are opening, movements and closing the same accounts' money. A month is
a whole number, year × 12 + month − 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from python_helpers.warehouse.ibis import read

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

BUCKETS: Final = (
    "current",
    "1_30",
    "31_60",
    "61_90",
    "91_120",
    "over_120",
)
"""Of the past-due buckets of the snapshots, the ones that roll into the next."""

DISCOUNTS: Final = ("discount", "discount_plan")
CONTRACTUAL: Final = ("insurance_writeoff",)
GIVEN_UP: Final = ("bad_debt", "small_balance", "agency_placement")
"""Kinds of adjustment, as in seed adjustment_kinds: production discounts, what an insurer's
contract takes off, and what the practice gives up or hands to an agency."""

TOLERANCE_CENTS: Final = 100
"""An account that is past due by no more than this is not delinquent."""

Cell = tuple[int, int, int]
"""practice_id, clinic_id, month."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Cents and counts by cell; what is not there is 0."""

    movements: Mapping[Cell, Mapping[str, int]]
    standing: Mapping[Cell, Mapping[str, int]]
    """What stood at the month's end, or on the as-of date in its month."""
    steps: Mapping[Cell, Mapping[str, int]]
    """How accounts went from the month-end before to the month's own."""
    lateness: Mapping[Cell, Mapping[str, int]]


def month_number(day: date) -> int:
    """The month that a day lies in, as a whole number."""
    return day.year * 12 + day.month - 1


def read_inputs(con: ibis.BaseBackend, as_of: date) -> Inputs:
    """All sums of a warehouse that was built as of `as_of`.

    Raises UserError when a table that they are made of is not there.
    """
    accounts = read(con, "marts", "dim_account").select("account_id", "practice_id", "clinic_id")
    lines = _lines(con, as_of)
    standing = _standing(con, as_of)
    return Inputs(
        movements=_cells(_movements(lines, accounts)),
        standing=_cells(_stood(standing, accounts)),
        steps=_cells(_steps(con, standing, lines, accounts, as_of)),
        lateness=_cells(_lateness(con, accounts)),
    )


def _cents(amount: ir.Value) -> ir.Value:
    return (amount * 100).cast("int64")


def _month(day: ir.Value) -> ir.Value:
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def _where(condition: ir.Value, value: ir.Value) -> ir.Value:
    import ibis

    return ibis.ifelse(condition, value, 0)


def _cells(sums: ir.Table) -> dict[Cell, dict[str, int]]:
    """Rows of a small table by practice_id, clinic_id and month; a sum of nothing is 0."""
    found: dict[Cell, dict[str, int]] = {}
    for row in sums.to_pyarrow().to_pylist():
        cell = (row.pop("practice_id"), row.pop("clinic_id"), row.pop("month"))
        found[cell] = {name: int(value or 0) for name, value in row.items()}
    return found


def _lines(con: ibis.BaseBackend, as_of: date) -> ir.Table:
    """Ledger lines up to the as-of date: account_id, month, cents, and what they are."""
    ledger = read(con, "intermediate", "int_ar_ledger")
    kinds = read(con, "intermediate", "int_adjustment_kinds").select(
        "adjustment_type_id", "adjustment_kind"
    )
    lines = ledger.filter(ledger.aging_date <= as_of).select(
        "account_id",
        "line_kind",
        "is_transfer",
        "adjustment_type_id",
        month=_month(ledger.aging_date),
        cents=_cents(ledger.amount),
    )
    joined = lines.left_join(kinds, "adjustment_type_id")
    is_adjustment = joined.line_kind == "adjustment"
    kind = joined.adjustment_kind.fill_null("unmapped")
    return joined.select(
        "account_id",
        "month",
        "cents",
        "line_kind",
        is_payment=joined.line_kind.isin(["insurance_payment", "patient_payment"])
        & ~joined.is_transfer,
        is_transfer=joined.line_kind.isin(["insurance_payment", "patient_payment"])
        & joined.is_transfer,
        is_plan=joined.line_kind.isin(["plan_debit", "plan_credit"]),
        is_contractual=(joined.line_kind == "writeoff") | (is_adjustment & kind.isin(CONTRACTUAL)),
        is_discount=is_adjustment & kind.isin(DISCOUNTS),
        is_given_up=is_adjustment & kind.isin(GIVEN_UP),
        is_other=is_adjustment & ~kind.isin([*CONTRACTUAL, *DISCOUNTS, *GIVEN_UP]),
    )


def _movements(lines: ir.Table, accounts: ir.Table) -> ir.Table:
    """Sums by cell; what has no date is in a month before all others (of 1900)."""
    cents = lines.cents
    measures = {
        "gross_charge": _where(lines.line_kind == "procedure", cents),
        "contractual_writeoff": _where(lines.is_contractual, -cents),
        "discount": _where(lines.is_discount, -cents),
        "cash": _where(lines.is_payment, -cents),
        "refund": _where(lines.is_payment & (cents > 0), cents),
        "writeoff": _where(lines.is_given_up, -cents),
        "other_adjustment": _where(lines.is_other, cents),
        "plan": _where(lines.is_plan, cents),
        "transfer": _where(lines.is_transfer, -cents),
        "all": cents,
    }
    return _by_clinic(lines.select("account_id", "month", **measures), accounts, measures)


def _by_clinic(rows: ir.Table, accounts: ir.Table, measures: Iterable[str]) -> ir.Table:
    """Rows with account_id and month, summed by the account's practice and clinic."""
    placed = rows.inner_join(accounts, "account_id")
    return placed.group_by("practice_id", "clinic_id", "month").agg(
        **{name: placed[name].sum().cast("int64") for name in measures}
    )


def _standing(con: ibis.BaseBackend, as_of: date) -> ir.Table:
    """Accounts at month-ends and on the as-of date, in cents."""
    snapshots = read(con, "intermediate", "int_ar_aging_snapshot")
    ends = snapshots.filter(snapshots.is_month_end | (snapshots.snapshot_date == as_of))
    return ends.select(
        "account_id",
        month=_month(ends.snapshot_date),
        balance=_cents(ends.balance_as_of),
        over_90=_cents(ends.balance_over_90),
        **{bucket: _cents(ends[f"past_due_{bucket}"]) for bucket in BUCKETS},
    )


def _stood(standing: ir.Table, accounts: ir.Table) -> ir.Table:
    measured = standing.mutate(
        gross=_where(standing.balance > 0, standing.balance),
        credit=_where(standing.balance < 0, -standing.balance),
    )
    return _by_clinic(measured, accounts, ("gross", "credit", "over_90", *BUCKETS))


def _steps(
    con: ibis.BaseBackend,
    standing: ir.Table,
    lines: ir.Table,
    accounts: ir.Table,
    as_of: date,
) -> ir.Table:
    """What became of an account's dollars and of delinquent accounts from a month-end to the next.

    In `month`, the later one. Dollars of a bucket that are found in the next bucket have rolled.
    Of the rest, the oldest are those that were given up; then come those that were settled, by
    cash, by contract or by a plan; what is left is current, still or again.
    """
    import ibis

    opening = standing.mutate(month=standing.month + 1)
    opening = opening.filter(opening.month <= _last_whole_month(as_of))
    closing = standing.select(
        "account_id", "month", **{f"to_{bucket}": standing[bucket] for bucket in BUCKETS}
    )
    step = opening.left_join(closing, ["account_id", "month"])
    step = step.left_join(_exits(con, lines), ["account_id", "month"])
    filled = {
        name: step[name].fill_null(0)
        for name in (
            *(f"to_{bucket}" for bucket in BUCKETS),
            "cash",
            "given_up",
            "taken_off",
            "planned",
            "placements",
        )
    }
    step = step.select("account_id", "month", *BUCKETS, **filled)

    rolled = {
        f"rolled_{bucket}": ibis.least(step[bucket], step[f"to_{after}"])
        for bucket, after in pairwise(BUCKETS)
    }
    # what is over 120 days past due stays there until it leaves
    last, before = BUCKETS[-1], BUCKETS[-2]
    rolled[f"rolled_{last}"] = ibis.least(
        step[last],
        ibis.greatest(step[f"to_{last}"] - ibis.least(step[before], step[f"to_{last}"]), 0),
    )
    step = step.mutate(**rolled)
    step = step.mutate(**{f"left_{name}": step[name] - step[f"rolled_{name}"] for name in BUCKETS})
    older: ir.Value = ibis.literal(0, "int64")
    settled = step.given_up + step.cash + step.taken_off + ibis.greatest(step.planned, 0)
    parted = {}
    for bucket in reversed(BUCKETS):
        gone = step[f"left_{bucket}"]
        ends = older + gone
        bad = ibis.least(ends, step.given_up) - ibis.least(older, step.given_up)
        parted[f"bad_{bucket}"] = bad
        parted[f"settled_{bucket}"] = ibis.least(ends, settled) - ibis.least(older, settled) - bad
        older = ends
    step = step.mutate(**parted)

    past_due = step["1_30"] + step["31_60"] + step["61_90"] + step["91_120"] + step["over_120"]
    still_due = sum((step[f"to_{bucket}"] for bucket in BUCKETS[2:]), step["to_1_30"])
    is_delinquent = past_due > TOLERANCE_CENTS
    is_over = is_delinquent & (still_due <= TOLERANCE_CENTS)
    by_cash = is_over & (step.cash >= past_due - TOLERANCE_CENTS)
    by_plan = is_over & ~by_cash & (step.planned > 0)
    by_agency = is_over & ~by_cash & ~by_plan & (step.placements > 0)
    by_writeoff = is_over & ~by_cash & ~by_plan & ~by_agency & (step.given_up > 0)
    by_age = is_over & ~by_cash & ~by_plan & ~by_agency & ~by_writeoff
    counts = {
        "delinquent": is_delinquent,
        "cured": by_cash,
        "plan_converted": by_plan,
        "placed": by_agency,
        "written_off": by_writeoff,
        "reaged": by_age,
    }
    step = step.mutate(**{name: _where(flag, 1).cast("int64") for name, flag in counts.items()})
    names = [f"{what}_{bucket}" for what in ("rolled", "bad", "settled") for bucket in BUCKETS]
    return _by_clinic(step, accounts, (*BUCKETS, *names, *counts))


def _last_whole_month(as_of: date) -> int:
    """The last month that is over: the one of the as-of date where that is its last day."""
    from calendar import monthrange

    is_over = as_of.day == monthrange(as_of.year, as_of.month)[1]
    return month_number(as_of) - (0 if is_over else 1)


def _exits(con: ibis.BaseBackend, lines: ir.Table) -> ir.Table:
    """By account and month: cash, and what else ended debt, in cents; times placed with an agency.

    `given_up` is bad debt, `taken_off` contractual write-offs and discounts, `planned` treatment
    moved to a payment plan.
    """
    import ibis

    names = ("cash", "given_up", "taken_off", "planned", "placements")
    nothing = ibis.literal(0, "int64")
    moved = lines.select(
        "account_id",
        "month",
        cash=_where(lines.is_payment, -lines.cents),
        given_up=_where(lines.is_given_up, -lines.cents),
        taken_off=_where(lines.is_contractual | lines.is_discount, -lines.cents),
        planned=_where(lines.line_kind == "plan_credit", -lines.cents),
        placements=nothing,
    )
    events = read(con, "intermediate", "int_collection_agency_changes")
    placed = events.select(
        "account_id",
        month=_month(events.event_date),
        **dict.fromkeys(names, nothing) | {"placements": events.agency_starts.cast("int64")},
    )
    both = moved.union(placed)
    sums = {name: both[name].sum().cast("int64") for name in names}
    for name in ("cash", "given_up", "taken_off"):
        sums[name] = ibis.greatest(sums[name], 0)
    return both.group_by("account_id", "month").agg(**sums)


def _lateness(con: ibis.BaseBackend, accounts: ir.Table) -> ir.Table:
    """Patients' payments by the month in which they came: cents, and cents × days after due."""
    import ibis

    pieces = read(con, "marts", "fct_payment_allocation")
    due = read(con, "intermediate", "int_ar_charge_due_dates")
    due = due.select(charge_line_id=due.ledger_line_id, due_date=due.due_date)
    paid = pieces.filter(
        (pieces.credit_kind == "patient_payment")
        & ~pieces.is_transfer
        & (pieces.charge_date > date(1880, 1, 1))
        & (pieces.credit_date > date(1880, 1, 1))
    ).inner_join(due, "charge_line_id")
    days = ibis.greatest(paid.credit_date.delta(paid.due_date, unit="day"), 0).cast("int64")
    cents = _cents(paid.amount)
    rows = paid.select(
        "account_id",
        month=_month(paid.credit_date),
        dated_payment=cents,
        late_cent_days=cents * days,
    )
    return _by_clinic(rows, accounts, ("dated_payment", "late_cent_days"))
