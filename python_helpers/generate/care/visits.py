"""Visits: appointments and procedures of every status; only complete procedures are charges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import (
    DAY_SECONDS,
    Ints,
    month_index,
    on_business_day,
    weekday,
)
from python_helpers.generate.chunk import Chunk, at_work, one_of
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY, Category, data

# January to December; offices are slow in summer and busy before benefits expire.
_SEASON: Final = np.array([1.05, 0.98, 1.06, 1.0, 0.98, 0.97, 0.90, 0.98, 0.96, 1.06, 1.04, 1.06])
_GROWTH_PER_YEAR: Final = 0.05
_WITH_FAMILY: Final = 0.30  # visits on the same day as another member's
_GENERAL_SHARE: Final = {"general": 1.0, "ortho": 0.50}  # the rest of an ortho office is contracts

# Procedures that are not complete, per complete one, and their ProcStatus.
_NOT_COMPLETE: Final = 0.24
_STATUSES: Final = {1: 0.56, 3: 0.08, 4: 0.10, 5: 0.03, 6: 0.11, 7: 0.05, 8: 0.07}
_PLANNED_CODES: Final = ("D2391", "D2392", "D2393", "D2740", "D2950", "D3330", "D4341", "D6010",
                         "D7140", "D9944")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Treatments:
    """Complete procedures up to the as-of date: the charges. Patient, visit, code are positions."""

    number: Ints
    patient: Ints
    visit: Ints
    day: Ints
    code: Ints
    charge: Ints
    """ProcFee × (UnitQty + BaseUnits), in cents."""
    provider: Ints
    clinic: Ints
    """ClinicNum."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Treatment-planned procedures (ProcStatus 1), which are not charges."""

    number: Ints
    patient: Ints
    day: Ints
    fee: Ints
    code: Ints
    provider: Ints
    clinic: Ints


@dataclass(frozen=True, slots=True)
class Broken:
    """Missed appointments."""

    appointment: Ints
    patient: Ints
    day: Ints
    clinic: Ints


def make_visits(chunk: Chunk, people: People) -> tuple[Treatments, Planned, Broken]:
    """Write appointment and procedurelog for a chunk of patients."""
    rng = chunk.rng("visits")
    kinds, probability, units = _visit_table(chunk)
    per_visit = float(np.dot(kinds, probability.sum(axis=1)))
    patient, day = _visit_days(chunk, rng, people, per_visit)
    kind = _visit_kind(rng, kinds, people.is_child[patient])
    home = people.clinic[patient]
    own = chunk.site.clinics[home]
    clinic = np.where(rng.random(len(day)) < 0.05, one_of(rng, np.unique(own), len(day)), own)
    clinic = np.where(rng.random(len(day)) < 0.012, 0, clinic)
    appointment = _appointments(chunk, rng, people, patient, day, clinic, kind)

    visit, code = np.nonzero(rng.random((len(day), probability.shape[1])) < probability[kind])
    quantity = 1 + (rng.random(len(visit)) * units[kind[visit], code]).astype(np.int64)
    who = patient[visit]
    fee = _fee(rng, chunk, code, clinic[visit])
    provider = _provider(chunk, rng, people, who, code)
    base = chunk.site.codes.base_units[code]
    numbers = chunk.keys.take("procedurelog", len(visit))
    when = day[visit]
    planned_on = np.where(
        rng.random(len(visit)) < 0.35, when - rng.integers(7, 120, len(visit)), NO_DAY
    )
    chunk.add(
        "procedurelog",
        ProcNum=numbers,
        PatNum=people.number[who],
        AptNum=appointment[visit],
        ProcDate=when,
        ProcFee=fee,
        ProcStatus=2,
        ProvNum=provider,
        ClinicNum=clinic[visit],
        CodeNum=chunk.site.codes.number[code],
        UnitQty=quantity,
        BaseUnits=base,
        DateComplete=when,
        DateEntryC=when,
        DateTP=np.where(planned_on == NO_DAY, when, planned_on),
        SecUserNumEntry=one_of(rng, chunk.site.staff.front_desk, len(visit)),
        SecDateEntry=at_work(rng, when),
    )
    treatments = Treatments(
        numbers, who, visit, when, code, fee * (quantity + base), provider, clinic[visit]
    )
    planned = _not_complete(chunk, rng, people, len(visit))
    return treatments, planned, _broken_and_future(chunk, rng, people)


