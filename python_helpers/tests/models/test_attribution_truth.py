"""Promises and attribution end to end: cases with a known end, a practice with known causes."""

from __future__ import annotations

import sys
from collections import defaultdict
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from python_helpers.dbt.runner import run_dbt
from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.collection_cases import collection_cases
from python_helpers.tests.random_contacts import random_contacts
from python_helpers.tests.random_practice import random_practice
from python_helpers.tests.warehouses import build

AS_OF = date(2026, 11, 20)
KEY = 10**12
GENERATED, CASES = 0, 1
# practices of pure chance, by PayPlansVersion
RANDOM = {2: 1, 3: 2, 4: 3, 5: 4}
FAMILIES = 60
LAWS = (
    "assert_cash_pieces_add_up_to_net_cash",
    "assert_payments_are_cut_without_loss",
    "assert_a_payment_is_taken_back_whole_and_once",
    "assert_every_piece_of_cash_is_attributed",
    "assert_no_contact_owns_more_than_it_targeted",
    "assert_a_dollar_serves_one_promise",
    "attribution_nothing_is_owned_before_its_contact",
    "attribution_contacts_own_patients_cash_only",
    "promises_paid_amounts_grow_and_stay_within_the_promise",
    "promises_nothing_counts_before_the_making",
    "unique_int_collection_cash_cash_piece_id",
    "unique_int_collection_attribution_attribution_id",
    "unique_int_payment_promises_promise_id",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attribution")
    generate(Options(patients=800, years=4, seed=77, as_of=AS_OF, out=folder / "practice_0"))
    tables = {CASES: collection_cases()} | {
        number: random_practice(number, AS_OF, version, "0", FAMILIES)
        | random_contacts(number, AS_OF, FAMILIES)
        for number, version in RANDOM.items()
    }
    for number, rows in tables.items():
        (folder / f"practice_{number}").mkdir()
        for name, table in rows.items():
            pq.write_table(table, folder / f"practice_{number}" / f"{name}.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
        for number in (GENERATED, *tables):
            load(str(folder / f"practice_{number}"), number, Target.duckdb, accept_source=True)
        build(
            folder,
            *("--as-of", AS_OF.isoformat(), "--no-tests"),
            *("--select", "path:seeds staging intermediate"),
        )
    return folder


@pytest.fixture
def warehouse(folder: Path) -> Any:
    with closing(duckdb.connect(folder / "warehouse.duckdb", read_only=True)) as connection:
        yield connection


def _promises(warehouse: Any, *accounts: int) -> list[tuple[Any, ...]]:
    """State, paid ever and in grace, amount, days to payment, and whether matured, by due date."""
    keys = ", ".join(str(CASES * KEY + account) for account in accounts)
    found: list[tuple[Any, ...]] = warehouse.execute(f"""
        select state, paid_amount, paid_in_grace_amount, promised_amount, days_to_payment,
            is_matured, is_kept, is_fulfilled, is_punctual, was_reopened
        from intermediate.int_payment_promises where account_id in ({keys})
        order by account_id, due_date
    """).fetchall()
    return found


def test_seven_promises_give_the_rates_of_the_reference_case(warehouse: Any) -> None:
    promises = _promises(warehouse, *range(141, 148))
    assert [promise[0] for promise in promises] == [
        "kept", "partial", "broken", "kept", "broken", "pending", "cancelled", "pending",
    ]  # fmt: skip
    matured = [promise for promise in promises if promise[5]]
    assert sum(promise[6] for promise in matured) / len(matured) == 2 / 5
    fulfilled = [promise for promise in matured if promise[7]]
    assert len(fulfilled) / len(matured) == 3 / 5
    assert sum(promise[8] for promise in fulfilled) / len(fulfilled) == 1 / 3
    promised = sum(promise[3] for promise in matured)
    assert (sum(promise[1] for promise in matured), promised) == (490, 830)
    assert sum(promise[2] for promise in matured) == 410
    assert sum(promise[4] for promise in fulfilled) == 16  # 5.333 days each


def test_a_dollar_serves_one_promise(warehouse: Any) -> None:
    promises = _promises(warehouse, 15)
    assert [(promise[0], promise[1]) for promise in promises] == [("kept", 100), ("partial", 20)]


def test_a_dollar_less_is_enough_and_a_cent_more_is_not(warehouse: Any) -> None:
    assert [promise[0] for promise in _promises(warehouse, 161, 162)] == ["kept", "partial"]


def test_a_bounced_check_breaks_the_promise_it_kept(warehouse: Any) -> None:
    (promise,) = _promises(warehouse, 17)
    assert (promise[0], promise[1], promise[9]) == ("broken", 0, True)


def test_an_account_is_traced_from_raw_rows_to_owners(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
    monkeypatch.setenv("DBT_TARGET_PATH", str(folder / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(folder / "logs"))
    run_dbt(["compile", "--select", "trace_account"], Target.duckdb, AS_OF, quiet=True)
    (compiled,) = (folder / "target").glob("duckdb/compiled/**/trace_account.sql")
    with closing(duckdb.connect(folder / "warehouse.duckdb", read_only=True)) as connection:
        traced = connection.execute(compiled.read_text(encoding="utf-8")).fetchall()
        (owed,) = connection.execute(
            "select balance_total from intermediate.int_ar_aging order by 1 desc limit 1"
        ).fetchall()
    levels: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counted = set()
    for *_, line, level, amount, became in traced:
        levels[line][level] += amount
        if became.endswith(", in the ledger"):
            counted.add(line)
    assert sum(levels[line]["1 row"] for line in counted) == owed[0] > 0
    assert all(levels[line]["1 row"] == levels[line]["2 piece"] for line in counted)
    assert any(levels[line]["1 row"] == levels[line]["3 owner"] for line in counted)


def _owners(warehouse: Any, account: int) -> dict[tuple[str, str, str], Decimal]:
    """Cash by owner type, channel or reason, and day."""
    return {
        (kind, reason, day.isoformat()): amount
        for kind, reason, day, amount in warehouse.execute(f"""
            select owner_type, coalesce(channel, organic_reason), cash_date, sum(amount)
            from intermediate.int_collection_attribution
            where account_id = {CASES * KEY + account} group by all
        """).fetchall()
    }


def test_each_dollar_goes_to_its_contact_and_back(warehouse: Any) -> None:
    owners = _owners(warehouse, 34)
    assert owners == {
        ("communication", "phone", "2024-05-09"): 200,
        ("communication", "email", "2024-05-14"): 150,
        ("communication", "email", "2024-05-30"): -150,
        ("organic", "same_day_service", "2024-05-20"): 300,
    }
    assert sum(owners.values()) == 500


def test_a_text_after_the_payment_owns_nothing(warehouse: Any) -> None:
    assert _owners(warehouse, 35) == {("organic", "no_touch", "2024-05-02"): 100}


def test_one_payment_after_three_messages_is_owned_once(warehouse: Any) -> None:
    assert _owners(warehouse, 36) == {("communication", "text", "2024-05-04"): 100}


def test_the_laws_hold_for_practices_of_chance(folder: Path) -> None:
    """Sums, keys, and that nothing is owned twice or too early; a failure names the test."""
    build(
        folder,
        *("--as-of", AS_OF.isoformat(), "--select", " ".join(LAWS)),
        environment={"DUCKDB_PATH": str(folder / "warehouse.duckdb")},
    )


def test_most_cash_that_a_contact_brought_is_laid_to_it(folder: Path, warehouse: Any) -> None:
    """And little of what came by itself, or after a statement, is laid to another contact."""
    shares = _against_truth(folder, warehouse)
    sys.stdout.writelines(f"{name}: {share:.1%}\n" for name, share in shares.items())
    # measured: 81 %, 90 %, 1 %, 4 %; what is missing went beyond what was past due, or to the
    # promise of another debt of the family
    assert shares["laid to the contact that brought it"] > 0.76
    assert shares["laid to some contact"] > 0.86
    assert shares["paid on the portal, laid to a contact"] < 0.05
    assert shares["paid after a statement, laid to another contact"] < 0.08


def _against_truth(folder: Path, warehouse: Any) -> dict[str, float]:
    """Shares of dollars, before reversals; a note counts as the contact it was merged into."""
    causes = folder / f"practice_{GENERATED}" / "truth" / "payment_cause.parquet"
    found = warehouse.execute(f"""
        with merged as (
            select 'tasknote-' || merged_task_note_id as note_key, communication_key
            from intermediate.int_collection_communication where merged_task_note_id is not null
        ),
        dollars as (
            select owned.amount, owned.owner_type = 'communication' as is_owned, truth.cause,
                coalesce(owned.communication_key, 'task-' || owned.task_id) as owner_key,
                coalesce(merged.communication_key, truth.source_table || '-' || truth.source_id)
                    as true_key,
                coalesce(owned.communication_key like 'statement-%', false) as is_statement
            from intermediate.int_collection_attribution as owned
            join intermediate.int_collection_cash using (cash_piece_id)
            join '{causes}' as truth on payment_split_id = truth.split_num
            left join merged on note_key = truth.source_table || '-' || truth.source_id
            where not is_reversal
        )
        select
            cause,
            sum(amount),
            coalesce(sum(amount) filter (where is_owned), 0),
            coalesce(sum(amount) filter (where is_owned and owner_key = true_key), 0),
            coalesce(sum(amount) filter (where is_owned and not is_statement), 0)
        from dollars group by cause
    """).fetchall()
    by_cause = {cause: [float(amount) for amount in amounts] for cause, *amounts in found}
    total, owned, right, _ = by_cause["contact"]
    portal, statement = by_cause["portal"], by_cause["statement"]
    return {
        "laid to the contact that brought it": right / total,
        "laid to some contact": owned / total,
        "paid on the portal, laid to a contact": portal[1] / portal[0],
        "paid after a statement, laid to another contact": statement[3] / statement[0],
    }
