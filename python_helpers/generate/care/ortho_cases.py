"""Ortho cases and their steps, as the modules that write them share them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from python_helpers.generate.calendar import DAY_SECONDS, Ints
from python_helpers.generate.chunk import Chunk


class Step(IntEnum):
    """orthoproclink.ProcLinkType."""

    banding = 0
    debond = 1
    visit = 2


class PlanLink(IntEnum):
    """orthoplanlink.LinkType."""

    schedule = 0
    insurance_plan = 1
    patient_plan = 2


@dataclass(frozen=True, slots=True)
class Cases:
    """Ortho cases by position; money in cents."""

    number: Ints
    patient: Ints
    banding: Ints
    months: Ints
    fee: Ints
    insured: Ints
    """What the first insurer will pay in all."""
    second: Ints
    provider: Ints
    clinic: Ints
    ended: Ints
    """Day after which the patient did not come back (MAX_DAY: never)."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Banding, visits and debond of all cases, done or to come. Case is a position."""

    number: Ints
    """ProcNum."""
    case: Ints
    kind: Ints
    day: Ints
    fee: Ints
    patient_part: Ints
    is_done: np.ndarray


def link_plans(chunk: Chunk, cases: Cases, at: Ints, kind: PlanLink, key: Ints) -> None:
    """Write orthoplanlink for cases (positions)."""
    chunk.add(
        "orthoplanlink",
        OrthoPlanLinkNum=chunk.keys.take("orthoplanlink", len(at)),
        OrthoCaseNum=cases.number[at],
        LinkType=kind,
        FKey=key,
        IsActive=1,
        SecDateTEntry=cases.banding[at] * DAY_SECONDS + 36_000,
    )
