"""Builds whole warehouses for tests, as a user would: through the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from python_helpers.run.steps import READERS
from python_helpers.settings import Target

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Built:
    """A warehouse of all practices, and the folders they were generated into."""

    path: Path
    folders: list[Path]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(duckdb.connect(self.path, read_only=True)) as connection:
            return connection.execute(sql).fetchall()


def command(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run `dental-collections` with arguments and give its output; a failure shows it."""
    done = subprocess.run(
        [sys.executable, "-m", "python_helpers", *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONUTF8": "1", **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """`dental-collections build` with dbt's own files under `folder`."""
    dbt_folders = {
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    return command("build", *arguments, environment={**dbt_folders, **(environment or {})})


def update_marts(folder: Path, target: Target, as_of: date) -> None:
    """Compute the Python marts of a warehouse that was built, and build what reads them."""
    options = ("--target", target.value, "--as-of", as_of.isoformat())
    command("marts", *options)
    build(folder, *options, "--no-tests", "--select", READERS)


def insert_practice(path: Path, practice: int, tables: Mapping[str, pa.Table]) -> None:
    """Put rows straight into the raw tables of a DuckDB warehouse that was loaded once."""
    with closing(duckdb.connect(path)) as connection:
        for name, rows in tables.items():
            lowered = rows.rename_columns([column.lower() for column in rows.column_names])
            connection.register("rows", lowered)
            connection.execute(
                f"insert into opendental.{name} by name "
                f"select {practice}::integer as practice_id, * from rows"
            )
            connection.unregister("rows")
