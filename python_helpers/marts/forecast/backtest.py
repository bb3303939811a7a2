"""Rolling-origin backtest: what each method would have said at past month-ends, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from python_helpers.marts.forecast.history import STREAMS, History
from python_helpers.marts.forecast.measures import bias, coverage, seasonal_naive_error, wape
from python_helpers.marts.forecast.methods import (
    ALL_STREAMS,
    METHODS,
    daily_cash,
    forecast_as_of,
)
from python_helpers.marts.forecast.workdays import (
    Period,
    month_of,
    month_start,
    periods_after,
    within,
)

LEAST_TRAINING_DAYS: Final = 365
MOST_ORIGINS: Final = 36
LEAST_ORIGINS: Final = 12
DEFAULT: Final = METHODS.index("per_business_day")
LEVEL: Final = 0.8
_LEAST_RESIDUALS: Final = 4
_JUDGED_ORIGINS: Final = 24  # newest ones, on which methods are chosen
_RECENT_ORIGINS: Final = 9  # newest ones, whose misses make the intervals
# Horizons that are judged and served alike: one alone has too few misses to go by.
_JUDGED: Final = {"week": 13, "month": 3}
BANDS: Final = {"week": ((1, 4), (5, 8), (9, 13)), "month": ((1, 1), (2, 3), (4, 6))}
_BETTER_BY: Final = 0.10
_MOST_BIAS: Final = 0.05
_COVERAGE: Final = (0.70, 0.90)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Arrays over (origins, methods, streams with the total last, clinics, periods).

    actual and usual have no methods; actual is nan where the period was not over by `as_of`.
    scale: (origins, streams, units), mean error of the seasonal naive of the practice until then.
    """

    origins: np.ndarray
    periods: list[Period]
    ends: np.ndarray
    expected: np.ndarray
    actual: np.ndarray
    usual: np.ndarray
    scale: np.ndarray


def run_backtest(history: History, as_of: int, start: int) -> Backtest:
    """Forecasts at the last 36 month-ends with a year of history before them and a month after."""
    last = int(month_of(as_of + 1)) - 1
    ends = [int(month_start(last - back)) - 1 for back in range(MOST_ORIGINS)]
    origins = sorted(day for day in ends if day - start + 1 >= LEAST_TRAINING_DAYS)
    # what came: as it is known now
    cash = np.stack([daily_cash(history, stream, start, as_of) for stream in STREAMS])
    cash = np.concatenate([cash, cash.sum(axis=0, keepdims=True)])
    made, actual, scale = [], [], []
    for origin in origins:
        made.append(forecast_as_of(history, origin, start))
        periods = periods_after(origin)
        over = np.array([period.end <= as_of for period in periods])
        came = np.full((*cash.shape[:-1], len(periods)), np.nan)
        ended = [period for period, is_over in zip(periods, over, strict=True) if is_over]
        came[..., over] = within(cash, start, ended)
        actual.append(came)
        scale.append(_scales(history, origin, start))
    shape = (len(METHODS), len(ALL_STREAMS), len(history.clinics), len(periods_after(as_of)))
    return Backtest(
        origins=np.array(origins, dtype=np.int64),
        periods=periods_after(as_of),
        ends=np.array([[period.end for period in periods_after(o)] for o in origins]).reshape(
            len(origins), shape[-1]
        ),
        expected=np.array([one.expected for one in made]).reshape(-1, *shape),
        actual=np.array(actual).reshape(-1, *shape[1:]),
        usual=np.array([one.usual for one in made]).reshape(-1, *shape[1:]),
        scale=np.array(scale).reshape(-1, len(ALL_STREAMS), 2),
    )


def latest_origin(as_of: int, start: int) -> int | None:
    """The newest month-end that a backtest as of a day can have, or None when there is none."""
    newest = int(month_start(int(month_of(as_of + 1)) - 1)) - 1
    return newest if newest - start + 1 >= LEAST_TRAINING_DAYS else None


def _scales(history: History, origin: int, start: int) -> np.ndarray:
    """Mean error of "as a year ago", by stream, of weeks and of months up to an origin."""
    cash = np.stack([daily_cash(history, s, start, origin).sum(axis=0) for s in STREAMS])
    cash = np.concatenate([cash, cash.sum(axis=0, keepdims=True)])
    days = cash.shape[1]
    weeks = cash[:, days % 7 :].reshape(len(cash), -1, 7).sum(axis=2)
    month = month_of(start + np.arange(days))
    months = np.stack([np.bincount(month - month[0], weights=own) for own in cash])[:, 1:]
    return np.array(
        [
            [seasonal_naive_error(weeks[s], 52), seasonal_naive_error(months[s], 12)]
            for s in range(len(cash))
        ]
    )


