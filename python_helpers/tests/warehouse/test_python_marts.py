"""Schema `python_marts`: made by a load, replaced whole or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.load.practices import write_practice
from python_helpers.tests.load.targets import postgres_query, query
from python_helpers.tests.servers import PostgresServer
from python_helpers.warehouse.duckdb import DuckDBStore
from python_helpers.warehouse.ibis import opened_ibis, read
from python_helpers.warehouse.postgres import PostgresStore
from python_helpers.warehouse.python_marts import TABLES, arrow_schema, write_tables

ACCURACY = "mart_collection_forecast_accuracy"


def accuracy_rows(*streams: str) -> pa.Table:
    """A row a stream, with a null, a negative amount and a text that CSV must quote."""
    empty = dict.fromkeys(arrow_schema(ACCURACY).names)
    rows = [
        empty
        | {
            "practice_id": 0,
            "stream": stream,
            "horizon_number": 1,
            "method": 'last "week", plain',
            "is_served": True,
            "wape": Decimal("0.123456"),
            "actual_amount": Decimal("-12.30"),
            "first_origin_date": date(2024, 2, 29),
        }
        for stream in streams
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(ACCURACY))


EXPECTED = ("patient", 'last "week", plain', True, Decimal("0.123456"), Decimal("-12.30"), None)
SELECT = (
    "select stream, method, is_served, wape, actual_amount, bias "
    f"from python_marts.{ACCURACY} order by stream"
)


@pytest.fixture
def loaded(duckdb_file: Path, tmp_path: Path) -> Path:
    load(str(write_practice(tmp_path / "practice", ["patient"])), 0, Target.duckdb)
    return duckdb_file


def test_a_first_load_makes_the_tables_empty_and_typed(loaded: Path) -> None:
    kinds = {
        "integer": "INTEGER",
        "bigint": "BIGINT",
        "text": "VARCHAR",
        "date": "DATE",
        "boolean": "BOOLEAN",
        "money": "DECIMAL(18,2)",
        "ratio": "DECIMAL(18,6)",
    }
    found = query(
        loaded,
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'python_marts' order by table_name, ordinal_position",
    )

    assert found == [
        (table, column, kinds[kind])
        for table in sorted(TABLES)
        for column, kind in TABLES[table].items()
    ]
    for table in TABLES:
        assert query(loaded, f"select count(*) from python_marts.{table}") == [(0,)]


def test_rows_are_replaced_and_other_tables_left_alone(loaded: Path) -> None:
    assert write_tables(Target.duckdb, {ACCURACY: accuracy_rows("insurance", "patient")}) == {
        ACCURACY: 2
    }
    write_tables(Target.duckdb, {ACCURACY: accuracy_rows("patient")})
    other = "mart_collection_forecast"
    write_tables(Target.duckdb, {other: arrow_schema(other).empty_table()})

    assert query(loaded, SELECT) == [EXPECTED]


def test_a_failing_insert_takes_all_tables_back(
    loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forecast = "mart_collection_forecast"
    one = pa.Table.from_pylist(
        [dict.fromkeys(arrow_schema(forecast).names)], schema=arrow_schema(forecast)
    )
    write_tables(Target.duckdb, {forecast: one, ACCURACY: accuracy_rows("patient")})
    real = DuckDBStore.append

    def fails_on_the_second(self: DuckDBStore, table: str, rows: pa.Table) -> None:
        if ACCURACY in table:
            raise RuntimeError("disk gone")
        real(self, table, rows)

    monkeypatch.setattr(DuckDBStore, "append", fails_on_the_second)
    with pytest.raises(RuntimeError, match="disk gone"):
        write_tables(
            Target.duckdb,
            {
                forecast: arrow_schema(forecast).empty_table(),
                ACCURACY: accuracy_rows("a", "b"),
            },
        )

    assert query(loaded, SELECT) == [EXPECTED]
    assert query(loaded, f"select count(*) from python_marts.{forecast}") == [(1,)]


def test_a_table_that_was_not_built_is_named(loaded: Path) -> None:
    with opened_ibis(Target.duckdb) as con, pytest.raises(UserError, match=r"marts\.dim_date"):
        read(con, "marts", "dim_date")


def test_a_schema_prefix_reaches_tables_and_readers(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DENTAL_SCHEMA_PREFIX", "dev_")
    load(str(write_practice(tmp_path / "practice", ["patient"])), 0, Target.duckdb)
    write_tables(Target.duckdb, {ACCURACY: accuracy_rows("patient")})

    with opened_ibis(Target.duckdb) as con:
        assert read(con, "python_marts", ACCURACY).count().to_pyarrow().as_py() == 1
    assert query(duckdb_file, SELECT.replace("python_marts", "dev_python_marts")) == [EXPECTED]


@pytest.mark.servers
def test_postgresql_takes_the_same_rows(
    postgres_server: PostgresServer, postgres_database: str, tmp_path: Path
) -> None:
    load(str(write_practice(tmp_path / "practice", ["patient"])), 0, Target.postgres)
    write_tables(Target.postgres, {ACCURACY: accuracy_rows("insurance", "patient")})
    write_tables(Target.postgres, {ACCURACY: accuracy_rows("patient")})

    assert postgres_query(postgres_server, postgres_database, SELECT) == [EXPECTED]
    with opened_ibis(Target.postgres) as con:
        rows = read(con, "python_marts", ACCURACY).select("wape", "actual_amount").to_pyarrow()
    assert rows.to_pylist() == [{"wape": Decimal("0.123456"), "actual_amount": Decimal("-12.30")}]


@pytest.mark.servers
def test_postgresql_takes_all_tables_back(
    postgres_server: PostgresServer,
    postgres_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(str(write_practice(tmp_path / "practice", ["patient"])), 0, Target.postgres)
    write_tables(Target.postgres, {ACCURACY: accuracy_rows("patient")})
    real = PostgresStore.append

    def fails_after_the_rows(self: PostgresStore, table: str, rows: pa.Table) -> None:
        real(self, table, rows)
        raise RuntimeError("connection gone")

    monkeypatch.setattr(PostgresStore, "append", fails_after_the_rows)
    with pytest.raises(RuntimeError, match="connection gone"):
        write_tables(Target.postgres, {ACCURACY: accuracy_rows("a", "b")})

    assert postgres_query(postgres_server, postgres_database, SELECT) == [EXPECTED]
