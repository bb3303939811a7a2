"""Mart `mart_collection_efficiency`: how well and how fast a practice collects, by month."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from python_helpers.marts import formulas
from python_helpers.marts.formulas import Measure, Period, ratio
from python_helpers.marts.inputs import BUCKETS, INPUTS, input_table
from python_helpers.warehouse.ibis import built_as_of
from python_helpers.warehouse.python_marts import arrow_schema

if TYPE_CHECKING:
    import ibis

EFFICIENCY: Final = "mart_collection_efficiency"
WINDOWS: Final = (1, 3, 12)
LOSS_WINDOW: Final = 12
"""Months of steps that the expected loss is estimated from: fewer are too few."""

Sums = Mapping[str, int]
"""Cents, cents × days and counts, by column of int_efficiency_months."""

Cell = tuple[int, int, int]
"""practice_id, clinic_id, month: a whole number, year × 12 + month − 1."""


def efficiency_table(con: ibis.BaseBackend) -> pa.Table:
    """All rows of the mart for a warehouse that has been built, sorted by its grain.

    Raises UserError when the warehouse lacks a table that it is made of.
    """
    as_of = built_as_of(con)
    rows = [row for books in _books(_cells(con), as_of) for row in books.rows()]
    return pa.Table.from_pylist(rows, schema=arrow_schema(EFFICIENCY))


def _cells(con: ibis.BaseBackend) -> dict[Cell, Sums]:
    """Sums of each practice, clinic and month."""
    cells: dict[Cell, Sums] = {}
    for row in input_table(con, "int_efficiency_months").to_pyarrow().to_pylist():
        cell = (row.pop("practice_id"), row.pop("clinic_id"), _month(row.pop("month_start_date")))
        cells[cell] = {
            name: value if name.endswith("_count") else int(value.scaleb(2))
            for name, value in row.items()
        }
    return cells


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(slots=True)
class _Books:
    """One practice, or one clinic of it: its sums by month, and the rows made of them."""

    practice_id: int
    clinic_id: int | None
    first: int
    """The first month whose end stands in the snapshots: the first that a window can open with."""
    as_of: date
    months: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for every month and window that the books cover, where anything is or moved."""
        running = self._running()
        for month in range(self.first + 1, _month(self.as_of) + 1):
            for window in WINDOWS:
                opens = month - window
                if opens < self.first:
                    continue
                before, until = running[opens], running[month]
                moved = {name: value - before[name] for name, value in until.items()}
                stood = self._of(opens)["account_count"] or self._of(month)["account_count"]
                if stood or moved["ledger_line_count"]:
                    nets = before["ledger_amount"], until["ledger_amount"]
                    yield self._row(month, window, moved, nets)

    def _running(self) -> dict[int, Sums]:
        """Sums of all months up to each, older and undated lines first."""
        total: Counter[str] = Counter(dict.fromkeys(INPUTS["int_efficiency_months"], 0))
        for month, sums in self.months.items():
            if month < self.first:
                total.update(sums)
        running: dict[int, Sums] = {}
        for month in range(self.first, _month(self.as_of) + 1):
            total.update(self._of(month))
            running[month] = dict(total)
        return running

    def _of(self, month: int) -> Counter[str]:
        return self.months.get(month, Counter())

    def _sales(self, moved: Sums) -> int:
        return (
            moved["charge_amount"] - moved["contractual_writeoff_amount"] - moved["discount_amount"]
        )

    def _row(self, month: int, window: int, moved: Sums, nets: tuple[int, int]) -> dict[str, Any]:
        """moved: sums of the window's months; nets: what the ledger adds up to before and after."""
        starts, ends = _first_day(month - window + 1), _last_day(month)
        closes = min(ends, self.as_of)
        opening, closing = self._of(month - window), self._of(month)
        period = Period(
            opening=opening["owed_amount"],
            sales=self._sales(moved),
            cash=moved["ledger_cash_amount"],
            closing=closing["owed_amount"],
            closing_current=closing["past_due_current"],
            months=window,
            days=(closes - starts).days + 1,
        )
        row: dict[str, Any] = {
            "metric_level": "practice" if self.clinic_id is None else "clinic",
            "practice_id": self.practice_id,
            "clinic_id": self.clinic_id,
            "month_end_date": ends,
            "trailing_months": window,
            "period_start_date": starts,
            "closing_date": closes,
            "is_period_complete": closes == ends,
            "days_in_period": period.days,
            "opening_ar_amount": _dollars(period.opening),
            "opening_ar_credit_amount": _dollars(opening["credit_amount"]),
            "opening_ar_net_amount": _dollars(nets[0]),
            "sales_amount": _dollars(period.sales),
            "closing_ar_amount": _dollars(period.closing),
            "ar_credit_amount": _dollars(closing["credit_amount"]),
            "ar_net_amount": _dollars(nets[1]),
            "closing_current_amount": _dollars(period.closing_current),
        }
        for name in (
            "charge_amount",
            "contractual_writeoff_amount",
            "discount_amount",
            "ledger_cash_amount",
            "refund_amount",
            "given_up_amount",
            "other_adjustment_amount",
            "plan_amount",
            "transfer_amount",
        ):
            row[name] = _dollars(moved[name])
        return (
            row
            | _effectiveness(period)
            | self._days(period, month)
            | _lateness(moved)
            | _over_90(closing)
            | _steps(moved, closing, window, is_complete=closes == ends)
        )

    def _days(self, period: Period, month: int) -> dict[str, Any]:
        def history() -> Iterator[tuple[int, int]]:
            for each in range(month, self.first - 1, -1):
                last = min(_last_day(each), self.as_of)
                yield self._sales(self._of(each)), last.day

        return (
            _measured("dso", formulas.dso(period))
            | _measured("dso_countback", formulas.dso_countback(period.closing, history()))
            | _measured("dso_best_possible", formulas.dso_best_possible(period))
            | _measured("average_days_delinquent", formulas.average_days_delinquent(period))
        )


