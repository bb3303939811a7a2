"""Payment plans of general dentistry: visits that were put onto a plan."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import MAX_DAY, Ints, month_index, month_start
from python_helpers.generate.care.visits import Planned, Treatments
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.money.episodes import Cause
from python_helpers.generate.money.payments import Payments, method, one_split_each, pay_singly
from python_helpers.generate.people.families import People
from python_helpers.generate.plans.rows import write_plans
from python_helpers.generate.plans.terms import Items, LinkType, Rhythm, Terms
from python_helpers.generate.site.practice import Category

_DYNAMIC: Final = 0.5
_WITH_INTEREST: Final = 0.22
_RATES: Final = (600, 990, 1_200, 1_800)
_WITH_PLANNED: Final = 0.08  # of static plans: treatment that is not done yet
_WITH_ADJUSTMENT: Final = 0.25  # of dynamic plans: a charge of the account moved onto the plan
_ADJUSTMENT_PART_PAID: Final = 0.4  # of those charges: paid in part outside the plan
_HIDDEN_DEPOSIT: Final = 0.15  # of dynamic plans: hidden unearned money on a linked procedure
_DUE_DAYS: Final = (1, 5, 15, 20, 25, 28)
_PART_CENTS: Final = 500
_DEPOSIT_CENTS: Final = 5_000
_RHYTHMS: Final = {
    Rhythm.monthly.name: 0.75,
    Rhythm.biweekly.name: 0.12,
    Rhythm.weekly.name: 0.07,
    Rhythm.quarterly.name: 0.06,
}
_INSTALMENTS: Final = np.array([3, 6, 6, 10, 12, 12, 18, 24])
_CENTS_PER_STEP: Final = 25_000
"""Larger plans run longer: one step along _INSTALMENTS for each of these."""


def agree_plans(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    planned: Planned,
    on_plan: dict[str, Ints],
    contacts: Contacts,
) -> None:
    """Put the episodes that were settled by a plan onto one plan each, and let it run."""
    if not len(on_plan["treatment"]):
        return
    rng = chunk.rng("plans")
    episode, first, plan = np.unique(on_plan["episode"], return_index=True, return_inverse=True)
    count = len(episode)
    lead = on_plan["treatment"][first]
    signed = on_plan["day"][first]
    total = np.bincount(plan, on_plan["amount"], count).astype(np.int64)
    step = np.clip(total // _CENTS_PER_STEP, 0, 4)
    terms = Terms(
        patient=treatments.patient[lead],
        signed=signed,
        start=_first_due(rng, signed),
        instalments=_INSTALMENTS[step + rng.integers(0, 4, count)],
        rhythm=draw_kind(rng, _RHYTHMS, count),
        apr=np.where(rng.random(count) < _WITH_INTEREST, one_of(rng, _RATES, count), 0),
        is_dynamic=rng.random(count) < _DYNAMIC,
        provider=treatments.provider[lead],
        clinic=treatments.clinic[lead],
        category=chunk.site.definition(Category.plan_category, "in_house"),
        down=np.zeros(count, np.int64),
    )  # fmt: skip
    treatment = on_plan["treatment"]
    items = Items(
        plan=plan,
        link_type=np.full(len(plan), LinkType.procedure),
        key=treatments.number[treatment],
        amount=on_plan["amount"],
        day=treatments.day[treatment],
        provider=treatments.provider[treatment],
        clinic=treatments.clinic[treatment],
    )
    _deposit(chunk, rng, people, terms, items)
    extra = [_not_done_yet(rng, terms, planned), _charges(chunk, rng, people, terms)]
    items = Items(*(np.concatenate([getattr(items, n), *(getattr(e, n) for e in extra)])
                    for n in Items.__slots__))  # fmt: skip
    write_plans(chunk, rng, people, terms, items, contacts)


def _first_due(rng: Generator, signed: Ints) -> Ints:
    """One of the usual due days after signing, at least a week later."""
    wanted = one_of(rng, _DUE_DAYS, len(signed)) - 1
    month = month_index(signed + 7)
    due = month_start(month) + wanted
    return np.where(due < signed + 7, month_start(month + 1) + wanted, due)


def _not_done_yet(rng: Generator, terms: Terms, planned: Planned) -> Items:
    """Planned procedures of the same patient, on some static plans."""
    order = np.argsort(planned.patient, kind="stable")
    owner = planned.patient[order]
    found = np.minimum(np.searchsorted(owner, terms.patient), max(len(owner) - 1, 0))
    fits = (
        ~terms.is_dynamic
        & (rng.random(len(terms)) < _WITH_PLANNED)
        & (owner[found] == terms.patient)
        & (planned.fee[order[found]] > 0)
    )
    plan = np.flatnonzero(fits)
    _, once = np.unique(terms.patient[plan], return_index=True)
    plan = plan[once]
    at = order[found[plan]]
    return Items(
        plan, np.full(len(plan), LinkType.procedure), planned.number[at], planned.fee[at],
        np.full(len(plan), MAX_DAY), planned.provider[at], planned.clinic[at],
    )  # fmt: skip


def _charges(chunk: Chunk, rng: Generator, people: People, terms: Terms) -> Items:
    """Late charges on the account, moved onto some dynamic plans."""
    plan = np.flatnonzero(terms.is_dynamic & (rng.random(len(terms)) < _WITH_ADJUSTMENT))
    number = chunk.keys.take("adjustment", len(plan))
    amount = one_of(rng, [1_500, 2_500, 4_000], len(plan))
    chunk.add(
        "adjustment",
        AdjNum=number,
        AdjDate=terms.signed[plan],
        AdjAmt=amount,
        PatNum=people.number[terms.patient[plan]],
        AdjType=chunk.site.adjustment_type("late_charge"),
        ProvNum=terms.provider[plan],
        DateEntry=terms.signed[plan],
        ClinicNum=terms.clinic[plan],
    )
    part = plan[rng.random(len(plan)) < _ADJUSTMENT_PART_PAID]
    _pay(
        chunk, rng, people, terms, part, _PART_CENTS,
        AdjNum=number[np.searchsorted(plan, part)],
    )  # fmt: skip
    return Items(
        plan, np.full(len(plan), LinkType.adjustment), number, amount, terms.signed[plan],
        terms.provider[plan], terms.clinic[plan],
    )  # fmt: skip


def _deposit(chunk: Chunk, rng: Generator, people: People, terms: Terms, items: Items) -> None:
    """Hidden unearned money on the first procedure of some dynamic plans: it lowers the link."""
    plan = np.flatnonzero(terms.is_dynamic & (rng.random(len(terms)) < _HIDDEN_DEPOSIT))
    order = np.argsort(items.plan, kind="stable")
    first = order[np.searchsorted(items.plan[order], plan)]
    _pay(
        chunk, rng, people, terms, plan, _DEPOSIT_CENTS,
        ProcNum=items.key[first], UnearnedType=chunk.site.unearned("planned_treatment"),
    )  # fmt: skip


def _pay(
    chunk: Chunk,
    rng: Generator,
    people: People,
    terms: Terms,
    plan: Ints,
    cents: int,
    **columns: object,
) -> None:
    """A payment on the day of signing that is not on the plan; `columns` are its split's."""
    patient = terms.patient[plan]
    payments = Payments(
        day=terms.signed[plan],
        amount=np.full(len(plan), cents),
        payer=people.payer(people.family[patient], terms.signed[plan]),
        clinic=terms.clinic[plan],
        method=np.full(len(plan), method("card")),
    )
    splits = one_split_each(
        payments.amount, people.number[patient], terms.provider[plan], payments.clinic, Cause.office
    )
    pay_singly(chunk, rng, payments, splits, **columns)
