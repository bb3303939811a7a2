"""Patients in families: who they are, who pays for them, when they are with the practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, Ints
from python_helpers.generate.chunk import PATIENTS_PER_CHUNK, Chunk, at_work, one_of
from python_helpers.generate.columns import choose_text, nulls_where
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.site.practice import NO_DAY, Category, data

_FAMILY_SIZES: Final = {"1": 0.42, "2": 0.22, "3": 0.14, "4": 0.14, "5": 0.06, "6": 0.02}
_BEHAVIOURS: Final = {"prompt": 0.58, "slow": 0.24, "reluctant": 0.12, "chronic": 0.06}
_KNOWN_BEFORE: Final = 0.56  # of patients: with the practice before its history starts
_MEAN_YEARS_OF_STAY: Final = 6.0
_GUARANTOR_MOVED: Final = 0.03  # of families: another member has become the guarantor
_MEMBER_MOVED: Final = 0.012  # of members: now under another family's guarantor
_MERGED: Final = 0.006  # of patients: merged into another one
_CLONED: Final = 0.006
_SUPER_FAMILIES: Final = 0.01
_UNASSIGNED_CLINIC: Final = 0.02


@dataclass(frozen=True, slots=True)
class People:
    """A chunk's patients (index = position) and their families, as they are today."""

    number: Ints
    """PatNum."""
    family: Ints
    """Position of the family."""
    clinic: Ints
    """Position of the clinic, -1 = unassigned."""
    dentist: Ints
    hygienist: Ints
    is_child: np.ndarray
    arrived: Ints
    left: Ints
    """Day after which no visit takes place."""
    visits_weight: np.ndarray
    """0 for patients who were merged, cloned or deleted."""
    guarantor: Ints
    """By family: position of the patient who is guarantor today."""
    former_guarantor: Ints
    """By family: position of the guarantor before `guarantor_since`."""
    guarantor_since: Ints
    behaviour: Ints
    """By family: how they pay, a position into the keys of laws.same_day_share."""
    can_text: np.ndarray
    can_email: np.ndarray
    given_name: pa.Array

    @property
    def families(self) -> int:
        """How many families there are."""
        return len(self.guarantor)

    def payer(self, family: Ints, days: Ints) -> Ints:
        """PatNum of the families' guarantor on those days."""
        position = np.where(
            days < self.guarantor_since[family],
            self.former_guarantor[family],
            self.guarantor[family],
        )
        return self.number[position]


def make_people(chunk: Chunk, count: int) -> People:
    """Invent `count` patients in families and write patient, patientnote, -link and commoptout."""
    site, rng = chunk.site, chunk.rng("people")
    family, position, size = _families(rng, count)
    families = int(family[-1]) + 1
    number = chunk.keys.take("patient", count)
    is_head = position == 0
    head = np.flatnonzero(is_head)

    moves = (rng.random(families) < _GUARANTOR_MOVED) & (size > 1)
    guarantor = head + moves
    former = head.copy()
    since = np.where(moves, rng.integers(site.first_day + 200, site.as_of, families), NO_DAY)

    moved_member = (position >= 2) & (rng.random(count) < _MEMBER_MOVED)
    family = np.where(moved_member, rng.integers(0, families, count), family)

    is_child = (position >= 2) & ~moved_member
    clinic = _home_clinic(chunk, rng, families)
    arrived = _arrival(chunk, rng, families)[family]
    stay = rng.exponential(_MEAN_YEARS_OF_STAY * 365, families).astype(np.int64)[family] + 30
    merged = ~is_head & (rng.random(count) < _MERGED)
    cloned = ~is_head & ~merged & (rng.random(count) < _CLONED)
    guarantor_row = np.isin(np.arange(count), guarantor)
    merged &= ~guarantor_row
    cloned &= ~guarantor_row
    weight = rng.gamma(2.2, 1.0, count)
    weight[merged | cloned] = 0.0

    clinic_of = clinic[family]
    dentists, hygienists = site.staff.dentists, site.staff.hygienists
    people = People(
        number=number,
        family=family,
        clinic=clinic_of,
        dentist=dentists[clinic_of, rng.integers(0, 2, count)],
        hygienist=hygienists[clinic_of, rng.integers(0, 2, count)],
        is_child=is_child,
        arrived=arrived,
        left=arrived + stay,
        visits_weight=weight,
        guarantor=guarantor,
        former_guarantor=former,
        guarantor_since=since,
        behaviour=draw_kind(rng, _BEHAVIOURS, families),
        can_text=rng.random(count) < 0.80,
        can_email=rng.random(count) < 0.72,
        given_name=choose_text(
            data("people")["given_names"],
            rng.integers(0, len(data("people")["given_names"]), count),
        ),
    )
    _write_patients(chunk, rng, people, merged)
    _write_links(chunk, rng, people, merged, cloned)
    return people


