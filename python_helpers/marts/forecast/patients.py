"""Patients: liquidation curves by month of service, for work done and work to come."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.marts.forecast.history import History
from python_helpers.marts.forecast.workdays import month_of, month_start

AGES: Final = 36  # months since service that the curve follows
_DIAGONALS: Final = 12  # months of payments that the curve is drawn from


def expected_patients(
    history: History, origin: int, days: int, production: np.ndarray, first_day: int
) -> np.ndarray:
    """Expected patients' cash of the `days` days after `origin`: (2, clinics, days).

    First of work done, then of work to come.

    production: (clinics, days) from `first_day` to the last forecast day, known up to the
    origin and expected after it. Work done pays the mean of two readings of one curve: the chain
    ladder's (what was paid so far, times development factors) and the additive one (production
    times the share that comes so many months later); work to come pays the additive one. The curve
    is the practice's, drawn from the payments of the last twelve months.
    """
    months = max(int(months_before(origin, np.array([first_day]))[0]), 1)
    paid = triangle(history, origin, months)
    produced = monthly(origin, first_day, production, months)
    shares = additive_shares(paid.sum(axis=0), produced[:, :months].sum(axis=0), _DIAGONALS)
    factors = development_factors(paid.sum(axis=0), _DIAGONALS)
    ahead = produced.shape[1] - months
    done = (
        run_off_by_chain_ladder(paid, factors, ahead)
        + run_off_by_shares(produced[:, :months], shares, ahead)
    ) / 2
    new = np.stack([np.convolve(own, shares)[:ahead] for own in produced[:, months:]])
    practice = production.sum(axis=0)
    return np.stack(
        [spread(part, history, origin, days, practice, first_day) for part in (done, new)]
    )


def additive_shares(paid: np.ndarray, produced: np.ndarray, diagonals: int) -> np.ndarray:
    """Cash at each age per dollar produced: (ages,), from the last `diagonals` months of payments.

    paid: (cohorts, ages) increments, the last cohort at age 0; produced: (cohorts,).
    """
    cohorts, ages = paid.shape
    shares = np.zeros(ages)
    for age in range(min(ages, cohorts)):
        rows = slice(max(cohorts - age - diagonals, 0), cohorts - age)
        base = produced[rows].sum()
        shares[age] = paid[rows, age].sum() / base if base > 0 else 0.0
    return shares


def development_factors(paid: np.ndarray, diagonals: int) -> np.ndarray:
    """Volume-weighted factors from age to age: (ages,), the first 1 (Mack 1993, formula 2).

    Only of the last `diagonals` months of payments. Where sums are not positive the factor is 1:
    nothing more comes.
    """
    cohorts, ages = paid.shape
    cumulative = np.cumsum(paid, axis=1)
    factors = np.ones(ages)
    for age in range(1, min(ages, cohorts)):
        rows = slice(max(cohorts - age - diagonals, 0), cohorts - age)
        before, after = cumulative[rows, age - 1], cumulative[rows, age]
        if before.sum() > 0 and after.sum() > 0:
            factors[age] = after.sum() / before.sum()
    return factors


def run_off_by_chain_ladder(paid: np.ndarray, factors: np.ndarray, ahead: int) -> np.ndarray:
    """Cash to come of cohorts, by clinic and month ahead: (clinics, ahead).

    paid: (clinics, cohorts, ages). A cohort whose cash so far is not positive brings nothing.
    """
    _, cohorts, ages = paid.shape
    growth = np.cumprod(factors)
    coming = np.zeros((paid.shape[0], ahead))
    for cohort in range(max(cohorts - ages, 0), cohorts):
        age = cohorts - 1 - cohort
        so_far = np.maximum(paid[:, cohort, : age + 1].sum(axis=1), 0)
        later = np.diff(growth[age:] / growth[age])[:ahead]
        coming[:, : len(later)] += so_far[:, None] * later
    return coming


def run_off_by_shares(produced: np.ndarray, shares: np.ndarray, ahead: int) -> np.ndarray:
    """Cash to come of work done, by clinic and month ahead: (clinics, ahead)."""
    cohorts = produced.shape[1]
    coming = np.zeros((produced.shape[0], ahead))
    for cohort in range(max(cohorts - len(shares), 0), cohorts):
        later = shares[cohorts - cohort :][:ahead]
        coming[:, : len(later)] += produced[:, cohort, None] * later
    return coming


def spread(
    by_month: np.ndarray,
    history: History,
    origin: int,
    days: int,
    production: np.ndarray,
    first_day: int,
    stream: str = "patient",
) -> np.ndarray:
    """Months after the origin cut into days: by expected work and by the practice's days of the
    month.

    by_month: (clinics, months that end on the origin's day). Returns (clinics, days).
    """
    ahead = origin + 1 + np.arange(days)
    weights = production[origin + 1 - first_day :][:days].astype(np.float64)
    if stream == "payment_plan":
        # instalments fall due on any day, and on the same one of every month
        weights, production = np.ones(days), np.ones(len(production))
    profile = _day_profile(history, origin, production, first_day, stream)
    weights = weights * profile[ahead - month_start(month_of(ahead))]
    weights = np.where(weights.sum() > 0, weights, 1.0)
    month = -months_before(origin, ahead) - 1
    total = np.bincount(month, weights=weights, minlength=by_month.shape[1])
    # the last month may reach beyond the last day that is asked for
    reached = np.bincount(month, minlength=by_month.shape[1])
    length = np.maximum(reached, 28)
    total = total * np.where(reached >= 28, 1.0, length / np.maximum(reached, 1))
    return by_month[:, month] * weights / np.maximum(total[month], 1e-9)


def _day_profile(
    history: History, origin: int, production: np.ndarray, first_day: int, stream: str
) -> np.ndarray:
    """Cash per dollar of work by day of the month, around 1: statements go out on certain days."""
    start = max(origin - 730, first_day)
    cash = history.cash
    rows = (cash["stream"] == stream) & (cash["known_day"] <= origin)
    cash = cash[rows & (cash["cash_day"] <= origin) & (cash["cash_day"] > start)]
    days = cash["cash_day"].to_numpy()
    received = np.bincount(
        days - month_start(month_of(days)), weights=cash["amount"].to_numpy(), minlength=31
    )
    worked_days = np.arange(start + 1, origin + 1)
    worked = np.bincount(
        worked_days - month_start(month_of(worked_days)),
        weights=production[worked_days - first_day],
        minlength=31,
    )
    around = np.arange(-2, 3) if stream == "patient" else np.zeros(1, dtype=np.int64)
    near = (np.arange(31)[:, None] + around) % 31
    received, worked = received[near].sum(axis=1), worked[near].sum(axis=1)
    if received.sum() <= 0 or worked.sum() <= 0:
        return np.ones(31)
    prior = worked.mean() / (5 if stream == "patient" else 50)
    level = received.sum() / worked.sum()
    return np.maximum((received / level + prior) / (worked + prior), 0.02)


def months_before(origin: int, days: np.ndarray) -> np.ndarray:
    """How many months before the origin's a day lies, in months that end on the origin's day.

    0 is the month up to the origin, −1 the one after it. At a month's end these are calendar
    months.
    """
    return _anchored(origin, np.array([origin]))[0] - _anchored(origin, days)


def _anchored(origin: int, days: np.ndarray) -> np.ndarray:
    month = month_of(days)
    last = int(month_start(month_of(origin) + 1)) - 1
    if origin == last:
        return month
    day_of_month = np.asarray(days) - month_start(month)
    return month + (day_of_month > origin - int(month_start(month_of(origin))))


def triangle(history: History, origin: int, months: int, stream: str = "patient") -> np.ndarray:
    """Cash of a stream by clinic, month of service and months since: (clinics, months, AGES).

    Months are counted back from the origin, the oldest first; a refund lies in the month since
    of its own cash day, under the service that was refunded.
    """
    cash = history.cash
    rows = (cash["stream"] == stream) & (cash["known_day"] <= origin)
    cash = cash[rows & (cash["cash_day"] <= origin)]
    service = months_before(origin, cash["service_day"].to_numpy())
    since = service - months_before(origin, cash["cash_day"].to_numpy())
    clinic = np.searchsorted(history.clinics, cash["clinic_id"].to_numpy())
    kept = (service < months) & (since >= 0) & (since < AGES)
    made = np.zeros((len(history.clinics), months, AGES))
    np.add.at(
        made, (clinic[kept], months - 1 - service[kept], since[kept]),
        cash["amount"].to_numpy()[kept],
    )  # fmt: skip
    return made


def monthly(origin: int, first_day: int, daily: np.ndarray, months: int) -> np.ndarray:
    """Daily values by clinic in months that end on the origin's day, oldest first.

    daily reaches past the origin: its months follow. Returns (clinics, months + later ones).
    """
    days = first_day + np.arange(daily.shape[1])
    place = months - 1 - months_before(origin, days)
    kept = place >= 0
    made = np.zeros((daily.shape[0], int(place.max()) + 1))
    for clinic in range(daily.shape[0]):
        made[clinic] = np.bincount(
            place[kept], weights=daily[clinic, kept], minlength=made.shape[1]
        )
    return made
