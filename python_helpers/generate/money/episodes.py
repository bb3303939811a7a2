"""Episodes: what the patient owes for one visit, and how that comes to an end.

An episode's end is drawn from the family's way of paying. It is a list of pieces: cash, treatment
moved onto a plan, or an adjustment, each with its day and what brought it about. Pieces dated after
the as-of date have not happened; cutting there is what leaves receivables open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import (
    NEVER,
    Ints,
    month_index,
    month_start,
    on_business_day,
)
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.terms import Insured
from python_helpers.generate.laws import draw_kind_by_group
from python_helpers.generate.money.payments import NO_CONTACT
from python_helpers.generate.people.families import People


class Cause(IntEnum):
    """What brought a piece about; contact is the only one that a note or message causes."""

    same_day = 0
    portal = 1
    statement = 2
    contact = 3
    plan = 4
    agency = 5
    office = 6
    prepayment = 7
    transfer = 8


class Kind(IntEnum):
    """What a piece is."""

    cash = 0
    plan = 1
    small_balance = 2
    bad_debt = 3
    bad_debt_legal = 4
    agency_write_off = 5
    courtesy_adjustment = 6
    agency_fee = 7


_SMALL_BALANCE_CENTS: Final = 1_000
_PLAN_LEAST_CENTS: Final = 30_000
_HALF_NOW_ABOVE_CENTS: Final = 150_000


@dataclass(frozen=True, slots=True)
class Episodes:
    """What is left to the patient after insurance, by visit (index = position). Money in cents."""

    visit: Ints
    family: Ints
    patient: Ints
    """Position of the patient of the visit's first charge."""
    behaviour: Ints
    service: Ints
    open_from: Ints
    """Day from which the patient is asked for the rest: service date or last insurer's answer."""
    rest: Ints
    """Owed after the payment on the day of the visit."""
    claimed: np.ndarray
    clinic: Ints


@dataclass(slots=True)
class Pieces:
    """Pieces in the making, as lists of equal-length arrays."""

    parts: list[dict[str, Ints]] = field(default_factory=list)

    def add(
        self,
        episode: Ints,
        day: Ints,
        amount: Ints,
        kind: Any,
        cause: Any,
        contact: Any = NO_CONTACT,
    ) -> None:
        """Append pieces; kind, cause and contact may be scalars."""
        columns = {"episode": episode, "day": day, "amount": amount}
        for name, value in (("kind", kind), ("cause", cause), ("contact", contact)):
            columns[name] = np.broadcast_to(np.asarray(value, np.int64), len(episode)).copy()
        kept = amount > 0
        self.parts.append({name: column[kept] for name, column in columns.items()})

    def all(self) -> dict[str, Ints]:
        """All pieces by episode and day; the order in which they pay the episode's charges."""
        merged = {name: np.concatenate([p[name] for p in self.parts]) for name in self.parts[0]}
        order = np.lexsort((merged["day"], merged["episode"]))
        return {name: column[order] for name, column in merged.items()}


def run_day(family: Ints, months: Ints) -> Ints:
    """The day on which a family's statements go out in a month: three billing cycles."""
    return on_business_day(month_start(months) + 3 + (family % 3) * 8)


def first_run(family: Ints, days: Ints) -> Ints:
    """The month of the first billing run after a day."""
    month = month_index(days)
    return month + (run_day(family, month) <= days)


def patient_parts(treatments: Treatments, tied: Ints, insured: Insured) -> tuple[Ints, Ints]:
    """Per treatment: what the patient owes in the end, and what the desk expects at the visit."""
    charged = treatments.charge + tied
    owed = np.maximum(charged - insured.covered, 0)
    return owed, np.maximum(charged - insured.expected, 0)


