"""Parquet practices for loader tests: every declared column, values that break careless loaders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from python_helpers.opendental.catalog import DECLARED, ColumnType, Table

VALUES: Mapping[ColumnType, list[Any]] = {
    "bigint": [0, 7, None, -1, 999_999_999_999],
    "integer": [0, 1, None, -1, 100],
    "double": [0.1, -12.5, None, 1 / 3, 1e22, 0.0],
    "date": [date(1, 1, 1), date(2026, 2, 28), None, date(9999, 12, 31)],
    "timestamp": [datetime(2026, 3, 8, 2, 30, 0), datetime(2026, 11, 1, 1, 59, 59), None],
    "text": ["", 'said "yes",\ntwice', None, "\\N", "Zoë 😀", "' -- \\", "NUL\x00", ",", " \t"],
}

SMALL = ("patient", "procedurelog", "paysplit", "commlog", "payplan", "preference")
"""Tables with and without change stamp, with and without text: enough for most tests."""


def sample_table(table: Table, rows: int) -> pa.Table:
    """`rows` rows with keys 1, 2, …; the other columns run through VALUES."""
    columns = []
    for position, (name, kind) in enumerate(table.columns.items()):
        if name == table.primary_key:
            values: Iterable[Any] = range(1, rows + 1)
        else:
            values = islice(cycle(VALUES[kind]), position, position + rows)
        if table.kept_values and name == table.kept_values.column:
            # no name of these rows is one whose value is copied
            values = [None] * rows
        columns.append(pa.array(values, table.arrow_schema.field(name).type))
    return pa.table(columns, schema=table.arrow_schema)


def write_practice(
    folder: Path, tables: Iterable[str] = SMALL, rows: int = 9, **replaced: pa.Table
) -> Path:
    """A folder with one Parquet file per named table, sample rows unless `replaced`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in tables:
        write_table(folder, name, replaced.get(name, sample_table(DECLARED[name], rows)))
    return folder


def write_table(folder: Path, name: str, rows: pa.Table) -> None:
    """One file of a practice."""
    pq.write_table(rows, folder / f"{name}.parquet")


def edited(rows: pa.Table, key: int, column: str, value: Any) -> pa.Table:
    """The table with one value changed; the key column is the first."""
    changed = rows.to_pylist()
    for row in changed:
        if row[rows.column_names[0]] == key:
            row[column] = value
    return pa.Table.from_pylist(changed, schema=rows.schema)


def expected_rows(rows: pa.Table, practice: int) -> list[tuple[Any, ...]]:
    """What the raw table holds after a load, in key order: as given, but without NUL."""
    return sorted(
        (
            (
                practice,
                *(value.replace("\x00", "") if isinstance(value, str) else value for value in row),
            )
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)
        ),
        key=lambda row: row[1],
    )
