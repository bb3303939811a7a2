"""Cash on treatment: who pays what on which day, and what was paid ahead."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.money.episodes import Cause, Episodes
from python_helpers.generate.money.payments import (
    NO_CONTACT,
    TRANSFER,
    Payments,
    Splits,
    method,
    write_payments,
    write_splits,
)
from python_helpers.generate.money.reversals import Received, refund, return_checks
from python_helpers.generate.people.families import People

_METHODS: Final = {
    Cause.same_day: {"check": 0.17, "cash": 0.13, "card": 0.46, "debit": 0.17,
                     "financing": 0.06, "odd": 0.01},
    Cause.portal: {"echeck": 0.12, "online": 0.88},
    Cause.statement: {"check": 0.40, "cash": 0.02, "card": 0.22, "debit": 0.04, "echeck": 0.05,
                      "financing": 0.02, "online": 0.22, "money_order": 0.02, "odd": 0.01},
    Cause.contact: {"check": 0.10, "cash": 0.05, "card": 0.55, "debit": 0.12, "echeck": 0.05,
                    "financing": 0.02, "online": 0.10, "money_order": 0.01},
    Cause.agency: {"agency": 1.0},
}  # fmt: skip
_UNALLOCATED: Final = 0.10  # of payments: one split a patient and provider, on no procedure
_PREPAID: Final = 0.02  # of same-day payments: paid ahead as unearned, moved on the day
_PREPAID_HIDDEN: Final = 0.4
_KEPT_AS_UNEARNED: Final = 0.3  # of what was paid beyond what was owed
_PATIENT_PAYS: Final = 0.12  # of payments: the patient's own, not the guarantor's


def receive(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    episodes: Episodes,
    cash: dict[str, Ints],
    contacts: Contacts,
) -> None:
    """Write payments for pieces of cash on treatments (treatment −1: more than was owed).

    `cash` has columns treatment, episode, day, amount, cause, contact; all up to the as-of date.
    A family pays at most once a day, plus what its agency remits.
    """
    site, rng = chunk.site, chunk.rng("receipts")
    family = episodes.family[cash["episode"]]
    group = (family * 2 + (cash["cause"] == Cause.agency)) * 100_000 + cash["day"]
    _, first, payment = np.unique(group, return_index=True, return_inverse=True)
    count = len(first)
    episode, cause, day = cash["episode"][first], cash["cause"][first], cash["day"][first]
    payments = Payments(
        day=day,
        amount=np.bincount(payment, cash["amount"], count).astype(np.int64),
        payer=np.where(
            rng.random(count) < _PATIENT_PAYS,
            people.number[episodes.patient[episode]],
            people.payer(family[first], day),
        ),
        clinic=episodes.clinic[episode],
        method=_draw_method(rng, cause),
    )
    prepaid = (cause == Cause.same_day) & (rng.random(count) < _PREPAID)
    over = cash["treatment"] < 0
    at = np.where(over, _first_treatment(treatments, episodes)[cash["episode"]], cash["treatment"])
    untied = over | ((rng.random(count) < _UNALLOCATED) & ~prepaid)[payment]
    splits = Splits(
        payment=payment,
        amount=cash["amount"],
        patient=people.number[treatments.patient[at]],
        procedure=np.where(untied, 0, treatments.number[at]),
        provider=treatments.provider[at],
        clinic=treatments.clinic[at],
        cause=np.where(prepaid[payment], Cause.prepayment, cash["cause"]),
        contact=cash["contact"],
    )
    splits, over = _merged(splits, untied & ~over, over)
    kept = over & (rng.random(len(over)) < _KEPT_AS_UNEARNED)
    written = replace(payments, method=np.where(prepaid, TRANSFER, payments.method))
    numbers = write_payments(chunk, rng, written)
    write_splits(
        chunk, numbers, payments, splits,
        UnearnedType=np.where(kept, site.unearned("prepayment"), 0),
    )  # fmt: skip
    _pay_ahead(chunk, rng, numbers, payments, splits, np.flatnonzero(prepaid))
    received = Received(payments, splits, episode, cause)
    return_checks(chunk, rng, people, episodes, received, contacts)
    refund(chunk, rng, people, episodes, received, over & ~kept, contacts)


def _draw_method(rng: Generator, cause: Ints) -> Ints:
    drawn = np.zeros(len(cause), np.int64)
    for which, shares in _METHODS.items():
        at = np.flatnonzero(cause == which)
        positions = np.array([method(name) for name in shares])
        drawn[at] = positions[draw_kind(rng, shares, len(at))]
    return drawn


def _first_treatment(treatments: Treatments, episodes: Episodes) -> Ints:
    """By episode: the position of the visit's first treatment."""
    order = np.argsort(treatments.visit, kind="stable")
    return order[np.searchsorted(treatments.visit[order], episodes.visit)]


def _merged(splits: Splits, loose: np.ndarray, over: np.ndarray) -> tuple[Splits, np.ndarray]:
    """Splits on no procedure are entered as one per payment, patient, provider and contact."""
    alone = (np.arange(len(loose)) + 1) * ~loose
    columns = (alone, splits.contact * loose, splits.provider * loose, splits.patient * loose,
               splits.payment)  # fmt: skip
    order = np.lexsort(columns)
    changes = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    group = np.concatenate([[0], np.cumsum(changes)]) if len(order) else order
    first = order[np.unique(group, return_index=True)[1]]
    amount = np.bincount(group, splits.amount[order]).astype(np.int64)
    in_order = np.argsort(first)
    first = first[in_order]
    return splits.at(first, amount=amount[in_order]), over[first]


def _pay_ahead(
    chunk: Chunk, rng: Generator, numbers: Ints, payments: Payments, splits: Splits, at: Ints
) -> None:
    """The cash that a transfer moves later: an unearned split, visible or hidden, then reversed."""
    site = chunk.site
    ahead = payments.at(at, day=payments.day[at] - rng.integers(2, 40, len(at)))
    hidden = rng.random(len(at)) < _PREPAID_HIDDEN
    unearned = np.where(hidden, site.unearned("planned_treatment"), site.unearned("prepayment"))
    order = np.argsort(splits.payment, kind="stable")
    lead = order[np.searchsorted(splits.payment[order], at)]
    deposit = splits.at(
        lead,
        payment=np.arange(len(at)),
        amount=payments.amount[at],
        procedure=np.where(hidden, splits.procedure[lead], 0),
        cause=Cause.prepayment,
        contact=NO_CONTACT,
    )
    paid = write_payments(chunk, rng, ahead)
    write_splits(chunk, paid, ahead, deposit, UnearnedType=unearned)
    earned = replace(deposit, amount=-deposit.amount)
    write_splits(chunk, numbers[at], payments.at(at), earned, UnearnedType=unearned)
