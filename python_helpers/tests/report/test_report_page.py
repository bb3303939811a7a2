"""The page over hand-made marts: its figures, its words, and what it does with little data."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from python_helpers.errors import UserError
from python_helpers.report import write_report
from python_helpers.report.loads import Load, read_loads
from python_helpers.report.page import Block, Chart, Table
from python_helpers.report.sections.forecast import together
from python_helpers.settings import Target
from python_helpers.tests.report.empty_marts import EmptyMarts
from python_helpers.tests.report.reading import Reader, number

AS_OF = "2026-11-21"
HOSTILE = "<script>alert('x')</script> & \"Sons\" </svg></style>"


@pytest.fixture
def marts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmptyMarts:
    path = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("DUCKDB_PATH", str(path))
    made = EmptyMarts(path, AS_OF)
    made.clinic(1, "North")
    return made


def report(marts: EmptyMarts, practice: int | None = None) -> Reader:
    out = marts.path.with_name("report.html")
    assert write_report(Target.duckdb, out=out, practice=practice) == out
    return Reader(out.read_text(encoding="utf-8"))


def add_months(marts: EmptyMarts, clinic: int = 1, practice: int = 0) -> None:
    """Fourteen months from October 2025 on, the last still running: cash 900, production 1,000."""
    for place in range(14):
        year, month = divmod(2025 * 12 + 9 + place, 12)
        marts.add(
            "mart_collection_summary",
            period_start_date=f"{year}-{month + 1:02d}-01",
            practice_id=practice,
            clinic_id=clinic,
            is_period_complete=place < 13,
            cash_amount=900,
            insurance_cash_amount=500,
            patient_cash_amount=400,
            same_day_amount=900,
            timed_amount=900,
            gross_production_amount=1200,
            net_production_amount=1000,
            benchmark_rate=Decimal("0.98"),
        )


def test_a_practice_without_any_data_gets_sentences(marts: EmptyMarts) -> None:
    page = report(marts)
    assert page.blocks["Collections"].said.startswith("There is neither cash nor production")
    assert "no payment plan" in page.blocks["Plans"].said
    assert "dental-collections marts" in page.blocks["Expected collections"].said
    assert "has stored no balances" in page.lines[0]
    assert page.figures["Accounts receivable"][0] == "$0"
    assert page.figures["Net collection rate"][0] == "- (less than a year of books)"
    assert page.figures["Days sales outstanding"] == ("-", "not computed yet")
    cells = [cell for block in page.blocks.values() for row in block.rows for cell in row]
    assert not {"None", "nan"} & {*cells, *(value for value, _ in page.figures.values())}


def test_figures_of_two_clinics_are_divided_from_their_sums(marts: EmptyMarts) -> None:
    marts.clinic(2, "South")
    add_months(marts)
    # 100 of 4,000 in the south: together 1,000 of 5,000, not the mean of 90% and 2.5%
    for place in range(13):
        year, month = divmod(2025 * 12 + 9 + place, 12)
        marts.add(
            "mart_collection_summary",
            period_start_date=f"{year}-{month + 1:02d}-01",
            practice_id=0,
            clinic_id=2,
            is_period_complete=True,
            cash_amount=100,
            net_production_amount=4000,
            benchmark_rate=Decimal("0.98"),
        )
    page = report(marts)
    assert page.figures["Net collection rate"] == (
        "20.0%",
        "twelve months to Oct 2026; 78.0 points below the 98% benchmark",
    )
    assert page.figures["Collected, Nov 1 to 21"] == ("$900", "$1,000 in Oct 2026")
    clinics = page.blocks["By clinic"]
    rates = dict(zip(clinics.column("Clinic"), clinics.column("Net collection rate"), strict=True))
    assert rates == {"North": "90.0%", "South": "2.5%"}
    rate = page.blocks["Net collection rate against the benchmark, by month"]
    assert rate.column("Collected") == ["12,000.00", "12,000.00"]
    assert rate.column("Net production") == ["60,000.00", "60,000.00"]


def test_a_clinic_that_opened_this_year_is_in_the_rate(marts: EmptyMarts) -> None:
    add_months(marts)
    marts.clinic(2, "New")
    marts.add(
        "mart_collection_summary",
        period_start_date="2026-10-01",
        practice_id=0,
        clinic_id=2,
        is_period_complete=True,
        cash_amount=1200,
        net_production_amount=3000,
        benchmark_rate=Decimal("0.98"),
    )
    # (12 x 900 + 1,200) / (12 x 1,000 + 3,000)
    assert report(marts).figures["Net collection rate"][0] == "80.0%"


def test_receivables_and_their_share_over_90(marts: EmptyMarts) -> None:
    for account, buckets, total in ((1, (100, 50, 25, 75), 250), (2, (0, 0, 0, 0), -40)):
        marts.add(
            "mart_ar_aging",
            practice_id=0,
            account_id=account,
            clinic_id=1,
            **dict(
                zip(
                    ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90"),
                    buckets,
                    strict=True,
                )
            ),
            balance_as_of=total,
            balance_total=total + 5,
            future_dated_amount=5,
            past_due_over_120=buckets[3],
            past_due_current=sum(buckets[:3]),
        )
    page = report(marts)
    assert page.figures["Accounts receivable"] == (
        "$210",
        "$250 owed by 1 account, less $40 of credits; with what is dated later, OpenDental's "
        "total: $220",
    )
    assert page.figures["Owed for over 90 days"][0] == "30.0%"
    ages = page.blocks["Receivables by age, at month-ends"]
    assert ages.rows[1] == [
        "Nov 21, 2026",
        *("100.00", "50.00", "25.00", "75.00", "\u221240.00", "210.00", "30.0%"),
    ]
    assert "$75 of $250 owed is past due" in page.blocks["What is past due today"].said


def test_accounts_that_differ_are_told_with_their_reasons(marts: EmptyMarts) -> None:
    for account, reason in enumerate(
        ["equal", "rounding", "edited_since_last_aging", "unexplained", "unexplained"], start=1
    ):
        marts.add(
            "mart_ar_reconciliation",
            practice_id=0,
            account_id=account,
            clinic_id=1,
            has_guarantor=True,
            is_equal=reason in {"equal", "rounding"},
            reason=reason,
        )
    marts.add(
        "mart_ar_reconciliation",
        practice_id=0,
        account_id=9,
        clinic_id=1,
        has_guarantor=False,
        is_equal=False,
        reason="guarantor_missing",
    )
    page = report(marts)
    assert page.lines[0] == (
        "2 of 5 accounts equal OpenDental's own aging, to the cent. 3 differ: 2 for no reason "
        "found, 1 edited in OpenDental since its last aging."
    )
    assert page.lines[1].startswith("1 more account lacks its guarantor's row")
    assert "0" in page.alerts


def test_old_and_failed_loads_are_said(marts: EmptyMarts) -> None:
    for load_id, status, stale, finished in (
        ("1", "success", False, datetime(2026, 1, 2, 7, 30)),
        ("2", "failed", True, datetime(2026, 1, 3, 7, 30)),
    ):
        marts.add(
            "load_runs",
            "operations",
            load_id=load_id,
            practice_id=0,
            status=status,
            is_stale=stale,
            finished_at=finished,
        )
    page = report(marts)
    loaded = next(line for line in page.lines if line.startswith("Data loaded"))
    # 07:30 UTC on the practice's own clock
    assert loaded.startswith("Data loaded Jan 2, 2026 at 02:30 (America/New_York), ")
    assert page.lines.index(loaded) in map(int, page.alerts)
    assert any(line.startswith("The last load failed") for line in page.lines)


def test_names_are_text_wherever_they_stand(marts: EmptyMarts) -> None:
    marts.clinic(2, HOSTILE, practice_name=HOSTILE)
    add_months(marts)
    add_months(marts, clinic=2)
    marts.add(
        "mart_campaign_performance",
        campaign_id=1,
        practice_id=0,
        campaign_name=HOSTILE,
        campaign_status="active",
        targeted_amount=100,
        collected_amount=40,
        recovery_rate=Decimal("0.4"),
    )
    marts.add("dim_payer", payer_id=7, practice_id=0, payer_name=HOSTILE)
    marts.add(
        "mart_collection_mix",
        month_start_date="2026-10-01",
        practice_id=0,
        clinic_id=1,
        payer_id=7,
        payer_kind="carrier",
        payment_source="insurance",
        payment_method=HOSTILE,
        cash_amount=500,
    )
    html = marts.path.with_name("report.html")
    page = report(marts)
    assert "script" not in page.tags
    assert not page.handlers
    assert "<script" not in html.read_text(encoding="utf-8").lower()
    assert HOSTILE in page.blocks["Campaigns, over their whole life"].column("Campaign")
    assert HOSTILE in page.blocks["By clinic"].column("Clinic")
    assert HOSTILE in page.blocks["Insurers that paid the most"].column("Insurer")
    assert HOSTILE in page.blocks["Collections by method"].column("Method")
    # in the charts as well, where long names may be cut
    assert page.text.count("<script>alert('x')") > 4


def test_the_page_fetches_nothing(marts: EmptyMarts) -> None:
    add_months(marts)
    page = report(marts)
    assert {value[0] for _, _, value in page.links if value != "data:,"} == {"#"}
    assert page.tags & {"script", "img", "iframe", "object", "embed", "video", "audio"} == set()
    html = marts.path.with_name("report.html").read_text(encoding="utf-8")
    assert "http:" not in html
    assert "https:" not in html
    assert "@import" not in html
    assert "url(" not in html.replace("url(#", "")
    assert len(page.ids) == len(set(page.ids))


def test_a_group_has_its_totals_and_its_practices(marts: EmptyMarts) -> None:
    other = 10**12
    marts.clinic(other + 1, "Far", 1, "Theirs")
    add_months(marts)
    add_months(marts, clinic=other + 1, practice=1)
    for practice, receivables, sales in ((0, 3000, 1000), (1, 1000, 3000)):
        marts.add(
            "mart_collection_efficiency",
            metric_level="practice",
            practice_id=practice,
            month_end_date="2026-10-31",
            trailing_months=3,
            is_period_complete=True,
            days_in_period=92,
            closing_ar_amount=receivables,
            sales_amount=sales,
            dso=Decimal(receivables) / sales * 92,
        )
    page = report(marts)
    assert page.figures["Collected, Nov 1 to 21"][0] == "$1,800"
    # 4,000 / 4,000 x 92 days, not the mean of 276 and 31
    assert page.figures["Days sales outstanding"][0] == "92"
    practices = page.blocks["By practice"]
    assert practices.column("Practice") == ["Ours", "Theirs"]
    assert practices.column("DSO") == ["276", "31"]
    back = page.blocks["Days sales outstanding (DSO), by month"].column("Counted back")
    assert back == ["- (by practice only)"]

    alone = report(marts, practice=1)
    assert alone.figures["Collected, Nov 1 to 21"][0] == "$900"
    assert "By practice" not in alone.blocks


def add_forecast(marts: EmptyMarts, practice: int, low: int, high: int, origin: str) -> None:
    is_latest = origin == AS_OF
    for stream, amount, method in (
        ("insurance", 600, "model"),
        ("patient", 300, "mean_6_months"),
        ("payment_plan", 100, "mean_6_months"),
        ("total", 1000, "as_served"),
    ):
        for unit, start, end in (
            ("month", "2026-12-01" if is_latest else "2026-10-01", "2026-12-31"),
            ("week", "2026-11-22", "2026-11-28"),
        ):
            if unit == "week" and not is_latest:
                continue
            marts.add(
                "mart_collection_forecast",
                run_id=f"{practice}-{origin}",
                origin_date=origin,
                practice_id=practice,
                metric_level="practice",
                stream=stream,
                horizon_unit=unit,
                horizon_number=1,
                period_start_date=start,
                period_end_date=end,
                method=method,
                expected_amount=amount,
                low_80_amount=low if stream == "total" else None,
                high_80_amount=high if stream == "total" else None,
                actual_amount=None if is_latest else 850 if stream == "total" else 0,
                is_latest_run=is_latest,
            )


def test_the_forecast_says_its_band_its_methods_and_its_last_miss(marts: EmptyMarts) -> None:
    add_months(marts)
    add_forecast(marts, 0, 700, 1300, AS_OF)
    add_forecast(marts, 0, 700, 1300, "2026-09-30")
    page = report(marts)
    assert page.figures["Expected in Dec 2026"] == (
        "$1,000",
        "80% band $700 to $1,300; $1,000 in the next four weeks",
    )
    months = page.blocks["Expected collections of the next months"]
    assert months.rows[1] == [
        "Dec 2026", "600.00", "300.00", "100.00", "1,000.00", "700.00", "1,300.00",
    ]  # fmt: skip
    assert "Oct 2026 brought $850, $150 (15%) less than was expected on Sep 30, 2026." in (
        months.said
    )
    assert "Insurers: model." in months.said
    assert "Patients and payment plans: mean of 6 months, a baseline." in months.said
    assert "variance \u2212150.00" in months.said


def test_an_older_forecast_is_called_one(marts: EmptyMarts) -> None:
    add_forecast(marts, 0, 700, 1300, AS_OF)
    with_day = EmptyMarts(marts.path.with_name("later.duckdb"), "2026-11-22")
    with_day.clinic(1, "North")
    add_forecast(with_day, 0, 700, 1300, AS_OF)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(with_day.path))
        page = report(with_day)
    said = page.blocks["Expected collections of the next months"].said
    assert "This forecast was made as of Nov 21, 2026" in said


def test_bands_of_practices_are_put_together_as_independent() -> None:
    # half widths of 30 and 40 make one of 50
    assert together(
        [
            (Decimal(100), Decimal(70), Decimal(130)),
            (Decimal(200), Decimal(160), Decimal(240)),
        ]
    ) == (Decimal(300), Decimal(250), Decimal(350))
    assert together([(Decimal(1), None, None), (Decimal(2), Decimal(1), Decimal(3))]) == (
        Decimal(3),
        None,
        None,
    )


def test_promises_of_seven_days_and_no_more(marts: EmptyMarts) -> None:
    for promise, (due, amount, state) in enumerate(
        [
            ("2026-11-21", 10, "pending"),
            ("2026-11-27", 20, "pending"),
            ("2026-11-27", 5, "kept"),
            ("2026-11-28", 40, "pending"),
            ("2026-11-20", 80, "pending"),
        ]
    ):
        marts.add(
            "fct_payment_promise",
            promise_id=str(promise),
            practice_id=0,
            clinic_id=1,
            due_date=due,
            promised_amount=amount,
            state=state,
        )
    due = report(marts).blocks["Promises to pay that fall due in the next seven days"]
    assert due.rows[1:] == [
        ["Nov 21, 2026", "1", "10.00"],
        ["Nov 27, 2026", "1", "20.00"],
        ["All", "2", "30.00"],
    ]


def test_production_that_is_all_adjusted_away_breaks_nothing(marts: EmptyMarts) -> None:
    for since in (0, 1):
        marts.add(
            "mart_collection_waterfall",
            production_month_start_date="2026-10-01",
            practice_id=0,
            clinic_id=1,
            months_since=since,
            is_complete=since == 0,
            charge_amount=1000,
            cumulative_collected_amount=-10 if since else 0,
            cumulative_writeoff_amount=300,
            cumulative_adjustment_amount=700,
            open_amount=10 if since else 0,
        )
    page = report(marts)
    row = page.blocks["What has become of each month's charges by now"].rows[1]
    assert number(row[1]) == sum(number(cell) for cell in row[2:6])
    assert row[-1] == "- (nothing collected)"


def test_what_the_user_can_put_right_is_said(marts: EmptyMarts, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"the models are as of 2026-11-21, not 2026-01-01: run"):
        write_report(Target.duckdb, as_of=datetime(2026, 1, 1).date(), out=tmp_path / "r.html")
    with pytest.raises(UserError, match="--practice 5: no such practice"):
        report(marts, practice=5)
    with pytest.raises(UserError, match="can't be written"):
        write_report(Target.duckdb, out=tmp_path)


def test_marts_that_were_never_built_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    path = tmp_path / "raw_only.duckdb"
    duckdb.connect(path).close()
    monkeypatch.setenv("DUCKDB_PATH", str(path))
    with pytest.raises(UserError, match="is not there: run `dental-collections build` first"):
        write_report(Target.duckdb, out=tmp_path / "report.html")


def test_a_chart_without_its_table_can_not_be_made() -> None:
    chart = Chart("what it shows", "", "")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a chart needs its table"):
        Block("Some title", "", chart)
    with pytest.raises(ValueError, match="2 cells under 1 headings"):
        Table(["One"], [["1", "2"]])


def test_on_its_last_day_a_month_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "month_end.duckdb"
    monkeypatch.setenv("DUCKDB_PATH", str(path))
    marts = EmptyMarts(path, "2026-10-31")
    marts.clinic(1, "North")
    marts.clinic(2, "South")
    for clinic in (1, 2):
        for month in ("2025-10-01", "2025-11-01", "2026-10-01"):
            marts.add(
                "mart_collection_summary",
                period_start_date=month,
                practice_id=0,
                clinic_id=clinic,
                is_period_complete=True,
                cash_amount=900,
                net_production_amount=1000,
                benchmark_rate=Decimal("0.98"),
            )
    page = report(marts)
    assert "In Oct 2026, $1,800 came in" in (
        page.blocks["Collections and net production, by month"].said
    )
    # the year to October 2026 begins in November 2025
    clinics = page.blocks["By clinic"]
    assert clinics.column("Collected, 12 months") == ["1,800.00", "1,800.00"]
    assert "Twelve months to Oct 2026." in clinics.said


def test_with_spark_the_loads_are_in_the_loaders_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_DIR", str(tmp_path))

    class Unread:
        def rows(self, sql: str) -> list[tuple[object, ...]]:
            raise AssertionError(f"Spark does not have it: {sql}")

    assert read_loads(Unread(), Target.spark) == []
    made = EmptyMarts(tmp_path / "raw.duckdb", AS_OF)
    loaded = datetime(2026, 11, 20, 8, 0)
    made.add(
        "load_runs",
        "operations",
        load_id="1",
        practice_id=2,
        status="success",
        is_stale=False,
        finished_at=loaded,
    )
    assert read_loads(Unread(), Target.spark) == [Load(2, loaded, False)]
