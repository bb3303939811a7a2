"""Formulas of collection effectiveness: exact, and null with a reason where they have no answer.

Money is whole cents (int). Ratios are exact fractions, rounded once, half away from zero, to six
digits. A figure that can't be had is `Measure(None, reason)`, never 0:

- `zero_denominator`, `negative_denominator`: there is nothing to divide by;
- `exceeds_history`: more is owed than all sales since the books began;
- `period_incomplete`: the period is still running, and the figure needs a whole one;
- `no_history`: no dollar of a bucket that money lies in was ever seen leaving it;
- `needs_12_months`: only windows of twelve months hold enough steps.

Sources: Credit Research Foundation (CEI, as quoted by creditmanagementassociation.org and
creditguru.com); Hackett, Apruve (best-possible DSO, average days delinquent); Cyert, Davidson and
Thompson, "Estimation of the allowance for doubtful accounts by Markov chains", Management Science
8 (1962).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import numpy as np

Reason = Literal[
    "zero_denominator",
    "negative_denominator",
    "exceeds_history",
    "period_incomplete",
    "no_history",
    "needs_12_months",
]

DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, or why there is none: just one of the two is None."""

    value: Decimal | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """What moved in a period, and what stood at its ends; all amounts in cents.

    `cash` is net of what went back (`refunds` included); `closing_current` is the part of
    `closing` that is not past due.
    """

    opening: int
    sales: int
    cash: int
    closing: int
    closing_current: int
    months: int
    days: int


def ratio(numerator: int | Fraction, denominator: int | Fraction, scale: int = 1) -> Measure:
    """numerator ÷ denominator × scale, where the denominator is above 0."""
    if denominator <= 0:
        return Measure(None, "negative_denominator" if denominator < 0 else "zero_denominator")
    return Measure(rounded(Fraction(numerator) / Fraction(denominator) * scale))


def rounded(value: Fraction, digits: int = DIGITS) -> Decimal:
    """The fraction as a decimal of so many digits, half away from zero."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-digits)


def cei_seed_denominator(period: Period) -> int:
    """Opening + sales − closing: by the books' identity, all that lowered receivables."""
    return period.opening + period.sales - period.closing


def cei_seed(period: Period) -> Measure:
    """Net cash ÷ (opening + sales − closing) × 100.

    The denominator is all that lowered receivables, so this is 100 whenever nothing but cash
    did, whatever was left uncollected: it measures what leaks away, not effort.
    """
    return ratio(period.cash, cei_seed_denominator(period), 100)


def cei_crf_parts(period: Period) -> tuple[Fraction, Fraction]:
    """Numerator and denominator of `cei_crf`, in cents."""
    collectable = period.opening + Fraction(period.sales, period.months)
    return collectable - period.closing, collectable - period.closing_current


def cei_crf(period: Period) -> Measure:
    """(opening + sales/N − closing) ÷ (opening + sales/N − closing current) × 100, N months.

    The Credit Research Foundation's. Sales of a month against receivables of a period is a quirk of
    theirs, kept so that figures compare with published ones. Write-offs raise it.
    """
    return ratio(*cei_crf_parts(period), 100)


def cei_cash_denominator(period: Period) -> int:
    """Opening + sales − closing current: what could have been collected."""
    return period.opening + period.sales - period.closing_current


def cei_cash(period: Period) -> Measure:
    """Net cash ÷ (opening + sales − closing current) × 100: what was collected of what could be."""
    return ratio(period.cash, cei_cash_denominator(period), 100)


def dso(period: Period) -> Measure:
    """Days sales outstanding: closing ÷ sales × days of the period so far."""
    return ratio(period.closing * period.days, period.sales)


def dso_best_possible(period: Period) -> Measure:
    """The same if nothing were past due: closing current ÷ sales × days."""
    return ratio(period.closing_current * period.days, period.sales)


def average_days_delinquent(period: Period) -> Measure:
    """DSO less best-possible DSO: the days that lateness costs."""
    return ratio((period.closing - period.closing_current) * period.days, period.sales)


def dso_countback(receivables: int, newest_first: Iterable[tuple[int, int]]) -> Measure:
    """How many days of sales, counted back from today, make up the receivables.

    `newest_first` has a month's sales in cents and its days, the running month's days so far;
    a month without sales adds its days and takes nothing off. The month in which receivables
    are used up counts in proportion. Receivables of 0 or less are 0 days.
    """
    left, days = receivables, 0
    if left <= 0:
        return Measure(Decimal(0))
    for sales, length in newest_first:
        if 0 < left <= sales:
            return Measure(rounded(days + Fraction(left * length, sales)))
        left -= max(sales, 0)
        days += length
    return Measure(None, "exceeds_history")


def weighted_days_late(late_cent_days: int, paid: int) -> Measure:
    """Σ amount × days after it was due ÷ Σ amount; what came in time counts 0 days."""
    return ratio(late_cent_days, paid)


def absorbing_shares(
    transitions: Mapping[str, Mapping[str, Fraction | float]], end: str
) -> dict[str, float]:
    """How much of a dollar in each state ends in `end`, whatever it passes through on the way.

    `transitions` maps each state to the shares that move on in one step (adding up to 1);
    what no state is named for absorbs. Solves (I − Q) x = r, with Q the moves between states
    and r those to `end` (Cyert, Davidson and Thompson). Raises ValueError when some state
    never gets anywhere.
    """
    states = list(transitions)
    index = {state: position for position, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    ends = np.zeros(len(states))
    for state, shares in transitions.items():
        for to, share in shares.items():
            if to in index:
                moves[index[state], index[to]] += float(share)
            elif to == end:
                ends[index[state]] += float(share)
    try:
        solved = np.linalg.solve(np.eye(len(states)) - moves, ends)
    except np.linalg.LinAlgError as error:
        raise ValueError("some state never leads to an end") from error
    return {state: float(solved[index[state]]) for state in states}


def expected_loss(
    balances: Mapping[str, int],
    dollars_moved: Mapping[str, Mapping[str, int]],
    *,
    bad: str = "bad",
) -> Measure:
    """What of today's balances will be written off in the end, if money moves on as it did.

    `balances` in cents by bucket; `dollars_moved` the cents of each bucket by where they were
    a step later: a bucket, `bad`, or anything else that absorbs, such as `paid`. The value is in
    cents, a check of the allowance for bad debt. `no_history` where money lies in a bucket
    that no dollar was seen leaving.
    """
    reachable = _reachable(balances, dollars_moved)
    if reachable is None:
        return Measure(None, "no_history")
    shares = {
        bucket: {
            to: Fraction(cents, sum(dollars_moved[bucket].values()))
            for to, cents in dollars_moved[bucket].items()
        }
        for bucket in reachable
    }
    try:
        lost = absorbing_shares(shares, bad)
    except ValueError:
        return Measure(None, "no_history")
    total = sum(cents * lost[bucket] for bucket, cents in balances.items() if cents)
    return Measure(rounded(Fraction(total), 0))


def _reachable(
    balances: Mapping[str, int], dollars_moved: Mapping[str, Mapping[str, int]]
) -> list[str] | None:
    """Buckets that today's money can come through; None when one of them has no past."""
    buckets = set(balances) | set(dollars_moved)
    waiting = [bucket for bucket, cents in balances.items() if cents]
    found: list[str] = []
    while waiting:
        bucket = waiting.pop()
        if bucket in found:
            continue
        moved = dollars_moved.get(bucket, {})
        if sum(moved.values()) <= 0:
            return None
        found.append(bucket)
        waiting += [to for to, cents in moved.items() if cents and to in buckets]
    return sorted(found)
