"""Income transfers: payments of type 0 whose splits add up to nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import Rows
from python_helpers.generate.episodes import NO_CONTACT, Cause
from python_helpers.generate.people import People
from python_helpers.generate.receipts import Splits, write_splits

# Shares of all splits.
_PROVIDER: Final = 0.010  # to another provider, same procedure
_ALLOCATED_LATER: Final = 0.25  # of splits without a procedure: moved onto one of the patient's
_MEMBER: Final = 0.006  # to another member of the family
_FAMILY: Final = 0.002  # to another family


def make_transfers(chunk: Chunk, people: People) -> None:
    """Move some of the income received so far."""
    site, rng = chunk.site, chunk.rng("transfers")
    splits = chunk.rows("paysplit")
    plain = (splits["UnearnedType"] == 0) & (splits["SplitAmt"] > 0) & (splits["PayPlanNum"] == 0)
    day = splits["DatePay"] + rng.integers(1, 90, len(plain))
    movable = np.flatnonzero(plain & (day <= site.as_of))
    roll = rng.random(len(movable))
    number_to_position = int(people.number[0])

    at = movable[roll < _PROVIDER]
    other = one_of(rng, site.staff.dentists[people.clinic].min(axis=1), len(at))
    _move(chunk, rng, splits, at, day[at], provider=other)

    loose = movable[(splits["ProcNum"][movable] == 0) & (splits["AdjNum"][movable] == 0)]
    loose = loose[rng.random(len(loose)) < _ALLOCATED_LATER]
    procedure = _a_procedure(chunk, splits["PatNum"][loose])
    _move(chunk, rng, splits, loose, day[loose], procedure=procedure)

    at = movable[(roll >= 0.1) & (roll < 0.1 + _MEMBER)]
    position = splits["PatNum"][at] - number_to_position
    relative = people.number[people.guarantor[people.family[position]]]
    _move(chunk, rng, splits, at, day[at], patient=relative, procedure=np.zeros(len(at), np.int64))

    at = movable[(roll >= 0.2) & (roll < 0.2 + _FAMILY)]
    stranger = one_of(rng, people.number[people.guarantor], len(at))
    _move(chunk, rng, splits, at, day[at], patient=stranger, procedure=np.zeros(len(at), np.int64))


def _a_procedure(chunk: Chunk, patient: Ints) -> Ints:
    """A complete procedure of each patient, 0 where there is none."""
    procedures = chunk.rows("procedurelog")
    complete = np.flatnonzero(procedures["ProcStatus"] == 2)
    complete = complete[np.argsort(procedures["PatNum"][complete], kind="stable")]
    owner = procedures["PatNum"][complete]
    found = np.minimum(np.searchsorted(owner, patient), len(owner) - 1)
    return np.where(owner[found] == patient, procedures["ProcNum"][complete[found]], 0)


def _move(chunk: Chunk, rng: Generator, splits: Rows, at: Ints, day: Ints, **changed: Ints) -> None:
    """One transfer per split: taken from where it is, put where `changed` says."""
    count = len(at)
    numbers = chunk.keys.take("payment", count)
    chunk.add(
        "payment",
        PayNum=numbers,
        PayType=0,
        PayDate=day,
        PayAmt=0,
        PatNum=splits["PatNum"][at],
        ClinicNum=splits["ClinicNum"][at],
        DateEntry=day,
        SecUserNumEntry=one_of(rng, chunk.site.staff.managers, count),
    )
    nothing = np.full(count, NO_CONTACT)
    source = {
        "patient": splits["PatNum"][at],
        "procedure": splits["ProcNum"][at],
        "provider": splits["ProvNum"][at],
        "clinic": splits["ClinicNum"][at],
    }
    for sign, place in ((-1, source), (1, source | changed)):
        moved = Splits(
            payment=np.arange(count), amount=sign * splits["SplitAmt"][at],
            cause=np.full(count, int(Cause.transfer)), contact=nothing, **place,
        )  # fmt: skip
        adjustment = (
            splits["AdjNum"][at]
            if sign < 0
            else np.where("procedure" in changed, 0, splits["AdjNum"][at])
        )
        write_splits(chunk, numbers, day, moved, AdjNum=adjustment)
