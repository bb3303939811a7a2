"""What a family owed on a given day, as far as statements and agencies were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.people.families import People

_DAYS: Final = 200_000


@dataclass(frozen=True, slots=True)
class RunningBalance:
    """Cumulative cents by family and day, over lines in that order."""

    key: Ints
    total: Ints
    first_day: int

    def at(self, family: Ints, day: Ints) -> Ints:
        """Cents owed by families at the end of those days."""
        start = np.searchsorted(self.key, family * _DAYS, side="left")
        end = np.searchsorted(self.key, family * _DAYS + day - self.first_day, side="right")
        return self.total[end] - self.total[start]


def running_balance(chunk: Chunk, people: People) -> RunningBalance:
    """The account's lines as the screen shows them; payment plans as under version 2."""
    hidden = [chunk.site.unearned(slug) for slug in ("planned_treatment", "dynamic_plan")]
    procedures, splits = chunk.rows("procedurelog"), chunk.rows("paysplit")
    claims, adjustments = chunk.rows("claimproc"), chunk.rows("adjustment")
    charges = chunk.rows("payplancharge")
    is_debit = charges["ChargeType"] == 0
    complete = procedures["ProcStatus"] == 2
    fee = procedures["ProcFee"] * (procedures["UnitQty"] + procedures["BaseUnits"])
    paid = np.isin(claims["Status"], [1, 4, 5, 7])
    insurance = -(claims["InsPayAmt"] + claims["WriteOff"])
    shown = ~np.isin(splits["UnearnedType"], hidden)
    owed = np.where(is_debit, charges["Principal"] + charges["Interest"], -charges["Principal"])
    carrier = np.where(is_debit, charges["Guarantor"], charges["PatNum"])
    return _accumulate(
        people,
        (procedures["PatNum"], procedures["ProcDate"], np.where(complete, fee, 0)),
        (claims["PatNum"], claims["DateCP"], np.where(paid, insurance, 0)),
        (adjustments["PatNum"], adjustments["AdjDate"], adjustments["AdjAmt"]),
        (splits["PatNum"], splits["DatePay"], np.where(shown, -splits["SplitAmt"], 0)),
        (carrier, charges["ChargeDate"], owed),
    )


def insurance_expected(chunk: Chunk, people: People) -> RunningBalance:
    """What insurers were expected to take off: from the service date until their answer."""
    lines = chunk.rows("claimproc")
    asked = np.isin(lines["Status"], [0, 1]) & (lines["ProcNum"] > 0)
    estimate = np.where(asked, lines["InsPayEst"] + np.maximum(lines["WriteOffEst"], 0), 0)
    answered = np.where(lines["Status"] == 1, -estimate, 0)
    return _accumulate(
        people,
        (lines["PatNum"], lines["ProcDate"], estimate),
        (lines["PatNum"], lines["DateCP"], answered),
    )


def patient_balance(chunk: Chunk, people: People) -> Ints:
    """EstBalance: posted items of each patient alone, insurance estimates and plans left out."""
    first, count = int(people.number[0]), len(people.number)
    total = np.zeros(count, np.int64)
    procedures, splits = chunk.rows("procedurelog"), chunk.rows("paysplit")
    claims, adjustments = chunk.rows("claimproc"), chunk.rows("adjustment")
    units = procedures["UnitQty"] + procedures["BaseUnits"]
    complete = procedures["ProcStatus"] == 2
    paid = np.isin(claims["Status"], [1, 4, 5, 7])
    for patient, amount in (
        (procedures["PatNum"], np.where(complete, procedures["ProcFee"] * units, 0)),
        (claims["PatNum"], np.where(paid, -(claims["InsPayAmt"] + claims["WriteOff"]), 0)),
        (adjustments["PatNum"], adjustments["AdjAmt"]),
        (splits["PatNum"], -splits["SplitAmt"]),
    ):
        known = (patient >= first) & (patient < first + count)
        total += np.bincount(patient[known] - first, amount[known], count).astype(np.int64)
    return total


def _accumulate(people: People, *lines: tuple[Any, Any, Any]) -> RunningBalance:
    patient, day, amount = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    used = amount != 0
    patient, day, amount = patient[used], day[used], amount[used]
    family = people.family[patient - people.number[0]]
    base = int(day.min()) if len(day) else 0
    key = family * _DAYS + np.minimum(day - base, _DAYS - 1)
    order = np.argsort(key, kind="stable")
    total = np.concatenate([[0], np.cumsum(amount[order])])
    return RunningBalance(key[order], total, base)
