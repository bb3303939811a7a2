"""Open what a load reads; the driver of an optional extra only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from python_helpers.errors import extra_missing
from python_helpers.load.parquet_folder import ParquetFolder
from python_helpers.load.source import Source

if TYPE_CHECKING:
    from python_helpers.load.mysql_source import MySQLSource


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
        raise extra_missing("mysql://", "mysql", error) from None
    database = MySQLSource(url)
    try:
        yield database
    finally:
        database.close()


def source_kind(source: str) -> str:
    """`mysql` for a URL, else `parquet`."""
    return "mysql" if "://" in source else "parquet"
