"""A benchmark from end to end, at a size that says nothing about speed."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from python_helpers.bench import run, run_bench
from python_helpers.bench.floor import measure_floor
from python_helpers.bench.measure import Measure
from python_helpers.bench.places import Environment
from python_helpers.bench.practices import Practice
from python_helpers.errors import UserError
from python_helpers.settings import Target
from python_helpers.tests.staging_project import write_raw
from python_helpers.warehouse import open_warehouse

AS_OF = date(2026, 10, 31)


def _days_ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def test_every_phase_runs_and_leaves_only_practices_and_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "EVERYTHING", "path:seeds +int_ar_ledger")
    out, text = tmp_path / "bench", io.StringIO()

    (done,) = run_bench([60], [Target.duckdb], out, Console(file=text, width=200))

    assert not done.practice.is_reused
    assert done.ledger_lines > 500 and done.raw_rows > done.ledger_lines
    assert done.phases["parse"].seconds > done.phases["start_up"].seconds > 0
    for phase in ("build", "no_change", "after_change"):
        assert done.phases[phase].seconds > done.phases["start_up"].seconds
    assert "int_ar_ledger_candidates" in done.slowest_models
    assert {path.name for path in out.iterdir()} == {"practice_60", "logs", "results.json"}
    (figures,) = json.loads((out / "results.json").read_text(encoding="utf-8"))["runs"]
    assert figures["ledger_lines"] == done.ledger_lines
    assert "60 patients on duckdb: build" in text.getvalue()

    again = run.ensure_practice(60, out)
    assert again.is_reused and again.generate == done.practice.generate


def test_two_codes_take_each_phase_in_turn_over_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, str, str, str]] = []

    def measured(arguments: Sequence[str], environment: Environment, output: Path) -> Measure:
        project = environment.get("DENTAL_PROJECT_DIR", "")
        # the commit's own files are there, and its code comes first
        assert not project or (Path(project) / "dbt_project.yml").is_file()
        assert environment.get("PYTHONPATH", "") == project
        if output.stem == "floor":
            floor = {"seconds": 1.0, "raw_rows": 1, "ledger_lines": 1}
            Path(arguments[-1]).parent.mkdir(parents=True, exist_ok=True)
            Path(arguments[-1]).write_text(json.dumps(floor), encoding="utf-8")
        if output.stem == "build":
            folder = Path(environment["DBT_TARGET_PATH"]) / "duckdb"
            folder.mkdir(parents=True)
            (folder / "run_results.json").write_text('{"results": []}', encoding="utf-8")
        place = Path(environment["DUCKDB_PATH"]).parent.name
        day = arguments[arguments.index("--as-of") + 1] if "--as-of" in arguments else ""
        steps.append((output.stem, Path(project).name, place, day))
        return Measure(1.0, 1.0, 1)

    monkeypatch.setattr(run, "measured", measured)
    monkeypatch.setattr(
        run,
        "ensure_practice",
        lambda patients, root: Practice(patients, root, Measure(1.0, 1.0, 1), is_reused=True),
    )
    before, done = run_bench(
        [60], [Target.duckdb], tmp_path, Console(file=io.StringIO()), against="HEAD"
    )

    old, new = ("against", "warehouse_duckdb_0"), ("", "warehouse_duckdb_1")
    day, next_day = "2026-10-31", "2026-11-01"
    assert steps == [
        *[("load", *code, "") for code in (old, new)],
        *[
            (phase, *code, day)
            for phase in ("parse", "start_up", "build", "no_change")
            for code in (old, new)
        ],
        # rows are changed, and the floor is measured, by this code in both
        ("change", "", old[1], ""),
        ("after_change", *old, next_day),
        ("change", "", new[1], ""),
        ("after_change", *new, next_day),
        ("floor", "", old[1], ""),
        ("floor", "", new[1], ""),
    ]
    assert done.code == "this code" and len(before.code) >= 7
    assert {path.name for path in tmp_path.iterdir()} == {"logs", "results.json"}


def test_a_commit_that_git_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--against: fatal: "):
        run_bench([60], [Target.duckdb], tmp_path, Console(file=io.StringIO()), against="nowhere")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sizes", [[], [49, 5000]])
def test_sizes_that_make_no_practice_are_refused(sizes: list[int], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--sizes: give numbers of patients"):
        run_bench(sizes, [Target.duckdb], tmp_path, Console(file=io.StringIO()))


def test_the_floor_sums_every_ledger_source_by_account_and_bucket(duckdb_file: Path) -> None:
    duckdb_file.parent.mkdir()
    with duckdb.connect(duckdb_file) as connection:
        write_raw(
            connection,
            {
                "patient": [{"PatNum": 1, "Guarantor": 1}, {"PatNum": 2, "Guarantor": 1}],
                "procedurelog": [
                    {"PatNum": 2, "ProcStatus": 2, "ProcFee": 100.0, "ProcDate": _days_ago(30)},
                    {"PatNum": 1, "ProcStatus": 2, "ProcFee": 40.0, "ProcDate": _days_ago(91)},
                    {"PatNum": 1, "ProcStatus": 1, "ProcFee": 999.0, "ProcDate": _days_ago(1)},
                ],
                "claimproc": [
                    {"PatNum": 2, "Status": 1, "InsPayAmt": 30.0, "WriteOff": 5.0, "DateCP": AS_OF},
                    {"PatNum": 2, "Status": 0, "InsPayAmt": 999.0, "DateCP": AS_OF},
                ],
                "adjustment": [{"PatNum": 1, "AdjAmt": -7.0, "AdjDate": _days_ago(31)}],
                "paysplit": [{"PatNum": 1, "SplitAmt": 11.0, "DatePay": _days_ago(60)}],
                "payplancharge": [
                    {"Guarantor": 1, "Principal": 3.0, "Interest": 1.0, "ChargeDate": AS_OF},
                    {"PatNum": 2, "ChargeType": 1, "Principal": 2.0, "ChargeDate": _days_ago(61)},
                ],
            },
        )
        connection.execute("create schema intermediate")
        connection.execute("create table intermediate.int_ar_ledger as select 1 as line")
    with open_warehouse(Target.duckdb) as warehouse:
        floor = measure_floor(warehouse, AS_OF)

    assert floor.pop("seconds") > 0
    assert floor == {
        "accounts": 1,
        "lines": 7,
        "over_90": 40.0,
        "days_61_90": -2.0,
        "days_31_60": -18.0,
        "days_0_30": 69.0,
        "raw_rows": 11,
        "ledger_lines": 1,
    }
