"""Notes that cause nothing: balances that wait for an insurer, money that came by itself."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.generate.calendar import Ints, on_business_day
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.money.episodes import Episodes
from python_helpers.generate.people.families import People

_ASKED_WHILE_WAITING: Final = 0.07  # of visits whose insurer takes longer than:
_PATIENCE_DAYS: Final = 25
_CHECK_NOTED: Final = 0.10
_CASH_NOTED: Final = 0.10


def note_insurance_waits(
    chunk: Chunk, people: People, episodes: Episodes, contacts: Contacts
) -> None:
    """Patients who ask about a bill that their insurer has not answered yet."""
    site, rng = chunk.site, chunk.rng("insurance waits")
    until = np.minimum(episodes.open_from, site.as_of)
    waited = until - episodes.service
    at = np.flatnonzero(
        episodes.claimed
        & (episodes.rest > 0)
        & (waited > _PATIENCE_DAYS)
        & (rng.random(len(waited)) < _ASKED_WHILE_WAITING)
    )
    after = _PATIENCE_DAYS + (rng.random(len(at)) * (waited[at] - _PATIENCE_DAYS)).astype(np.int64)
    day = np.minimum(on_business_day(episodes.service[at] + after), site.as_of)
    who = people.guarantor[episodes.family[at]]
    contacts.add("insurance_wait", -1, who, day, balance=episodes.rest[at])


def note_payments(chunk: Chunk, people: People, contacts: Contacts) -> None:
    """Checks and cash that someone also wrote a note about."""
    site, rng = chunk.site, chunk.rng("payment notes")
    payments = chunk.rows("payment")
    roll = rng.random(len(payments["PayNum"]))

    def noted(slug: str, share: float) -> Ints:
        is_kind = (payments["PayType"] == site.pay_type(slug)) & (payments["PayAmt"] > 0)
        return np.flatnonzero(is_kind & (roll < share))

    for topic, at in (
        ("paid_by_mail", noted("check", _CHECK_NOTED)),
        ("paid_at_desk", noted("cash", _CASH_NOTED)),
    ):
        who = payments["PatNum"][at] - people.number[0]
        contacts.add(topic, -1, who, payments["PayDate"][at], paid=payments["PayAmt"][at])
