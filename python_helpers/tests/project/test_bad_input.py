"""What people get wrong: one clear line that names the place and the fix, and exit code 2."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from python_helpers import cli
from python_helpers.dbt.packages import ensure_dbt_packages
from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.seed_files import check_seed_files
from python_helpers.settings import Target, practices
from python_helpers.tests.load.practices import write_practice
from python_helpers.tests.warehouses import PROJECT


def _stop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *given: str) -> str:
    """The one line that a command ends with."""
    monkeypatch.setattr(sys, "argv", ["dental-collections", *given])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("build --as-of 2026-02-30", "error: --as-of '2026-02-30' is no date: write it as YYYY-"),
        ("demo --as-of yesterday", "error: --as-of 'yesterday' is no date: write it as YYYY-MM-DD"),
        ("generate --out x --as-of 0000-00-00", "error: --as-of '0000-00-00' is no date"),
        ("generate --out x --as-of 11/20/2026", "error: --as-of '11/20/2026' is no date"),
        ("build --target oracle", "error: Invalid value for '--target': "),
        ("load --from x --target mysql", "error: Invalid value for '--target': "),
        ("load --from x --practice -1", "error: Invalid value for '--practice': "),
        ("load", "error: Missing option '--from'"),
        ("rebuild", "error: No such command 'rebuild'"),
        ("build --taget duckdb", "error: No such option: --taget"),
        (
            "generate --out x --pay-plans-version 5",
            "error: Invalid value for '--pay-plans-version'",
        ),
        ("generate --out x --patients 3", "error: --patients 3: a sample practice has at least 50"),
        ("bench --sizes many", "error: --sizes many --targets duckdb,postgres: give numbers"),
        ("bench --sizes 100 --targets oracle", "error: --sizes 100 --targets oracle: give numbers"),
        ("bench --sizes 100 --targets spark", "error: --targets: bench measures duckdb and "),
        ("bench --sizes 10", "error: --sizes: give numbers of patients, 50 or more"),
    ],
)
def test_a_wrong_option_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    assert _stop(monkeypatch, capsys, *given.split()).startswith(said)


@pytest.mark.parametrize("command", ["build", "reconcile"])
def test_a_warehouse_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    duckdb_file: Path,
    command: str,
) -> None:
    line = _stop(monkeypatch, capsys, command)
    assert line == (
        f"error: no warehouse at {duckdb_file}: run `dental-collections load` and `build` first"
    )
    assert not duckdb_file.exists()


@pytest.mark.parametrize("command", ["build", "reconcile"])
def test_a_warehouse_that_is_empty_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    duckdb_file: Path,
    command: str,
) -> None:
    duckdb_file.parent.mkdir()
    duckdb.connect(duckdb_file).close()
    assert "first" in _stop(monkeypatch, capsys, command)


@pytest.mark.parametrize("command", ["build", "reconcile"])
def test_a_file_that_is_no_warehouse_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    duckdb_file: Path,
    command: str,
) -> None:
    duckdb_file.parent.mkdir()
    duckdb_file.write_text("a letter to Mrs. Invented-Person", encoding="utf-8")
    line = _stop(monkeypatch, capsys, command)
    assert str(duckdb_file) in line and "no DuckDB file" in line
    assert "Invented" not in line


def test_a_spark_warehouse_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spark_folder: Path
) -> None:
    line = _stop(monkeypatch, capsys, "build", "--target", "spark")
    assert "holds no practice yet: run `dental-collections load` first" in line


@pytest.mark.parametrize("command", [("build",), ("load", "--from", "."), ("reconcile",)])
def test_a_port_that_is_no_number_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PGPORT", "54321o")
    line = _stop(monkeypatch, capsys, *command, "--target", "postgres")
    assert line == "error: PGPORT is '54321o': give the port's number, such as 5432"


@pytest.mark.parametrize("command", ["build", "reconcile"])
def test_an_unreachable_postgres_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGPASSWORD", "open-sesame")
    line = _stop(monkeypatch, capsys, command, "--target", "postgres")
    assert line.startswith("error: PostgreSQL at 127.0.0.1:1, database ")
    assert "open-sesame" not in line


def test_a_folder_without_a_project_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DENTAL_PROJECT_DIR", str(tmp_path))
    monkeypatch.delenv("DUCKDB_PATH")
    assert _stop(monkeypatch, capsys, "build").startswith("error: no dbt_project.yml here or above")


PRACTICES = "practice_id,practice_name,time_zone\n0,Main Street,America/New_York\n"

MALFORMED_PRACTICES = {
    "no number": (PRACTICES + "one,Elm Street,UTC\n", "row 3: practice_id 'one' is not a whole"),
    "twice": (PRACTICES + "0,Elm Street,UTC\n", "row 3: practice_id 0 is there twice"),
    "no zone": (PRACTICES + "1,Elm Street,Atlantis\n", "row 3: time_zone 'Atlantis' is no time"),
    "a continent": (PRACTICES + "1,Elm Street,America\n", "row 3: time_zone 'America' is no time"),
    "blank": (PRACTICES + ",Elm,UTC\n", "row 3: practice_id is blank"),
    "too short": (PRACTICES + "1,Elm Street\n", "row 3: time_zone is blank"),
    "comma in a name": (PRACTICES + "1,Elm, Oak & Co,UTC\n", "row 3 has 4 values, but there are 3"),
    "no column": ("practice_id,practice_name\n0,Main Street\n", "row 2: time_zone is blank"),
    "headings only": (PRACTICES.splitlines()[0], " has no practice: add a row with practice_id 0"),
    "nothing": ("", " is empty: its first row must be the column headings"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with nothing but what is read before dbt starts."""
    folder = tmp_path / "project"
    (folder / "seeds").mkdir(parents=True)
    shutil.copy(PROJECT / "dbt_project.yml", folder)
    monkeypatch.setenv("DENTAL_PROJECT_DIR", str(folder))
    return folder


