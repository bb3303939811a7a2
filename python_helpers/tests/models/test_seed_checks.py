"""A malformed seed stops the build before it replaces a good one, naming file and row."""

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

CAMPAIGNS = PROJECT / "seeds" / "collection_campaigns.csv"
CAMPAIGN = (
    "1,spring,,Spring,,2024-01-01,2024-03-31,10,,1_30,over_120,,true,true,1,,,,",
    "1,spring,,Spring,,2024-04-01,,10,,1_30,over_120,,true,true,1,,,,",
)
CAMPAIGN_CASES = {
    # versions that follow each other, another campaign, the same days
    "campaigns_good": (
        "2,other,,Other,,2024-01-01,,,,current,1_30,,false,false,9,,,,planned",
        None,
    ),
    "campaigns_open_end": (
        "1,spring,,Spring,,2025-01-01,,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: its days start_date to end_date overlap those of row 3",
    ),
    "campaigns_contained": (
        "1,spring,,Spring,,2024-02-01,2024-02-02,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: its days start_date to end_date overlap those of row 2",
    ),
    "campaigns_one_day": (
        "1,spring,,Spring,,2023-01-01,2024-01-01,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: its days start_date to end_date overlap those of row 2",
    ),
    "campaigns_ends_before": (
        "1,spring,,Spring,,2023-01-01,2023-12-31,10,,1_30,over_120,,true,true,1,,,,",
        None,
    ),
    "campaigns_of_one_practice": (
        "1,spring,7,Spring,,2024-02-01,2024-02-02,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: its days start_date to end_date overlap those of row 2",
    ),
    "campaigns_two_numbers": (
        "2,spring,,Spring,,2023-01-01,2023-12-31,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: campaign_code spring has campaign_number 2, but 1 in row 2",
    ),
    "campaigns_two_codes": (
        "1,summer,,Summer,,2023-01-01,2023-12-31,10,,1_30,over_120,,true,true,1,,,,",
        "row 4: campaign_number 1 has campaign_code summer, but spring in row 2",
    ),
    "campaigns_bucket_order": (
        "2,other,,Other,,2024-01-01,,,,over_120,91_120,,false,false,9,,,,",
        "row 4: oldest_bucket_from over_120 is after oldest_bucket_to 91_120",
    ),
    "campaigns_unknown_bucket": (
        "2,other,,Other,,2024-01-01,,,,1_30,0_30,,false,false,9,,,,",
        "row 4: oldest_bucket_to '0_30' is not one of",
    ),
    "campaigns_no_slug": (
        "2,other one,,Other,,2024-01-01,,,,1_30,1_30,,false,false,9,,,,",
        "row 4: campaign_code 'other one' is not of lower-case letters",
    ),
    "campaigns_no_priority": (
        "2,other,,Other,,2024-01-01,,,,1_30,1_30,,false,false,0,,,,",
        "row 4: priority 0 is below 1",
    ),
    "campaigns_least_above_most": (
        "2,other,,Other,,2024-01-01,,50,49.99,1_30,1_30,,false,false,9,,,,",
        "row 4: minimum_balance 50 is after maximum_balance 49.99",
    ),
    "campaigns_cancelled_when": (
        "2,other,,Other,,2024-01-01,,,,1_30,1_30,,false,false,9,,,,cancelled",
        "row 4: end_date is blank, but hand_set_status is cancelled",
    ),
}

NAME_CASES = {
    "names_good": ("Past-due (60),billing,true", None),
    "names_written_otherwise": (
        "AR FollowUp,billing,true",
        "row 3: task_list_name AR FollowUp is already in row 2",
    ),
    "names_of_marks_alone": (
        "--,billing,true",
        "row 3: task_list_name '--' has no letter or digit",
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What dbt says of each seed; empty where it loaded."""
    folder = tmp_path_factory.mktemp("seeds")
    write_project(folder)
    for name, (row, _) in CASES.items():
        write_seed(folder, name, [HEADER, GOOD_ROW, row])
    write_seed(folder, "renamed_column", [HEADER.replace("kind", "sort"), GOOD_ROW])
    header = CAMPAIGNS.read_text(encoding="utf-8").splitlines()[0]
    for name, (row, _) in CAMPAIGN_CASES.items():
        write_lines(folder, name, [header, *CAMPAIGN, row], project_seed("collection_campaigns"))
    for name, (row, _) in NAME_CASES.items():
        header = "task_list_name,role,is_collection"
        lines = [header, "a/r follow-up,collections,true", row]
        write_lines(folder, name, lines, project_seed("task_lists"))
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
    shutil.copytree(PROJECT / "macros" / "checks", folder / "macros")
    shutil.copy(PROJECT / "macros" / "opendental" / "names.sql", folder / "macros")
    (folder / "seeds").mkdir()


def project_seed(name: str) -> dict[str, Any]:
    """What the project itself says of one of its seeds, without the tests of its data."""
    declared = yaml.safe_load((PROJECT / "seeds" / "_seeds.yml").read_text(encoding="utf-8"))
    (seed,) = (seed for seed in declared["seeds"] if seed["name"] == name)
    for part in (seed, *seed["columns"]):
        part.pop("data_tests", None)
    return dict(seed)


def write_seed(folder: Path, name: str, lines: list[str]) -> None:
    rules = {
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
    write_lines(folder, name, lines, rules)


def write_lines(folder: Path, name: str, lines: list[str], rules: Mapping[str, Any]) -> None:
    (folder / "seeds" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "seeds" / f"{name}.yml").write_text(
        yaml.safe_dump({"seeds": [{**rules, "name": name}]}), encoding="utf-8"
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


@pytest.mark.parametrize("name", [*CASES, *CAMPAIGN_CASES, *NAME_CASES])
def test_each_rule(results: dict[str, str], name: str) -> None:
    expected = (CASES | CAMPAIGN_CASES | NAME_CASES)[name][1]
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
