"""Day numbers against the standard library."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.generate import calendar as own

DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def one(value: date) -> np.ndarray:
    return np.array([own.day(value)])


@given(DATES)
def test_parts_of_a_date(value: date) -> None:
    days = one(value)
    assert own.weekday(days)[0] == value.weekday()
    assert own.day_of_month(days)[0] == value.day
    assert own.month_index(days)[0] == (value.year - 1970) * 12 + value.month - 1
    last = value.replace(day=monthrange(value.year, value.month)[1])
    assert own.month_end(own.month_index(days))[0] == own.day(last)


@given(DATES, st.integers(0, 60))
def test_adding_months_keeps_the_day_or_takes_the_last(value: date, months: int) -> None:
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    wanted = date(year, month + 1, min(value.day, monthrange(year, month + 1)[1]))
    assert own.add_months(one(value), np.array([months]))[0] == own.day(wanted)


@given(DATES)
def test_business_days(value: date) -> None:
    wanted = value + timedelta(days=max(0, 7 - value.weekday()) if value.weekday() >= 5 else 0)
    assert own.on_business_day(one(value))[0] == own.day(wanted)


def test_sentinels() -> None:
    assert own.BLANK_DAY == -719_162
    assert own.MAX_DAY == 2_932_896
    assert own.BLANK_SECOND == own.BLANK_DAY * 86_400
