"""Look into a target from outside, as another program would."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from python_helpers.opendental.catalog import DECLARED
from python_helpers.tests.servers import PostgresServer

Content = dict[str, list[tuple[Any, ...]]]


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on a DuckDB file."""
    with closing(duckdb.connect(path, read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def raw_rows(path: Path, table: str, practice: int = 0) -> list[tuple[Any, ...]]:
    """A practice's rows of one raw table, in key order."""
    return query(
        path, f'select * from opendental."{table}" where practice_id = {practice} order by 2'
    )


def raw_content(path: Path) -> Content:
    """Every row of every raw table, in the order of practice and key."""
    with closing(duckdb.connect(path, read_only=True)) as connection:
        return {
            name: connection.execute(f'select * from opendental."{name}" order by 1, 2').fetchall()
            for name in DECLARED
        }


def schemas(path: Path) -> set[str]:
    """The schemas of a DuckDB file."""
    return {name for (name,) in query(path, "select schema_name from information_schema.schemata")}


def postgres_rows(
    server: PostgresServer, database: str, table: str, practice: int = 0
) -> list[tuple[Any, ...]]:
    """A practice's rows of one raw table on PostgreSQL, in key order."""
    return postgres_query(
        server,
        database,
        f'select * from opendental."{table}" where practice_id = {practice} order by 2',
    )


def postgres_query(server: PostgresServer, database: str, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on PostgreSQL."""
    with closing(server.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
