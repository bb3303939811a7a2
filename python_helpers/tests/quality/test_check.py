"""`check` on real loads: each rule is broken once, and what is lost stops the night."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner

from python_helpers.cli import app
from python_helpers.errors import UserError
from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.quality import check, show
from python_helpers.quality.command import CheckReport
from python_helpers.quality.measures import count_measures
from python_helpers.quality.rules import read_thresholds
from python_helpers.run import orchestrate
from python_helpers.run.steps import ExitCode, Step
from python_helpers.settings import Target
from python_helpers.warehouse.write import opened_store

DAY = date(2026, 11, 21)
LATER = "30000101T000000Z-practice-0"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    generate(Options(patients=150, years=2, seed=5, as_of=DAY, out=folder))
    return folder


@dataclass(frozen=True)
class Checked:
    """A warehouse, and what breaks which rule in it."""

    path: Path
    findings: set[tuple[str, str, str]]


def broken(report: CheckReport) -> set[tuple[str, str, str]]:
    return {(one.rule.name, one.table, one.column) for one in report.findings}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, practice: Path) -> Checked:
    """A warehouse that was loaded and checked once."""
    path = tmp_path_factory.mktemp("checked") / "warehouse.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        load(str(practice), 0, Target.duckdb)
        report = check(Target.duckdb, DAY)
    assert not report.stops
    return Checked(path, broken(report))


@pytest.fixture
def at_first(checked: Checked) -> set[tuple[str, str, str]]:
    """What the practice's mess breaks anyway."""
    return checked.findings


@pytest.fixture
def warehouse(checked: Checked, duckdb_file: Path) -> Path:
    duckdb_file.parent.mkdir()
    return Path(shutil.copy(checked.path, duckdb_file))


@pytest.fixture
def source(practice: Path, tmp_path: Path) -> Path:
    """The practice's files, to be changed."""
    return Path(shutil.copytree(practice, tmp_path / "source"))


def edit(path: Path, statement: str, missing: str = "") -> None:
    """Change raw rows as a later load would, one that found the columns `missing`."""
    with closing(duckdb.connect(path)) as connection:
        connection.execute(statement)
        connection.execute(
            "insert into operations.load_runs by name select * replace "
            f"('{LATER}' as load_id) from operations.load_runs"
        )
        connection.execute(
            "insert into operations.load_tables by name select * replace "
            f"('{LATER}' as load_id, case table_name when 'paysplit' then '{missing}' "
            "else missing_columns end as missing_columns) from operations.load_tables"
        )


# What breaks each rule: statements, and the table and column that are then told.
BREAKS: dict[str, tuple[str, str, str]] = {
    "column_lost": (
        "update opendental.paysplit set splitamt = null",
        "paysplit",
        "SplitAmt",
    ),
    "column_emptied": ("update opendental.procedurelog set procfee = 0", "procedurelog", "ProcFee"),
    "column_thinned": (
        "update opendental.procedurelog set procfee = 0 where procnum % 3 <> 0",
        "procedurelog",
        "ProcFee",
    ),
    "needed_column": (
        "update opendental.claimproc set writeoff = null",
        "claimproc",
        "WriteOff",
    ),
    "needed_value": (
        "update opendental.payment set paytype = null where paynum in "
        "(select min(paynum) from opendental.payment)",
        "payment",
        "PayType",
    ),
    "table_emptied": ("delete from opendental.adjustment", "adjustment", ""),
    "rows_gone": ("delete from opendental.paysplit where splitnum % 8 = 0", "paysplit", ""),
    "rows_unusual": ("delete from opendental.commlog where commlognum % 3 <> 0", "commlog", ""),
    "amount_lost": (
        "update opendental.paysplit set splitamt = splitamt / 3",
        "paysplit",
        "SplitAmt",
    ),
    "amount_unusual": (
        "update opendental.paysplit set splitamt = splitamt * 1.3",
        "paysplit",
        "SplitAmt",
    ),
    "nulls_unusual": (
        "update opendental.commlog set mode_ = null where commlognum % 3 = 0",
        "commlog",
        "Mode_",
    ),
    "key_out_of_bounds": (
        "update opendental.payment set paynum = -paynum where paynum in "
        "(select min(paynum) from opendental.payment)",
        "payment",
        "PayNum",
    ),
    "link_out_of_bounds": (
        "update opendental.paysplit set patnum = -5 where splitnum in "
        "(select min(splitnum) from opendental.paysplit)",
        "paysplit",
        "PatNum",
    ),
    "link_leads_nowhere": (
        "update opendental.paysplit set paynum = 987654321 where splitnum in "
        "(select min(splitnum) from opendental.paysplit)",
        "paysplit",
        "PayNum",
    ),
    "links_broken": ("delete from opendental.claimpayment", "claimproc", "ClaimPaymentNum"),
    "payment_is_its_splits": (
        "update opendental.payment set payamt = payamt + 0.01 where paynum % 20 = 0",
        "payment",
        "PayAmt",
    ),
    "check_is_its_claims": (
        "update opendental.claimpayment set checkamt = checkamt + 0.01 "
        "where claimpaymentnum % 5 = 0",
        "claimpayment",
        "CheckAmt",
    ),
    "amount_is_no_number": (
        "update opendental.adjustment set adjamt = 'nan' where adjnum in "
        "(select min(adjnum) from opendental.adjustment)",
        "adjustment",
        "AdjAmt",
    ),
    "amount_is_large": (
        "update opendental.procedurelog set procfee = 1000000 where procnum in "
        "(select min(procnum) from opendental.procedurelog)",
        "procedurelog",
        "ProcFee",
    ),
    "date_is_odd": (
        "update opendental.procedurelog set procdate = '1923-05-01' where procnum in "
        "(select min(procnum) from opendental.procedurelog)",
        "procedurelog",
        "ProcDate",
    ),
    "code_is_unknown": (
        "update opendental.procedurelog set procstatus = 99 where procnum in "
        "(select min(procnum) from opendental.procedurelog)",
        "procedurelog",
        "ProcStatus",
    ),
}


