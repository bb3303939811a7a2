"""Generated practices against their own truth: every account, bucket and month-end, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.notes.facts import update_note_facts
from python_helpers.settings import Target
from python_helpers.tests.warehouses import Built, build, insert_practice

AS_OF = date(2026, 11, 20)
KEY = 10**12
# profile, PayPlansVersion and AgingProcLifo of practice 0, 1, 2, ...; each has a seed of its own
PRACTICES = list(product(("general", "ortho"), (1, 2, 3, 4), (True, False)))
# an ortho practice that is there a second time, with its rows in another order
TWIN_OF, TWIN = 13, len(PRACTICES)

FIGURES = {
    "balance_0_30": "bal_0_30",
    "balance_31_60": "bal_31_60",
    "balance_61_90": "bal_61_90",
    "balance_over_90": "bal_over_90",
    "insurance_estimate": "ins_est",
    "balance_total": "bal_total",
    "payment_plan_due": "pay_plan_due",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("generated")
    path = folder / "warehouse.duckdb"
    folders = [folder / f"practice_{number}" for number in range(len(PRACTICES))]
    for number, (profile, version, lifo) in enumerate(PRACTICES):
        generate(
            Options(
                patients=300,
                years=3,
                seed=900 + number,
                as_of=AS_OF,
                out=folders[number],
                profile=profile,
                pay_plans_version=version,
                aging_proc_lifo=lifo,
            )
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        # one of each profile by the loader, which its own tests hold to every value
        for number in (0, TWIN_OF):
            load(str(folders[number]), number, Target.duckdb, accept_source=True)
        for number, practice in enumerate(folders):
            if number not in {0, TWIN_OF}:
                insert_practice(path, number, _tables(practice))
        insert_practice(path, TWIN, _tables(folders[TWIN_OF], backwards=True))
        update_note_facts(Target.duckdb, TWIN)
        build(
            folder,
            *("--as-of", AS_OF.isoformat(), "--no-tests"),
            *("--select", "path:seeds staging intermediate marts"),
        )
    yield Built(path, folders)


def _tables(folder: Path, backwards: bool = False) -> dict[str, Any]:
    tables = {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}
    if backwards:
        tables = {
            name: rows.take(list(range(rows.num_rows))[::-1]) for name, rows in tables.items()
        }
    return tables


def _cents(amount: float | Decimal) -> int:
    return round(Decimal(str(amount)) * 100)


@pytest.mark.parametrize(
    "number", range(len(PRACTICES)), ids=lambda n: "-".join(map(str, PRACTICES[n]))
)
def test_every_account_equals_the_truth(built: Built, number: int) -> None:
    ours = {
        account % KEY: tuple(map(_cents, amounts))
        for account, *amounts in built.rows(
            f"select account_id, {', '.join(FIGURES)} from marts.mart_ar_aging "
            f"where practice_id = {number}"
        )
    }
    truth = pq.read_table(built.folders[number] / "truth" / "family_balances.parquet").to_pylist()
    theirs = {
        family["account_id"]: tuple(_cents(family[column]) for column in FIGURES.values())
        for family in truth
    }
    assert len(theirs) > 80
    assert all(any(amounts[at] for amounts in theirs.values()) for at in range(len(FIGURES)))
    assert ours == theirs


@pytest.mark.parametrize(
    "number", range(len(PRACTICES)), ids=lambda n: "-".join(map(str, PRACTICES[n]))
)
def test_every_month_end_equals_the_dashboard(built: Built, number: int) -> None:
    ours = {
        day: (_cents(gross), _cents(estimate))
        for day, gross, estimate in built.rows(
            "select month_end_date, gross_balance, insurance_estimate "
            f"from marts.mart_ar_reconciliation_month_end where practice_id = {number}"
        )
    }
    theirs = {
        day["DateCalc"]: (_cents(day["BalTotal"]), _cents(day["InsEst"]))
        for day in pq.read_table(built.folders[number] / "dashboardar.parquet").to_pylist()
    }
    assert len(theirs) == 24
    assert ours == theirs


def test_the_marts_find_no_unexplained_difference(built: Built) -> None:
    reasons = built.rows(
        "select distinct reason from marts.mart_ar_reconciliation union "
        "select distinct reason from marts.mart_ar_reconciliation_month_end"
    )
    assert {reason for (reason,) in reasons} <= {"equal", "guarantor_missing"}


def test_one_practice_under_two_ids_gives_exactly_twice_every_total(built: Built) -> None:
    checked = 0
    for model, columns in _columns_of_marts(built).items():
        if "practice_id" not in columns:
            continue
        sums = [
            f"coalesce(sum({name}), 0)" for name, kind in columns.items() if _is_amount(name, kind)
        ]
        totals = f"select {', '.join(['count(*)', *sums])} from marts.{model} where practice_id"
        (one,) = built.rows(f"{totals} = {TWIN_OF}")
        (both,) = built.rows(f"{totals} in ({TWIN_OF}, {TWIN})")
        assert both == tuple(2 * total for total in one), model
        checked += one[0] > 0
    assert checked >= 8


def _columns_of_marts(built: Built) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for model, column, kind in built.rows(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'marts'"
    ):
        found.setdefault(model, {})[column] = kind
    return found


def _is_amount(name: str, kind: str) -> bool:
    return kind.startswith("DECIMAL") or (
        kind in {"INTEGER", "BIGINT"} and not name.endswith(("_id", "_key"))
    )
