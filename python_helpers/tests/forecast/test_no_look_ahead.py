"""A forecast as of a day sees what was entered by then, and nothing else; runs are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_helpers.marts.forecast import forecast_tables
from python_helpers.marts.forecast.history import History, day_number, read_histories
from python_helpers.marts.forecast.methods import Forecast, first_day, forecast_as_of
from python_helpers.settings import Target, duckdb_path
from python_helpers.tests.forecast.practices import AS_OF, Recipe, Tables, practices_warehouse
from python_helpers.warehouse.ibis import opened_ibis
from python_helpers.warehouse.python_marts import write_tables

ORIGIN = date(2026, 3, 31)
PLANTED_PAYMENT, PLANTED_CHECK = 5_000.0, 4_000.0
_PLAIN, _PLANTED = 0, 1
_NEW_NUMBER = 900_000_000


def planted(tables: Tables) -> Tables:
    """A payment, an insurer's check and a treatment, dated before the origin, entered after it."""
    dated, entered = ORIGIN - timedelta(days=20), ORIGIN + timedelta(days=40)
    payment = _ordinary(tables["payment"], pc.field("PayAmt") > 50, pc.field("PayType") != 0)
    split = tables["paysplit"].filter(pc.field("PayNum") == payment["PayNum"][0].as_py())
    tables["payment"] = _with_row(
        tables["payment"],
        payment,
        PayNum=_NEW_NUMBER,
        PayAmt=PLANTED_PAYMENT,
        PayDate=dated,
        DateEntry=entered,
    )
    tables["paysplit"] = _with_row(
        tables["paysplit"],
        split.slice(0, 1),
        SplitNum=_NEW_NUMBER,
        PayNum=_NEW_NUMBER,
        SplitAmt=PLANTED_PAYMENT,
        DatePay=dated,
        DateEntry=entered,
    )
    line = _ordinary(tables["claimproc"], pc.field("Status") == 1, pc.field("InsPayAmt") > 0)
    tables["claimproc"] = _with_row(
        tables["claimproc"],
        line,
        ClaimProcNum=_NEW_NUMBER,
        InsPayAmt=PLANTED_CHECK,
        InsPayEst=0.0,
        DateCP=dated,
        DateEntry=entered,
        SecDateEntry=entered,
    )
    done = _ordinary(tables["procedurelog"], pc.field("ProcStatus") == 2, pc.field("ProcFee") > 50)
    tables["procedurelog"] = _with_row(
        tables["procedurelog"],
        done,
        ProcNum=_NEW_NUMBER,
        ProcFee=3_000.0,
        ProcDate=dated,
        DateEntryC=entered,
    )
    return tables


