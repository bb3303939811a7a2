"""Ledger lines of dynamic payment plans: production that payplanlink rows move off the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Final, NamedTuple

from python_helpers.ledger_truth.books import Books
from python_helpers.ledger_truth.lines import Line, TiedLine
from python_helpers.ledger_truth.settings import Discounts
from python_helpers.ledger_truth.source import BLANK_DAY

_ADJUSTMENT: Final = 1
_PROCEDURE: Final = 2
_PREAUTHORISATION: Final = 2
_ACTUAL_STATUSES: Final = frozenset({1, 4, 7})
_BLANK: Final = -1.0
_BLANK_CENTS: Final = -100


class _Link(NamedTuple):
    plan: int
    production: int
    override: int
    day: int


def procedure_link_lines(books: Books) -> Iterator[TiedLine]:
    """Versions 2 and 3: procedures on an existing plan, by release Complete ones at their own date.

    Before, procedures of any status on the day of the link, unless the plan waits for completion.
    """
    settings = books.settings
    links = [
        link
        for link in _links(books, _PROCEDURE)
        if link.plan in books.plans
        and link.production in books.procedures
        and (
            books.procedures[link.production].is_complete
            or not (
                settings.links_need_complete_procedure or books.plans[link.plan].awaits_completion
            )
        )
    ]
    portions = _patient_portions(books, {link.production for link in links})
    for link in links:
        procedure = books.procedures[link.production]
        amount = link.override or portions[link.production]
        day = procedure.day if settings.links_need_complete_procedure else link.day
        yield TiedLine(procedure.patient, day, -amount, link.production, procedure.day)


def planned_discount_lines(books: Books) -> Iterator[TiedLine]:
    """Some releases: the discount of planned procedures, once for each plan that bills at once."""
    rule = books.settings.discounts
    by_row = books.settings.version.moves_treatment_by_row
    if rule is Discounts.none or not (by_row or rule is Discounts.plain_of_patient):
        return
    at_once = {number: plan for number, plan in books.plans.items() if plan.bills_at_once}
    if rule is Discounts.all_of_links:
        pairs = [
            (at_once[link.plan].patient, link.production)
            for link in _links(books, _PROCEDURE)
            if link.plan in at_once
        ]
    else:
        plans_of = Counter(plan.patient for plan in at_once.values())
        pairs = [
            (procedure.patient, number)
            for number, procedure in books.procedures.items()
            for _ in range(plans_of[procedure.patient])
        ]
    for patient, number in pairs:
        procedure = books.procedures.get(number)
        if procedure is not None and procedure.is_planned:
            cents = procedure.discount
            if rule is not Discounts.plain_of_patient:
                cents += procedure.plan_discount
            yield TiedLine(patient, procedure.day, cents, number, procedure.day)


def adjustment_link_lines(books: Books) -> Iterator[Line]:
    """Versions 2 and 3: adjustments on a plan, by release at their own date, the link's or none."""
    links = _links(books, _ADJUSTMENT)
    wanted = {link.production for link in links}
    paid = _paid_off_plans(books, "AdjNum", wanted)
    rows = books.source("adjustment")
    adjustments = {
        number: Line(patient, day, amount - paid[number])
        for number, patient, day, amount in zip(
            rows.integers("AdjNum"),
            rows.integers("PatNum"),
            rows.days("AdjDate"),
            rows.cents("AdjAmt"),
            strict=True,
        )
        if number in wanted
    }
    for link in links:
        if link.production in adjustments:
            adjustment = adjustments[link.production]
            day = adjustment.day
            if books.settings.adjustment_links_undated:
                day = BLANK_DAY
            elif books.settings.adjustment_links_by_entry:
                day = link.day
            yield Line(adjustment.patient, day, -(link.override or adjustment.cents))


def _links(books: Books, kind: int) -> list[_Link]:
    if not books.settings.version.moves_treatment_by_row:
        return []
    rows = books.source("payplanlink")
    return [
        _Link(plan, production, override, day)
        for link_type, plan, production, override, day in zip(
            rows.integers("LinkType"),
            rows.integers("PayPlanNum"),
            rows.integers("FKey"),
            rows.cents("AmountOverride"),
            rows.days("SecDateTEntry"),
            strict=True,
        )
        if link_type == kind
    ]


def _patient_portions(books: Books, wanted: Set[int]) -> dict[int, int]:
    """Cents of each wanted procedure that its patient has to pay, whatever the dates."""
    adjusted = _adjusted(books, wanted)
    insured = _insured(books, wanted)
    paid = _paid_off_plans(books, "ProcNum", wanted)
    return {
        number: books.procedures[number].fee + adjusted[number] - insured[number] - paid[number]
        for number in wanted
    }


def _adjusted(books: Books, wanted: Set[int]) -> dict[int, int]:
    totals = dict.fromkeys(wanted, 0)
    rows = books.source("adjustment")
    for number, patient, provider, clinic, amount in zip(
        rows.integers("ProcNum"),
        rows.integers("PatNum"),
        rows.integers("ProvNum"),
        rows.integers("ClinicNum"),
        rows.cents("AdjAmt"),
        strict=True,
    ):
        if number in wanted:
            procedure = books.procedures[number]
            if (patient, provider, clinic) == procedure[:3]:
                totals[number] += amount
    return totals


def _insured(books: Books, wanted: Set[int]) -> dict[int, int]:
    """Insurance pay and write-off of each procedure: actual once received, else estimated."""
    totals = dict.fromkeys(wanted, 0)
    rows = books.source("claimproc")
    for number, status, pay, write_off, override, estimate, off_override, off_estimate in zip(
        rows.integers("ProcNum"),
        rows.integers("Status"),
        rows.cents("InsPayAmt"),
        rows.cents("WriteOff"),
        rows.cents("InsEstTotalOverride", blank=_BLANK),
        rows.cents("InsPayEst"),
        rows.cents("WriteOffEstOverride", blank=_BLANK),
        rows.cents("WriteOffEst", blank=_BLANK),
        strict=True,
    ):
        if number not in wanted or status == _PREAUTHORISATION:
            continue
        if status in _ACTUAL_STATUSES:
            totals[number] += pay + write_off
        else:
            totals[number] += _first_not_blank(override, estimate)
            totals[number] += _first_not_blank(off_override, off_estimate, 0)
    return totals


def _first_not_blank(*choices: int) -> int:
    """The first amount that is not OpenDental's -1 for blank; the last stands as it is."""
    return next((cents for cents in choices[:-1] if cents != _BLANK_CENTS), choices[-1])


def _paid_off_plans(books: Books, key: str, wanted: Set[int]) -> dict[int, int]:
    """Splits on each wanted item that pay no plan; hidden prepayments are among them."""
    totals = dict.fromkeys(wanted, 0)
    rows = books.source("paysplit")
    for number, plan, amount in zip(
        rows.integers(key), rows.integers("PayPlanNum"), rows.cents("SplitAmt"), strict=True
    ):
        if number in wanted and plan == 0:
            totals[number] += amount
    return totals
