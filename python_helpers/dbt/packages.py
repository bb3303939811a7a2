"""Fills dbt_packages/ with dbt_utils: from dbt's hub, else from the project's own stand-in."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from typing import Final

import yaml
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.settings import project_dir

STAND_IN: Final = Path(__file__).parent / "utils_stand_in"
PROBE_SECONDS: Final = 4.0
DOWNLOAD_SECONDS: Final = 40.0


def ensure_dbt_packages() -> None:
    """Make dbt_packages/dbt_utils usable, in at most a few seconds where there is no network.

    What `dbt deps` once installed stays. A stand-in that is older than this code is renewed.
    DBT_OFFLINE=1 keeps from asking the hub. Prints one line when it changes something.
    """
    root = project_dir()
    installed = root / "dbt_packages" / "dbt_utils"
    if (installed / "dbt_project.yml").is_file():
        if is_stand_in(installed) and not _same_files(STAND_IN, installed):
            _copy_stand_in(root)
            _say("dbt_utils: the stand-in in dbt_packages was renewed")
        return
    if os.environ.get("DBT_OFFLINE") == "1":
        reason = "DBT_OFFLINE=1"
    elif not hub_answers():
        reason = "dbt's package hub does not answer"
    elif download(root):
        _say("dbt_utils: installed from dbt's package hub")
        return
    else:
        reason = "dbt's package hub answers, but the download failed"
    _copy_stand_in(root)
    _say(f"dbt_utils: the project's own stand-in is used ({reason})")


def is_stand_in(folder: Path) -> bool:
    """Whether a dbt_utils package is this project's stand-in, by its version.

    Raises UserError when the folder is no dbt package.
    """
    try:
        text = (folder / "dbt_project.yml").read_text(encoding="utf-8")
        return yaml.safe_load(text)["version"] == _stand_in_version()
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UserError(
            f"{folder} is no dbt package: give the folder that has dbt_utils' dbt_project.yml"
        ) from error


def hub_answers(seconds: float = PROBE_SECONDS) -> bool:
    """Whether dbt's package hub answers within some seconds, name resolution included."""
    hub = os.environ.get("DBT_PACKAGE_HUB_URL", "https://hub.getdbt.com/").rstrip("/")
    answers: list[bool] = []

    def probe() -> None:
        try:
            with urllib.request.urlopen(
                f"{hub}/api/v1/dbt-labs/dbt_utils.json", timeout=seconds
            ) as reply:
                answers.append(reply.status == 200)
        except (OSError, ValueError):
            answers.append(False)

    # A resolver can hang for longer than any socket time-out: leave it behind.
    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers == [True]


def download(root: Path) -> bool:
    """Run `dbt deps` in a project; False, with nothing half done, when it fails or is too slow."""
    command = [sys.executable, "-m", "dbt.cli.main", "deps"]
    command += ["--project-dir", str(root), "--profiles-dir", str(root)]
    command += ["--log-path", str(root / "logs" / "deps")]
    installed = root / "dbt_packages" / "dbt_utils"
    try:
        done = subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
        if done.returncode == 0 and (installed / "dbt_project.yml").is_file():
            return True
    except subprocess.TimeoutExpired:
        pass
    shutil.rmtree(installed, ignore_errors=True)
    return False


def _stand_in_version() -> str:
    text = (STAND_IN / "dbt_project.yml").read_text(encoding="utf-8")
    return str(yaml.safe_load(text)["version"])


def _same_files(left: Path, right: Path) -> bool:
    compared = filecmp.dircmp(left, right)
    if compared.left_only or compared.right_only or compared.funny_files:
        return False
    _, different, unreadable = filecmp.cmpfiles(left, right, compared.common_files, shallow=False)
    return not (different or unreadable) and all(
        _same_files(left / name, right / name) for name in compared.common_dirs
    )


def _copy_stand_in(root: Path) -> None:
    """Put the stand-in in place in one step: a dbt running beside never reads half of it."""
    installed = root / "dbt_packages" / "dbt_utils"
    installed.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dbt_utils_", dir=root) as beside:
        fresh = Path(beside) / "dbt_utils"
        shutil.copytree(STAND_IN, fresh)
        shutil.rmtree(installed, ignore_errors=True)
        try:
            fresh.rename(installed)
        except OSError as error:
            if not installed.is_dir() or not _same_files(STAND_IN, installed):
                raise UserError(f"cannot write {installed}: {error.strerror}") from error


def _say(line: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(line)
