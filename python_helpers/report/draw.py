"""Charts: an Altair chart becomes an SVG picture that stands in the page by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from python_helpers.report.page import Chart, Key

INK: Final = "#1d232b"
MUTED: Final = "#5b6470"
GRID: Final = "#e4e7eb"
# Okabe and Ito's colours, which all kinds of colour vision tell apart, darkened where they
# carry text; they differ in lightness too, so that a copy in grey still reads.
BLUE: Final = "#0b5fa5"
SKY: Final = "#4598d3"
ORANGE: Final = "#e08a00"
AMBER: Final = "#a85f00"
RED: Final = "#b8400e"
GREEN: Final = "#00795c"
GREY: Final = "#8b949e"
AGES: Final = ("#cfe3f3", "#86b9de", "#2f79b5", "#b8400e")

FONT: Final = "Arial"
LEAST_MONTH: Final = 30
"""Pixels that a month's name of three letters needs; where there are fewer, it is one letter."""


@dataclass(frozen=True, slots=True)
class Size:
    """A width that charts are drawn for: pixels, months that fit, and the size of letters."""

    is_wide: bool
    width: int
    months: int
    font: int


WIDE: Final = Size(is_wide=True, width=880, months=25, font=13)
NARROW: Final = Size(is_wide=False, width=336, months=13, font=12)

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
Maker = Callable[[Size], Drawing]


def drawn(description: str, make: Maker, keys: Sequence[Key] = ()) -> Chart:
    """A chart in both widths; `make` gives it for one of them, its height already set."""
    return Chart(
        description=description,
        wide=_picture(make(WIDE), WIDE, description),
        narrow=_picture(make(NARROW), NARROW, description),
        keys=keys,
    )


def data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Rows for a chart: text, numbers and None only."""
    return alt.InlineData(values=list(rows))


def month_key(first: date) -> str:
    """A month as charts order it; `month_axis` writes it."""
    return f"{first:%Y-%m}"


def dollar_axis() -> alt.Axis:
    """An axis of dollars, such as $50k."""
    return alt.Axis(
        title=None,
        tickCount=5,
        labelExpr="datum.value == 0 ? '$0' : replace(format(datum.value, '$~s'), 'G', 'B')",
    )


def month_axis(months: Sequence[str], size: Size, title: str | None = None) -> alt.Axis:
    """An axis of months: short names, with the year under the first one and under January."""
    names = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
    name = f"{names}[toNumber(slice(datum.label,5,7))-1]"
    year = "slice(datum.label,0,4)"
    if size.width / max(len(months), 1) < LEAST_MONTH:
        name, year = f"slice({name},0,1)", "'\u2019' + slice(datum.label,2,4)"
    first = months[0] if months else ""
    return alt.Axis(
        title=title,
        labelAngle=0,
        labelExpr=(
            f"(slice(datum.label,5,7)=='01' || datum.label=='{first}') ? [{name}, {year}] : {name}"
        ),
        labelOverlap=False,
        ticks=False,
        grid=False,
        labelPadding=6,
    )


def _picture(chart: Drawing, size: Size, description: str) -> Markup:
    whole = chart.properties(
        width=size.width,
        background="transparent",
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 2, "right": 6, "top": 6, "bottom": 4},
    ).configure(**_config(size))
    svg = vl_convert.vegalite_to_svg(whole.to_dict(validate=False), allowed_base_urls=[])
    return Markup(_inlined(svg, size, description))


def _config(size: Size) -> dict[str, Any]:
    return {
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": size.font,
            "titleFontSize": size.font,
            "titleFontWeight": "normal",
            "labelColor": MUTED,
            "titleColor": MUTED,
            "gridColor": GRID,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "text": {"fontSize": size.font, "color": INK, "font": FONT},
        "line": {"strokeWidth": 2.5},
    }


def _inlined(svg: str, size: Size, description: str) -> str:
    """An SVG document as a part of a page: named for all readers, its ids its own."""
    own = f"p{sha256(svg.encode()).hexdigest()[:10]}"
    svg = re.sub(r'\s(?:xmlns(?::xlink)?|version|role|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r'\saria-[a-z]+="[^"]*"', "", svg)
    svg = svg.replace(f' font-family="{FONT}"', "")
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{own}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{own}-\1)", svg)
    kind = "wide" if size.is_wide else "narrow"
    return re.sub(
        r'<svg class="marks" width="[\d.]+" height="[\d.]+"([^>]*)>',
        lambda found: (
            f'<svg class="{kind}" role="img" aria-label="{escape(description)}"{found[1]}>'
        ),
        svg,
        count=1,
    )
