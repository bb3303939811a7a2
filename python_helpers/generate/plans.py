"""Payment plans of patients: agreements, their schedules, and how holders keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import (
    MAX_DAY,
    NEVER,
    Ints,
    add_months,
    month_index,
    month_start,
)
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.contacts import Contacts
from python_helpers.generate.episodes import Episodes
from python_helpers.generate.intervals import overlap
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.people import People
from python_helpers.generate.phrases import DateStyle
from python_helpers.generate.plan_payments import Ledger, pay_plans
from python_helpers.generate.site import NO_DAY, Category
from python_helpers.generate.visits import Planned, Treatments

DEBIT, CREDIT = 0, 1
LINK_NONE, LINK_ADJUSTMENT, LINK_PROCEDURE, LINK_ORTHO_CASE = 0, 1, 2, 3

_OTHER_FAMILY: Final = 0.05  # of plans: someone outside the family has signed
_DYNAMIC: Final = 0.5
_WITH_INTEREST: Final = 0.22
_OVERRIDDEN: Final = 0.4  # of links: a fixed amount instead of the patient's portion
_CREDIT_WITHOUT_PROCEDURE: Final = 0.06
_WITH_PLANNED: Final = 0.08  # of static plans: treatment that is not done yet
_WITH_ADJUSTMENT: Final = 0.10  # of dynamic plans: a charge of the account moved onto the plan
_CLOSED_WHEN_BROKEN: Final = 0.55
_CLOSED_WHEN_PAID: Final = 0.7
_ADJUSTED: Final = 0.06  # of plans: lowered by a negative principal
_OFFSET: Final = 0.05  # of dynamic plans: an overcharge and its offset
_AGREED_NOTED: Final = 0.7
_TROUBLE_NOTED: Final = 0.6
_RHYTHMS: Final = {"monthly": 0.80, "biweekly": 0.11, "weekly": 0.04, "quarterly": 0.05}
_STATIC_CODES: Final = np.array([0, 3, 2, 4])
_DYNAMIC_CODES: Final = np.array([3, 1, 0, 4])
_PER_YEAR: Final = np.array([12, 26, 52, 4])


@dataclass(slots=True)
class Terms:
    """Plans in the making, by position. Money in cents, APR in hundredths of a percent."""

    patient: Ints
    signed: Ints
    start: Ints
    instalments: Ints
    rhythm: Ints
    apr: Ints
    is_dynamic: np.ndarray
    provider: Ints
    clinic: Ints
    category: int
    down: Ints

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class Items:
    """Production on plans. Day is MAX_DAY while a procedure is not complete."""

    plan: Ints
    link_type: Ints
    key: Ints
    """ProcNum, AdjNum or OrthoCaseNum; 0 = a credit without procedure."""
    amount: Ints
    day: Ints
    provider: Ints
    clinic: Ints


def agree_plans(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    planned: Planned,
    episodes: Episodes,
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
    choices = np.array([3, 6, 6, 10, 12, 12, 18, 24])
    size = np.clip(total // 25_000, 0, 4)
    terms = Terms(
        patient=treatments.patient[lead],
        signed=signed,
        start=_first_due(rng, signed),
        instalments=choices[size + rng.integers(0, 4, count)],
        rhythm=draw_kind(rng, _RHYTHMS, count),
        apr=np.where(rng.random(count) < _WITH_INTEREST, one_of(rng, [600, 990, 1200, 1800], count), 0),
        is_dynamic=rng.random(count) < _DYNAMIC,
        provider=treatments.provider[lead],
        clinic=treatments.clinic[lead],
        category=chunk.site.definition(Category.plan_category, "in_house"),
        down=np.zeros(count, np.int64),
    )  # fmt: skip
    treatment = on_plan["treatment"]
    items = Items(
        plan=plan,
        link_type=np.full(len(plan), LINK_PROCEDURE),
        key=treatments.number[treatment],
        amount=on_plan["amount"],
        day=treatments.day[treatment],
        provider=treatments.provider[treatment],
        clinic=treatments.clinic[treatment],
    )
    extra = [_not_done_yet(rng, terms, planned), _charges(chunk, rng, people, terms)]
    items = Items(*(np.concatenate([getattr(items, n), *(getattr(e, n) for e in extra)])
                    for n in Items.__slots__))  # fmt: skip
    write_plans(chunk, rng, people, terms, items, contacts)


def _first_due(rng: Generator, signed: Ints) -> Ints:
    """The 1st, 5th, 15th or 20th after signing, at least a week later."""
    wanted = one_of(rng, [0, 4, 14, 19], len(signed))
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
        plan, np.full(len(plan), LINK_PROCEDURE), planned.number[at], planned.fee[at],
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
    return Items(
        plan, np.full(len(plan), LINK_ADJUSTMENT), number, amount, terms.signed[plan],
        terms.provider[plan], terms.clinic[plan],
    )  # fmt: skip


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
    total = np.bincount(items.plan, items.amount, count).astype(np.int64)
    financed = np.maximum(total - terms.down, 0)
    instalment = np.maximum(-(-financed // (terms.instalments * 100)) * 100, 1)
    patient_number = people.number[terms.patient]
    family = people.family[terms.patient]
    guarantor = people.number[people.guarantor[family]]
    outside = rng.random(count) < _OTHER_FAMILY
    guarantor = np.where(outside, one_of(rng, people.number[people.guarantor], count), guarantor)
    same_family = people.family[guarantor - people.number[0]] == family
    hit = np.where(same_family, patient_number, guarantor)

    schedule = _schedule(terms, financed, instalment)
    behaviour = draw_kind(rng, site.laws.plan_behaviour, count)
    paid_on, stopped = _behave(chunk, rng, terms, schedule, behaviour)
    closed_on = _closing(chunk, rng, schedule, paid_on, stopped, count)

    kept = schedule["due"] <= closed_on[schedule["plan"]]
    kept &= ~terms.is_dynamic[schedule["plan"]] | (schedule["due"] <= site.as_of)
    schedule = {name: column[kept] for name, column in schedule.items()}
    paid_on = paid_on[kept]
    retained = np.bincount(schedule["plan"], schedule["principal"], count).astype(np.int64)
    is_closed = closed_on <= site.as_of
    completed = np.bincount(
        items.plan, np.where(items.day <= site.as_of, items.amount, 0), count
    ).astype(np.int64)
    chunk.add(
        "payplan",
        PayPlanNum=number,
        PatNum=patient_number,
        Guarantor=guarantor,
        PayPlanDate=terms.signed,
        APR=terms.apr,
        CompletedAmt=completed,
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
    debits = _debits_by_item(terms, items, schedule, paid_on)
    debits["guarantor"] = hit[debits["plan"]]
    debits["number"] = _write_debits(chunk, number, patient_number, terms, debits)
    _write_credits(chunk, rng, number, patient_number, hit, terms, items)
    _write_extras(chunk, rng, number, patient_number, hit, terms, financed - retained, closed_on)
    ledger = Ledger(number, patient_number, guarantor, family, terms.provider, terms.clinic,
                    terms.is_dynamic, terms.signed, instalment, terms.down)  # fmt: skip
    pay_plans(chunk, rng, people, ledger, debits, stopped)
    _note(chunk, rng, people, terms, family, instalment, financed, stopped, contacts)
    return number


def _schedule(terms: Terms, financed: Ints, instalment: Ints) -> dict[str, Ints]:
    """All instalments: plan, position, due day, principal and interest."""
    plan = np.repeat(np.arange(len(terms)), terms.instalments)
    first = np.concatenate([[0], np.cumsum(terms.instalments)[:-1]])
    position = np.arange(len(plan)) - first[plan]
    before = position * instalment[plan]
    principal = np.clip(financed[plan] - before, 0, instalment[plan])
    rhythm, start = terms.rhythm[plan], terms.start[plan]
    due = np.select(
        [rhythm == 0, rhythm == 3],
        [add_months(start, position), add_months(start, 3 * position)],
        start + position * np.where(rhythm == 1, 14, 7),
    )
    rest = np.maximum(financed[plan] - before, 0)
    interest = rest * terms.apr[plan] // (10_000 * _PER_YEAR[rhythm])
    schedule = {"plan": plan, "position": position, "due": due, "principal": principal,
                "interest": interest}  # fmt: skip
    return {name: column[principal > 0] for name, column in schedule.items()}


def _behave(
    chunk: Chunk, rng: Generator, terms: Terms, schedule: dict[str, Ints], behaviour: Ints
) -> tuple[Ints, Ints]:
    """The day each instalment is paid (NEVER = not), and the day on which a broken plan stopped."""
    laws, count = chunk.site.laws, len(terms)
    names = list(laws.plan_behaviour)
    plan, position, due = schedule["plan"], schedule["position"], schedule["due"]
    way = behaviour[plan]
    paid_on = due.copy()
    late = way == names.index("late")
    paid_on = np.where(late, due + laws.plan_late.draw(rng, len(due)), paid_on)
    turn = (rng.random(count) * terms.instalments * 0.7).astype(np.int64) + 1
    turned = position >= turn[plan]
    turn_due = np.full(count, NEVER)
    np.minimum.at(turn_due, plan[turned], due[turned])
    paid_on = np.where((way == names.index("broken")) & turned, NEVER, paid_on)
    paid_on = np.where((way == names.index("paid_off")) & turned, turn_due[plan], paid_on)
    stopped = np.where(behaviour == names.index("broken"), turn_due, NEVER)
    return np.where(paid_on > chunk.site.as_of, NEVER, paid_on), stopped


def _closing(
    chunk: Chunk,
    rng: Generator,
    schedule: dict[str, Ints],
    paid_on: Ints,
    stopped: Ints,
    count: int,
) -> Ints:
    """The day on which each plan was closed; NEVER = it is open."""
    site = chunk.site
    last = np.zeros(count, np.int64)
    np.maximum.at(last, schedule["plan"], paid_on)
    done = np.where((last < NEVER) & (rng.random(count) < _CLOSED_WHEN_PAID), last + 5, NEVER)
    # A paid-off plan's later debits would be cut by closing: they stay, being paid.
    due_last = np.zeros(count, np.int64)
    np.maximum.at(due_last, schedule["plan"], schedule["due"])
    done = np.where(done < due_last, NEVER, done)
    broken = np.where(
        (stopped < NEVER) & (rng.random(count) < _CLOSED_WHEN_BROKEN), stopped + 100, NEVER
    )
    closed = np.minimum(done, broken)
    return np.where(closed > site.as_of, NEVER, closed)


def _debits_by_item(
    terms: Terms, items: Items, schedule: dict[str, Ints], paid_on: Ints
) -> dict[str, Ints]:
    """Dynamic plans bill each item apart: their debits are cut where one item is used up."""
    dynamic = terms.is_dynamic[schedule["plan"]]
    static = np.flatnonzero(~dynamic)
    none = np.zeros(len(static), np.int64)
    at = np.flatnonzero(dynamic)
    of_dynamic = np.flatnonzero(terms.is_dynamic[items.plan])
    down = np.flatnonzero(terms.is_dynamic & (terms.down > 0))
    groups = np.concatenate([down, schedule["plan"][at]])
    amounts = np.concatenate([terms.down[down], schedule["principal"][at]])
    cut = overlap(items.plan[of_dynamic], items.amount[of_dynamic], groups, amounts)
    billed = cut.credit >= len(down)
    item, debit = of_dynamic[cut.charge[billed]], at[cut.credit[billed] - len(down)]
    first_part = np.zeros(len(debit), bool)
    first_part[np.unique(debit, return_index=True)[1]] = True
    pick = np.concatenate([static, debit])
    return {
        "plan": schedule["plan"][pick],
        "due": schedule["due"][pick],
        "paid_on": paid_on[pick],
        "principal": np.concatenate([schedule["principal"][static], cut.amount[billed]]),
        "interest": np.concatenate(
            [schedule["interest"][static], np.where(first_part, schedule["interest"][debit], 0)]
        ),
        "key": np.concatenate([none, items.key[item]]),
        "link_type": np.concatenate([none, items.link_type[item]]),
    }


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
        ChargeType=DEBIT,
        SecDateTEntry=made * 86_400 + 7_200,
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
        ChargeType=CREDIT,
        ProcNum=np.where(loose | (items.link_type[static] != LINK_PROCEDURE), 0, items.key[static]),
        SecDateTEntry=terms.signed[plan] * 86_400 + 7_200,
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
        SecDateTEntry=terms.signed[plan] * 86_400 + 7_200,
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
    closed = np.flatnonzero((closed_on <= site.as_of) & (unbilled > 0))
    running = np.flatnonzero((terms.start + 40 <= site.as_of) & (closed_on > site.as_of))
    lowered = running[rng.random(len(running)) < _ADJUSTED]
    offset = running[(rng.random(len(running)) < _OFFSET) & terms.is_dynamic[running]]
    half = np.full(len(lowered), -2_500)
    extras: list[tuple[Ints, Ints, Ints, Any, Any]] = [
        (closed, closed_on[closed], unbilled[closed], patient[closed], 0),
        (lowered, terms.start[lowered] + 35, half, hit[lowered], 0),
        (offset, terms.start[offset] + 20, np.full(len(offset), 4_000), hit[offset], 0),
        (offset, terms.start[offset] + 21, np.full(len(offset), -4_000), hit[offset], 1),
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
            ChargeType=DEBIT,
            SecDateTEntry=day * 86_400 + 36_000,
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
