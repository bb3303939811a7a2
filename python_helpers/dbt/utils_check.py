"""Holds the dbt_utils stand-in to the real package: one dbt project over both, rows compared."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from python_helpers.dbt.packages import STAND_IN, download, hub_answers, is_stand_in
from python_helpers.errors import UserError
from python_helpers.settings import project_dir

COMPARISON: Final = Path(__file__).parent / "utils_comparison"

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Check:
    """What was compared, and the names of the tables in which the two packages differ."""

    compared: tuple[str, ...]
    different: tuple[str, ...]


def check_dbt_utils(real: Path | None = None) -> Check:
    """Compare the rows that each generic test finds, with the real dbt_utils and with the stand-in.

    `real` is a folder that holds the real package; without it, the one in dbt_packages/ is taken,
    else one from dbt's hub. Raises UserError when there is none, or when dbt fails on either.
    """
    with tempfile.TemporaryDirectory(prefix="dbt_utils_check_") as scratch:
        package = real or _installed() or _downloaded(Path(scratch) / "hub")
        if package is None:
            raise UserError(
                "the real dbt_utils can't be had: dbt's package hub does not answer. "
                "Give a folder that holds it: dental-collections check-dbt-utils FOLDER"
            )
        if is_stand_in(package):
            raise UserError(
                f"{package} is the stand-in itself: give a folder with the real dbt_utils"
            )
        expected = rows_found(package, Path(scratch) / "real")
        actual = rows_found(STAND_IN, Path(scratch) / "stand_in")
    names = sorted(expected.keys() | actual.keys())
    return Check(
        compared=tuple(names),
        different=tuple(name for name in names if expected.get(name) != actual.get(name)),
    )


def rows_found(package: Path, folder: Path) -> Mapping[str, Rows]:
    """The failing rows by test of the comparison project, built with a dbt_utils in `folder`.

    Raises UserError with dbt's last lines when the build fails.
    """
    import duckdb

    shutil.copytree(COMPARISON, folder)
    shutil.copytree(package, folder / "dbt_packages" / "dbt_utils")
    database = folder / "comparison.duckdb"
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "build"]
    command += ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"DUCKDB_PATH": str(database), "PYTHONUTF8": "1"},
    )
    if done.returncode != 0:
        last = " ".join(done.stdout.split("\n")[-12:]).strip()
        raise UserError(f"dbt failed on dbt_utils from {package}: {last}")
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema like '%failures' order by table_name"
        ).fetchall()
        return {
            name: connection.execute(f'select * from "{schema}"."{name}" order by all').fetchall()
            for schema, name in tables
        }


def _installed() -> Path | None:
    package = project_dir() / "dbt_packages" / "dbt_utils"
    if (package / "dbt_project.yml").is_file() and not is_stand_in(package):
        return package
    return None


def _downloaded(folder: Path) -> Path | None:
    if os.environ.get("DBT_OFFLINE") == "1" or not hub_answers():
        return None
    shutil.copytree(COMPARISON, folder)
    return folder / "dbt_packages" / "dbt_utils" if download(folder) else None
