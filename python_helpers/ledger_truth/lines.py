"""Ledger lines of treatment, insurance, adjustments and patient payments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from python_helpers.ledger_truth.books import Books

_PAID_STATUSES: Final = frozenset({1, 4, 5, 7})
"""claimproc.Status received, supplemental, capitation claim, capitation complete."""


class Line(NamedTuple):
    """A signed amount in cents on a patient's account on a day; + raises what is owed."""

    patient: int
    day: int
    cents: int


class TiedLine(NamedTuple):
    """A line that may hang on a procedure (0: on none), and that procedure's date to it."""

    patient: int
    day: int
    cents: int
    procedure: int
    procedure_day: int


def procedure_lines(books: Books) -> Iterator[Line]:
    """The fee of each Complete procedure."""
    for procedure in books.procedures.values():
        if procedure.is_complete:
            yield Line(procedure.patient, procedure.day, procedure.fee)


def insurance_lines(books: Books) -> Iterator[Line]:
    """Insurance pay and write-off, one line a claimproc; a plan keeps the pay to itself."""
    rows = books.source("claimproc")
    for patient, procedure, status, plan, day, pay, write_off in zip(
        rows.integers("PatNum"),
        rows.integers("ProcNum"),
        rows.integers("Status"),
        rows.integers("PayPlanNum"),
        rows.days("DateCP"),
        rows.cents("InsPayAmt"),
        rows.cents("WriteOff"),
        strict=True,
    ):
        if status in _PAID_STATUSES and books.bills_insurance_on(procedure):
            yield Line(patient, day, -write_off if plan else -(pay + write_off))


def split_lines(books: Books) -> Iterator[Line]:
    """Patient payments and transfers, by their splits."""
    rows = books.source("paysplit")
    plan_splits_count = books.settings.version.counts_plan_splits
    for patient, day, amount, plan, unearned_type in zip(
        rows.integers("PatNum"),
        rows.days("DatePay"),
        rows.cents("SplitAmt"),
        rows.integers("PayPlanNum"),
        rows.integers("UnearnedType"),
        strict=True,
    ):
        if unearned_type not in books.hidden_unearned and (plan == 0 or plan_splits_count):
            yield Line(patient, day, -amount)


def adjustment_lines(books: Books) -> Iterator[TiedLine]:
    """Adjustments, lowest AdjNum first: it speaks for the procedure's date."""
    rows = books.source("adjustment")
    for _, patient, day, amount, procedure, procedure_day in sorted(
        zip(
            rows.integers("AdjNum"),
            rows.integers("PatNum"),
            rows.days("AdjDate"),
            rows.cents("AdjAmt"),
            rows.integers("ProcNum"),
            rows.days("ProcDate"),
            strict=True,
        )
    ):
        yield TiedLine(patient, day, amount, procedure, procedure_day)
