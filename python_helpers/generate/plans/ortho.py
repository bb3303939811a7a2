"""Orthodontic contracts: the case, its schedule and visits, the insurer's instalments, the plan."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import (
    DAY_SECONDS,
    MAX_DAY,
    Ints,
    add_months,
    month_index,
    month_start,
    on_business_day,
)
from python_helpers.generate.care.ortho_cases import Cases, PlanLink, Step, Steps, link_plans
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.intervals import spread
from python_helpers.generate.people.coverage import Coverage
from python_helpers.generate.people.families import People
from python_helpers.generate.plans.ortho_insurance import insure_cases
from python_helpers.generate.plans.ortho_prepaid import Prepaid, pay_in_advance
from python_helpers.generate.plans.rows import write_plans
from python_helpers.generate.plans.terms import Items, LinkType, Terms
from python_helpers.generate.site.practice import NO_DAY, Category, data

_CASES: Final = {"general": 0.015, "ortho": 0.42}  # of patients
_CHILD_WEIGHT: Final = 3.0
_BANDING_PERCENT, _DEBOND_PERCENT = 25, 5
_LIFETIME_MAXIMA: Final = (150_000, 200_000, 250_000)
_SECOND_MAXIMUM: Final = 100_000
_PREPAID: Final = 0.12  # of cases: paid in full at banding, with a discount
_ABANDONED: Final = 0.04
_TRANSFERRED_IN: Final = 0.04
_BY_CASE: Final = 0.2  # of dynamic plans: one link to the case instead of its procedures


def make_ortho(chunk: Chunk, people: People, coverage: Coverage, contacts: Contacts) -> None:
    """Write orthocase and all that hangs on it."""
    rng = chunk.rng("ortho")
    cases = _cases(chunk, rng, people, coverage)
    if not len(cases.number):
        return
    steps = _steps(chunk, rng, cases)
    _write_cases(chunk, rng, people, cases)
    _write_steps(chunk, rng, people, cases, steps)
    insure_cases(chunk, rng, people, coverage, cases, steps)
    prepaid = rng.random(len(cases.number)) < _PREPAID
    pay_in_advance(chunk, rng, _prepaid(people, cases, steps, prepaid))
    _agree(chunk, rng, people, cases, steps, np.flatnonzero(~prepaid), contacts)


def _cases(chunk: Chunk, rng: Generator, people: People, coverage: Coverage) -> Cases:
    site, count = chunk.site, len(people.number)
    chance = _CASES[site.options.profile]
    weight = np.where(people.is_child, _CHILD_WEIGHT, 1.0)
    eligible = (people.visits_weight > 0) & (people.arrived < site.as_of - 40)
    weight = weight * eligible
    weight *= chance * count / max(weight.sum(), 1.0)
    patient = np.flatnonzero(rng.random(count) < weight)
    first = np.maximum(people.arrived[patient], site.first_day)
    banding = first + (rng.random(len(patient)) * (site.as_of - first - 20)).astype(np.int64)
    fee = rng.integers(48, 73, len(patient)) * 10_000
    plan = coverage.plan[patient]
    percent = np.array(data("site")["coverage"]["orthodontic"])[site.plans.grade[plan]]
    pays = (plan >= 0) & (site.plans.kind[plan] != "c") & coverage.pays_office[patient]
    most = one_of(rng, _LIFETIME_MAXIMA, len(patient))
    months = one_of(rng, [18, 22, 24, 24, 24, 26, 30], len(patient))
    leaves = rng.random(len(patient)) < _ABANDONED
    return Cases(
        number=chunk.keys.take("orthocase", len(patient)),
        patient=patient,
        banding=on_business_day(banding),
        months=months,
        fee=fee,
        insured=np.where(pays, np.minimum(fee * percent // 100, most), 0),
        second=np.where(pays & (coverage.second_plan[patient] >= 0), _SECOND_MAXIMUM, 0),
        provider=people.dentist[patient],
        clinic=site.clinics[people.clinic[patient]],
        ended=np.where(leaves, banding + rng.integers(90, 400, len(patient)), MAX_DAY),
    )


def _steps(chunk: Chunk, rng: Generator, cases: Cases) -> Steps:
    sizes = cases.months + 2
    case = np.repeat(np.arange(len(sizes)), sizes)
    turn = np.arange(len(case)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kind = np.select(
        [turn == 0, turn == cases.months[case] + 1], [Step.banding, Step.debond], Step.visit
    )
    day = add_months(cases.banding[case], turn) + rng.integers(-4, 5, len(case)) * (turn > 0)
    day = on_business_day(day)
    weight = np.select(
        [kind == Step.banding, kind == Step.debond],
        [cases.months[case] * _BANDING_PERCENT, cases.months[case] * _DEBOND_PERCENT],
        100 - _BANDING_PERCENT - _DEBOND_PERCENT,
    )
    fee = spread(cases.fee // 100, case, weight) * 100
    patient_part = spread(cases.fee - cases.insured - cases.second, case, fee)
    done = (day <= chunk.site.as_of) & (day <= cases.ended[case])
    return Steps(
        chunk.keys.take("procedurelog", len(case)), case, kind, day, fee, patient_part, done
    )


def _write_cases(chunk: Chunk, rng: Generator, people: People, cases: Cases) -> None:
    site, count = chunk.site, len(cases.number)
    debond = add_months(cases.banding, cases.months + 1)
    finished = (debond <= site.as_of) & (cases.ended == MAX_DAY)
    entered = cases.banding * DAY_SECONDS + 36_000
    chunk.add(
        "orthocase",
        OrthoCaseNum=cases.number,
        PatNum=people.number[cases.patient],
        ProvNum=cases.provider,
        ClinicNum=cases.clinic,
        Fee=cases.fee,
        FeeInsPrimary=cases.insured,
        FeePat=cases.fee - cases.insured - cases.second,
        FeeInsSecondary=cases.second,
        BandingDate=cases.banding,
        DebondDate=np.where(finished, debond, NO_DAY),
        DebondDateExpected=debond,
        IsTransfer=(rng.random(count) < _TRANSFERRED_IN).astype(int),
        IsActive=(~finished & (cases.ended > site.as_of)).astype(int),
        SecDateTEntry=entered,
    )
    schedules = chunk.keys.take("orthoschedule", count)
    rest = cases.fee * (100 - _BANDING_PERCENT - _DEBOND_PERCENT) // 100
    chunk.add(
        "orthoschedule",
        OrthoScheduleNum=schedules,
        BandingAmount=cases.fee * _BANDING_PERCENT // 100,
        VisitAmount=-(-rest // cases.months),
        DebondAmount=cases.fee * _DEBOND_PERCENT // 100,
        IsActive=1,
        SecDateTEdit=entered,
    )
    link_plans(chunk, cases, np.arange(count), PlanLink.schedule, schedules)


def _write_steps(chunk: Chunk, rng: Generator, people: People, cases: Cases, steps: Steps) -> None:
    """Procedures done, and those to come as treatment plan; visits done are appointments too."""
    site, case, count = chunk.site, steps.case, len(steps.case)
    codes = site.codes
    banding = np.where(people.is_child[cases.patient], codes.at("D8080"), codes.at("D8090"))[case]
    code = np.select(
        [steps.kind == Step.banding, steps.kind == Step.debond], [banding, codes.at("D8680")],
        codes.at("D8670"),
    )  # fmt: skip
    done = np.flatnonzero(steps.is_done)
    appointment = np.zeros(count, np.int64)
    appointment[done] = chunk.keys.take("appointment", len(done))
    patient = people.number[cases.patient[case]]
    chunk.add(
        "appointment",
        AptNum=appointment[done],
        PatNum=patient[done],
        AptStatus=2,
        Confirmed=site.definition(Category.confirmed, "confirmed"),
        ProvNum=cases.provider[case[done]],
        AptDateTime=at_work(rng, steps.day[done]) // 600 * 600,
        ClinicNum=cases.clinic[case[done]],
        SecDateTEntry=at_work(rng, steps.day[done] - 28),
    )
    planned_on = cases.banding[case]
    chunk.add(
        "procedurelog",
        ProcNum=steps.number,
        PatNum=patient,
        AptNum=appointment,
        ProcDate=np.where(steps.is_done, steps.day, planned_on),
        ProcFee=steps.fee,
        ProcStatus=np.where(steps.is_done, 2, 1),
        ProvNum=cases.provider[case],
        ClinicNum=cases.clinic[case],
        CodeNum=codes.number[code],
        UnitQty=1,
        DateComplete=np.where(steps.is_done, steps.day, NO_DAY),
        DateEntryC=np.where(steps.is_done, steps.day, planned_on),
        DateTP=planned_on,
        SecUserNumEntry=one_of(rng, site.staff.front_desk, count),
        SecDateEntry=planned_on * DAY_SECONDS + 40_000,
    )
    chunk.add(
        "orthoproclink",
        OrthoProcLinkNum=chunk.keys.take("orthoproclink", len(done)),
        OrthoCaseNum=cases.number[case[done]],
        ProcNum=steps.number[done],
        ProcLinkType=steps.kind[done],
        SecDateTEntry=at_work(rng, steps.day[done]),
    )


def _prepaid(people: People, cases: Cases, steps: Steps, prepaid: np.ndarray) -> Prepaid:
    """The done steps of cases paid in full at banding."""
    chosen = np.flatnonzero(prepaid)
    renumber = np.full(len(prepaid), -1)
    renumber[chosen] = np.arange(len(chosen))
    at = np.flatnonzero(prepaid[steps.case] & steps.is_done & (steps.patient_part > 0))
    return Prepaid(
        patient=people.number[cases.patient[chosen]],
        payer=people.payer(people.family[cases.patient[chosen]], cases.banding[chosen]),
        day=cases.banding[chosen],
        amount=(cases.fee - cases.insured - cases.second)[chosen],
        provider=cases.provider[chosen],
        clinic=cases.clinic[chosen],
        step_case=renumber[steps.case[at]],
        step_number=steps.number[at],
        step_day=steps.day[at],
        step_amount=steps.patient_part[at],
    )


def _agree(
    chunk: Chunk,
    rng: Generator,
    people: People,
    cases: Cases,
    steps: Steps,
    chosen: Ints,
    contacts: Contacts,
) -> None:
    """The contract with the family: a payment plan over the months of treatment."""
    site, count = chunk.site, len(chosen)
    total = (cases.fee - cases.insured - cases.second)[chosen]
    terms = Terms(
        patient=cases.patient[chosen],
        signed=cases.banding[chosen],
        start=month_start(month_index(cases.banding[chosen]) + 1)
        + one_of(rng, [0, 4, 14, 24], count),
        instalments=np.maximum(cases.months[chosen] - 2, 12),
        rhythm=np.zeros(count, np.int64),
        apr=np.zeros(count, np.int64),
        is_dynamic=rng.random(count) < 0.5,
        provider=cases.provider[chosen],
        clinic=cases.clinic[chosen],
        category=site.definition(Category.plan_category, "ortho"),
        down=total * one_of(rng, [0, 10, 15, 20], count) // 100 // 100 * 100,
    )
    position = np.full(len(cases.number), -1)
    position[chosen] = np.arange(count)
    by_case = terms.is_dynamic & (rng.random(count) < _BY_CASE)
    at = np.flatnonzero((position[steps.case] >= 0) & (steps.patient_part > 0))
    at = at[~by_case[position[steps.case[at]]]]
    whole = np.flatnonzero(by_case)
    items = Items(
        plan=np.concatenate([position[steps.case[at]], whole]),
        link_type=np.repeat([LinkType.procedure, LinkType.ortho_case], [len(at), len(whole)]),
        key=np.concatenate([steps.number[at], cases.number[chosen[whole]]]),
        amount=np.concatenate([steps.patient_part[at], total[whole]]),
        day=np.concatenate(
            [np.where(steps.is_done, steps.day, MAX_DAY)[at], cases.banding[chosen[whole]]]
        ),
        provider=np.concatenate([cases.provider[steps.case[at]], cases.provider[chosen[whole]]]),
        clinic=np.concatenate([cases.clinic[steps.case[at]], cases.clinic[chosen[whole]]]),
    )
    plans = write_plans(chunk, rng, people, terms, items, contacts)
    link_plans(chunk, cases, chosen, PlanLink.patient_plan, plans)
