"""Payment plans that track an insurer's instalments (PlanNum set, no guarantor)."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.generate.calendar import DAY_SECONDS, Ints, add_months
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import Rows
from python_helpers.generate.people.families import People
from python_helpers.generate.plans.terms import ChargeType

_TRACKED: Final = 0.02  # of claims of at least:
_LEAST_CENTS: Final = 30_000
_INSTALMENTS: Final = 4


def track_large_claims(chunk: Chunk, people: People) -> None:
    """Put some large claims on insurance plans, received and open ones."""
    rng = chunk.rng("insurance plans")
    claims = chunk.rows("claim")
    large = claims["InsPayEst"] >= _LEAST_CENTS
    chosen = np.flatnonzero(large & (rng.random(len(large)) < _TRACKED))
    lines = chunk.rows("claimproc")
    write_insurance_plans(
        chunk,
        people,
        claim=claims["ClaimNum"][chosen],
        patient=claims["PatNum"][chosen],
        plan=claims["PlanNum"][chosen],
        subscriber=claims["InsSubNum"][chosen],
        signed=claims["DateService"][chosen],
        amount=claims["InsPayEst"][chosen],
        lines=lines,
    )


def write_insurance_plans(
    chunk: Chunk,
    people: People,
    *,
    claim: Ints,
    patient: Ints,
    plan: Ints,
    subscriber: Ints,
    signed: Ints,
    amount: Ints,
    lines: Rows,
) -> Ints:
    """One insurance plan per claim, for expected cents; ties the claim's lines to it."""
    count = len(claim)
    numbers = chunk.keys.take("payplan", count)
    instalment = -(-amount // _INSTALMENTS)
    dentist = people.dentist[patient - people.number[0]]
    clinic = chunk.site.clinics[people.clinic[patient - people.number[0]]]
    chunk.add(
        "payplan",
        PayPlanNum=numbers,
        PatNum=patient,
        PayPlanDate=signed,
        PlanNum=plan,
        InsSubNum=subscriber,
        CompletedAmt=amount,
        NumberOfPayments=_INSTALMENTS,
        PayAmt=instalment,
        IsClosed=(signed + 400 < chunk.site.as_of).astype(int),
        PaySchedule=4,
    )
    own = np.repeat(np.arange(count), _INSTALMENTS)
    turn = np.tile(np.arange(_INSTALMENTS), count)
    due = add_months(signed[own] + 30, 3 * turn)
    principal = np.clip(amount[own] - turn * instalment[own], 0, instalment[own])
    everyone = np.arange(count)
    for at, day, cents, kind in (
        (own, due, principal, ChargeType.debit),
        (everyone, signed, amount, ChargeType.credit),
    ):
        chunk.add(
            "payplancharge",
            PayPlanChargeNum=chunk.keys.take("payplancharge", len(at)),
            PayPlanNum=numbers[at],
            Guarantor=patient[at],
            PatNum=patient[at],
            ChargeDate=day,
            Principal=cents,
            ProvNum=dentist[at],
            ClinicNum=clinic[at],
            ChargeType=kind,
            SecDateTEntry=signed[at] * DAY_SECONDS + 36_000,
        )
    _tie(lines, claim, numbers)
    return numbers


def _tie(lines: Rows, claim: Ints, plan: Ints) -> None:
    """Put the lines of these claims onto their plans."""
    if not len(claim):
        return
    order = np.argsort(claim)
    found = order[np.minimum(np.searchsorted(claim[order], lines["ClaimNum"]), len(claim) - 1)]
    tied = claim[found] == lines["ClaimNum"]
    lines["PayPlanNum"][tied] = plan[found[tied]]
