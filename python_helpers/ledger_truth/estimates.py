"""What stands beside the balance: InsEst, insurance still expected; PayPlanDue, instalments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from python_helpers.ledger_truth.books import Books
from python_helpers.ledger_truth.lines import Line
from python_helpers.ledger_truth.plan_lines import patient_plan_debits
from python_helpers.ledger_truth.settings import PayPlansVersion

_NOT_RECEIVED: Final = 0
_RECEIVED: Final = 1


class _Estimate(NamedTuple):
    patient: int
    cents: int
    service_day: int
    received_day: int | None


def insurance_estimates(books: Books) -> dict[int, int]:
    """InsEst now: account to cents, only accounts that expect something."""
    totals: dict[int, int] = defaultdict(int)
    for estimate in _estimates(books):
        if estimate.received_day is None and estimate.patient in books.account_of:
            totals[books.account_of[estimate.patient]] += estimate.cents
    return totals


def insurance_estimate_changes(books: Books) -> dict[int, int]:
    """InsEst of all families as it stood, by the cents that it changed on each day.

    An estimate stands from the service until the day that insurance paid it.
    """
    changes: dict[int, int] = defaultdict(int)
    for estimate in _estimates(books):
        if estimate.patient not in books.account_of:
            continue
        if estimate.received_day is None:
            changes[estimate.service_day] += estimate.cents
        elif estimate.received_day > estimate.service_day:
            changes[estimate.service_day] += estimate.cents
            changes[estimate.received_day] -= estimate.cents
    return changes


def _estimates(books: Books) -> Iterator[_Estimate]:
    rows = books.source("claimproc")
    for patient, procedure, status, pay, write_off, service_day, received_day in zip(
        rows.integers("PatNum"),
        rows.integers("ProcNum"),
        rows.integers("Status"),
        rows.cents("InsPayEst"),
        rows.cents("WriteOff"),
        rows.days("ProcDate"),
        rows.days("DateCP"),
        strict=True,
    ):
        if status in (_NOT_RECEIVED, _RECEIVED) and books.bills_insurance_on(procedure):
            received = received_day if status == _RECEIVED else None
            yield _Estimate(patient, pay + write_off, service_day, received)


def plan_dues(books: Books, as_of: int) -> dict[int, int]:
    """PayPlanDue: account to cents, only accounts with plans; below zero is paid ahead."""
    horizon = as_of + books.settings.bill_in_advance_days
    closed_plans_count = books.settings.version is not PayPlansVersion.age_credits_and_debits
    totals: dict[int, int] = defaultdict(int)
    for plan_number, line in _plan_movements(books, horizon):
        plan = books.plans.get(plan_number)
        is_left_out = plan is not None and plan.is_closed and not closed_plans_count
        if line.patient in books.account_of and not is_left_out:
            totals[books.account_of[line.patient]] += line.cents
    return totals


def _plan_movements(books: Books, horizon: int) -> Iterator[tuple[int, Line]]:
    """Instalments up to the horizon (+) and payments of any date (-), with their PayPlanNum."""
    for plan_number, debit in patient_plan_debits(books):
        if debit.day <= horizon:
            yield plan_number, debit
    rows = books.source("paysplit")
    for patient, day, amount, plan_number, unearned_type in zip(
        rows.integers("PatNum"),
        rows.days("DatePay"),
        rows.cents("SplitAmt"),
        rows.integers("PayPlanNum"),
        rows.integers("UnearnedType"),
        strict=True,
    ):
        if plan_number and unearned_type not in books.hidden_unearned:
            yield plan_number, Line(patient, day, -amount)
