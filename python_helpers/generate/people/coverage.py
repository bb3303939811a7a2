"""Who is insured by which plan: inssub and patplan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, at_work
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY

_INSURED: Final = 0.79  # of families
_SECONDARY: Final = 0.06
_PAYS_PATIENT: Final = 0.035  # AssignBen = 0: the insurer pays the patient
_STARTED_LATER: Final = 0.12
_DROPPED: Final = 0.07  # the patplan row is deleted, old claims stay
_OUTSIDE: Final = 0.05  # members who are not on the family's plan


@dataclass(frozen=True, slots=True)
class Coverage:
    """Insurance of each patient (position). Plan is a position in site.plans, -1 = none."""

    plan: Ints
    subscriber: Ints
    """InsSubNum."""
    pays_office: np.ndarray
    since: Ints
    second_plan: Ints
    second_subscriber: Ints


def make_coverage(chunk: Chunk, people: People) -> Coverage:
    """Write inssub and patplan for a chunk of patients."""
    site, rng = chunk.site, chunk.rng("coverage")
    families, count = people.families, len(people.number)
    family = people.family

    def policies(covered: np.ndarray) -> tuple[Ints, Ints, np.ndarray]:
        number = np.zeros(families, np.int64)
        number[covered] = chunk.keys.take("inssub", int(covered.sum()))
        plan = np.where(covered, rng.integers(0, len(site.plans.number), families), -1)
        return number, plan, rng.random(families) >= _PAYS_PATIENT

    first = rng.random(families) < _INSURED
    second = first & (rng.random(families) < _SECONDARY)
    number, plan, pays_office = policies(first)
    second_number, second_plan, second_pays_office = policies(second)
    since = np.where(
        rng.random(families) < _STARTED_LATER,
        rng.integers(site.first_day, site.as_of, families),
        NO_DAY,
    )
    for which, numbers, plans, assigned in (
        (first, number, plan, pays_office),
        (second, second_number, second_plan, second_pays_office),
    ):
        if which.any():
            chunk.add(
                "inssub",
                InsSubNum=numbers[which],
                PlanNum=site.plans.number[plans[which]],
                Subscriber=people.number[people.guarantor[which]],
                DateEffective=since[which],
                ReleaseInfo=1,
                AssignBen=assigned[which].astype(np.int64),
                SecDateTEdit=at_work(rng, np.maximum(since[which], site.first_day)),
            )
    outside = rng.random(count) < _OUTSIDE
    on_first = first[family] & ~outside
    on_second = second[family] & ~outside & (rng.random(count) < 0.8)
    dropped = rng.random(count) < _DROPPED
    is_subscriber = np.zeros(count, bool)
    is_subscriber[people.guarantor] = True
    relationship = np.where(is_subscriber, 0, np.where(people.is_child, 2, 1))
    for ordinal, (members, numbers) in enumerate(((on_first, number), (on_second, second_number))):
        member = np.flatnonzero(members & ~dropped)
        chunk.add(
            "patplan",
            PatPlanNum=chunk.keys.take("patplan", len(member)),
            PatNum=people.number[member],
            Ordinal=ordinal + 1,
            Relationship=relationship[member],
            InsSubNum=numbers[family[member]],
            SecDateTEdit=at_work(rng, np.clip(people.arrived[member], site.first_day, site.as_of)),
        )
    return Coverage(
        plan=np.where(on_first, plan[family], -1),
        subscriber=np.where(on_first, number[family], 0),
        pays_office=pays_office[family],
        since=since[family],
        second_plan=np.where(on_second, second_plan[family], -1),
        second_subscriber=np.where(on_second, second_number[family], 0),
    )
