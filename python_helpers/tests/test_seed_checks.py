"""A malformed seed stops the build before it replaces a good one, naming file and row."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).parents[2]

HEADER = "name,kind,least,most,first_day,last_day,zone,is_open"
GOOD_ROW = "alpha,one,1,2.5,2024-01-31,2024-02-01,America/Chicago,true"

COLUMNS = [
    {"name": "name", "rules": {"required": True, "format": "lower_case"}},
    {"name": "kind", "rules": {"vocabulary": ["one", "two"]}},
    {"name": "least", "rules": {"format": "number"}},
    {"name": "most", "rules": {"format": "number"}},
    {"name": "first_day", "rules": {"format": "date"}},
    {"name": "last_day", "rules": {"format": "date"}},
    {"name": "zone", "rules": {"format": "time_zone"}},
    {"name": "is_open", "rules": {"format": "boolean"}},
]

CASES = {
    "good": (GOOD_ROW.replace("alpha", "beta"), None),
    "leap_day": ("beta,one,,,2024-02-29,,,", None),
    "blanks_are_open": ("beta,,,,,,,", None),
    "ends_may_meet": ("beta,one,2,2.0,2024-01-01,2024-01-01,UTC,false", None),
    "missing_value": (",one,1,2,,,,", "row 3: name is blank"),
    "capital_letter": ("Beta,one,,,,,,", "row 3: name 'Beta' is not in lower case"),
    "blank_at_the_end": ('"beta ",one,,,,,,', "row 3: name 'beta ' is not in lower case"),
    "unknown_word": ("beta,three,,,,,,", "row 3: kind 'three' is not one of one, two"),
    "no_number": ("beta,one,many,,,,,", "row 3: least 'many' is not a number"),
    "no_date": ("beta,one,,,01/31/2024,,,", "row 3: first_day '01/31/2024' is not a date"),
    "no_month": ("beta,one,,,2024-13-01,,,", "row 3: first_day '2024-13-01' is not a date"),
    "no_day": ("beta,one,,,2024-02-30,,,", "row 3: first_day '2024-02-30' is not a date"),
    "no_zone": ("beta,one,,,,,Atlantis,", "row 3: zone 'Atlantis' is no time zone"),
    "no_boolean": ("beta,one,,,,,,yes", "row 3: is_open 'yes' is not true or false"),
    "least_above_most": ("beta,one,10,9,,,,", "row 3: least 10 is after most 9"),
    "negative_least": ("beta,one,-1,-2,,,,", "row 3: least -1 is after most -2"),
    "end_before_start": (
        "beta,one,,,2024-02-01,2024-01-31,,",
        "row 3: first_day 2024-02-01 is after last_day 2024-01-31",
    ),
    "repeated_key": ("alpha,one,9,9,,,,", "row 3: name, kind alpha, one is already in row 2"),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What dbt says of each seed; empty where it loaded."""
    folder = tmp_path_factory.mktemp("seeds")
    write_project(folder)
    for name, (row, _) in CASES.items():
        write_seed(folder, name, [HEADER, GOOD_ROW, row])
    write_seed(folder, "renamed_column", [HEADER.replace("kind", "sort"), GOOD_ROW])
    return run(folder)


def write_project(folder: Path) -> None:
    (folder / "dbt_project.yml").write_text(
        "name: seeds_only\nversion: '1.0'\nprofile: seeds_only\n"
        "flags: {send_anonymous_usage_stats: false}\n"
        "seeds: {+pre-hook: '{{ check_seed() }}'}\n",
        encoding="utf-8",
    )
    (folder / "profiles.yml").write_text(
        "seeds_only:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
        f"      threads: 1\n      path: {json.dumps(str(folder / 's.duckdb'))}\n",
        encoding="utf-8",
    )
    shutil.copytree(PROJECT / "macros" / "seeds", folder / "macros")
    (folder / "seeds").mkdir()


def write_seed(folder: Path, name: str, lines: list[str]) -> None:
    (folder / "seeds" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rules = {
        "name": name,
        "config": {
            "column_types": {column["name"]: "varchar" for column in COLUMNS},
            "meta": {
                "unique_key": ["name", "kind"],
                "ordered": [["least", "most"], ["first_day", "last_day"]],
            },
        },
        "columns": [
            {"name": column["name"], "config": {"meta": column["rules"]}} for column in COLUMNS
        ],
    }
    (folder / "seeds" / f"{name}.yml").write_text(
        yaml.safe_dump({"seeds": [rules]}), encoding="utf-8"
    )


def run(folder: Path) -> dict[str, str]:
    command = [sys.executable, "-m", "dbt.cli.main", "seed"]
    command += ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    subprocess.run(command, check=False, capture_output=True, env=os.environ | {"PYTHONUTF8": "1"})
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))
    return {
        result["unique_id"].rsplit(".", 1)[1]: ""
        if result["status"] == "success"
        else result["message"]
        for result in results["results"]
    }


@pytest.mark.parametrize("name", CASES)
def test_each_rule(results: dict[str, str], name: str) -> None:
    expected = CASES[name][1]
    if expected is None:
        assert results[name] == ""
    else:
        path = Path("seeds") / f"{name}.csv"
        assert f"{path} {expected}" in results[name]


def test_a_missing_column_is_named(results: dict[str, str]) -> None:
    assert "row 1: column kind is missing" in results["renamed_column"]


def test_a_good_seed_survives_a_malformed_one(tmp_path: Path) -> None:
    write_project(tmp_path)
    write_seed(tmp_path, "kinds", [HEADER, GOOD_ROW])
    assert run(tmp_path) == {"kinds": ""}
    write_seed(tmp_path, "kinds", [HEADER, "beta,three,,,,,,"])
    assert "row 2" in run(tmp_path)["kinds"]
    with duckdb.connect(str(tmp_path / "s.duckdb"), read_only=True) as connection:
        assert connection.execute("select name from kinds").fetchall() == [("alpha",)]
