"""OpenDental's real schema on MariaDB, to DuckDB and PostgreSQL: first load, changes, mishaps."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.generate import Options, generate
from python_helpers.load import LoadReport, connect, load
from python_helpers.opendental.catalog import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.load import kill_at
from python_helpers.tests.load.practices import write_practice
from python_helpers.tests.load.sources import change, source_rows
from python_helpers.tests.load.targets import postgres_rows, query, raw_content, raw_rows
from python_helpers.tests.opendental_schema import create_tables, fill_tables
from python_helpers.tests.servers import MariaDBServer, PostgresServer

pytestmark = pytest.mark.servers

DELETED = "select practice_id, table_name, row_id, patnum from opendental.deleted_rows order by all"

FEW_TABLES = ("patient", "procedurelog", "preference", "payplan")


@pytest.fixture(scope="module")
def generated_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice as the generator makes it."""
    folder = tmp_path_factory.mktemp("generated")
    generate(Options(200, 2, seed=5, as_of=date(2026, 11, 20), out=folder, truth=False))
    return folder


@pytest.fixture(params=["MyISAM", "InnoDB"])
def opendental(
    request: pytest.FixtureRequest, mariadb_server: MariaDBServer, generated_practice: Path
) -> Iterator[str]:
    """A database with all of OpenDental's tables and columns, on either engine, with rows."""
    with mariadb_server.temporary_database() as name:
        with closing(mariadb_server.connect(name)) as connection:
            create_tables(connection, request.param)
            fill_tables(connection, generated_practice)
        yield name


@pytest.fixture(params=["MyISAM", "InnoDB"])
def odd_values(
    request: pytest.FixtureRequest, mariadb_server: MariaDBServer, tmp_path: Path
) -> Iterator[str]:
    """The declared tables, on either engine, each with 40 rows of unusual values."""
    practice = write_practice(tmp_path / "odd_values", CATALOG, rows=40)
    with mariadb_server.temporary_database() as name:
        with closing(mariadb_server.connect(name)) as connection:
            create_tables(connection, request.param, frozenset(CATALOG))
            fill_tables(connection, practice)
        yield name


@pytest.fixture
def office(mariadb_server: MariaDBServer) -> Iterator[str]:
    """A database with a few of OpenDental's tables on MyISAM, as most practices have them."""
    with mariadb_server.temporary_database() as name:
        with closing(mariadb_server.connect(name)) as connection:
            create_tables(
                connection,
                "MyISAM",
                frozenset({"patient", "procedurelog", "preference", "payplan"}),
            )
        change(
            mariadb_server,
            name,
            "insert into patient (PatNum, LName, DateTStamp) select seq, concat('L', seq), "
            "'2026-11-01 12:00:00' + interval seq minute from seq_1_to_500",
            "insert into payplan (PayPlanNum, CompletedAmt) values (1, 100), (2, 200)",
        )
        yield name


def modes(report: LoadReport) -> dict[str, str]:
    return {table.table_name: table.mode for table in report.tables}


def counts(report: LoadReport, name: str) -> tuple[int, int, int]:
    """Rows inserted, updated and deleted."""
    (table,) = (table for table in report.tables if table.table_name == name)
    return table.rows_inserted, table.rows_updated, table.rows_deleted


def test_both_targets_hold_what_the_source_holds(
    mariadb_server: MariaDBServer,
    postgres_server: PostgresServer,
    opendental: str,
    duckdb_file: Path,
    postgres_database: str,
) -> None:
    url = mariadb_server.url(opendental)

    report = load(url, 0, Target.duckdb)
    load(url, 0, Target.postgres)

    assert report.missing_tables == () and report.missing_columns == ()
    assert report.rows_total > 5_000
    for name, table in CATALOG.items():
        expected = source_rows(mariadb_server, opendental, table)
        assert raw_rows(duckdb_file, name) == expected, name
        assert postgres_rows(postgres_server, postgres_database, name) == expected, name


def test_odd_values_come_over_exactly(
    mariadb_server: MariaDBServer, odd_values: str, duckdb_file: Path
) -> None:
    load(mariadb_server.url(odd_values), 0, Target.duckdb)

    for name, table in CATALOG.items():
        expected = source_rows(mariadb_server, odd_values, table)
        assert len(expected) == 40
        assert raw_rows(duckdb_file, name) == expected, name


