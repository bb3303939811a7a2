"""The report of a whole practice: its figures are the marts', and nobody is named in it."""

from __future__ import annotations

import re
from contextlib import closing
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from python_helpers.report import write_report
from python_helpers.settings import Target
from python_helpers.tests.report.conftest import AS_OF, ReportedPractice
from python_helpers.tests.report.reading import Reader, number, numbers

# With the tests in a browser, which look at the same practice's report: it takes a minute to make.
pytestmark = pytest.mark.browser


class Pair:
    """A report beside the marts that it is of."""

    def __init__(self, practice: ReportedPractice) -> None:
        self.practice = practice

    @cached_property
    def page(self) -> Reader:
        return Reader(self.practice.report.read_text(encoding="utf-8"))

    def value(self, sql: str) -> Any:
        ((value,),) = self.rows(sql)
        return value

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(duckdb.connect(self.practice.warehouse, read_only=True)) as connection:
            connection.execute("set schema 'marts'")
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def pair(reported: ReportedPractice) -> Pair:
    return Pair(reported)


def test_key_figures_are_the_marts(pair: Pair) -> None:
    figures = pair.page.figures
    owed = pair.value("select sum(balance_as_of) from mart_ar_aging")
    assert number(figures["Accounts receivable"][0]) == round(owed)
    share = pair.value(
        "select sum(balance_over_90) / sum(balance_0_30 + balance_31_60 + balance_61_90 "
        "+ balance_over_90) from mart_ar_aging"
    )
    assert abs(number(figures["Owed for over 90 days"][0]) - Decimal(share) * 100) <= Decimal(".05")
    # no clinic opened in the year, so the mart's own trailing sums are the rate's
    rate = pair.value(
        "select sum(trailing_cash_amount) / sum(trailing_net_production_amount) "
        "from mart_collection_summary where period_start_date = '2026-09-01'"
    )
    assert abs(number(figures["Net collection rate"][0]) - Decimal(rate) * 100) <= Decimal(".05")
    dso = pair.value(
        "select dso from mart_collection_efficiency where metric_level = 'practice' "
        "and trailing_months = 3 and month_end_date = '2026-09-30'"
    )
    assert abs(number(figures["Days sales outstanding"][0]) - dso) <= Decimal(".5")
    expected = pair.value(
        "select expected_amount from mart_collection_forecast where is_latest_run "
        "and metric_level = 'practice' and stream = 'total' and horizon_unit = 'month' "
        "and horizon_number = 1"
    )
    assert number(figures["Expected in Nov 2026"][0]) == round(expected)


def test_the_tie_out_is_the_reconciliation(pair: Pair) -> None:
    equal, stored = pair.rows(
        "select count(*) filter (is_equal), count(*) from mart_ar_reconciliation "
        "where has_guarantor"
    )[0]
    assert equal == stored
    assert pair.page.lines[0].startswith(f"{equal:,} of {stored:,} accounts equal OpenDental's")


def test_collections_by_month_are_the_summarys(pair: Pair) -> None:
    block = pair.page.blocks["Collections and net production, by month"]
    marts = pair.rows(
        "select sum(cash_amount), sum(net_production_amount) from mart_collection_summary "
        "where period_start_date > '1900-01-01' group by period_start_date "
        "order by period_start_date desc limit 25"
    )
    assert numbers(block.column("Collected")) == [cash for cash, _ in marts]
    assert numbers(block.column("Net production")) == [production for _, production in marts]
    sources = pair.page.blocks["Collections by source, by month"]
    for row in sources.rows[1:]:
        *parts, total = numbers(row[1:])
        assert sum(parts) == total


def test_methods_and_insurers_add_up(pair: Pair) -> None:
    for title in ("Collections by method", "Insurers that paid the most"):
        *parts, total = numbers(pair.page.blocks[title].column("Collected"))
        assert sum(parts) == total
    months = pair.page.blocks["Collections and net production, by month"].rows[2:14]
    assert total != 0
    methods = numbers(pair.page.blocks["Collections by method"].column("Collected"))[-1]
    assert methods == sum(number(month[1]) for month in months)


def test_every_month_rolls_forward_as_printed(pair: Pair) -> None:
    rows = pair.page.blocks["How receivables moved in Sep 2026"].rows[1:]
    assert len(rows) == 13
    for row in rows:
        opening, *moves, closing = numbers(row[1:])
        assert opening + sum(moves) == closing
    for newer, older in pairwise(rows):
        assert newer[1] == older[-1]
    now = pair.value("select sum(balance_as_of) from mart_ar_aging")
    assert number(rows[0][-1]) == now


def test_ages_add_up_to_the_balance(pair: Pair) -> None:
    for row in pair.page.blocks["Receivables by age, at month-ends"].rows[1:]:
        *ages, balance, _ = numbers(row[1:])
        assert sum(ages) == balance


def test_the_waterfall_adds_up_to_the_charges(pair: Pair) -> None:
    rows = pair.page.blocks["What has become of each month's charges by now"].rows[1:]
    assert len(rows) == 18
    for row in rows:
        charged, *went = numbers(row[1:6])
        assert sum(went) == charged
    charges = pair.value(
        "select sum(charge_amount) from mart_collection_waterfall "
        "where months_since = 0 and production_month_start_date = '2026-09-01'"
    )
    assert number(rows[1][1]) == charges


