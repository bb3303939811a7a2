"""Reading from the warehouse; only here is it opened to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from python_helpers.errors import UserError, extra_missing
from python_helpers.settings import Target, duckdb_path, schema_prefix, spark_dir
from python_helpers.warehouse.duckdb import read_file
from python_helpers.warehouse.spark import current_version, read_spark


class Warehouse(Protocol):
    """Runs a query and gives its rows; schema names in it are written through `schema`."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...


def schema(name: str) -> str:
    """The name of a schema in this warehouse, prefix included."""
    return f"{schema_prefix()}{name}"


@contextmanager
def open_warehouse(target: Target) -> Iterator[Warehouse]:
    """A warehouse to read from, closed afterwards.

    Raises UserError when there is none yet or it does not answer.
    """
    if target is Target.duckdb:
        with read_file(duckdb_path()) as warehouse:
            yield warehouse
    elif target is Target.postgres:
        try:
            from python_helpers.warehouse.postgres import read_database
        except ModuleNotFoundError as error:
            raise extra_missing("target postgres", "postgres", error) from None
        with read_database() as database:
            yield database
    else:
        yield read_spark()


def table_exists(warehouse: Warehouse, schema_name: str, table: str) -> bool:
    """Whether a table or view is there (DuckDB and PostgreSQL)."""
    found: Sequence[tuple[Any, ...]] = warehouse.rows(
        "select 1 from information_schema.tables "
        f"where table_schema = '{schema(schema_name)}' and table_name = '{table}'"
    )
    return bool(found)


def require_loaded(target: Target) -> None:
    """Raise UserError when no practice was ever loaded into the target."""
    if target is Target.spark:
        is_loaded = current_version(spark_dir() / "raw") is not None
    else:
        with open_warehouse(target) as warehouse:
            is_loaded = table_exists(warehouse, "opendental", "patient")
    if not is_loaded:
        raise UserError(
            f"the {target.value} warehouse holds no practice yet: "
            "run `dental-collections load` first"
        )
