"""Insurers' checks: one per carrier, clinic and day, over many claims."""

from __future__ import annotations

from typing import Final

import numpy as np

from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.terms import LineStatus
from python_helpers.generate.columns import choose_text
from python_helpers.generate.site.practice import Category

_UNFINALIZED: Final = 0.012  # of claims: received, no check attached yet


def write_checks(chunk: Chunk) -> None:
    """Write claimpayment, attach claim lines to it, and roll claim lines up into claim."""
    site, rng = chunk.site, chunk.rng("checks")
    lines = chunk.rows("claimproc")
    claims = chunk.rows("claim")
    if not len(claims["ClaimNum"]):
        return
    first = int(claims["ClaimNum"].min())
    unfinalized = rng.random(len(claims["ClaimNum"])) < _UNFINALIZED
    paid = np.flatnonzero(
        np.isin(
            lines["Status"], [LineStatus.received, LineStatus.supplemental, LineStatus.cap_claim]
        )
        & (lines["ClaimNum"] > 0)
        & (lines["IsTransfer"] == 0)
    )
    paid = paid[~unfinalized[lines["ClaimNum"][paid] - first]]
    plan = lines["PlanNum"][paid] - site.plans.number[0]
    carrier = site.plans.carrier[plan]
    key = (carrier * 100_000 + lines["ClinicNum"][paid]) * 100_000 + lines["DateCP"][paid]
    _, lead, check = np.unique(key, return_index=True, return_inverse=True)
    count = len(lead)
    numbers = chunk.keys.take("claimpayment", count)
    lines["ClaimPaymentNum"][paid] = numbers[check]
    day = lines["DateCP"][paid[lead]]
    own = carrier[lead]
    eft = site.carriers.by_eft[own]
    insurance_payment = Category.insurance_payment
    chunk.add(
        "claimpayment",
        ClaimPaymentNum=numbers,
        CheckDate=day,
        CheckAmt=np.bincount(check, lines["InsPayAmt"][paid], count).astype(np.int64),
        CheckNum=[str(n) for n in rng.integers(100_000, 9_999_999, count)],
        ClinicNum=lines["ClinicNum"][paid[lead]],
        CarrierName=choose_text(site.carriers.name, own),
        DateIssued=day - rng.integers(1, 6, count),
        IsPartial=(rng.random(count) < 0.01).astype(int),
        PayType=np.where(
            eft,
            site.definition(insurance_payment, "eft"),
            np.where(
                rng.random(count) < 0.1,
                site.definition(insurance_payment, "virtual_card"),
                site.definition(insurance_payment, "check"),
            ),
        ),
        SecDateEntry=day,
        PayGroup=np.where(
            eft,
            site.definition(Category.claim_payment_group, "era"),
            site.definition(Category.claim_payment_group, "standard"),
        ),
    )
    on_claim = lines["ClaimNum"] > 0
    at = np.searchsorted(claims["ClaimNum"], lines["ClaimNum"][on_claim])
    for column in ("InsPayAmt", "WriteOff"):
        total = np.bincount(at, lines[column][on_claim], len(claims["ClaimNum"]))
        claims[column] = total.astype(np.int64)
