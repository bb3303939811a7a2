"""All forecasts as of one day: the model and every baseline, by stream, clinic and period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from python_helpers.marts.forecast.baselines import (
    BASELINES,
    bucket_cash,
    month_of_period,
    simple_baselines,
)
from python_helpers.marts.forecast.history import STREAMS, History
from python_helpers.marts.forecast.insurance import expected_insurance
from python_helpers.marts.forecast.patients import (
    AGES,
    expected_patients,
    monthly,
    months_before,
    triangle,
)
from python_helpers.marts.forecast.plans import expected_plans
from python_helpers.marts.forecast.production import expected_production
from python_helpers.marts.forecast.promises import with_promises
from python_helpers.marts.forecast.workdays import (
    Period,
    last_forecast_day,
    periods_after,
    within,
)

MODEL: Final = "model"
METHODS: Final = (MODEL, *BASELINES)
TOTAL: Final = "total"
ALL_STREAMS: Final = (*STREAMS, TOTAL)


@dataclass(frozen=True, slots=True)
class Forecast:
    """expected: (methods, streams with the total last, clinics, periods), dollars.

    usual: (streams with the total last, clinics, periods), last year's mean for such a period.
    """

    origin: int
    periods: list[Period]
    expected: np.ndarray
    usual: np.ndarray


def first_day(history: History) -> int | None:
    """The day on which the books begin: the first from which on work is done week after week.

    Blank and mistyped dates lie alone, far before: a day counts when four weeks from it hold three
    days of work or more. None without any.
    """
    production = history.production
    days = np.unique(production["service_day"].to_numpy()[production["amount"].to_numpy() > 0])
    regular = np.flatnonzero(days[2:] - days[:-2] < 28)
    return int(days[regular[0]]) if len(regular) else None


def forecast_as_of(history: History, origin: int, start: int) -> Forecast:
    """Every method's forecast from what was entered by `origin`; `start`: see `first_day`."""
    periods = periods_after(origin)
    days = last_forecast_day(origin) - origin
    produced = _daily(history.production, "service_day", history.clinics, start, origin)
    production = np.concatenate([produced, expected_production(produced, start, days)], axis=1)
    cash = {stream: daily_cash(history, stream, start, origin) for stream in STREAMS}

    expected = np.zeros((len(METHODS), len(STREAMS), len(history.clinics), len(periods)))
    model = _model(history, origin, days, production, start, cash)
    buckets = _buckets(history, origin, start, periods)
    for place, stream in enumerate(STREAMS):
        expected[0, place] = within(model[stream], origin + 1, periods)
        simple = simple_baselines(cash[stream], produced.sum(axis=0), start, periods)
        for number, name in enumerate(BASELINES, start=1):
            expected[number, place] = buckets[stream] if name == "ar_buckets" else simple[name]
    expected = np.concatenate([expected, expected.sum(axis=1, keepdims=True)], axis=1)
    usual = np.maximum(expected[METHODS.index("mean_12_months")], 0)
    return Forecast(origin, periods, expected, usual)


def daily_cash(history: History, stream: str, start: int, origin: int) -> np.ndarray:
    """Cash of a stream by clinic and day, from `start` to `origin`, as entered by then."""
    cash = history.cash[history.cash["stream"] == stream]
    return _daily(cash, "cash_day", history.clinics, start, origin)


def _daily(
    frame: pd.DataFrame, column: str, clinics: np.ndarray, start: int, origin: int
) -> np.ndarray:
    days = frame[column].to_numpy()
    kept = (frame["known_day"].to_numpy() <= origin) & (days <= origin) & (days >= start)
    clinic = np.searchsorted(clinics, frame["clinic_id"].to_numpy()[kept])
    made = np.zeros((len(clinics), max(origin - start + 1, 0)))
    np.add.at(made, (clinic, days[kept] - start), frame["amount"].to_numpy()[kept])
    return made


def _model(
    history: History,
    origin: int,
    days: int,
    production: np.ndarray,
    start: int,
    cash: dict[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Expected cash by stream: (clinics, days after the origin)."""
    done, new = expected_patients(history, origin, days, production, start)
    charges = _daily(history.charges, "service_day", history.clinics, start, origin)
    received = sum(own.sum(axis=1) for own in cash.values())
    owed = np.maximum(charges.sum(axis=1) - received, 0)
    return {
        "insurance": expected_insurance(history, origin, days, production, start),
        "patient": with_promises(history, origin, done, owed) + new,
        "payment_plan": expected_plans(history, origin, days, production, start),
    }


def _buckets(
    history: History, origin: int, start: int, periods: list[Period]
) -> dict[str, np.ndarray]:
    """The baseline of AR buckets, by stream: (clinics, periods)."""
    months = max(int(months_before(origin, np.array([start]))[0]), 1)
    charges = _daily(history.charges, "service_day", history.clinics, start, origin)
    charged = monthly(origin, start, charges, months)[:, :months]
    paid = {stream: triangle(history, origin, months, stream) for stream in STREAMS}
    spans = [month_of_period(origin, period) for period in periods]
    ahead = max(month for span in spans for month, _ in span) + 1
    by_month = bucket_cash(charged, paid, min(ahead, AGES - 1))
    return {
        stream: np.stack(
            [sum(share * own[:, month] for month, share in span) for span in spans], axis=1
        )
        for stream, own in by_month.items()
    }
