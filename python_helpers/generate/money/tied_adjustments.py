"""Discounts and sales tax that hang on a procedure, dated with it, before it or after it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.people.families import People

_DISCOUNTED_VISITS: Final = 0.030
_TAX_PERCENT: Final = 8
_LATER: Final = 0.30  # of discounts: dated 1 to 60 days after the procedure
_EARLIER: Final = 0.07  # or 1 to 30 days before it
_OTHER_PROCEDURE_DATE: Final = 0.04  # stored ProcDate differs: the procedure's date was edited
_OTHER_PROVIDER: Final = 0.05  # not the procedure's provider: outside a plan link's portion
_DISCOUNTS: Final = ("cash_discount", "senior_discount", "professional_courtesy",
                     "employee_discount", "plan_discount", "treatment_plan_discount")  # fmt: skip


def make_tied_adjustments(chunk: Chunk, people: People, treatments: Treatments) -> Ints:
    """Write discounts and taxes; their sum per treatment in cents, as known in the end."""
    site, rng = chunk.site, chunk.rng("tied adjustments")
    total = np.zeros(len(treatments.number), np.int64)
    visits = int(treatments.visit.max(initial=-1)) + 1
    discounted = (rng.random(visits) < _DISCOUNTED_VISITS)[treatments.visit]
    at = np.flatnonzero(discounted & (treatments.charge > 0))
    percent = rng.integers(1, 5, visits)[treatments.visit[at]] * 5
    amount = -(treatments.charge[at] * percent // 100)
    types = np.array([site.adjustment_type(slug) for slug in _DISCOUNTS])
    kind = types[rng.integers(0, len(types), visits)[treatments.visit[at]]]
    moved = rng.random(len(at))
    day = treatments.day[at] + np.select(
        [moved < _LATER, moved < _LATER + _EARLIER],
        [rng.integers(1, 61, len(at)), -rng.integers(1, 31, len(at))],
        0,
    )
    entered = np.flatnonzero(day <= site.as_of)
    _write(
        chunk, rng, people, treatments, at[entered], amount[entered], kind[entered], day[entered]
    )
    total[at[entered]] += amount[entered]

    taxed = np.flatnonzero(site.codes.is_taxed[treatments.code] & (treatments.charge > 0))
    tax = treatments.charge[taxed] * _TAX_PERCENT // 100
    kinds = np.full(len(taxed), site.adjustment_type("sales_tax"))
    _write(chunk, rng, people, treatments, taxed, tax, kinds, treatments.day[taxed])
    total[taxed] += tax
    return total


def _write(
    chunk: Chunk,
    rng: Generator,
    people: People,
    treatments: Treatments,
    at: Ints,
    amount: Ints,
    kind: Ints,
    day: Ints,
) -> None:
    shift = np.where(rng.random(len(at)) < _OTHER_PROCEDURE_DATE, rng.integers(-40, 41, len(at)), 0)
    other = one_of(rng, chunk.site.staff.dentists.ravel(), len(at))
    chunk.add(
        "adjustment",
        AdjNum=chunk.keys.take("adjustment", len(at)),
        AdjDate=day,
        AdjAmt=amount,
        PatNum=people.number[treatments.patient[at]],
        AdjType=kind,
        ProvNum=np.where(rng.random(len(at)) < _OTHER_PROVIDER, other, treatments.provider[at]),
        ProcDate=treatments.day[at] + shift,
        ProcNum=treatments.number[at],
        DateEntry=np.minimum(np.maximum(day, treatments.day[at]), chunk.site.as_of),
        ClinicNum=treatments.clinic[at],
        SecUserNumEntry=one_of(rng, chunk.site.staff.front_desk, len(at)),
    )