def _books(cells: Mapping[Cell, Sums], as_of: date) -> Iterator[_Books]:
    """Every practice, followed by its clinics; a practice is the sum of its clinics."""
    first: dict[int, int] = {}
    for (practice, _, month), sums in cells.items():
        if sums["account_count"]:
            first[practice] = min(first.get(practice, month), month)
    found: dict[tuple[int, int | None], _Books] = {}
    for (practice, clinic, month), sums in cells.items():
        if practice not in first:
            continue
        for level in (None, clinic):
            books = found.setdefault(
                (practice, level), _Books(practice, level, first[practice], as_of)
            )
            for measure, value in sums.items():
                books.months[month][measure] += value
    yield from (
        found[key]
        for key in sorted(found, key=lambda key: (key[0], key[1] is not None, key[1] or 0))
    )


def _effectiveness(period: Period) -> dict[str, Any]:
    crf_numerator, crf_denominator = formulas.cei_crf_parts(period)
    return {
        "cei_seed_denominator_amount": _dollars(formulas.cei_seed_denominator(period)),
        "cei_crf_numerator_amount": formulas.rounded(crf_numerator / 100, 2),
        "cei_crf_denominator_amount": formulas.rounded(crf_denominator / 100, 2),
        "cei_cash_denominator_amount": _dollars(formulas.cei_cash_denominator(period)),
        **_measured("cei_seed", formulas.cei_seed(period)),
        **_measured("cei_crf", formulas.cei_crf(period)),
        **_measured("cei_cash", formulas.cei_cash(period)),
    }


def _lateness(moved: Sums) -> dict[str, Any]:
    late, paid = moved["late_dollar_days"], moved["dated_payment_amount"]
    return {
        "late_dollar_days": _dollars(late),
        "dated_payment_amount": _dollars(paid),
        **_measured("weighted_days_late", formulas.weighted_days_late(late, paid)),
    }


def _over_90(closing: Sums) -> dict[str, Any]:
    over_90 = closing["over_90_amount"]
    return {
        "over_90_amount": _dollars(over_90),
        **_measured("over_90_share", ratio(over_90, closing["owed_amount"])),
    }


def _steps(steps: Sums, closing: Sums, window: int, *, is_complete: bool) -> dict[str, Any]:
    """Roll and cure rates and the expected loss; nothing of a month that is still running."""
    row: dict[str, Any] = {}
    for bucket, after in pairwise(BUCKETS):
        rolled, base = steps[f"rolled_{bucket}"], steps[f"rollable_{bucket}"]
        row[f"rolled_{bucket}_to_{after}_amount"] = _dollars(rolled)
        row[f"rollable_{bucket}_amount"] = _dollars(base)
        row |= _measured(f"roll_rate_{bucket}_to_{after}", ratio(rolled, base))
    for end in ("delinquent", "cured", "plan_converted", "placed", "written_off", "reaged"):
        row[f"{end}_account_count"] = steps[f"{end}_account_count"]
    cured, delinquent = steps["cured_account_count"], steps["delinquent_account_count"]
    row |= _measured("cure_rate", ratio(cured, delinquent))
    row |= _measured("expected_bad_amount", _expected_bad(steps, closing, window))
    if is_complete:
        return row
    return {name: "period_incomplete" if name.endswith("_reason") else None for name in row}


def _expected_bad(steps: Sums, closing: Sums, window: int) -> Measure:
    if window != LOSS_WINDOW:
        return Measure(None, "needs_12_months")
    loss = formulas.expected_loss(
        {bucket: closing[f"past_due_{bucket}"] for bucket in BUCKETS}, _dollars_moved(steps)
    )
    return loss if loss.value is None else Measure(loss.value.scaleb(-2))


def _dollars_moved(steps: Sums) -> dict[str, dict[str, int]]:
    """Cents of each bucket by where they were a month later."""
    moved: dict[str, dict[str, int]] = {}
    for position, bucket in enumerate(BUCKETS):
        after = BUCKETS[min(position + 1, len(BUCKETS) - 1)]
        rolled, bad, settled = (steps[f"{what}_{bucket}"] for what in ("rolled", "bad", "settled"))
        to: Counter[str] = Counter({"bad": bad, "settled": settled})
        to[after] += rolled
        to[BUCKETS[0]] += steps[f"rollable_{bucket}"] - rolled - bad - settled
        moved[bucket] = dict(to)
    return moved


def _measured(name: str, measure: Measure) -> dict[str, Any]:
    return {name: measure.value, f"{name}_reason": measure.reason}


def _dollars(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _last_day(month: int) -> date:
    year, of_year = divmod(month, 12)
    return date(year, of_year + 1, monthrange(year, of_year + 1)[1])
