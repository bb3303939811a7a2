"""Oldest-first matching without loops, against the loop."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.generate.intervals import overlap, spread

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 500)), max_size=25)


def by_loop(
    charges: list[tuple[int, int]], credits: list[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    open_ = [amount for _, amount in charges]
    found: dict[tuple[int, int], int] = defaultdict(int)
    for number, (group, amount) in enumerate(credits):
        for charge, (other, _) in enumerate(charges):
            paid = min(open_[charge], amount) if group == other else 0
            open_[charge] -= paid
            amount -= paid
            if paid:
                found[charge, number] += paid
    return found


def columns(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(rows, np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


@given(ROWS, ROWS)
def test_overlap_is_oldest_first(
    charges: list[tuple[int, int]], credits: list[tuple[int, int]]
) -> None:
    found = overlap(*columns(charges), *columns(credits))
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    for charge, credit, amount in zip(found.charge, found.credit, found.amount, strict=True):
        pairs[int(charge), int(credit)] += int(amount)
    assert pairs == by_loop(charges, credits)
    applied = sum(pairs.values())
    assert found.unapplied.sum() + applied == sum(amount for _, amount in credits)


@given(
    st.lists(st.integers(0, 10_000), min_size=5, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 90)), min_size=1, max_size=30),
)
def test_spread_adds_up(totals: list[int], rows: list[tuple[int, int]]) -> None:
    group, weight = columns(rows)
    shares = spread(np.array(totals), group, weight)
    for number, total in enumerate(totals):
        own, weights = shares[group == number], weight[group == number]
        if weights.sum():
            assert own.sum() == total
            exact = total * weights / weights.sum()
            assert (np.abs(own - exact) <= 1).all()
        else:
            assert own.sum() == 0
