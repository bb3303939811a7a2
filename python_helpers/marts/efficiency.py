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
from python_helpers.marts.efficiency_inputs import (
    BUCKETS,
    Cell,
    Inputs,
    month_number,
    read_inputs,
)
from python_helpers.marts.formulas import Measure, Period, ratio
from python_helpers.warehouse.ibis import built_as_of
from python_helpers.warehouse.python_marts import arrow_schema

if TYPE_CHECKING:
    import ibis

EFFICIENCY: Final = "mart_collection_efficiency"
WINDOWS: Final = (1, 3, 12)
LOSS_WINDOW: Final = 12
"""Months of steps that the expected loss is estimated from: fewer are too few."""

Sums = Mapping[str, int]


def efficiency_table(con: ibis.BaseBackend) -> pa.Table:
    """All rows of the mart for a warehouse that has been built, sorted by its grain.

    Raises UserError when the warehouse lacks a table that it is made of.
    """
    as_of = built_as_of(con)
    return table_of(read_inputs(con, as_of), as_of)


def table_of(inputs: Inputs, as_of: date) -> pa.Table:
    """The rows made of the engine's sums, in the layout of the declared table."""
    rows = [row for books in _books(inputs, as_of) for row in books.rows()]
    return pa.Table.from_pylist(rows, schema=arrow_schema(EFFICIENCY))


@dataclass(slots=True)
class _Books:
    """One practice, or one clinic of it: its sums by month, and the rows made of them."""

    practice_id: int
    clinic_id: int | None
    first: int
    """The first month whose end stands in the snapshots: the first that a window can open with."""
    as_of: date
    movements: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    standing: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    steps: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lateness: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for every month and window that the books cover, where anything is or moved."""
        net = self._net_by_month()
        for month in range(self.first + 1, month_number(self.as_of) + 1):
            for window in WINDOWS:
                opens = month - window
                if opens >= self.first and self._anything(opens, month):
                    yield self._row(month, window, net[opens], net[month])

    def _anything(self, opens: int, month: int) -> bool:
        return bool(self.standing.get(opens) or self.standing.get(month)) or any(
            self.movements.get(moved) for moved in range(opens + 1, month + 1)
        )

    def _net_by_month(self) -> dict[int, int]:
        """What the ledger adds up to at each month's end; older and undated lines come first."""
        total = sum(sums["all"] for month, sums in self.movements.items() if month < self.first)
        net = {}
        for month in range(self.first, month_number(self.as_of) + 1):
            total += self._of(self.movements, month)["all"]
            net[month] = total
        return net

    @staticmethod
    def _of(sums: Mapping[int, Counter[str]], month: int) -> Counter[str]:
        return sums.get(month, Counter())

    def _over(self, sums: Mapping[int, Counter[str]], month: int, window: int) -> Counter[str]:
        total: Counter[str] = Counter()
        for each in range(month - window + 1, month + 1):
            for name, value in self._of(sums, each).items():
                total[name] += value
        return total

    def _sales(self, moved: Sums) -> int:
        return moved["gross_charge"] - moved["contractual_writeoff"] - moved["discount"]

    def _row(self, month: int, window: int, opening_net: int, closing_net: int) -> dict[str, Any]:
        starts, ends = _first_day(month - window + 1), _last_day(month)
        closes = min(ends, self.as_of)
        moved = self._over(self.movements, month, window)
        opening, closing = self._of(self.standing, month - window), self._of(self.standing, month)
        period = Period(
            opening=opening["gross"],
            sales=self._sales(moved),
            cash=moved["cash"],
            closing=closing["gross"],
            closing_current=closing["current"],
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
            "opening_ar_credit_amount": _dollars(opening["credit"]),
            "opening_ar_net_amount": _dollars(opening_net),
            "sales_amount": _dollars(period.sales),
            "closing_ar_amount": _dollars(period.closing),
            "ar_credit_amount": _dollars(closing["credit"]),
            "ar_net_amount": _dollars(closing_net),
            "closing_current_amount": _dollars(period.closing_current),
        }
        for name in (
            "gross_charge",
            "contractual_writeoff",
            "discount",
            "cash",
            "refund",
            "writeoff",
            "other_adjustment",
            "plan",
            "transfer",
        ):
            row[f"{name}_amount"] = _dollars(moved[name])
        return (
            row
            | _effectiveness(period)
            | self._days(period, month)
            | self._lateness_of(month, window)
            | _over_90(closing)
            | self._steps_of(month, window, closing, is_complete=closes == ends)
        )

    def _days(self, period: Period, month: int) -> dict[str, Any]:
        def history() -> Iterator[tuple[int, int]]:
            for each in range(month, self.first - 1, -1):
                last = min(_last_day(each), self.as_of)
                yield self._sales(self._of(self.movements, each)), last.day

        return (
            _measured("dso", formulas.dso(period))
            | _measured("dso_countback", formulas.dso_countback(period.closing, history()))
            | _measured("dso_best_possible", formulas.dso_best_possible(period))
            | _measured("average_days_delinquent", formulas.average_days_delinquent(period))
        )

    def _lateness_of(self, month: int, window: int) -> dict[str, Any]:
        late = self._over(self.lateness, month, window)
        return {
            "late_dollar_days": _dollars(late["late_cent_days"]),
            "dated_payment_amount": _dollars(late["dated_payment"]),
        } | _measured(
            "weighted_days_late",
            formulas.weighted_days_late(late["late_cent_days"], late["dated_payment"]),
        )

    def _steps_of(
        self, month: int, window: int, closing: Sums, *, is_complete: bool
    ) -> dict[str, Any]:
        """Roll and cure rates and the expected loss; nothing of a month that is still running."""
        row: dict[str, Any] = {}
        steps = self._over(self.steps, month, window)
        for bucket, after in pairwise(BUCKETS):
            rolled, base = steps[f"rolled_{bucket}"], steps[bucket]
            row[f"rolled_{bucket}_to_{after}_amount"] = _dollars(rolled)
            row[f"rollable_{bucket}_amount"] = _dollars(base)
            row |= _measured(f"roll_rate_{bucket}_to_{after}", ratio(rolled, base))
        for name in ("delinquent", "cured", "plan_converted", "placed", "written_off", "reaged"):
            row[f"{name}_account_count"] = steps[name]
        row |= _measured("cure_rate", ratio(steps["cured"], steps["delinquent"]))
        row |= _measured("expected_bad_amount", _expected_bad(steps, closing, window))
        if is_complete:
            return row
        return {name: "period_incomplete" if name.endswith("_reason") else None for name in row}