def _visit_table(chunk: Chunk) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share per kind of visit; probability and most units per kind (row) and code (column)."""
    listed = data("site")["visits"]
    codes = chunk.site.codes
    probability = np.zeros((len(listed), len(codes.code)))
    units = np.ones((len(listed), len(codes.code)))
    for row, kind in enumerate(listed.values()):
        for code, (chance, most) in kind["codes"].items():
            probability[row, codes.at(code)] = chance
            units[row, codes.at(code)] = most
    shares = np.array([kind["share"] for kind in listed.values()])
    return shares / shares.sum(), probability, units


def _visit_days(
    chunk: Chunk, rng: Generator, people: People, procedures_per_visit: float
) -> tuple[Ints, Ints]:
    """Patients (positions) and days of all past visits, by day."""
    site = chunk.site
    start = np.maximum(people.arrived, site.first_day)
    end = np.minimum(people.left, site.as_of)
    weight = people.visits_weight * np.maximum(0, end - start)
    wanted = site.densities.completed_procedures * len(start) * site.options.years
    wanted *= _GENERAL_SHARE[site.options.profile]
    edges = np.cumsum(weight) / weight.sum()
    patient = np.searchsorted(edges, rng.random(round(wanted / procedures_per_visit)))

    days = np.arange(site.first_day, site.as_of + 1)
    busy = _SEASON[month_index(days) % 12] * (1 + _GROWTH_PER_YEAR * (days - days[0]) / 365)
    busy = np.concatenate([[0.0], np.cumsum(busy * (weekday(days) < 5))])
    low, high = busy[start[patient] - days[0]], busy[end[patient] - days[0] + 1]
    point = low + (high - low) * rng.random(len(patient))
    day = days[0] + np.clip(np.searchsorted(busy, point) - 1, 0, len(days) - 1)

    # Brothers and sisters come together.
    order = np.argsort(people.family[patient], kind="stable")
    patient, day = patient[order], day[order]
    family = people.family[patient]
    follows = np.flatnonzero((np.diff(family) == 0) & (np.diff(patient) != 0)) + 1
    follows = follows[rng.random(len(follows)) < _WITH_FAMILY]
    fits = (day[follows - 1] >= start[patient[follows]]) & (
        day[follows - 1] <= end[patient[follows]]
    )
    day[follows[fits]] = day[follows[fits] - 1]
    order = np.argsort(day, kind="stable")
    return patient[order], day[order]


def _visit_kind(rng: Generator, shares: np.ndarray, is_child: np.ndarray) -> Ints:
    names = list(data("site")["visits"])
    kind = draw_kind(rng, dict(zip(names, shares, strict=True)), len(is_child))
    child, adult = names.index("child_hygiene"), names.index("hygiene")
    kind = np.where(is_child & (kind == adult), child, kind)
    kind = np.where(~is_child & (kind == child), adult, kind)
    only_adults = np.isin(kind, [names.index("crown"), names.index("perio")])
    return np.where(is_child & only_adults, names.index("fillings"), kind)


def _fee(rng: Generator, chunk: Chunk, code: Ints, clinic: Ints) -> Ints:
    """Fee schedules differ by clinic; a few fees were typed by hand, to the cent."""
    factor = 92 + (clinic * 7) % 19
    fee = chunk.site.codes.fee[code] * factor // 10_000 * 100
    by_hand = rng.random(len(code)) < 0.03
    return np.where(by_hand & (fee > 0), fee + rng.integers(-1_500, 1_500, len(code)), fee)


def _provider(chunk: Chunk, rng: Generator, people: People, who: Ints, code: Ints) -> Ints:
    codes = chunk.site.codes
    hygiene = [codes.at(c) for c in ("D1110", "D1120", "D1206", "D1351", "D0274", "D4910", "D4341")]
    usual = np.where(np.isin(code, hygiene), people.hygienist[who], people.dentist[who])
    provider = np.where(
        rng.random(len(who)) < 0.04,
        one_of(rng, chunk.site.staff.dentists[people.clinic[who]].min(axis=1), len(who)),
        usual,
    )
    return np.where(rng.random(len(who)) < 0.002, chunk.site.staff.hidden_provider, provider)


def _appointments(
    chunk: Chunk,
    rng: Generator,
    people: People,
    patient: Ints,
    day: Ints,
    clinic: Ints,
    kind: Ints,
) -> Ints:
    keys = chunk.keys.take("appointment", len(day))
    is_hygiene = (kind <= 1).astype(np.int64)
    chunk.add(
        "appointment",
        AptNum=keys,
        PatNum=people.number[patient],
        AptStatus=2,
        Confirmed=chunk.site.definition(Category.confirmed, "confirmed"),
        ProvNum=people.dentist[patient],
        ProvHyg=people.hygienist[patient] * is_hygiene,
        AptDateTime=at_work(rng, day) // 600 * 600,
        ClinicNum=clinic,
        IsHygiene=is_hygiene,
        SecDateTEntry=at_work(rng, on_business_day(day - rng.integers(1, 150, len(day)))),
    )
    return keys


def _broken_and_future(chunk: Chunk, rng: Generator, people: People) -> Broken:
    """Appointments that were missed (5), are to come (1), wait (3) or are only planned (6)."""
    site = chunk.site
    visits = chunk.count("appointment")
    share = np.array([0.07, 0.06, 0.02, 0.03])
    counts = (visits * share).astype(int)
    counts[1] = int(0.18 * len(people.number))
    status = np.repeat([5, 1, 3, 6], counts)
    # Only patients who are with the practice: those whom visits happen to.
    active = np.flatnonzero((people.visits_weight > 0) & (people.arrived < site.as_of - 10))
    current = active[people.left[active] > site.as_of]
    patient = np.where(
        status == 1, one_of(rng, current, len(status)), one_of(rng, active, len(status))
    )
    first = np.maximum(people.arrived[patient], site.first_day)
    last = np.maximum(np.minimum(people.left[patient], site.as_of), first + 1)
    day = first + (rng.random(len(status)) * (last - first)).astype(np.int64)
    day = np.minimum(on_business_day(day), site.as_of)
    entered = np.where(status == 1, site.as_of - rng.integers(0, 120, len(status)), day - 30)
    when = np.where(
        status == 1, on_business_day(site.as_of + rng.integers(1, 180, len(status))), day
    )
    keys = chunk.keys.take("appointment", len(status))
    dated = np.where(status == 6, NO_DAY * DAY_SECONDS, at_work(rng, when) // 600 * 600)
    chunk.add(
        "appointment",
        AptNum=keys,
        PatNum=people.number[patient],
        AptStatus=status,
        Confirmed=site.definition(Category.confirmed, "unconfirmed"),
        ProvNum=people.dentist[patient],
        AptDateTime=dated,
        ClinicNum=site.clinics[people.clinic[patient]],
        SecDateTEntry=at_work(rng, np.minimum(entered, site.as_of)),
    )
    missed = (status == 5) & (day >= site.first_day)
    clinic = site.clinics[people.clinic[patient]]
    return Broken(keys[missed], patient[missed], day[missed], clinic[missed])


def _not_complete(chunk: Chunk, rng: Generator, people: People, complete: int) -> Planned:
    site = chunk.site
    count = round(complete * _NOT_COMPLETE)
    active = np.flatnonzero((people.visits_weight > 0) & (people.arrived < site.as_of))
    patient = one_of(rng, active, count)
    first = np.maximum(people.arrived[patient], site.first_day)
    last = np.maximum(np.minimum(people.left[patient], site.as_of), first + 1)
    day = first + (rng.random(count) * (last - first)).astype(np.int64)
    shares = {str(status): share for status, share in _STATUSES.items()}
    status = np.array(list(_STATUSES))[draw_kind(rng, shares, count)]
    code = one_of(rng, [site.codes.at(c) for c in _PLANNED_CODES], count)
    clinic = site.clinics[people.clinic[patient]]
    fee = np.where(np.isin(status, [3, 4, 5, 7]), 0, _fee(rng, chunk, code, clinic))
    numbers = chunk.keys.take("procedurelog", count)
    provider = people.dentist[patient]
    chunk.add(
        "procedurelog",
        ProcNum=numbers,
        PatNum=people.number[patient],
        ProcDate=day,
        ProcFee=fee,
        ProcStatus=status,
        ProvNum=provider,
        ClinicNum=clinic,
        CodeNum=site.codes.number[code],
        UnitQty=1,
        BaseUnits=site.codes.base_units[code],
        Discount=np.where((status == 1) & (rng.random(count) < 0.05), fee // 10, 0),
        DateComplete=NO_DAY,
        DateEntryC=day,
        DateTP=day,
        SecUserNumEntry=one_of(rng, site.staff.front_desk, count),
        SecDateEntry=at_work(rng, day),
    )
    is_planned = status == 1
    return Planned(
        numbers[is_planned], patient[is_planned], day[is_planned], fee[is_planned],
        code[is_planned], provider[is_planned], clinic[is_planned],
    )  # fmt: skip