@pytest.mark.parametrize("case", MALFORMED_PRACTICES)
def test_a_malformed_list_of_practices_names_file_and_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path, case: str
) -> None:
    text, said = MALFORMED_PRACTICES[case]
    (project / "seeds" / "practices.csv").write_text(text, encoding="utf-8")
    line = _stop(monkeypatch, capsys, "generate", "--out", str(project / "out"))
    assert line.startswith(f"error: seeds/practices.csv{said if said[0] == ' ' else ' ' + said}")


def test_a_spreadsheets_own_encoding_names_file_and_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    (project / "seeds" / "practices.csv").write_bytes((PRACTICES + "1,Café,UTC\n").encode("cp1252"))
    line = _stop(monkeypatch, capsys, "generate", "--out", str(project / "out"))
    assert line.startswith("error: seeds/practices.csv row 3 is no UTF-8 text: save it as CSV UTF")


def test_a_spreadsheets_byte_order_mark_is_no_fault(project: Path) -> None:
    (project / "seeds" / "practices.csv").write_text(PRACTICES, encoding="utf-8-sig")
    assert [practice.practice_id for practice in practices()] == [0]


def test_a_missing_list_of_practices_is_named(project: Path) -> None:
    with pytest.raises(UserError, match=r"seeds/practices\.csv can't be read: No such file"):
        practices()


MALFORMED_SEEDS = {
    "payment_methods.csv": ("payment_type,cash,card\n", "payment_type, cash is already in row 24"),
    "adjustment_kinds.csv": ("adjustment_type,kindness,gift\n", "'gift' is not one of discount"),
    "task_lists.csv": ("--,collections,true\n", "'--' has no letter or digit"),
}


@pytest.fixture
def whole_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project for a practice that is loaded."""
    ensure_dbt_packages()
    folder = tmp_path / "whole_project"
    folder.mkdir()
    for name in ("dbt_project.yml", "profiles.yml", "packages.yml"):
        shutil.copy(PROJECT / name, folder)
    for name in ("macros", "models", "seeds", "snapshots", "tests", "dbt_packages"):
        shutil.copytree(PROJECT / name, folder / name)
    monkeypatch.setenv("DENTAL_PROJECT_DIR", str(folder))
    monkeypatch.setenv("DUCKDB_PATH", str(tmp_path / "warehouse.duckdb"))
    load(str(write_practice(tmp_path / "practice", ("patient",))), 0, Target.duckdb)
    return folder


def test_malformed_seeds_stop_the_build_naming_file_and_row(whole_project: Path) -> None:
    rows = {}
    for name, (row, _) in MALFORMED_SEEDS.items():
        seed = whole_project / "seeds" / name
        with seed.open("a", encoding="utf-8") as lines:
            lines.write(row)
        rows[name] = len(seed.read_text(encoding="utf-8").splitlines())

    done = subprocess.run(
        [sys.executable, "-m", "python_helpers", "build", "--select", "path:seeds"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    for name, number in rows.items():
        assert f"{Path('seeds', name)} row {number}: " in line
        assert MALFORMED_SEEDS[name][1] in line


def test_dbt_alone_says_what_comes_before_it(
    whole_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who runs dbt without the command line and without a practice is told what to do first."""
    monkeypatch.setenv("DUCKDB_PATH", str(tmp_path / "empty.duckdb"))
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "build", "--select", "dim_date"],
        cwd=whole_project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert "holds no practice yet: run `dental-collections load" in done.stdout


def test_a_seed_that_is_no_table_is_found_before_dbt_starts(project: Path) -> None:
    seed = project / "seeds" / "reference" / "words.csv"
    seed.parent.mkdir()
    seed.write_text('code,word\n1,"one, or first"\n\n2,two, or second\n', encoding="utf-8")
    with pytest.raises(
        UserError, match=r"seeds/reference/words\.csv row 4 has 3 values, but there"
    ):
        check_seed_files(project)
