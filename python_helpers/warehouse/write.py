"""Opening the warehouse to write: one writer at a time, drivers of extras only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from python_helpers.errors import extra_missing
from python_helpers.settings import (
    PostgresSettings,
    Target,
    duckdb_path,
    project_dir,
    spark_dir,
)
from python_helpers.warehouse.duckdb import DuckDBStore
from python_helpers.warehouse.store import Store


def utc_now() -> datetime:
    """The time as the histories of loads and runs keep it: UTC, naive."""
    return datetime.now(UTC).replace(tzinfo=None)


@contextmanager
def opened_store(target: Target) -> Iterator[Store]:
    """The target, locked against other loads. Raises UserError when it cannot be opened."""
    store = _open_store(target)
    try:
        yield store
    finally:
        store.close()


def _open_store(target: Target) -> Store:
    if target is Target.duckdb:
        return DuckDBStore(duckdb_path())
    if target is Target.spark:
        return DuckDBStore(spark_dir() / "raw.duckdb", publish_to=spark_dir() / "raw")
    try:
        from python_helpers.warehouse.postgres import PostgresStore
    except ModuleNotFoundError as error:
        raise extra_missing("target postgres", "postgres", error) from None
    return PostgresStore(PostgresSettings.from_environment(), project_dir() / "data")
