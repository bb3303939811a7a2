"""Dates as whole days since 1970-01-01, so that a column of dates is plain integer arithmetic."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

EPOCH: Final = date(1970, 1, 1).toordinal()
DAY_SECONDS: Final = 86_400


def day(value: date) -> int:
    """The day number of a date."""
    return value.toordinal() - EPOCH


BLANK_DAY: Final = day(date(1, 1, 1))
"""0001-01-01, OpenDental's blank date."""

BLANK_SECOND: Final = BLANK_DAY * DAY_SECONDS
"""0001-01-01 00:00:00, OpenDental's blank datetime."""

MAX_DAY: Final = day(date(9999, 12, 31))
"""9999-12-31, the date of plan credits whose treatment is not done yet."""

NEVER: Final = MAX_DAY - 1
"""A day that no horizon reaches: stands for "does not happen" inside the generator only."""


def weekday(days: Ints) -> Ints:
    """0 = Monday to 6 = Sunday."""
    return (days + 3) % 7


def on_business_day(days: Ints) -> Ints:
    """The day itself, or the Monday after a weekend."""
    return days + np.maximum(0, 7 - weekday(days)) * (weekday(days) >= 5)


def month_index(days: Ints) -> Ints:
    """Months since January 1970."""
    return np.asarray(days).astype("M8[D]").astype("M8[M]").astype(np.int64)


def month_start(months: Ints) -> Ints:
    """The first day of months counted since January 1970."""
    return np.asarray(months).astype("M8[M]").astype("M8[D]").astype(np.int64)


def month_end(months: Ints) -> Ints:
    """The last day of months counted since January 1970."""
    return month_start(np.asarray(months) + 1) - 1


def day_of_month(days: Ints) -> Ints:
    """1 to 31."""
    return days - month_start(month_index(days)) + 1


def add_months(days: Ints, months: Ints) -> Ints:
    """The same day of a later month, or that month's last day where it is shorter."""
    target = month_index(days) + months
    return np.minimum(month_start(target) + day_of_month(days) - 1, month_end(target))
