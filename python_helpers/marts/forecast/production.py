"""Work not yet done: expected gross production by day."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.marts.forecast.workdays import (
    month_of,
    month_start,
    weekday_of,
    working_weights,
)

_YEAR: Final = 365
_YEAR_OF_WEEKS: Final = 364
_HALF_LIFE: Final = 90  # days after which a day counts half for the level
_SEASON_SHRINK: Final = 2.0  # years of evidence that "no season" is worth
_GROWTH_KEPT: Final = 0.75  # of last year's growth, within these bounds
_GROWTH_BOUNDS: Final = (0.8, 1.25)


def seasonal_factors(monthly: np.ndarray, first_month: int) -> np.ndarray:
    """Twelve factors around 1, January first, from production per working day by whole months.

    Each month is measured against the twelve months around it, and the mean of a calendar month's
    ratios is drawn to 1 as if two years without a season had been seen too. Less than two
    years of months: no season.
    """
    count = len(monthly)
    if count < 24:
        return np.ones(12)
    weights = np.array([0.5, *([1.0] * 11), 0.5]) / 12
    centre = np.convolve(monthly, weights, mode="valid")
    inner = monthly[6 : 6 + len(centre)]
    ratio = np.divide(inner, centre, out=np.ones(len(centre)), where=centre > 0)
    month = (first_month + 6 + np.arange(len(centre))) % 12
    seen = np.bincount(month, minlength=12)
    total = np.bincount(month, weights=ratio - 1, minlength=12)
    factors = 1 + total / (seen + _SEASON_SHRINK)
    return factors / factors.mean()


def expected_production(daily: np.ndarray, first_day: int, days: int) -> np.ndarray:
    """Expected production of the `days` days after a history, by clinic.

    daily: (clinics, days), the history's gross production from `first_day` on. The level per
    working day, free of season, is a mean in which a day counts half after every 90 days; times the
    weekday's and month's factor, times three quarters of the practice's yearly growth. Returns
    (clinics, days).
    """
    clinics, known = daily.shape
    if known == 0:
        return np.zeros((clinics, days))
    practice = daily.sum(axis=0)
    all_days = first_day + np.arange(known + days)
    recent = slice(max(known - 3 * _YEAR_OF_WEEKS, 0), known)
    weekday = working_weights(all_days[recent], practice[recent])
    working = weekday[weekday_of(all_days)]
    season = _season(practice, working[:known], first_day)[month_of(all_days) % 12]
    shape = working * season
    age = known - np.arange(known)
    counts = 0.5 ** (age / _HALF_LIFE)
    worked = counts * shape[:known]
    level = daily @ counts / max(worked.sum(), 1e-9)
    mean_age = worked @ age / max(worked.sum(), 1e-9)
    ahead = (np.arange(days) + mean_age) / _YEAR
    return level[:, None] * shape[known:] * _growth(practice, shape[:known]) ** ahead


def _season(practice: np.ndarray, working: np.ndarray, first_day: int) -> np.ndarray:
    months = month_of(first_day + np.arange(len(practice)))
    first = int(months[0]) + (first_day != int(month_start(months[0])))
    last_day = first_day + len(practice)
    whole = np.arange(first, int(month_of(last_day)))
    if len(whole) == 0:
        return np.ones(12)
    at = months - first
    inside = (at >= 0) & (at < len(whole))
    amount = np.bincount(at[inside], weights=practice[inside], minlength=len(whole))
    worked = np.bincount(at[inside], weights=working[inside], minlength=len(whole))
    per_day = np.divide(amount, worked, out=np.zeros(len(whole)), where=worked > 0)
    return seasonal_factors(per_day, first)


def _growth(practice: np.ndarray, shape: np.ndarray) -> float:
    """Yearly growth factor that is carried on; 1 without two years of history."""
    if len(practice) < 2 * _YEAR_OF_WEEKS:
        return 1.0
    last = slice(-_YEAR_OF_WEEKS, None)
    before = slice(-2 * _YEAR_OF_WEEKS, -_YEAR_OF_WEEKS)
    now = practice[last].sum() / max(shape[last].sum(), 1e-9)
    then = practice[before].sum() / max(shape[before].sum(), 1e-9)
    if now <= 0 or then <= 0:
        return 1.0
    return float(np.clip(1 + _GROWTH_KEPT * (now / then - 1), *_GROWTH_BOUNDS))
