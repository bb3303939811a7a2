"""Instalments of payment plans: when they fall due, how they are kept, when plans are closed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import NEVER, Ints, add_months
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.intervals import overlap
from python_helpers.generate.plans.terms import Items, Rhythm, Terms

_CLOSED_WHEN_BROKEN: Final = 0.55
_CLOSED_WHEN_PAID: Final = 0.7
_PER_YEAR: Final = np.array([12, 26, 52, 4])


def schedule(terms: Terms, financed: Ints, instalment: Ints) -> dict[str, Ints]:
    """All debits: plan, position (−1 = down payment), due day, principal and interest."""
    plan = np.repeat(np.arange(len(terms)), terms.instalments)
    first = np.concatenate([[0], np.cumsum(terms.instalments)[:-1]])
    position = np.arange(len(plan)) - first[plan]
    before = position * instalment[plan]
    principal = np.clip(financed[plan] - before, 0, instalment[plan])
    rhythm, start = terms.rhythm[plan], terms.start[plan]
    due = np.select(
        [rhythm == Rhythm.monthly, rhythm == Rhythm.quarterly],
        [add_months(start, position), add_months(start, 3 * position)],
        start + position * np.where(rhythm == Rhythm.biweekly, 14, 7),
    )
    rest = np.maximum(financed[plan] - before, 0)
    interest = rest * terms.apr[plan] // (10_000 * _PER_YEAR[rhythm])
    everyone = np.arange(len(terms))
    columns = {
        "plan": (everyone, plan),
        "position": (np.full(len(terms), -1), position),
        "due": (terms.signed, due),
        "principal": (terms.down, principal),
        "interest": (np.zeros(len(terms), np.int64), interest),
    }
    debits = {name: np.concatenate(parts) for name, parts in columns.items()}
    order = np.lexsort((debits["position"], debits["plan"]))
    order = order[debits["principal"][order] > 0]
    return {name: column[order] for name, column in debits.items()}


def behave(
    chunk: Chunk, rng: Generator, terms: Terms, instalments: dict[str, Ints], behaviour: Ints
) -> tuple[Ints, Ints]:
    """The day each instalment is paid (NEVER = not), and the day on which a broken plan stopped."""
    laws, count = chunk.site.laws, len(terms)
    names = list(laws.plan_behaviour)
    plan, position, due = instalments["plan"], instalments["position"], instalments["due"]
    way = behaviour[plan]
    paid_on = due.copy()
    late = (way == names.index("late")) & (position >= 0)
    paid_on = np.where(late, due + laws.plan_late.draw(rng, len(due)), paid_on)
    turn = (rng.random(count) * terms.instalments * 0.7).astype(np.int64) + 1
    turned = position >= turn[plan]
    turn_due = np.full(count, NEVER)
    np.minimum.at(turn_due, plan[turned], due[turned])
    paid_on = np.where((way == names.index("broken")) & turned, NEVER, paid_on)
    paid_on = np.where((way == names.index("paid_off")) & turned, turn_due[plan], paid_on)
    stopped = np.where(behaviour == names.index("broken"), turn_due, NEVER)
    return np.where(paid_on > chunk.site.as_of, NEVER, paid_on), stopped


def close(
    chunk: Chunk,
    rng: Generator,
    instalments: dict[str, Ints],
    paid_on: Ints,
    stopped: Ints,
    count: int,
) -> Ints:
    """The day on which each plan was closed; NEVER = it is open."""
    site = chunk.site
    last = np.zeros(count, np.int64)
    np.maximum.at(last, instalments["plan"], paid_on)
    done = np.where((last < NEVER) & (rng.random(count) < _CLOSED_WHEN_PAID), last + 5, NEVER)
    # A paid-off plan's later debits would be cut by closing: they stay, being paid.
    due_last = np.zeros(count, np.int64)
    np.maximum.at(due_last, instalments["plan"], instalments["due"])
    done = np.where(done < due_last, NEVER, done)
    broken = np.where(
        (stopped < NEVER) & (rng.random(count) < _CLOSED_WHEN_BROKEN), stopped + 100, NEVER
    )
    closed = np.minimum(done, broken)
    return np.where(closed > site.as_of, NEVER, closed)


def debits_by_item(
    terms: Terms, items: Items, instalments: dict[str, Ints], paid_on: Ints
) -> dict[str, Ints]:
    """Dynamic plans bill each item apart: their debits are cut where one item is used up."""
    dynamic = terms.is_dynamic[instalments["plan"]]
    static = np.flatnonzero(~dynamic)
    none = np.zeros(len(static), np.int64)
    at = np.flatnonzero(dynamic)
    of_dynamic = np.flatnonzero(terms.is_dynamic[items.plan])
    cut = overlap(
        items.plan[of_dynamic],
        items.amount[of_dynamic],
        instalments["plan"][at],
        instalments["principal"][at],
    )
    item, debit = of_dynamic[cut.charge], at[cut.credit]
    first_part = np.zeros(len(debit), bool)
    first_part[np.unique(debit, return_index=True)[1]] = True
    pick = np.concatenate([static, debit])
    return {
        "plan": instalments["plan"][pick],
        "due": instalments["due"][pick],
        "paid_on": paid_on[pick],
        "principal": np.concatenate([instalments["principal"][static], cut.amount]),
        "interest": np.concatenate(
            [
                instalments["interest"][static],
                np.where(first_part, instalments["interest"][debit], 0),
            ]
        ),
        "key": np.concatenate([none, items.key[item]]),
        "link_type": np.concatenate([none, items.link_type[item]]),
    }
