"""What a load or a connection check found, for the command line and for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rich.box import SIMPLE
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table as Grid
from rich.text import Text

from python_helpers.opendental.versions import version_caution

Mode = Literal["full", "incremental"]


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table of one load, in rows; `rows_total` is what raw and source both hold after it."""

    table_name: str
    mode: Mode
    rows_read: int
    rows_inserted: int
    rows_updated: int
    rows_deleted: int
    rows_total: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """One finished load of one practice."""

    load_id: str
    practice_id: int
    source_kind: str
    started_at: datetime
    finished_at: datetime
    tables: tuple[TableReport, ...]
    missing_tables: tuple[str, ...]
    missing_columns: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """Wall-clock time from start to commit."""
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def rows_total(self) -> int:
        """Rows of the practice in the raw schema after the load."""
        return sum(table.rows_total for table in self.tables)

    def show(self, console: Console) -> None:
        """Print the counts of every table that holds or held rows."""
        grid = Grid(
            title=f"Practice {self.practice_id}: rows by table",
            caption="total: as many at the source as in the warehouse",
            box=SIMPLE,
        )
        for heading in ("table", "mode"):
            grid.add_column(heading, no_wrap=True)
        for heading in ("read", "inserted", "updated", "deleted", "total"):
            grid.add_column(heading, justify="right", no_wrap=True)
        for table in self.tables:
            if table.rows_total or table.rows_deleted:
                grid.add_row(
                    table.table_name,
                    table.mode,
                    f"{table.rows_read:,}",
                    f"{table.rows_inserted:,}",
                    f"{table.rows_updated:,}",
                    f"{table.rows_deleted:,}",
                    f"{table.rows_total:,}",
                )
        console.print(grid)
        console.print(
            f"{self.rows_total:,} rows in {len(self.tables)} tables, {self.seconds:.1f} s, "
            f"load {self.load_id}"
        )


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A declared table as the database has it; `rows` is the server's own estimate."""

    table_name: str
    engine: str
    rows: int


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What `connect` learned about an OpenDental database; it holds no patient data."""

    server_version: str
    opendental_version: str
    encrypted: bool
    can_write: bool
    tables: tuple[SourceTable, ...]
    missing_tables: tuple[str, ...]
    missing_columns: tuple[str, ...]
    still_stamps: tuple[str, ...]
    preferences: tuple[tuple[str, str], ...]
    clinics: tuple[str, ...]
    grants: tuple[str, ...]
    expected_minutes: float

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The report for people; the grants may be wrapped, which SQL does not mind."""
        yield Text(
            f"OpenDental {self.opendental_version} on {self.server_version} "
            f"({', '.join(self.engines)}), connection {'' if self.encrypted else 'not '}encrypted"
        )
        if caution := version_caution(self.opendental_version):
            yield Text(f"Careful: {caution}", "yellow")
        yield Text(f"Clinics: {', '.join(self.clinics) or 'none (clinics are off)'}")
        for name, value in self.preferences:
            yield Text(f"Preference {name} = {value}")
        for what, names in (
            ("tables", self.missing_tables),
            ("columns", self.missing_columns),
        ):
            if names:
                yield Text(f"Not there or not readable, {what}: {', '.join(names)}", "yellow")
        if self.still_stamps:
            yield Text(
                "Stamps that edits do not move, so that each load reads the table whole: "
                f"{', '.join(self.still_stamps)}",
                "yellow",
            )
        yield Text(
            f"About {self.rows:,} rows in {len(self.tables)} tables; "
            f"a first load takes about {max(1, round(self.expected_minutes))} min"
        )
        if self.can_write:
            yield Text("This login can write: load with one that cannot.", "yellow")
        yield Text("\nTo read what is loaded, and nothing else, a user needs:")
        # a new user's password is shown only to who asks for the statements
        for grant in self.grants:
            if grant.startswith("GRANT"):
                yield Text(grant)
        yield Text("`connect --sql` prints just the statements, and makes the user first.")

    @property
    def engines(self) -> tuple[str, ...]:
        """The storage engines in use, such as InnoDB or MyISAM."""
        return tuple(sorted({table.engine for table in self.tables}))

    @property
    def rows(self) -> int:
        """Rows that a full load would copy, as estimated by the server."""
        return sum(table.rows for table in self.tables)