def test_the_same_words_are_the_same_figure_all_over_the_page(pair: Pair) -> None:
    """What insurers paid, what plans brought, what is owed: one answer each, wherever it stands."""
    blocks = pair.page.blocks

    def of_september(title: str, column: str) -> Decimal:
        block = blocks[title]
        found = dict(zip(block.column(block.rows[0][0]), block.column(column), strict=True))
        return number(found["Sep 2026"])

    owners = blocks["Cash of Sep 2026, by what came before it"]
    cash = dict(zip(owners.column("Paid"), numbers(owners.column("Cash")), strict=True))
    sources = "Collections by source, by month"
    assert of_september(sources, "Insurers") == cash["Insurers"]
    plans = of_september(sources, "Payment plans")
    assert plans == cash["Payment plans and scheduled cards"]
    assert plans == of_september("What plans asked for and what came, by month", "Came")
    insurers = numbers(blocks["Insurers that paid the most"].column("Collected"))[-1]
    assert insurers == sum(numbers(blocks[sources].column("Insurers"))[1:13])

    posted = "From what came in to what accounts were paid"
    moved = "How receivables moved in Sep 2026"
    assert of_september(posted, "Collected") == of_september(sources, "Collected")
    for column in ("Insurers paid", "Patients paid"):
        assert of_september(posted, column) == -of_september(moved, column)
    for row in blocks[posted].rows[1:]:
        collected, held, outside, total, changed, from_insurers, from_patients = numbers(row[1:])
        assert collected + held + outside == total
        assert total + changed == from_insurers + from_patients

    charges = "What has become of each month's charges by now"
    assert of_september(charges, "Charges") == of_september(moved, "Charges")

    ages = blocks["Receivables by age, at month-ends"]
    bridge = dict(
        zip(
            blocks["From what is owed to the balance, and whose it is"].column(""),
            numbers(blocks["From what is owed to the balance, and whose it is"].column("Dollars")),
            strict=True,
        )
    )
    assert ages.rows[2][0] == "Sep 30, 2026"
    assert of_september("Days sales outstanding (DSO), by month", "Receivables") == sum(
        numbers(ages.rows[2][1:5])
    )
    assert bridge["Owed by age"] == numbers(blocks["What is past due today"].column("Owed"))[-1]
    assert bridge["Owed by age"] == sum(numbers(ages.rows[1][1:5]))
    owed, credits, balance, later, total, insurers, patients, left = bridge.values()
    assert owed + credits == balance == number(ages.column("Balance")[0])
    assert balance + later == total == pair.value("select sum(balance_total) from mart_ar_aging")
    assert total + insurers == patients + left


def test_streams_add_up_to_what_is_expected(pair: Pair) -> None:
    for title in (
        "Expected collections of the next months",
        "Expected collections of the next weeks",
    ):
        for row in pair.page.blocks[title].rows[1:]:
            *streams, expected, low, high = numbers(row[1:])
            assert sum(streams) == expected
            assert low <= expected <= high


def test_cash_by_owner_is_all_cash(pair: Pair) -> None:
    *owners, total = numbers(
        pair.page.blocks["Cash of Sep 2026, by what came before it"].column("Cash")
    )
    assert sum(owners) == total
    assert total == pair.value(
        "select sum(cash_amount) from mart_collected_by_owner where month_start_date = '2026-09-01'"
    )
    months = pair.page.blocks["Collections and net production, by month"]
    collected = dict(zip(months.column("Month"), months.column("Collected"), strict=True))
    assert total == number(collected["Sep 2026"])


def test_plans_past_due_are_the_marts(pair: Pair) -> None:
    plans = pair.page.blocks["Plans by kind and state"]
    assert number(plans.column("Past due")[-1]) == pair.value(
        "select sum(past_due_amount) from mart_payment_plans"
    )
    *buckets, total = numbers(pair.page.blocks["Instalments past due"].column("Instalments"))
    assert sum(buckets) == total == number(plans.column("Past due")[-1])


def test_every_chart_is_drawn_twice_and_described(pair: Pair) -> None:
    charts = {title: block.charts for title, block in pair.page.blocks.items() if block.charts}
    assert len(charts) >= 15
    for title, (wide, narrow) in charts.items():
        assert wide == narrow, title
        assert len(wide) > 40, title
        assert len(pair.page.blocks[title].rows) > 1, title


def test_nobody_is_named(pair: Pair) -> None:
    patients = pq.read_table(pair.practice.raw / "patient.parquet").to_pylist()
    text = pair.page.text
    words = set(re.findall(r"[\w'-]+", text.lower()))
    digits = re.sub(r"\D", "", text)
    # names of clinics, insurers and campaigns are what the page may hold
    shown = pair.rows(
        "select clinic_name from dim_clinic union all select payer_name from dim_payer "
        "union all select campaign_name from mart_campaign_performance"
    )
    public = {word for (name,) in shown for word in re.findall(r"[\w'-]+", name.lower())}
    surnames = {patient["LName"].lower() for patient in patients if patient["LName"]}
    assert len(surnames) > 50
    assert surnames & words - public <= {"may", "price", "day", "young", "north", "west"}
    for patient in patients:
        assert f"{patient['FName']} {patient['LName']}" not in text
        for column, value in patient.items():
            if "phone" in column.lower():
                number_only = re.sub(r"\D", "", str(value or ""))
                assert len(number_only) < 7 or number_only not in digits
            if "email" in column.lower() and value:
                assert value not in text
    users = pq.read_table(pair.practice.raw / "userod.parquet").to_pylist()
    assert {user["UserName"].lower() for user in users if user["UserName"]} & words <= {"admin"}


def test_the_same_warehouse_gives_the_same_page(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = write_report(Target.duckdb, AS_OF, tmp_path / "again.html")

    def timeless(path: Path) -> str:
        return re.sub(r", \d+ \w+ before this page", "", path.read_text(encoding="utf-8"))

    assert timeless(again) == timeless(pair.practice.report)
