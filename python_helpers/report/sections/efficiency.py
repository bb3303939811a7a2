"""How fast and how well money is collected: DSO and collection effectiveness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.draw import Drawing, Size
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Section, Table

TITLE: Final = "How long money takes"
WINDOW: Final = 3
SHOWN: Final = draw.WIDE.months
NOT_COMPUTED: Final = (
    "Not computed yet: run `dental-collections marts`, then `dental-collections build`."
)

Value = tuple[Decimal | None, str | None]


@dataclass(frozen=True, slots=True)
class Month:
    """Sums of three months over all practices, and what a single practice alone can tell."""

    end: date
    is_complete: bool
    days: int
    practices: int
    sales: Decimal
    receivables: Decimal
    current: Decimal
    cash: Decimal
    seed_below: Decimal
    crf_above: Decimal
    crf_below: Decimal
    cash_below: Decimal
    countback: Decimal | None
    countback_reason: str | None

    @property
    def dso(self) -> Value:
        """Days sales outstanding."""
        return _divided(self.receivables * self.days, self.sales)

    @property
    def best_possible(self) -> Value:
        """The DSO if nothing were past due."""
        return _divided(self.current * self.days, self.sales)

    @property
    def counted_back(self) -> Value:
        """Countback DSO, which cannot be added up over practices."""
        if self.practices > 1:
            return None, "by practice only"
        return self.countback, self.countback_reason

    @property
    def cei_cash(self) -> Value:
        """Collection effectiveness in cash, times 100."""
        return _divided(self.cash * 100, self.cash_below)

    @property
    def cei_crf(self) -> Value:
        """Collection effectiveness after the Credit Research Foundation, times 100."""
        return _divided(self.crf_above * 100, self.crf_below)

    @property
    def cei_seed(self) -> Value:
        """Cash among all that lowered receivables, times 100."""
        return _divided(self.cash * 100, self.seed_below)


Measure = Callable[[Month], Value]


def read_months(marts: Marts) -> list[Month]:
    """Months with a window of three, the first one first."""
    return [
        Month(*row)
        for row in marts.rows(
            f"""
            select
                month_end_date,
                min(case when is_period_complete then 1 else 0 end) = 1,
                max(days_in_period),
                count(*),
                sum(sales_amount),
                sum(closing_ar_amount),
                sum(closing_current_amount),
                sum(ledger_cash_amount),
                sum(cei_seed_denominator_amount),
                sum(cei_crf_numerator_amount),
                sum(cei_crf_denominator_amount),
                sum(cei_cash_denominator_amount),
                max(dso_countback),
                max(dso_countback_reason)
            from {marts["mart_collection_efficiency"]} as months
            where metric_level = 'practice' and trailing_months = {WINDOW}
            group by month_end_date
            order by month_end_date
            """
        )
    ]


def efficiency_section(marts: Marts, months: Sequence[Month]) -> Section:
    """DSO and CEI over time."""
    complete = [month for month in months if month.is_complete]
    if not complete:
        reason = "Shown from the fourth month of the books on." if months else NOT_COMPUTED
        return Section("speed", TITLE, [Block("Days sales outstanding and effectiveness", reason)])
    return Section("speed", TITLE, [_dso(complete[-SHOWN:]), _cei(complete[-SHOWN:])])


def _dso(months: Sequence[Month]) -> Block:
    last = months[-1]
    lead = (
        f"On {words.day(last.end)}, receivables stood for {_told(last.dso)} days of net charges; "
        f"they would for {_told(last.best_possible)} if nothing were past due."
    )
    series: list[tuple[Key, Measure]] = [
        (Key("DSO", draw.BLUE, "line"), lambda month: month.dso),
        (Key("Counted back", draw.AMBER, "dash"), lambda month: month.counted_back),
        (Key("Best possible", draw.GREEN, "dots"), lambda month: month.best_possible),
    ]
    return Block(
        "Days sales outstanding (DSO), by month",
        lead,
        draw.drawn(
            "Lines of days by month: DSO, DSO counted back, and the best possible DSO. " + lead,
            lambda size: _lines(months, series, size),
            [key for key, _ in series],
        ),
        Table(
            [
                "Month",
                "Receivables",
                "Net charges, 3 months",
                "DSO",
                "Counted back",
                "Best possible",
                "Days by lateness",
            ],
            [
                [
                    words.month(month.end),
                    words.cents(month.receivables),
                    words.cents(month.sales),
                    words.decimal(*month.dso),
                    words.decimal(*month.counted_back),
                    words.decimal(*month.best_possible),
                    words.decimal(*_difference(month.dso, month.best_possible)),
                ]
                for month in reversed(months)
            ],
            note="DSO: what accounts owe ÷ net charges of three months × days. Counted back: days "
            "back until net charges add up to what is owed. Days by lateness: DSO less the best "
            "possible.",
        ),
    )


def _cei(months: Sequence[Month]) -> Block:
    last = months[-1]
    lead = (
        f"Over the three months to {words.month(last.end)}, {_told(last.cei_cash)} of each 100 "
        "dollars that could have been collected were."
    )
    series: list[tuple[Key, Measure]] = [
        (Key("In cash", draw.BLUE, "line"), lambda month: month.cei_cash),
        (Key("Credit Research Foundation", draw.AMBER, "dash"), lambda month: month.cei_crf),
        (Key("Cash of all reductions", draw.GREEN, "dots"), lambda month: month.cei_seed),
    ]
    return Block(
        "Collection effectiveness index (CEI), by month",
        lead,
        draw.drawn(
            "Lines of three collection effectiveness indexes by month, 100 being everything. "
            + lead,
            lambda size: _lines(months, series, size),
            [key for key, _ in series],
        ),
        Table(
            ["Month", "In cash", "Credit Research Foundation", "Cash of all reductions"],
            [
                [
                    words.month(month.end),
                    words.decimal(*month.cei_cash),
                    words.decimal(*month.cei_crf),
                    words.decimal(*month.cei_seed),
                ]
                for month in reversed(months)
            ],
            note="In cash: cash ÷ (opening + net charges − what is not past due). Credit Research "
            "Foundation: write-offs raise it, and of three months it takes one's charges. Cash of "
            "all reductions: 100 unless money is given up; it says nothing of what is still open.",
        ),
    )


def _lines(months: Sequence[Month], series: Sequence[tuple[Key, Measure]], size: Size) -> Drawing:
    shown = months[-size.months :]
    keys = [draw.month_key(month.end) for month in shown]
    dashes = {"line": [1, 0], "dash": [7, 4], "dots": [2, 3]}
    layers = []
    labelled: list[float] = []
    spread = _spread(shown, [measure for _, measure in series])
    for key, measure in series:
        rows: list[dict[str, Any]] = [
            {"month": draw.month_key(month.end), "value": float(value)}
            for month in shown
            if (value := measure(month)[0]) is not None
        ]
        base = alt.Chart(draw.data(rows)).encode(
            x=alt.X("month:O", sort=keys, axis=draw.month_axis(keys, size)),
            y=alt.Y(
                "value:Q",
                axis=alt.Axis(title=None, tickCount=6),
                scale=alt.Scale(zero=False, nice=True),
            ),
        )
        layers.append(base.mark_line(color=key.color, strokeDash=dashes[key.shape]))
        # a label for each line's end, but for one that would lie on another's
        if not rows or any(abs(rows[-1]["value"] - other) < spread / 10 for other in labelled):
            continue
        labelled.append(rows[-1]["value"])
        layers.append(
            base.transform_filter(f"datum.month=='{keys[-1]}'")
            .mark_text(align="right", dy=-11, color=key.color, fontWeight="bold")
            .encode(text=alt.Text("value:Q", format=".0f"))
        )
    return alt.layer(*layers).properties(height=260 if size.is_wide else 220)


def _spread(months: Sequence[Month], measures: Sequence[Measure]) -> float:
    values = [measure(month)[0] for month in months for measure in measures]
    found = [float(value) for value in values if value is not None]
    return max(found, default=0) - min(found, default=0)


def _divided(above: Decimal, below: Decimal) -> Value:
    if below > 0:
        return above / below, None
    return None, "zero_denominator" if below == 0 else "negative_denominator"


def _difference(first: Value, second: Value) -> Value:
    if first[0] is None or second[0] is None:
        return None, first[1] or second[1]
    return first[0] - second[0], None


def _told(value: Value) -> str:
    return words.decimal(value[0], value[1], 0)
