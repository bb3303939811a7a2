"""Ortho contracts paid in full at banding: unearned income, earned visit by visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.money.episodes import Cause
from python_helpers.generate.money.payments import (
    TRANSFER,
    Payments,
    method,
    one_split_each,
    pay_singly,
    write_payments,
    write_splits,
)

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


def pay_in_advance(chunk: Chunk, rng: Generator, prepaid: Prepaid) -> None:
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
    deposit = Payments(
        day=prepaid.day,
        amount=prepaid.amount - discount,
        payer=prepaid.payer,
        clinic=prepaid.clinic,
        method=one_of(rng, [method("check"), method("card")], count),
    )
    unearned = site.unearned("ortho_deposit")
    whole = one_split_each(
        deposit.amount, prepaid.patient, prepaid.provider, prepaid.clinic, Cause.prepayment
    )
    pay_singly(chunk, rng, deposit, whole, UnearnedType=unearned)

    case = prepaid.step_case
    earned = prepaid.step_amount * (100 - _DISCOUNT_PERCENT) // 100
    transfers = Payments(
        day=prepaid.step_day,
        amount=earned,
        payer=prepaid.patient[case],
        clinic=prepaid.clinic[case],
        method=np.full(len(case), TRANSFER),
    )
    numbers = write_payments(chunk, rng, transfers)
    onto = one_split_each(
        earned, prepaid.patient[case], prepaid.provider[case], prepaid.clinic[case],
        Cause.prepayment, procedure=prepaid.step_number,
    )  # fmt: skip
    write_splits(chunk, numbers, transfers, onto)
    off = replace(onto, amount=-earned, procedure=np.zeros(len(case), np.int64))
    write_splits(chunk, numbers, transfers, off, UnearnedType=unearned)
