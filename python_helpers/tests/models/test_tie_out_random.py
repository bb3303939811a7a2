"""SQL against the independent model, on practices of pure chance: every account, every cent."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.ledger_truth import dashboard_ar, family_balances
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.random_practice import random_practice
from python_helpers.tests.warehouses import build, insert_practice

AS_OF = date(2026, 11, 20)
MONTH_ENDS = [date(2026, 1, 31), date(2026, 4, 30), date(2026, 8, 31), date(2026, 10, 31)]
KEY = 10**12
BOUNDARIES = (
    # both sides of every release in which a rule of the ledger changed, by branch
    *("20.5.1.0", "21.1.63.0", "22.2.42.0", "22.2.43.0", "22.2.54.0", "22.2.55.0"),
    *("22.3.13.0", "22.3.14.0", "22.3.26.0", "22.3.27.0", "22.4.1.0"),
    *("23.2.22.0", "23.2.23.0", "23.3.36.0", "23.3.40.0", "23.3.41.0"),
    *("24.1.3.0", "24.1.7.0", "24.1.10.0", "24.1.11.0"),
    *("24.2.1.0", "24.2.2.0", "24.2.3.0", "24.2.23.0", "24.2.24.0", "25.1.3.0"),
)
# (plan version, AgingProcLifo, DataBaseVersion): every plan version with every value of
# AgingProcLifo, twice, by the newest rules; then each boundary with the plan versions whose links
# and discounts it may change, and with the insurance plans of version 4
DRAWN = [
    *((1 + number % 4, str(number // 4 % 3), "24.3.10.0") for number in range(24)),
    *(
        (plans, lifo, version)
        for version in BOUNDARIES
        for plans, lifo in ((2, "0"), (3, "1"), (4, "2"))
    ),
]
# `make soak`: each of them with each of the others, so many times
ROUNDS = int(os.environ.get("SOAK_ROUNDS", "0"))
SETTINGS = [
    (plans, lifo, version)
    for version in (*BOUNDARIES, "24.3.10.0")
    for plans in (1, 2, 3, 4)
    for lifo in ("0", "1", "2")
] * ROUNDS or DRAWN
PRACTICES = {
    number: random_practice(100 + number, AS_OF, plans, lifo, opendental_version=version)
    for number, (plans, lifo, version) in enumerate(SETTINGS)
}
# the practice that is loaded a second time, under another id
TWIN, TWIN_OF = len(PRACTICES), 5


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("random")
    path = folder / "warehouse.duckdb"
    source = folder / "practice_0"
    source.mkdir()
    for name, rows in PRACTICES[0].items():
        pq.write_table(rows, source / f"{name}.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        load(str(source), 0, Target.duckdb, console=None)
        for number in range(1, len(PRACTICES)):
            insert_practice(path, number, PRACTICES[number])
        insert_practice(path, TWIN, _reversed(PRACTICES[TWIN_OF]))
        build(
            folder,
            "--as-of",
            AS_OF.isoformat(),
            "--no-tests",
            "--select",
            "path:seeds staging intermediate",
        )
    return path


def _reversed(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return {name: rows.take(list(range(rows.num_rows))[::-1]) for name, rows in tables.items()}


def _query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(path, read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def _cents(amount: float | Decimal) -> int:
    return round(Decimal(str(amount)) * 100)


def test_every_account_equals_the_independent_model(warehouse: Path) -> None:
    ours = {
        account: tuple(_cents(amount) for amount in amounts)
        for account, *amounts in _query(
            warehouse,
            "select account_id, balance_0_30, balance_31_60, balance_61_90, balance_over_90, "
            "insurance_estimate, balance_total, payment_plan_due "
            f"from intermediate.int_ar_aging where practice_id <> {TWIN}",
        )
    }
    columns = (
        "bal_0_30",
        "bal_31_60",
        "bal_61_90",
        "bal_over_90",
        "ins_est",
        "bal_total",
        "pay_plan_due",
    )
    theirs = {
        number * KEY + family["account_id"]: tuple(_cents(family[column]) for column in columns)
        for number, tables in PRACTICES.items()
        for family in family_balances(tables, AS_OF).to_pylist()
    }
    assert len(theirs) > 1000
    different = {account for account in theirs | ours if ours.get(account) != theirs.get(account)}
    assert not different, Counter(SETTINGS[account // KEY] for account in different)


def test_past_month_ends_equal_the_independent_model(warehouse: Path) -> None:
    ours = {
        (practice, day): _cents(amount)
        for practice, day, amount in _query(
            warehouse,
            "select practice_id, snapshot_date, "
            "sum(balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90) "
            "from intermediate.int_ar_aging_snapshot group by all",
        )
    }
    for number, tables in PRACTICES.items():
        for month in dashboard_ar(tables, MONTH_ENDS).to_pylist():
            assert ours.get((number, month["DateCalc"]), 0) == _cents(month["BalTotal"])


def test_a_practice_under_two_ids_counts_exactly_twice_whatever_the_order_of_rows(
    warehouse: Path,
) -> None:
    # a fingerprint hashes keys, which hold the practice's id
    told = "columns(name -> name not in ('practice_id', 'input_fingerprint'))"
    for model in ("int_ar_ledger", "int_ar_aging", "int_ar_allocations", "int_ar_open_charges"):
        rows, twins = (
            _query(
                warehouse,
                f"select {told} from intermediate.{model} where practice_id = {practice}",
            )
            for practice in (TWIN_OF, TWIN)
        )
        assert rows, model
        assert sorted(map(_as_text, rows)) == sorted(map(_as_text, twins)), model


def _as_text(row: tuple[Any, ...]) -> str:
    """A row without its practice: keys lose the multiple of 10^12 that tells practices apart."""
    values = []
    for value in row:
        if isinstance(value, int) and not isinstance(value, bool):
            values.append(value % KEY)
        elif isinstance(value, str) and value[1:].isdigit():
            values.append(f"{value[0]}{int(value[1:]) % KEY}")
        else:
            values.append(value)
    return repr(values)


def test_allocation_conserves_every_line(warehouse: Path) -> None:
    unbalanced = _query(
        warehouse,
        f"""
        with pieces as (
            select charge_line_id as ledger_line_id, amount from intermediate.int_ar_allocations
            union all
            select credit_line_id, -amount from intermediate.int_ar_allocations
            union all
            select
                ledger_line_id,
                case when is_charge then remaining_amount else -remaining_amount end
            from intermediate.int_ar_match_oldest_first
        ),
        summed as (select ledger_line_id, sum(amount) as amount from pieces group by all)
        select count(*) from intermediate.int_ar_ledger as ledger
        left join summed using (ledger_line_id)
        where ledger.aging_date <= date '{AS_OF}' and coalesce(summed.amount, 0) <> ledger.amount
        """,
    )
    assert unbalanced == [(0,)]
