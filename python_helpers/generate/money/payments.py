"""Payment headers and their splits, as rows; balances move through the splits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import choose_text

NO_CONTACT: Final = -1
_METHODS: Final = ("check", "cash", "card", "debit", "echeck", "financing", "online",
                   "money_order", "agency", "odd", "refund", "returned_check")  # fmt: skip
TRANSFER: Final = -1
"""As a method: an income transfer, PayType 0 and PayAmt 0, whose splits add up to nothing."""

_SOURCES: Final = {"card": (0, 2, 3, 11), "debit": (0, 3), "online": (5, 9, 17, 19),
                   "echeck": (7, 20), "financing": (10, 0)}  # fmt: skip
_FEE_PER_MILLE: Final = 29
_ACH_FAILED: Final = 0.03
_CHECK_NUMBERS: Final = ["", *(str(number) for number in range(1_001, 5_001))]


def method(name: str) -> int:
    """The position of a payment method."""
    return _METHODS.index(name)


def methods() -> tuple[str, ...]:
    """All payment methods: entries of category 10 in reference/site.yml."""
    return _METHODS


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments in the making (index = position). `payer` is a PatNum, `amount` cents."""

    day: Ints
    amount: Ints
    payer: Ints
    clinic: Ints
    method: Ints
    """Position of the method, or TRANSFER."""

    def at(self, positions: Ints, **changed: Any) -> Payments:
        """The payments at these positions, with some columns changed."""
        picked = Payments(*(getattr(self, name)[positions] for name in Payments.__slots__))
        return replace(picked, **changed)


@dataclass(frozen=True, slots=True)
class Splits:
    """Splits in the making. Cents; patient and procedure are PatNum and ProcNum."""

    payment: Ints
    """Position of the payment."""
    amount: Ints
    patient: Ints
    procedure: Ints
    provider: Ints
    clinic: Ints
    cause: Ints
    contact: Ints
    """Number of the contact that caused it, or NO_CONTACT."""

    def at(self, positions: Ints, **changed: Any) -> Splits:
        """The splits at these positions, with some columns changed; scalars are spread."""
        spread = {
            name: np.broadcast_to(np.asarray(value, np.int64), len(positions)).copy()
            for name, value in changed.items()
        }
        picked = Splits(*(getattr(self, name)[positions] for name in Splits.__slots__))
        return replace(picked, **spread)


def one_split_each(
    amount: Ints,
    patient: Ints,
    provider: Ints,
    clinic: Ints,
    cause: int,
    *,
    procedure: Ints | int = 0,
    contact: Ints | int = NO_CONTACT,
) -> Splits:
    """One split per payment, in the order of the payments."""

    def full(value: Ints | int) -> Ints:
        return np.broadcast_to(np.asarray(value, np.int64), len(amount)).copy()

    return Splits(
        np.arange(len(amount)), amount, patient, full(procedure), provider, clinic, full(cause),
        full(contact),
    )  # fmt: skip


def write_payments(chunk: Chunk, rng: Generator, payments: Payments, **columns: Any) -> Ints:
    """Write payment rows. Returns their PayNum."""
    site, count = chunk.site, len(payments.day)
    numbers = chunk.keys.take("payment", count)
    types = np.array([*(site.pay_type(name) for name in _METHODS), 0])
    used = payments.method
    amount = np.where(used == TRANSFER, 0, payments.amount)
    source = np.zeros(count, np.int64)
    for name, choices in _SOURCES.items():
        at = np.flatnonzero(used == method(name))
        source[at] = one_of(rng, choices, len(at))
    has_number = np.isin(used, [method("check"), method("money_order"), method("refund")])
    online = used == method("online")
    by_card = online | (used == method("card"))
    is_ach = np.isin(source, [7, 20])
    chunk.add(
        "payment",
        **{
            "PayNum": numbers,
            "PayType": types[used],
            "PayDate": payments.day,
            "PayAmt": amount,
            "CheckNum": choose_text(
                _CHECK_NUMBERS,
                np.where(has_number, rng.integers(1, len(_CHECK_NUMBERS), count), 0),
            ),
            "PatNum": payments.payer,
            "ClinicNum": payments.clinic,
            "DateEntry": payments.day,
            "SecUserNumEntry": np.where(online, 0, one_of(rng, site.staff.front_desk, count)),
            "PaymentSource": source,
            "ProcessStatus": online.astype(np.int64),
            "PaymentStatus": np.where(is_ach, np.where(rng.random(count) < _ACH_FAILED, 3, 2), 0),
            "IsCcCompleted": by_card.astype(np.int64),
            "MerchantFee": np.where(by_card, np.maximum(amount, 0) * _FEE_PER_MILLE // 1_000, 0),
        }
        | columns,
    )
    return numbers


def write_splits(
    chunk: Chunk, numbers: Ints, payments: Payments, splits: Splits, **columns: Any
) -> Ints:
    """Write paysplit rows of payments with these PayNums, and remember what caused each.

    Returns their SplitNum.
    """
    keys = chunk.keys.take("paysplit", len(splits.amount))
    day = payments.day[splits.payment]
    desk = chunk.site.staff.front_desk
    chunk.add(
        "paysplit",
        **{
            "SplitNum": keys,
            "SplitAmt": splits.amount,
            "PatNum": splits.patient,
            "PayNum": numbers[splits.payment],
            "ProvNum": splits.provider,
            "DatePay": day,
            "ProcNum": splits.procedure,
            "DateEntry": day,
            "ClinicNum": splits.clinic,
            "SecUserNumEntry": desk[keys % len(desk)],
        }
        | columns,
    )
    chunk.remember(
        "payment_cause",
        split_num=keys,
        pay_num=numbers[splits.payment],
        cause=splits.cause,
        contact=splits.contact,
    )
    return keys


def pay_singly(
    chunk: Chunk, rng: Generator, payments: Payments, splits: Splits, **columns: Any
) -> Ints:
    """Write payments of one split each; `columns` are the splits'. Returns the PayNums."""
    numbers = write_payments(chunk, rng, payments)
    write_splits(chunk, numbers, payments, splits, **columns)
    return numbers
