"""The code that is measured: this project's as it stands, and that of an earlier commit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_helpers.dbt.packages import ensure_dbt_packages
from python_helpers.errors import UserError
from python_helpers.settings import project_dir

THIS = "this code"


@dataclass(frozen=True, slots=True)
class Code:
    """A project to build with: its name, and the environment variables that lead to it."""

    name: str
    environment: Mapping[str, str]


@contextmanager
def codes_to_measure(against: str | None, out: Path) -> Iterator[list[Code]]:
    """This code, and before it that of commit `against`, checked out under `out` for the time.

    Both run in this interpreter, with the packages that are installed now.
    Raises UserError when git does not know the commit.
    """
    this = Code(THIS, {})
    if against is None:
        yield [this]
        return
    folder = out / "against"
    _remove(folder)
    commit = _git("rev-parse", "--short", "--verify", f"{against}^{{commit}}")
    ensure_dbt_packages()
    try:
        _git("worktree", "add", "--detach", str(folder), commit)
        packages = project_dir() / "dbt_packages"
        shutil.copytree(packages, folder / "dbt_packages", dirs_exist_ok=True)
        place = {"PYTHONPATH": str(folder), "DENTAL_PROJECT_DIR": str(folder)}
        yield [Code(commit, place), this]
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """The folder and git's note of it, also where a run before this one was killed."""
    shutil.rmtree(folder, ignore_errors=True)
    _git("worktree", "prune")


def _git(*arguments: str) -> str:
    """What git says, in the project's folder."""
    try:
        done = subprocess.run(
            ["git", "-C", str(project_dir()), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError:
        raise UserError("--against: git is not installed") from None
    if done.returncode != 0:
        message = done.stderr.strip().splitlines() or ["git failed"]
        raise UserError(f"--against: {message[-1]}")
    return done.stdout.strip()
