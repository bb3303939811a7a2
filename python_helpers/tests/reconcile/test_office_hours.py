"""Rows edited or deleted on the very day of OpenDental's aging, through load and build."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console

from python_helpers.load import load
from python_helpers.reconcile import reconcile
from python_helpers.settings import Target
from python_helpers.tests.load.targets import query
from python_helpers.tests.random_practice import arrow_table
from python_helpers.tests.warehouses import build

AGED = date(2026, 6, 30)
DAY_BEFORE = datetime(2026, 6, 29, 17, 0)
AFTERNOON = datetime(2026, 6, 30, 15, 0)


def payment(patient: int, amount: float, edited_at: datetime = DAY_BEFORE) -> dict[str, Any]:
    return {
        "SplitNum": patient,
        "PayNum": patient,
        "PatNum": patient,
        "DatePay": date(2026, 6, 10),
        "SplitAmt": amount,
        "SecDateTEdit": edited_at,
    }


def write_office(folder: Path, splits: list[dict[str, Any]]) -> None:
    """Five patients who were charged 100, and paid 40 when OpenDental aged them this morning."""
    people = range(1, 6)
    stored = {"BalTotal": 60.0, "Bal_0_30": 60.0, "DateTStamp": AFTERNOON}
    tables: dict[str, list[dict[str, Any]]] = {
        "patient": [{"PatNum": key, "Guarantor": key} | stored for key in people],
        "procedurelog": [
            {
                "ProcNum": key,
                "PatNum": key,
                "ProcStatus": 2,
                "ProcDate": date(2026, 6, 5),
                "ProcFee": 100.0,
                "UnitQty": 1,
                "DateTStamp": DAY_BEFORE,
            }
            for key in people
        ],
        "paysplit": splits,
        "preference": [
            {"PrefNum": number, "PrefName": name, "ValueString": value}
            for number, (name, value) in enumerate(
                {
                    "PayPlansVersion": "2",
                    "DataBaseVersion": "24.3.10.0",
                    "DateLastAging": AGED.isoformat(),
                }.items()
            )
        ],
    }
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        pq.write_table(arrow_table(name, rows), folder / f"{name}.parquet")


def test_what_changed_on_the_day_of_the_aging_is_explained(
    duckdb_file: Path, tmp_path: Path
) -> None:
    office = tmp_path / "office"
    write_office(office, [payment(patient, 40.0) for patient in (1, 2, 3, 4)])
    load(str(office), 0, Target.duckdb)
    # the second's is deleted, the third's edited; what the fourth's and fifth's lack is no edit's
    splits = [payment(1, 40.0), payment(3, 55.0, AFTERNOON), payment(4, 41.0)]
    write_office(office, splits)
    load(str(office), 0, Target.duckdb)
    marts = "+mart_ar_reconciliation +mart_ar_reconciliation_month_end"
    build(tmp_path, *("--as-of", AGED.isoformat(), "--no-tests", "--select"), f"path:seeds {marts}")

    told = StringIO()
    assert not reconcile(Target.duckdb, None, Console(file=told, width=200))

    assert dict(
        query(duckdb_file, "select account_id, reason from marts.mart_ar_reconciliation")
    ) == {
        1: "equal",
        2: "deleted_since_last_aging",
        3: "edited_since_last_aging",
        4: "unexplained",
        5: "unexplained",
    }
    assert "lost a row in OpenDental on that day or since: 2" in told.getvalue()
