"""Where dbt_utils comes from, with and without a network, and whether the stand-in stands in."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from python_helpers.dbt import packages as dbt_packages
from python_helpers.dbt.packages import STAND_IN, download, ensure_dbt_packages, hub_answers
from python_helpers.dbt.utils_check import check_dbt_utils, rows_found
from python_helpers.errors import UserError

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dbt_project.yml").write_text("name: empty\n", encoding="utf-8")
    monkeypatch.setenv("DENTAL_PROJECT_DIR", str(tmp_path))
    monkeypatch.delenv("DBT_OFFLINE", raising=False)
    return tmp_path


@pytest.fixture
def silent_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hub that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("DBT_PACKAGE_HUB_URL", f"http://127.0.0.1:{port}/")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield


def put_real_package(project: Path) -> Path:
    package = project / "dbt_packages" / "dbt_utils"
    package.mkdir(parents=True)
    (package / "dbt_project.yml").write_text("name: dbt_utils\nversion: 1.3.0\n", encoding="utf-8")
    return package


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_offline_takes_the_stand_in_and_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DBT_OFFLINE", "1")
    monkeypatch.setattr(dbt_packages, "hub_answers", lambda: pytest.fail("asked the hub"))
    ensure_dbt_packages()
    assert files(project / "dbt_packages" / "dbt_utils") == files(STAND_IN)
    said = capsys.readouterr().err
    assert "stand-in" in said and "DBT_OFFLINE" in said
    assert said.count("\n") == 1
    ensure_dbt_packages()
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("silent_hub")
def test_a_silent_hub_costs_seconds_and_no_more(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_packages, "download", lambda _: pytest.fail("ran dbt deps"))
    started = time.monotonic()
    ensure_dbt_packages()
    assert time.monotonic() - started < 5
    assert files(project / "dbt_packages" / "dbt_utils") == files(STAND_IN)


@pytest.mark.usefixtures("silent_hub")
def test_the_probe_keeps_its_time() -> None:
    started = time.monotonic()
    assert not hub_answers(seconds=0.3)
    assert time.monotonic() - started < 1.5


def test_what_dbt_installed_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = put_real_package(project)
    before = files(package)
    ensure_dbt_packages()
    assert files(package) == before
    assert capsys.readouterr().err == ""


def test_an_old_stand_in_is_renewed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = project / "dbt_packages" / "dbt_utils"
    shutil.copytree(STAND_IN, package)
    (package / "macros" / "generic_tests" / "accepted_range.sql").unlink()
    (package / "macros" / "gone.sql").write_text("-- of an older version", encoding="utf-8")
    ensure_dbt_packages()
    assert files(package) == files(STAND_IN)
    assert "renewed" in capsys.readouterr().err


def test_a_failed_download_falls_back(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_done(*_: object, **__: object) -> None:
        put_real_package(project)
        raise subprocess.TimeoutExpired("dbt deps", 1)

    monkeypatch.setattr(dbt_packages, "hub_answers", lambda: True)
    monkeypatch.setattr(subprocess, "run", half_done)
    ensure_dbt_packages()
    assert files(project / "dbt_packages" / "dbt_utils") == files(STAND_IN)


def test_a_failed_download_leaves_nothing_behind(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = put_real_package(project)
    failed = subprocess.CompletedProcess("dbt deps", returncode=1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    assert not download(project)
    assert not package.exists()


def test_the_stand_in_has_what_is_used_and_nothing_else() -> None:
    used: set[str] = set()
    for folder in ("models", "seeds", "snapshots", "macros", "tests/generic", "analyses"):
        for path in (PROJECT / folder).rglob("*"):
            if path.suffix in {".sql", ".yml"}:
                used |= set(re.findall(r"dbt_utils\.(\w+)", path.read_text(encoding="utf-8")))
    written = {
        name
        for path in STAND_IN.rglob("*.sql")
        for name in re.findall(r"{% (?:macro|test) (\w+)\(", path.read_text(encoding="utf-8"))
    }
    assert written == used


def test_the_stand_in_finds_the_rows_that_the_real_package_documents(tmp_path: Path) -> None:
    found = rows_found(STAND_IN, tmp_path / "comparison")
    rows_by_test = {
        name: [row[0] for row in rows]
        for name, rows in found.items()
        if not name.startswith("combination")
    }
    assert rows_by_test == {
        "expression_over_columns": [2, 3, 4, 5],
        "expression_with_or": [2, 3, 4],
        "expression_that_holds": [],
        "expression_of_a_column": [2, 3],
        "range_of_both": [2, 5],
        "range_of_both_exclusive": [2, 3, 5, 6],
        "range_of_minimum": [2, 3],
        "range_of_maximum": [1, 4, 5, 6],
        "range_of_another_column": [2, 3, 4],
        "range_of_nothing": [],
    }
    assert found["combination_of_one"] == [("",), ("a",), (None,)]
    assert found["combination_of_two"] == [("", "y"), ("a", "x"), (None, "y")]
    assert found["combination_quoted"] == [("x",), ("y",)]
    assert found["combination_of_a_key"] == []
    assert found["range_of_minimum"][0] == (2, "a", "x", Decimal("-10.50"))


def test_the_check_refuses_to_compare_the_stand_in_with_itself() -> None:
    with pytest.raises(UserError, match="stand-in itself"):
        check_dbt_utils(STAND_IN)


def test_the_check_names_a_folder_without_a_package(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no dbt package"):
        check_dbt_utils(tmp_path)
