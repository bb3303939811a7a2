"""Books of a few rows on which something went wrong once, in one warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.random_practice import arrow_table
from python_helpers.tests.warehouses import PROJECT, Built, build, insert_practice

BOOKS: list[dict[str, Any]] = yaml.safe_load(
    (PROJECT / "python_helpers/tests/data/small_books.yml").read_text(encoding="utf-8")
)
KEY = 10**12


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("small_books")
    path = folder / "warehouse.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        for name, rows in _tables(BOOKS[0]).items():
            pq.write_table(rows, folder / f"{name}.parquet")
        load(str(folder), 0, Target.duckdb, console=None)
        for number, books in enumerate(BOOKS[1:], start=1):
            insert_practice(path, number, _tables(books))
        build(
            folder,
            *("--as-of", "2026-06-30", "--no-tests", "--select"),
            "path:seeds +mart_ar_aging +mart_payment_plans +int_collection_attribution "
            "int_adjustment_kinds int_collection_task_lists",
        )
    return Built(path, [])


@pytest.mark.parametrize("number", range(len(BOOKS)), ids=[books["kind"] for books in BOOKS])
def test_these_books_are_right(built: Built, number: int) -> None:
    books = BOOKS[number]
    for mart, kind in (("mart_ar_aging", "aging"), ("mart_payment_plans", "plans")):
        expected = books.get(kind, {})
        assert _told(built, number, mart, expected) == expected


@pytest.mark.parametrize(
    "number",
    [number for number, books in enumerate(BOOKS) if "communications" in books],
    ids=lambda number: BOOKS[number]["kind"],
)
def test_each_account_has_its_own_letter(built: Built, number: int) -> None:
    """And what an account pays after its letter is laid to that."""
    books = BOOKS[number]
    for model, kind in (("communication", "communications"), ("attribution", "cash_after")):
        told: dict[int, list[str]] = {}
        for account, key in built.rows(
            f"select account_id, communication_key from intermediate.int_collection_{model} "
            f"where practice_id = {number} and communication_key is not null order by 1, 2"
        ):
            told.setdefault(account, []).append(key)
        assert told == _keyed(number, books.get(kind, {}))


def test_a_copy_under_another_name_opens_with_all_its_views(built: Built, tmp_path: Path) -> None:
    copy = tmp_path / "a copy of last night.duckdb"
    shutil.copy(built.path, copy)
    with closing(duckdb.connect(copy, read_only=True)) as connection:
        views = connection.execute(
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
        assert len(views) > 20
        for schema, view in views:
            connection.execute(f'select * from "{schema}"."{view}" limit 1')


def test_names_count_however_they_are_written(built: Built) -> None:
    ((number, names),) = (
        (number, books["names"]) for number, books in enumerate(BOOKS) if "names" in books
    )
    for kind, question in (
        (
            "payment_methods",
            "select payment_method, -sum(amount) from intermediate.int_ar_ledger "
            f"where practice_id = {number} group by payment_method",
        ),
        (
            "adjustment_kinds",
            "select adjustment_type, adjustment_kind from intermediate.int_adjustment_kinds "
            f"where practice_id = {number}",
        ),
        (
            "task_lists",
            "select task_list_name, list_role from intermediate.int_collection_task_lists "
            f"where practice_id = {number}",
        ),
    ):
        assert dict(built.rows(question)) == names[kind], kind


def _tables(books: Mapping[str, Any]) -> dict[str, pa.Table]:
    """The rows of these books, with the settings that all have."""
    preferences = {
        "PayPlansVersion": "2",
        "DataBaseVersion": books.get("opendental_version", "24.3.10.0"),
    }
    rows = books["rows"] | {
        "preference": [
            {"PrefNum": number, "PrefName": name, "ValueString": value}
            for number, (name, value) in enumerate(preferences.items(), start=1)
        ],
        "definition": [
            {"DefNum": 301, "Category": 10, "ItemName": "Check"},
            *books["rows"].get("definition", []),
        ],
    }
    return {name: arrow_table(name, given) for name, given in rows.items()}


def _keyed(number: int, expected: Mapping[int, list[str]]) -> dict[int, list[str]]:
    """Accounts and communications with the practice in their numbers."""
    return {
        number * KEY + account: [
            "-".join(
                str(number * KEY + int(part)) if part.isdigit() else part for part in key.split("-")
            )
            for key in keys
        ]
        for account, keys in expected.items()
    }


def _told(
    built: Built, number: int, mart: str, accounts: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """What a mart says of the accounts, of each the columns that are asked for."""
    told = {}
    for account, columns in accounts.items():
        names = list(columns)
        rows = built.rows(
            f"select {', '.join(names)} from marts.{mart} "
            f"where practice_id = {number} and account_id % {KEY} = {account}"
        )
        told[account] = dict(zip(names, rows[0], strict=True)) if rows else {}
    return told
