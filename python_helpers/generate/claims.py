"""Claims of complete procedures: what insurers were asked, answered and paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints, weekday
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import choose_text
from python_helpers.generate.coverage import Coverage
from python_helpers.generate.people import People
from python_helpers.generate.site import NO_DAY, Category, data
from python_helpers.generate.visits import Treatments

BLANK_MONEY: Final = -100
"""-1.00: OpenDental's "no value" in estimate and override columns."""

NOT_RECEIVED, RECEIVED, PREAUTH, BENEFIT_ADJUSTMENT, SUPPLEMENTAL = 0, 1, 2, 3, 4
CAP_CLAIM, ESTIMATE, CAP_COMPLETE, CAP_ESTIMATE, INSURANCE_HISTORY = 5, 6, 7, 8, 9

_NOT_BILLED_YET: Final = 0.35  # of lines of the last 20 days: an estimate (6), no claim yet
_PAID, _SHORT, _DENIED, _TOTAL = range(4)
_DENIED_THEN_PAID: Final = 0.5
_CORRECTED: Final = 0.025  # of paid claims: a supplemental, a third of them taken back
_TRANSFERRED: Final = 0.4  # of by-total payments: later moved onto the procedures
_DEDUCTIBLE: Final = 0.16
_DEDUCTIBLE_CENTS: Final = 5_000
_REASON_CODES: Final = ["", "45", "1,45", "96", "119", "16,N4"]


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


def make_claims(
    chunk: Chunk, people: People, coverage: Coverage, treatments: Treatments
) -> Insured:
    """Write claim, claimproc, claimsnapshot and claimtracking of ordinary (not capitation) plans."""
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
        rng.random(len(visits)) < 0.03,
        rng.integers(10, 45, len(visits)),
        rng.integers(0, 4, len(visits)),
    )
    posted = service + late
    outcome, answered = answers(chunk, rng, plan, posted)
    sent = Sent(
        chunk.keys.take("claim", len(visits)), patient, plan, coverage.subscriber[patient],
        service, posted, answered, outcome, treatments.clinic[lead], treatments.provider[lead],
    )  # fmt: skip
    estimate, write_off, deductible = benefits(
        chunk, rng, plan[claim], treatments.code[billed], treatments.charge[billed]
    )
    return Lines(billed, claim, estimate, write_off, deductible), sent


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
        [roll < edges[0], roll < edges[1], roll < edges[2]], [_DENIED, _TOTAL, _SHORT], _PAID
    )
    return outcome, day


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
    paid = np.select([outcome == _DENIED, outcome == _SHORT, outcome == _TOTAL],
                     [0, np.minimum(short, due), 0], due)  # fmt: skip
    write_off = np.where(outcome == _DENIED, 0, lines.write_off)
    answered = sent.answered[lines.claim]
    is_received = answered <= site.as_of
    keys = chunk.keys.take("claimproc", len(outcome))
    trimmed = rng.random(len(outcome)) < 0.03
    chunk.add(
        "claimproc",
        **_line_columns(people, treatments, lines, sent, site.plans.number),
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
            (outcome == _DENIED) & is_received & (rng.random(len(outcome)) < 0.5),
            site.definition(Category.claim_payment_tracking, "not_covered"),
            0,
        ),
    )
    covered = paid + write_off
    last = answered.copy()
    extra, extra_day = _supplementals(chunk, rng, people, treatments, lines, sent, due, paid)
    covered += extra
    last = np.maximum(last, extra_day)
    covered += _by_total(chunk, rng, people, treatments, lines, sent, due)
    np.add.at(insured.expected, lines.treatment, lines.estimate + lines.write_off)
    np.add.at(insured.covered, lines.treatment, covered)
    np.maximum.at(insured.answered, lines.treatment, last)
    insured.claimed[lines.treatment] = True
    _write_claims(chunk, rng, people, treatments, lines, sent, claim_type)
    _write_snapshots(chunk, treatments, lines, sent, keys, claim_type)


def _line_columns(
    people: People, treatments: Treatments, lines: Lines, sent: Sent, plan_number: Ints
) -> dict[str, object]:
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


def _supplementals(
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
    overturned = (sent.outcome == _DENIED) & (rng.random(claims) < _DENIED_THEN_PAID)
    corrected = (sent.outcome == _PAID) & (rng.random(claims) < _CORRECTED)
    taken_back = corrected & (rng.random(claims) < 0.35)
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
        **_line_columns(people, treatments, part, sent, site.plans.number)
        | {"SecDateEntry": day[written]},
        ClaimProcNum=chunk.keys.take("claimproc", len(written)),
        Status=SUPPLEMENTAL,
        InsPayAmt=amount[written],
        WriteOff=write_off[written],
        InsEstTotalOverride=BLANK_MONEY,
        DateCP=day[written],
        DateEntry=day[written],
        DateSuppReceived=day[written],
        DateInsFinalized=sent.answered[part.claim],
    )
    return extra, day


