"""What became of each month's charges: collected, written off, still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.draw import Drawing, Size
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Section, Table

COHORTS: Final = 18
ONWARDS: Final = 12
NARROW_COHORTS: Final = 13
NARROW_ONWARDS: Final = 6
TITLE: Final = "What became of the charges"


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of charges, so many months on; dollars up to then."""

    month: date
    since: int
    is_complete: bool
    charged: Decimal
    collected: Decimal
    written_off: Decimal
    adjusted: Decimal
    open: Decimal
    dollar_days: Decimal

    @property
    def share(self) -> Decimal | None:
        """The part of the charges that is collected."""
        return words.share_of(self.collected, self.charged)


def read_cells(marts: Marts) -> list[Cell]:
    """The last months of charges, each with all months since."""
    first = words.months_before(marts.this_month, COHORTS - 1)
    return [
        Cell(*row)
        for row in marts.rows(
            f"""
            select
                production_month_start_date,
                months_since,
                min(case when is_complete then 1 else 0 end) = 1,
                sum(charge_amount),
                sum(cumulative_collected_amount),
                sum(cumulative_writeoff_amount),
                sum(cumulative_adjustment_amount),
                sum(open_amount),
                sum(coalesce(average_days_to_collect * cumulative_collected_amount, 0))
            from {marts["mart_collection_waterfall"]} as cells
            where production_month_start_date >= date '{first}'
            group by production_month_start_date, months_since
            order by production_month_start_date, months_since
            """
        )
    ]


def waterfall_section(marts: Marts) -> Section:
    """The heat map of what each month's charges have brought."""
    cells = [cell for cell in read_cells(marts) if cell.charged > 0]
    if not cells:
        return Section(
            "waterfall", TITLE, [Block("Collected by month since", "No charges in the books.")]
        )
    return Section("waterfall", TITLE, [_heat_map(cells), _outcomes(cells)])


def _heat_map(cells: list[Cell]) -> Block:
    settled = [cell for cell in cells if cell.since == 3 and cell.is_complete]
    lead = (
        f"Of the charges of {words.month(settled[-1].month)}, "
        f"{words.percent(settled[-1].share, digits=0)} was collected by the end of the third month "
        "after it."
        if settled
        else "How much of each month's charges was collected by the end of each month since."
    )
    months = sorted({cell.month for cell in cells}, reverse=True)
    widest = max(cell.since for cell in cells)
    columns = list(range(min(widest, ONWARDS) + 1))
    by_place = {(cell.month, cell.since): cell for cell in cells}

    def told(cell: Cell | None) -> str:
        if cell is None:
            return ""
        return words.percent(cell.share, digits=0) + ("" if cell.is_complete else "*")

    return Block(
        "Share of charges collected, by months since",
        lead + " Boxes: the month is still running.",
        draw.drawn(
            "Heat map: a row for each month of charges, a column for each month since, "
            "darker where more of the charges was collected. " + lead,
            lambda size: _heat(cells, size),
        ),
        Table(
            ["Charges of", *(str(since) for since in columns)],
            [
                [words.month(month), *(told(by_place.get((month, since))) for since in columns)]
                for month in months
            ],
            note="0 is the month of service itself; * the month is still running. Charges are at "
            "the office's fees, so what insurers write off is never collected.",
        ),
    )


def _heat(cells: list[Cell], size: Size) -> Drawing:
    cohorts, onwards = (COHORTS, ONWARDS) if size.is_wide else (NARROW_COHORTS, NARROW_ONWARDS)
    months = sorted({cell.month for cell in cells}, reverse=True)[:cohorts]
    rows: list[dict[str, Any]] = [
        {
            "month": words.month(cell.month),
            "since": cell.since,
            "share": float(cell.share or 0),
            "label": words.percent(cell.share, digits=0),
            "running": not cell.is_complete,
        }
        for cell in cells
        if cell.month in months and cell.since <= onwards
    ]
    base = alt.Chart(draw.data(rows)).encode(
        x=alt.X(
            "since:O",
            axis=alt.Axis(title="Months since the service", orient="top", labelAngle=0, grid=False),
        ),
        y=alt.Y(
            "month:N",
            sort=[words.month(month) for month in months],
            axis=alt.Axis(title=None, labelColor=draw.INK, grid=False),
        ),
    )
    highest = max((row["share"] for row in rows), default=0.0)
    dark = 0.67 * highest
    return alt.layer(
        base.mark_rect(stroke="white", strokeWidth=1.5).encode(
            color=alt.Color(
                "share:Q",
                scale=alt.Scale(domain=[0, max(highest, 0.01)], range=["#eef5fb", "#0a4a85"]),
                legend=None,
            )
        ),
        base.transform_filter("datum.running").mark_rect(
            fill=None, stroke=draw.INK, strokeWidth=1.2
        ),
        base.mark_text(fontSize=size.font if size.is_wide else size.font - 1).encode(
            text="label:N",
            color=alt.condition(f"datum.share > {dark}", alt.value("white"), alt.value(draw.INK)),
        ),
    ).properties(height=len(months) * (25 if size.is_wide else 27) + 40)


def _outcomes(cells: list[Cell]) -> Block:
    """The newest cell of every month: what has become of it by now."""
    newest = {cell.month: cell for cell in cells}
    rows = [newest[month] for month in sorted(newest, reverse=True)]
    return Block(
        "What has become of each month's charges by now",
        "Collected, written off, adjusted and still open add up to the charges.",
        table=Table(
            [
                "Charges of",
                "Charges",
                "Collected",
                "Written off",
                "Adjusted",
                "Still open",
                "Collected share",
                "Mean days",
            ],
            [
                [
                    words.month(cell.month),
                    words.cents(cell.charged),
                    words.cents(cell.collected),
                    words.cents(cell.written_off),
                    words.cents(cell.adjusted),
                    words.cents(cell.open),
                    words.percent(cell.share),
                    words.decimal(
                        words.share_of(cell.dollar_days, cell.collected), "nothing_collected"
                    ),
                ]
                for cell in rows
            ],
            note="Mean days from the service to the money, of what is collected so far.",
        ),
    )
