"""Patients' cash: payments and their splits, prepayments, refunds and returned checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
from numpy.random import Generator

from python_helpers.generate.calendar import Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import choose_text
from python_helpers.generate.contacts import Contacts
from python_helpers.generate.episodes import NO_CONTACT, Cause, Episodes
from python_helpers.generate.laws import draw_kind
from python_helpers.generate.people import People
from python_helpers.generate.visits import Treatments

METHODS: Final = ("check", "cash", "card", "debit", "echeck", "financing", "online",
                   "money_order", "agency", "odd")  # fmt: skip
_METHOD_SHARES: Final = {
    Cause.same_day: (0.17, 0.13, 0.46, 0.17, 0.0, 0.06, 0.0, 0.0, 0.0, 0.01),
    Cause.portal: (0.0, 0.0, 0.0, 0.0, 0.12, 0.0, 0.88, 0.0, 0.0, 0.0),
    Cause.statement: (0.40, 0.02, 0.22, 0.04, 0.05, 0.02, 0.22, 0.02, 0.0, 0.01),
    Cause.contact: (0.10, 0.05, 0.55, 0.12, 0.05, 0.02, 0.10, 0.01, 0.0, 0.0),
    Cause.agency: (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
}
_SOURCES: Final = {"card": (0, 2, 3, 11), "debit": (0, 3), "online": (5, 9, 17, 19),
                   "echeck": (7, 20), "financing": (10, 0)}  # fmt: skip
_UNALLOCATED: Final = 0.055  # of payments: no ProcNum on their splits
_PREPAID: Final = 0.02  # of same-day payments: paid ahead as unearned, moved on the day
_PREPAID_HIDDEN: Final = 0.4
_RETURNED_CHECKS: Final = 0.012
_REFUNDED: Final = 0.45  # of overpayments
_REFUND_LEAST_CENTS: Final = 500
_FEE_CENTS: Final = 3_500


@dataclass(frozen=True, slots=True)
class Splits:
    """Splits in the making. Cents; `procedure` and `patient` are numbers, not positions."""

    payment: Ints
    """Position of the payment."""
    amount: Ints
    patient: Ints
    procedure: Ints
    provider: Ints
    clinic: Ints
    cause: Ints
    contact: Ints


def write_splits(
    chunk: Chunk, payment_number: Ints, payment_day: Ints, splits: Splits, **columns: Any
) -> Ints:
    """Write paysplit rows and remember what caused each. Returns their SplitNum."""
    numbers = chunk.keys.take("paysplit", len(splits.amount))
    day = payment_day[splits.payment]
    chunk.add(
        "paysplit",
        **{
            "SplitNum": numbers,
            "SplitAmt": splits.amount,
            "PatNum": splits.patient,
            "PayNum": payment_number[splits.payment],
            "ProvNum": splits.provider,
            "DatePay": day,
            "ProcNum": splits.procedure,
            "DateEntry": np.minimum(day, chunk.site.as_of),
            "ClinicNum": splits.clinic,
            "SecUserNumEntry": chunk.site.staff.front_desk[0],
        }
        | columns,
    )
    chunk.remember(
        "payment_cause",
        split_num=numbers,
        pay_num=payment_number[splits.payment],
        cause=splits.cause,
        contact=splits.contact,
    )
    return numbers


def write_payments(
    chunk: Chunk, rng: Generator, day: Ints, amount: Ints, payer: Ints, clinic: Ints,
    method: Ints, **columns: Any,
) -> Ints:  # fmt: skip
    """Write payment rows; method is a position in the methods. Returns their PayNum."""
    site, count = chunk.site, len(day)
    numbers = chunk.keys.take("payment", count)
    types = np.array([site.pay_type(name) for name in METHODS])
    source = np.zeros(count, np.int64)
    for name, choices in _SOURCES.items():
        at = np.flatnonzero(method == METHODS.index(name))
        source[at] = one_of(rng, choices, len(at))
    is_check = np.isin(method, [METHODS.index("check"), METHODS.index("money_order")])
    is_card = np.isin(method, [METHODS.index(n) for n in ("card", "online")])
    check_number = choose_text([""] + [str(1_000 + i) for i in range(4_000)],
                               np.where(is_check, rng.integers(1, 4_001, count), 0))  # fmt: skip
    online = method == METHODS.index("online")
    status = np.where(np.isin(source, [7, 20]), np.where(rng.random(count) < 0.03, 3, 2), 0)
    chunk.add(
        "payment",
        **{
            "PayNum": numbers,
            "PayType": types[method],
            "PayDate": day,
            "PayAmt": amount,
            "CheckNum": pc.if_else(pc.equal(check_number, ""), "", check_number),
            "PatNum": payer,
            "ClinicNum": clinic,
            "DateEntry": np.minimum(day, site.as_of),
            "SecUserNumEntry": np.where(online, 0, one_of(rng, site.staff.front_desk, count)),
            "PaymentSource": source,
            "ProcessStatus": online.astype(np.int64),
            "PaymentStatus": status,
            "IsCcCompleted": is_card.astype(np.int64),
            "MerchantFee": np.where(is_card, np.abs(amount) * 29 // 1_000, 0),
        }
        | columns,
    )
    return numbers


def receive(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    episodes: Episodes,
    cash: dict[str, Ints],
    contacts: Contacts,
) -> None:
    """Write payments for pieces of cash on treatments (treatment −1: more than was owed).

    `cash` has columns treatment, episode, day, amount, cause, contact; all up to the as-of date.
    """
    site, rng = chunk.site, chunk.rng("receipts")
    family = episodes.family[cash["episode"]]
    by_agency = cash["cause"] == Cause.agency
    group = (family * 2 + by_agency) * 100_000 + cash["day"]
    _, first, payment = np.unique(group, return_index=True, return_inverse=True)
    count = len(first)
    day, family = cash["day"][first], family[first]
    amount = np.bincount(payment, cash["amount"], count).astype(np.int64)
    payer = people.payer(family, day)
    own_patient = people.number[episodes.patient[cash["episode"][first]]]
    payer = np.where(rng.random(count) < 0.12, own_patient, payer)
    clinic = episodes.clinic[cash["episode"][first]]
    method = _draw_method(rng, cash["cause"][first])

    prepaid = (cash["cause"][first] == Cause.same_day) & (rng.random(count) < _PREPAID)
    is_transfer = prepaid
    numbers = write_payments(
        chunk, rng, day, np.where(is_transfer, 0, amount), payer, clinic, method
    )
    rows = chunk.rows("payment")
    rows["PayType"][-count:][is_transfer] = 0
    for name in ("PaymentSource", "MerchantFee", "IsCcCompleted"):
        rows[name][-count:][is_transfer] = 0

    over = cash["treatment"] < 0
    at = np.maximum(cash["treatment"], 0)
    lead = _first_treatment(treatments, episodes)[cash["episode"]]
    at = np.where(over, lead, at)
    untied = over | (rng.random(count) < _UNALLOCATED)[payment]
    splits = Splits(
        payment=payment,
        amount=cash["amount"],
        patient=people.number[treatments.patient[at]],
        procedure=np.where(untied & ~prepaid[payment], 0, treatments.number[at]),
        provider=treatments.provider[at],
        clinic=treatments.clinic[at],
        cause=np.where(prepaid[payment], Cause.prepayment, cash["cause"]),
        contact=cash["contact"],
    )
    kept_as_unearned = over & (rng.random(len(over)) < 0.3)
    write_splits(
        chunk, numbers, day, splits,
        UnearnedType=np.where(kept_as_unearned, site.unearned("prepayment"), 0),
    )  # fmt: skip
    _pay_ahead(chunk, rng, numbers, day, amount, payer, clinic, method, splits, prepaid)
    _return_checks(chunk, rng, people, episodes, cash, splits, numbers, day, payer, clinic,
                   method, amount, contacts, first)  # fmt: skip
    _refund(chunk, rng, people, episodes, cash, splits, over & ~kept_as_unearned, payer, contacts)


def _first_treatment(treatments: Treatments, episodes: Episodes) -> Ints:
    first = np.full(int(treatments.visit.max(initial=0)) + 1, -1)
    first[treatments.visit[::-1]] = np.arange(len(treatments.visit))[::-1]
    return first[episodes.visit]


def _draw_method(rng: Generator, cause: Ints) -> Ints:
    method = np.zeros(len(cause), np.int64)
    for which, shares in _METHOD_SHARES.items():
        at = np.flatnonzero(cause == which)
        method[at] = draw_kind(rng, dict(zip(METHODS, shares, strict=True)), len(at))
    return method


def _pay_ahead(
    chunk: Chunk, rng: Generator, numbers: Ints, day: Ints, amount: Ints, payer: Ints,
    clinic: Ints, method: Ints, splits: Splits, prepaid: np.ndarray,
) -> None:  # fmt: skip
    """The cash that a transfer later moves: one unearned split, visible or hidden, and its reversal."""
    site = chunk.site
    at = np.flatnonzero(prepaid)
    if not len(at):
        return
    earlier = day[at] - rng.integers(2, 40, len(at))
    hidden = rng.random(len(at)) < _PREPAID_HIDDEN
    unearned = np.where(hidden, site.unearned("planned_treatment"), site.unearned("prepayment"))
    ahead = write_payments(chunk, rng, earlier, amount[at], payer[at], clinic[at], method[at])
    lead = np.full(len(numbers), -1)
    lead[splits.payment[::-1]] = np.arange(len(splits.payment))[::-1]
    lead = lead[at]
    common = {
        "patient": splits.patient[lead],
        "procedure": np.where(hidden, splits.procedure[lead], 0),
        "provider": splits.provider[lead],
        "clinic": splits.clinic[lead],
        "cause": np.full(len(at), int(Cause.prepayment)),
        "contact": np.full(len(at), NO_CONTACT),
    }
    order = np.arange(len(at))
    write_splits(chunk, ahead, earlier, Splits(payment=order, amount=amount[at], **common),
                 UnearnedType=unearned)  # fmt: skip
    write_splits(chunk, numbers[at], day[at], Splits(payment=order, amount=-amount[at], **common),
                 UnearnedType=unearned)  # fmt: skip


def _return_checks(
    chunk: Chunk, rng: Generator, people: People, episodes: Episodes, cash: dict[str, Ints],
    splits: Splits, numbers: Ints, day: Ints, payer: Ints, clinic: Ints, method: Ints,
    amount: Ints, contacts: Contacts, first: Ints,
) -> None:  # fmt: skip
    """Checks that bounce: the payment again with all signs turned, a fee, and money once more."""
    site = chunk.site
    back = day + 8
    bounced = np.flatnonzero(
        (method == METHODS.index("check"))
        & (cash["cause"][first] == Cause.statement)
        & (back <= site.as_of)
        & (rng.random(len(day)) < _RETURNED_CHECKS)
    )
    if not len(bounced):
        return
    position = np.full(len(day), -1)
    position[bounced] = np.arange(len(bounced))
    of_bounced = np.flatnonzero(position[splits.payment] >= 0)
    reversal = write_payments(
        chunk, rng, back[bounced], -amount[bounced], payer[bounced], clinic[bounced],
        method[bounced], PayType=site.pay_type("returned_check"),
    )  # fmt: skip
    mirrored = _rearranged(splits, of_bounced, position, sign=-1, cause=Cause.office)
    write_splits(chunk, reversal, back[bounced], mirrored)
    lead = first[bounced]
    patient = people.number[episodes.patient[cash["episode"][lead]]]
    fee_numbers = chunk.keys.take("adjustment", len(bounced))
    provider = people.dentist[episodes.patient[cash["episode"][lead]]]
    chunk.add(
        "adjustment",
        AdjNum=fee_numbers,
        AdjDate=back[bounced],
        AdjAmt=_FEE_CENTS,
        PatNum=patient,
        AdjType=site.adjustment_type("returned_check"),
        ProvNum=provider,
        DateEntry=back[bounced],
        ClinicNum=clinic[bounced],
    )
    good = back + rng.integers(1, 14, len(day))
    made_good = bounced[(good[bounced] <= site.as_of) & (rng.random(len(bounced)) < 0.75)]
    who = people.guarantor[episodes.family[cash["episode"][first[made_good]]]]
    contact = contacts.add(
        "returned_check", cash["episode"][first[made_good]], who, good[made_good],
        paid=amount[made_good] + _FEE_CENTS,
    )  # fmt: skip
    position = np.full(len(day), -1)
    position[made_good] = np.arange(len(made_good))
    again = np.flatnonzero(position[splits.payment] >= 0)
    paid = write_payments(
        chunk, rng, good[made_good], amount[made_good] + _FEE_CENTS, payer[made_good],
        clinic[made_good], np.full(len(made_good), METHODS.index("card")),
    )  # fmt: skip
    renewed = _rearranged(splits, again, position, sign=1, cause=Cause.contact)
    write_splits(chunk, paid, good[made_good],
                 _with_contact(renewed, contact[renewed.payment]))  # fmt: skip
    kept = np.isin(bounced, made_good)
    fee = Splits(
        np.arange(len(made_good)), np.full(len(made_good), _FEE_CENTS), patient[kept],
        np.zeros(len(made_good), np.int64), provider[kept], clinic[made_good],
        np.full(len(made_good), int(Cause.contact)), contact,
    )  # fmt: skip
    write_splits(chunk, paid, good[made_good], fee, AdjNum=fee_numbers[kept])


def _rearranged(splits: Splits, at: Ints, position: Ints, *, sign: int, cause: Cause) -> Splits:
    """The same splits in another payment, given by its position."""
    return Splits(
        payment=position[splits.payment[at]],
        amount=sign * splits.amount[at],
        patient=splits.patient[at],
        procedure=splits.procedure[at],
        provider=splits.provider[at],
        clinic=splits.clinic[at],
        cause=np.full(len(at), int(cause)),
        contact=np.full(len(at), NO_CONTACT),
    )


def _with_contact(splits: Splits, contact: Ints) -> Splits:
    return Splits(
        splits.payment, splits.amount, splits.patient, splits.procedure, splits.provider,
        splits.clinic, splits.cause, contact,
    )  # fmt: skip


def _refund(
    chunk: Chunk, rng: Generator, people: People, episodes: Episodes, cash: dict[str, Ints],
    splits: Splits, over: np.ndarray, payer: Ints, contacts: Contacts,
) -> None:  # fmt: skip
    """Overpayments sent back: a negative payment, now and then a + adjustment instead."""
    site = chunk.site
    answered = np.minimum(episodes.open_from[cash["episode"]], site.as_of + 1)
    day = np.maximum(answered, cash["day"]) + rng.integers(15, 60, len(over))
    at = np.flatnonzero(
        over & (splits.amount >= _REFUND_LEAST_CENTS) & (day <= site.as_of)
        & (rng.random(len(over)) < _REFUNDED)
    )  # fmt: skip
    by_adjustment = rng.random(len(at)) < 0.15
    adjusted, paid = at[by_adjustment], at[~by_adjustment]
    chunk.add(
        "adjustment",
        AdjNum=chunk.keys.take("adjustment", len(adjusted)),
        AdjDate=day[adjusted],
        AdjAmt=splits.amount[adjusted],
        PatNum=splits.patient[adjusted],
        AdjType=site.adjustment_type("refund"),
        ProvNum=splits.provider[adjusted],
        DateEntry=day[adjusted],
        ClinicNum=splits.clinic[adjusted],
    )
    method = np.full(len(paid), METHODS.index("check"))
    numbers = write_payments(
        chunk, rng, day[paid], -splits.amount[paid], payer[splits.payment[paid]],
        splits.clinic[paid], method, PayType=site.pay_type("refund"),
    )  # fmt: skip
    position = np.arange(len(paid))
    back = Splits(
        position, -splits.amount[paid], splits.patient[paid], splits.procedure[paid],
        splits.provider[paid], splits.clinic[paid], np.full(len(paid), int(Cause.office)),
        np.full(len(paid), NO_CONTACT),
    )  # fmt: skip
    write_splits(chunk, numbers, day[paid], back)
    noted = np.flatnonzero(rng.random(len(paid)) < 0.5)
    contacts.add(
        "refunded", -1, people.guarantor[episodes.family[cash["episode"][paid[noted]]]],
        day[paid[noted]], balance=splits.amount[paid[noted]],
    )  # fmt: skip
