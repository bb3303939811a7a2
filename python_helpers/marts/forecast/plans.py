"""Payment plans: schedules as they were agreed by a day, and how plans in each state keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from python_helpers.marts.forecast.history import History
from python_helpers.marts.forecast.patients import months_before, spread
from python_helpers.marts.forecast.workdays import month_of, month_start

_AHEAD: Final = 8  # months
_LOOK_BACK: Final = 24  # months whose plans tell how schedules are kept
_STATES: Final = 4  # nothing past due, up to one instalment, up to three, more
_HALF_LIFE: Final = 12  # months after which a month counts half
_YOUNG_HALF_LIFE: Final = 4
_GROWTH_BOUNDS: Final = (0.67, 2.0)
_PRIOR_DOLLARS: Final = 500.0
_PRIOR_PLANS: Final = 20
_STEP_DAYS: Final = {"weekly": 7, "every_other_week": 14}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instalments of all plans: place of the plan, day, the day they could be known, amount."""

    plan: np.ndarray
    due: np.ndarray
    known: np.ndarray
    amount: np.ndarray


@dataclass(frozen=True, slots=True)
class _State:
    """Plans on a day: whether known, state, and what could be asked for up to each month ahead."""

    known: np.ndarray
    state: np.ndarray
    asked: np.ndarray


def expected_plans(
    history: History, origin: int, days: int, production: np.ndarray, first_day: int
) -> np.ndarray:
    """Expected cash of payment plans of the `days` days after `origin`, by clinic.

    Plans that were known: what a month asks for (its instalments, and an even part of what is past
    due) × the share of it that plans in the same state paid so many months ahead before. Plans
    not yet agreed: what plans younger than such a day brought, the newest months counting most,
    with the growth of new plans. Returns (clinics, days).
    """
    clinics = len(history.clinics)
    schedule = agreed_schedule(history)
    plan_ids = history.plans["payment_plan_id"].to_numpy()
    order = np.argsort(plan_ids)
    paid = history.plan_payments
    paid = paid[(paid["known_day"] <= origin) & (paid["cash_day"] <= origin)]
    place = _places(plan_ids, order, paid["payment_plan_id"].to_numpy())
    cash_month = months_before(origin, paid["cash_day"].to_numpy())
    amount = paid["amount"].to_numpy()
    span = int(min(months_before(origin, np.array([first_day]))[0], _LOOK_BACK))

    got = np.zeros((_STATES, _AHEAD))
    asked = np.zeros((_STATES, _AHEAD))
    young, weights, lags = np.zeros((3, _AHEAD))
    for back in range(1, span + 1):
        then = _state(history, schedule, anchor(origin, back))
        ahead = back - cash_month - 1  # months after that day, from 0
        seen = np.arange(_AHEAD) < back
        counted = (ahead >= 0) & (ahead < min(back, _AHEAD))
        own = counted & (place >= 0) & then.known[np.maximum(place, 0)]
        by_plan = np.zeros((len(plan_ids), _AHEAD))
        np.add.at(by_plan, (place[own], ahead[own]), amount[own])
        weight = 0.5 ** (back / _HALF_LIFE)
        for state in range(_STATES):
            rows = then.known & (then.state == state)
            got[state, seen] += weight * by_plan[rows][:, seen].sum(axis=0)
            asked[state, seen] += weight * then.asked[rows][:, seen].sum(axis=0)
        others = counted & ~own
        new = np.bincount(ahead[others], weights=amount[others], minlength=_AHEAD)
        weight = 0.5 ** (back / _YOUNG_HALF_LIFE)
        young[seen] += weight * new[seen]
        weights[seen] += weight
        lags[seen] += weight * back
    pooled = got.sum(axis=0) / np.maximum(asked.sum(axis=0), 1e-9)
    kept = (got + _PRIOR_DOLLARS * pooled) / (asked + _PRIOR_DOLLARS)

    now = _state(history, schedule, origin)
    by_plan = np.where(now.known[:, None], now.asked * kept[now.state], 0.0)
    lag = lags / np.maximum(weights, 1e-9)
    young = young / np.maximum(weights, 1e-9) * _growth(history, origin, first_day) ** (lag / 12)
    coming = np.zeros((clinics, _AHEAD))
    clinic = np.searchsorted(history.clinics, history.plans["clinic_id"].to_numpy())
    clinic = np.minimum(clinic, clinics - 1)
    np.add.at(coming, clinic, by_plan)
    coming += _clinic_shares(history, origin)[:, None] * young
    return spread(
        coming, history, origin, days, production.sum(axis=0), first_day, stream="payment_plan"
    )


def _growth(history: History, origin: int, first_day: int) -> float:
    """Yearly growth of what was agreed in new plans, drawn to none where plans are few.

    1 without two years of history.
    """
    if origin - first_day < 730:
        return 1.0
    plans = history.plans
    agreed = plans["agreed_day"].to_numpy()
    amount = plans["instalment_amount"].to_numpy() * np.clip(
        plans["instalment_count"].to_numpy(), 0, 600
    )
    last_year = (agreed <= origin) & (agreed > origin - 365)
    now = amount[last_year].sum()
    then = amount[(agreed <= origin - 365) & (agreed > origin - 730)].sum()
    if then <= 0:
        return 1.0
    trusted = last_year.sum() / (last_year.sum() + _PRIOR_PLANS)
    return float(np.clip(1 + trusted * (now / then - 1), *_GROWTH_BOUNDS))


