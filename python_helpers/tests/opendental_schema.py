"""OpenDental's whole schema on a MariaDB server, for tests: names and types as in 24.3."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from python_helpers.opendental.catalog import CATALOG

SCHEMA_FILE = Path(__file__).parent / "data" / "opendental_schema_24_3.csv"

Engine = Literal["MyISAM", "InnoDB"]


def read_schema() -> dict[str, dict[str, str]]:
    """Every table's columns with their MySQL types."""
    tables: dict[str, dict[str, str]] = {}
    with SCHEMA_FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            tables.setdefault(row["table"], {})[row["column"]] = row["type"]
    return tables


def create_tables(connection: Any, engine: Engine, only: frozenset[str] | None = None) -> None:
    """Create all tables, or only those named, in the connection's database."""
    with connection.cursor() as cursor:
        for name, columns in read_schema().items():
            if only is None or name in only:
                cursor.execute(_create_table(name, columns, engine))


def fill_tables(connection: Any, practice: Path) -> None:
    """Put the rows of a Parquet practice into OpenDental's tables of the same names."""
    for path in sorted(practice.glob("*.parquet")):
        if path.stem not in CATALOG:
            continue
        rows = pq.read_table(path)
        names = ", ".join(f"`{name}`" for name in rows.column_names)
        marks = ", ".join(["%s"] * rows.num_columns)
        values = list(zip(*(column.to_pylist() for column in rows.columns), strict=True))
        with connection.cursor() as cursor:
            # Change stamps in a Parquet practice are taken as UTC, as the loader reads them.
            cursor.execute("set time_zone = '+00:00'")
            if values:
                cursor.executemany(f"insert into `{path.stem}` ({names}) values ({marks})", values)


def _create_table(name: str, columns: dict[str, str], engine: Engine) -> str:
    key = CATALOG[name].primary_key if name in CATALOG else next(iter(columns))
    stamp = CATALOG[name].change_stamp if name in CATALOG else None
    declared = [
        f"`{column}` {_declare(column, kind, key, stamp)}" for column, kind in columns.items()
    ]
    return (
        f"create table `{name}` ({', '.join(declared)}, primary key (`{key}`)) "
        f"engine={engine} default charset=utf8mb4"
    )


def _declare(column: str, kind: str, key: str, stamp: str | None) -> str:
    if column == key:
        return f"{kind} not null"
    if column == stamp and kind == "timestamp":
        return f"{kind} not null default current_timestamp() on update current_timestamp()"
    return f"{kind} null default null"