def open_episodes(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    insured: Insured,
    owed: Ints,
    expected: Ints,
    pieces: Pieces,
) -> Episodes:
    """One episode per visit; adds the payments made on the day of the visit to `pieces`."""
    site, rng = chunk.site, chunk.rng("episodes")
    visit, first, episode = np.unique(treatments.visit, return_index=True, return_inverse=True)
    count = len(visit)

    def total(values: Ints) -> Ints:
        return np.bincount(episode, values, count).astype(np.int64)

    answered = np.zeros(count, np.int64)
    np.maximum.at(answered, episode, np.where(owed > 0, insured.answered, 0))
    patient = treatments.patient[first]
    family = people.family[patient]
    behaviour = people.behaviour[family]
    service = treatments.day[first]
    shares = np.array(list(site.laws.same_day_share.values()))
    pays = rng.random(count) < shares[behaviour]
    asked = total(expected)
    half = (asked > _HALF_NOW_ABOVE_CENTS) & (rng.random(count) < 0.5)
    rounded = asked // 200 * 100
    at_visit = np.where(pays, np.where(half, rounded, asked), 0)
    pieces.add(np.arange(count), service, at_visit, Kind.cash, Cause.same_day)
    claimed = np.zeros(count, bool)
    np.logical_or.at(claimed, episode, insured.claimed)
    return Episodes(
        visit=visit,
        family=family,
        patient=patient,
        behaviour=behaviour,
        service=service,
        open_from=np.maximum(answered, service),
        rest=np.maximum(total(owed) - at_visit, 0),
        claimed=claimed,
        clinic=treatments.clinic[first],
    )


@dataclass(frozen=True, slots=True)
class Endings:
    """Episodes (positions) that go on to be contacted, and those that nobody ever pays."""

    contacted: Ints
    contact_from: Ints
    """Day of the first attempt."""
    abandoned: Ints
    abandoned_on: Ints


def end_episodes(chunk: Chunk, people: People, episodes: Episodes, pieces: Pieces) -> Endings:
    """Draw how each episode ends; adds portal, statement and plan endings to `pieces`."""
    laws, rng = chunk.site.laws, chunk.rng("endings")
    live = np.flatnonzero((episodes.rest > 0) & (episodes.open_from < NEVER))
    small = (episodes.rest[live] < _SMALL_BALANCE_CENTS) & (rng.random(len(live)) < 0.6)
    written_off = live[small]
    later = on_business_day(episodes.open_from[written_off] + rng.integers(40, 100, small.sum()))
    pieces.add(written_off, later, episodes.rest[written_off], Kind.small_balance, Cause.office)

    live = live[~small]
    names = list(next(iter(laws.endings.values())))
    ending = draw_kind_by_group(rng, laws.endings, episodes.behaviour[live])
    unfit = (ending == names.index("plan")) & (episodes.rest[live] < _PLAN_LEAST_CENTS)
    ending = np.where(unfit, names.index("statement"), ending)

    def ended(name: str) -> Ints:
        return live[ending == names.index(name)]

    online = ended("portal")
    day = episodes.open_from[online] + laws.portal.draw(rng, len(online))
    pieces.add(online, day, episodes.rest[online], Kind.cash, Cause.portal)
    _pay_by_statement(chunk, rng, people, episodes, ended("statement"), pieces)
    on_plan = ended("plan")
    day = on_business_day(episodes.open_from[on_plan] + rng.integers(2, 25, len(on_plan)))
    pieces.add(on_plan, day, episodes.rest[on_plan], Kind.plan, Cause.plan)

    contacted = ended("contact")
    month = first_run(episodes.family[contacted], episodes.open_from[contacted])
    month += rng.integers(0, 3, len(contacted))
    start = run_day(episodes.family[contacted], month) + rng.integers(12, 28, len(contacted))
    abandoned = ended("never")
    return Endings(
        contacted,
        on_business_day(start),
        abandoned,
        on_business_day(episodes.open_from[abandoned] + rng.integers(140, 260, len(abandoned))),
    )


def _pay_by_statement(
    chunk: Chunk,
    rng: Generator,
    people: People,
    episodes: Episodes,
    payers: Ints,
    pieces: Pieces,
) -> None:
    """Paid after the k-th statement; a family pays all that it pays for one statement at once."""
    laws, site = chunk.site.laws, chunk.site
    family = episodes.family[payers]
    start = int(month_index(np.array([site.first_day]))[0])
    months = int(month_index(np.array([site.as_of]))[0]) - start + 40
    lag = laws.statement.of(rng.standard_normal((people.families, months)))
    skipped = np.minimum(rng.geometric(laws.statement_round_stop, len(payers)) - 1, 5)
    month = first_run(family, episodes.open_from[payers]) + skipped

    def paid_on(family: Ints, month: Ints) -> Ints:
        return run_day(family, month) + lag[family, np.clip(month - start, 0, months - 1)]

    in_parts = rng.random(len(payers)) < laws.part_payment_share
    rest = episodes.rest[payers]
    first = np.where(in_parts, rest // 2, rest)
    pieces.add(payers, paid_on(family, month), first, Kind.cash, Cause.statement)
    pieces.add(payers, paid_on(family, month + 1), rest - first, Kind.cash, Cause.statement)
