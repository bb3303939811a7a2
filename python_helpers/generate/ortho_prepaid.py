"""Ortho contracts paid in full at banding: unearned income, earned visit by visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.episodes import NO_CONTACT, Cause
from python_helpers.generate.people import People
from python_helpers.generate.receipts import METHODS, Splits, write_payments, write_splits

_DISCOUNT_PERCENT: Final = 5


@dataclass(frozen=True, slots=True)
class Prepaid:
    """Contracts (by position) and their done steps; patient and payer are PatNums, cents."""

    patient: Ints
    payer: Ints
    day: Ints
    amount: Ints
    provider: Ints
    clinic: Ints
    step_case: Ints
    step_number: Ints
    step_day: Ints
    step_amount: Ints


def pay_in_advance(chunk: Chunk, rng: Generator, people: People, prepaid: Prepaid) -> None:
    """Write the payment as unearned, the discount, and a transfer for every step done."""
    site, count = chunk.site, len(prepaid.patient)
    if not count:
        return
    discount = prepaid.amount * _DISCOUNT_PERCENT // 100
    chunk.add(
        "adjustment",
        AdjNum=chunk.keys.take("adjustment", count),
        AdjDate=prepaid.day,
        AdjAmt=-discount,
        PatNum=prepaid.patient,
        AdjType=site.adjustment_type("cash_discount"),
        ProvNum=prepaid.provider,
        DateEntry=prepaid.day,
        ClinicNum=prepaid.clinic,
    )
    method = one_of(rng, [METHODS.index("check"), METHODS.index("card")], count)
    paid = write_payments(
        chunk, rng, prepaid.day, prepaid.amount - discount, prepaid.payer, prepaid.clinic, method
    )
    unearned = site.unearned("ortho_deposit")
    everyone = np.arange(count)
    none = np.zeros(count, np.int64)

    def splits(payment: Ints, case: Ints, amount: Ints, procedure: Ints) -> Splits:
        return Splits(
            payment, amount, prepaid.patient[case], procedure, prepaid.provider[case],
            prepaid.clinic[case], np.full(len(case), int(Cause.prepayment)),
            np.full(len(case), NO_CONTACT),
        )  # fmt: skip

    deposit = splits(everyone, everyone, prepaid.amount - discount, none)
    write_splits(chunk, paid, prepaid.day, deposit, UnearnedType=unearned)

    case, steps = prepaid.step_case, np.arange(len(prepaid.step_case))
    earned = prepaid.step_amount * (100 - _DISCOUNT_PERCENT) // 100
    transfers = chunk.keys.take("payment", len(steps))
    chunk.add(
        "payment",
        PayNum=transfers,
        PayDate=prepaid.step_day,
        PatNum=prepaid.patient[case],
        ClinicNum=prepaid.clinic[case],
        DateEntry=prepaid.step_day,
        SecUserNumEntry=site.staff.managers[0],
    )
    off = splits(steps, case, -earned, np.zeros(len(steps), np.int64))
    write_splits(chunk, transfers, prepaid.step_day, off, UnearnedType=unearned)
    on = splits(steps, case, earned, prepaid.step_number)
    write_splits(chunk, transfers, prepaid.step_day, on)
