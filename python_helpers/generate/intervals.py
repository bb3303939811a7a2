"""Which credit pays which charge, oldest first, without a loop over rows.

The charges of a group, laid end to end, form intervals on a money axis; so do its credits.
Where two intervals overlap, that much of the charge is paid by that credit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from python_helpers.generate.calendar import Ints


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pieces of credits on charges: positions into both inputs, and cents."""

    charge: Ints
    credit: Ints
    amount: Ints
    unapplied: Ints
    """Cents of each credit that found no charge."""


def overlap(charge_group: Ints, charges: Ints, credit_group: Ints, credits: Ints) -> Overlap:
    """Match credits with charges of the same group, both in the order given within the group.

    Amounts are non-negative cents. Groups may come in any order.
    """
    groups = 1 + int(max(charge_group.max(initial=-1), credit_group.max(initial=-1)))
    room = np.maximum(
        np.bincount(charge_group, charges, groups), np.bincount(credit_group, credits, groups)
    ).astype(np.int64)
    origin = np.concatenate([[0], np.cumsum(room)[:-1]]) if groups else np.zeros(0, np.int64)
    charge_order, charge_start, charge_end = _lay_out(charge_group, charges, origin)
    credit_order, credit_start, credit_end = _lay_out(credit_group, credits, origin)
    cuts = np.unique(np.concatenate([charge_start, charge_end, credit_start, credit_end]))
    left, right = cuts[:-1], cuts[1:]
    charge_at, charge_hit = _covering(left, charge_start, charge_end)
    credit_at, credit_hit = _covering(left, credit_start, credit_end)
    both = charge_hit & credit_hit
    charge, credit = charge_order[charge_at[both]], credit_order[credit_at[both]]
    amount = (right - left)[both]
    used = np.bincount(credit, amount, len(credits)).astype(np.int64)
    return Overlap(charge, credit, amount, credits - used)


def _lay_out(group: Ints, amounts: Ints, origin: Ints) -> tuple[Ints, Ints, Ints]:
    kept = np.flatnonzero(amounts > 0)
    order = kept[np.argsort(group[kept], kind="stable")]
    sizes = amounts[order]
    total = np.cumsum(sizes)
    own = group[order]
    first = np.searchsorted(own, own, side="left")
    before_group = np.concatenate([[0], total])[first]
    end = origin[own] + total - before_group
    return order, end - sizes, end


def _covering(points: Ints, start: Ints, end: Ints) -> tuple[Ints, np.ndarray]:
    if not len(start):
        return np.zeros(len(points), np.int64), np.zeros(len(points), bool)
    at = np.clip(np.searchsorted(start, points, side="right") - 1, 0, None)
    return at, (start[at] <= points) & (points < end[at])


def spread(total: Ints, group: Ints, weights: Ints) -> Ints:
    """Cents of each group's total for each row, in proportion to its weight, adding up exactly.

    `total` is per group, `group` and `weights` per row; a group without weight gets nothing.
    """
    groups = len(total)
    order = np.argsort(group, kind="stable")
    own = group[order]
    running = np.cumsum(weights[order])
    first = np.searchsorted(own, own, side="left")
    before = np.concatenate([[0], running])[first]
    whole = np.maximum(np.bincount(group, weights, groups).astype(np.int64), 1)[own]
    upper = total[own] * (running - before) // whole
    lower = total[own] * (running - weights[order] - before) // whole
    shares = np.zeros(len(group), np.int64)
    shares[order] = upper - lower
    return shares
