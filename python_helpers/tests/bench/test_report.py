"""Figures worked out from measures, by hand-computed numbers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from python_helpers.bench.measure import Measure
from python_helpers.bench.practices import Practice
from python_helpers.bench.report import Run, comparisons, growths, show, write_json
from python_helpers.settings import Target

GIGABYTE = 2**30


def _run(target: Target, patients: int, load: float, build: float, code: str = "this code") -> Run:
    """CPU time is always twice the wall time; start-up takes 4 s."""
    return Run(
        code=code,
        practice=Practice(patients, Path("practice"), Measure(9.0, 8.0, GIGABYTE), is_reused=False),
        target=target,
        phases={
            "load": Measure(load, 2 * load, GIGABYTE),
            "start_up": Measure(4.0, 8.0, GIGABYTE // 4),
            "build": Measure(build, 2 * build, 3 * GIGABYTE),
            "no_change": Measure(5.5, 11.0, GIGABYTE),
            "after_change": Measure(6.0, 12.0, GIGABYTE),
        },
        floor_seconds=0.5,
        raw_rows=1_234_567,
        ledger_lines=765_432,
        slowest_models={"int_ar_ledger": 6.5},
    )


@pytest.fixture
def runs() -> list[Run]:
    return [
        _run(Target.duckdb, 5_000, 10.0, 12.0),
        _run(Target.postgres, 5_000, 20.0, 20.0),
        _run(Target.duckdb, 50_000, 60.0, 84.0),
        _run(Target.postgres, 50_000, 240.0, 164.0),
    ]


def test_start_up_is_no_part_of_a_build(runs: list[Run]) -> None:
    assert runs[0].beyond_start_up("build") == 8.0
    assert runs[0].build_cpu_beyond_start_up == 16.0
    assert runs[0].ratio_to_floor == 16.0


def test_a_build_after_a_change_or_none_is_a_share_of_the_first(runs: list[Run]) -> None:
    assert runs[0].share_of_build("no_change") == 0.1875
    assert runs[0].share_of_build("after_change") == 0.25


def test_a_database_servers_own_cpu_time_is_not_guessed(runs: list[Run]) -> None:
    assert runs[1].build_cpu_beyond_start_up is None


def test_phases_are_compared_with_those_of_the_other_code_alone(runs: list[Run]) -> None:
    before = _run(Target.duckdb, 5_000, 20.0, 30.0, code="abc1234")
    compared = {one.phase: one for one in comparisons([before, *runs])}
    assert set(compared) == set(before.phases)
    assert (compared["load"].seconds, compared["load"].cpu_seconds) == (0.5, 0.5)
    assert (compared["build"].seconds, compared["build"].peak_bytes) == (0.4, 1.0)
    assert compared["build"].against == "abc1234"
    assert {(one.target, one.patients) for one in compared.values()} == {(Target.duckdb, 5_000)}
    assert comparisons(runs) == []


def test_growth_is_from_size_to_size_on_one_engine(runs: list[Run]) -> None:
    found = growths(runs)
    assert [(growth.target, growth.smaller, growth.larger) for growth in found] == [
        (Target.duckdb, 5_000, 50_000),
        (Target.postgres, 5_000, 50_000),
    ]
    assert [growth.patients for growth in found] == [10.0, 10.0]
    assert [growth.load for growth in found] == [6.0, 12.0]
    assert [growth.build_beyond_start_up for growth in found] == [10.0, 10.0]
    assert [growth.build_cpu_beyond_start_up for growth in found] == [10.0, None]


def test_one_size_has_no_growth(runs: list[Run]) -> None:
    assert growths(runs[:2]) == []


def test_the_tables_show_what_was_measured(runs: list[Run]) -> None:
    text = io.StringIO()
    show(runs, Console(file=text, width=200))
    shown = text.getvalue()
    for words in ("1,234,567", "765,432", "3.00 GB", "84.0", "10.0x", "n/a", "int_ar_ledger 6.5 s"):
        assert words in shown, words
    # a practice is generated once for all engines
    assert shown.count("generate") == 2
    assert "not in these figures" in shown


def test_the_file_holds_every_figure(runs: list[Run], tmp_path: Path) -> None:
    write_json(runs, tmp_path / "out" / "results.json")
    content = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert [(run["target"], run["patients"]) for run in content["runs"]] == [
        ("duckdb", 5_000),
        ("postgres", 5_000),
        ("duckdb", 50_000),
        ("postgres", 50_000),
    ]
    assert content["runs"][2]["build"] == {
        "seconds": 84.0,
        "cpu_seconds": 168.0,
        "peak_bytes": 3 * GIGABYTE,
    }
    assert content["comparisons"] == []
    assert content["growth"][0]["build_beyond_start_up"] == 10.0
    assert content["postgres_settings"]


def test_ratios_to_the_other_code_are_shown(runs: list[Run]) -> None:
    text = io.StringIO()
    before = _run(Target.duckdb, 5_000, 20.0, 30.0, code="abc1234")
    show([before, *runs], Console(file=text, width=200))
    assert "This code against abc1234" in text.getvalue()
    assert "0.40" in text.getvalue()
