"""Income transfers: payments of type 0 whose splits add up to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import Rows
from python_helpers.generate.money.episodes import Cause
from python_helpers.generate.money.payments import (
    TRANSFER,
    Payments,
    one_split_each,
    write_payments,
    write_splits,
)
from python_helpers.generate.people.families import People

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
    transfers = Payments(
        day=day,
        amount=splits["SplitAmt"][at],
        payer=splits["PatNum"][at],
        clinic=splits["ClinicNum"][at],
        method=np.full(count, TRANSFER),
    )
    numbers = write_payments(chunk, rng, transfers)
    onto = one_split_each(
        transfers.amount, transfers.payer, splits["ProvNum"][at], transfers.clinic,
        Cause.transfer, procedure=splits["ProcNum"][at],
    )  # fmt: skip
    off = replace(onto, amount=-transfers.amount)
    adjustment = splits["AdjNum"][at]
    write_splits(chunk, numbers, transfers, off, AdjNum=adjustment)
    kept = 0 if "procedure" in changed else adjustment
    write_splits(chunk, numbers, transfers, replace(onto, **changed), AdjNum=kept)
