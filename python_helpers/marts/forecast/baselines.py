"""What a forecast must beat: rules of thumb that need nothing but past cash.

Each gives expected cash by clinic and period from what was entered by the origin. For a week, a
monthly rule is taken per day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from python_helpers.marts.forecast.patients import months_before
from python_helpers.marts.forecast.plans import anchor
from python_helpers.marts.forecast.workdays import (
    Period,
    month_of,
    month_start,
    weekday_of,
    working_weights,
)

BASELINES: Final = (
    "last_month",
    "same_month_last_year",
    "mean_3_months",
    "mean_6_months",
    "mean_12_months",
    "per_business_day",
    "ar_buckets",
)
BUCKETS: Final = 4  # months since service: under 1, 1, 2, and 3 or more


def simple_baselines(
    cash: np.ndarray, worked: np.ndarray, first_day: int, periods: Sequence[Period]
) -> dict[str, np.ndarray]:
    """The baselines that look at past cash alone, by name: (clinics, periods).

    cash: (clinics, days) from `first_day` to the origin; worked: (days,), the practice's production
    of those days, which tells its working weekdays.
    """
    days = cash.shape[1]
    origin = first_day + days - 1
    running = np.concatenate([np.zeros((len(cash), 1)), np.cumsum(cash, axis=1)], axis=1)

    def between(start: int, end: int) -> np.ndarray:
        """Cash from day start to day end; days before the history count as they are: none."""
        low, high = (int(np.clip(day - first_day, 0, days)) for day in (start, end + 1))
        return running[:, high] - running[:, low]

    length = np.array([period.end - period.start + 1 for period in periods])
    is_month = np.array([period.unit == "month" for period in periods])
    month_after = int(month_of(origin + 1))  # the first that is not over

    def mean_months(count: int) -> np.ndarray:
        start, end = (int(month_start(month_after - k)) for k in (count, 0))
        total = between(start, end - 1)
        return total[:, None] * np.where(is_month, 1 / count, length / (end - start))

    # a year ago; of periods that far ahead, the last that is known
    def year_ago(period: Period) -> np.ndarray:
        if period.unit == "month":
            month = int(month_of(period.start)) - 12
            return between(int(month_start(month)), int(month_start(month + 1)) - 1)
        return between(period.start - 364, period.end - 364)

    weekday = working_weights(np.arange(max(origin - 363, first_day), origin + 1), worked[-364:])
    works = weekday > 0

    def business_days(start: int, end: int) -> int:
        return int(works[weekday_of(np.arange(start, end + 1))].sum())

    since = max(origin - 363, first_day)
    per_day = between(since, origin) / max(business_days(since, origin), 1)
    ahead = np.array([business_days(period.start, period.end) for period in periods])
    return {
        "last_month": mean_months(1),
        "same_month_last_year": np.stack([year_ago(period) for period in periods], axis=1),
        "mean_3_months": mean_months(3),
        "mean_6_months": mean_months(6),
        "mean_12_months": mean_months(12),
        "per_business_day": per_day[:, None] * ahead,
    }


def one_step_cash(
    balances: Sequence[float] | np.ndarray, shares: Sequence[float] | np.ndarray
) -> float:
    """Cash expected from balances by bucket: Σ balance × share that the bucket brings."""
    return float(np.dot(balances, shares))


def bucket_cash(
    charged: np.ndarray,
    paid_by_stream: Mapping[str, np.ndarray],
    ahead: int,
) -> dict[str, np.ndarray]:
    """AR by age of service × what such balances brought before, plus last year's mean from new
    work.

    charged: (clinics, cohorts), what was charged by month of service, oldest first; paid_by_stream:
    (clinics, cohorts, months since) of each stream, as entered by the origin. Returns cash by
    stream of the months ahead: (clinics, ahead).
    """
    clinics, cohorts = charged.shape
    paid = sum(paid_by_stream.values())
    assert isinstance(paid, np.ndarray)
    ages = paid.shape[2]
    age_now = np.arange(cohorts)[::-1]
    bucket = np.minimum(age_now, BUCKETS - 1)
    open_now = np.maximum(charged - paid.sum(axis=2), 0)
    balances = np.stack([open_now[:, bucket == b].sum(axis=1) for b in range(BUCKETS)], axis=1)
    looked = max(min(12, cohorts - 1), 0)
    balance_then = np.zeros(BUCKETS)
    seen = np.zeros((looked + 1, BUCKETS))
    cumulative = np.cumsum(paid, axis=2)
    made: dict[str, np.ndarray] = {}
    for back in range(1, looked + 1):
        last = cohorts - back  # cohorts that were there `back` months ago
        age = np.minimum(np.arange(last)[::-1], ages - 1)
        so_far = cumulative[:, np.arange(last), age]
        open_then = np.maximum(charged[:, :last] - so_far, 0).sum(axis=0)
        at = np.minimum(np.arange(last)[::-1], BUCKETS - 1)
        seen[back] = np.bincount(at, weights=open_then, minlength=BUCKETS)
    for stream, own in paid_by_stream.items():
        coming = np.zeros((clinics, ahead))
        for step in range(1, ahead + 1):
            brought, new, count = np.zeros(BUCKETS), np.zeros(clinics), 0
            balance_then = np.zeros(BUCKETS)
            for back in range(step, looked + 1):
                last = cohorts - back
                when = np.arange(last)[::-1] + step
                ok = when < ages
                got = own[:, np.arange(last)[ok], when[ok]].sum(axis=0)
                at = np.minimum(np.arange(last)[::-1], BUCKETS - 1)[ok]
                brought += np.bincount(at, weights=got, minlength=BUCKETS)
                balance_then += seen[back]
                later = np.arange(last, last + step)
                new += own[:, later, (step - 1) - np.arange(step)].sum(axis=1)
                count += 1
            share = np.divide(brought, balance_then, out=np.zeros(BUCKETS), where=balance_then > 0)
            coming[:, step - 1] = balances @ share + new / max(count, 1)
        made[stream] = coming
    return made


def month_of_period(origin: int, period: Period) -> list[tuple[int, float]]:
    """Months ahead (0 = the one after the origin) that a period lies in, with its share of each."""
    days = np.arange(period.start, period.end + 1)
    ahead = -months_before(origin, days) - 1
    month, count = np.unique(ahead, return_counts=True)
    return [
        (int(m), float(c / (anchor(origin, -int(m) - 1) - anchor(origin, -int(m)))))
        for m, c in zip(month, count, strict=True)
    ]
