"""Pieces laid onto the charges they settle, and the adjustments among them."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.generate.calendar import Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.intervals import overlap
from python_helpers.generate.money.episodes import Cause, Episodes, Kind, Pieces
from python_helpers.generate.people.families import People

_ADJUSTMENTS: Final = {
    Kind.small_balance: "small_balance",
    Kind.bad_debt: "bad_debt",
    Kind.bad_debt_legal: "bad_debt_legal",
    Kind.agency_write_off: "agency_write_off",
    Kind.courtesy_adjustment: "courtesy_adjustment",
    Kind.agency_fee: "agency_fee",
}
_TIED: Final = 0.6  # of such adjustments: entered on the procedure, the others on the account


def settle(
    chunk: Chunk, treatments: Treatments, episodes: Episodes, owed: Ints, pieces: Pieces
) -> dict[str, Ints]:
    """Which piece settles which treatment, up to the as-of date.

    Columns treatment (−1: cash beyond what was owed), episode, day, amount, kind, cause, contact.
    """
    listed = pieces.all()
    episode_of = np.searchsorted(episodes.visit, treatments.visit)
    found = overlap(episode_of, owed, listed["episode"], listed["amount"])
    beyond = np.flatnonzero((found.unapplied > 0) & (listed["kind"] == Kind.cash))
    piece = np.concatenate([found.credit, beyond])
    settled = {name: listed[name][piece] for name in ("episode", "day", "kind", "cause", "contact")}
    settled["treatment"] = np.concatenate([found.charge, np.full(len(beyond), -1)])
    settled["amount"] = np.concatenate([found.amount, found.unapplied[beyond]])
    happened = settled["day"] <= chunk.site.as_of
    order = np.argsort(settled["day"][happened], kind="stable")
    return {name: column[happened][order] for name, column in settled.items()}


def write_settling_adjustments(
    chunk: Chunk, people: People, treatments: Treatments, settled: dict[str, Ints]
) -> None:
    """Small balances, courtesies, bad debt and agency write-offs."""
    site, rng = chunk.site, chunk.rng("settling adjustments")
    for kind, slug in _ADJUSTMENTS.items():
        at = np.flatnonzero(settled["kind"] == kind)
        treatment, day = settled["treatment"][at], settled["day"][at]
        tied = rng.random(len(at)) < _TIED
        chunk.add(
            "adjustment",
            AdjNum=chunk.keys.take("adjustment", len(at)),
            AdjDate=day,
            AdjAmt=-settled["amount"][at],
            PatNum=people.number[treatments.patient[treatment]],
            AdjType=site.adjustment_type(slug),
            ProvNum=treatments.provider[treatment],
            ProcNum=np.where(tied, treatments.number[treatment], 0),
            ProcDate=treatments.day[treatment],
            DateEntry=day,
            ClinicNum=treatments.clinic[treatment],
            SecUserNumEntry=one_of(rng, site.staff.managers, len(at)),
        )


def only(settled: dict[str, Ints], kind: Kind) -> dict[str, Ints]:
    """The rows of one kind."""
    at = settled["kind"] == kind
    return {name: column[at] for name, column in settled.items()}


def resolved_on(episodes: Episodes, settled: dict[str, Ints], never: int) -> Ints:
    """By episode: the last day on which something settled it, `never` where a rest is open."""
    count = len(episodes.visit)
    later = (settled["cause"] != Cause.same_day) & (settled["treatment"] >= 0)
    paid = np.bincount(settled["episode"][later], settled["amount"][later], count)
    last = episodes.service.copy()
    np.maximum.at(last, settled["episode"][later], settled["day"][later])
    return np.where(paid >= episodes.rest, last, never)
