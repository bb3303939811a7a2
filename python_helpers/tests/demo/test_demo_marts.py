"""The demo's figures of production, effectiveness, plans and forecast; nothing where nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, Final

import duckdb
from rich.console import Console

from python_helpers.demo.marts import print_marts

MARTS: Final = {
    "mart_collection_summary": "period_start_date date, cash_amount decimal(18, 2), "
    "net_production_amount decimal(18, 2), trailing_cash_amount decimal(18, 2), "
    "trailing_net_production_amount decimal(18, 2)",
    "mart_collection_efficiency": "metric_level text, trailing_months int, month_end_date date, "
    "cei_cash decimal(18, 6), dso decimal(18, 6), dso_best_possible decimal(18, 6)",
    "mart_payment_plans": "plan_status text, past_due_amount decimal(18, 2), "
    "not_yet_due_amount decimal(18, 2)",
    "mart_collection_forecast": "practice_id int, is_latest_run boolean, metric_level text, "
    "horizon_unit text, horizon_number int, stream text, period_start_date date, "
    "expected_amount decimal(18, 2), low_80_amount decimal(18, 2), high_80_amount decimal(18, 2), "
    "method text",
}
ROWS: Final = {
    "mart_collection_summary": [
        "'2026-05-01', 600.00, 1000.00, 9000.00, 10000.00",
        "'2026-05-01', 250.00, 0.00, null, null",
        "'2026-06-01', 77.00, 1.00, 1.00, 1.00",
    ],
    "mart_collection_efficiency": [
        "'practice', 3, '2026-05-31', 71.26, 40.4, 25.0",
        "'practice', 1, '2026-05-31', 11.00, 11.0, 11.0",
        "'clinic', 3, '2026-05-31', 22.00, 22.0, 22.0",
        "'practice', 3, '2026-06-30', 33.00, 33.0, 33.0",
    ],
    "mart_payment_plans": [
        "'active', 120.00, 500.00",
        "'active', 0.00, 700.50",
        "'closed', 999.00, 0.00",
    ],
    "mart_collection_forecast": [
        "0, true, 'practice', 'month', 1, 'total', '2026-07-01', 900, 800, 1000, 'as_served'",
        "0, true, 'practice', 'month', 1, 'insurance', '2026-07-01', 500.00, null, null, 'model'",
        "0, false, 'practice', 'month', 1, 'insurance', '2026-06-01', 11.00, 1.00, 2.00, 'model'",
        "0, true, 'clinic', 'month', 1, 'insurance', '2026-07-01', 22.00, 1.00, 2.00, 'model'",
        "0, true, 'practice', 'week', 1, 'insurance', '2026-06-16', 33.00, 1.00, 2.00, 'model'",
        "0, true, 'practice', 'month', 2, 'insurance', '2026-08-01', 44.00, 1.00, 2.00, 'model'",
    ],
}


class Marts:
    """A warehouse of four marts in memory."""

    def __init__(self, rows: Mapping[str, Sequence[str]]) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("create schema marts")
        for mart, columns in MARTS.items():
            self.connection.execute(f"create table marts.{mart} ({columns})")
            for row in rows.get(mart, ()):
                self.connection.execute(f"insert into marts.{mart} values ({row})")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def printed(rows: Mapping[str, Sequence[str]]) -> str:
    file = StringIO()
    print_marts(Marts(rows), date(2026, 6, 15), Console(file=file, width=200, highlight=False))
    return file.getvalue()


def test_the_last_whole_month_is_told_over_all_clinics() -> None:
    told = printed(ROWS)
    assert "In 2026-05, 850.00 came in on net production of 1,000.00 (85%)" in told
    assert "over twelve months 90.0% was collected" in told
    assert "71.3% of what could be collected was (CEI)" in told
    assert "stand for 40 days of charges (DSO), 25 at best" in told


def test_what_closed_plans_left_is_told_apart() -> None:
    assert (
        "2 payment plans are active: 1,200.50 not yet due, 120.00 past due on 1 of them; "
        "closed plans left 999.00 past due." in printed(ROWS)
    )


def test_the_forecast_is_of_the_latest_run_and_the_next_month() -> None:
    lines = [line.split() for line in printed(ROWS).splitlines()]
    at = lines.index(["From", "Expected", "Low", "High", "By"])
    assert lines[at - 1][:3] == ["Expected", "in", "2026-07,"]
    assert lines[at + 1] == ["Insurers", "500.00", "-", "-", "model"]
    assert lines[at + 2] == ["All", "900.00", "800.00", "1,000.00", "as", "served"]


def test_nothing_is_told_of_what_is_not_there() -> None:
    assert printed({}) == ""
