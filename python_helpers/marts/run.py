"""`dental-collections marts`: computes what takes statistics and puts it into `python_marts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic

from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.marts.efficiency import EFFICIENCY, efficiency_table
from python_helpers.marts.forecast import forecast_tables
from python_helpers.settings import Target
from python_helpers.warehouse.ibis import built_as_of, opened_ibis
from python_helpers.warehouse.python_marts import write_tables


@dataclass(frozen=True, slots=True)
class MartsReport:
    """What an update computed: the as-of date, rows by table, seconds of wall-clock time."""

    as_of: date
    rows: Mapping[str, int]
    seconds: float

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {rows:,}" for name, rows in self.rows.items())
        return f"as of {self.as_of}: {counts} rows, {self.seconds:.1f} s"


def update_marts(
    target: Target, as_of: date | None = None, console: Console | None = None
) -> MartsReport:
    """Compute every Python mart from the models as built, and replace their rows.

    The same models give the same rows, however often this runs; earlier runs' forecasts stay.
    `as_of` only checks that the models are as of that day. Raises UserError when they are not,
    when they are not all there or when the target can't be written; the tables are then as
    before.
    """
    started = monotonic()
    with opened_ibis(target) as con:
        built = built_as_of(con)
        if as_of is not None and as_of != built:
            raise UserError(
                f"the models are as of {built}, not {as_of}: "
                f"run `dental-collections build --as-of {as_of}` first"
            )
        tables = {EFFICIENCY: efficiency_table(con), **forecast_tables(con, built)}
    rows = write_tables(target, tables)
    report = MartsReport(built, rows, monotonic() - started)
    if console:
        console.print(str(report), soft_wrap=True)
    return report