def test_each_rule_of_the_file_is_broken_here() -> None:
    assert set(BREAKS) == {rule.name for rule in read_thresholds().rules}


def at_once() -> list[list[str]]:
    """The rules in groups whose breaks don't touch each other: those of single rows are one."""
    single = [rule for rule, (statement, *_) in BREAKS.items() if "select min(" in statement]
    return [single, *([rule] for rule in BREAKS if rule not in single)]


@pytest.mark.parametrize("rules", at_once(), ids=lambda rules: rules[0])
def test_a_broken_rule_is_found_in_its_place(
    warehouse: Path, at_first: set[tuple[str, str, str]], rules: list[str]
) -> None:
    statements = ";".join(BREAKS[rule][0] for rule in rules)
    edit(warehouse, statements, missing="SplitAmt" if "column_lost" in rules else "")

    found = broken(check(Target.duckdb, DAY)) - at_first

    assert {(rule, *BREAKS[rule][1:]) for rule in rules} <= found


@pytest.mark.usefixtures("warehouse")
def test_an_unchanged_practice_breaks_no_more_than_at_first(
    source: Path, at_first: set[tuple[str, str, str]]
) -> None:
    load(str(source), 0, Target.duckdb, accept_source=True)

    assert broken(check(Target.duckdb, DAY)) == at_first


def without_column(source: Path, table: str, column: str) -> None:
    path = source / f"{table}.parquet"
    pq.write_table(pq.read_table(path).drop_columns([column]), path)


def test_a_vanished_column_stops_the_night_however_often_one_looks(
    warehouse: Path, source: Path
) -> None:
    without_column(source, "paysplit", "SplitAmt")
    load(str(source), 0, Target.duckdb, accept_source=True)

    lost = {(one.rule.name, one.table, one.column) for one in check(Target.duckdb, DAY).stops}
    again = check(Target.duckdb, DAY).stops

    # what each rule that sees it says, and a second look says the same
    assert {name for name, *place in lost if place == ["paysplit", "SplitAmt"]} == {
        *("column_lost", "column_emptied", "needed_column", "amount_lost"),
    }
    assert len(again) == len(lost)


def test_tables_that_come_empty_stop_the_night(warehouse: Path, source: Path) -> None:
    for path in source.glob("*.parquet"):
        pq.write_table(pq.read_table(path).slice(0, 0), path)
    load(str(source), 0, Target.duckdb, accept_source=True)

    stopped = {one.table for one in check(Target.duckdb, DAY).stops}

    assert {"patient", "procedurelog", "paysplit", "claimproc", "adjustment"} <= stopped


def test_what_somebody_accepts_is_the_new_measure(warehouse: Path) -> None:
    edit(warehouse, "delete from opendental.adjustment")
    assert check(Target.duckdb, DAY).stops

    assert check(Target.duckdb, DAY, accept=True).is_accepted

    assert not check(Target.duckdb, DAY).stops


