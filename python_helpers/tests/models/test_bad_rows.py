"""Unusable rows in the raw tables: set apart with a reason, while all else builds as before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from math import inf, nan
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.opendental import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.staging_project import EMPTY
from python_helpers.tests.warehouses import build

AS_OF = date(2026, 11, 20)
DAY = date(2026, 10, 5)
NOBODY = 999_999_999
# Keys from here on are ours; the generated practice stays below.
FIRST = 500_000_001

Row = dict[str, Any]

COMPLETE = {"ProcStatus": 2, "UnitQty": 1, "ProcDate": DAY}
RECEIVED = {"Status": 1, "DateCP": DAY, "ProcDate": DAY}
DEBIT = {"ChargeType": 0, "ChargeDate": DAY}

# Rows of patient 1 unless they say otherwise, and why each may not count.
BAD_ROWS: Mapping[str, Sequence[tuple[Row, str]]] = {
    "procedurelog": [
        ({**COMPLETE, "ProcFee": nan}, "unusable_amount"),
        ({**COMPLETE, "ProcFee": inf}, "unusable_amount"),
        ({**COMPLETE, "ProcFee": 5e9}, "unusable_amount"),
        ({**COMPLETE, "ProcFee": 80.0, "PatNum": NOBODY}, "patient_missing"),
        ({**COMPLETE, "ProcFee": 80.0, "ProcStatus": 99}, "unknown_procedure_status"),
    ],
    "claimproc": [
        ({**RECEIVED, "InsPayAmt": nan}, "unusable_amount"),
        ({**RECEIVED, "InsPayAmt": -inf}, "unusable_amount"),
        ({**RECEIVED, "InsPayAmt": 40.0, "PatNum": NOBODY}, "patient_missing"),
        ({**RECEIVED, "InsPayAmt": 40.0, "Status": 42}, "unknown_claim_procedure_status"),
    ],
    "adjustment": [
        ({"AdjDate": DAY, "AdjAmt": -inf}, "unusable_amount"),
        ({"AdjDate": DAY, "AdjAmt": -15.0, "PatNum": NOBODY}, "patient_missing"),
    ],
    "paysplit": [
        ({"DatePay": DAY, "SplitAmt": nan}, "unusable_amount"),
        ({"DatePay": DAY, "SplitAmt": 1e300}, "unusable_amount"),
        ({"DatePay": DAY, "SplitAmt": 20.0, "PatNum": NOBODY}, "patient_missing"),
    ],
    "payplancharge": [
        ({**DEBIT, "Principal": nan, "PayPlanNum": FIRST}, "unusable_amount"),
        ({**DEBIT, "Principal": 9.0, "ChargeType": 7, "PayPlanNum": FIRST}, "unknown_charge_type"),
    ],
}

# Amounts that no balance is made of: blank in staging, and nothing else.
HARMLESS_ROWS: Mapping[str, Sequence[Row]] = {
    "payplan": [{"PayPlanDate": DAY, "Guarantor": 1}],
    "payment": [{"PayDate": DAY, "PayAmt": nan}],
    "claimpayment": [{"CheckDate": DAY, "CheckAmt": inf}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A generated practice with bad rows among the good ones, loaded and built with every test."""
    folder = tmp_path_factory.mktemp("bad_rows")
    practice = folder / "practice"
    generate(Options(patients=150, years=2, seed=5, as_of=AS_OF, out=practice))
    for name, rows in {**_rows_of(BAD_ROWS), **HARMLESS_ROWS}.items():
        _append(practice / f"{name}.parquet", name, rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
        load(str(practice), 0, Target.duckdb)
        build(folder, "--as-of", AS_OF.isoformat())
    yield folder


def _rows_of(rows: Mapping[str, Sequence[tuple[Row, str]]]) -> dict[str, list[Row]]:
    return {name: [row for row, _ in given] for name, given in rows.items()}


def _append(path: Path, name: str, rows: Sequence[Row]) -> None:
    table = CATALOG[name]
    blank = {column: EMPTY[kind] for column, kind in table.columns.items()}
    full = [
        {**blank, "PatNum": 1, "Guarantor": 1, table.primary_key: key, **row}
        for key, row in enumerate(rows, start=FIRST)
    ]
    added = pa.Table.from_pylist(full, schema=table.arrow_schema)
    written = pq.read_table(path)
    pq.write_table(pa.concat_tables([written, added.select(written.column_names)]), path)


def _query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(folder / "warehouse.duckdb", read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def test_each_bad_row_is_in_quarantine_with_its_reason(folder: Path) -> None:
    found = _query(
        folder,
        "select source_table, source_number, reason from marts.mart_quarantine "
        f"where source_number >= {FIRST}",
    )
    expected = [
        (name, key, reason)
        for name, rows in BAD_ROWS.items()
        for key, (_, reason) in enumerate(rows, start=FIRST)
    ]
    assert sorted(found) == sorted(expected)


def test_no_balance_counts_a_bad_row(folder: Path) -> None:
    ours = dict(_query(folder, "select account_id, balance_total from marts.mart_ar_aging"))
    truth = pq.read_table(folder / "practice" / "truth" / "family_balances.parquet").to_pylist()
    theirs = {family["account_id"]: round(Decimal(str(family["bal_total"])), 2) for family in truth}
    assert any(theirs.values())
    assert ours == theirs


def test_amounts_that_make_no_balance_are_blank(folder: Path) -> None:
    for model, column, key in (
        ("payments", "payment_amount", "payment_id"),
        ("claim_payments", "check_amount", "claim_payment_id"),
    ):
        assert _query(
            folder, f"select {column} from staging.stg_opendental__{model} where {key} = {FIRST}"
        ) == [(None,)]
