"""Patients who are gone, deleted or archived."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import pick
from python_helpers.generate.mess.draw import some
from python_helpers.generate.money.running_balance import patient_balance
from python_helpers.generate.people.families import People
from python_helpers.generate.rates import MessRates

_ARCHIVED, _DELETED = 3, 4


def mess_up_people(chunk: Chunk, rng: Generator, rates: MessRates, people: People) -> None:
    """Patients gone, deleted or archived who still owe; balances as OpenDental estimates them."""
    patients = chunk.rows("patient")
    patients["EstBalance"] = patient_balance(chunk, people)
    is_guarantor = np.zeros(len(people.number), bool)
    is_guarantor[people.guarantor] = True
    members = np.bincount(people.family, minlength=people.families)
    several = people.guarantor[members > 1]
    owing = np.flatnonzero((patients["EstBalance"] != 0) & ~is_guarantor)
    at = some(rng, owing, rates.deleted_with_balance, len(is_guarantor))
    patients["PatStatus"][at] = _DELETED
    at = some(rng, owing, rates.archived_with_balance, len(is_guarantor))
    patients["PatStatus"][at] = _ARCHIVED
    drawn = rng.permutation(several)
    count = max(1, round(rates.deleted_guarantor * people.families))
    patients["PatStatus"][drawn[:count]] = _DELETED
    missing = drawn[count : count + max(1, round(rates.missing_guarantor * people.families))]
    kept = np.ones(len(is_guarantor), bool)
    kept[missing] = False
    chunk.replace("patient", pick(patients, kept))
