"""Days on which a practice works, and the weeks and months that are forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

WEEKS: Final = 13
MONTHS: Final = 6
HORIZONS: Final = {"week": WEEKS, "month": MONTHS}
DAYS_PER_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; `number` counts from 1 after the origin."""

    unit: str
    number: int
    start: int
    end: int


def month_of(days: np.ndarray | int) -> np.ndarray:
    """Months since January 1970 of days since 1970-01-01."""
    dated = np.asarray(days, dtype="datetime64[D]")
    return dated.astype("datetime64[M]").astype(np.int64)


def month_start(months: np.ndarray | int) -> np.ndarray:
    """First day (since 1970-01-01) of months since January 1970."""
    first = np.asarray(months, dtype="datetime64[M]").astype("datetime64[D]")
    return first.astype(np.int64)


def weekday_of(days: np.ndarray | int) -> np.ndarray:
    """0 = Monday to 6 = Sunday."""
    return (np.asarray(days) + 3) % 7


def periods_after(origin: int) -> list[Period]:
    """The next 13 weeks (seven days each, from the day after the origin) and 6 months.

    Months are calendar months, the first one that begins after the origin: a month that is
    half over is no forecast any more.
    """
    weeks = [Period("week", n, origin + 7 * n - 6, origin + 7 * n) for n in range(1, WEEKS + 1)]
    first = int(month_of(origin)) + 1
    months = [
        Period("month", n, int(month_start(first + n - 1)), int(month_start(first + n)) - 1)
        for n in range(1, MONTHS + 1)
    ]
    return weeks + months


def last_forecast_day(origin: int) -> int:
    """The last day of all periods after an origin."""
    return max(period.end for period in periods_after(origin))


def working_weights(days: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """What a Monday to Sunday brings, against the mean of the working weekdays.

    A weekday with less than a twentieth of an even share is none on which the practice works.
    Without any amount: Monday to Friday.
    """
    positive = np.maximum(amounts, 0.0)
    share = np.bincount(weekday_of(days), weights=positive, minlength=7)
    share = share / share.sum() if share.sum() > 0 else np.repeat([1 / 5, 0.0], [5, 2])
    worked = np.where(share >= 0.05 / 7, share, 0.0)
    return worked / worked[worked > 0].mean()


def within(values: np.ndarray, first_day: int, spans: Sequence[Period]) -> np.ndarray:
    """Sums of daily values (..., days from `first_day`) over periods: (..., periods)."""
    running = np.concatenate(
        [np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1
    )
    starts = np.array([span.start for span in spans]) - first_day
    ends = np.array([span.end for span in spans]) - first_day + 1
    return running[..., ends] - running[..., starts]
