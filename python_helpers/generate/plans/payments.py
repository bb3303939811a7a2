"""What holders of payment plans paid: instalments, down payments, prepayments, card attempts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, NEVER, Ints
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
from python_helpers.generate.plans.terms import LinkType
from python_helpers.generate.site.practice import NO_DAY

_BY_CARD_ON_FILE: Final = 0.5  # of plans
_SPLIT_ON_GUARANTOR: Final = 0.12  # of plans: splits carry the plan's guarantor as patient
_UNTYPED: Final = 0.06  # of splits: PayPlanDebitType 0, from older versions
_UNCHARGED: Final = 0.05  # of splits: no PayPlanChargeNum
_PREPAID: Final = 0.10  # of dynamic plans: the first instalment came early, as hidden unearned
_PRINCIPAL, _INTEREST = 1, 2
_SUCCESS, _FAILED, _DECLINED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Ledger:
    """Plans as their payments need them, by position."""

    number: Ints
    patient: Ints
    """PatNum."""
    guarantor: Ints
    provider: Ints
    clinic: Ints
    is_dynamic: np.ndarray
    signed: Ints


def pay_plans(
    chunk: Chunk,
    rng: Generator,
    plans: Ledger,
    debits: dict[str, Ints],
    stopped: Ints,
) -> None:
    """Write payments for paid debits (one a plan and day) and recurringcharge for cards on file."""
    by_card = rng.random(len(plans.number)) < _BY_CARD_ON_FILE
    paid = np.flatnonzero(debits["paid_on"] < NEVER)
    plan, day = debits["plan"][paid], debits["paid_on"][paid]
    _, first, payment = np.unique(plan * 100_000 + day, return_index=True, return_inverse=True)
    count = len(first)
    due = debits["principal"][paid] + debits["interest"][paid]
    of_plan, paid_on = plan[first], day[first]
    is_first = np.zeros(count, bool)
    is_first[np.unique(of_plan, return_index=True)[1]] = True
    prepaid = is_first & plans.is_dynamic[of_plan] & (rng.random(count) < _PREPAID)
    prepaid &= plans.signed[of_plan] < paid_on
    card = by_card[of_plan] & ~prepaid
    by_hand = one_of(rng, [method(m) for m in ("card", "check", "online", "debit")], count)
    payments = Payments(
        day=paid_on,
        amount=np.bincount(payment, due, count).astype(np.int64),
        payer=plans.guarantor[of_plan],
        clinic=plans.clinic[of_plan],
        method=np.select([prepaid, card], [TRANSFER, method("card")], by_hand),
    )
    numbers = write_payments(
        chunk, rng, payments,
        IsRecurringCC=card.astype(np.int64),
        RecurringChargeDate=np.where(card, debits["due"][paid[first]], NO_DAY),
    )  # fmt: skip
    on_guarantor = rng.random(len(plans.number)) < _SPLIT_ON_GUARANTOR
    patient = np.where(on_guarantor, plans.guarantor, plans.patient)
    for kind, part in ((_PRINCIPAL, "principal"), (_INTEREST, "interest")):
        at = np.flatnonzero(debits[part][paid] > 0)
        debit, own = paid[at], plan[at]
        is_procedure = debits["link_type"][debit] == LinkType.procedure
        splits = one_split_each(
            debits[part][debit], patient[own], plans.provider[own], plans.clinic[own], Cause.plan,
            procedure=np.where(is_procedure, debits["key"][debit], 0),
        )  # fmt: skip
        charged = rng.random(len(at)) >= _UNCHARGED
        write_splits(
            chunk, numbers, payments, replace(splits, payment=payment[at]),
            PayPlanNum=plans.number[own],
            PayPlanChargeNum=np.where(charged, debits["number"][debit], 0),
            PayPlanDebitType=np.where(rng.random(len(at)) < _UNTYPED, 0, kind),
        )  # fmt: skip
    _prepay(chunk, rng, plans, of_plan, payments, numbers, np.flatnonzero(prepaid), patient)
    _attempts(chunk, plans, debits, by_card, stopped, paid[first[card]], numbers[card],
              payments.amount[card])  # fmt: skip


def _prepay(
    chunk: Chunk,
    rng: Generator,
    plans: Ledger,
    of_plan: Ints,
    payments: Payments,
    transfer: Ints,
    at: Ints,
    patient: Ints,
) -> None:
    """The early money, in the hidden unearned type; the transfer on the due day takes it out."""
    plan = of_plan[at]
    early = payments.at(at, day=plans.signed[plan], method=np.full(len(at), method("card")))
    hidden = {
        "UnearnedType": chunk.site.unearned("dynamic_plan"),
        "PayPlanNum": plans.number[plan],
    }
    splits = one_split_each(
        early.amount, patient[plan], plans.provider[plan], early.clinic, Cause.plan
    )
    pay_singly(chunk, rng, early, splits, **hidden)
    taken_out = replace(splits, amount=-early.amount)
    write_splits(chunk, transfer[at], payments.at(at), taken_out, **hidden)


def _attempts(
    chunk: Chunk,
    plans: Ledger,
    debits: dict[str, Ints],
    by_card: np.ndarray,
    stopped: Ints,
    charged: Ints,
    payment: Ints,
    amount: Ints,
) -> None:
    """Card attempts: those that went through, and three a broken plan that did not."""
    site = chunk.site
    plan = debits["plan"]
    in_vain = np.flatnonzero(
        by_card[plan]
        & (debits["paid_on"] == NEVER)
        & (debits["due"] <= site.as_of)
        & (debits["due"] < stopped[plan] + 95)
        & (stopped[plan] < NEVER)
    )
    at = np.concatenate([charged, in_vain])
    status = np.concatenate(
        [np.full(len(charged), _SUCCESS), np.where(in_vain % 3 == 0, _FAILED, _DECLINED)]
    )
    asked = np.concatenate([amount, (debits["principal"] + debits["interest"])[in_vain]])
    own = plan[at]
    day = np.where(status == _SUCCESS, debits["paid_on"][at], debits["due"][at])
    chunk.add(
        "recurringcharge",
        RecurringChargeNum=chunk.keys.take("recurringcharge", len(at)),
        PatNum=plans.guarantor[own],
        ClinicNum=plans.clinic[own],
        DateTimeCharge=day * DAY_SECONDS + 6 * 3_600,
        ChargeStatus=status,
        FamBal=asked,
        PayPlanDue=asked,
        TotalDue=asked,
        RepeatAmt=asked,
        ChargeAmt=np.where(status == _SUCCESS, asked, 0),
        PayNum=np.concatenate([payment, np.zeros(len(in_vain), np.int64)]),
    )
