"""What insurers send after, or instead of, an answer line by line."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.terms import (
    BLANK_ESTIMATES,
    BLANK_MONEY,
    Lines,
    LineStatus,
    Outcome,
    Sent,
    line_columns,
)
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY

_DENIED_THEN_PAID: Final = 0.5
_CORRECTED: Final = 0.025  # of paid claims: a supplemental, a third of them taken back
_TAKEN_BACK: Final = 0.35
_TRANSFERRED: Final = 0.4  # of by-total payments: later moved onto the procedures
_DAYS_TO_TRANSFER: Final = 21


def add_supplementals(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    due: Ints,
    paid: Ints,
) -> tuple[Ints, Ints]:
    """Second answers: denials overturned, corrections, money taken back. Cents and day per line."""
    site = chunk.site
    claims = len(sent.number)
    overturned = (sent.outcome == Outcome.denied) & (rng.random(claims) < _DENIED_THEN_PAID)
    corrected = (sent.outcome == Outcome.paid) & (rng.random(claims) < _CORRECTED)
    taken_back = corrected & (rng.random(claims) < _TAKEN_BACK)
    later = sent.answered + site.laws.insurer_supplemental.draw(rng, claims)
    claim = lines.claim
    amount = np.where(overturned[claim], due, 0)
    amount = np.where(corrected[claim], due // 8, amount)
    amount = np.where(taken_back[claim], -paid // 5, amount)
    write_off = np.where(overturned[claim], lines.write_off, 0)
    extra = amount + write_off
    day = np.where((extra != 0) & (sent.answered[claim] < NEVER), later[claim], NO_DAY)
    extra = np.where(day == NO_DAY, 0, extra)
    written = np.flatnonzero((extra != 0) & (day <= site.as_of))
    part = Lines(*(getattr(lines, name)[written] for name in Lines.__slots__))
    chunk.add(
        "claimproc",
        **line_columns(people, treatments, part, sent, site.plans.number)
        | {"SecDateEntry": day[written]},
        ClaimProcNum=chunk.keys.take("claimproc", len(written)),
        Status=LineStatus.supplemental,
        InsPayAmt=amount[written],
        WriteOff=write_off[written],
        InsEstTotalOverride=BLANK_MONEY,
        DateCP=day[written],
        DateEntry=day[written],
        DateSuppReceived=day[written],
        DateInsFinalized=sent.answered[part.claim],
    )
    return extra, day


def pay_by_total(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    due: Ints,
) -> Ints:
    """One payment for the whole claim (ProcNum 0); some are later moved onto the procedures."""
    site = chunk.site
    share = np.where(sent.outcome[lines.claim] == Outcome.by_total, due, 0)
    total = np.bincount(lines.claim, share, len(sent.number)).astype(np.int64)
    paid = np.flatnonzero((total > 0) & (sent.answered <= site.as_of))

    def columns(claim: Ints, day: Ints) -> dict[str, Any]:
        return {
            "ClaimNum": sent.number[claim],
            "PatNum": people.number[sent.patient[claim]],
            "PlanNum": site.plans.number[sent.plan[claim]],
            "InsSubNum": sent.subscriber[claim],
            "ClinicNum": sent.clinic[claim],
            "ProcDate": sent.service[claim],
            "DateCP": day,
            "DateEntry": day,
            "SecDateEntry": day,
        } | BLANK_ESTIMATES

    chunk.add(
        "claimproc",
        **columns(paid, sent.answered[paid]),
        ClaimProcNum=chunk.keys.take("claimproc", len(paid)),
        ProvNum=sent.provider[paid],
        Status=LineStatus.received,
        InsPayAmt=total[paid],
        DateInsFinalized=sent.answered[paid],
    )
    moved = paid[rng.random(len(paid)) < _TRANSFERRED]
    moved = moved[sent.answered[moved] + _DAYS_TO_TRANSFER <= site.as_of]
    onto = np.flatnonzero(np.isin(lines.claim, moved) & (share > 0))
    transfer = (
        (moved, -total[moved], np.zeros(len(moved), np.int64), sent.provider[moved]),
        (
            lines.claim[onto],
            share[onto],
            treatments.number[lines.treatment[onto]],
            treatments.provider[lines.treatment[onto]],
        ),
    )
    for claim, amount, procedure, provider in transfer:
        chunk.add(
            "claimproc",
            **columns(claim, sent.answered[claim] + _DAYS_TO_TRANSFER),
            ClaimProcNum=chunk.keys.take("claimproc", len(claim)),
            ProcNum=procedure,
            ProvNum=provider,
            Status=LineStatus.supplemental,
            InsPayAmt=amount,
            IsTransfer=1,
        )
    return share
