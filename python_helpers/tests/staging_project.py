"""Runs parts of the dbt project over raw rows that a test writes down, in DuckDB."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from python_helpers.dbt.packages import ensure_dbt_packages
from python_helpers.load.deleted_rows import COLUMNS as DELETED_ROWS_COLUMNS
from python_helpers.load.deleted_rows import DELETED_ROWS
from python_helpers.opendental.catalog import DECLARED, Table

PROJECT = Path(__file__).parents[2]

# What OpenDental writes where nobody filled in anything.
EMPTY = {
    "bigint": 0,
    "integer": 0,
    "double": 0.0,
    "date": date(1, 1, 1),
    "timestamp": datetime(1, 1, 1),
    "text": "",
}

Rows = Sequence[Mapping[str, Any]]


def raw_table(table: Table, rows: Rows) -> pa.Table:
    """Raw rows: columns that a row leaves out are as OpenDental leaves them, practice 0."""
    blank = {"practice_id": 0} | {name: EMPTY[kind] for name, kind in table.columns.items()}
    return pa.Table.from_pylist(
        [{name.lower(): value for name, value in {**blank, **row}.items()} for row in rows],
        schema=table.raw_arrow_schema,
    )


def write_raw(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Rows]) -> None:
    """Make every declared raw table anew, with rows or empty, and the loader's own, empty."""
    connection.execute("create schema if not exists opendental")
    for table in DECLARED.values():
        connection.register("raw", raw_table(table, rows.get(table.name, [])))
        connection.execute(f"create or replace table opendental.{table.name} as select * from raw")
        connection.unregister("raw")
    deleted = ", ".join(f"{name} {kind}" for name, kind in DELETED_ROWS_COLUMNS.items())
    connection.execute(f"create or replace table opendental.{DELETED_ROWS} ({deleted})")


def build_untested(folder: Path, *selection: str) -> None:
    """`dbt build` without its tests, over the warehouse.duckdb in `folder`, a test's own folder.

    Paths are relative, so that the profile stays the same and dbt need not parse the project anew
    for every test.
    """
    ensure_dbt_packages()
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--select", *selection]
    command += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(folder.parent / "dbt_target"), "--log-path", str(folder)]
    environment = os.environ | {
        "DUCKDB_PATH": "warehouse.duckdb",
        "DUCKDB_TEMP_DIR": "spill",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
