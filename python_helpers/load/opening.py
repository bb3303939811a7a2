"""Open what a load reads and what it writes; drivers of optional extras only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from python_helpers.errors import UserError
from python_helpers.load.duckdb_store import DuckDBStore
from python_helpers.load.parquet_folder import ParquetFolder
from python_helpers.load.source import Source
from python_helpers.load.store import Store
from python_helpers.settings import (
    PostgresSettings,
    Target,
    duckdb_path,
    project_dir,
    spark_dir,
)

if TYPE_CHECKING:
    from python_helpers.load.mysql_source import MySQLSource


@contextmanager
def opened_store(target: Target) -> Iterator[Store]:
    """The target, locked against other loads. Raises UserError when it cannot be opened."""
    store = _open_store(target)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_source(source: str) -> Iterator[Source]:
    """A Parquet folder or an OpenDental database. Raises UserError when it is neither."""
    if source_kind(source) == "parquet":
        folder = ParquetFolder(Path(source))
        try:
            yield folder
        finally:
            folder.close()
    else:
        with opened_mysql(source) as database:
            database.require_opendental()
            yield database


@contextmanager
def opened_mysql(url: str) -> Iterator[MySQLSource]:
    """A MySQL or MariaDB database, whatever it holds. Raises UserError when the login fails."""
    try:
        from python_helpers.load.mysql_source import MySQLSource
    except ModuleNotFoundError as error:
        raise _extra_missing("mysql://", "mysql", error) from None
    database = MySQLSource(url)
    try:
        yield database
    finally:
        database.close()


def source_kind(source: str) -> str:
    """`mysql` for a URL, else `parquet`."""
    return "mysql" if "://" in source else "parquet"


def _open_store(target: Target) -> Store:
    if target is Target.duckdb:
        return DuckDBStore(duckdb_path())
    if target is Target.spark:
        return DuckDBStore(spark_dir() / "raw.duckdb", publish_to=spark_dir() / "raw")
    try:
        from python_helpers.load.postgres_store import PostgresStore
    except ModuleNotFoundError as error:
        raise _extra_missing("target postgres", "postgres", error) from None
    return PostgresStore(PostgresSettings.from_environment(), project_dir() / "data")


def _extra_missing(what: str, extra: str, error: ModuleNotFoundError) -> UserError:
    return UserError(f"{what} needs {error.name}: run pip install 'dental-collections[{extra}]'")
