"""Payment plans as rows: payplan, payplancharge and payplanlink, and the payments on them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, MAX_DAY, Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.contacts.phrases import DateStyle
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.people.families import People
from python_helpers.generate.plans.payments import Ledger, pay_plans
from python_helpers.generate.plans.schedule import behave, close, debits_by_item, schedule
from python_helpers.generate.plans.terms import ChargeType, Items, LinkType, Terms
from python_helpers.generate.site.practice import NO_DAY

_OTHER_FAMILY: Final = 0.09  # of plans: someone outside the family has signed
_OVERRIDDEN: Final = 0.4  # of links: a fixed amount instead of the patient's portion
_CREDIT_WITHOUT_PROCEDURE: Final = 0.06
_ADJUSTED: Final = 0.06  # of plans: lowered by a negative principal
_REDUCTION_CENTS: Final = 2_500
_OFFSET: Final = 0.15  # of dynamic plans: an overcharge and its offset
_OFFSET_CENTS: Final = 4_000
_AGREED_NOTED: Final = 0.7
_TROUBLE_NOTED: Final = 0.6
# PaySchedule and ChargeFrequency by rhythm.
_STATIC_CODES: Final = np.array([0, 3, 2, 4])
_DYNAMIC_CODES: Final = np.array([3, 1, 0, 4])
_SERVICE_SECOND: Final = 2 * 3_600
"""The nightly service issues instalments at 2 o'clock."""


