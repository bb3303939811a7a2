"""What insurers pay on ortho contracts: a first part at banding, the rest in instalments."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import add_months
from python_helpers.generate.care.ortho_cases import Cases, PlanLink, Step, Steps, link_plans
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.terms import BLANK_MONEY, LineStatus
from python_helpers.generate.intervals import spread
from python_helpers.generate.people.coverage import Coverage
from python_helpers.generate.people.families import People
from python_helpers.generate.plans.insurance import write_insurance_plans
from python_helpers.generate.site.practice import NO_DAY

_TRACKED: Final = 0.5  # of insured cases: an insurance payment plan
_INSTALMENTS: Final = 8
_FIRST_PERCENT: Final = 25


def insure_cases(
    chunk: Chunk, rng: Generator, people: People, coverage: Coverage, cases: Cases, steps: Steps
) -> None:
    """One claim at banding; the first answer pays a quarter, the rest comes in instalments."""
    site = chunk.site
    insured = np.flatnonzero(cases.insured > 0)
    banding = np.flatnonzero(steps.kind == Step.banding)[insured]
    patient, plan = cases.patient[insured], coverage.plan[cases.patient[insured]]
    claim = chunk.keys.take("claim", len(insured))
    first_day = cases.banding[insured] + rng.integers(25, 60, len(insured))
    received = first_day <= site.as_of
    common: dict[str, Any] = {
        "PatNum": people.number[patient],
        "PlanNum": site.plans.number[plan],
        "InsSubNum": coverage.subscriber[patient],
        "ClinicNum": cases.clinic[insured],
        "SecDateEntry": cases.banding[insured],
    }
    expected = cases.insured[insured]
    chunk.add(
        "claim",
        **common,
        ClaimNum=claim,
        DateService=cases.banding[insured],
        DateSent=cases.banding[insured],
        DateSentOrig=cases.banding[insured],
        ClaimStatus=["R" if x else "S" for x in received],
        DateReceived=np.where(received, first_day, NO_DAY),
        ProvTreat=cases.provider[insured],
        ProvBill=cases.provider[insured],
        ClaimFee=cases.fee[insured],
        InsPayEst=expected,
        ClaimType="P",
    )
    turn = np.arange(_INSTALMENTS + 1)
    weight = np.where(turn == 0, _FIRST_PERCENT * _INSTALMENTS, 100 - _FIRST_PERCENT)
    own = np.repeat(np.arange(len(insured)), len(turn))
    amount = spread(expected, own, np.tile(weight, len(insured)))
    which = np.tile(turn, len(insured))
    day = add_months(first_day[own], 3 * which)
    kept = np.flatnonzero(
        ((day <= site.as_of) & (day <= cases.ended[insured][own] + 60)) | (which == 0)
    )
    own, which, amount, day = own[kept], which[kept], amount[kept], day[kept]
    is_first = which == 0
    paid = day <= site.as_of
    chunk.add(
        "claimproc",
        **{name: column[own] for name, column in common.items()}
        | {"SecDateEntry": np.where(is_first, cases.banding[insured][own], day)},
        ClaimProcNum=chunk.keys.take("claimproc", len(own)),
        ProcNum=steps.number[banding][own],
        ClaimNum=claim[own],
        ProvNum=cases.provider[insured][own],
        FeeBilled=np.where(is_first, cases.fee[insured][own], 0),
        Status=np.select([~paid, is_first], [0, LineStatus.received], LineStatus.supplemental),
        InsPayEst=np.where(is_first, expected[own], 0),
        InsEstTotal=np.where(is_first, expected[own], 0),
        InsEstTotalOverride=np.where(is_first, expected[own], BLANK_MONEY),
        InsPayAmt=np.where(paid, amount, 0),
        WriteOffEst=BLANK_MONEY,
        WriteOffEstOverride=BLANK_MONEY,
        CopayAmt=BLANK_MONEY,
        DateCP=np.where(paid, day, cases.banding[insured][own]),
        ProcDate=cases.banding[insured][own],
        DateEntry=np.where(paid, day, NO_DAY),
        DateSuppReceived=np.where(is_first, NO_DAY, day),
        DateInsFinalized=np.where(paid, first_day[own], NO_DAY),
    )
    tracked = np.flatnonzero(rng.random(len(insured)) < _TRACKED)
    plans = write_insurance_plans(
        chunk, people, claim=claim[tracked], patient=people.number[patient[tracked]],
        plan=site.plans.number[plan[tracked]], subscriber=coverage.subscriber[patient[tracked]],
        signed=cases.banding[insured[tracked]], amount=expected[tracked],
        lines=chunk.rows("claimproc"),
    )  # fmt: skip
    link_plans(chunk, cases, insured[tracked], PlanLink.insurance_plan, plans)