def _ordinary(table: pa.Table, *conditions: pc.Expression) -> pa.Table:
    for condition in conditions:
        table = table.filter(condition)
    return table.slice(table.num_rows // 2, 1)


def _with_row(table: pa.Table, row: pa.Table, **values: object) -> pa.Table:
    for name, value in values.items():
        place = table.schema.get_field_index(name)
        row = row.set_column(place, table.schema.field(name), pa.array([value], table[name].type))
    return pa.concat_tables([table, row])


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same practice twice; the second has rows that were entered after the origin."""
    with pytest.MonkeyPatch.context() as patch:
        recipes = [
            Recipe("general", 5, 700),
            Recipe("general", 5, 700, edited=planted, notes_of=_PLAIN),
        ]
        path, _ = practices_warehouse(tmp_path_factory.mktemp("entered_later"), recipes, patch)
        yield path


def histories(as_of: date) -> list[History]:
    with opened_ibis(Target.duckdb) as con:
        return list(read_histories(con, as_of))


def forecasts(as_of: date) -> tuple[Forecast, Forecast]:
    made = []
    for history in histories(as_of):
        start = first_day(history)
        assert start is not None
        made.append(forecast_as_of(history, day_number(as_of), start))
    return made[_PLAIN], made[_PLANTED]


@pytest.mark.usefixtures("warehouse")
def test_what_is_entered_later_moves_no_forecast_of_an_earlier_day() -> None:
    assert all(len(history.promises) > 100 for history in histories(ORIGIN))
    plain, with_planted = forecasts(ORIGIN)
    np.testing.assert_array_equal(plain.expected, with_planted.expected)
    np.testing.assert_array_equal(plain.usual, with_planted.usual)


@pytest.mark.usefixtures("warehouse")
def test_nor_one_that_is_looked_back_to_from_today() -> None:
    """The backtest reads today's rows, the later ones among them."""
    plain, with_planted = histories(AS_OF)
    start = first_day(plain)
    assert start is not None
    assert first_day(with_planted) == start
    origin = day_number(ORIGIN)
    of_then, of_then_planted = (
        forecast_as_of(history, origin, start) for history in (plain, with_planted)
    )
    np.testing.assert_array_equal(of_then.expected, of_then_planted.expected)
    # and is the forecast that was made then
    made_then, _ = forecasts(ORIGIN)
    np.testing.assert_allclose(made_then.expected, of_then.expected, rtol=0, atol=0.005)


@pytest.mark.usefixtures("warehouse")
def test_once_it_is_entered_it_counts() -> None:
    for stream, cash in (("patient", PLANTED_PAYMENT), ("insurance", PLANTED_CHECK)):
        plain, with_planted = (
            one.cash[one.cash["stream"] == stream]["amount"].sum() for one in histories(AS_OF)
        )
        assert with_planted - plain == pytest.approx(cash)
    plain, with_planted = forecasts(ORIGIN + timedelta(days=60))
    assert not np.array_equal(plain.expected[0], with_planted.expected[0])


@pytest.mark.usefixtures("warehouse")
def test_runs_are_kept_and_filled_in_and_the_same_day_replaces_itself() -> None:
    first, later = date(2026, 8, 31), AS_OF
    with opened_ibis(Target.duckdb) as con:
        tables = forecast_tables(con, first)
    write_tables(Target.duckdb, tables)
    before = tables["mart_collection_forecast"].to_pylist()
    assert all(row["actual_amount"] is None and row["is_latest_run"] for row in before)

    for _ in range(2):
        with opened_ibis(Target.duckdb) as con:
            tables = forecast_tables(con, later)
        write_tables(Target.duckdb, tables)
        rows = tables["mart_collection_forecast"].to_pylist()
        assert len(rows) == 2 * len(before)
    kept = [row for row in rows if row["origin_date"] == first]
    assert [row["expected_amount"] for row in kept] == [row["expected_amount"] for row in before]
    assert not any(row["is_latest_run"] for row in kept)
    for row in kept:
        is_over = row["period_end_date"] <= later
        assert (row["actual_amount"] is not None) == is_over
        if is_over:
            assert row["variance_amount"] == row["actual_amount"] - row["expected_amount"]

    with duckdb.connect(str(duckdb_path()), read_only=True) as connection:
        received = connection.execute(
            "select sum(amount) from intermediate.int_cash_lines where is_cash "
            "and practice_id = 0 and cash_date between '2026-09-01' and '2026-09-30'"
        ).fetchone()
    row = next(
        row
        for row in kept
        if (row["practice_id"], row["metric_level"], row["stream"]) == (_PLAIN, "practice", "total")
        and row["period_start_date"] == date(2026, 9, 1)
        and row["horizon_unit"] == "month"
    )
    assert received is not None
    assert row["actual_amount"] == received[0]


@pytest.mark.usefixtures("warehouse")
def test_accuracy_is_measured_again_when_a_month_closes() -> None:
    def measured(as_of: date) -> pa.Table:
        with opened_ibis(Target.duckdb) as con:
            tables = forecast_tables(con, as_of)
        write_tables(Target.duckdb, tables)
        return tables["mart_collection_forecast_accuracy"]

    september = measured(date(2026, 9, 30))
    assert max(september["last_origin_date"].to_pylist()) == date(2026, 8, 31)
    assert measured(date(2026, 10, 12)).equals(september)
    october = measured(AS_OF)
    assert max(october["last_origin_date"].to_pylist()) == date(2026, 9, 30)
    assert not october.equals(september)
