"""What holders of payment plans paid: instalments, down payments, prepayments, card attempts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, NEVER, Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.episodes import NO_CONTACT, Cause
from python_helpers.generate.people import People
from python_helpers.generate.receipts import METHODS, Splits, write_payments, write_splits
from python_helpers.generate.site import NO_DAY

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
    family: Ints
    provider: Ints
    clinic: Ints
    is_dynamic: np.ndarray
    signed: Ints
    instalment: Ints
    down: Ints


def pay_plans(
    chunk: Chunk,
    rng: Generator,
    people: People,
    plans: Ledger,
    debits: dict[str, Ints],
    stopped: Ints,
) -> None:
    """Write payments for paid debits (one a plan and day) and recurringcharge for cards on file."""
    by_card = rng.random(len(plans.number)) < _BY_CARD_ON_FILE
    _pay_down(chunk, rng, plans)
    paid = np.flatnonzero(debits["paid_on"] < NEVER)
    plan, day = debits["plan"][paid], debits["paid_on"][paid]
    _, first, payment = np.unique(plan * 100_000 + day, return_index=True, return_inverse=True)
    count = len(first)
    due = debits["principal"][paid] + debits["interest"][paid]
    amount = np.bincount(payment, due, count).astype(np.int64)
    of_plan, paid_on = plan[first], day[first]
    is_first = np.zeros(count, bool)
    is_first[np.unique(of_plan, return_index=True)[1]] = True
    prepaid = is_first & plans.is_dynamic[of_plan] & (rng.random(count) < _PREPAID)
    prepaid &= plans.signed[of_plan] < paid_on
    card = by_card[of_plan] & ~prepaid
    usual = one_of(rng, [METHODS.index(m) for m in ("card", "check", "online", "debit")], count)
    method = np.where(card, METHODS.index("card"), usual)
    numbers = write_payments(
        chunk, rng, paid_on, np.where(prepaid, 0, amount),
        plans.guarantor[of_plan], plans.clinic[of_plan], method,
        IsRecurringCC=card.astype(np.int64),
        RecurringChargeDate=np.where(card, debits["due"][paid[first]], NO_DAY),
    )  # fmt: skip
    rows = chunk.rows("payment")
    for name in ("PayType", "PaymentSource", "MerchantFee", "IsCcCompleted"):
        rows[name][-count:][prepaid] = 0
    on_guarantor = rng.random(len(plans.number)) < _SPLIT_ON_GUARANTOR
    patient = np.where(on_guarantor, plans.guarantor, plans.patient)
    for kind, part in ((_PRINCIPAL, "principal"), (_INTEREST, "interest")):
        at = np.flatnonzero(debits[part][paid] > 0)
        own = plan[at]
        splits = Splits(
            payment=payment[at],
            amount=debits[part][paid[at]],
            patient=patient[own],
            procedure=np.where(debits["link_type"][paid[at]] == 2, debits["key"][paid[at]], 0),
            provider=plans.provider[own],
            clinic=plans.clinic[own],
            cause=np.full(len(at), int(Cause.plan)),
            contact=np.full(len(at), NO_CONTACT),
        )
        charged = rng.random(len(at)) >= _UNCHARGED
        write_splits(
            chunk, numbers, paid_on, splits,
            PayPlanNum=plans.number[own],
            PayPlanChargeNum=np.where(charged, debits["number"][paid[at]], 0),
            PayPlanDebitType=np.where(rng.random(len(at)) < _UNTYPED, 0, kind),
        )  # fmt: skip
    _prepay(chunk, rng, plans, of_plan, paid_on, amount, numbers, np.flatnonzero(prepaid), patient)
    _attempts(
        chunk, plans, debits, by_card, stopped, paid[first[card]], numbers[card], amount[card]
    )


def _single(plans: Ledger, plan: Ints, amount: Ints, patient: Ints) -> Splits:
    """One split per payment, on no procedure."""
    count = len(plan)
    return Splits(
        np.arange(count), amount, patient, np.zeros(count, np.int64), plans.provider[plan],
        plans.clinic[plan], np.full(count, int(Cause.plan)), np.full(count, NO_CONTACT),
    )  # fmt: skip


def _pay_down(chunk: Chunk, rng: Generator, plans: Ledger) -> None:
    """Down payments: on the plan, but on none of its charges."""
    plan = np.flatnonzero((plans.down > 0) & (plans.signed <= chunk.site.as_of))
    method = one_of(rng, [METHODS.index("card"), METHODS.index("check")], len(plan))
    numbers = write_payments(
        chunk, rng, plans.signed[plan], plans.down[plan], plans.guarantor[plan],
        plans.clinic[plan], method,
    )  # fmt: skip
    write_splits(
        chunk, numbers, plans.signed[plan],
        _single(plans, plan, plans.down[plan], plans.patient[plan]),
        PayPlanNum=plans.number[plan], PayPlanDebitType=_PRINCIPAL,
    )  # fmt: skip


def _prepay(
    chunk: Chunk,
    rng: Generator,
    plans: Ledger,
    of_plan: Ints,
    paid_on: Ints,
    amount: Ints,
    transfer: Ints,
    at: Ints,
    patient: Ints,
) -> None:
    """The early money, in the hidden unearned type; the transfer on the due day takes it out."""
    plan = of_plan[at]
    early = plans.signed[plan]
    ahead = write_payments(
        chunk, rng, early, amount[at], plans.guarantor[plan], plans.clinic[plan],
        np.full(len(at), METHODS.index("card")),
    )  # fmt: skip
    hidden = {
        "UnearnedType": chunk.site.unearned("dynamic_plan"),
        "PayPlanNum": plans.number[plan],
    }
    write_splits(chunk, ahead, early, _single(plans, plan, amount[at], patient[plan]), **hidden)
    write_splits(
        chunk, transfer[at], paid_on[at], _single(plans, plan, -amount[at], patient[plan]), **hidden
    )


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
