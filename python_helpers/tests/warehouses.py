"""Builds whole warehouses for tests, as a user would: through the command line."""

from __future__ import annotations

import os
import shutil
import sqlite3
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
PARSED = "partial_parse.msgpack"


@dataclass(frozen=True, slots=True)
class Built:
    """A warehouse of all practices, and the folders they were generated into."""

    path: Path
    folders: list[Path]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(duckdb.connect(self.path, read_only=True)) as connection:
            return connection.execute(sql).fetchall()


def command(
    *arguments: str, environment: Mapping[str, str] | None = None, cwd: Path = PROJECT
) -> str:
    """Run `dental-collections` with arguments and give its output; a failure shows it."""
    return _python("-m", "python_helpers", *arguments, environment=environment or {}, cwd=cwd)


def build(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """`dental-collections build` with dbt's own files under `folder`.

    A DuckDB warehouse is named by its file alone, from within its folder, so that the profile is
    the same for every test, and what one of them parsed serves all that are as of the same day.
    """
    settings = {
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        **(environment or {}),
    }
    path = Path(settings.get("DUCKDB_PATH") or os.environ["DUCKDB_PATH"])
    if "--as-of" in arguments and "--target" not in arguments:
        as_of = date.fromisoformat(arguments[arguments.index("--as-of") + 1])
        take_parse(folder / "target" / "duckdb", as_of, path.name)
    return command(
        "build", *arguments, environment=settings | {"DUCKDB_PATH": path.name}, cwd=path.parent
    )


def take_parse(target_folder: Path, as_of: date, name: str = "warehouse.duckdb") -> None:
    """Put the project, parsed as of a day, into dbt's target folder, unless it has it already.

    The first test of the session that asks has it parsed, whichever of pytest's processes it is in.
    """
    shared = Path(os.environ["DENTAL_TEST_PARSES"]) / f"{as_of.isoformat()}-{name}"
    parsed = shared / "target" / "duckdb" / PARSED
    shared.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(shared / "lock", timeout=900, isolation_level=None)) as lock:
        lock.execute("begin exclusive")
        if not parsed.is_file():
            _python(
                "-c",
                "from datetime import date; from python_helpers.dbt.runner import run_dbt; "
                "from python_helpers.settings import Target; "
                f"run_dbt(['parse'], Target.duckdb, date.fromisoformat('{as_of}'), quiet=True)",
                environment={
                    "DBT_TARGET_PATH": str(shared / "target"),
                    "DBT_LOG_PATH": str(shared / "logs"),
                    "DUCKDB_PATH": name,
                },
                cwd=shared,
            )
    target_folder.mkdir(parents=True, exist_ok=True)
    if not (target_folder / PARSED).is_file():
        shutil.copyfile(parsed, target_folder / PARSED)


def _python(*arguments: str, environment: Mapping[str, str], cwd: Path) -> str:
    """Run this Python with the project at hand wherever it is run; a failure shows its output."""
    at_hand = {"PYTHONUTF8": "1", "PYTHONPATH": str(PROJECT), "DENTAL_PROJECT_DIR": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **at_hand, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


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
