"""Two charts that several sections draw: bars of amounts by name, and stacked bars by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from json import dumps

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.draw import Drawing, Size

RUNNING_OPACITY = 0.45


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: whose it is, how long, a word after its amount, and what it is of where it is wide."""

    name: str
    amount: Decimal
    note: str = ""
    whole: Decimal | None = None


def bars_chart(bars: Sequence[Bar], size: Size, color: str) -> Drawing:
    """Horizontal bars in the order given, each with its amount in whole dollars.

    Names stand to the left of the bars, and above them where it is narrow.
    """
    # An index is the axis, as names need not differ.
    rows = [
        {
            "row": number,
            "name": bar.name,
            "amount": float(bar.amount),
            "end": max(float(bar.amount), 0),
            "label": _label(bar, size),
        }
        for number, bar in enumerate(bars)
    ]
    names = dumps([bar.name for bar in bars])
    longest = max((float(bar.amount) for bar in bars), default=0)
    lowest = min((float(bar.amount) for bar in bars), default=0)
    beside = alt.Axis(
        title=None,
        labelExpr=f"{names}[datum.value]",
        labelColor=draw.INK,
        labelLimit=260,
        grid=False,
    )
    base = alt.Chart(draw.data(rows)).encode(
        y=alt.Y("row:O", axis=beside if size.is_wide else None)
    )
    # room to the right of the longest bar for what is written there
    end = max(longest, 1) * (1.3 if size.is_wide else 1.5)
    scale = alt.Scale(domain=[min(lowest, 0), end], nice=False)
    x = alt.X("amount:Q", axis=None, scale=scale)
    down = 0 if size.is_wide else 8
    layers = [
        base.mark_bar(color=color, height=18 if size.is_wide else 14, yOffset=down).encode(x=x),
        base.mark_text(align="left", dx=6, dy=down).encode(x="end:Q", text="label:N"),
    ]
    if not size.is_wide:
        above = base.mark_text(align="left", dy=-9, limit=size.width - 10)
        layers.append(above.encode(x=alt.datum(0, type="quantitative"), text="name:N"))
    return alt.layer(*layers).properties(height=len(rows) * (30 if size.is_wide else 42))


def _label(bar: Bar, size: Size) -> str:
    label = words.dollars(bar.amount)
    if bar.whole is not None and size.is_wide:
        label += f" of {words.dollars(bar.whole)}"
    return f"{label} \u00b7 {bar.note}" if bar.note else label


def stacked_months(
    months: Sequence[date],
    parts: Sequence[Mapping[str, Decimal]],
    series: Mapping[str, tuple[str, str]],
    size: Size,
    running: date | None = None,
    height: int = 280,
    is_money: bool = True,
) -> Drawing:
    """Bars by month; `series` names the parts from the bottom up, each with label and colour.

    Parts below zero hang below the axis. The month `running` is drawn lighter.
    """
    months, parts = months[-size.months :], parts[-size.months :]
    keys = [draw.month_key(month) for month in months]
    rows = [
        {
            "month": draw.month_key(month),
            "part": label,
            "order": order,
            "amount": float(amounts[name]),
            "running": month == running,
        }
        for month, amounts in zip(months, parts, strict=True)
        for order, (name, (label, _)) in enumerate(series.items())
    ]
    labels = [label for label, _ in series.values()]
    axis = draw.dollar_axis() if is_money else alt.Axis(format="d", title=None, tickCount=5)
    colors = [color for _, color in series.values()]
    return (
        alt.Chart(draw.data(rows))
        .mark_bar(stroke="white", strokeWidth=0.75)
        .encode(
            x=alt.X("month:O", sort=keys, axis=draw.month_axis(keys, size)),
            y=alt.Y("amount:Q", axis=axis),
            color=alt.Color("part:N", scale=alt.Scale(domain=labels, range=colors), legend=None),
            order=alt.Order("order:Q"),
            opacity=alt.condition("datum.running", alt.value(RUNNING_OPACITY), alt.value(1)),
        )
        .properties(height=height if size.is_wide else 220)
    )


def bars_and_line(
    months: Sequence[date],
    bars: Sequence[Decimal],
    line: Sequence[Decimal],
    running: date | None,
    size: Size,
) -> Drawing:
    """Bars by month under a line; of the month `running`, a lighter bar and an open circle."""
    keys = [draw.month_key(month) for month in months[-size.months :]]
    rows = [
        {
            "month": draw.month_key(month),
            "bar": float(bar),
            "line": float(level),
            "running": month == running,
        }
        for month, bar, level in zip(months, bars, line, strict=True)
    ][-size.months :]
    base = alt.Chart(draw.data(rows)).encode(
        x=alt.X("month:O", sort=keys, axis=draw.month_axis(keys, size))
    )
    drawn_bars = base.mark_bar(color=draw.SKY).encode(
        y=alt.Y("bar:Q", axis=draw.dollar_axis()),
        opacity=alt.condition("datum.running", alt.value(RUNNING_OPACITY), alt.value(1)),
    )
    over = base.transform_filter("!datum.running").mark_line(
        color=draw.INK, strokeWidth=2, point={"color": draw.INK, "size": 34, "filled": True}
    )
    now = base.transform_filter("datum.running").mark_point(color=draw.INK, size=34, filled=False)
    return alt.layer(drawn_bars, over.encode(y="line:Q"), now.encode(y="line:Q")).properties(
        height=300 if size.is_wide else 230
    )
