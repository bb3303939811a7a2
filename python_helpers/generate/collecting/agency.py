"""The collection agency's message log, and the billing types that say who is in collections."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_SECOND, Ints
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.collecting.giving_up import FEE_PERCENT, Placements
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import Category

NOT_SENT, CANCEL, CREDIT, DEBIT, PAID_IN_FULL, PLACEMENT, PARTIAL = -1, 0, 1, 2, 3, 4, 5
PAID_THANK_YOU, REINSTATE, SUSPEND, AGGREGATE, EXCLUDED = 6, 7, 8, 9, 10

_CANCELLED: Final = 0.12
_SUSPENDED: Final = 0.14
_REINSTATED: Final = 0.5  # of those suspended
_ADJUSTED: Final = 0.20
_EXCLUDED_ROWS: Final = 0.08
_AGGREGATED: Final = 0.08
_NEVER_SEND: Final = 0.012  # of families: billing type CE
_ON_HOLD: Final = 0.01
NO_KEY: Final = -1


def write_agency_log(
    chunk: Chunk, people: People, placements: Placements, contacts: Contacts
) -> None:
    """Write tsitranslog, and set the billing type of every family concerned."""
    site, rng = chunk.site, chunk.rng("agency")
    count = len(placements.family)
    log = _Log(chunk, people, rng, placements)
    everyone = np.arange(count)
    log.write(everyone, placements.day, PLACEMENT, placements.amount, placements.amount)
    paid = placements.recovered > 0
    in_full = paid & (placements.recovered >= placements.amount)
    at = np.flatnonzero(paid)
    kind = np.where(in_full[at], one_of(rng, [PAID_IN_FULL, PAID_THANK_YOU], len(at)), PARTIAL)
    log.write(at, placements.recovered_on[at], kind, -placements.recovered[at],
              (placements.amount - placements.recovered)[at])  # fmt: skip
    fee = placements.recovered * FEE_PERCENT // 100
    log.write(at, placements.recovered_on[at], NOT_SENT, -fee[at], placements.amount[at])

    roll = rng.random(count)
    cancelled = ~paid & (roll < _CANCELLED)
    suspended = ~paid & (roll > 1 - _SUSPENDED)
    day = placements.day + rng.integers(20, 180, count)
    cancelled &= day <= site.as_of
    suspended &= day <= site.as_of
    at = np.flatnonzero(cancelled)
    log.write(at, day[at], CANCEL, np.zeros(len(at), np.int64), placements.amount[at])
    contacts.add("agency_back", -1, people.guarantor[placements.family[at]], day[at])
    at = np.flatnonzero(suspended)
    log.write(at, day[at], SUSPEND, np.zeros(len(at), np.int64), placements.amount[at])
    back = at[(rng.random(len(at)) < _REINSTATED) & (day[at] + 20 <= site.as_of)]
    log.write(back, day[back] + 20, REINSTATE, np.zeros(len(back), np.int64),
              placements.amount[back])  # fmt: skip
    log.write_corrections(everyone[(roll > 0.3) & (roll < 0.3 + _ADJUSTED)])
    closed = in_full | cancelled | suspended
    closed[back] = False
    _set_billing_types(chunk, rng, people, placements.family, in_full, closed)


class _Log:
    """Appends tsitranslog rows for placements (positions)."""

    def __init__(
        self, chunk: Chunk, people: People, rng: Generator, placements: Placements
    ) -> None:
        self._chunk, self._people, self._rng = chunk, people, rng
        self._placements = placements
        self._service = rng.integers(0, 3, len(placements.family))

    def write(
        self, at: Ints, day: Ints, kind: int | Ints, amount: Ints, balance: Ints, **columns: object
    ) -> Ints:
        """One row per position; returns their keys."""
        in_time = day <= self._chunk.site.as_of
        at, day, amount, balance = at[in_time], day[in_time], amount[in_time], balance[in_time]
        kind = np.broadcast_to(np.asarray(kind), len(in_time))[in_time]
        people, rng = self._people, self._rng
        head = people.guarantor[self._placements.family[at]]
        numbers = self._chunk.keys.take("tsitranslog", len(at))
        self._chunk.add(
            "tsitranslog",
            **{
                "TsiTransLogNum": numbers,
                "PatNum": people.number[head],
                "UserNum": one_of(rng, self._chunk.site.staff.managers, len(at)),
                "TransType": kind,
                "TransDateTime": at_work(rng, day) if len(at) else np.full(0, BLANK_SECOND),
                "ServiceType": self._service[at],
                "ServiceCode": np.where(self._service[at] == 0, 0, 1),
                "TransAmt": amount,
                "AccountBalance": balance,
                "FKeyType": NO_KEY,
                "ClientId": "S10042",
                "ClinicNum": self._chunk.site.clinics[people.clinic[head]],
            }
            | columns,
        )
        return numbers

    def write_corrections(self, at: Ints) -> None:
        """Adjustments passed on one by one, some rolled up into one row, some left out."""
        rng, placements = self._rng, self._placements
        day = placements.day[at] + rng.integers(5, 60, len(at))
        kept = day <= self._chunk.site.as_of
        at, day = at[kept], day[kept]
        amount = -rng.integers(5, 40, len(at)) * 100
        balance = placements.amount[at]
        up = rng.random(len(at)) < 0.4
        amount = np.where(up, -amount, amount)
        kind = np.where(up, DEBIT, CREDIT)
        kind = np.where(rng.random(len(at)) < _EXCLUDED_ROWS, EXCLUDED, kind)
        rolled = np.flatnonzero(rng.random(len(at)) < _AGGREGATED)
        total = self.write(at[rolled], day[rolled], AGGREGATE, amount[rolled], balance[rolled])
        group = np.zeros(len(at), np.int64)
        group[rolled] = total
        self.write(at, day, kind, amount, balance + amount, AggTransLogNum=group)


def _set_billing_types(
    chunk: Chunk,
    rng: Generator,
    people: People,
    placed: Ints,
    in_full: np.ndarray,
    closed: np.ndarray,
) -> None:
    site = chunk.site
    patients = chunk.rows("patient")
    usual = patients["BillingType"][people.guarantor]
    roll = rng.random(people.families)

    def kind(slug: str) -> int:
        return site.definition(Category.billing, slug)

    family_type = np.select(
        [roll < _NEVER_SEND, roll < _NEVER_SEND + _ON_HOLD, roll < _NEVER_SEND + 2 * _ON_HOLD],
        [kind("collection_excluded"), kind("hold"), kind("hardship")],
        usual,
    )
    family_type[placed] = np.where(
        in_full,
        kind("paid_in_full"),
        np.where(closed, kind("standard"), kind("collection")),
    )
    old = placed[(rng.random(len(placed)) < 0.03) & ~closed]
    family_type[old] = kind("old_collection")
    patients["BillingType"] = family_type[people.family]
