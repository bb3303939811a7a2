"""Claims of complete procedures: what insurers were asked, answered and paid."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.later_answers import add_supplementals, pay_by_total
from python_helpers.generate.claims.rows import write_claims, write_snapshots
from python_helpers.generate.claims.terms import (
    BLANK_MONEY,
    Insured,
    Lines,
    LineStatus,
    Outcome,
    Sent,
    answers,
    benefits,
    line_columns,
)
from python_helpers.generate.columns import choose_text
from python_helpers.generate.people.coverage import Coverage
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY, Category

_NOT_BILLED_YET: Final = 0.35  # of lines of the last 20 days: an estimate, no claim yet
_SENT_LATE: Final = 0.03
_TRIMMED: Final = 0.03  # of lines: the office expects less than the benefits say
_SECOND_PAYS_PERCENT: Final = 70
_HELD_DAYS: Final = 40
_REASON_CODES: Final = ("", "45", "1,45", "96", "119", "16,N4")


def make_claims(
    chunk: Chunk, people: People, coverage: Coverage, treatments: Treatments
) -> Insured:
    """Write claims, their lines, snapshots and tracking; capitation plans have none of these."""
    site, rng = chunk.site, chunk.rng("claims")
    count = len(treatments.number)
    insured = Insured(
        np.zeros(count, np.int64), np.zeros(count, np.int64), treatments.day.copy(),
        np.zeros(count, bool),
    )  # fmt: skip
    plan = coverage.plan[treatments.patient]
    ordinary = (
        (plan >= 0)
        & (site.plans.kind[plan] != "c")
        & (treatments.day >= coverage.since[treatments.patient])
        & ~site.codes.not_billed[treatments.code]
        & (treatments.charge > 0)
    )
    recent = (treatments.day > site.as_of - 20) & (rng.random(count) < _NOT_BILLED_YET)
    unbilled = np.flatnonzero(ordinary & recent)
    billed = np.flatnonzero(ordinary & ~recent)
    _write_unbilled(chunk, rng, people, coverage, treatments, unbilled, insured)
    lines, sent = _primary(chunk, rng, coverage, treatments, billed)
    _settle(chunk, rng, people, treatments, lines, sent, coverage, insured, "P")
    _secondary(chunk, rng, people, coverage, treatments, lines, sent, insured)
    return insured


def _primary(
    chunk: Chunk, rng: Generator, coverage: Coverage, treatments: Treatments, billed: Ints
) -> tuple[Lines, Sent]:
    visits, first, claim = np.unique(
        treatments.visit[billed], return_index=True, return_inverse=True
    )
    lead = billed[first]
    patient, service = treatments.patient[lead], treatments.day[lead]
    plan = coverage.plan[patient]
    late = np.where(
        rng.random(len(visits)) < _SENT_LATE,
        rng.integers(10, 45, len(visits)),
        rng.integers(0, 4, len(visits)),
    )
    posted = np.minimum(service + late, chunk.site.as_of)
    outcome, answered = answers(chunk, rng, plan, posted)
    sent = Sent(
        chunk.keys.take("claim", len(visits)), patient, plan, coverage.subscriber[patient],
        service, posted, answered, outcome, treatments.clinic[lead], treatments.provider[lead],
    )  # fmt: skip
    estimate, write_off, deductible = benefits(
        chunk, rng, plan[claim], treatments.code[billed], treatments.charge[billed]
    )
    return Lines(billed, claim, estimate, write_off, deductible), sent


def _settle(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    coverage: Coverage,
    insured: Insured,
    claim_type: str,
) -> None:
    """Write claims with their lines as the insurer answered, and note what that covers."""
    site = chunk.site
    outcome = sent.outcome[lines.claim]
    short = (lines.estimate * rng.integers(50, 96, len(outcome))) // 100
    pays_office = coverage.pays_office[sent.patient][lines.claim]
    due = np.where(pays_office, lines.estimate, 0)
    nothing = (outcome == Outcome.denied) | (outcome == Outcome.by_total)
    paid = np.where(outcome == Outcome.short, np.minimum(short, due), np.where(nothing, 0, due))
    write_off = np.where(outcome == Outcome.denied, 0, lines.write_off)
    answered = sent.answered[lines.claim]
    is_received = answered <= site.as_of
    keys = chunk.keys.take("claimproc", len(outcome))
    trimmed = rng.random(len(outcome)) < _TRIMMED
    chunk.add(
        "claimproc",
        **line_columns(people, treatments, lines, sent, site.plans.number),
        ClaimProcNum=keys,
        Status=is_received.astype(np.int64),
        InsPayEst=lines.estimate,
        InsEstTotal=lines.estimate,
        InsEstTotalOverride=np.where(trimmed, lines.estimate * 9 // 10, BLANK_MONEY),
        DedApplied=np.where(is_received, lines.deductible, 0),
        InsPayAmt=np.where(is_received, paid, 0),
        WriteOff=np.where(is_received, write_off, lines.write_off),
        DateCP=np.where(is_received, answered, treatments.day[lines.treatment]),
        DateEntry=np.where(is_received, answered, NO_DAY),
        DateInsFinalized=np.where(is_received, answered, NO_DAY),
        ClaimAdjReasonCodes=choose_text(
            _REASON_CODES, np.where(is_received, rng.integers(0, 6, len(outcome)), 0)
        ),
        ClaimPaymentTracking=np.where(
            (outcome == Outcome.denied) & is_received & (rng.random(len(outcome)) < 0.5),
            site.definition(Category.claim_payment_tracking, "not_covered"),
            0,
        ),
    )
    covered = paid + write_off
    last = answered.copy()
    extra, extra_day = add_supplementals(chunk, rng, people, treatments, lines, sent, due, paid)
    covered += extra
    last = np.maximum(last, extra_day)
    covered += pay_by_total(chunk, rng, people, treatments, lines, sent, due)
    np.add.at(insured.expected, lines.treatment, lines.estimate + lines.write_off)
    np.add.at(insured.covered, lines.treatment, covered)
    np.maximum.at(insured.answered, lines.treatment, last)
    insured.claimed[lines.treatment] = True
    write_claims(chunk, rng, people, treatments, lines, sent, claim_type)
    write_snapshots(chunk, treatments, lines, sent, keys, claim_type)


def _secondary(
    chunk: Chunk,
    rng: Generator,
    people: People,
    coverage: Coverage,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    insured: Insured,
) -> None:
    """Claims to a second insurer for what the first left, held until the first has answered."""
    site = chunk.site
    plan = coverage.second_plan[sent.patient]
    has_second = np.flatnonzero((plan >= 0) & (site.plans.kind[plan] != "c"))
    renumber = np.full(len(sent.number), -1)
    renumber[has_second] = np.arange(len(has_second))
    left = treatments.charge[lines.treatment] - insured.covered[lines.treatment]
    kept = np.flatnonzero((renumber[lines.claim] >= 0) & (left > 0))
    posted = np.where(
        sent.answered[has_second] <= site.as_of,
        sent.answered[has_second] + 1,
        sent.service[has_second],
    )
    _, answered = answers(chunk, rng, plan[has_second], posted)
    held = sent.answered[has_second] > site.as_of
    answered = np.where(
        held & (sent.answered[has_second] < NEVER), site.as_of + _HELD_DAYS, answered
    )
    answered = np.where(sent.answered[has_second] >= NEVER, NEVER, answered)
    second = Sent(
        chunk.keys.take("claim", len(has_second)), sent.patient[has_second], plan[has_second],
        coverage.second_subscriber[sent.patient[has_second]], sent.service[has_second], posted,
        answered, np.full(len(has_second), Outcome.paid), sent.clinic[has_second],
        sent.provider[has_second],
    )  # fmt: skip
    none = np.zeros(len(kept), np.int64)
    part = Lines(
        lines.treatment[kept],
        renumber[lines.claim[kept]],
        left[kept] * _SECOND_PAYS_PERCENT // 100,
        none,
        none,
    )
    expected = insured.expected.copy()
    _settle(chunk, rng, people, treatments, part, second, coverage, insured, "S")
    insured.expected[:] = expected  # no one counts on the second insurer at the desk


def _write_unbilled(
    chunk: Chunk,
    rng: Generator,
    people: People,
    coverage: Coverage,
    treatments: Treatments,
    unbilled: Ints,
    insured: Insured,
) -> None:
    """Complete but not on a claim yet: an estimate, which is neither ledger nor InsEst."""
    plan = coverage.plan[treatments.patient[unbilled]]
    estimate, write_off, _ = benefits(
        chunk, rng, plan, treatments.code[unbilled], treatments.charge[unbilled]
    )
    chunk.add(
        "claimproc",
        ClaimProcNum=chunk.keys.take("claimproc", len(unbilled)),
        ProcNum=treatments.number[unbilled],
        PatNum=people.number[treatments.patient[unbilled]],
        ProvNum=treatments.provider[unbilled],
        PlanNum=chunk.site.plans.number[plan],
        InsSubNum=coverage.subscriber[treatments.patient[unbilled]],
        Status=LineStatus.estimate,
        InsPayEst=estimate,
        InsEstTotal=estimate,
        InsEstTotalOverride=BLANK_MONEY,
        BaseEst=estimate,
        WriteOffEst=np.where(write_off > 0, write_off, BLANK_MONEY),
        WriteOffEstOverride=BLANK_MONEY,
        CopayAmt=BLANK_MONEY,
        DateCP=treatments.day[unbilled],
        ProcDate=treatments.day[unbilled],
        ClinicNum=treatments.clinic[unbilled],
        SecDateEntry=treatments.day[unbilled],
    )
    insured.expected[unbilled] = estimate + write_off
    insured.covered[unbilled] = estimate + write_off
    insured.answered[unbilled] = NEVER
    insured.claimed[unbilled] = True
