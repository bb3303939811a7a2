"""One run at a time: a lock that the operating system or the server frees when its holder dies."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from python_helpers.errors import UserError, extra_missing
from python_helpers.settings import (
    PostgresSettings,
    Target,
    duckdb_path,
    schema_prefix,
    spark_dir,
)

StillHeld = Callable[[], None]
"""Raises UserError when the lock has been lost, as by a broken connection."""


class AlreadyRunningError(UserError):
    """Another run works on the same warehouse."""


@contextmanager
def run_lock(target: Target) -> Iterator[StillHeld]:
    """Keep every other run off a target for the length of a `with` block.

    On PostgreSQL it is an advisory lock of the database, which holds between machines; else
    one of the operating system's, on a file beside the warehouse, by way of SQLite, which is
    the same on every platform. Raises AlreadyRunningError at once when another holds it.
    """
    if target is Target.postgres:
        with _database_lock() as still_held:
            yield still_held
    else:
        path = duckdb_path() if target is Target.duckdb else spark_dir() / "spark"
        with _file_lock(path.with_name(f"{path.name}.run-lock")):
            yield lambda: None


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"{path} can't be written ({type(error).__name__}): the folder of the warehouse "
            "must be there and writable"
        ) from error
    try:
        connection.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" not in str(error):
            raise UserError(
                f"{path} can't be locked ({error}): remove it when no run is under way"
            ) from error
        raise AlreadyRunningError(
            f"another run works on {path.with_suffix('').name}: wait for it to finish"
        ) from error
    try:
        yield
    finally:
        connection.close()


@contextmanager
def _database_lock() -> Iterator[StillHeld]:
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise extra_missing("target postgres", "postgres", error) from None
    settings = PostgresSettings.from_environment()
    place = f"{settings.host}:{settings.port}/{settings.dbname}"
    name = hashlib.sha256(f"dental-collections run {schema_prefix()}".encode()).digest()
    try:
        connection = psycopg2.connect(
            **settings.login,
            dbname=settings.dbname,
            application_name="dental-collections run",
            # the server must notice within minutes that a machine is gone, not within hours
            options="-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 "
            "-c tcp_keepalives_count=6",
        )
    except psycopg2.Error as error:
        raise UserError(
            f"PostgreSQL at {place} does not let us in: check PGHOST, PGPORT, PGUSER, "
            "PGPASSWORD and PGDATABASE"
        ) from error

    def still_held() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except psycopg2.Error as error:
            raise UserError(
                f"the connection to PostgreSQL at {place} that keeps other runs off is gone: "
                "run again"
            ) from error

    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_try_advisory_lock(%s)", (int.from_bytes(name[:8], signed=True),)
            )
            (is_ours,) = cursor.fetchone()
        if not is_ours:
            raise AlreadyRunningError(
                f"another run works on PostgreSQL at {place}: wait for it to finish"
            )
        yield still_held
    finally:
        connection.close()
