"""Holds the dbt project to its own rules: sqlfluff file by file, dbt-bouncer for the whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from python_helpers.dbt.runner import run_dbt, target_folder
from python_helpers.errors import UserError
from python_helpers.settings import Target, project_dir

# Not macros and generic tests: the dbt templater can't render what is not called.
SQL_FOLDERS: Final = ("models", "snapshots", "tests", "analyses")
NEVER_RENDERED: Final = "tests/generic"
# dbt-bouncer can't be run with -m.
DBT_BOUNCER: Final = "from dbt_bouncer.main import app; app()"


def lint(paths: Sequence[Path] = (), console: Console | None = None) -> bool:
    """Whether the dbt project keeps its rules; what does not is printed.

    `paths` are SQL files or folders for sqlfluff; without any it reads all that changed since it
    found them clean. dbt-bouncer looks at the whole project. Raises UserError when the tools are
    not installed, or dbt or sqlfluff can't read the project.
    """
    if find_spec("sqlfluff") is None or find_spec("dbt_bouncer") is None:
        raise UserError("sqlfluff and dbt-bouncer are not installed: pip install '.[dev]'")
    root = project_dir()
    run_dbt(["parse"], Target.duckdb, quiet=True)
    with tempfile.TemporaryDirectory(prefix="dental_lint_") as scratch:
        # The warehouse itself may be locked by a build, and compiling needs no rows.
        environment = os.environ | {
            "DUCKDB_PATH": str(Path(scratch) / "empty.duckdb"),
            "DUCKDB_TEMP_DIR": scratch,
            "PYTHONUTF8": "1",
        }
        keeps_whole = _call(["-c", DBT_BOUNCER, "run"], root, environment) == 0
        keeps_files = _lint_files(
            sql_files(root, paths), root, environment, Path(scratch), console or Console()
        )
    return keeps_whole and keeps_files


def sql_files(root: Path, paths: Sequence[Path] = ()) -> list[Path]:
    """The SQL files that sqlfluff can read, of some files and folders or of the whole project."""
    found: set[Path] = set()
    for path in [path.resolve() for path in paths] or [root / name for name in SQL_FOLDERS]:
        if paths and not (path.exists() and path.is_relative_to(root)):
            raise UserError(f"{path} is not there: name SQL files or folders of the project")
        found.update([path] if path.is_file() else path.rglob("*.sql"))
    return sorted(path for path in found if not path.is_relative_to(root / NEVER_RENDERED))


def digests(root: Path, files: Sequence[Path]) -> dict[Path, str]:
    """For each file what changes when it does, or all else that sqlfluff's opinion hangs on."""
    shared = [root / ".sqlfluff", root / "dbt_project.yml", *(root / "macros").rglob("*.sql")]
    common = sha256(f"{version('sqlfluff')} {version('sqlfluff-templater-dbt')}".encode())
    for file in sorted(shared):
        common.update(sha256(file.read_bytes()).digest())
    found = {}
    for file in files:
        own = common.copy()
        own.update(file.relative_to(root).as_posix().encode())
        own.update(file.read_bytes())
        found[file] = own.hexdigest()
    return found


def _lint_files(
    files: Sequence[Path],
    root: Path,
    environment: Mapping[str, str],
    scratch: Path,
    console: Console,
) -> bool:
    memory = target_folder(Target.duckdb).parent / "lint" / "clean.json"
    known = _remembered(memory)
    current = digests(root, files)
    changed = [path for path in files if current[path] not in known]
    console.print(f"sqlfluff: {len(changed)} of {len(files)} files changed since they were clean")
    if not changed:
        return True
    result = scratch / "sqlfluff.json"
    arguments = ["-m", "sqlfluff", "lint", "--processes", "0", "--disable-progress-bar"]
    arguments += ["--format", "json", "--write-output", str(result)]
    code = _call([*arguments, *(str(path) for path in changed)], root, environment)
    if code not in {0, 1} or not result.is_file():
        raise UserError(f"sqlfluff failed with exit code {code}: see above")
    broken = {
        (root / record["filepath"]).resolve(): record["violations"]
        for record in json.loads(result.read_text(encoding="utf-8"))
        if record["violations"]
    }
    for path, violations in broken.items():
        _print_violations(path.relative_to(root), violations, console)
    clean = known | {current[path] for path in changed if path not in broken}
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(sorted(clean)), encoding="utf-8")
    return code == 0 and not broken


def _remembered(memory: Path) -> set[str]:
    try:
        return set(json.loads(memory.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


def _print_violations(
    path: Path, violations: Sequence[Mapping[str, Any]], console: Console
) -> None:
    for found in violations:
        place = f"{path.as_posix()}:{found['start_line_no']}:{found['start_line_pos']}"
        console.print(
            f"{place}: {found['code']} {found['description']}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _call(arguments: Sequence[str], root: Path, environment: Mapping[str, str]) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode
