"""PostgreSQL: its database to read and to write."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
import psycopg2.errors
import pyarrow as pa
from pyarrow.csv import WriteOptions, write_csv

from python_helpers.errors import UserError
from python_helpers.settings import PostgresSettings
from python_helpers.warehouse.store import Keys, Store

LOCK_PATIENCE_SECONDS = 10.0
"""The server needs a moment to notice that the load before was killed."""


class PostgresReader:
    """A database that is open to read."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


@contextmanager
def read_database() -> Iterator[PostgresReader]:
    """The database of the environment to read from. Raises UserError when it does not answer."""
    settings = PostgresSettings.from_environment()
    try:
        connection = psycopg2.connect(**settings.login, dbname=settings.dbname)
    except psycopg2.Error as error:
        raise UserError(
            f"PostgreSQL at {settings.host}:{settings.port}, database {settings.dbname}, "
            "does not let us in: check PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE"
        ) from error
    try:
        connection.set_session(readonly=True, autocommit=True)
        yield PostgresReader(connection)
    finally:
        connection.close()


class PostgresStore(Store):
    """One PostgreSQL database; an advisory lock keeps every other load out."""

    loader_file_format = "csv"

    def __init__(self, settings: PostgresSettings, work_root: Path) -> None:
        super().__init__()
        self._settings = settings
        self._place = place = f"{settings.host}:{settings.port}/{settings.dbname}"
        name = hashlib.sha256(f"{place}/{self.raw_schema}".encode()).digest()
        self.work_dir = work_root / f"postgres-{name.hex()[:12]}.landing"
        try:
            self._connection = psycopg2.connect(
                **settings.login,
                dbname=settings.dbname,
                application_name="dental-collections load",
                options="-c timezone=UTC -c client_min_messages=warning",
            )
        except psycopg2.OperationalError as error:
            raise UserError(_why_not(error, settings, place)) from None
        self._connection.autocommit = True
        self._notice_our_death()
        self._lock(int.from_bytes(name[:8], signed=True))

    def _notice_our_death(self) -> None:
        """Have the server end our statement soon after we are killed, which frees the lock."""
        # Before version 14, and on some platforms, the server cannot: then it ends by itself.
        with suppress(psycopg2.Error):
            self.execute("set client_connection_check_interval = '2s'")

    def _lock(self, key: int) -> None:
        give_up = time.monotonic() + LOCK_PATIENCE_SECONDS
        while not self.scalar("select pg_try_advisory_lock(?)", key):
            if time.monotonic() > give_up:
                self.close()
                raise UserError(
                    f'another load into schema "{self.raw_schema}" of {self._place} is running: '
                    "wait for it to finish"
                )
            time.sleep(0.5)

    def execute(self, sql: str, *parameters: Any) -> int:
        """Run one statement; the number of rows that an insert, update or delete touched."""
        with self._cursor() as cursor:
            cursor.execute(_psycopg(sql), parameters or None)
            return max(cursor.rowcount, 0)

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a small query."""
        with self._cursor() as cursor:
            cursor.execute(_psycopg(sql), parameters or None)
            return cursor.fetchall()

    def keys(self, sql: str) -> Keys:
        """The one bigint column of a query of any size."""
        lines = io.BytesIO()
        with self._cursor() as cursor:
            cursor.copy_expert(f"copy ({sql}) to stdout", lines)
        return np.array(lines.getvalue().split(), dtype=np.int64)

    def put_keys(self, table: str, keys: Keys) -> None:
        """Make a temporary table `table` with the one bigint column `key`."""
        self.execute(f"create temp table {table} (key bigint)")
        lines = io.BytesIO("\n".join(map(str, keys.tolist())).encode("ascii"))
        with self._cursor() as cursor:
            cursor.copy_expert(f"copy {table} from stdin", lines)

    def append(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table, by the names of their columns."""
        lines = io.BytesIO()
        write_csv(rows, lines, WriteOptions(include_header=False))
        lines.seek(0)
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        with self._cursor() as cursor:
            cursor.copy_expert(f"copy {table} ({names}) from stdin with (format csv)", lines)

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        try:
            with self._connection.cursor() as cursor:
                yield cursor
        except (
            psycopg2.OperationalError,
            psycopg2.InterfaceError,
            psycopg2.errors.InsufficientPrivilege,
        ) as error:
            raise UserError(
                f"PostgreSQL at {self._place} cannot go on ({type(error).__name__}): check its "
                f"disk, its log, and that user {self._settings.user} may create schemas"
            ) from None

    def dlt_destination(self) -> Any:
        """A connection of dlt's own, with the same settings."""
        from dlt.destinations.impl.postgres.configuration import (
            PostgresCredentials,
        )

        from python_helpers.warehouse.postgres_landing import LandingPostgres

        credentials = PostgresCredentials(
            {
                "host": self._settings.host,
                "port": self._settings.port,
                "username": self._settings.user,
                "password": self._settings.password,
                "database": self._settings.dbname,
            }
        )
        return LandingPostgres(
            credentials=credentials, naming_convention="direct", create_indexes=False
        )

    def refresh_statistics(self, schema: str, table: str) -> None:
        """A build right after a load would else be planned for the rows of before."""
        self.execute(f'analyze "{schema}"."{table}"')

    def close(self) -> None:
        """Close the connection, which frees the lock."""
        self._connection.close()


def _psycopg(sql: str) -> str:
    return sql.replace("?", "%s")


def _why_not(error: psycopg2.OperationalError, settings: PostgresSettings, place: str) -> str:
    said = str(error)
    if "password" in said or "no pg_hba.conf entry" in said or "authentication" in said:
        return (
            f"PostgreSQL at {place} refused user {settings.user}: "
            "set PGUSER and PGPASSWORD to a login it accepts"
        )
    if "does not exist" in said:
        return (
            f"PostgreSQL at {place} has no such database or user ({settings.user}): "
            "create it, or set PGDATABASE and PGUSER"
        )
    return (
        f"PostgreSQL at {place} cannot be reached: "
        "start it, or set PGHOST and PGPORT to where it is"
    )
