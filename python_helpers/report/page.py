"""The parts of the page, and how they become HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

TEMPLATE: Final = "report.html.j2"
STYLE: Final = "report.css"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as they are read: `words` columns of words to the left, the others of figures."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    total: Sequence[str] | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.headings):
                raise ValueError(f"{len(row)} cells under {len(self.headings)} headings: {row}")


@dataclass(frozen=True, slots=True)
class Key:
    """What a mark of a chart stands for.

    `shape` is box, line, dash, dots, point, diamond or band.
    """

    label: str
    color: str
    shape: str = "box"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in two widths; the description is for those who can't see it."""

    description: str
    wide: Markup
    narrow: Markup
    keys: Sequence[Key] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that the page shows, under a title that says what it is.

    A block has a table, and mostly a chart of it; or a sentence that says why there is nothing.
    """

    title: str
    lead: str = ""
    chart: Chart | None = None
    table: Table | None = None
    warning: str | None = None

    def __post_init__(self) -> None:
        if self.chart and not self.table:
            raise ValueError(f"{self.title}: a chart needs its table")
        if not (self.table or self.lead):
            raise ValueError(f"{self.title}: nothing to show, and no word of it")


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading; `anchor` is its place in the page."""

    anchor: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: its value as read, what it is, and what to hold it against."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the header: what it says, and whether somebody should look into it."""

    text: str
    is_alert: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    as_of: str
    lines: Sequence[Line]
    figures: Sequence[Figure]
    sections: Sequence[Section]
    notes: Sequence[str] = field(default_factory=tuple)


def render(page: Page) -> str:
    """The page as one HTML document that needs nothing else; every text in it is escaped."""
    folder = files(__package__)
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    template = environment.from_string((folder / TEMPLATE).read_text(encoding="utf-8"))
    style = Markup((folder / STYLE).read_text(encoding="utf-8"))
    return template.render(page=page, style=style)
