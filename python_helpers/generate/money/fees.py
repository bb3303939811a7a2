"""Charges that are no treatment: finance, billing and late charges, missed appointments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints, on_business_day
from python_helpers.generate.care.visits import Broken
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.money.billing import Bills
from python_helpers.generate.money.episodes import Cause, Episodes
from python_helpers.generate.money.payments import Payments, method, one_split_each, pay_singly
from python_helpers.generate.people.families import People

_CHARGED_FROM_STATEMENT: Final = 2  # counted from 0: the third statement for the same visit
_CHARGED: Final = 0.10
_PERCENT_TENTHS: Final = 15  # 1.5 %
_LEAST_CENTS: Final = 200
_MISSED_CHARGED: Final = 0.12
_MISSED_CENTS: Final = 5_000
_PAID, _WAIVED = 0.42, 0.38  # of fees; the rest stays on the account
_BALANCE_FORWARD: Final = 0.015  # of families: a balance from the old system


@dataclass(frozen=True, slots=True)
class _Fees:
    number: Ints
    patient: Ints
    day: Ints
    amount: Ints
    settled: Ints
    """Day on which the fee is paid or waived, if it is."""


def charge_late_payers(
    chunk: Chunk, people: People, episodes: Episodes, bills: Bills, resolved: Ints
) -> Ints:
    """Finance, billing or late charges with some later statements; AdjNum per bill, 0 = none."""
    site, rng = chunk.site, chunk.rng("late charges")
    charged = np.flatnonzero(
        (bills.round >= _CHARGED_FROM_STATEMENT) & (rng.random(len(bills.round)) < _CHARGED)
    )
    episode, day = bills.episode[charged], bills.day[charged]
    amount = np.maximum(episodes.rest[episode] * _PERCENT_TENTHS // 1_000, _LEAST_CENTS)
    slugs = ("finance_charge", "finance_charge", "billing_charge", "late_charge")
    types = one_of(rng, [site.adjustment_type(slug) for slug in slugs], len(charged))
    patient = people.guarantor[episodes.family[episode]]
    numbers = _charge(chunk, people, patient, day, amount, types)
    until = np.where(resolved[episode] < NEVER, resolved[episode], NEVER)
    _end(chunk, rng, people, _Fees(numbers, patient, day, amount, np.maximum(until, day)))
    by_bill = np.zeros(len(bills.round), np.int64)
    by_bill[charged] = numbers
    return by_bill


def charge_missed_appointments(chunk: Chunk, people: People, broken: Broken) -> None:
    """A fee for some missed appointments, and balances brought forward from an older system."""
    site, rng = chunk.site, chunk.rng("missed appointments")
    at = np.flatnonzero(rng.random(len(broken.day)) < _MISSED_CHARGED)
    day, patient = broken.day[at], broken.patient[at]
    amount = np.full(len(at), _MISSED_CENTS)
    types = np.full(len(at), site.adjustment_type("broken_appointment"))
    numbers = _charge(chunk, people, patient, day, amount, types)
    settled = on_business_day(day + rng.integers(3, 70, len(at)))
    _end(chunk, rng, people, _Fees(numbers, patient, day, amount, settled))

    old = people.guarantor[rng.random(people.families) < _BALANCE_FORWARD]
    day = np.full(len(old), site.first_day)
    amount = rng.integers(1_000, 30_000, len(old))
    types = np.full(len(old), site.adjustment_type("balance_forward"))
    numbers = _charge(chunk, people, old, day, amount, types)
    settled = on_business_day(day + rng.integers(5, 200, len(old)))
    _end(chunk, rng, people, _Fees(numbers, old, day, amount, settled))


def _charge(
    chunk: Chunk, people: People, patient: Ints, day: Ints, amount: Ints, types: Ints
) -> Ints:
    numbers = chunk.keys.take("adjustment", len(day))
    chunk.add(
        "adjustment",
        AdjNum=numbers,
        AdjDate=day,
        AdjAmt=amount,
        PatNum=people.number[patient],
        AdjType=types,
        ProvNum=people.dentist[patient],
        DateEntry=day,
        ClinicNum=chunk.site.clinics[people.clinic[patient]],
        SecUserNumEntry=chunk.site.staff.managers[0],
    )
    return numbers


def _end(chunk: Chunk, rng: Generator, people: People, fees: _Fees) -> None:
    """Fees are paid (a split on the adjustment), waived (a counter-adjustment), or stay."""
    site = chunk.site
    roll = rng.random(len(fees.day))
    in_time = fees.settled <= site.as_of
    paid = np.flatnonzero(in_time & (roll < _PAID))
    waived = np.flatnonzero(in_time & (roll >= _PAID) & (roll < _PAID + _WAIVED))
    types = np.full(len(waived), site.adjustment_type("charge_waived"))
    _charge(chunk, people, fees.patient[waived], fees.settled[waived], -fees.amount[waived], types)
    patient = fees.patient[paid]
    payments = Payments(
        day=fees.settled[paid],
        amount=fees.amount[paid],
        payer=people.payer(people.family[patient], fees.settled[paid]),
        clinic=site.clinics[people.clinic[patient]],
        method=one_of(rng, [method(name) for name in ("card", "check", "cash")], len(paid)),
    )
    splits = one_split_each(
        fees.amount[paid], people.number[patient], people.dentist[patient], payments.clinic,
        Cause.statement,
    )  # fmt: skip
    pay_singly(chunk, rng, payments, splits, AdjNum=fees.number[paid])
