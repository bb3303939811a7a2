"""Holds the dbt project to its own rules: sqlfluff file by file, dbt-bouncer for the whole."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from python_helpers.dbt_runner import run_dbt
from python_helpers.errors import UserError
from python_helpers.settings import Target, project_dir

# Not macros and generic tests: the dbt templater can't render what is not called.
SQL_FOLDERS: Final = ("models", "snapshots", "tests", "analyses")
# dbt-bouncer can't be run with -m.
DBT_BOUNCER: Final = "from dbt_bouncer.main import app; app()"


def lint(paths: Sequence[Path] = ()) -> bool:
    """Whether the dbt project keeps its rules; the tools print what does not.

    `paths` are SQL files or folders for sqlfluff. Without any it reads all of them, which takes
    minutes. dbt-bouncer looks at the whole project. Raises UserError when the tools are not
    installed, or dbt can't read the project.
    """
    if find_spec("sqlfluff") is None or find_spec("dbt_bouncer") is None:
        raise UserError("sqlfluff and dbt-bouncer are not installed: pip install '.[dev]'")
    root = project_dir()
    files = [str(path.resolve()) for path in paths] or [
        folder for folder in SQL_FOLDERS if any((root / folder).rglob("*.sql"))
    ]
    run_dbt(["parse"], Target.duckdb, quiet=True)
    with tempfile.TemporaryDirectory(prefix="dental_lint_") as scratch:
        # The warehouse itself may be locked by a build, and compiling needs no rows.
        environment = os.environ | {
            "DUCKDB_PATH": str(Path(scratch) / "empty.duckdb"),
            "DUCKDB_TEMP_DIR": scratch,
            "PYTHONUTF8": "1",
        }
        return all(
            [
                _passes(["-c", DBT_BOUNCER, "run"], root, environment),
                _passes(["-m", "sqlfluff", "lint", *files], root, environment),
            ]
        )


def _passes(arguments: Sequence[str], root: Path, environment: Mapping[str, str]) -> bool:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode == 0