def _books(inputs: Inputs, as_of: date) -> Iterator[_Books]:
    """Every practice, followed by its clinics; a practice is the sum of its clinics."""
    first: dict[int, int] = {}
    for practice, _, month in inputs.standing:
        first[practice] = min(first.get(practice, month), month)
    found: dict[tuple[int, int | None], _Books] = {}
    for name in ("movements", "standing", "steps", "lateness"):
        cells: Mapping[Cell, Sums] = getattr(inputs, name)
        for (practice, clinic, month), sums in cells.items():
            if practice not in first:
                continue
            for level in (None, clinic):
                books = found.setdefault(
                    (practice, level), _Books(practice, level, first[practice], as_of)
                )
                counted: Counter[str] = getattr(books, name)[month]
                for measure, value in sums.items():
                    counted[measure] += value
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


def _over_90(closing: Sums) -> dict[str, Any]:
    aged = sum(closing[bucket] for bucket in BUCKETS)
    return {
        "over_90_amount": _dollars(closing["over_90"]),
        "aged_ar_amount": _dollars(aged),
        **_measured("over_90_share", ratio(closing["over_90"], aged)),
    }


def _expected_bad(steps: Sums, closing: Sums, window: int) -> Measure:
    if window != LOSS_WINDOW:
        return Measure(None, "needs_12_months")
    loss = formulas.expected_loss(
        {bucket: closing[bucket] for bucket in BUCKETS}, _dollars_moved(steps)
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
        to[BUCKETS[0]] += steps[bucket] - rolled - bad - settled
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