def _by_total(
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
    share = np.where(sent.outcome[lines.claim] == _TOTAL, due, 0)
    total = np.bincount(lines.claim, share, len(sent.number)).astype(np.int64)
    paid = np.flatnonzero((total > 0) & (sent.answered <= site.as_of))

    def columns(claim: Ints, day: Ints) -> dict[str, object]:
        return {
            "ClaimNum": sent.number[claim],
            "PatNum": people.number[sent.patient[claim]],
            "PlanNum": site.plans.number[sent.plan[claim]],
            "InsSubNum": sent.subscriber[claim],
            "ClinicNum": sent.clinic[claim],
            "InsEstTotalOverride": BLANK_MONEY,
            "WriteOffEst": BLANK_MONEY,
            "WriteOffEstOverride": BLANK_MONEY,
            "CopayAmt": BLANK_MONEY,
            "ProcDate": sent.service[claim],
            "DateCP": day,
            "DateEntry": day,
            "SecDateEntry": day,
        }

    chunk.add(
        "claimproc",
        **columns(paid, sent.answered[paid]),
        ClaimProcNum=chunk.keys.take("claimproc", len(paid)),
        ProvNum=sent.provider[paid],
        Status=RECEIVED,
        InsPayAmt=total[paid],
        DateInsFinalized=sent.answered[paid],
    )
    moved = paid[rng.random(len(paid)) < _TRANSFERRED]
    moved = moved[sent.answered[moved] + 21 <= site.as_of]
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
            **columns(claim, sent.answered[claim] + 21),
            ClaimProcNum=chunk.keys.take("claimproc", len(claim)),
            ProcNum=procedure,
            ProvNum=provider,
            Status=SUPPLEMENTAL,
            InsPayAmt=amount,
            IsTransfer=1,
        )
    return share


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
    answered = np.where(held & (sent.answered[has_second] < NEVER), site.as_of + 40, answered)
    answered = np.where(sent.answered[has_second] >= NEVER, NEVER, answered)
    second = Sent(
        chunk.keys.take("claim", len(has_second)), sent.patient[has_second], plan[has_second],
        coverage.second_subscriber[sent.patient[has_second]], sent.service[has_second], posted,
        answered, np.full(len(has_second), _PAID), sent.clinic[has_second],
        sent.provider[has_second],
    )  # fmt: skip
    none = np.zeros(len(kept), np.int64)
    part = Lines(
        lines.treatment[kept], renumber[lines.claim[kept]], left[kept] * 7 // 10, none, none
    )
    expected = insured.expected.copy()
    _settle(chunk, rng, people, treatments, part, second, coverage, insured, "S")
    insured.expected[:] = expected  # no one counts on the second insurer at the desk


def _write_claims(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    lines: Lines,
    sent: Sent,
    claim_type: str,
) -> None:
    site = chunk.site
    claims = len(sent.number)

    def total(values: Ints) -> Ints:
        return np.bincount(lines.claim, values, claims).astype(np.int64)

    received = sent.answered <= site.as_of
    unsent = ~received & (sent.sent > site.as_of - 2)
    held = ~received & (sent.answered == site.as_of + 40) & (claim_type == "S")
    on_hold = ~received & (rng.random(claims) < 0.01)
    status = np.select(
        [received, held, unsent, on_hold], [0, 1, 2 + rng.integers(0, 2, claims), 4], 5
    )
    resent = ~received & (site.as_of - sent.sent > 45)
    sent_on = np.minimum(sent.sent, site.as_of)
    chunk.add(
        "claim",
        ClaimNum=sent.number,
        PatNum=people.number[sent.patient],
        DateService=sent.service,
        DateSent=sent_on,
        DateSentOrig=sent_on,
        DateResent=np.where(resent, np.minimum(sent.sent + 45, site.as_of), NO_DAY),
        ClaimStatus=choose_text(["R", "H", "W", "U", "I", "S"], status),
        DateReceived=np.where(received, sent.answered, NO_DAY),
        PlanNum=site.plans.number[sent.plan],
        InsSubNum=sent.subscriber,
        ProvTreat=sent.provider,
        ProvBill=np.where(rng.random(claims) < 0.3, site.staff.billing_provider, sent.provider),
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
    chased = np.flatnonzero(resent | (received & (rng.random(claims) < 0.04)))
    day = np.minimum(sent.sent[chased] + 30, site.as_of)
    chunk.add(
        "claimtracking",
        ClaimTrackingNum=chunk.keys.take("claimtracking", len(chased)),
        ClaimNum=sent.number[chased],
        TrackingType=choose_text(
            ["StatusHistory", "ClaimUser"], (rng.random(len(chased)) < 0.2).astype(int)
        ),
        UserNum=site.staff.collectors[chased % len(site.staff.collectors)],
        DateTimeEntry=day * 86_400 + 36_000,
        TrackingDefNum=site.definition(Category.claim_tracking, "no_response"),
        TrackingErrorDefNum=np.where(
            rng.random(len(chased)) < 0.2, site.definition(Category.claim_error, "missing_info"), 0
        ),
    )


def _write_snapshots(
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
        DateTEntry=np.minimum(sent.sent[lines.claim[taken]], site.as_of) * 86_400 + 43_200,
        ClaimProcNum=keys[taken],
    )


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
        Status=ESTIMATE,
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
