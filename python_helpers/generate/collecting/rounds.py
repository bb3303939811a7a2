"""Contacts about money: attempts, conversations and what they bring, up to three rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints, on_business_day
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.contacts.notes import topic_number
from python_helpers.generate.contacts.phrases import PROMISE_STYLES, draw_dates
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.money.episodes import (
    Cause,
    Endings,
    Episodes,
    Kind,
    Pieces,
    first_run,
    run_day,
)
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY

_ROUNDS: Final = 3
_PLAN_LEAST_CENTS: Final = 15_000


@dataclass(frozen=True, slots=True)
class Lost:
    """Episodes that are given up: the day, and the cents still owed."""

    episode: Ints
    day: Ints
    rest: Ints

    def joined(self, *others: Lost) -> Lost:
        """These and others."""
        return Lost(
            *(
                np.concatenate([getattr(part, name) for part in (self, *others)])
                for name in Lost.__slots__
            )
        )


@dataclass(slots=True)
class _Open:
    """Episodes being worked: what is still owed, and the day of the next attempt."""

    episode: Ints
    rest: Ints
    next_day: Ints

    def where(self, mask: np.ndarray) -> _Open:
        return _Open(self.episode[mask], self.rest[mask], self.next_day[mask])


def work_episodes(
    chunk: Chunk, people: People, episodes: Episodes, endings: Endings, pieces: Pieces,
    contacts: Contacts,
) -> Lost:  # fmt: skip
    """Contact families about their episodes; adds contacts and the pieces that they cause.

    Returns the episodes given up in the end.
    """
    site, rng = chunk.site, chunk.rng("contacts")
    none = np.zeros(0, np.int64)
    given_up = [Lost(none, none, none)]
    open_ = _Open(endings.contacted, episodes.rest[endings.contacted], endings.contact_from)
    outcomes = list(site.laws.contact_outcome)
    for round_number in range(_ROUNDS):
        open_ = open_.where(open_.next_day <= site.as_of)
        if not len(open_.episode):
            break
        live = _attempts(rng, people.guarantor, episodes, open_, contacts, site.as_of)
        live = live.where(live.next_day <= site.as_of)
        drawn = draw_kind(rng, site.laws.contact_outcome, len(live.episode))
        again: list[_Open] = []
        for number, outcome in enumerate(outcomes):
            group = live.where(drawn == number)
            if not len(group.episode):
                continue
            who = people.guarantor[episodes.family[group.episode]]
            step = _Step(chunk, rng, people, episodes, group, who, pieces, contacts)
            later, lost = getattr(step, outcome)()
            again.append(later)
            given_up.append(Lost(lost.episode, lost.next_day, lost.rest))
        open_ = _Open(*(np.concatenate([getattr(o, n) for o in again]) for n in _Open.__slots__))
        if round_number == _ROUNDS - 1:
            given_up.append(Lost(open_.episode, open_.next_day, open_.rest))
    return given_up[0].joined(*given_up[1:])


def _attempts(
    rng: Generator,
    guarantor: Ints,
    episodes: Episodes,
    open_: _Open,
    contacts: Contacts,
    as_of: int,
) -> _Open:
    """None to three attempts that reach no one, then the day of the live contact."""
    count = len(open_.episode)
    attempts = np.minimum(rng.geometric(0.5, count) - 1, 3)
    day = open_.next_day.copy()
    who = guarantor[episodes.family[open_.episode]]
    for number in range(3):
        at = np.flatnonzero((attempts > number) & (day <= as_of))
        contacts.add(
            "attempt_voicemail", open_.episode[at], who[at], day[at], balance=open_.rest[at]
        )
        day[at] = on_business_day(day[at] + rng.integers(2, 9, len(at)))
    return _Open(open_.episode, open_.rest, day)


@dataclass(slots=True)
class _Step:
    """One round's conversations of one outcome. Each method returns (to be tried again, lost)."""

    chunk: Chunk
    rng: Generator
    people: People
    episodes: Episodes
    now: _Open
    who: Ints
    pieces: Pieces
    contacts: Contacts

    def _none(self) -> _Open:
        return self.now.where(np.zeros(len(self.now.episode), bool))

    def _again(self, days: Any, rest: Ints | None = None) -> _Open:
        day = on_business_day(np.asarray(days))
        return _Open(self.now.episode, self.now.rest if rest is None else rest, day)

    def _draw(self, low: int, high: int) -> Ints:
        return self.rng.integers(low, high, len(self.now.episode))

    def _note(self, topic: str | Ints, **meaning: Any) -> Ints:
        return self.contacts.add(
            topic, self.now.episode, self.who, self.now.next_day,
            **{"balance": self.now.rest} | meaning,
        )  # fmt: skip

    def _promise(self, topic: str | Ints, promised: Ints, **meaning: Any) -> tuple[Ints, Ints]:
        """Note a promise; its number and the day on which it falls due or, unsaid, is met."""
        style, due = draw_dates(self.rng, self.now.next_day, PROMISE_STYLES)
        number = self._note(topic, promised=promised, due_style=style, due=due, **meaning)
        unsaid = self.chunk.site.laws.promise_unresolved.draw(self.rng, len(due))
        return number, np.where(due == NO_DAY, self.now.next_day + unsaid, due)

    def _kept_on(self, due: Ints) -> Ints:
        laws = self.chunk.site.laws
        roll = self.rng.random(len(due))
        shift = np.select(
            [roll < laws.promise_early_share,
             roll < laws.promise_early_share + laws.promise_on_day_share],
            [-self._draw(1, 3), np.zeros(len(due), np.int64)],
            self._draw(1, 4),
        )  # fmt: skip
        return np.maximum(due + shift, self.now.next_day)

    def _pay(self, day: Ints, amount: Ints, contact: Ints) -> None:
        self.pieces.add(self.now.episode, day, amount, Kind.cash, Cause.contact, contact)

    def promise_kept(self) -> tuple[_Open, _Open]:
        topics = np.array(
            [
                topic_number("promise_full"),
                topic_number("promise_unnumbered"),
                topic_number("promise_text_reply"),
            ]
        )[draw_kind(self.rng, {"full": 0.82, "unnumbered": 0.10, "text": 0.08}, len(self.who))]
        number, due = self._promise(topics, self.now.rest)
        self._pay(self._kept_on(due), self.now.rest, number)
        return self._none(), self._none()

    def promise_part(self) -> tuple[_Open, _Open]:
        half = np.maximum(self.now.rest // 200 * 100, 100)
        half = np.minimum(half, self.now.rest)
        pays_now = self.rng.random(len(half)) < 0.4
        topic = np.where(
            pays_now, topic_number("promise_after_payment"), topic_number("promise_part")
        )
        promised = np.where(pays_now, self.now.rest - half, half)
        number, due = self._promise(topic, promised, paid=np.where(pays_now, half, 0))
        self._pay(self.now.next_day, np.where(pays_now, half, 0), number)
        self._pay(self._kept_on(due), promised, number)
        left = self.now.rest - half - np.where(pays_now, promised, 0)
        return self._again(due + self._draw(20, 40), left).where(left > 0), self._none()

    def promise_broken(self) -> tuple[_Open, _Open]:
        _, due = self._promise("promise_full", self.now.rest)
        return self._again(due + self._draw(5, 15)), self._none()

    def paid_now(self) -> tuple[_Open, _Open]:
        number = self._note("paid_now", paid=self.now.rest)
        self._pay(self.now.next_day, self.now.rest, number)
        return self._none(), self._none()

    def pay_link(self) -> tuple[_Open, _Open]:
        by_text = self.people.can_text[self.who] & (self.rng.random(len(self.who)) < 0.85)
        number = self._note(
            np.where(by_text, topic_number("pay_link_text"), topic_number("pay_link_email"))
        )
        day = self.now.next_day + self.chunk.site.laws.pay_link.draw(self.rng, len(self.who))
        self._pay(day, self.now.rest, number)
        return self._none(), self._none()

    def plan(self) -> tuple[_Open, _Open]:
        large = self.now.rest >= _PLAN_LEAST_CENTS
        everything = self.now
        agreed = everything.where(large)
        self.pieces.add(
            agreed.episode, on_business_day(agreed.next_day + 1), agreed.rest, Kind.plan, Cause.plan
        )
        self.now, self.who = everything.where(~large), self.who[~large]
        return self.promise_kept() if len(self.who) else (self._none(), self._none())

    def dispute(self) -> tuple[_Open, _Open]:
        self._note("dispute")
        won = self.rng.random(len(self.who)) < 0.4
        day = on_business_day(self.now.next_day + self._draw(5, 21))
        granted = np.where(won, self.now.rest, 0)
        self.pieces.add(self.now.episode, day, granted, Kind.courtesy_adjustment, Cause.office)
        later = self.now.next_day + self._draw(25, 60)
        self.pieces.add(
            self.now.episode, later, self.now.rest - granted, Kind.cash, Cause.statement
        )
        return self._none(), self._none()

    def hardship(self) -> tuple[_Open, _Open]:
        self._note("hardship")
        helped = self.rng.random(len(self.who)) < 0.4
        relief = np.where(helped, self.now.rest // 2, 0)
        day = on_business_day(self.now.next_day + self._draw(3, 15))
        self.pieces.add(self.now.episode, day, relief, Kind.courtesy_adjustment, Cause.office)
        return self._again(
            self.now.next_day + self._draw(50, 95), self.now.rest - relief
        ), self._none()

    def refused(self) -> tuple[_Open, _Open]:
        self._note("refused")
        return self._none(), self._again(self.now.next_day + self._draw(30, 90))

    def no_commitment(self) -> tuple[_Open, _Open]:
        self._note("no_commitment")
        return self._again(self.now.next_day + self._draw(6, 21)), self._none()

    def wrong_number(self) -> tuple[_Open, _Open]:
        lost_mail = self.rng.random(len(self.who)) < 0.25
        self._note(np.where(lost_mail, topic_number("bad_address"), topic_number("wrong_number")))
        found = self.rng.random(len(self.who)) < 0.5
        month = first_run(self.episodes.family[self.now.episode], self.now.next_day)
        day = run_day(self.episodes.family[self.now.episode], month) + self._draw(5, 20)
        self.pieces.add(
            self.now.episode, day, np.where(found, self.now.rest, 0), Kind.cash, Cause.statement
        )
        return self._none(), self._again(self.now.next_day + self._draw(60, 120)).where(~found)

    def legal_stop(self) -> tuple[_Open, _Open]:
        self._note("legal_stop")
        day = on_business_day(self.now.next_day + self._draw(5, 40))
        self.pieces.add(self.now.episode, day, self.now.rest, Kind.bad_debt_legal, Cause.office)
        return self._none(), self._none()