@pytest.mark.parametrize("target", [Target.duckdb, Target.postgres])
def test_edits_inserts_and_hard_deletes_are_picked_up(
    mariadb_server: MariaDBServer,
    postgres_server: PostgresServer,
    odd_values: str,
    duckdb_file: Path,
    postgres_database: str,
    target: Target,
) -> None:
    url = mariadb_server.url(odd_values)
    load(url, 0, target)
    change(
        mariadb_server,
        odd_values,
        "update patient set BalTotal = 77.77, LName = 'Changed' where PatNum in (3, 4)",
        "delete from patient where PatNum in (1, 40)",
        "insert into patient (PatNum, LName) values (41, 'New'), (1000, 'Far')",
        # as copied in from elsewhere: a new key under an old stamp
        "insert into patient (PatNum, DateTStamp) values (500, '2001-01-01 00:00:00')",
        "update payplan set CompletedAmt = 1234.5 where PayPlanNum = 2",
        "delete from payplan where PayPlanNum = 3",
        "delete from paysplit",
    )

    report = load(url, 0, target)

    assert counts(report, "patient") == (3, 2, 2)
    assert counts(report, "payplan") == (0, 1, 1)
    assert counts(report, "paysplit") == (0, 0, 40)
    assert modes(report)["patient"] == "incremental" and modes(report)["payplan"] == "full"
    for name in ("patient", "payplan", "paysplit", "procedurelog"):
        expected = source_rows(mariadb_server, odd_values, CATALOG[name])
        if target is Target.duckdb:
            assert raw_rows(duckdb_file, name) == expected, name
        else:
            assert postgres_rows(postgres_server, postgres_database, name) == expected, name


