"""One run: the forecast of every practice as of a day, its accuracy, and what became of earlier
runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa

from python_helpers.marts.forecast.backtest import (
    DEFAULT,
    chosen_methods,
    interval_shares,
    latest_origin,
    prequential_shares,
    run_backtest,
)
from python_helpers.marts.forecast.history import STREAMS, History, day_number, read_histories
from python_helpers.marts.forecast.methods import (
    ALL_STREAMS,
    METHODS,
    TOTAL,
    Forecast,
    daily_cash,
    first_day,
    forecast_as_of,
)
from python_helpers.marts.forecast.rows import (
    ACCURACY,
    AS_SERVED,
    FORECAST,
    RUN_OFF,
    Row,
    accuracy_rows,
    forecast_rows,
    served,
    to_table,
    with_actuals,
    with_latest_run,
)
from python_helpers.marts.forecast.run_off import run_off_rows
from python_helpers.marts.forecast.workdays import DAYS_PER_MONTH, Period
from python_helpers.warehouse.ibis import read

_NORMAL_80: Final = 1.2815515655446004
_LEAST_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What the backtest says: methods to serve, half widths ÷ usual cash (streams, periods)."""

    chosen: np.ndarray
    shares: np.ndarray


def forecast_tables(con: ibis.BaseBackend, as_of: date) -> dict[str, pa.Table]:
    """All rows of the forecast's tables after a run as of `as_of`, by table name.

    Earlier runs stay, with actuals where their periods are over by now; a run of the same day
    is replaced. A practice's accuracy is measured anew when a month has closed since it
    was measured last. The same warehouse and day give the same rows.
    """
    today = day_number(as_of)
    kept = _kept(con, FORECAST)
    measured = _kept(con, ACCURACY)
    forecasts: list[Row] = []
    accuracy: list[Row] = []
    run_off: list[Row] = []
    received: dict[int, tuple[np.ndarray, int, np.ndarray]] = {}
    for history in read_histories(con, as_of):
        practice = history.practice_id
        start = first_day(history)
        if start is None or start > today:
            continue  # books without regular work: nothing to go by
        forecast = forecast_as_of(history, today, start)
        own = [row for row in measured if row["practice_id"] == practice]
        if not _is_current(own, today, start):
            own = _measured(history, today, start)
        accuracy += own
        judgement = _judgement(own, forecast.periods)
        shares, bases = _live_shares(history, forecast, judgement.shares, start)
        forecasts += forecast_rows(
            practice, history.clinics, forecast, judgement.chosen, shares, bases
        )
        run_off += run_off_rows(history, today, start)
        received[practice] = (history.clinics, start, _running_cash(history, start, today))
    earlier = [
        row for row in kept if not (row["origin_date"] == as_of and row["practice_id"] in received)
    ]
    rows = with_latest_run(with_actuals([*earlier, *forecasts], received, today))
    unseen = [row for row in measured if row["practice_id"] not in received]
    return {
        FORECAST: to_table(FORECAST, sorted(rows, key=_forecast_order)),
        ACCURACY: to_table(ACCURACY, sorted([*unseen, *accuracy], key=_accuracy_order)),
        RUN_OFF: to_table(RUN_OFF, run_off),
    }


def _kept(con: ibis.BaseBackend, table: str) -> list[Row]:
    rows: list[Row] = read(con, "python_marts", table).to_pyarrow().to_pylist()
    return rows


def _forecast_order(row: Row) -> tuple[Any, ...]:
    clinic = -1 if row["clinic_id"] is None else row["clinic_id"]
    return (
        row["practice_id"],
        row["origin_date"],
        row["metric_level"],
        clinic,
        ALL_STREAMS.index(row["stream"]),
        row["horizon_unit"],
        row["horizon_number"],
    )


def _accuracy_order(row: Row) -> tuple[Any, ...]:
    return (
        row["practice_id"],
        ALL_STREAMS.index(row["stream"]),
        row["horizon_unit"],
        row["horizon_number"],
        (*METHODS, AS_SERVED).index(row["method"]),
    )


def _is_current(rows: list[Row], today: int, start: int) -> bool:
    """Whether the accuracy rows there are measured everything that is over today, and no more."""
    newest = latest_origin(today, start)
    if newest is None:
        return not rows
    origins = {day_number(row["last_origin_date"]) for row in rows}
    return bool(origins) and max(origins) == newest


