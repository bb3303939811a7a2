"""What patients will still pay for services rendered, by month of service, with Mack's error."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.marts.forecast.history import History
from python_helpers.marts.forecast.mack import log_normal_interval, mack_run_off
from python_helpers.marts.forecast.patients import AGES, months_before, triangle
from python_helpers.marts.forecast.plans import anchor
from python_helpers.marts.forecast.rows import Row, cents, to_date

_COHORTS: Final = 24


def run_off_rows(history: History, origin: int, start: int) -> list[Row]:
    """A row for each of the last 24 months of service, and one for all of them together.

    Months end on the origin's day. No rows while there are fewer than three months that brought
    anything.
    """
    months = min(int(months_before(origin, np.array([start]))[0]), _COHORTS)
    if months < 3:
        return []
    paid = triangle(history, origin, months).sum(axis=0)[:, : min(months, AGES)]
    age = np.arange(months)[::-1]
    reached = np.arange(paid.shape[1]) <= age[:, None]
    cumulative = np.where(reached, np.cumsum(paid, axis=1), np.nan)
    run_off = mack_run_off(cumulative)
    if run_off is None:
        return []
    latest = np.nanmax(np.where(reached, np.arange(paid.shape[1]), 0), axis=1).astype(np.int64)
    so_far = cumulative[np.arange(months), latest]
    rows = []
    parts: list[tuple[str, int | None, float, float, float]] = [
        ("service_month", cohort, so_far[cohort], run_off.to_come[cohort], run_off.error[cohort])
        for cohort in range(months)
    ]
    parts.append(("all", None, so_far.sum(), run_off.total, run_off.total_error))
    for level, cohort, paid_amount, to_come, error in parts:
        low, high = log_normal_interval(float(to_come), float(error))
        first = 0 if cohort is None else cohort
        last = months - 1 if cohort is None else cohort
        rows.append(
            {
                "practice_id": history.practice_id,
                "origin_date": to_date(origin),
                "metric_level": level,
                "service_start_date": to_date(anchor(origin, months - first) + 1),
                "service_end_date": to_date(anchor(origin, months - 1 - last)),
                "paid_amount": cents(paid_amount),
                "expected_amount": cents(to_come),
                "standard_error_amount": cents(error),
                "low_80_amount": cents(low),
                "high_80_amount": cents(high),
            }
        )
    return rows
