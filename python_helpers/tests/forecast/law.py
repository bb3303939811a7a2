"""A forecast that knows the laws by which a generated practice is paid: what is best possible.

Insurers' delays, stuck, unanswered and denied claims are taken from the truth folder. Growth and
season of the work are those of the whole history, the months to come included, and so are the
shares in which patients pay: no forecaster has them at the origin. It knows no single event of
the future, and of plans no more than the model, so that plans neither open nor close the gap
between the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from python_helpers.generate.care.visits import _SEASON
from python_helpers.marts.forecast.history import NEVER, STREAMS, History
from python_helpers.marts.forecast.insurance import PayerTerms, expected_insurance
from python_helpers.marts.forecast.methods import _daily
from python_helpers.marts.forecast.patients import (
    additive_shares,
    monthly,
    months_before,
    run_off_by_shares,
    spread,
    triangle,
)
from python_helpers.marts.forecast.plans import expected_plans
from python_helpers.marts.forecast.workdays import (
    last_forecast_day,
    month_of,
    periods_after,
    weekday_of,
    within,
)

_LAGS = 365


class Law:
    """The laws of one generated practice, and its whole history."""

    def __init__(self, folder: Path, history: History, start: int, as_of: int) -> None:
        truth = json.loads((folder / "truth" / "payment_lag_laws.json").read_text(encoding="utf-8"))
        self.laws, medians = truth["laws"], truth["carrier_median_days"]
        names = pq.read_table(folder / "carrier.parquet").to_pydict()
        offset = history.practice_id * 10**12
        self.median = {
            offset + number: medians[name]
            for number, name in zip(names["CarrierNum"], names["CarrierName"], strict=True)
            if name in medians
        }
        self.history, self.start, self.as_of = history, start, as_of
        self.produced = _daily(history.production, "service_day", history.clinics, start, as_of)
        self.production = self._production()
        months = int(months_before(as_of, np.array([start]))[0])
        paid = triangle(history, as_of, months).sum(axis=0)
        done = monthly(as_of, start, self.produced, months).sum(axis=0)[:months]
        self.patient_shares = additive_shares(paid, done, months)

    def _production(self) -> np.ndarray:
        """Work by clinic and day, free of chance: a cubic trend through the whole history."""
        known = self.produced.shape[1]
        days = self.start + np.arange(known + 220)
        shape = (weekday_of(days) < 5) * _SEASON[month_of(days) % 12]
        powers = (np.arange(known + 220)[:, None] / 365) ** np.arange(4)
        practice = self.produced.sum(axis=0)
        terms = (shape[:, None] * powers)[:known]
        trend, *_ = np.linalg.lstsq(terms, practice, rcond=None)
        mix = self.produced.sum(axis=1) / practice.sum()
        return mix[:, None] * np.maximum(shape * (powers @ trend), 0)

    def _terms(self, origin: int) -> PayerTerms:
        claims = self.history.claims
        payers = np.unique(claims["payer_id"].to_numpy()[claims["sent_day"].to_numpy() <= origin])
        default = self.laws["insurer"]["median"]
        answered = np.stack([self._answers(self.median.get(int(p), default)) for p in payers])
        waiting = 1 - np.cumsum(answered, axis=1)
        waiting = np.concatenate([np.ones((len(payers), 1)), waiting[:, :-1]], axis=1)
        # how benefits turn out is no law of the truth's: the share that was paid in the end
        asked = claims["estimate_amount"][claims["answer_known_day"] < NEVER].sum()
        paid = self.history.claim_payments
        first = (paid["answer_day"] < NEVER) & (paid["cash_day"] <= paid["answer_day"])
        share = paid["amount"][first].sum() / asked
        return PayerTerms(payers, answered, waiting, np.full(len(payers), share))

    def _answers(self, median: float) -> np.ndarray:
        """Share of claims answered at each day since sending, up to the payer's own weekday."""
        laws = self.laws
        once = _log_normal(median, laws["insurer"]["sigma"], laws["insurer"]["least"])
        slow = laws["insurer_slow_extra"]
        extra = _log_normal(slow["median"], slow["sigma"], slow["least"])
        stuck = np.convolve(once, extra)[:_LAGS]
        mixed = once + laws["insurer_slow_share"] * (stuck - once)
        answered = np.convolve(mixed, np.full(7, 1 / 7))[:_LAGS]
        return np.asarray(answered * (1 - laws["insurer_never_share"]))

    def forecast(self, origin: int) -> np.ndarray:
        """Expected cash of the practice: (streams with the total last, periods)."""
        periods = periods_after(origin)
        days = last_forecast_day(origin) - origin
        until = origin - self.start + 1
        produced = self.history.production
        known = _daily(produced, "service_day", self.history.clinics, self.start, origin)
        production = np.concatenate([known, self.production[:, until : until + days]], axis=1)
        months = int(months_before(origin, np.array([self.start]))[0])
        produced = monthly(origin, self.start, production, months)
        ahead = produced.shape[1] - months
        shares = self.patient_shares
        cash = run_off_by_shares(produced[:, :months], shares, ahead)
        cash = cash + np.stack([np.convolve(own, shares)[:ahead] for own in produced[:, months:]])
        streams: dict[str, Any] = {
            "insurance": expected_insurance(
                self.history, origin, days, production, self.start, self._terms(origin)
            ),
            "patient": spread(cash, self.history, origin, days, production.sum(axis=0), self.start),
            "payment_plan": expected_plans(self.history, origin, days, production, self.start),
        }
        made = np.stack([within(streams[s].sum(axis=0), origin + 1, periods) for s in STREAMS])
        return np.concatenate([made, made.sum(axis=0, keepdims=True)])


def _log_normal(median: float, sigma: float, least: int) -> np.ndarray:
    """Probability of each whole number of days, rounded down, at least `least`."""
    normal = NormalDist()
    days = np.arange(1, _LAGS + 1)
    below = np.array([normal.cdf(np.log(day / median) / sigma) for day in days])
    below[:least] = 0.0
    return np.diff(below, prepend=0.0)
