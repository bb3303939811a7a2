"""One load of one practice: read, land, apply, keep history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.load import landing
from python_helpers.load.apply import apply, ensure_raw_tables
from python_helpers.load.duckdb_store import DuckDBStore
from python_helpers.load.history import History, LastLoad, utc_now
from python_helpers.load.parquet_folder import ParquetFolder
from python_helpers.load.progress import LoadProgress
from python_helpers.load.report import LoadReport
from python_helpers.load.source import Reading, Source
from python_helpers.load.store import Store
from python_helpers.opendental.catalog import CATALOG, Table
from python_helpers.settings import (
    PostgresSettings,
    Target,
    duckdb_path,
    project_dir,
    spark_dir,
)


def load(
    source: str,
    practice: int,
    target: Target,
    *,
    full: bool = False,
    console: Console | None = None,
) -> LoadReport:
    """Bring one practice's raw tables to what its source holds now.

    `source` is a folder of Parquet files or mysql://user@host:port/database. `full` reads
    every row again instead of the changed ones, and accepts that a table is gone. Raises
    UserError when source or target fail; the practice then keeps its last good rows and is
    marked stale in operations.load_runs.
    """
    if practice < 0:
        raise UserError(f"--practice {practice}: a practice_id is 0 or more")
    store = open_store(target)
    try:
        started = utc_now()
        load_id = f"{started:%Y%m%dT%H%M%S%f}Z-practice-{practice}"
        history = History(store)
        history.start(load_id, practice, source_kind(source), started)
        try:
            with open_source(source) as opened:
                report = _Load(store, history, opened, practice, full, console).run(
                    load_id, started
                )
        except BaseException as failure:
            history.fail(load_id, str(failure) if isinstance(failure, UserError) else "unexpected")
            raise
        finally:
            landing.discard(store)
            store.publish(load_id)
    finally:
        store.close()
    if console:
        report.show(console)
    return report


def open_store(target: Target) -> Store:
    """The target, open and locked. Raises UserError when it cannot be."""
    if target is Target.duckdb:
        return DuckDBStore(duckdb_path())
    if target is Target.spark:
        return DuckDBStore(spark_dir() / "raw.duckdb", publish_to=spark_dir() / "raw")
    try:
        from python_helpers.load.postgres_store import PostgresStore
    except ModuleNotFoundError as error:
        raise UserError(
            f"target postgres needs {error.name}: pip install 'dental-collections[postgres]'"
        ) from None
    return PostgresStore(PostgresSettings.from_environment(), project_dir() / "data")


def source_kind(source: str) -> str:
    """`mysql` or `parquet`, by the look of it."""
    return "mysql" if "://" in source else "parquet"


@contextmanager
def open_source(source: str) -> Iterator[Source]:
    """The source, open for reading. Raises UserError when it cannot be."""
    opened: Source
    if source_kind(source) == "parquet":
        opened = ParquetFolder(Path(source))
    else:
        opened = _open_mysql(source)
    try:
        yield opened
    finally:
        opened.close()


def _open_mysql(url: str) -> Source:
    try:
        from python_helpers.load.mysql_source import MySQLSource
    except ModuleNotFoundError as error:
        raise UserError(
            f"a MySQL source needs {error.name}: pip install 'dental-collections[mysql]'"
        ) from None
    return MySQLSource(url)


class _Load:
    """The steps of one load between open source and open target."""

    def __init__(
        self,
        store: Store,
        history: History,
        source: Source,
        practice: int,
        full: bool,
        console: Console | None,
    ) -> None:
        self._store = store
        self._history = history
        self._source = source
        self._practice = practice
        self._full = full
        self._console = console
        self._missing_tables: list[str] = []
        self._missing_columns: list[str] = []

    def run(self, load_id: str, started: datetime) -> LoadReport:
        """Read and land everything, then apply it at once."""
        readings = self._plan()
        self._warn()
        present = [
            reading for reading in readings if reading.table.name not in self._missing_tables
        ]
        with LoadProgress(self._console, self._source, present) as progress:
            landing.land(self._source, present, self._store, self._practice, progress)
            progress.step("applying")
            return self._apply(readings, load_id, started)

    def _plan(self) -> list[Reading]:
        last = self._history.last_good(self._practice)
        raw = self._store.columns(self._store.raw_schema)
        return [self._plan_table(table, last, raw.get(table.name)) for table in CATALOG.values()]

    def _plan_table(
        self, table: Table, last: LastLoad | None, raw: tuple[str, ...] | None
    ) -> Reading:
        columns = self._source.columns(table)
        if columns is None:
            self._missing_tables.append(table.name)
            self._check_may_vanish(table, raw)
            return Reading(table, "full", tuple(name.lower() for name in table.columns))
        if table.primary_key.lower() not in columns:
            raise UserError(
                f"{self._source.place(table)} has no column {table.primary_key}: it is no "
                "OpenDental table, or the login may not read that column"
            )
        missing = tuple(name for name in table.columns if name.lower() not in columns)
        self._missing_columns += [f"{table.name}.{name}" for name in missing]
        reading = Reading(table, "full", missing)
        if last and raw and self._can_increment(reading, last, raw):
            self._read_changes_only(reading)
        return reading

    def _check_may_vanish(self, table: Table, raw: tuple[str, ...] | None) -> None:
        """A table that had rows and is gone is a lost permission more often than a fact."""
        if raw and not self._full and (rows := self._count(table)):
            raise UserError(
                f"{self._source.place(table)} is gone, but {rows:,} rows of it were loaded "
                "before: let the login read it (see `connect`), or load with --full if it "
                "really has no rows any more"
            )

    def _count(self, table: Table) -> int:
        return self._store.scalar(
            f'select count(*) from "{self._store.raw_schema}"."{table.name}" where practice_id = ?',
            self._practice,
        )

    def _can_increment(self, reading: Reading, last: LastLoad, raw: tuple[str, ...]) -> bool:
        return (
            self._source.incremental
            and not self._full
            and reading.table.change_stamp is not None
            and reading.table.change_stamp not in reading.missing_columns
            and set(reading.table.raw_columns) <= set(raw)
            and last.source_identity == self._source.identity
            and last.missing_columns.get(reading.table.name) == ",".join(reading.missing_columns)
        )

    def _read_changes_only(self, reading: Reading) -> None:
        """Make the reading incremental, unless the raw rows give no sound starting point."""
        table = reading.table
        assert table.change_stamp is not None
        raw = f'"{self._store.raw_schema}"."{table.name}"'
        stamp, key = table.change_stamp.lower(), table.primary_key.lower()
        # A stamp from a clock that ran ahead must not hide the edits until then.
        newest = self._store.scalar(
            f'select max("{stamp}") from {raw} where practice_id = ? and "{stamp}" <= ?',
            self._practice,
            utc_now(),
        )
        if newest is None:
            return
        reading.mode, reading.newest = "incremental", newest
        reading.known = self._store.keys(
            f'select "{key}" from {raw} where practice_id = {self._practice}'
        )

    def _warn(self) -> None:
        if not self._console:
            return
        if self._missing_tables:
            self._console.print(
                f"[yellow]Not in the source, taken as empty: {', '.join(self._missing_tables)}"
            )
        if self._missing_columns:
            self._console.print(
                f"[yellow]Not in the source, taken as null: {', '.join(self._missing_columns)}"
            )

    def _apply(self, readings: list[Reading], load_id: str, started: datetime) -> LoadReport:
        landed = self._store.columns(self._store.landing_schema)
        with self._store.transaction():
            ensure_raw_tables(self._store)
            tables = tuple(
                apply(self._store, reading, self._practice, reading.table.name in landed)
                for reading in readings
            )
            report = LoadReport(
                load_id=load_id,
                practice_id=self._practice,
                source_kind=self._source.kind,
                started_at=started,
                finished_at=utc_now(),
                tables=tables,
                missing_tables=tuple(self._missing_tables),
                missing_columns=tuple(self._missing_columns),
            )
            missing = {
                reading.table.name: ",".join(reading.missing_columns) for reading in readings
            }
            self._history.succeed(report, self._source.identity, missing)
        return report
