"""Cash that goes back: checks that bounce, overpayments that are refunded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.money.episodes import Cause, Episodes
from python_helpers.generate.money.payments import (
    NO_CONTACT,
    Payments,
    Splits,
    method,
    one_split_each,
    pay_singly,
    write_payments,
    write_splits,
)
from python_helpers.generate.people.families import People

_RETURNED: Final = 0.012  # of checks that paid a statement
_DAYS_TO_BOUNCE: Final = 8
_MADE_GOOD: Final = 0.75
_FEE_CENTS: Final = 3_500
_REFUNDED: Final = 0.45  # of overpayments of at least:
_LEAST_CENTS: Final = 500
_BY_ADJUSTMENT: Final = 0.15  # of refunds: a + adjustment instead of a negative payment
_NOTED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Received:
    """Payments as written, with the episode and cause of each payment's first piece."""

    payments: Payments
    splits: Splits
    episode: Ints
    cause: Ints


def return_checks(
    chunk: Chunk,
    rng: Generator,
    people: People,
    episodes: Episodes,
    received: Received,
    contacts: Contacts,
) -> None:
    """Checks that bounce: the payment again with all signs turned, a fee, and money once more."""
    site, payments, splits = chunk.site, received.payments, received.splits
    back = payments.day + _DAYS_TO_BOUNCE
    bounced = np.flatnonzero(
        (payments.method == method("check"))
        & (received.cause == Cause.statement)
        & (back <= site.as_of)
        & (rng.random(len(back)) < _RETURNED)
    )
    reversed_ = payments.at(
        bounced,
        day=back[bounced],
        amount=-payments.amount[bounced],
        method=np.full(len(bounced), method("returned_check")),
    )
    at, position = _splits_of(splits, bounced, len(back))
    mirrored = splits.at(
        at, payment=position, amount=-splits.amount[at], cause=Cause.office, contact=NO_CONTACT
    )
    write_splits(chunk, write_payments(chunk, rng, reversed_), reversed_, mirrored)
    patient = episodes.patient[received.episode[bounced]]
    fees = chunk.keys.take("adjustment", len(bounced))
    chunk.add(
        "adjustment",
        AdjNum=fees,
        AdjDate=back[bounced],
        AdjAmt=_FEE_CENTS,
        PatNum=people.number[patient],
        AdjType=site.adjustment_type("returned_check"),
        ProvNum=people.dentist[patient],
        DateEntry=back[bounced],
        ClinicNum=payments.clinic[bounced],
    )
    good = back[bounced] + rng.integers(1, 14, len(bounced))
    kept = (good <= site.as_of) & (rng.random(len(bounced)) < _MADE_GOOD)
    patient, good, made_good = patient[kept], good[kept], bounced[kept]
    again = payments.at(
        made_good,
        day=good,
        amount=payments.amount[made_good] + _FEE_CENTS,
        method=np.full(len(made_good), method("card")),
    )
    contact = contacts.add(
        "returned_check", received.episode[made_good],
        people.guarantor[people.family[patient]], good, paid=again.amount,
    )  # fmt: skip
    numbers = write_payments(chunk, rng, again)
    at, position = _splits_of(splits, made_good, len(back))
    renewed = splits.at(at, payment=position, cause=Cause.contact, contact=contact[position])
    write_splits(chunk, numbers, again, renewed)
    fee = one_split_each(
        np.full(len(good), _FEE_CENTS), people.number[patient], people.dentist[patient],
        again.clinic, Cause.contact, contact=contact,
    )  # fmt: skip
    write_splits(chunk, numbers, again, fee, AdjNum=fees[kept])


def _splits_of(splits: Splits, payments: Ints, count: int) -> tuple[Ints, Ints]:
    """The splits of some payments, and the position of each one's payment among those."""
    position = np.full(count, -1)
    position[payments] = np.arange(len(payments))
    at = np.flatnonzero(position[splits.payment] >= 0)
    return at, position[splits.payment[at]]


def refund(
    chunk: Chunk,
    rng: Generator,
    people: People,
    episodes: Episodes,
    received: Received,
    over: np.ndarray,
    contacts: Contacts,
) -> None:
    """Overpayments (a mask of splits) sent back: a negative payment, or a + adjustment."""
    site, payments, splits = chunk.site, received.payments, received.splits
    episode = received.episode[splits.payment]
    answered = np.minimum(episodes.open_from[episode], site.as_of + 1)
    day = np.maximum(answered, payments.day[splits.payment])
    day += rng.integers(15, 60, len(day))
    at = np.flatnonzero(
        over
        & (splits.amount >= _LEAST_CENTS)
        & (day <= site.as_of)
        & (rng.random(len(day)) < _REFUNDED)
    )
    by_adjustment = rng.random(len(at)) < _BY_ADJUSTMENT
    adjusted, paid = at[by_adjustment], at[~by_adjustment]
    chunk.add(
        "adjustment",
        AdjNum=chunk.keys.take("adjustment", len(adjusted)),
        AdjDate=day[adjusted],
        AdjAmt=splits.amount[adjusted],
        PatNum=splits.patient[adjusted],
        AdjType=site.adjustment_type("refund"),
        ProvNum=splits.provider[adjusted],
        DateEntry=day[adjusted],
        ClinicNum=splits.clinic[adjusted],
    )
    sent = payments.at(
        splits.payment[paid],
        day=day[paid],
        amount=-splits.amount[paid],
        method=np.full(len(paid), method("refund")),
    )
    back = splits.at(
        paid, payment=np.arange(len(paid)), amount=-splits.amount[paid], cause=Cause.office,
        contact=NO_CONTACT,
    )  # fmt: skip
    pay_singly(chunk, rng, sent, back)
    noted = paid[rng.random(len(paid)) < _NOTED]
    family = episodes.family[episode[noted]]
    contacts.add("refunded", -1, people.guarantor[family], day[noted], balance=splits.amount[noted])
