"""`dental-collections run`: what each failure stops, leaves and tells, and one run at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.opendental.catalog import CATALOG
from python_helpers.run import orchestrate
from python_helpers.run.orchestrate import paired, run
from python_helpers.run.steps import ExitCode, Step
from python_helpers.settings import Target
from python_helpers.tests.load.practices import sample_table, write_practice, write_table
from python_helpers.tests.load.targets import query, raw_rows
from python_helpers.tests.warehouses import PROJECT, command
from python_helpers.warehouse import open_warehouse
from python_helpers.warehouse.lock import AlreadyRunningError, run_lock

DAY = "2026-11-21"
STEPS = {
    "check": ("check_step", ExitCode.check_stopped),
    "build": ("build_step", ExitCode.build_failed),
    "marts": ("marts_step", ExitCode.marts_failed),
    "build on marts": ("readers_step", ExitCode.build_failed),
    "test": ("test_step", ExitCode.tests_failed),
}
Faults = dict[str, Exception]


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Faults], list[str]]:
    """Replaces all steps but the load by ones that only note their name, or raise."""

    def fake(faults: Faults) -> list[str]:
        done: list[str] = []
        for name, (maker, code) in STEPS.items():

            def work(name: str = name) -> str:
                done.append(name)
                if name in faults:
                    raise faults[name]
                return "done"

            step = Step(name, work, code)
            monkeypatch.setattr(orchestrate, maker, lambda *_, step=step: step)
        return done

    return fake


def quiet() -> Console:
    return Console(file=StringIO(), width=10_000)


def steps_noted(path: Path) -> list[tuple[object, ...]]:
    return query(path, "select step, status from operations.run_steps order by step_number")


@pytest.mark.parametrize(
    ("failing", "expected", "done"),
    [
        ([], ExitCode.good, [*STEPS]),
        (["check"], ExitCode.check_stopped, ["check"]),
        (["build"], ExitCode.build_failed, ["check", "build"]),
        (["marts"], ExitCode.marts_failed, ["check", "build", "marts", "test"]),
        (["build on marts"], ExitCode.build_failed, [*STEPS]),
        (["test"], ExitCode.tests_failed, [*STEPS]),
        (["marts", "test"], ExitCode.marts_failed, ["check", "build", "marts", "test"]),
    ],
)
def test_each_failure_has_its_code_and_stops_what_needs_it(
    duckdb_file: Path,
    faked: Callable[[Faults], list[str]],
    failing: list[str],
    expected: ExitCode,
    done: list[str],
) -> None:
    noted = faked({name: UserError(f"{name} is broken: mend it") for name in failing})

    assert run(Target.duckdb, [], None, quiet()) is expected

    assert noted == done
    statuses = dict(steps_noted(duckdb_file))  # type: ignore[arg-type]
    assert {name for name, status in statuses.items() if status == "failed"} == set(failing)
    assert {name for name, status in statuses.items() if status == "skipped"} == {
        *STEPS,
    } - set(done)
    assert query(duckdb_file, "select command, status, exit_code from operations.runs") == [
        ("run", "failed" if failing else "success", int(expected))
    ]


def test_a_practice_that_fails_to_load_stops_no_other_and_no_build(
    duckdb_file: Path, tmp_path: Path, faked: Callable[[Faults], list[str]]
) -> None:
    good = write_practice(tmp_path / "good", ["patient"])
    load(str(good), 0, Target.duckdb)
    before = raw_rows(duckdb_file, "patient", 0)
    write_table(good, "patient", sample_table(CATALOG["patient"], 3).drop_columns(["PatNum"]))
    done = faked({})
    told = StringIO()

    code = run(Target.duckdb, [(str(good), 0)], None, Console(file=told, width=10_000))

    assert code is ExitCode.load_failed
    assert done == list(STEPS)
    assert raw_rows(duckdb_file, "patient", 0) == before
    assert "Failed: load practice 0" in told.getvalue() and "exit code 4" in told.getvalue()
    assert query(
        duckdb_file, "select practice_id, status from operations.run_steps where step = 'load'"
    ) == [(0, "failed")]
    assert query(
        duckdb_file, "select is_stale from operations.load_runs order by started_at desc limit 1"
    ) == [(True,)]


def test_what_nobody_foresaw_is_told_by_its_kind_alone(
    duckdb_file: Path,
    faked: Callable[[Faults], list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    faked({"marts": ValueError("Jane Roe owes 12.30")})
    told = StringIO()

    code = run(Target.duckdb, [], None, Console(file=told, width=10_000))

    assert code is ExitCode.marts_failed
    assert query(duckdb_file, "select told from operations.run_steps where step = 'marts'") == [
        ("ValueError",)
    ]
    captured = capsys.readouterr()
    for text in (told.getvalue(), captured.out, captured.err):
        assert "Jane" not in text and "12.30" not in text
    assert "test_run_command.py" in captured.err


def test_a_run_stopped_by_hand_is_noted_as_interrupted(
    duckdb_file: Path, faked: Callable[[Faults], list[str]]
) -> None:
    faked({"marts": KeyboardInterrupt()})  # type: ignore[dict-item]
    with pytest.raises(KeyboardInterrupt):
        run(Target.duckdb, [], None, quiet())

    assert query(duckdb_file, "select status from operations.runs") == [("interrupted",)]
    with run_lock(Target.duckdb):
        pass


def test_the_next_run_finds_that_one_was_killed(
    duckdb_file: Path, faked: Callable[[Faults], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    faked({})
    with monkeypatch.context() as patch:
        patch.setattr(orchestrate, "_finish", lambda *_, **__: None)
        run(Target.duckdb, [], None, quiet())
    run(Target.duckdb, [], None, quiet())

    assert query(duckdb_file, "select status from operations.runs order by started_at") == [
        ("interrupted",),
        ("success",),
    ]


def test_all_steps_share_one_day(duckdb_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = []
    for name, (maker, code) in STEPS.items():

        def make(*given: Any, name: str = name, code: ExitCode = code) -> Step:
            days.append(given[-1].as_of if len(given) == 1 else given[-1])
            return Step(name, lambda: "done", code)

        monkeypatch.setattr(orchestrate, maker, make)
    run(Target.duckdb, [], None, quiet())

    assert len(days) == len(STEPS) and len(set(days)) == 1 and days[0] is not None


@pytest.mark.parametrize(
    ("sources", "numbers", "expected"),
    [
        ([], [], []),
        (["a"], [], [("a", 0)]),
        (["a"], [0], [("a", 0)]),
    ],
)
def test_sources_pair_with_practices(
    sources: list[str], numbers: list[int], expected: list[tuple[str, int]]
) -> None:
    assert paired(sources, numbers) == expected


@pytest.mark.parametrize(
    ("sources", "numbers", "says"),
    [
        (["a", "b"], [], "2 --from and 0 --practice"),
        (["a", "b"], [0], "2 --from and 1 --practice"),
        ([], [0], "0 --from and 1 --practice"),
        (["a", "b"], [0, 0], "more than once"),
        (["a"], [987_654], "no such practice_id"),
    ],
)
def test_sources_that_do_not_pair_are_refused(
    sources: list[str], numbers: list[int], says: str
) -> None:
    with pytest.raises(UserError, match=says):
        paired(sources, numbers)


HOLD_THE_LOCK = (
    "import sys, time\n"
    "from python_helpers.warehouse.lock import run_lock\n"
    "from python_helpers.settings import Target\n"
    "with run_lock(Target(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(600)\n"
)


@contextmanager
def another_process_holds(target: Target) -> Iterator[subprocess.Popen[str]]:
    """Another process has the run's lock; it is killed, not asked to end, at the latest here."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, target.value],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None and process.stdout.readline().strip() == "held"
        yield process
    finally:
        process.kill()
        process.wait()


