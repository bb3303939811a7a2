"""Claim lines of no ordinary claim: capitation, estimates, pre-authorisations, benefit rows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, Ints
from python_helpers.generate.care.visits import Planned, Treatments
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.claims.terms import (
    BLANK_ESTIMATES,
    BLANK_MONEY,
    Insured,
    LineStatus,
    benefits,
)
from python_helpers.generate.people.coverage import Coverage
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY

_COPAY_PERCENT: Final = 25
_BILLED_CAPITATION: Final = 0.12
_PLANNED_ESTIMATED: Final = 0.4
_PREAUTHORISED: Final = 0.06
_BENEFIT_ADJUSTED: Final = 0.004
_HISTORY: Final = 0.004
_OVERPAID: Final = 0.002


def make_capitation(
    chunk: Chunk, people: People, coverage: Coverage, treatments: Treatments, insured: Insured
) -> None:
    """Capitation plans: the write-off above the copay (7), and some insurer pay by claim (5)."""
    site, rng = chunk.site, chunk.rng("capitation")
    plan = coverage.plan[treatments.patient]
    under = np.flatnonzero(
        (plan >= 0)
        & (site.plans.kind[plan] == "c")
        & (treatments.day >= coverage.since[treatments.patient])
        & (treatments.charge > 0)
        & ~site.codes.not_billed[treatments.code]
    )
    if not len(under):
        return
    charge = treatments.charge[under]
    copay = charge * _COPAY_PERCENT // 100 // 100 * 100
    common = _of_procedures(people, coverage, treatments, under, site.plans.number[plan[under]])
    chunk.add(
        "claimproc",
        **common | BLANK_ESTIMATES | {"CopayAmt": copay},
        ClaimProcNum=chunk.keys.take("claimproc", len(under)),
        Status=LineStatus.cap_complete,
        WriteOff=charge - copay,
        DateEntry=treatments.day[under],
    )
    insured.expected[under] += charge - copay
    insured.covered[under] += charge - copay

    visits, first = np.unique(treatments.visit[under], return_index=True)
    chosen = first[rng.random(len(visits)) < _BILLED_CAPITATION]
    lines = under[chosen]
    claims = chunk.keys.take("claim", len(chosen))
    day = treatments.day[lines] + rng.integers(20, 50, len(lines))
    received = day <= site.as_of
    paid = copay[chosen] * 2 // 5
    number = site.plans.number[plan[lines]]
    chunk.add(
        "claim",
        ClaimNum=claims,
        PatNum=people.number[treatments.patient[lines]],
        DateService=treatments.day[lines],
        DateSent=treatments.day[lines],
        DateSentOrig=treatments.day[lines],
        ClaimStatus=["R" if r else "S" for r in received],
        DateReceived=np.where(received, day, NO_DAY),
        PlanNum=number,
        InsSubNum=coverage.subscriber[treatments.patient[lines]],
        ProvTreat=treatments.provider[lines],
        ProvBill=treatments.provider[lines],
        ClaimFee=treatments.charge[lines],
        ClaimType="Cap",
        ClinicNum=treatments.clinic[lines],
        SecDateEntry=treatments.day[lines],
    )
    kept = np.flatnonzero(received)
    part = _of_procedures(people, coverage, treatments, lines[kept], number[kept])
    chunk.add(
        "claimproc",
        **part | BLANK_ESTIMATES | {"DateCP": day[kept]},
        ClaimProcNum=chunk.keys.take("claimproc", len(kept)),
        ClaimNum=claims[kept],
        Status=LineStatus.cap_claim,
        InsPayAmt=paid[kept],
        DateEntry=day[kept],
        DateInsFinalized=day[kept],
    )
    insured.covered[lines] += paid
    np.maximum.at(insured.answered, lines, day)


def _of_procedures(
    people: People, coverage: Coverage, treatments: Treatments, at: Ints, plan_number: Ints
) -> dict[str, Any]:
    return {
        "ProcNum": treatments.number[at],
        "PatNum": people.number[treatments.patient[at]],
        "ProvNum": treatments.provider[at],
        "FeeBilled": treatments.charge[at],
        "PlanNum": plan_number,
        "InsSubNum": coverage.subscriber[treatments.patient[at]],
        "DateCP": treatments.day[at],
        "ProcDate": treatments.day[at],
        "ClinicNum": treatments.clinic[at],
        "SecDateEntry": treatments.day[at],
    }


def make_planned_lines(chunk: Chunk, people: People, coverage: Coverage, planned: Planned) -> None:
    """Estimates of planned treatment (6, 8) and pre-authorisations (2): never on the ledger."""
    site, rng = chunk.site, chunk.rng("planned lines")
    plan = coverage.plan[planned.patient]
    covered = np.flatnonzero((plan >= 0) & (rng.random(len(plan)) < _PLANNED_ESTIMATED))
    if not len(covered):
        return
    estimate, write_off, _ = benefits(
        chunk, rng, plan[covered], planned.code[covered], planned.fee[covered]
    )
    common = {
        "ProcNum": planned.number[covered],
        "PatNum": people.number[planned.patient[covered]],
        "ProvNum": planned.provider[covered],
        "PlanNum": site.plans.number[plan[covered]],
        "InsSubNum": coverage.subscriber[planned.patient[covered]],
        "DateCP": planned.day[covered],
        "ProcDate": planned.day[covered],
        "ClinicNum": planned.clinic[covered],
        "SecDateEntry": planned.day[covered],
        "InsPayEst": estimate,
        "BaseEst": estimate,
        "FeeBilled": planned.fee[covered],
    }
    is_capitation = site.plans.kind[plan[covered]] == "c"
    chunk.add(
        "claimproc",
        **common
        | BLANK_ESTIMATES
        | {"WriteOffEst": np.where(write_off > 0, write_off, BLANK_MONEY)},
        ClaimProcNum=chunk.keys.take("claimproc", len(covered)),
        Status=np.where(is_capitation, LineStatus.cap_estimate, LineStatus.estimate),
        InsEstTotal=estimate,
    )
    asked = np.flatnonzero(~is_capitation & (rng.random(len(covered)) < _PREAUTHORISED))
    at = covered[asked]
    claims = chunk.keys.take("claim", len(asked))
    day = planned.day[at] + 21
    received = (day <= site.as_of) & (rng.random(len(asked)) < 0.8)
    chunk.add(
        "claim",
        ClaimNum=claims,
        PatNum=people.number[planned.patient[at]],
        DateService=planned.day[at],
        DateSent=planned.day[at],
        DateSentOrig=planned.day[at],
        ClaimStatus=["R" if r else "S" for r in received],
        DateReceived=np.where(received, day, NO_DAY),
        PlanNum=site.plans.number[plan[at]],
        InsSubNum=coverage.subscriber[planned.patient[at]],
        ProvTreat=planned.provider[at],
        ProvBill=planned.provider[at],
        ClaimFee=planned.fee[at],
        InsPayEst=estimate[asked],
        ClaimType="PreAuth",
        ClinicNum=planned.clinic[at],
        SecDateEntry=planned.day[at],
    )
    chunk.add(
        "claimproc",
        **{name: column[asked] for name, column in common.items()} | BLANK_ESTIMATES,
        ClaimProcNum=chunk.keys.take("claimproc", len(asked)),
        ClaimNum=claims,
        Status=LineStatus.preauth,
        InsEstTotal=estimate[asked],
    )


def make_benefit_rows(
    chunk: Chunk, people: People, coverage: Coverage, treatments: Treatments
) -> None:
    """Benefit adjustments (3), insurance history (9) and over-payment rows (0, IsOverpay)."""
    site, rng = chunk.site, chunk.rng("benefit rows")
    covered = np.flatnonzero(coverage.plan >= 0)
    if not len(covered):
        return
    _adjustments_and_history(chunk, rng, people, coverage, covered)
    billed = np.flatnonzero((coverage.plan[treatments.patient] >= 0) & (treatments.charge > 0))
    at = one_of(rng, billed, max(1, round(len(billed) * _OVERPAID / 3)))
    plan = coverage.plan[treatments.patient[at]]
    amount = rng.integers(500, 6_000, len(at))
    chunk.add(
        "claimproc",
        **_of_procedures(people, coverage, treatments, at, site.plans.number[plan])
        | BLANK_ESTIMATES,
        ClaimProcNum=chunk.keys.take("claimproc", len(at)),
        Status=LineStatus.not_received,
        InsPayEst=np.where(rng.random(len(at)) < 0.7, -amount, amount),
        IsOverpay=1,
    )


def _adjustments_and_history(
    chunk: Chunk, rng: Generator, people: People, coverage: Coverage, covered: Ints
) -> None:
    site = chunk.site
    adjusted = one_of(rng, covered, max(1, round(len(covered) * _BENEFIT_ADJUSTED)))
    day = rng.integers(site.first_day, site.as_of, len(adjusted))
    common: dict[str, Any] = {
        "PatNum": people.number[adjusted],
        "PlanNum": site.plans.number[coverage.plan[adjusted]],
        "InsSubNum": coverage.subscriber[adjusted],
    }
    chunk.add(
        "claimproc",
        **common | BLANK_ESTIMATES,
        ClaimProcNum=chunk.keys.take("claimproc", len(adjusted)),
        Status=LineStatus.benefit_adjustment,
        InsPayAmt=rng.integers(50, 900, len(adjusted)) * 100,
        DedApplied=5_000,
        DateCP=day,
        ProcDate=day,
        SecDateEntry=day,
    )
    # Insurance history hangs on procedures done elsewhere (ProcStatus 4).
    seen = one_of(rng, covered, max(1, round(len(covered) * _HISTORY)))
    day = rng.integers(site.first_day, site.as_of, len(seen))
    elsewhere = chunk.keys.take("procedurelog", len(seen))
    code = site.codes.number[site.codes.at("D0274")]
    chunk.add(
        "procedurelog",
        ProcNum=elsewhere,
        PatNum=people.number[seen],
        ProcDate=day,
        ProcStatus=4,
        ProvNum=people.dentist[seen],
        ClinicNum=site.clinics[people.clinic[seen]],
        CodeNum=code,
        UnitQty=1,
        DateEntryC=day,
        DateTP=day,
        SecDateEntry=day * DAY_SECONDS + 40_000,
    )
    chunk.add(
        "claimproc",
        **BLANK_ESTIMATES,
        ClaimProcNum=chunk.keys.take("claimproc", len(seen)),
        ProcNum=elsewhere,
        PatNum=people.number[seen],
        PlanNum=site.plans.number[coverage.plan[seen]],
        InsSubNum=coverage.subscriber[seen],
        Status=LineStatus.insurance_history,
        ProvNum=people.dentist[seen],
        ClinicNum=site.clinics[people.clinic[seen]],
        DateCP=day,
        ProcDate=day,
        SecDateEntry=day,
    )
