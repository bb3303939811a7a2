"""Insurers: open claims by each payer's own delay, claims still to be sent, later answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from python_helpers.marts.forecast.history import NEVER, History
from python_helpers.marts.forecast.lags import (
    density,
    flow,
    hazards,
    shrunken_hazard,
    smoothed,
    still_to_come,
)

_LONGEST: Final = 365  # days from sending to answer; older claims are taken as lost
_ENTRY: Final = 60  # days from service to claim
_LATER: Final = 1_100  # days from the first answer to what follows it; orthodontics takes years
_RECENT: Final = 730  # days of claims that the curves are drawn from
_PRIOR_CLAIMS: Final = 25  # a payer's own curve counts fully from many more claims than these


@dataclass(frozen=True, slots=True)
class PayerTerms:
    """How each payer pays: share answered and share still waiting by days since sending
    (payers, 365), and dollars paid with the answer per dollar expected (payers,)."""

    payers: np.ndarray
    answered: np.ndarray
    waiting: np.ndarray
    paid_share: np.ndarray


def payer_terms(history: History, origin: int) -> PayerTerms:
    """Terms as the claims that were entered by `origin` show them."""
    claims = history.claims[history.claims["sent_day"] <= origin]
    is_answered = claims["answer_known_day"].to_numpy() <= origin
    payers, payer = np.unique(claims["payer_id"].to_numpy(), return_inverse=True)
    sent, answer = claims["sent_day"].to_numpy(), claims["answer_day"].to_numpy()
    estimate = claims["estimate_amount"].to_numpy()
    lag = np.where(is_answered, np.maximum(answer - sent, 0), -1)
    curves = _curves(payer, len(payers), lag, origin - sent, estimate, sent, origin)
    paid_share = _paid_share(history, origin, payers, payer, estimate, is_answered, answer)
    return PayerTerms(payers, *curves, paid_share)


def expected_insurance(
    history: History,
    origin: int,
    days: int,
    production: np.ndarray,
    first_day: int,
    terms: PayerTerms | None = None,
) -> np.ndarray:
    """Expected insurers' cash of the `days` days after `origin`, by clinic: (clinics, days).

    production: (clinics, days) from `first_day` to the last forecast day, known up to the
    origin and expected after it. terms: known ones; when not given, `payer_terms`.
    """
    clinics = history.clinics
    claims = history.claims[history.claims["sent_day"] <= origin]
    if len(claims) == 0:
        return _unclaimed(history, origin, days)
    terms = payer_terms(history, origin) if terms is None else terms
    payers = terms.payers
    payer = np.searchsorted(payers, claims["payer_id"].to_numpy())
    answered = claims["answer_known_day"].to_numpy() <= origin
    clinic = np.searchsorted(clinics, claims["clinic_id"].to_numpy())
    sent, answer = claims["sent_day"].to_numpy(), claims["answer_day"].to_numpy()
    estimate = claims["estimate_amount"].to_numpy()

    age = np.clip(origin - sent, 0, _LONGEST - 1)
    is_open = ~answered & (origin - sent < _LONGEST)
    answers = np.zeros((len(clinics), days))
    cash = np.zeros((len(clinics), days))
    for number in range(len(payers)):
        own = is_open & (payer == number)
        waiting = np.zeros((len(clinics), _LONGEST))
        np.add.at(waiting, (clinic[own], age[own]), estimate[own])
        ends = waiting @ still_to_come(terms.answered[number], terms.waiting[number], days)
        answers += ends
        cash += ends * terms.paid_share[number]

    new = _claims_to_come(
        claims["service_day"].to_numpy(),
        clinic,
        sent,
        estimate,
        origin,
        days,
        production,
        first_day,
    )
    recent = sent > origin - 365
    mix = np.bincount(payer[recent], weights=estimate[recent], minlength=len(payers))
    mix = mix / mix.sum() if mix.sum() > 0 else np.full(len(payers), 1 / len(payers))
    answers += flow(new, mix @ terms.answered, days)
    cash += flow(new, (mix * terms.paid_share) @ terms.answered, days)
    cash += _later_answers(history, origin, estimate, answer, clinic, answered, answers)
    return cash + _unclaimed(history, origin, days)


def _curves(
    payer: np.ndarray,
    payers: int,
    lag: np.ndarray,
    waited: np.ndarray,
    estimate: np.ndarray,
    sent: np.ndarray,
    origin: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Share answered and still waiting by lag, a row for each payer."""
    recent = sent > origin - _RECENT
    ends, waiting = np.zeros((payers, _LONGEST)), np.zeros((payers, _LONGEST))
    for number in range(payers):
        own = recent & (payer == number)
        ends[number], waiting[number] = hazards(lag[own], waited[own], estimate[own], _LONGEST)
    # a week each way: insurers pay in batches, on a weekday of their own
    ends, waiting = smoothed(ends, 3), smoothed(waiting, 3)
    pooled = ends.sum(axis=0) / np.maximum(waiting.sum(axis=0), 1e-9)
    per_claim = estimate[recent].mean() if recent.any() else 1.0
    prior_weight = (
        _PRIOR_CLAIMS
        * 7
        * per_claim
        * np.minimum(1.0, waiting.sum(axis=0) / max(waiting[:, 0].sum(), 1e-9))
    )
    return density(shrunken_hazard(ends, waiting, pooled, prior_weight))


