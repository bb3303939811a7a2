"""How the demo prints tables and amounts: on a terminal of 80 characters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table


def plain_table(title: str, words: Sequence[str], figures: Sequence[str]) -> Table:
    """An empty table: columns of words to the left, columns of figures to the right."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bold",
    )
    for heading in words:
        table.add_column(heading)
    for heading in figures:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def dollars(amount: Decimal) -> str:
    """An amount with its cents."""
    return f"{amount:,.2f}"


def percent(part: Decimal, whole: Decimal) -> str:
    """A part in whole percent; nothing where there is no whole."""
    # Plus 0, or a little below nothing would be -0%.
    return f"{round(part / whole, 2) + 0:.0%}" if whole > 0 else ""