def _families(rng: Generator, count: int) -> tuple[Ints, Ints, Ints]:
    sizes = 1 + draw_kind(rng, _FAMILY_SIZES, count)
    families = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    sizes = sizes[:families]
    sizes[-1] -= sizes.sum() - count
    family = np.repeat(np.arange(families), sizes)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return family, np.arange(count) - first[family], sizes


def _home_clinic(chunk: Chunk, rng: Generator, families: int) -> Ints:
    """A chunk's families live around the same few clinics, so that insurers' checks are bulky."""
    clinics = len(chunk.site.clinics)
    chunks = -(-chunk.site.options.patients // PATIENTS_PER_CHUNK)
    low = clinics * chunk.index // chunks
    high = max(low + 1, clinics * (chunk.index + 1) // chunks)
    return rng.integers(low, high, families)


def _arrival(chunk: Chunk, rng: Generator, families: int) -> Ints:
    """When a family came: before the history, or during it, more of them later (growth)."""
    site = chunk.site
    span = site.as_of - site.first_day
    during = site.first_day + (span * rng.random(families) ** 0.85).astype(np.int64)
    before = site.first_day - rng.integers(0, 8 * 365, families)
    return np.where(rng.random(families) < _KNOWN_BEFORE, before, during)


def _write_patients(chunk: Chunk, rng: Generator, people: People, merged: np.ndarray) -> None:
    site, names = chunk.site, data("people")
    count, family = len(people.number), people.family
    in_family = np.arange(count)
    gone = people.left < site.as_of - 700
    # 0 patient, 2 inactive, 3 archived, 5 deceased
    status = np.where(gone & (rng.random(count) < 0.5), 2, 0)
    status = np.where(gone & (rng.random(count) < 0.08), 3, status)
    deceased = gone & (rng.random(count) < 0.02)
    status = np.where(deceased, 5, status)
    status = np.where(merged, 3, status)
    status = np.where((rng.random(count) < 0.01) & (people.arrived > site.as_of - 30), 6, status)
    surname = rng.integers(0, len(names["family_names"]), people.families)[family]
    surname = np.where(
        rng.random(count) < 0.06, rng.integers(0, len(names["family_names"]), count), surname
    )
    town = rng.integers(0, len(names["towns"]), people.families)[family]
    towns = names["towns"]
    house = pa.array(rng.integers(1, 9_900, people.families)[family]).cast(pa.string())
    street = choose_text(
        names["streets"], rng.integers(0, len(names["streets"]), people.families)[family]
    )
    bad_address = (rng.random(people.families) < 0.02)[family]
    age_days = np.where(
        people.is_child, rng.integers(2 * 365, 17 * 365, count), rng.integers(7_000, 30_000, count)
    )
    birthdate = np.where(rng.random(count) < 0.01, NO_DAY, site.as_of - age_days)
    email = pc.binary_join_element_wise(
        pc.utf8_lower(people.given_name),
        pc.utf8_lower(choose_text(names["family_names"], surname)),
        pa.array(people.number).cast(pa.string()),
        ".",
    )
    email = pc.binary_join_element_wise(email, "example.com", "@")
    billing = Category.billing
    usual = np.where(
        (rng.random(people.families) < 0.35)[family],
        site.definition(billing, "electronic"),
        site.definition(billing, "standard"),
    )
    super_head = rng.random(people.families) < _SUPER_FAMILIES
    super_head[-1] = False
    joined = super_head | np.concatenate([[False], super_head[:-1]])
    head_of = np.where(super_head, np.arange(people.families), np.arange(people.families) - 1)
    super_family = np.where(joined, people.number[people.guarantor[head_of]], 0)
    is_guarantor = np.zeros(count, bool)
    is_guarantor[people.guarantor] = True
    clinic = site.clinics[people.clinic]
    unassigned = (rng.random(people.families) < _UNASSIGNED_CLINIC)[family]
    death = np.minimum(people.left, site.as_of - 60) * DAY_SECONDS + 3_600
    entered = np.minimum(np.maximum(people.arrived - 5, site.first_day - 4_000), site.as_of)
    chunk.add(
        "patient",
        PatNum=people.number,
        LName=choose_text(names["family_names"], surname),
        FName=people.given_name,
        MiddleI=choose_text([*"ABCDEFGHJKLMNPRSTW", ""], in_family % 19),
        PatStatus=status,
        Guarantor=people.number[people.guarantor[family]],
        SuperFamily=super_family[family],
        HasSuperBilling=(is_guarantor & joined[family] & (rng.random(count) < 0.5)).astype(int),
        BillingType=usual,
        PriProv=people.dentist,
        SecProv=people.hygienist,
        ClinicNum=np.where(unassigned, 0, clinic),
        Birthdate=birthdate,
        Language=choose_text(["", "spa"], (rng.random(count) < 0.06).astype(int)),
        HmPhone=_phones(rng, count, 0.55),
        WkPhone=_phones(rng, count, 0.20),
        WirelessPhone=_phones(rng, count, np.where(people.can_text, 1.0, 0.3)),
        Email=nulls_where(email, ~people.can_email, pa.string()).fill_null(""),
        Address=pc.if_else(
            pa.array(bad_address), "", pc.binary_join_element_wise(house, street, " ")
        ),
        City=choose_text([t[0] for t in towns], town),
        State=choose_text([t[1] for t in towns], town),
        Zip=pc.if_else(pa.array(bad_address), "", choose_text([t[2] for t in towns], town)),
        TxtMsgOk=np.where(people.can_text, 1, np.where(rng.random(count) < 0.6, 0, 2)),
        ShortCodeOptIn=(rng.random(count) < 0.5).astype(int),
        PreferContactMethod=np.where(
            rng.random(count) < 0.5, 0, one_of(rng, [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 5, 4], count)
        ),
        PreferConfirmMethod=one_of(rng, [0, 2, 4, 5, 8, 8], count),
        PreferRecallMethod=one_of(rng, [0, 5, 7, 8], count),
        HasSignedTil=(rng.random(count) < 0.3).astype(int),
        DateTimeDeceased=np.where(deceased, death, NO_DAY * DAY_SECONDS),
        DateFirstVisit=np.where(people.arrived > site.as_of, NO_DAY, people.arrived),
        SecDateEntry=entered,
        DateTStamp=entered * DAY_SECONDS + 40_000,
    )
    noted = np.flatnonzero(rng.random(people.families) < 0.12)
    notes = data("notes")["family_financial"]
    chunk.add(
        "patientnote",
        PatNum=people.number[people.guarantor[noted]],
        FamFinancial=choose_text(notes, rng.integers(0, len(notes), len(noted))),
        SecDateTEdit=at_work(rng, rng.integers(site.first_day, site.as_of, len(noted))),
    )


def _phones(rng: Generator, count: int, share: float | np.ndarray) -> pa.Array:
    """Invented numbers of the 555-01xx range, written as people type them."""
    area = choose_text(["503", "541", "206", "360", "208"], rng.integers(0, 5, count))
    line = choose_text([f"{i:02d}" for i in range(100)], rng.integers(0, 100, count))
    exact = pc.binary_join_element_wise("(", area, ")555-01", line, "")
    loose = pc.binary_join_element_wise(area, ".555.01", line, "")
    written = pc.if_else(pa.array(rng.random(count) < 0.9), exact, loose)
    return pc.if_else(pa.array(rng.random(count) < share), written, "")


def _write_links(
    chunk: Chunk, rng: Generator, people: People, merged: np.ndarray, cloned: np.ndarray
) -> None:
    site, number = chunk.site, people.number
    sources = np.flatnonzero(merged)
    targets = people.guarantor[people.family[sources]]
    # Chains occur: the target of one merge was itself merged later.
    chained = np.flatnonzero((rng.random(len(sources)) < 0.15)[:-1] & (np.diff(sources) > 0))
    targets[chained] = sources[chained + 1]
    clones = np.flatnonzero(cloned)
    days = rng.integers(site.first_day + 100, site.as_of, len(sources) + len(clones))
    chunk.add(
        "patientlink",
        PatientLinkNum=chunk.keys.take("patientlink", len(days)),
        PatNumFrom=np.concatenate(
            [number[sources], number[people.guarantor[people.family[clones]]]]
        ),
        PatNumTo=np.concatenate([number[targets], number[clones]]),
        LinkType=np.repeat([1, 2], [len(sources), len(clones)]),
        DateTimeLink=at_work(rng, days),
    )
    patients = chunk.rows("patient")
    merged_into = np.arange(len(number))
    merged_into[sources] = targets
    final = merged_into[merged_into]
    patients["Guarantor"] = np.where(merged, patients["Guarantor"][final], patients["Guarantor"])
    opted = np.flatnonzero(rng.random(len(number)) < 0.03)
    sms = one_of(rng, [0, 1, 4, 256, 256, 4096, 4352], len(opted))
    chunk.add(
        "commoptout",
        CommOptOutNum=chunk.keys.take("commoptout", len(opted)),
        PatNum=number[opted],
        OptOutSms=sms,
        OptOutEmail=np.where(sms == 0, 256, one_of(rng, [0, 0, 256], len(opted))),
    )
