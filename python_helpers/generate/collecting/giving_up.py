"""The end of collection: bad debt, agency, or a balance that simply stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from python_helpers.generate.calendar import Ints, on_business_day
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.collecting.rounds import Lost
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.money.episodes import Cause, Episodes, Kind, Pieces
from python_helpers.generate.people.families import People

_WAYS: Final = {"agency": 0.40, "bad_debt": 0.32, "open": 0.28}
FEE_PERCENT: Final = 30  # kept by the agency
_ZEROED: Final = 0.5  # of placed families: an adjustment takes the balance off the account
_REMITTED: Final = 0.35  # of the others: the agency collects
_FINAL_NOTICE: Final = 0.55
_WRITE_OFF_NOTED: Final = 0.45


@dataclass(frozen=True, slots=True)
class Placements:
    """Families handed to the agency: family, day and cents; recovered is 0 where nothing came."""

    family: Ints
    day: Ints
    amount: Ints
    recovered: Ints
    recovered_on: Ints


def give_up(
    chunk: Chunk,
    people: People,
    episodes: Episodes,
    lost: Lost,
    pieces: Pieces,
    contacts: Contacts,
) -> Placements:
    """Write off, place or leave what no one will pay."""
    site, rng = chunk.site, chunk.rng("giving up")
    episode, day, rest = lost.episode, lost.day, lost.rest
    family = episodes.family[episode]
    way = draw_kind(rng, _WAYS, people.families)[family]
    names = list(_WAYS)
    day = on_business_day(day)
    who = people.guarantor[family]
    notice = day - rng.integers(15, 35, len(day))
    warned = (rng.random(len(day)) < _FINAL_NOTICE) & (notice <= site.as_of)
    contacts.add("final_notice", episode[warned], who[warned], notice[warned], balance=rest[warned])

    bad = way == names.index("bad_debt")
    pieces.add(episode[bad], day[bad], rest[bad], Kind.bad_debt, Cause.office)
    noted = bad & (day <= site.as_of) & (rng.random(len(day)) < _WRITE_OFF_NOTED)
    contacts.add("adjusted", episode[noted], who[noted], day[noted], balance=rest[noted])

    at = np.flatnonzero((way == names.index("agency")) & (day <= site.as_of))
    families, placement = np.unique(family[at], return_inverse=True)
    placed_on = np.full(len(families), np.iinfo(np.int64).max)
    np.minimum.at(placed_on, placement, day[at])
    zeroed = rng.random(len(families)) < _ZEROED
    gone = at[zeroed[placement]]
    pieces.add(episode[gone], day[gone], rest[gone], Kind.agency_write_off, Cause.office)
    amount = np.bincount(placement, rest[at], len(families)).astype(np.int64)
    pays = ~zeroed & (rng.random(len(families)) < _REMITTED)
    paid_on = on_business_day(day[at] + rng.integers(30, 200, len(families))[placement])
    paid = np.flatnonzero(pays[placement])
    fee = rest[at[paid]] * FEE_PERCENT // 100
    pieces.add(episode[at[paid]], paid_on[paid], rest[at[paid]] - fee, Kind.cash, Cause.agency)
    pieces.add(episode[at[paid]], paid_on[paid], fee, Kind.agency_fee, Cause.agency)
    in_time = paid[paid_on[paid] <= site.as_of]
    recovered = np.bincount(placement[in_time], rest[at[in_time]], len(families)).astype(np.int64)
    recovered_on = np.zeros(len(families), np.int64)
    np.maximum.at(recovered_on, placement[in_time], paid_on[in_time])
    head = people.guarantor[families]
    contacts.add("agency_placed", -1, head, placed_on, balance=amount)
    told = recovered > 0
    contacts.add("agency_paid", -1, head[told], recovered_on[told], paid=recovered[told])
    return Placements(families, placed_on, amount, recovered, recovered_on)
