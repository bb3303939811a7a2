"""What came in, and how much of what was produced that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.bars import bars_and_line
from python_helpers.report.draw import Drawing, Size
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Section, Table
from python_helpers.report.sections.cash_parts import parts_blocks

YEAR: Final = 12
SHOWN: Final = draw.WIDE.months
NO_CASH: Final = "There is neither cash nor production in the books yet."


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the whole practice or group, in dollars; rates are divided here, from sums."""

    first: date
    is_complete: bool
    cash: Decimal
    gross_production: Decimal
    net_production: Decimal
    benchmark: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Cash of each dollar of net production; None without production."""
        return words.share_of(self.cash, self.net_production)


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve complete months in a row, up to the end of the last one."""

    last: Month
    cash: Decimal
    net_production: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Cash of each dollar of net production; None without production."""
        return words.share_of(self.cash, self.net_production)


def read_months(marts: Marts) -> list[Month]:
    """All months of the books, the first one first; the last one may still be running."""
    return [
        Month(*row)
        for row in marts.rows(
            f"""
            select
                period_start_date,
                min(case when is_period_complete then 1 else 0 end) = 1,
                sum(cash_amount),
                sum(gross_production_amount),
                sum(net_production_amount),
                max(benchmark_rate)
            from {marts["mart_collection_summary"]} as months
            where period_start_date > date '1900-01-01'
            group by period_start_date
            order by period_start_date
            """
        )
    ]


def years(months: Sequence[Month]) -> list[Year]:
    """Every twelve complete months of the books, by their last one."""
    complete = [month for month in months if month.is_complete]
    found = []
    for end in range(YEAR, len(complete) + 1):
        window = complete[end - YEAR : end]
        found.append(
            Year(
                window[-1],
                words.add([month.cash for month in window]),
                words.add([month.net_production for month in window]),
            )
        )
    return found


def cash_section(marts: Marts) -> Section:
    """Collections against net production, by source, method and payer."""
    months = read_months(marts)
    if not any(month.cash or month.gross_production for month in months):
        return Section("cash", "What came in", [Block("Collections", NO_CASH)])
    return Section(
        "cash",
        "What came in",
        [_against_production(months, marts), _rate(months), *parts_blocks(marts)],
    )


def _against_production(months: Sequence[Month], marts: Marts) -> Block:
    last = next((month for month in reversed(months) if month.is_complete), months[-1])
    lead = (
        f"In {words.month(last.first)}, {words.dollars(last.cash)} came in, net of what went back; "
        f"net production was {words.dollars(last.net_production)}."
    )
    if not months[-1].is_complete:
        lead += f" {_running(months[-1], marts)}"

    running = None if months[-1].is_complete else months[-1].first
    return Block(
        "Collections and net production, by month",
        lead,
        draw.drawn(
            "Bars: cash collected in each month. Line: net production of the month. " + lead,
            lambda size: bars_and_line(
                [month.first for month in months],
                [month.cash for month in months],
                [month.net_production for month in months],
                running,
                size,
            ),
            [Key("Collected", draw.SKY), Key("Net production", draw.INK, "line")],
        ),
        Table(
            ["Month", "Collected", "Gross production", "Net production", "Collected of net"],
            [
                [
                    words.month(month.first) + ("" if month.is_complete else " so far"),
                    words.cents(month.cash),
                    words.cents(month.gross_production),
                    words.cents(month.net_production),
                    words.percent(month.rate, "no_production"),
                ]
                for month in reversed(months[-SHOWN:])
            ],
            note="Net production: fees less write-offs, discounts and other adjustments, as in "
            "OpenDental's Production and Income report. Transfers are no cash.",
        ),
    )


def _running(month: Month, marts: Marts) -> str:
    return (
        f"{words.month(month.first)} is still running: {words.dollars(month.cash)} and "
        f"{words.dollars(month.net_production)} up to {words.short_day(marts.as_of)}."
    )


def _rate(months: Sequence[Month]) -> Block:
    title = "Net collection rate against the benchmark, by month"
    found = years(months)
    if not found:
        return Block(title, "Shown once the books hold twelve complete months.")
    last = found[-1]
    benchmark = last.last.benchmark
    lead = (
        f"Of each dollar of net production, {words.percent(last.rate, 'no_production')} was "
        f"collected over the twelve months to {words.month(last.last.first)}; "
        f"a well-run practice collects {words.percent(benchmark, digits=0)}. "
        "Single months swing, as money comes later than the work."
    )
    monthly = {month.first: month for month in months if month.is_complete}

    def make(size: Size) -> Drawing:
        shown = found[-size.months :]
        keys = [draw.month_key(year.last.first) for year in shown]
        base = alt.Chart(
            draw.data(
                [
                    {
                        "month": draw.month_key(year.last.first),
                        "year": _number(year.rate),
                        "single": _number(monthly[year.last.first].rate),
                        "benchmark": float(benchmark),
                    }
                    for year in shown
                ]
            )
        ).encode(x=alt.X("month:O", sort=keys, axis=draw.month_axis(keys, size)))
        scale = alt.Scale(zero=False, nice=True)
        axis = alt.Axis(format=".0%", title=None, tickCount=6)
        single = base.mark_point(color=draw.GREY, size=40, strokeWidth=2).encode(
            y=alt.Y("single:Q", scale=scale, axis=axis)
        )
        mark = base.mark_line(color=draw.RED, strokeWidth=1.5, strokeDash=[6, 4]).encode(
            y="benchmark:Q"
        )
        line = base.mark_line(color=draw.BLUE, strokeWidth=3).encode(y="year:Q")
        end = base.transform_filter(f"datum.month=='{keys[-1]}'").mark_text(
            align="right",
            dy=16 if (last.rate or 0) < benchmark else -12,
            fontWeight="bold",
            color=draw.BLUE,
        )
        return alt.layer(
            single, mark, line, end.encode(y="year:Q", text=alt.Text("year:Q", format=".1%"))
        ).properties(height=260 if size.is_wide else 220)

    return Block(
        title,
        lead,
        draw.drawn(
            "Line: net collection rate of the twelve months up to each month. Circles: of the "
            "single month. Dashed: the benchmark. " + lead,
            make,
            [
                Key("Twelve months", draw.BLUE, "line"),
                Key("Single month", draw.GREY, "point"),
                Key(f"Benchmark, {words.percent(benchmark, digits=0)}", draw.RED, "dash"),
            ],
        ),
        Table(
            ["Twelve months to", "Collected", "Net production", "Rate", "Against benchmark"],
            [
                [
                    words.month(year.last.first),
                    words.cents(year.cash),
                    words.cents(year.net_production),
                    words.percent(year.rate, "no_production"),
                    _points(year.rate, benchmark),
                ]
                for year in reversed(found[-SHOWN:])
            ],
        ),
    )


def _points(rate: Decimal | None, benchmark: Decimal) -> str:
    if rate is None:
        return words.NOTHING
    points = words.decimal((rate - benchmark) * 100)
    return f"{points if points.startswith(words.MINUS) else '+' + points} points"


def _number(rate: Decimal | None) -> float | None:
    return None if rate is None else float(rate)