def interval_shares(test: Backtest, origin: int) -> np.ndarray:
    """Half widths of 80 % intervals ÷ usual cash: (methods, streams, periods), nan if unknown.

    Split conformal: the quantile of |actual − forecast| ÷ usual cash of the practice over
    the last twelve forecasts of earlier origins whose period was over by `origin`, each together
    with the periods before and after it (Lei et al. 2018; the quantile at (n + 1) × 0.8, between
    order statistics).
    """
    usual = np.maximum(test.usual.sum(axis=2), 1e-9)[:, None]
    missed = test.actual.sum(axis=2)[:, None] - test.expected.sum(axis=3)
    relative = np.abs(missed) / usual
    over = (test.ends <= origin) & (test.origins[:, None] < origin)
    over = _newest(over, _RECENT_ORIGINS)
    relative = np.where(over[:, None, None, :], relative, np.nan)
    shares = np.full(relative.shape[1:], np.nan)
    for place, period in enumerate(test.periods):
        near = [
            other
            for other, candidate in enumerate(test.periods)
            if candidate.unit == period.unit and abs(candidate.number - period.number) <= 1
        ]
        pool = np.moveaxis(relative[..., near], 0, -2).reshape(*relative.shape[1:3], -1)
        shares[..., place] = _upper_quantile(pool)
    return shares


def _newest(over: np.ndarray, count: int) -> np.ndarray:
    """Of (origins, periods) that are over, the newest `count` of each period."""
    made: np.ndarray = over & (np.cumsum(over[::-1], axis=0)[::-1] <= count)
    return made


def _upper_quantile(pool: np.ndarray) -> np.ndarray:
    """Value at rank (n + 1) × 0.8 of the known values of the last axis; nan below four."""
    ordered = np.sort(pool, axis=-1)  # nan last
    count = np.isfinite(pool).sum(axis=-1)
    rank = np.clip((count + 1) * LEVEL, 1, np.maximum(count, 1)) - 1
    low = np.floor(rank).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    first = np.take_along_axis(ordered, low[..., None], axis=-1)[..., 0]
    second = np.take_along_axis(ordered, high[..., None], axis=-1)[..., 0]
    value = first + (rank - low) * (second - first)
    return np.where(count >= _LEAST_RESIDUALS, value, np.nan)


def half_widths(shares: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Half widths for clinics from the practice's: (..., clinics, periods).

    shares: (..., periods); usual: (..., clinics, periods). Misses of clinics are mostly
    independent, so that a clinic's is larger for its size: by the root of the size.
    """
    whole = usual.sum(axis=-2, keepdims=True)
    return shares[..., None, :] * np.sqrt(np.maximum(usual, 0) * whole)


def chosen_methods(test: Backtest, origin: int, prequential: np.ndarray) -> np.ndarray:
    """The method to serve, (streams, periods), by what was over by `origin`.

    The model, where over 12 origins or more its WAPE is at least 10 % below that of the best
    baseline, its bias at most 5 % either way and its 80 % intervals held 70 to 90 % of
    the actuals; else that baseline. WAPE is judged by bands of horizons, bias and coverage over
    all weeks, or the first three months: a band alone has too few to tell a share. With fewer
    origins: cash per business day. prequential: as from `prequential_shares`.
    """
    chosen = np.full((len(STREAMS), len(test.periods)), DEFAULT)
    over = _newest((test.ends <= origin) & (test.origins[:, None] < origin), _JUDGED_ORIGINS)
    for unit, bands in BANDS.items():
        judged = _columns(test, unit, 1, _JUDGED[unit])
        for stream in range(len(STREAMS)):
            is_sound = _is_sound(test, prequential, stream, judged, over)
            for first, last in bands:
                columns = _columns(test, unit, first, last)
                if over[:, columns].any(axis=1).sum() < LEAST_ORIGINS:
                    continue
                actual = _of(test.actual[:, stream].sum(axis=1), columns, over)
                errors = [
                    wape(actual, _of(test.expected[:, m, stream].sum(axis=1), columns, over))
                    for m in range(len(METHODS))
                ]
                best = 1 + int(np.argmin(np.nan_to_num(errors[1:], nan=np.inf)))
                is_better = errors[0] <= (1 - _BETTER_BY) * errors[best]
                chosen[stream, columns] = 0 if is_better and is_sound else best
    return chosen


def _columns(test: Backtest, unit: str, first: int, last: int) -> list[int]:
    return [
        place
        for place, period in enumerate(test.periods)
        if period.unit == unit and first <= period.number <= last
    ]


def _of(values: np.ndarray, columns: list[int], over: np.ndarray) -> np.ndarray:
    """Values (origins, periods) of some periods that are over, in one row."""
    return values[:, columns][over[:, columns]]


def _is_sound(
    test: Backtest, prequential: np.ndarray, stream: int, columns: list[int], over: np.ndarray
) -> bool:
    """Whether the model is free of bias, and its intervals hold what they promise."""
    actual = _of(test.actual[:, stream].sum(axis=1), columns, over)
    model = _of(test.expected[:, 0, stream].sum(axis=1), columns, over)
    usual = _of(test.usual[:, stream].sum(axis=1), columns, over)
    half = _of(prequential[:, 0, stream], columns, over) * usual
    held = coverage(actual, model - half, model + half)
    is_unbiased = abs(bias(actual, model)) <= _MOST_BIAS
    return bool(is_unbiased and _COVERAGE[0] <= held <= _COVERAGE[1])


def prequential_shares(test: Backtest) -> np.ndarray:
    """`interval_shares` as they were at each origin: (origins, methods, streams, periods)."""
    if len(test.origins) == 0:
        return np.zeros((0, len(METHODS), len(ALL_STREAMS), len(test.periods)))
    return np.stack([interval_shares(test, int(origin)) for origin in test.origins])
