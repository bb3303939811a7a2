"""Tests of several columns count what fails in each, in the rows they look at; a run tells it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).parents[3]
GENERIC_TESTS = PROJECT / "tests" / "generic"
TELL_NULLS = PROJECT / "macros" / "checks" / "tell_nulls.sql"

VISITS = "visit_id,patient_id,clinic_id\n1,11,\n2,,\n3,13,7\n"
CASES: Mapping[str, dict[str, Any]] = {
    "some_null": {"arguments": {"columns": ["visit_id", "patient_id", "clinic_id"]}},
    "one_column": {"arguments": {"columns": ["clinic_id"]}},
    "none_null": {"arguments": {"columns": ["visit_id"]}},
    "none_null_where": {
        "arguments": {"columns": ["visit_id", "patient_id", "clinic_id"]},
        "config": {"where": "visit_id = 3"},
    },
    "warns": {"arguments": {"columns": ["patient_id"]}, "config": {"severity": "warn"}},
    "no_columns": {"arguments": {"columns": []}},
}
EACH_COLUMN: Mapping[str, dict[str, Any]] = {
    "some_outside": {
        "arguments": {"columns": ["visit_id", "patient_id", "clinic_id"], "condition": "< 12"}
    },
    "none_outside": {"arguments": {"columns": ["visit_id", "clinic_id"], "condition": "> 0"}},
    "none_outside_where": {
        "arguments": {"columns": ["visit_id", "patient_id"], "condition": "< 12"},
        "config": {"where": "visit_id = 1"},
    },
    "no_columns_to_ask": {"arguments": {"columns": [], "condition": "> 0"}},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("never_null")
    (folder / "dbt_project.yml").write_text(
        "name: visits_only\nversion: '1.0'\nprofile: visits_only\n"
        "flags: {send_anonymous_usage_stats: false}\non-run-end: '{{ tell_nulls(results) }}'\n",
        encoding="utf-8",
    )
    (folder / "profiles.yml").write_text(
        "visits_only:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
        f"      threads: 1\n      path: {json.dumps(str(folder / 'v.duckdb'))}\n",
        encoding="utf-8",
    )
    (folder / "tests" / "generic").mkdir(parents=True)
    for name in ("never_null.sql", "each_column.sql"):
        shutil.copy(GENERIC_TESTS / name, folder / "tests" / "generic")
    (folder / "macros").mkdir()
    shutil.copy(TELL_NULLS, folder / "macros")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "visits.csv").write_text(VISITS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def results(project: Path) -> dict[str, dict[str, Any]]:
    """What dbt says of each case."""
    tests = [{"never_null": {"name": name, **case}} for name, case in CASES.items()]
    tests += [{"each_column": {"name": name, **case}} for name, case in EACH_COLUMN.items()]
    (project / "seeds" / "visits.yml").write_text(
        yaml.safe_dump({"seeds": [{"name": "visits", "data_tests": tests}]}), encoding="utf-8"
    )
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--store-failures"]
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--target-path", str(project / "target"), "--log-path", str(project)]
    with (project / "output.txt").open("w", encoding="utf-8") as output:
        environment = os.environ | {"PYTHONUTF8": "1"}
        subprocess.run(command, check=False, stdout=output, env=environment)
    run = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))
    return {
        result["unique_id"].split(".")[2]: result
        for result in run["results"]
        if result["unique_id"].startswith("test.")
    }


def test_columns_with_nulls_are_counted(results: dict[str, dict[str, Any]]) -> None:
    outcome = {name: (result["status"], result["failures"]) for name, result in results.items()}
    assert outcome == {
        "some_null": ("fail", 2),
        "one_column": ("fail", 1),
        "none_null": ("pass", 0),
        "none_null_where": ("pass", 0),
        "warns": ("warn", 1),
        "no_columns": ("error", None),
        "some_outside": ("fail", 1),
        "none_outside": ("pass", 0),
        "none_outside_where": ("pass", 0),
        "no_columns_to_ask": ("error", None),
    }


@pytest.mark.usefixtures("results")
def test_columns_with_nulls_are_named_with_their_number(project: Path) -> None:
    with duckdb.connect(str(project / "v.duckdb"), read_only=True) as connection:
        found = connection.execute("select * from main_dbt_test__audit.some_null order by 1")
        assert [column[0] for column in found.description] == ["column_name", "null_count"]
        assert found.fetchall() == [("clinic_id", 2), ("patient_id", 1)]


def test_no_columns_are_an_error_that_names_the_model(results: dict[str, dict[str, Any]]) -> None:
    assert 'never_null of "v"."main"."visits" names no columns' in results["no_columns"]["message"]
    assert "each_column of" in results["no_columns_to_ask"]["message"]


@pytest.mark.usefixtures("results")
def test_a_run_ends_with_the_columns_that_hold_nulls(project: Path) -> None:
    output = (project / "output.txt").read_text(encoding="utf-8")
    told = {
        line.split("  ", 1)[1].strip()
        for line in output.splitlines()
        if " is null in " in line or " fails in " in line
    }
    assert told == {
        "some_null: patient_id is null in 1 rows",
        "some_null: clinic_id is null in 2 rows",
        "one_column: clinic_id is null in 2 rows",
        "warns: patient_id is null in 1 rows",
        "some_outside: patient_id fails in 1 rows",
    }
