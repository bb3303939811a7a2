"""Compares a report of OpenDental's with our balances, account by account. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from python_helpers.reconcile.aging_report import AgingReport
from python_helpers.reconcile.figures import rounding_tolerance

_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)


class Reason(StrEnum):
    """Why an account's figures differ; the values are what mart_ar_reconciliation calls them."""

    edited_since = "edited_since_as_of"
    guarantor_missing = "guarantor_missing"
    left_out = "left_out_of_report"
    unexplained = "unexplained"


@dataclass(frozen=True, slots=True)
class Account:
    """Our side: figures in dollars under the names of `figures.FIGURES`, and what may move them."""

    number: int
    has_guarantor: bool
    figures: Mapping[str, Decimal]
    subcent_rows: int
    last_change: date | None
    """Figures of that day or before may not know of the account's last edit or deletion."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of an account that is `ours` here and `theirs` in the report; None where absent."""

    account: int
    figure: str
    ours: Decimal | None
    theirs: Decimal | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Comparison:
    """All accounts of both sides: how many there are, how many agree, and what differs."""

    accounts: int
    equal: int
    differences: tuple[Difference, ...]

    def having(self, reason: Reason) -> list[Difference]:
        """The differences with that reason, in the order of the account numbers."""
        return [difference for difference in self.differences if difference.reason is reason]


def compare(report: AgingReport, accounts: Iterable[Account], as_of: date) -> Comparison:
    """Compare the figures that the report has, as of the same day.

    Reports are often printed without credit balances or without zero ones, and never hold a family
    whose guarantor has no row. So an account that is not in the report is unexplained only if it
    has a guarantor and owes money, or has a credit while the report shows credits.
    """
    ours = {account.number: account for account in accounts}
    shows_credits = any(figures_sum(figures) < 0 for figures in report.accounts.values())
    numbers = sorted(ours.keys() | report.accounts.keys())
    differences: list[Difference] = []
    equal = 0
    for number in numbers:
        found = tuple(_differences(number, ours.get(number), report, as_of, shows_credits))
        differences.extend(found)
        equal += not found
    return Comparison(len(numbers), equal, tuple(differences))


def figures_sum(figures: Mapping[str, Decimal]) -> Decimal:
    """The balance that figures state: the total, else what the buckets add up to."""
    if "balance_total" in figures:
        return figures["balance_total"]
    buckets = (cents for figure, cents in figures.items() if figure.startswith("balance_"))
    return sum(buckets, _NOTHING)


def _differences(
    number: int, ours: Account | None, report: AgingReport, as_of: date, shows_credits: bool
) -> Iterator[Difference]:
    theirs = report.accounts.get(number)
    if ours is None:
        total = None if theirs is None else figures_sum(theirs)
        yield Difference(number, "balance_total", None, total, Reason.unexplained)
        return
    edited = ours.last_change is not None and ours.last_change >= as_of
    if theirs is None:
        total = ours.figures["balance_total"]
        if total:
            reason = _why_absent(ours, total, edited, shows_credits)
            yield Difference(number, "balance_total", total, None, reason)
        return
    tolerance = rounding_tolerance(ours.subcent_rows)
    for figure, stated in theirs.items():
        rounded = stated.quantize(_CENT, rounding=ROUND_HALF_UP)
        if abs(ours.figures[figure] - rounded) > tolerance:
            reason = Reason.edited_since if edited else Reason.unexplained
            yield Difference(number, figure, ours.figures[figure], rounded, reason)


def _why_absent(ours: Account, total: Decimal, edited: bool, shows_credits: bool) -> Reason:
    if not ours.has_guarantor:
        return Reason.guarantor_missing
    if total < 0 and not shows_credits:
        return Reason.left_out
    return Reason.edited_since if edited else Reason.unexplained
