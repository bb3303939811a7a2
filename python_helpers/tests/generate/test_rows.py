"""Every table has OpenDental's layout, whole cents and keys of its own; the density is as asked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.opendental.catalog import CATALOG
from python_helpers.tests.generate.practices import AS_OF, Practice, general, ortho

PATIENT_YEARS = 2_500 * 5


@pytest.fixture(params=[general, ortho], ids=["general", "ortho"], scope="module")
def practice(request: pytest.FixtureRequest) -> Practice:
    return request.param()


@pytest.mark.parametrize("table", CATALOG)
def test_layout(practice: Practice, table: str) -> None:
    schema = pq.read_schema(practice.folder / f"{table}.parquet")
    assert schema.remove_metadata() == CATALOG[table].arrow_schema


@pytest.mark.parametrize("table", CATALOG)
def test_no_nulls_and_unique_keys(practice: Practice, table: str) -> None:
    rows = pq.read_table(practice.folder / f"{table}.parquet")
    assert rows.num_rows > 0
    assert all(column.null_count == 0 for column in rows.columns)
    key = rows[CATALOG[table].primary_key]
    assert len(key.unique()) == rows.num_rows


@pytest.mark.parametrize("table", CATALOG)
def test_whole_cents(practice: Practice, table: str) -> None:
    rows = pq.read_table(practice.folder / f"{table}.parquet")
    for field in rows.schema:
        if field.type == pa.float64():
            values = rows[field.name].to_numpy()
            assert (values == values.round(2)).all(), field.name


def test_density() -> None:
    counts = general().row("""
        select
            (select count(*) from procedurelog where ProcStatus = 2) as procedures,
            (select count(*) from claimproc) as claim_lines,
            (select count(*) from paysplit) as splits,
            (select count(*) from adjustment) as adjustments,
            (select count(*) from commlog) as commlogs,
            (select count(*) from task) as tasks
    """)
    wanted = {
        "procedures": 4.0,
        "claim_lines": 3.0,
        "splits": 2.2,
        "adjustments": 0.3,
        "commlogs": 1.5,
        "tasks": 0.15,
    }
    for name, density in wanted.items():
        assert counts[name] / PATIENT_YEARS == pytest.approx(density, rel=0.16), name


def test_ortho_is_about_contracts() -> None:
    counts = ortho().row("""
        select
            (select count(*) from orthocase) / 1000 as cases_per_patient,
            (select count(*) from procedurelog where ProcStatus = 2) / 4000 as procedures,
            (select count(*) from payplan where PlanNum = 0) / 1000 as plans_per_patient
    """)
    assert counts["cases_per_patient"] > 0.3
    assert counts["plans_per_patient"] > 0.3
    assert 3 < counts["procedures"] < 5


def test_nothing_was_entered_after_the_as_of_date(practice: Practice) -> None:
    for table, columns in {
        "procedurelog": ("DateEntryC", "SecDateEntry", "DateTStamp"),
        "claimproc": ("SecDateEntry", "DateEntry", "SecDateTEdit"),
        "adjustment": ("DateEntry", "SecDateTEdit"),
        "payment": ("DateEntry", "SecDateTEdit"),
        "paysplit": ("DateEntry", "SecDateTEdit"),
        "commlog": ("CommDateTime", "DateTEntry", "DateTStamp"),
        "task": ("DateTimeOriginal", "DateTimeFinished", "SecDateTEdit"),
        "claimpayment": ("SecDateEntry", "SecDateTEdit"),
        "statement": ("DateSent", "DateTStamp"),
        "patient": ("SecDateEntry", "DateTStamp"),
        "tsitranslog": ("TransDateTime",),
        "recurringcharge": ("DateTimeCharge",),
        "payplancharge": ("SecDateTEdit",),
    }.items():
        for column in columns:
            latest = practice.value(f"select max(cast({column} as date)) from {table}")
            assert latest <= AS_OF, f"{table}.{column}"


def test_change_stamps_are_set(practice: Practice) -> None:
    for name, table in CATALOG.items():
        if table.change_stamp is not None:
            first = practice.value(f"select min({table.change_stamp}) from {name}")
            assert first.year > 1900, name