def _paid_share(
    history: History,
    origin: int,
    payers: np.ndarray,
    payer: np.ndarray,
    estimate: np.ndarray,
    answered: np.ndarray,
    answer: np.ndarray,
) -> np.ndarray:
    """Dollars paid with the first answer per dollar expected, by payer, drawn to all payers'."""
    paid = history.claim_payments
    first = (paid["known_day"] <= origin) & (paid["answer_known_day"] <= origin)
    first &= (paid["cash_day"] <= paid["answer_day"]) & (paid["answer_day"] > origin - _RECENT)
    paid = paid[first]
    number = np.clip(np.searchsorted(payers, paid["payer_id"]), 0, len(payers) - 1)
    known = payers[number] == paid["payer_id"].to_numpy()
    received = np.bincount(
        number[known], weights=paid["amount"].to_numpy()[known], minlength=len(payers)
    )
    counted = answered & (answer > origin - _RECENT)
    asked = np.bincount(payer[counted], weights=estimate[counted], minlength=len(payers))
    if asked.sum() <= 0:
        return np.ones(len(payers))
    pooled = received.sum() / asked.sum()
    prior = _PRIOR_CLAIMS * estimate[counted].mean()
    return (received + prior * pooled) / (asked + prior)


def _claims_to_come(
    service: np.ndarray,
    clinic: np.ndarray,
    sent: np.ndarray,
    estimate: np.ndarray,
    origin: int,
    days: int,
    production: np.ndarray,
    first_day: int,
) -> np.ndarray:
    """Estimates of claims not yet sent, by clinic and day of sending."""
    clinics = production.shape[0]
    wait = np.clip(sent - service, 0, _ENTRY - 1)
    settled = (service <= origin - _ENTRY) & (service > origin - _ENTRY - 365)
    start = max(origin - _ENTRY - 364 - first_day, 0)
    end = max(origin - _ENTRY + 1 - first_day, 0)
    produced = production[:, start:end].sum(axis=1)
    asked = np.bincount(clinic[settled], weights=estimate[settled], minlength=clinics)
    rate = np.divide(asked, produced, out=np.zeros(clinics), where=produced > 0)
    delay = np.bincount(wait[settled], weights=estimate[settled], minlength=_ENTRY)
    if delay.sum() <= 0:
        return np.zeros((clinics, days))
    delay = delay / delay.sum()
    begin = max(origin - _ENTRY + 1 - first_day, 0)
    span = production[:, begin : origin + days + 1 - first_day]
    known = origin + 1 - first_day - begin
    return flow(span * rate[:, None], delay, known + days)[:, known:]


def _later_answers(
    history: History,
    origin: int,
    estimate: np.ndarray,
    answer: np.ndarray,
    clinic: np.ndarray,
    answered: np.ndarray,
    answers: np.ndarray,
) -> np.ndarray:
    """Supplementals, corrections and an orthodontic claim's instalments: what follows an answer.

    Dollars at each lag after the first answer, per dollar estimated on the claims that are old
    enough to have that lag behind them.
    """
    days = answers.shape[1]
    paid = history.claim_payments
    known = (paid["known_day"] <= origin) & (paid["answer_known_day"] <= origin)
    paid = paid[known & (paid["cash_day"] > paid["answer_day"])]
    lag = (paid["cash_day"] - paid["answer_day"]).to_numpy()
    counted = lag < _LATER
    brought = np.bincount(
        lag[counted], weights=paid["amount"].to_numpy()[counted], minlength=_LATER
    )
    age = np.clip(origin - answer[answered], 0, _LATER)
    by_age = np.bincount(age, weights=estimate[answered], minlength=_LATER + 1)
    exposed = np.cumsum(by_age[::-1])[::-1][:_LATER]
    rate = smoothed(brought, 14) / np.maximum(smoothed(exposed, 14), 1e-9)
    rate[exposed <= 0.02 * max(exposed[0], 1e-9)] = 0.0
    past = np.zeros((answers.shape[0], _LATER))
    rows = answered & (answer > origin - _LATER)
    at = np.clip(answer[rows] - (origin - _LATER + 1), 0, _LATER - 1)
    np.add.at(past, (clinic[rows], at), estimate[rows])
    both = np.concatenate([past, answers], axis=1)
    return flow(both, rate, _LATER + days)[:, _LATER:]


def _unclaimed(history: History, origin: int, days: int) -> np.ndarray:
    """Cash without a claim (capitation and such): last year's mean per day."""
    paid = history.claim_payments
    own = (paid["answer_day"] == NEVER) & (paid["known_day"] <= origin)
    own &= (paid["cash_day"] <= origin) & (paid["cash_day"] > origin - 364)
    clinic = np.searchsorted(history.clinics, paid["clinic_id"].to_numpy()[own])
    total = np.bincount(
        clinic, weights=paid["amount"].to_numpy()[own], minlength=len(history.clinics)
    )
    return np.repeat(total[:, None] / 364, days, axis=1)
