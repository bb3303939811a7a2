"""The comparison of warehouses itself: it must see every kind of difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from python_helpers.tests.warehouse_comparison import compare_warehouses

MODEL = "select 1 as key, 2.50 as amount, date '2026-01-31' as day, null as note"


class InMemory:
    """A warehouse with one model, marts.model."""

    def __init__(self, model: str, name: str = "model") -> None:
        self.connection = duckdb.connect()
        self.connection.execute("create schema marts")
        self.connection.execute(f"create table marts.{name} as {model}")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


@pytest.fixture
def ours() -> Iterator[InMemory]:
    warehouse = InMemory(f"{MODEL} union all {MODEL} union all select 2, 0.10, null, 'x'")
    yield warehouse
    warehouse.connection.close()


@pytest.mark.parametrize(
    "model",
    [
        f"select 2 as key, 0.10 as amount, null::date as day, 'x' as note union all {MODEL} "
        f"union all {MODEL}",
        f"select key, cast(amount as decimal(18, 6)) as amount, day, note from ({MODEL} "
        f"union all {MODEL} union all select 2, 0.10, null, 'x')",
    ],
    ids=["rows in another order", "another scale"],
)
def test_equal_rows_are_equal(ours: InMemory, model: str) -> None:
    assert compare_warehouses(ours, InMemory(model)) == []


@pytest.mark.parametrize(
    ("model", "difference"),
    [
        (
            f"{MODEL} union all select 2, 0.10, null, 'x'",
            "marts.model: 1 of 3 rows differ from 0 of 2, in key, amount, day, note",
        ),
        (
            f"{MODEL} union all {MODEL} union all select 2, 0.11, null, 'x'",
            "marts.model: 1 of 3 rows differ from 1 of 3, in amount",
        ),
        (
            f"{MODEL} union all {MODEL} union all select 2, 0.10, null, null",
            "marts.model: 1 of 3 rows differ from 1 of 3, in note",
        ),
        (
            "select 1 as key, 2.50 as amount, date '2026-01-31' as day, null as note union all "
            "select 2, 2.50, date '2026-01-31', null union all select 1, 0.10, null, 'x'",
            "marts.model: 2 of 3 rows differ from 2 of 3, by which values stand together",
        ),
        (
            "select amount, key, day, note "
            "from (select 1 as key, 2.50 as amount, null as day, null as note)",
            "marts.model has other columns, or in another order",
        ),
    ],
    ids=["a row too few", "a cent", "a null", "swapped", "columns"],
)
def test_a_difference_is_named_without_values(ours: InMemory, model: str, difference: str) -> None:
    assert compare_warehouses(ours, InMemory(model)) == [difference]


def test_a_model_that_one_lacks_is_named(ours: InMemory) -> None:
    assert compare_warehouses(ours, InMemory(MODEL, name="other")) == [
        "marts.model is in one warehouse only",
        "marts.other is in one warehouse only",
    ]
    assert compare_warehouses(ours, InMemory(MODEL, name="other"), without=["model", "other"]) == []