def test_rows_that_stopped_a_night_are_no_base_for_the_next(warehouse: Path) -> None:
    edit(warehouse, "delete from opendental.adjustment")
    assert check(Target.duckdb, DAY).stops
    with closing(duckdb.connect(warehouse)) as connection:
        connection.execute(
            "insert into operations.load_runs by name select * replace "
            f"('{LATER}-again' as load_id) from operations.load_runs where load_id = '{LATER}'"
        )

    assert check(Target.duckdb, DAY).stops


def test_the_command_tells_place_and_mend_and_has_a_code_of_its_own(warehouse: Path) -> None:
    edit(warehouse, "delete from opendental.adjustment")

    result = CliRunner().invoke(app, ["check", "--as-of", DAY.isoformat()])

    assert result.exit_code == ExitCode.check_stopped == 8
    assert "practice 0, adjustment: more than half of the table's rows are gone" in result.output
    assert "table_emptied: look at the table in OpenDental" in result.output


def test_a_check_before_any_load_says_what_comes_first(duckdb_file: Path) -> None:
    with pytest.raises(UserError, match="run `dental-collections load` first"):
        check(Target.duckdb, DAY)


def test_pages_hold_counts_alone_and_ask_nothing_from_outside(
    warehouse: Path, practice: Path
) -> None:
    edit(warehouse, "delete from opendental.adjustment")

    report = check(Target.duckdb, DAY)

    pages = {path: path.read_text(encoding="utf-8") for path in report.pages.parent.rglob("*.html")}
    assert report.pages in pages and len(pages) >= 3
    assert all("default-src 'self' 'unsafe-inline' data:" in page for page in pages.values())
    assert any("more than half of the table" in page for page in pages.values())
    patients = pq.read_table(practice / "patient.parquet", columns=["LName", "HmPhone"])
    for column in patients.columns:
        for value in {value for value in column.to_pylist() if value and len(value) > 5}:
            assert not any(value in page for page in pages.values())


def test_what_is_found_is_printed_to_a_limit(warehouse: Path) -> None:
    for table in ("adjustment", "paysplit", "payment", "claim", "claimproc", "claimpayment"):
        edit(warehouse, f"delete from opendental.{table}")
    told = StringIO()

    show(check(Target.duckdb, DAY), Console(file=told, width=10_000))

    assert told.getvalue().count("practice 0, ") == 20
    assert "more on the pages" in told.getvalue()


@pytest.mark.servers
@pytest.mark.usefixtures("postgres_database")
def test_postgresql_counts_and_judges_the_same(warehouse: Path, practice: Path) -> None:
    breaks = ";".join(BREAKS[rule][0] for rule in at_once()[0])
    with closing(duckdb.connect(warehouse)) as connection:
        connection.execute(breaks)
    load(str(practice), 0, Target.postgres)
    with opened_store(Target.postgres) as store:
        for statement in breaks.split(";"):
            store.execute(statement)

    counted = []
    for target in (Target.duckdb, Target.postgres):
        with opened_store(target) as store:
            measures = count_measures(store, read_thresholds(), DAY)
        counted.append({(m.table, m.column, m.name): round(m.value, 4) for m in measures})

    assert counted[0] == counted[1]
    # the first check of PostgreSQL has nothing to compare with, and finds all that is counted
    assert {(rule, *BREAKS[rule][1:]) for rule in at_once()[0]} <= broken(
        check(Target.postgres, DAY)
    )


@pytest.fixture
def later_steps(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What a run does after the check is only noted here."""
    done: list[str] = []
    makers = ("build_step", "marts_step", "readers_step", "test_step")
    for name, maker in zip(("build", "marts", "build on marts", "test"), makers, strict=True):

        def work(name: str = name) -> str:
            done.append(name)
            return "done"

        step = Step(name, work, ExitCode.build_failed)
        monkeypatch.setattr(orchestrate, maker, lambda *_, step=step: step)
    return lambda: done


def test_a_run_stops_at_rows_that_are_not_fit_and_nothing_is_built(
    warehouse: Path, source: Path, tmp_path: Path, later_steps: Callable[[], list[str]]
) -> None:
    without_column(source, "paysplit", "SplitAmt")
    load(str(source), 0, Target.duckdb, accept_source=True)
    told = StringIO()

    code = orchestrate.run(Target.duckdb, [(str(source), 0)], DAY, Console(file=told, width=10_000))

    assert code is ExitCode.check_stopped
    assert later_steps() == []
    assert "paysplit.SplitAmt" in told.getvalue()
    assert "see `dental-collections check`" in told.getvalue()