def _the_lock_dies_with_its_holder(target: Target) -> None:
    with (
        another_process_holds(target),
        pytest.raises(AlreadyRunningError, match="wait for it"),
        run_lock(target),
    ):
        pass
    for _ in range(50):
        try:
            with run_lock(target) as still_held:
                still_held()
            return
        except AlreadyRunningError:
            # a server takes a moment to see that a client is gone
            sleep(0.2)
    raise AssertionError("the lock outlived its holder")


def test_the_lock_dies_with_its_holder(duckdb_file: Path) -> None:
    _the_lock_dies_with_its_holder(Target.duckdb)


@pytest.mark.servers
def test_the_lock_dies_with_its_holder_on_postgresql(postgres_database: str) -> None:
    _the_lock_dies_with_its_holder(Target.postgres)


@pytest.mark.servers
def test_warehouses_with_prefixes_do_not_wait_for_each_other(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_lock(Target.postgres):
        monkeypatch.setenv("DENTAL_SCHEMA_PREFIX", "dev_")
        with run_lock(Target.postgres):
            pass
        monkeypatch.delenv("DENTAL_SCHEMA_PREFIX")
        with pytest.raises(AlreadyRunningError), run_lock(Target.postgres):
            pass


def test_a_second_run_says_so_and_exits_with_3(duckdb_file: Path) -> None:
    with run_lock(Target.duckdb):
        done = subprocess.run(
            [sys.executable, "-m", "python_helpers", "run"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    assert done.returncode == ExitCode.already_running
    assert "another run" in done.stderr
    assert not duckdb_file.exists()


@pytest.mark.servers
def test_a_night_from_nothing_and_again(postgres_database: str, tmp_path: Path) -> None:
    """The whole of it over a small practice; marts computed again are the same rows."""
    folder = tmp_path / "practice"
    command(
        *("generate", "--patients", "120", "--years", "2", "--seed", "5"),
        *("--as-of", DAY, "--out", str(folder)),
    )
    options = ("--target", "postgres", "--as-of", DAY)
    dbt_folders = {
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    said = command("run", "--from", str(folder), *options, environment=dbt_folders)

    assert "All good" in said and "exit code 0" in said
    everything = "select * from marts.mart_collection_efficiency order by 1, 2, 3, 4, 5"
    with open_warehouse(Target.postgres) as warehouse:
        noted = warehouse.rows("select status from operations.run_steps order by step_number")
        assert noted == [("success",)] * 6
        first = warehouse.rows(everything)
        assert len({row[3] for row in first}) > 20
        # nobody's name or note is in what cron mails
        names = warehouse.rows("select distinct lname from opendental.patient")
        assert not [name for (name,) in names if name and f" {name} " in said]

    command("marts", *options)

    with open_warehouse(Target.postgres) as warehouse:
        assert warehouse.rows(everything.replace("marts.", "python_marts.", 1)) == first
        assert warehouse.rows(
            "select command, status from operations.runs order by started_at"
        ) == [("run", "success"), ("marts", "success")]
