"""Claims in the making: what insurers are asked, how they decide, when they answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints, weekday
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import data

BLANK_MONEY: Final = -100
"""-1.00: OpenDental's "no value" in estimate and override columns."""

BLANK_ESTIMATES: Final = {
    "InsEstTotalOverride": BLANK_MONEY,
    "WriteOffEst": BLANK_MONEY,
    "WriteOffEstOverride": BLANK_MONEY,
    "CopayAmt": BLANK_MONEY,
}
_DEDUCTIBLE: Final = 0.16  # of lines that a deductible applies to
_DEDUCTIBLE_CENTS: Final = 5_000


class LineStatus(IntEnum):
    """claimproc.Status."""

    not_received = 0
    received = 1
    preauth = 2
    benefit_adjustment = 3
    supplemental = 4
    cap_claim = 5
    estimate = 6
    cap_complete = 7
    cap_estimate = 8
    insurance_history = 9


class Outcome(IntEnum):
    """How an insurer decides on a claim."""

    paid = 0
    short = 1
    denied = 2
    by_total = 3


@dataclass(slots=True)
class Insured:
    """Per treatment, in cents: what the insurers were expected to take off, and what they do."""

    expected: Ints
    """Estimated pay and write-off, as known at the visit."""
    covered: Ints
    """Pay and write-off in the end, also where the end is after the as-of date."""
    answered: Ints
    """Day of the last answer; the service date without insurance; NEVER without an answer."""
    claimed: np.ndarray
    """Whether an insurer was asked at all."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Claim lines: treatment positions, their claim (position) and cents."""

    treatment: Ints
    claim: Ints
    estimate: Ints
    write_off: Ints
    deductible: Ints


@dataclass(frozen=True, slots=True)
class Sent:
    """Claims: patient and plan positions, days, outcome."""

    number: Ints
    patient: Ints
    plan: Ints
    subscriber: Ints
    service: Ints
    sent: Ints
    answered: Ints
    outcome: Ints
    clinic: Ints
    provider: Ints


def benefits(
    chunk: Chunk, rng: Generator, plan: Ints, code: Ints, charge: Ints
) -> tuple[Ints, Ints, Ints]:
    """Estimated pay, write-off and deductible of each line, in cents."""
    site = chunk.site
    percents = np.array(list(data("site")["coverage"].values()))
    percent = percents[site.codes.coverage[code], site.plans.grade[plan]]
    discount = site.carriers.discount_percent[site.plans.carrier[plan]]
    is_ppo = site.plans.kind[plan] == "p"
    write_off = np.where(is_ppo & (percent > 0), charge * discount // 100, 0)
    allowed = charge - write_off
    has_deductible = (percent < 100) & (percent > 0) & (rng.random(len(charge)) < _DEDUCTIBLE)
    deductible = np.where(has_deductible, np.minimum(_DEDUCTIBLE_CENTS, allowed), 0)
    return (allowed - deductible) * percent // 100, write_off, deductible


def answers(chunk: Chunk, rng: Generator, plan: Ints, sent: Ints) -> tuple[Ints, Ints]:
    """How and when insurers answer claims sent on these days, by the insurer's law."""
    laws, carriers = chunk.site.laws, chunk.site.carriers
    count = len(plan)
    carrier = chunk.site.plans.carrier[plan]
    lag = laws.insurer.of(rng.standard_normal(count), carriers.median_days[carrier])
    slow = rng.random(count) < laws.insurer_slow_share
    lag += np.where(slow, laws.insurer_slow_extra.draw(rng, count), 0)
    day = sent + lag
    day += (carriers.pay_weekday[carrier] - weekday(day)) % 7
    day = np.where(rng.random(count) < laws.insurer_never_share, NEVER, day)
    roll = rng.random(count)
    edges = np.cumsum(
        [laws.insurer_denied_share, laws.insurer_total_share, laws.insurer_short_paid_share]
    )
    outcome = np.select(
        [roll < edges[0], roll < edges[1], roll < edges[2]],
        [Outcome.denied, Outcome.by_total, Outcome.short],
        Outcome.paid,
    )
    return outcome, day


def line_columns(
    people: People, treatments: Treatments, lines: Lines, sent: Sent, plan_number: Ints
) -> dict[str, Any]:
    """Columns that all claim lines of procedures share."""
    return {
        "ProcNum": treatments.number[lines.treatment],
        "ClaimNum": sent.number[lines.claim],
        "PatNum": people.number[sent.patient[lines.claim]],
        "ProvNum": treatments.provider[lines.treatment],
        "FeeBilled": treatments.charge[lines.treatment],
        "PlanNum": plan_number[sent.plan[lines.claim]],
        "InsSubNum": sent.subscriber[lines.claim],
        "ProcDate": treatments.day[lines.treatment],
        "ClinicNum": treatments.clinic[lines.treatment],
        "SecDateEntry": sent.sent[lines.claim],
        "BaseEst": lines.estimate,
        "WriteOffEst": lines.write_off,
        "WriteOffEstOverride": BLANK_MONEY,
        "CopayAmt": BLANK_MONEY,
    }
