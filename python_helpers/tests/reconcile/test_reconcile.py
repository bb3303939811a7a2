"""The command: what it prints of the marts, and when it says that something is unexplained."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.reconcile import reconcile
from python_helpers.reconcile.figures import FIGURES
from python_helpers.settings import Target

STORED = "2026-06-30"


class Marts:
    """A warehouse with just the marts that the command reads, filled by hand."""

    def __init__(self, path: Path) -> None:
        figures = ", ".join(f"{name} decimal(18, 2)" for name in FIGURES)
        theirs = ", ".join(f"opendental_{name} decimal(18, 2)" for name in FIGURES)
        self.connection = duckdb.connect(path)
        self.connection.execute(
            f"""
            create schema marts;
            create table marts.mart_ar_reconciliation (
                practice_id integer, account_id bigint, opendental_version text,
                last_aging_date date, compared_date date, {figures}, {theirs},
                largest_difference decimal(18, 2),
                subcent_row_count integer, last_change_date date, is_equal boolean, reason text
            );
            create table marts.mart_ar_reconciliation_month_end (
                practice_id integer, month_end_date date,
                gross_balance decimal(18, 2), opendental_gross_balance decimal(18, 2),
                insurance_estimate decimal(18, 2), opendental_insurance_estimate decimal(18, 2),
                edited_line_count bigint, is_equal boolean, reason text
            );
            create table marts.mart_ar_aging (
                practice_id integer, account_id bigint, as_of_date date,
                has_guarantor boolean, {figures}
            );
            """
        )

    def account(
        self,
        number: int,
        ours: str,
        theirs: str,
        reason: str,
        practice: int = 0,
        version: str = "24.3.10.0",
    ) -> None:
        """An account whose only figure is what it owes, up to 30 days old."""
        account_id = practice * 10**12 + number
        values, other_values = self._figures(ours), self._figures(theirs)
        self._insert(
            "mart_ar_reconciliation",
            *(practice, account_id, version, STORED, STORED, *values, *other_values),
            *(abs(float(ours) - float(theirs)), 0, None, reason in {"equal", "rounding"}, reason),
        )
        has_guarantor = reason != "guarantor_missing"
        self._insert("mart_ar_aging", practice, account_id, STORED, has_guarantor, *values)

    def month_end(self, day: str, ours: str, theirs: str, reason: str) -> None:
        self._insert(
            "mart_ar_reconciliation_month_end",
            *(0, day, ours, theirs, "0", "0", 3, reason == "equal", reason),
        )

    @staticmethod
    def _figures(total: str) -> list[str]:
        known = {"balance_0_30": "0" if total.startswith("-") else total, "balance_total": total}
        return [known.get(figure, "0") for figure in FIGURES]

    def _insert(self, table: str, *values: object) -> None:
        marks = ", ".join("?" for _ in values)
        self.connection.execute(f"insert into marts.{table} values ({marks})", values)


@pytest.fixture
def marts(duckdb_file: Path) -> Marts:
    duckdb_file.parent.mkdir()
    return Marts(duckdb_file)


def run(marts: Marts, against: Path | None = None, practice: int | None = None) -> tuple[bool, str]:
    marts.connection.close()
    written = StringIO()
    console = Console(file=written, width=200, highlight=False)
    explained = reconcile(Target.duckdb, against, console, practice)
    return explained, written.getvalue()


def line(text: str, label: str) -> list[str]:
    """The amounts of a line of the printed table."""
    (found,) = (row for row in text.splitlines() if row.strip().startswith(label))
    return found.replace(label, "").split()


def test_gross_credits_and_net_are_printed_apart(marts: Marts) -> None:
    marts.account(1, "1500.00", "1500.00", "equal")
    marts.account(2, "-200.00", "-200.00", "equal")
    marts.account(3, "50.00", "49.99", "rounding")
    marts.month_end("2026-05-31", "900.00", "900.00", "equal")
    explained, text = run(marts)
    assert explained
    assert line(text, "Gross: what is owed") == ["1,550.00", "1,549.99", "0.01"]
    assert line(text, "Credits held") == ["-200.00", "-200.00", "0.00"]
    assert line(text, "Net") == ["1,350.00", "1,349.99", "0.01"]
    assert line(text, "31-60") == ["0.00", "0.00", "0.00"]
    assert f"as of {STORED}" in text
    assert "3 of 3 accounts equal OpenDental's own aging, 1 of them but for rounded" in text
    assert "1 of 1 month-ends equal" in text


def test_known_reasons_are_listed_apart_and_pass(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    marts.account(22, "10.00", "15.00", "edited_since_last_aging")
    marts.account(33, "10.00", "0.00", "guarantor_missing")
    marts.month_end("2026-05-31", "10.00", "12.00", "edited_since_month_end")
    explained, text = run(marts)
    assert explained
    assert "1 of 2 accounts equal" in text, "OpenDental stores nothing for the third"
    assert "Apart: 1 edited in OpenDental on that day or since: 22" in text
    assert "Apart: 1 without a guarantor row for OpenDental to store a balance on: 33" in text
    assert "0 of 1 month-ends equal" in text
    assert "edited since month end" in text


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("24.3.10.0", None),
        ("21.1.63.0", None),
        ("20.5.4.0", "older than 21.1"),
        ("24.4.1.0", "newer than 24.3"),
        ("24.1.5.0", "nobody can repeat"),
        ("", "not told"),
    ],
)
def test_a_version_without_proven_rules_is_told(
    marts: Marts, version: str, told: str | None
) -> None:
    marts.account(1, "10.00", "10.00", "equal", version=version)
    explained, text = run(marts)
    assert explained
    if told is None:
        assert "Careful" not in text
    else:
        assert told in " ".join(text.split())


def test_an_unexplained_account_fails_and_is_shown_by_figure(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    marts.account(44, "10.00", "12.50", "unexplained")
    explained, text = run(marts)
    assert not explained
    assert "Accounts that differ unexplained: 1" in text
    assert line(text, "44   0-30") == ["10.00", "12.50", "-2.50"]
    assert line(text, "44   total") == ["10.00", "12.50", "-2.50"]


def test_an_unexplained_month_end_fails(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    marts.month_end("2026-04-30", "10.00", "11.00", "unexplained")
    explained, text = run(marts)
    assert not explained
    assert line(text, "2026-04-30") == ["10.00", "11.00", "0.00", "0.00", "3", "unexplained"]


def test_long_lists_say_how_many_more(marts: Marts) -> None:
    for number in range(1, 51):
        marts.account(number, "1.00", "2.00", "edited_since_last_aging")
    _, text = run(marts)
    assert "40 and 10 more" in " ".join(text.split())


def test_practices_are_printed_one_by_one(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal", practice=0)
    marts.account(7, "20.00", "25.00", "unexplained", practice=2)
    explained, text = run(marts)
    assert not explained
    assert "Practice 0 as of" in text
    assert "Practice 2 as of" in text
    assert line(text, "7   total") == ["20.00", "25.00", "-5.00"], "OpenDental's own number"


def test_one_practice_alone(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal", practice=0)
    marts.account(7, "20.00", "25.00", "unexplained", practice=2)
    explained, text = run(marts, practice=0)
    assert explained
    assert "Practice 2" not in text


def test_a_report_is_compared_account_by_account(marts: Marts, tmp_path: Path) -> None:
    marts.account(1, "1234.50", "1234.50", "equal")
    marts.account(2, "-5.00", "-5.00", "equal")
    report = tmp_path / "aging.csv"
    report.write_text(
        'PatNum,0-30,Total\n1,"$1,234.50","$1,234.50"\n2,0,($5.00)\n', encoding="utf-8"
    )
    explained, text = run(marts, report)
    assert explained
    assert "2 of 2 accounts equal aging.csv" in text


def test_a_difference_from_the_report_fails(marts: Marts, tmp_path: Path) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    report = tmp_path / "aging.csv"
    report.write_text("PatNum,Total\n1,10.01\n9,3.00\n", encoding="utf-8")
    explained, text = run(marts, report)
    assert not explained
    assert line(text, "1   total") == ["10.00", "10.01", "-0.01"]
    assert line(text, "9   total") == ["-", "3.00", "-3.00"]


def test_a_report_of_another_day_is_refused(marts: Marts, tmp_path: Path) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    report = tmp_path / "aging.csv"
    report.write_text("As of 5/31/2026\nPatNum,Total\n1,10.00\n", encoding="utf-8")
    with pytest.raises(UserError, match="--as-of 2026-05-31"):
        run(marts, report)


def test_a_report_needs_one_practice(marts: Marts, tmp_path: Path) -> None:
    marts.account(1, "10.00", "10.00", "equal", practice=0)
    marts.account(1, "10.00", "10.00", "equal", practice=2)
    report = tmp_path / "aging.csv"
    report.write_text("PatNum,Total\n1,10.00\n", encoding="utf-8")
    with pytest.raises(UserError, match="--practice, one of 0, 2"):
        run(marts, report)


def test_marts_without_accounts(marts: Marts) -> None:
    with pytest.raises(UserError, match="no account: run `load`"):
        run(marts)


def test_a_practice_that_is_not_there(marts: Marts) -> None:
    marts.account(1, "10.00", "10.00", "equal")
    with pytest.raises(UserError, match="no account of practice 5"):
        run(marts, practice=5)


def test_a_warehouse_that_was_not_built(marts: Marts) -> None:
    marts.connection.execute("drop table marts.mart_ar_reconciliation")
    with pytest.raises(UserError, match="run `build` first"):
        run(marts)