def write_plans(
    chunk: Chunk,
    rng: Generator,
    people: People,
    terms: Terms,
    items: Items,
    contacts: Contacts,
) -> Ints:
    """Write payplan, payplancharge, payplanlink and the payments made. Returns PayPlanNum."""
    site, count = chunk.site, len(terms)
    number = chunk.keys.take("payplan", count)
    financed = np.maximum(items.total(count) - terms.down, 0)
    instalment = np.maximum(-(-financed // (terms.instalments * 100)) * 100, 1)
    patient_number = people.number[terms.patient]
    family = people.family[terms.patient]
    guarantor = people.number[people.guarantor[family]]
    outside = rng.random(count) < _OTHER_FAMILY
    guarantor = np.where(outside, one_of(rng, people.number[people.guarantor], count), guarantor)
    same_family = people.family[guarantor - people.number[0]] == family
    hit = np.where(same_family, patient_number, guarantor)

    instalments = schedule(terms, financed, instalment)
    behaviour = draw_kind(rng, site.laws.plan_behaviour, count)
    paid_on, stopped = behave(chunk, rng, terms, instalments, behaviour)
    closed_on = close(chunk, rng, instalments, paid_on, stopped, count)

    kept = instalments["due"] <= closed_on[instalments["plan"]]
    kept &= ~terms.is_dynamic[instalments["plan"]] | (instalments["due"] <= site.as_of)
    instalments = {name: column[kept] for name, column in instalments.items()}
    paid_on = paid_on[kept]
    # Closing takes treatment that is not done off the plan.
    items = items.at((closed_on > site.as_of)[items.plan] | (items.day <= closed_on[items.plan]))
    unbilled = items.total(count) - np.bincount(
        instalments["plan"], instalments["principal"], count
    ).astype(np.int64)
    is_closed = closed_on <= site.as_of
    chunk.add(
        "payplan",
        PayPlanNum=number,
        PatNum=patient_number,
        Guarantor=guarantor,
        PayPlanDate=terms.signed,
        APR=terms.apr,
        CompletedAmt=items.at(items.day <= site.as_of).total(count),
        PaySchedule=np.where(terms.is_dynamic, 0, _STATIC_CODES[terms.rhythm]),
        NumberOfPayments=terms.instalments,
        PayAmt=instalment,
        DownPayment=terms.down,
        IsClosed=is_closed.astype(np.int64),
        PlanCategory=terms.category,
        IsDynamic=terms.is_dynamic.astype(np.int64),
        ChargeFrequency=np.where(terms.is_dynamic, _DYNAMIC_CODES[terms.rhythm], 0),
        DatePayPlanStart=np.where(terms.is_dynamic, terms.start, NO_DAY),
        IsLocked=(terms.is_dynamic & (rng.random(count) < 0.3)).astype(np.int64),
        DateInterestStart=np.where(terms.is_dynamic & (terms.apr > 0), terms.start, NO_DAY),
        DynamicPayPlanTPOption=np.where(terms.is_dynamic, one_of(rng, [0, 1, 2], count), 0),
    )
    debits = debits_by_item(terms, items, instalments, paid_on)
    debits["guarantor"] = hit[debits["plan"]]
    debits["number"] = _write_debits(chunk, number, patient_number, terms, debits)
    _write_credits(chunk, rng, number, patient_number, hit, terms, items)
    _write_extras(chunk, rng, number, patient_number, hit, terms, unbilled, closed_on)
    ledger = Ledger(number, patient_number, guarantor, terms.provider, terms.clinic,
                    terms.is_dynamic, terms.signed)  # fmt: skip
    pay_plans(chunk, rng, ledger, debits, stopped)
    _note(chunk, rng, people, terms, family, instalment, financed, stopped, contacts)
    return number


def _write_debits(
    chunk: Chunk, plan_number: Ints, patient: Ints, terms: Terms, debits: dict[str, Ints]
) -> Ints:
    plan = debits["plan"]
    numbers = chunk.keys.take("payplancharge", len(plan))
    made = np.where(terms.is_dynamic[plan], debits["due"], terms.signed[plan])
    chunk.add(
        "payplancharge",
        PayPlanChargeNum=numbers,
        PayPlanNum=plan_number[plan],
        Guarantor=debits["guarantor"],
        PatNum=patient[plan],
        ChargeDate=debits["due"],
        Principal=debits["principal"],
        Interest=debits["interest"],
        ProvNum=terms.provider[plan],
        ClinicNum=terms.clinic[plan],
        ChargeType=ChargeType.debit,
        SecDateTEntry=made * DAY_SECONDS + _SERVICE_SECOND,
        FKey=debits["key"],
        LinkType=debits["link_type"],
    )
    return numbers


def _write_credits(
    chunk: Chunk,
    rng: Generator,
    plan_number: Ints,
    patient: Ints,
    hit: Ints,
    terms: Terms,
    items: Items,
) -> None:
    """Static plans get credits, dynamic ones links."""
    static = np.flatnonzero(~terms.is_dynamic[items.plan])
    plan = items.plan[static]
    loose = (rng.random(len(static)) < _CREDIT_WITHOUT_PROCEDURE) & (items.day[static] < MAX_DAY)
    chunk.add(
        "payplancharge",
        PayPlanChargeNum=chunk.keys.take("payplancharge", len(static)),
        PayPlanNum=plan_number[plan],
        Guarantor=hit[plan],
        PatNum=patient[plan],
        ChargeDate=items.day[static],
        Principal=items.amount[static],
        ProvNum=items.provider[static],
        ClinicNum=items.clinic[static],
        ChargeType=ChargeType.credit,
        ProcNum=np.where(
            loose | (items.link_type[static] != LinkType.procedure), 0, items.key[static]
        ),
        SecDateTEntry=terms.signed[plan] * DAY_SECONDS + _SERVICE_SECOND,
    )
    linked = np.flatnonzero(terms.is_dynamic[items.plan])
    plan = items.plan[linked]
    override = rng.random(len(linked)) < _OVERRIDDEN
    chunk.add(
        "payplanlink",
        PayPlanLinkNum=chunk.keys.take("payplanlink", len(linked)),
        PayPlanNum=plan_number[plan],
        LinkType=items.link_type[linked],
        FKey=items.key[linked],
        AmountOverride=np.where(override, items.amount[linked], 0),
        SecDateTEntry=terms.signed[plan] * DAY_SECONDS + _SERVICE_SECOND,
    )


def _write_extras(
    chunk: Chunk,
    rng: Generator,
    plan_number: Ints,
    patient: Ints,
    hit: Ints,
    terms: Terms,
    unbilled: Ints,
    closed_on: Ints,
) -> None:
    """Close-out charges, reductions (negative principal) and offset overcharges."""
    site = chunk.site
    closed = np.flatnonzero((closed_on <= site.as_of) & (unbilled != 0))
    running = np.flatnonzero((terms.start + 40 <= site.as_of) & (closed_on > site.as_of))
    lowered = running[rng.random(len(running)) < _ADJUSTED]
    offset = running[(rng.random(len(running)) < _OFFSET) & terms.is_dynamic[running]]
    half = np.full(len(lowered), -_REDUCTION_CENTS)
    extras: list[tuple[Ints, Ints, Ints, Any, Any]] = [
        (closed, closed_on[closed], unbilled[closed], patient[closed], 0),
        (lowered, terms.start[lowered] + 35, half, hit[lowered], 0),
        (offset, terms.start[offset] + 20, np.full(len(offset), _OFFSET_CENTS), hit[offset], 0),
        (offset, terms.start[offset] + 21, np.full(len(offset), -_OFFSET_CENTS), hit[offset], 1),
    ]
    for plan, day, principal, guarantor, is_offset in extras:
        chunk.add(
            "payplancharge",
            PayPlanChargeNum=chunk.keys.take("payplancharge", len(plan)),
            PayPlanNum=plan_number[plan],
            Guarantor=guarantor,
            PatNum=patient[plan],
            ChargeDate=day,
            Principal=principal,
            ProvNum=terms.provider[plan],
            ClinicNum=terms.clinic[plan],
            ChargeType=ChargeType.debit,
            SecDateTEntry=day * DAY_SECONDS + _SERVICE_SECOND,
            IsOffset=is_offset,
        )


def _note(
    chunk: Chunk,
    rng: Generator,
    people: People,
    terms: Terms,
    family: Ints,
    instalment: Ints,
    financed: Ints,
    stopped: Ints,
    contacts: Contacts,
) -> None:
    """What the desk wrote when a plan was agreed, and when it went wrong."""
    who = people.guarantor[family]
    agreed = np.flatnonzero(rng.random(len(terms)) < _AGREED_NOTED)
    contacts.add(
        "plan_agreed", -1, who[agreed], terms.signed[agreed], balance=financed[agreed],
        promised=instalment[agreed], due=terms.start[agreed], due_style=int(DateStyle.month_day),
    )  # fmt: skip
    trouble = np.flatnonzero(
        (stopped + 6 <= chunk.site.as_of) & (rng.random(len(terms)) < _TROUBLE_NOTED)
    )
    contacts.add(
        "plan_trouble", -1, who[trouble], stopped[trouble] + 6, balance=financed[trouble] // 2
    )
