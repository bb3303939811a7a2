"""Claims as rows: claim, claimtracking and claimsnapshot."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.claims.terms import BLANK_MONEY, Lines, Sent
from python_helpers.generate.columns import choose_text
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY, Category

_STATUSES: Final = ("R", "H", "W", "U", "I", "S")
_ON_HOLD: Final = 0.01
_BILLED_BY_ENTITY: Final = 0.3
_RESENT_AFTER: Final = 45
_TRACKED: Final = 0.04  # of answered claims; all that were sent again are


def write_claims(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    claim_type: str,
) -> None:
    """Write claim, without the roll-up of its lines' actual amounts, and claimtracking."""
    site = chunk.site
    claims = len(sent.number)

    def total(values: Ints) -> Ints:
        return np.bincount(lines.claim, values, claims).astype(np.int64)

    received = sent.answered <= site.as_of
    unsent = ~received & (sent.sent > site.as_of - 2)
    held = ~received & (sent.sent <= sent.service) & (claim_type == "S")
    on_hold = ~received & (rng.random(claims) < _ON_HOLD)
    status = np.select(
        [received, held, unsent, on_hold], [0, 1, 2 + rng.integers(0, 2, claims), 4], 5
    )
    resent = ~received & (site.as_of - sent.sent > _RESENT_AFTER)
    sent_on = np.minimum(sent.sent, site.as_of)
    chunk.add(
        "claim",
        ClaimNum=sent.number,
        PatNum=people.number[sent.patient],
        DateService=sent.service,
        DateSent=sent_on,
        DateSentOrig=sent_on,
        DateResent=np.where(resent, np.minimum(sent.sent + _RESENT_AFTER, site.as_of), NO_DAY),
        ClaimStatus=choose_text(_STATUSES, status),
        DateReceived=np.where(received, sent.answered, NO_DAY),
        PlanNum=site.plans.number[sent.plan],
        InsSubNum=sent.subscriber,
        ProvTreat=sent.provider,
        ProvBill=np.where(
            rng.random(claims) < _BILLED_BY_ENTITY, site.staff.billing_provider, sent.provider
        ),
        ClaimFee=total(treatments.charge[lines.treatment]),
        InsPayEst=total(lines.estimate),
        DedApplied=total(lines.deductible),
        ClaimType=claim_type,
        ClinicNum=sent.clinic,
        CustomTracking=np.where(
            resent & (rng.random(claims) < 0.6),
            site.definition(Category.claim_tracking, "no_response"),
            0,
        ),
        SecDateEntry=sent_on,
    )
    chased = np.flatnonzero(resent | (received & (rng.random(claims) < _TRACKED)))
    day = np.minimum(sent.sent[chased] + 30, site.as_of)
    chunk.add(
        "claimtracking",
        ClaimTrackingNum=chunk.keys.take("claimtracking", len(chased)),
        ClaimNum=sent.number[chased],
        TrackingType=choose_text(
            ["StatusHistory", "ClaimUser"], (rng.random(len(chased)) < 0.2).astype(int)
        ),
        UserNum=site.staff.collectors[chased % len(site.staff.collectors)],
        DateTimeEntry=day * DAY_SECONDS + 36_000,
        TrackingDefNum=site.definition(Category.claim_tracking, "no_response"),
        TrackingErrorDefNum=np.where(
            rng.random(len(chased)) < 0.2, site.definition(Category.claim_error, "missing_info"), 0
        ),
    )


def write_snapshots(
    chunk: Chunk, treatments: Treatments, lines: Lines, sent: Sent, keys: Ints, claim_type: str
) -> None:
    """The estimates as they stood when the claim was made; the feature came on two years in."""
    site = chunk.site
    since = site.first_day + (site.as_of - site.first_day) * 2 // 5
    taken = np.flatnonzero(sent.sent[lines.claim] >= since)
    chunk.add(
        "claimsnapshot",
        ClaimSnapshotNum=chunk.keys.take("claimsnapshot", len(taken)),
        ProcNum=treatments.number[lines.treatment[taken]],
        ClaimType=claim_type,
        Writeoff=np.where(lines.write_off[taken] > 0, lines.write_off[taken], BLANK_MONEY),
        InsPayEst=lines.estimate[taken],
        Fee=treatments.charge[lines.treatment[taken]],
        DateTEntry=np.minimum(sent.sent[lines.claim[taken]], site.as_of) * DAY_SECONDS + 43_200,
        ClaimProcNum=keys[taken],
    )
