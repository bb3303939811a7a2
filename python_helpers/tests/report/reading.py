"""Reads a report as a browser would: its texts, tables, charts and what it would fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "line", "path", "rect"}


@dataclass
class Block:
    """A block of the page: its title, what is said, its table as rows of cells, its charts."""

    title: str = ""
    said: str = ""
    rows: list[list[str]] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """The table's headings."""
        return self.rows[0]

    def column(self, heading: str) -> list[str]:
        """The cells under a heading, the total's last where there is one."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows[1:]]


class Reader(HTMLParser):
    """Everything that tests ask about a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: dict[str, Block] = {}
        self.figures: dict[str, tuple[str, str]] = {}
        self.lines: list[str] = []
        self.alerts: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self._path: list[str] = []
        self._classes: list[str] = []
        self._block = Block()
        self._figure: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.handlers += [name for name in values if name.startswith("on")]
        self.links += [
            (tag, name, value)
            for name, value in values.items()
            if name in {"href", "src", "srcset", "xlink:href", "action", "data", "poster"}
        ]
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "article":
            self._block = Block()
        elif tag == "tr":
            self._block.rows.append([])
        elif tag in {"td", "th"}:
            self._block.rows[-1].append("")
        elif tag == "svg":
            self._block.charts.append(values.get("aria-label", ""))
        elif tag == "dt":
            self._figure = ["", "", ""]
        elif tag == "li" and "lines" in self._classes:
            self.lines.append("")
            if values.get("class") == "alert":
                self.alerts.append(str(len(self.lines) - 1))
        if tag not in VOID:
            self._path.append(tag)
            self._classes.append(values.get("class", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._path.pop() == tag, f"<{tag}> is closed where it was not opened last"
        self._classes.pop()
        if tag == "article":
            self.blocks[self._block.title] = self._block
        elif tag == "div" and self._figure and "figures" in self._classes:
            self.figures[self._figure[0]] = (self._figure[1], self._figure[2])
            self._figure = []

    def handle_data(self, data: str) -> None:
        if not self._path or self._path[-1] == "style":
            return
        self.text += data
        tag, kind = self._path[-1], self._classes[-1]
        if tag == "h3":
            self._block.title += data
        elif tag in {"td", "th"}:
            self._block.rows[-1][-1] += data
        elif tag == "p" and "article" in self._path:
            self._block.said += data + " "
        elif tag == "dt":
            self._figure[0] += data
        elif tag == "dd":
            self._figure[1 if kind == "value" else 2] += data
        elif tag == "li" and "lines" in self._classes:
            self.lines[-1] += data


def number(cell: str) -> Decimal:
    """A cell as a number: 1,234.50, −3%, $12."""
    plain = cell.replace("\u2212", "-").replace(",", "").replace("$", "").strip("%+ ")
    return Decimal(plain.split(" ")[0])


def numbers(cells: Sequence[str]) -> list[Decimal]:
    """Cells as numbers."""
    return [number(cell) for cell in cells]
