"""The target that holds landing, raw and operations schemas: what the engines have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from python_helpers.errors import UserError
from python_helpers.opendental.catalog import RAW_SCHEMA, ColumnType
from python_helpers.settings import schema_prefix

Keys = npt.NDArray[np.int64]

SQL_TYPES: Mapping[ColumnType, str] = {
    "bigint": "bigint",
    "integer": "integer",
    "double": "double precision",
    "date": "date",
    "timestamp": "timestamp",
    "text": "text",
}


class Store(ABC):
    """An open target. Opening it locks out every other load until it is closed.

    Statements are written in the SQL that DuckDB and PostgreSQL share, with `?` for
    parameters. Outside `transaction()` each statement commits by itself. What the engine
    cannot do now (disk full, no permission, connection lost) is a UserError.
    """

    loader_file_format: ClassVar[str]

    work_dir: Path
    """Where dlt keeps its files while it works; belongs to this target alone."""

    def __init__(self) -> None:
        prefix = schema_prefix()
        self.raw_schema = f"{prefix}{RAW_SCHEMA}"
        self.landing_schema = f"{prefix}{RAW_SCHEMA}_landing"
        self.operations_schema = f"{prefix}operations"
        self.python_marts_schema = f"{prefix}python_marts"

    @abstractmethod
    def execute(self, sql: str, *parameters: Any) -> int:
        """Run one statement; the number of rows that an insert, update or delete touched."""

    @abstractmethod
    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a small query."""

    @abstractmethod
    def keys(self, sql: str) -> Keys:
        """The one bigint column of a query of any size."""

    @abstractmethod
    def put_keys(self, table: str, keys: Keys) -> None:
        """Make a temporary table `table` with the one bigint column `key`."""

    @abstractmethod
    def append(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table, by the names of their columns."""

    @abstractmethod
    def dlt_destination(self) -> Any:
        """The dlt destination for this target."""

    def refresh_statistics(self, schema: str, table: str) -> None:  # noqa: B027
        """Called inside the transaction for every table that a load has changed."""

    def publish(self, load_id: str) -> None:  # noqa: B027 -- most targets need nothing
        """Called after every load, good or failed, with the target's committed state."""

    @abstractmethod
    def close(self) -> None:
        """Release the target and its lock."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside take effect together, or none."""
        self.execute("begin")
        try:
            yield
        except BaseException:
            with suppress(UserError):
                self.execute("rollback")
            raise
        self.execute("commit")

    def scalar(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row."""
        return self.rows(sql, *parameters)[0][0]

    def columns(self, schema: str) -> dict[str, tuple[str, ...]]:
        """Column names of every table of a schema, in order."""
        found: dict[str, tuple[str, ...]] = {}
        for table, column in self.rows(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = ? order by table_name, ordinal_position",
            schema,
        ):
            found[table] = (*found.get(table, ()), column)
        return found

    def ensure_tables(self, schema: str, tables: Mapping[str, Mapping[str, str]]) -> None:
        """Create schema and tables, or add the columns they lack; nothing is ever dropped.

        `tables`: table → column → type in SQL.
        """
        self.execute(f'create schema if not exists "{schema}"')
        existing = self.columns(schema)
        for table, columns in tables.items():
            self._ensure_table(schema, table, columns, existing.get(table, ()))

    def _ensure_table(
        self, schema: str, table: str, columns: Mapping[str, str], existing: Sequence[str]
    ) -> None:
        if not existing:
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.execute(f'create table "{schema}"."{table}" ({declared})')
            return
        for name, kind in columns.items():
            if name not in existing:
                self.execute(f'alter table "{schema}"."{table}" add column "{name}" {kind}')
