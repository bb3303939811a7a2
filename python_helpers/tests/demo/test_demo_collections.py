"""The demo's collections: every campaign, the promises of one week, and cash that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import duckdb
import pytest
from rich.console import Console

from python_helpers.demo.collections import print_collections
from python_helpers.report.owners import INSURERS, OTHER, PLANS, owner_name
from python_helpers.report.words import last_whole_month


class Marts:
    """A warehouse of three marts in memory, its rows as the marts' columns say."""

    def __init__(
        self,
        campaigns: Sequence[str] = (),
        promises: Sequence[str] = (),
        cash: Sequence[str] = (),
    ) -> None:
        self.connection = duckdb.connect()
        for statement in (
            "create schema marts",
            "create table marts.mart_campaign_performance (campaign_id bigint, campaign_name text, "
            "campaign_status text, account_count bigint, targeted_amount decimal(18, 2), "
            "collected_amount decimal(18, 2))",
            "create table marts.fct_payment_promise (state text, due_date date, "
            "promised_amount decimal(18, 2))",
            "create table marts.mart_collected_by_owner (month_start_date date, owner_type text, "
            "organic_reason text, channel text, cash_amount decimal(18, 2))",
            *(f"insert into marts.mart_campaign_performance values ({row})" for row in campaigns),
            *(f"insert into marts.fct_payment_promise values ({row})" for row in promises),
            *(f"insert into marts.mart_collected_by_owner values ({row})" for row in cash),
        ):
            self.connection.execute(statement)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def printed(marts: Marts, as_of: date = date(2026, 6, 15)) -> list[str]:
    """The lines that the demo prints of collections, without the spaces at their ends."""
    file = StringIO()
    print_collections(marts, as_of, Console(file=file, width=80, highlight=False))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_campaigns_under_way_come_first_and_a_rate_needs_something_past_due() -> None:
    lines = printed(
        Marts(
            campaigns=[
                "3, 'Spring', 'completed', 9, 5000.00, 250.00",
                "1, 'Over 120 days', 'active', 1200, 1234567.89, 413456.78",
                "2, 'Summer', 'planned', 0, 0.00, 0.00",
                "4, 'Calls', 'active', 2, 1300000.00, -10.00",
            ]
        )
    )
    table = [line.split() for line in lines[2:7]]
    assert table == [
        ["Campaign", "Status", "Accounts", "Targeted", "Collected", "Rate"],
        ["Calls", "active", "2", "1,300,000.00", "-10.00", "0%"],
        ["Over", "120", "days", "active", "1,200", "1,234,567.89", "413,456.78", "33%"],
        ["Summer", "planned", "0", "0.00", "0.00"],
        ["Spring", "completed", "9", "5,000.00", "250.00", "5%"],
    ]
    assert max(map(len, lines)) <= 80


def test_a_long_name_is_wrapped_and_no_figure_is_cut() -> None:
    name = "Everybody who owes us anything at all since the spring of the year before last"
    lines = printed(Marts(campaigns=[f"1, '{name}', 'active', 12345, 9876543.21, 1234567.89"]))
    assert max(map(len, lines)) <= 80
    told = " ".join(lines)
    for figure in ("12,345", "9,876,543.21", "1,234,567.89", "12%"):
        assert figure in told


@pytest.mark.parametrize(
    ("promises", "told"),
    [
        ([], "0 promises to pay fall due: 0.00."),
        (["'pending', '2026-06-30', 50.00"], "1 promise to pay falls due: 50.00."),
        (
            [
                "'pending', '2026-06-29', 1.00",
                "'pending', '2026-06-30', 200.00",
                "'pending', '2026-07-06', 1000.50",
                "'pending', '2026-07-07', 2.00",
                "'kept', '2026-07-01', 4.00",
                "'cancelled', '2026-07-01', 8.00",
                "'pending', null, 16.00",
            ],
            "2 promises to pay fall due: 1,200.50.",
        ),
    ],
)
def test_promises_of_the_week_are_the_open_ones_of_seven_days(
    promises: list[str], told: str
) -> None:
    as_of = date(2026, 6, 30)
    assert f"From 2026-06-30 to 2026-07-06, {told}" in printed(Marts(promises=promises), as_of)


def test_all_cash_of_the_last_month_is_told_once() -> None:
    lines = printed(
        Marts(
            cash=[
                "'2026-05-01', 'communication', 'none', 'phone', 200.00",
                "'2026-05-01', 'communication', 'none', 'phone', -50.00",
                "'2026-05-01', 'communication', 'none', 'fax', 10.00",
                "'2026-05-01', 'plan', 'none', 'none', 40.00",
                "'2026-05-01', 'organic', 'insurance', 'none', 600.00",
                "'2026-05-01', 'organic', 'no_touch', 'none', 150.00",
                "'2026-05-01', 'organic', 'beyond_past_due', 'none', 60.00",
                "'2026-05-01', 'organic', 'unmatched_reversal', 'none', -10.00",
                "'2026-06-01', 'organic', 'no_touch', 'none', 7777.00",
                "'2026-04-01', 'organic', 'no_touch', 'none', 7777.00",
            ]
        )
    )
    begin = next(place for place, line in enumerate(lines) if line.startswith("Cash of 2026-05"))
    table = {" ".join(line.split()[:-2]): line.split()[-2:] for line in lines[begin + 2 : -1]}
    assert table == {
        "After a call": ["150.00", "15%"],
        "After another contact": ["10.00", "1%"],
        PLANS: ["40.00", "4%"],
        INSURERS: ["600.00", "60%"],
        OTHER: ["200.00", "20%"],
    }
    assert lines[-1].split() == ["Collected", "1,000.00"]
    assert sum(Decimal(amount.replace(",", "")) for amount, _ in table.values()) == 1000


def test_a_month_in_which_more_went_back_than_came_has_no_shares() -> None:
    lines = printed(Marts(cash=["'2026-05-01', 'organic', 'unmatched_reversal', 'none', -10.00"]))
    assert [line.split() for line in lines[-2:]] == [
        [*OTHER.split(), "-10.00"],
        ["Collected", "-10.00"],
    ]


def test_a_reason_that_is_new_is_other() -> None:
    assert owner_name("organic", "something_new", "none") == OTHER


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        (date(2026, 6, 29), date(2026, 5, 1)),
        (date(2026, 6, 30), date(2026, 6, 1)),
        (date(2026, 6, 1), date(2026, 5, 1)),
        (date(2026, 1, 15), date(2025, 12, 1)),
    ],
)
def test_the_last_month_is_over(as_of: date, month: date) -> None:
    assert last_whole_month(as_of) == month