def _measured(history: History, today: int, start: int) -> list[Row]:
    test = run_backtest(history, today, start)
    if len(test.origins) == 0:
        return []
    prequential = prequential_shares(test)
    as_served = np.stack(
        [
            served(test.expected[i], chosen_methods(test, int(origin), prequential))
            for i, origin in enumerate(test.origins)
        ]
    )
    alone = replace(test, expected=as_served[:, None])
    as_served_shares = prequential_shares(alone)[:, 0]
    return accuracy_rows(
        history.practice_id,
        test,
        prequential,
        as_served.sum(axis=2),
        as_served_shares,
        chosen_methods(test, today, prequential),
        interval_shares(test, today),
        interval_shares(alone, today)[0],
        today,
    )


def _judgement(rows: list[Row], periods: list[Period]) -> _Judgement:
    """Methods and interval widths, read from the accuracy rows: a cheap run reads them as well."""
    chosen = np.full((len(STREAMS), len(periods)), DEFAULT)
    shares = np.full((len(ALL_STREAMS), len(periods)), np.nan)
    place = {(period.unit, period.number): p for p, period in enumerate(periods)}
    for row in rows:
        if not row["is_served"]:
            continue
        stream = ALL_STREAMS.index(row["stream"])
        at = place[row["horizon_unit"], row["horizon_number"]]
        if row["stream"] != TOTAL:
            chosen[stream, at] = METHODS.index(row["method"])
        if row["interval_share_80"] is not None:
            shares[stream, at] = float(row["interval_share_80"])
    return _Judgement(chosen, shares)


def _live_shares(
    history: History, forecast: Forecast, shares: np.ndarray, start: int
) -> tuple[np.ndarray, np.ndarray]:
    """Interval widths of this run and what they rest on, by stream and period.

    The backtest's origins are month-ends. Seen from within a month, its months lie further ahead:
    their widths are taken between those of this horizon and the next. Without a backtest, the
    spread of the practice's past months.
    """
    made = shares.copy()
    months = [p for p, period in enumerate(forecast.periods) if period.unit == "month"]
    gap = (forecast.periods[months[0]].start - forecast.origin - 1) / DAYS_PER_MONTH
    for at, after in zip(months, [*months[1:], months[-1]], strict=True):
        further = np.where(np.isfinite(shares[:, after]), shares[:, after], shares[:, at])
        made[:, at] = (1 - gap) * shares[:, at] + gap * further
    bases = np.where(np.isfinite(made), "backtest", "none").astype(object)
    spread = _past_spread(history, forecast.origin, start)
    for p, period in enumerate(forecast.periods):
        length = (period.end - period.start + 1) / DAYS_PER_MONTH
        for s in range(len(ALL_STREAMS)):
            if not np.isfinite(made[s, p]) and np.isfinite(spread[s]):
                # months' misses are taken as independent from week to week
                made[s, p] = _NORMAL_80 * spread[s] / min(length, 1.0) ** 0.5
                bases[s, p] = "history"
    return made, bases


def _past_spread(history: History, origin: int, start: int) -> np.ndarray:
    """Standard deviation ÷ mean of the last 12 spans of 30 days, by stream; nan below three."""
    cash = np.stack([daily_cash(history, s, start, origin).sum(axis=0) for s in STREAMS])
    cash = np.concatenate([cash, cash.sum(axis=0, keepdims=True)])
    spans = min(cash.shape[1] // 30, 12)
    if spans < _LEAST_MONTHS:
        return np.full(len(cash), np.nan)
    totals = cash[:, cash.shape[1] - 30 * spans :].reshape(len(cash), spans, 30).sum(axis=2)
    mean, deviation = totals.mean(axis=1), totals.std(axis=1, ddof=1)
    return np.divide(deviation, mean, out=np.full(len(cash), np.nan), where=mean > 0)


def _running_cash(history: History, start: int, today: int) -> np.ndarray:
    cash = np.stack([daily_cash(history, stream, start, today) for stream in STREAMS])
    cash = np.concatenate([cash, cash.sum(axis=0, keepdims=True)])
    return np.concatenate([np.zeros((*cash.shape[:2], 1)), np.cumsum(cash, axis=2)], axis=2)
