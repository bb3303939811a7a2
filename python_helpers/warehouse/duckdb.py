"""DuckDB: its file to read and to write; for Spark, the place where its Parquet is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa

from python_helpers.errors import UserError, disk_full
from python_helpers.warehouse.spark import write_version
from python_helpers.warehouse.store import Keys, Store


class DuckDBReader:
    """A file that is open to read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._connection.execute(sql).fetchall()


@contextmanager
def read_file(path: Path) -> Iterator[DuckDBReader]:
    """A DuckDB file to read from. Raises UserError when it is not there or in use."""
    if not path.is_file():
        raise UserError(f"no warehouse at {path}: run `dental-collections load` and `build` first")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise UserError(
            f"{path} can't be opened: another program is writing to it, or it is no DuckDB file"
        ) from error
    try:
        yield DuckDBReader(connection)
    finally:
        connection.close()


class DuckDBStore(Store):
    """One DuckDB file. DuckDB itself keeps every other process out while it is open."""

    loader_file_format = "parquet"

    _open_here: ClassVar[set[Path]] = set()

    def __init__(self, path: Path, publish_to: Path | None = None) -> None:
        super().__init__()
        self._path = path.resolve()
        self._publish_to = publish_to
        self.work_dir = self._path.with_name(f"{self._path.name}.landing")
        if self._path in self._open_here:
            raise UserError(f"{path} is being loaded by another thread: wait for it to finish")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(self._path)
        except (duckdb.Error, OSError) as error:
            raise UserError(
                f"{path} cannot be opened for writing ({type(error).__name__}): close the load, "
                "dbt run or BI tool that has it open, and check that it is a DuckDB file"
            ) from None
        self._connection.execute("set preserve_insertion_order = false")
        self._open_here.add(self._path)

    def execute(self, sql: str, *parameters: Any) -> int:
        """Run one statement; the number of rows that an insert, update or delete touched."""
        result = self._run(sql, parameters).fetchone()
        return int(result[0]) if result and isinstance(result[0], int) else 0

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a small query."""
        return self._run(sql, parameters).fetchall()

    def keys(self, sql: str) -> Keys:
        """The one bigint column of a query of any size."""
        (column,) = self._run(sql).fetchnumpy().values()
        return column

    def put_keys(self, table: str, keys: Keys) -> None:
        """Make a temporary table `table` with the one bigint column `key`."""
        self._connection.register("new_keys", pa.table({"key": keys}))
        self._run(f"create temp table {table} as select key from new_keys")
        self._connection.unregister("new_keys")

    def append(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table, by the names of their columns."""
        self._connection.register("new_rows", rows)
        self._run(f"insert into {table} by name select * from new_rows")
        self._connection.unregister("new_rows")

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, parameters)
        except duckdb.Error as error:
            if full := disk_full(error):
                raise UserError(
                    f"{self._path}: the disk is full ({full}): free some space, or set DUCKDB_PATH "
                    "to a file on another disk, and load again; what was loaded before is kept"
                ) from None
            if isinstance(
                error, duckdb.IOException | duckdb.OutOfMemoryException | duckdb.FatalException
            ):
                raise UserError(
                    f"{self._path}: DuckDB cannot go on ({type(error).__name__}): "
                    "check free disk space and memory, then load again"
                ) from None
            raise

    def dlt_destination(self) -> Any:
        """Through this very connection: a second one could not open the file."""
        from dlt.destinations import duckdb as destination

        return destination(credentials=self._connection, naming_convention="direct")

    def publish(self, load_id: str) -> None:
        """For Spark: all tables that Python writes, as a new version of Parquet files."""
        tables = {
            schema: self.columns(schema)
            for schema in (self.raw_schema, self.python_marts_schema, self.operations_schema)
        }
        if self._publish_to and tables[self.raw_schema]:
            write_version(self._connection, tables, self._publish_to, load_id)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._open_here.discard(self._path)