def test_an_increment_reads_little(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    url = mariadb_server.url(office)
    load(url, 0, Target.duckdb)

    report = load(url, 0, Target.duckdb)

    (patients,) = (table for table in report.tables if table.table_name == "patient")
    assert patients.rows_read == 121  # two hours of rows, one a minute, both ends included
    assert (patients.rows_total, counts(report, "patient")) == (500, (0, 0, 0))


def test_a_late_commit_within_the_overlap_is_seen(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(
        mariadb_server,
        office,
        "update patient set LName = 'Late', DateTStamp = '2026-11-01 18:45:00' where PatNum = 7",
    )

    report = load(mariadb_server.url(office), 0, Target.duckdb)

    assert counts(report, "patient") == (0, 1, 0)


def test_a_clock_that_ran_ahead_hides_nothing(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(mariadb_server, office, "update patient set DateTStamp = '2037-01-01' where PatNum = 9")
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(mariadb_server, office, "update patient set LName = 'Edited' where PatNum = 10")

    report = load(mariadb_server.url(office), 0, Target.duckdb)

    assert counts(report, "patient") == (0, 1, 0)
    assert raw_rows(duckdb_file, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )


def test_a_restored_backup_is_noticed(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(mariadb_server, office, "create table backup select * from patient")
    change(mariadb_server, office, "update patient set LName = 'Lost' where PatNum < 5")
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(
        mariadb_server,
        office,
        "delete from patient",
        "insert into patient select * from backup",
    )

    report = load(mariadb_server.url(office), 0, Target.duckdb)

    assert modes(report)["patient"] == "full"
    assert counts(report, "patient") == (0, 4, 0)
    assert raw_rows(duckdb_file, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )


def test_another_database_is_no_base_for_increments(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path, mariadb_database: str
) -> None:
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(
        mariadb_server,
        mariadb_database,
        *(f"create table {name} select * from `{office}`.{name}" for name in FEW_TABLES),
        "update patient set LName = 'Elsewhere', DateTStamp = DateTStamp where PatNum = 1",
    )

    with pytest.raises(UserError, match=r"practice 0 holds rows of .* say --accept-source once"):
        load(mariadb_server.url(mariadb_database), 0, Target.duckdb)
    ((name,),) = query(duckdb_file, "select lname from opendental.patient where patnum = 1")
    assert name != "Elsewhere"

    report = load(mariadb_server.url(mariadb_database), 0, Target.duckdb, accept_source=True)

    assert modes(report)["patient"] == "full"
    assert query(duckdb_file, "select lname from opendental.patient where patnum = 1") == [
        ("Elsewhere",)
    ]
    # from then on this is the practice's database
    load(mariadb_server.url(mariadb_database), 0, Target.duckdb)


def test_a_stamp_that_does_not_move_hides_no_edit(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    """MySQL 8 makes such columns of a plain `timestamp`; OpenDental's own update mends them."""
    url = mariadb_server.url(office)
    change(
        mariadb_server,
        office,
        "alter table patient modify DateTStamp timestamp null default null",
        # a history's stamp is set once and need not move
        "create table taskhist (TaskHistNum bigint primary key, TaskNum bigint, "
        "DateTStamp datetime)",
        "insert into taskhist values (1, 7, '2026-10-01 08:00:00')",
    )
    load(url, 0, Target.duckdb)
    change(mariadb_server, office, "update patient set LName = 'Edited' where PatNum = 3")
    told = StringIO()

    report = load(url, 0, Target.duckdb, console=Console(file=told, width=10_000))

    assert counts(report, "patient") == (0, 1, 0)
    assert modes(report)["patient"] == "full"
    assert modes(report)["taskhist"] == "incremental"
    assert "as edits do not move the stamp: patient.DateTStamp." in told.getvalue()
    assert connect(url).still_stamps == ("patient.DateTStamp",)

    # edited before the stamp was mended, so that it tells nothing of it
    change(
        mariadb_server,
        office,
        "update patient set LName = 'Between' where PatNum = 4",
        "alter table patient modify DateTStamp timestamp not null "
        "default current_timestamp() on update current_timestamp()",
    )
    assert counts(load(url, 0, Target.duckdb), "patient") == (0, 1, 0)
    change(mariadb_server, office, "update patient set LName = 'Mended' where PatNum = 5")
    report = load(url, 0, Target.duckdb)
    assert modes(report)["patient"] == "incremental"
    assert raw_rows(duckdb_file, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )


def test_what_was_deleted_stays_known_by_number(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    url = mariadb_server.url(office)
    change(
        mariadb_server,
        office,
        "insert into procedurelog (ProcNum, PatNum) values (2, 7), (5, 8), (9, 9)",
    )
    load(url, 0, Target.duckdb)
    deleted = query(
        duckdb_file,
        "select practice_id, 'procedurelog', procnum, patnum from opendental.procedurelog "
        "where procnum in (2, 5) order by procnum",
    )
    change(mariadb_server, office, "delete from procedurelog where ProcNum in (2, 5)")

    report = load(url, 0, Target.duckdb)
    load(url, 0, Target.duckdb)

    assert modes(report)["procedurelog"] == "incremental"
    assert len(deleted) == 2
    assert query(duckdb_file, DELETED) == deleted
    assert query(
        duckdb_file, "select count(*) from opendental.deleted_rows where noticed_at is null"
    ) == [(0,)]


def test_a_column_that_appears_is_filled_for_old_rows(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    change(mariadb_server, office, "alter table patient drop column Zip")
    first = load(mariadb_server.url(office), 0, Target.duckdb)
    change(
        mariadb_server,
        office,
        "alter table patient add column Zip varchar(100) default '97301'",
    )

    report = load(mariadb_server.url(office), 0, Target.duckdb)

    assert first.missing_columns == ("patient.Zip",)
    assert modes(report)["patient"] == "full"
    assert query(duckdb_file, "select distinct zip from opendental.patient") == [("97301",)]


def test_full_reads_everything_again(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    load(mariadb_server.url(office), 0, Target.duckdb)
    # an edit that moved no stamp, as a script may make it
    change(
        mariadb_server,
        office,
        "update patient set LName = 'Silent', DateTStamp = DateTStamp where PatNum = 1",
    )

    assert counts(load(mariadb_server.url(office), 0, Target.duckdb), "patient") == (0, 0, 0)
    assert counts(load(mariadb_server.url(office), 0, Target.duckdb, full=True), "patient") == (
        0,
        1,
        0,
    )


def test_raw_rows_that_somebody_else_wrote_are_noticed(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    url = mariadb_server.url(office)
    load(url, 0, Target.duckdb)
    before = raw_content(duckdb_file)
    with closing(duckdb.connect(duckdb_file)) as connection:
        connection.execute(
            "insert into opendental.patient select * from opendental.patient where patnum = 7"
        )

    with pytest.raises(UserError, match="patient has 500 rows at the source but 501 would be"):
        load(url, 0, Target.duckdb)
    report = load(url, 0, Target.duckdb, full=True)

    assert raw_content(duckdb_file) == before
    assert counts(report, "patient") == (500, 0, 501)


def test_a_lost_permission_does_not_empty_a_table(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    load(mariadb_server.url(office), 0, Target.duckdb)
    change(mariadb_server, office, "rename table payplan to payplan_gone")

    with pytest.raises(UserError, match="table payplan is gone, but 2 rows"):
        load(mariadb_server.url(office), 0, Target.duckdb)

    assert len(raw_rows(duckdb_file, "payplan")) == 2


def _insert_while_reading(server: MariaDBServer, database: str) -> None:
    change(server, database, "insert into patient (PatNum, LName) values (250000, 'During')")


def _delete_while_reading(server: MariaDBServer, database: str) -> None:
    change(server, database, "delete from patient where PatNum in (1, 499, 500)")


@pytest.mark.parametrize("disturb", [_insert_while_reading, _delete_while_reading])
@pytest.mark.parametrize("loaded_before", [False, True])
def test_work_at_the_source_during_a_load_does_no_harm(
    mariadb_server: MariaDBServer,
    office: str,
    duckdb_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    disturb: Callable[[MariaDBServer, str], None],
    loaded_before: bool,
) -> None:
    from python_helpers.load.mysql_source import MySQLSource

    if loaded_before:
        load(mariadb_server.url(office), 0, Target.duckdb)
    real = MySQLSource._ranges

    def ranges_then_disturb(self: MySQLSource, *arguments: object) -> list[str]:
        ranges = real(self, *arguments)  # type: ignore[arg-type]
        if arguments[0] is CATALOG["patient"]:
            disturb(mariadb_server, office)
        return ranges

    with monkeypatch.context() as patch:
        patch.setattr(MySQLSource, "_ranges", ranges_then_disturb)
        load(mariadb_server.url(office), 0, Target.duckdb)
    load(mariadb_server.url(office), 0, Target.duckdb)

    assert raw_rows(duckdb_file, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )


def test_a_million_rows_come_in_a_minute_and_lock_nobody_out(
    mariadb_server: MariaDBServer, office: str, duckdb_file: Path
) -> None:
    rows = 1_000_000
    names = [name for name in CATALOG["procedurelog"].columns if name != "ProcNum"]
    change(
        mariadb_server,
        office,
        f"insert into procedurelog (ProcNum, {', '.join(names)}) select seq, "
        + ", ".join(
            "'2026-01-01'" if kind in {"date", "timestamp"} else "seq % 97"
            for name, kind in CATALOG["procedurelog"].columns.items()
            if name != "ProcNum"
        )
        + f" from seq_1_to_{rows}",
    )
    done = threading.Event()
    waits: list[float] = []

    def keep_updating() -> None:
        with (
            closing(mariadb_server.connect(office)) as connection,
            connection.cursor() as cursor,
        ):
            while not done.is_set():
                started = time.monotonic()
                cursor.execute("update procedurelog set ProcFee = ProcFee + 1 where ProcNum = 7")
                waits.append(time.monotonic() - started)
                time.sleep(0.01)

    worker = threading.Thread(target=keep_updating)
    worker.start()
    try:
        report = load(mariadb_server.url(office), 0, Target.duckdb)
    finally:
        done.set()
        worker.join()

    assert [t.rows_total for t in report.tables if t.table_name == "procedurelog"] == [rows]
    assert report.seconds < 60
    assert len(waits) > 10
    assert max(waits) < 2


@pytest.mark.parametrize(
    ("module", "function", "nth"),
    [
        ("python_helpers.load.mysql_source", "_parse", 2),
        ("python_helpers.load.run", "apply", 4),
    ],
)
def test_a_load_killed_on_the_way_changes_nothing(
    mariadb_server: MariaDBServer,
    postgres_server: PostgresServer,
    office: str,
    postgres_database: str,
    module: str,
    function: str,
    nth: int,
) -> None:
    url = mariadb_server.url(office)
    load(url, 0, Target.postgres)
    before = postgres_rows(postgres_server, postgres_database, "patient")
    change(mariadb_server, office, "update patient set LName = 'Changed'")

    killed = subprocess.run(
        [sys.executable, kill_at.__file__, module, function, str(nth), url, "0", "postgres"],
        check=False,
        timeout=120,
    )

    assert killed.returncode in {-9, 9}
    assert postgres_rows(postgres_server, postgres_database, "patient") == before
    assert counts(load(url, 0, Target.postgres), "patient") == (0, 500, 0)
    assert postgres_rows(postgres_server, postgres_database, "patient") == source_rows(
        mariadb_server, office, CATALOG["patient"]
    )
