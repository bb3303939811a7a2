"""Ledger lines of payment plans, by PayPlansVersion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from python_helpers.ledger_truth.books import Books
from python_helpers.ledger_truth.lines import Line, TiedLine
from python_helpers.ledger_truth.settings import PayPlansVersion

_DEBIT: Final = 0
_CREDIT: Final = 1


def completed_amount_lines(books: Books) -> Iterator[Line]:
    """Versions 1 and 4: the plan's completed treatment leaves the account in one amount."""
    version = books.settings.version
    if version.moves_treatment_by_row:
        return
    for plan in books.plans.values():
        if version is PayPlansVersion.do_not_age or (
            plan.is_insurance and books.settings.insurance_plans_leave_without_charges
        ):
            yield Line(plan.patient, plan.day, -plan.completed)


def plan_credit_lines(books: Books, until: int) -> Iterator[TiedLine]:
    """Versions 2 and 3: treatment that leaves the account up to day `until`."""
    version = books.settings.version
    if not version.moves_treatment_by_row:
        return
    rows = books.source("payplancharge")
    for plan_number, patient, day, kind, principal, procedure in zip(
        rows.integers("PayPlanNum"),
        rows.integers("PatNum"),
        rows.days("ChargeDate"),
        rows.integers("ChargeType"),
        rows.cents("Principal"),
        rows.integers("ProcNum"),
        strict=True,
    ):
        if kind != _CREDIT or day > until:
            continue
        procedure_day = books.procedure_day(procedure)
        if version is PayPlansVersion.age_credits_only:
            yield TiedLine(patient, day, -principal, procedure, procedure_day)
        elif plan_number in books.plans:
            plan = books.plans[plan_number]
            yield TiedLine(plan.patient, day, -principal, procedure, procedure_day)


def plan_debit_lines(books: Books, until: int) -> Iterator[Line]:
    """Version 2: the instalments of patient plans due up to day `until`."""
    if books.settings.version is PayPlansVersion.age_credits_and_debits:
        for _, line in patient_plan_debits(books):
            if line.day <= until:
                yield line


def patient_plan_debits(books: Books) -> Iterator[tuple[int, Line]]:
    """Every instalment of an existing patient plan, with its PayPlanNum, whatever its date."""
    rows = books.source("payplancharge")
    for plan_number, guarantor, day, kind, principal, interest in zip(
        rows.integers("PayPlanNum"),
        rows.integers("Guarantor"),
        rows.days("ChargeDate"),
        rows.integers("ChargeType"),
        rows.cents("Principal"),
        rows.cents("Interest"),
        strict=True,
    ):
        plan = books.plans.get(plan_number)
        if kind == _DEBIT and plan is not None and not plan.is_insurance:
            yield plan_number, Line(guarantor, day, principal + interest)
