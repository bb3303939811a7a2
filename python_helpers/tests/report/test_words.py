"""Figures, days and reasons are written as people write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from python_helpers.report import words


@pytest.mark.parametrize(
    ("amount", "cents", "dollars"),
    [
        ("0", "0.00", "$0"),
        ("1234567.895", "1,234,567.90", "$1,234,568"),
        ("-0.5", "\u22120.50", "\u2212$1"),
        ("-0.004", "0.00", "$0"),
        ("2.5", "2.50", "$3"),
    ],
)
def test_halves_go_away_from_zero_and_nothing_has_no_sign(
    amount: str, cents: str, dollars: str
) -> None:
    assert words.cents(Decimal(amount)) == cents
    assert words.dollars(Decimal(amount)) == dollars


def test_a_share_is_percent() -> None:
    assert words.percent(Decimal("0.97249")) == "97.2%"
    assert words.percent(Decimal("0.9725")) == "97.3%"
    assert words.percent(Decimal("-0.0001"), digits=0) == "0%"


def test_what_is_missing_says_why() -> None:
    assert words.percent(None, "zero_denominator") == "- (nothing to divide by)"
    assert words.cents(None, "a_reason_of_later") == "- (a reason of later)"
    assert words.decimal(None) == "-"


def test_no_share_of_nothing_or_less() -> None:
    assert words.share_of(Decimal(5), Decimal(0)) is None
    assert words.share_of(Decimal(5), Decimal(-1)) is None


def test_days_and_months() -> None:
    assert words.day(date(2026, 2, 3)) == "Feb 3, 2026"
    assert words.months_before(date(2026, 2, 1), 3) == date(2025, 11, 1)
    assert words.months_before(date(2026, 12, 1), -1) == date(2027, 1, 1)
    assert words.month_end(date(2024, 2, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 3, 1, 8, 0), "0 minutes"),
        (datetime(2026, 3, 1, 8, 1, 59), "1 minute"),
        (datetime(2026, 3, 1, 9, 59), "1 hour"),
        (datetime(2026, 3, 3, 7, 59), "47 hours"),
        (datetime(2026, 3, 3, 8, 0), "2 days"),
        (datetime(2026, 3, 1, 7, 0), "0 minutes"),
    ],
)
def test_age_is_in_the_unit_that_tells(now: datetime, told: str) -> None:
    assert words.age(datetime(2026, 3, 1, 8, 0), now) == told