def agreed_schedule(history: History) -> Schedule:
    """Instalments as they could be known: rows from the day they were entered on, and those of
    dynamic plans, which OpenDental writes when they fall due, from the day the plan was agreed."""
    plans = history.plans
    plan_ids = plans["payment_plan_id"].to_numpy()
    order = np.argsort(plan_ids)
    rows = history.instalments
    place = _places(plan_ids, order, rows["payment_plan_id"].to_numpy())
    dynamic = plans["is_dynamic"].to_numpy().astype(bool)
    kept = (place >= 0) & ~dynamic[np.maximum(place, 0)]
    planned = np.flatnonzero(dynamic)
    count = np.clip(plans["instalment_count"].to_numpy()[planned].astype(np.int64), 0, 600)
    projected = np.repeat(planned, count)
    step = np.arange(len(projected)) - np.repeat(np.cumsum(count) - count, count)
    first = plans["first_day"].to_numpy()[projected]
    frequency = plans["charge_frequency"].to_numpy()[projected]
    due = _stepped(first, step, frequency)
    return Schedule(
        plan=np.concatenate([place[kept], projected]),
        due=np.concatenate([rows["due_day"].to_numpy()[kept], due]),
        known=np.concatenate(
            [rows["known_day"].to_numpy()[kept], plans["agreed_day"].to_numpy()[projected]]
        ),
        amount=np.concatenate(
            [rows["amount"].to_numpy()[kept], plans["instalment_amount"].to_numpy()[projected]]
        ),
    )


def anchor(origin: int, back: int) -> int:
    """The day so many months before the origin: the same day of the month, a month's end stays
    one."""
    last = int(month_start(month_of(origin) + 1)) - 1
    start = int(month_start(month_of(origin) - back))
    end = int(month_start(month_of(origin) - back + 1)) - 1
    if origin == last:
        return end
    return min(start + origin - int(month_start(month_of(origin))), end)


def _stepped(first: np.ndarray, step: np.ndarray, frequency: np.ndarray) -> np.ndarray:
    by_days = first + step * np.where(frequency == "weekly", 7, 14)
    months = month_of(first) + step * np.where(frequency == "quarterly", 3, 1)
    start, end = month_start(months), month_start(months + 1) - 1
    by_months = np.minimum(start + first - month_start(month_of(first)), end)
    return np.where(np.isin(frequency, list(_STEP_DAYS)), by_days, by_months)


def _state(history: History, schedule: Schedule, day: int) -> _State:
    """Plans as they stood on a day, from what was entered by then."""
    plans = history.plans
    count = len(plans)
    known = plans["agreed_day"].to_numpy() <= day
    rows = schedule.known <= day
    plan, due, amount = schedule.plan[rows], schedule.due[rows], schedule.amount[rows]
    past = due <= day
    owed = np.bincount(plan[past], weights=amount[past], minlength=count)
    total = np.bincount(plan, weights=amount, minlength=count)
    number = np.bincount(plan, minlength=count)
    paid_rows = history.plan_payments
    paid_rows = paid_rows[(paid_rows["known_day"] <= day) & (paid_rows["cash_day"] <= day)]
    ids = plans["payment_plan_id"].to_numpy()
    place = _places(ids, np.argsort(ids), paid_rows["payment_plan_id"].to_numpy())
    found = place >= 0
    paid = np.bincount(place[found], weights=paid_rows["amount"].to_numpy()[found], minlength=count)
    behind = owed - paid
    instalment = np.divide(total, number, out=np.ones(count), where=number > 0)
    ratio = behind / np.maximum(instalment, 1.0)
    state = np.digitize(ratio, [0.02, 1.02, 3.02])
    falling = np.zeros((count, _AHEAD))
    ahead = -months_before(day, due) - 1
    later = (ahead >= 0) & (ahead < _AHEAD)
    np.add.at(falling, (plan[later], ahead[later]), amount[later])
    asked = falling + np.maximum(behind, 0.0)[:, None] / _AHEAD
    return _State(known & (number > 0), state, asked)


def _places(ids: np.ndarray, order: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted id stands in ids, −1 where it does not."""
    if len(ids) == 0:
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(ids[order], wanted), len(ids) - 1)
    return np.where(ids[order][at] == wanted, order[at], -1)


def _clinic_shares(history: History, origin: int) -> np.ndarray:
    cash = history.cash
    rows = (cash["stream"] == "payment_plan") & (cash["known_day"] <= origin)
    cash = cash[rows & (cash["cash_day"] <= origin) & (cash["cash_day"] > origin - 730)]
    clinic = np.searchsorted(history.clinics, cash["clinic_id"].to_numpy())
    amount = np.bincount(
        clinic, weights=np.maximum(cash["amount"], 0), minlength=len(history.clinics)
    )
    return amount / amount.sum() if amount.sum() > 0 else np.full(len(amount), 1 / len(amount))
