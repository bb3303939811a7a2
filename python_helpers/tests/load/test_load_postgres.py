"""PostgreSQL as the target: views that stand on raw tables, locks, deaths, what it refuses."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.opendental.catalog import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.load import kill_at
from python_helpers.tests.load.practices import (
    SMALL,
    expected_rows,
    sample_table,
    write_practice,
    write_table,
)
from python_helpers.tests.load.targets import postgres_query, postgres_rows
from python_helpers.tests.servers import PostgresServer

pytestmark = pytest.mark.servers


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    return write_practice(tmp_path / "practice")


def schemas(server: PostgresServer, database: str) -> set[str]:
    rows = postgres_query(server, database, "select schema_name from information_schema.schemata")
    return {name for (name,) in rows if name.endswith(("opendental", "landing", "operations"))}


def test_views_and_reports_stand_while_rows_change(
    postgres_server: PostgresServer, postgres_database: str, practice: Path
) -> None:
    load(str(practice), 0, Target.postgres)
    with closing(postgres_server.connect(postgres_database)) as connection:
        cursor = connection.cursor()
        cursor.execute("alter table opendental.patient drop column zip")
        cursor.execute("create view names as select patnum, lname from opendental.patient")
    write_table(practice, "patient", sample_table(CATALOG["patient"], 4))

    load(str(practice), 0, Target.postgres)

    names = postgres_query(postgres_server, postgres_database, "select count(*) from names")
    zips = postgres_query(
        postgres_server, postgres_database, "select zip from opendental.patient order by patnum"
    )
    assert names == [(4,)]
    assert zips == [
        (value and value.replace("\x00", ""),)
        for value in sample_table(CATALOG["patient"], 4)["Zip"].to_pylist()
    ]


def test_raw_types_and_statistics(
    postgres_server: PostgresServer, postgres_database: str, practice: Path
) -> None:
    load(str(practice), 0, Target.postgres)

    types = dict(
        postgres_query(
            postgres_server,
            postgres_database,
            "select column_name, data_type from information_schema.columns "
            "where table_schema = 'opendental' and table_name = 'commlog'",
        )
    )
    assert types["practice_id"] == "integer" and types["commlognum"] == "bigint"
    assert types["note"] == "text" and types["mode_"] == "integer"
    assert types["commdatetime"] == "timestamp without time zone"
    assert postgres_query(
        postgres_server,
        postgres_database,
        "select reltuples from pg_class where oid = 'opendental.commlog'::regclass",
    ) == [(9.0,)]


def test_a_prefix_keeps_warehouses_apart(
    postgres_server: PostgresServer,
    postgres_database: str,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(str(practice), 0, Target.postgres)
    monkeypatch.setenv("DENTAL_SCHEMA_PREFIX", "Dev_")
    write_table(practice, "patient", sample_table(CATALOG["patient"], 2))

    load(str(practice), 0, Target.postgres)

    assert schemas(postgres_server, postgres_database) == {
        "opendental",
        "operations",
        "Dev_opendental",
        "Dev_operations",
    }
    assert len(postgres_rows(postgres_server, postgres_database, "patient")) == 9


def test_a_second_load_is_kept_out(
    postgres_server: PostgresServer,
    postgres_database: str,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from python_helpers.warehouse import postgres as postgres_store
    from python_helpers.warehouse.write import opened_store

    monkeypatch.setattr(postgres_store, "LOCK_PATIENCE_SECONDS", 0.0)
    with (
        opened_store(Target.postgres),
        pytest.raises(UserError, match="another load into schema"),
    ):
        load(str(practice), 0, Target.postgres)
    load(str(practice), 0, Target.postgres)
    assert len(postgres_rows(postgres_server, postgres_database, "patient")) == 9


@pytest.mark.parametrize(
    ("module", "function", "nth", "applied"),
    [
        ("python_helpers.load.run", "_apply", 1, False),
        ("python_helpers.load.run", "apply", 17, False),
        ("python_helpers.load.history", "History.succeed", 1, False),
        ("python_helpers.load.run", "_finish", 1, True),
    ],
)
def test_a_killed_load_leaves_all_or_nothing(
    postgres_server: PostgresServer,
    postgres_database: str,
    tmp_path: Path,
    module: str,
    function: str,
    nth: int,
    applied: bool,
) -> None:
    office = write_practice(tmp_path / "office")
    load(str(office), 0, Target.postgres)
    write_practice(office, rows=5)

    arguments = [module, function, str(nth), str(office), "0", "postgres"]
    killed = subprocess.run(
        [sys.executable, kill_at.__file__, *arguments],
        check=False,
        timeout=120,
    )

    assert killed.returncode in {-9, 9}
    rows = 5 if applied else 9
    for name in SMALL:
        assert postgres_rows(postgres_server, postgres_database, name) == expected_rows(
            sample_table(CATALOG[name], rows), 0
        )
    load(str(office), 0, Target.postgres)
    for name in SMALL:
        assert postgres_rows(postgres_server, postgres_database, name) == expected_rows(
            sample_table(CATALOG[name], 5), 0
        )
    assert schemas(postgres_server, postgres_database) == {"opendental", "operations"}


def test_a_load_killed_in_a_long_statement_does_not_keep_the_lock(
    postgres_database: str, practice: Path
) -> None:
    endless = (
        "from python_helpers.warehouse.write import opened_store\n"
        "from python_helpers.settings import Target\n"
        "with opened_store(Target.postgres) as store:\n"
        "    print('locked', flush=True)\n"
        "    store.scalar('select count(*) from generate_series(1, 10000000000)')\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", endless], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert holder.stdout is not None and holder.stdout.readline() == "locked\n"
    time.sleep(0.5)
    holder.kill()
    holder.wait(30)

    load(str(practice), 0, Target.postgres)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("PGDATABASE", "no_such_database", "has no such database or user"),
        ("PGUSER", "no_such_user", "has no such database or user"),
        ("PGPORT", "1", "cannot be reached"),
    ],
)
def test_a_target_that_does_not_let_us_in_is_one_clear_line(
    postgres_database: str,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    expected: str,
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("PGPASSWORD", "hunter2")

    with pytest.raises(UserError) as failure:
        load(str(practice), 0, Target.postgres)

    assert expected in str(failure.value)
    assert "\n" not in str(failure.value) and "hunter2" not in str(failure.value)


def test_a_login_that_may_not_write_is_told_so(
    postgres_server: PostgresServer,
    postgres_database: str,
    practice: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = f"reader_{postgres_database}"
    with closing(postgres_server.connect(postgres_database)) as connection:
        cursor = connection.cursor()
        cursor.execute(f"create role {reader} login")
        try:
            monkeypatch.setenv("PGUSER", reader)
            with pytest.raises(UserError, match=f"user {reader} may create schemas"):
                load(str(practice), 0, Target.postgres)
        finally:
            cursor.execute(f"drop role {reader}")
