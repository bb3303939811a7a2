"""Snapshots keep what OpenDental overwrites, and nothing that tells who a patient is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from python_helpers.tests.staging_project import build_untested, write_raw

FIRST_DAY = {
    "patient": [
        {"PatNum": 1, "Guarantor": 1, "BillingType": 10, "LName": "Invented"},
        {"PatNum": 2, "Guarantor": 1, "BillingType": 10, "LName": "Invented"},
    ],
    "preference": [
        {"PrefNum": 1, "PrefName": "PayPlansVersion", "ValueString": "2"},
        {"PrefNum": 2, "PrefName": "AgingProcLifo", "ValueString": "1"},
    ],
    "tasklist": [{"TaskListNum": 1, "Descript": "Collections"}],
}
NEXT_DAY = {
    "patient": [
        # a new phone is no new assignment; a new guarantor is one
        {"PatNum": 1, "Guarantor": 1, "BillingType": 10, "LName": "Renamed", "HmPhone": "555"},
        {"PatNum": 2, "Guarantor": 2, "BillingType": 10, "LName": "Invented"},
    ],
    "preference": [{"PrefNum": 1, "PrefName": "PayPlansVersion", "ValueString": "1"}],
    "tasklist": [{"TaskListNum": 1, "Descript": "Past due", "Parent": 4}],
}


def test_history_of_two_days(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    for day in (FIRST_DAY, NEXT_DAY):
        with closing(duckdb.connect(str(path))) as connection:
            write_raw(connection, day)
        build_untested(tmp_path, "opendental_codes", "+resource_type:snapshot")
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        assignments = connection.execute(
            "select patient_id, guarantor_id, billing_type_id, clinic_id, dbt_valid_to is null "
            "from snapshots.snap_opendental__patient_assignments "
            "order by patient_id, dbt_valid_from"
        ).fetchall()
        preferences = connection.execute(
            "select preference_name, preference_value, dbt_valid_to is null "
            "from snapshots.snap_opendental__preferences order by preference_name, dbt_valid_from"
        ).fetchall()
        lists = connection.execute(
            "select task_list_name, parent_task_list_id, dbt_valid_to is null "
            "from snapshots.snap_opendental__task_lists order by dbt_valid_from"
        ).fetchall()
        columns = connection.execute(
            "select column_name from duckdb_columns() "
            "where table_name = 'snap_opendental__patient_assignments'"
        ).fetchall()
    assert assignments == [(1, 1, 10, 0, True), (2, 1, 10, 0, False), (2, 2, 10, 0, True)]
    assert preferences == [
        ("AgingProcLifo", "1", False),
        ("PayPlansVersion", "2", False),
        ("PayPlansVersion", "1", True),
    ]
    assert lists == [("Collections", None, False), ("Past due", 4, True)]
    own = {name for (name,) in columns if not name.startswith("dbt_")}
    assert own == {"practice_id", "patient_id", "guarantor_id", "billing_type_id", "clinic_id"}
