"""Where a benchmarked warehouse stands: a file or a database of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from python_helpers.errors import UserError
from python_helpers.settings import PostgresSettings, Target

Environment = Mapping[str, str]


@contextmanager
def warehouse_place(target: Target, folder: Path) -> Iterator[Environment]:
    """An empty warehouse, as the environment variables that lead to it; dbt's files are in it.

    `folder` is emptied first and removed afterwards. Raises UserError when the target can't be had.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = {
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DENTAL_SCHEMA_PREFIX": "",
    }
    try:
        if target is Target.duckdb:
            yield own | {
                "DUCKDB_PATH": str(folder / "warehouse.duckdb"),
                "DUCKDB_TEMP_DIR": str(folder / "duckdb_tmp"),
            }
        elif target is Target.postgres:
            with _database(f"dental_bench_{os.getpid()}") as name:
                yield own | {"PGDATABASE": name}
        else:
            raise UserError("--targets: bench measures duckdb and postgres")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """A new database on the PostgreSQL server that the environment names."""
    try:
        import psycopg2
    except ModuleNotFoundError:
        raise UserError(
            "target postgres needs psycopg2: run pip install 'dental-collections[postgres]'"
        ) from None
    settings = PostgresSettings.from_environment()
    try:
        connection = psycopg2.connect(
            **settings.login,
            dbname="postgres",
        )
    except psycopg2.OperationalError:
        raise UserError(
            f"PostgreSQL at {settings.host}:{settings.port} does not let {settings.user} in: "
            "set PGHOST, PGPORT, PGUSER and PGPASSWORD, or give --targets duckdb"
        ) from None
    with closing(connection):
        connection.autocommit = True
        cursor = connection.cursor()
        try:
            cursor.execute(f'create database "{name}"')
        except psycopg2.Error:
            raise UserError(
                f"PostgreSQL user {settings.user} may not create a database to measure in: "
                "grant it CREATEDB, or give --targets duckdb"
            ) from None
        try:
            yield name
        finally:
            cursor.execute(f'drop database if exists "{name}" with (force)')
