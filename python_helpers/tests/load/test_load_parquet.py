"""Parquet to DuckDB: what the raw schema holds after one load, and after the next."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.load.deleted_rows import COLUMNS as DELETED_ROWS_COLUMNS
from python_helpers.load.deleted_rows import DELETED_ROWS
from python_helpers.notes.facts_table import COLUMNS as NOTE_FACTS_COLUMNS
from python_helpers.notes.facts_table import NOTE_FACTS
from python_helpers.opendental.catalog import CATALOG, DECLARED, ColumnType
from python_helpers.settings import Target
from python_helpers.tests.load.practices import (
    SMALL,
    edited,
    expected_rows,
    sample_table,
    write_practice,
    write_table,
)
from python_helpers.tests.load.targets import query, raw_content, raw_rows, schemas

DUCKDB_TYPES: dict[ColumnType, str] = {
    "bigint": "BIGINT",
    "integer": "INTEGER",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "text": "VARCHAR",
}


def test_every_declared_table_comes_over_exactly(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice", DECLARED)

    report = load(str(practice), 3, Target.duckdb, accept_source=True)

    for name, table in DECLARED.items():
        assert raw_rows(duckdb_file, name, 3) == expected_rows(sample_table(table, 9), 3), name
    assert [
        (table.table_name, table.rows_inserted, table.rows_total) for table in report.tables
    ] == [(name, 9, 9) for name in DECLARED]
    assert report.missing_tables == () and report.missing_columns == ()


def test_raw_tables_have_the_declared_columns_and_types(duckdb_file: Path, tmp_path: Path) -> None:
    load(str(write_practice(tmp_path / "practice", ["patient"])), 0, Target.duckdb)

    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in query(
        duckdb_file,
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'opendental' order by table_name, ordinal_position",
    ):
        found.setdefault(table, []).append((column, kind))

    assert [name for name, _ in found.pop(NOTE_FACTS)] == list(NOTE_FACTS_COLUMNS)
    assert [name for name, _ in found.pop(DELETED_ROWS)] == list(DELETED_ROWS_COLUMNS)
    assert found == {
        name: [(column, DUCKDB_TYPES[kind]) for column, kind in table.raw_columns.items()]
        for name, table in DECLARED.items()
    }
    assert "mode_" in dict(found["commlog"])


def test_what_the_source_lacks_is_empty_and_told_once(duckdb_file: Path, tmp_path: Path) -> None:
    patients = sample_table(CATALOG["patient"], 4).drop_columns(["BalTotal", "LName"])
    practice = write_practice(tmp_path / "practice", ["patient"], patient=patients)
    told = StringIO()

    report = load(str(practice), 0, Target.duckdb, console=Console(file=told, width=10_000))

    assert report.missing_columns == ("patient.LName", "patient.BalTotal")
    assert set(report.missing_tables) == set(CATALOG) - {"patient"}
    assert told.getvalue().count("patient.BalTotal") == 1
    assert told.getvalue().count("procedurelog") == 1
    assert query(duckdb_file, "select distinct lname, baltotal from opendental.patient") == [
        (None, None)
    ]
    assert query(duckdb_file, "select count(*) from opendental.procedurelog") == [(0,)]


def test_new_tables_and_columns_are_left_alone(duckdb_file: Path, tmp_path: Path) -> None:
    patients = sample_table(CATALOG["patient"], 4)
    secret = patients.append_column("SSN", pa.array(["000-00-0000"] * 4))
    practice = write_practice(tmp_path / "practice", ["patient"], patient=secret)
    write_table(practice, "newtable", patients)

    load(str(practice), 0, Target.duckdb)

    assert raw_rows(duckdb_file, "patient") == expected_rows(patients, 0)
    assert (
        query(duckdb_file, "select 1 from information_schema.columns where column_name = 'ssn'")
        == []
    )


def test_column_and_file_names_match_in_any_case(duckdb_file: Path, tmp_path: Path) -> None:
    patients = sample_table(CATALOG["patient"], 4)
    shouted = patients.rename_columns([name.upper() for name in patients.column_names])
    practice = tmp_path / "practice"
    practice.mkdir()
    write_table(practice, "Patient", shouted)

    load(str(practice), 0, Target.duckdb)

    assert raw_rows(duckdb_file, "patient") == expected_rows(patients, 0)


def test_the_time_zone_of_the_machine_moves_no_timestamp(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice", ["patient"])
    program = (
        "import sys; from python_helpers.load import load; "
        "from python_helpers.settings import Target; load(sys.argv[1], 0, Target.duckdb)"
    )

    subprocess.run(
        [sys.executable, "-c", program, str(practice)],
        check=True,
        env=os.environ | {"TZ": "Asia/Tokyo"},
    )

    assert raw_rows(duckdb_file, "patient") == expected_rows(sample_table(CATALOG["patient"], 9), 0)


def test_loading_twice_changes_nothing(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice", DECLARED)
    load(str(practice), 0, Target.duckdb)
    before = raw_content(duckdb_file)

    report = load(str(practice), 0, Target.duckdb)

    assert raw_content(duckdb_file) == before
    assert {
        (table.rows_inserted, table.rows_updated, table.rows_deleted) for table in report.tables
    } == {(0, 0, 0)}


def test_edits_inserts_and_deletes_are_picked_up_and_counted(
    duckdb_file: Path, tmp_path: Path
) -> None:
    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.duckdb)
    patients = edited(sample_table(CATALOG["patient"], 12), 2, "BalTotal", 99.25)
    patients = edited(patients, 3, "LName", None)
    write_table(practice, "patient", patients.slice(1))

    report = load(str(practice), 0, Target.duckdb)

    counts = {table.table_name: table for table in report.tables}
    assert raw_rows(duckdb_file, "patient") == expected_rows(patients.slice(1), 0)
    assert counts["patient"].rows_inserted == 3
    assert counts["patient"].rows_updated == 2
    assert counts["patient"].rows_deleted == 1
    assert counts["patient"].rows_total == 11
    assert counts["paysplit"].rows_total == 9


def test_a_table_that_becomes_empty_is_emptied(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.duckdb)
    write_table(practice, "paysplit", CATALOG["paysplit"].arrow_schema.empty_table())

    report = load(str(practice), 0, Target.duckdb)

    assert raw_rows(duckdb_file, "paysplit") == []
    assert [t.rows_deleted for t in report.tables if t.table_name == "paysplit"] == [9]


def test_deleted_rows_of_the_ledger_are_noted_for_everyone_they_were_of(
    duckdb_file: Path, tmp_path: Path
) -> None:
    charges = pa.Table.from_pylist(
        [
            {"PayPlanChargeNum": 1, "PatNum": 11, "Guarantor": 10},
            {"PayPlanChargeNum": 2, "PatNum": 11, "Guarantor": 11},
            {"PayPlanChargeNum": 3, "PatNum": 12, "Guarantor": 0},
            {"PayPlanChargeNum": 4, "PatNum": 12, "Guarantor": 12},
        ]
    )
    office = write_practice(tmp_path / "office", payplancharge=charges)
    write_table(office, "payplancharge", charges)
    load(str(office), 0, Target.duckdb)
    write_table(office, "payplancharge", charges.slice(3))
    write_table(office, "commlog", sample_table(CATALOG["commlog"], 2))

    report = load(str(office), 0, Target.duckdb)

    noted = "select table_name, row_id, patnum from opendental.deleted_rows order by all"
    assert query(duckdb_file, noted) == [
        ("payplancharge", 1, 10),
        ("payplancharge", 1, 11),
        ("payplancharge", 2, 11),
        ("payplancharge", 3, 12),
    ], "of the ledger only, and not of the commlog"
    assert query(duckdb_file, "select distinct noticed_at from opendental.deleted_rows")[0][0] <= (
        report.finished_at
    )

    # another database's rows take no row of this one away
    elsewhere = write_practice(tmp_path / "elsewhere")
    load(str(elsewhere), 0, Target.duckdb, accept_source=True)
    assert len(query(duckdb_file, noted)) == 4


def test_a_practice_is_listed_and_keeps_its_source(duckdb_file: Path, tmp_path: Path) -> None:
    office = str(write_practice(tmp_path / "office"))
    elsewhere = str(write_practice(tmp_path / "elsewhere", rows=2))
    load(office, 0, Target.duckdb)

    with pytest.raises(UserError, match=r"practice 0 holds rows of file:.*/office, not of"):
        load(elsewhere, 0, Target.duckdb)
    with pytest.raises(
        UserError, match=r"practice 6 is not in seeds/practices\.csv, which lists 0"
    ):
        load(elsewhere, 6, Target.duckdb)
    assert len(raw_rows(duckdb_file, "patient")) == 9

    load(elsewhere, 6, Target.duckdb, accept_source=True)
    load(elsewhere, 6, Target.duckdb)
    assert len(raw_rows(duckdb_file, "patient", 6)) == 2


def test_practices_lie_side_by_side(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.duckdb)
    load(str(practice), 5, Target.duckdb, accept_source=True)
    write_table(practice, "patient", sample_table(CATALOG["patient"], 2))

    load(str(practice), 5, Target.duckdb, accept_source=True)

    assert raw_rows(duckdb_file, "patient", 0) == expected_rows(
        sample_table(CATALOG["patient"], 9), 0
    )
    assert raw_rows(duckdb_file, "patient", 5) == expected_rows(
        sample_table(CATALOG["patient"], 2), 5
    )
    for name in SMALL[1:]:
        rows = sample_table(DECLARED[name], 9)
        assert raw_rows(duckdb_file, name, 0) == expected_rows(rows, 0)
        assert raw_rows(duckdb_file, name, 5) == expected_rows(rows, 5)


def test_views_survive_and_new_columns_are_added(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    duckdb_file.parent.mkdir()
    with closing(duckdb.connect(duckdb_file)) as connection:
        connection.execute("create schema opendental")
        connection.execute("create table opendental.patient (practice_id integer, patnum bigint)")
        connection.execute("create view patients as select patnum from opendental.patient")

    load(str(practice), 0, Target.duckdb)

    assert query(duckdb_file, "select count(*) from patients") == [(9,)]
    rows = query(
        duckdb_file, "select practice_id, patnum, lname from opendental.patient order by 2"
    )
    names = sample_table(CATALOG["patient"], 9)["LName"].to_pylist()
    assert rows == [
        (0, key, name and name.replace("\x00", "")) for key, name in enumerate(names, 1)
    ]


def test_only_raw_python_marts_and_operations_remain(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DENTAL_SCHEMA_PREFIX", "Dev_")

    load(str(write_practice(tmp_path / "practice")), 0, Target.duckdb)

    ours = schemas(duckdb_file) - {"main", "information_schema", "pg_catalog"}
    assert ours == {"Dev_opendental", "Dev_operations", "Dev_python_marts"}
    assert [path.name for path in duckdb_file.parent.iterdir()] == [duckdb_file.name]


def test_history_says_what_was_loaded(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    report = load(str(practice), 2, Target.duckdb, accept_source=True)

    (run,) = query(
        duckdb_file,
        "select load_id, practice_id, source_kind, status, is_stale, error, "
        "started_at <= finished_at from operations.load_runs",
    )
    assert run == (report.load_id, 2, "parquet", "success", False, None, True)
    tables = query(
        duckdb_file,
        "select table_name, mode, rows_read, rows_inserted, rows_updated, rows_deleted, "
        "rows_total, finished_at from operations.load_tables where load_id = "
        f"'{report.load_id}' and practice_id = 2",
    )
    assert len(tables) == len(DECLARED)
    assert ("patient", "full", 9, 9, 0, 0, 9, report.finished_at) in tables


def test_counts_are_printed(duckdb_file: Path, tmp_path: Path) -> None:
    told = StringIO()

    load(str(write_practice(tmp_path / "practice")), 0, Target.duckdb, console=Console(file=told))

    assert "procedurelog" in told.getvalue()
    assert "54 rows in 47 tables" in told.getvalue()
