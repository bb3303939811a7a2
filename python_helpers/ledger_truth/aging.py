"""One family's ledger, and how it ages."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from python_helpers.ledger_truth.lines import TiedLine


class Buckets(NamedTuple):
    """What is still owed, in cents, by age in days; none is below zero."""

    days_0_30: int
    days_31_60: int
    days_61_90: int
    over_90: int


class _Net:
    """The lines of one patient, procedure and day; the first of them dates the procedure."""

    __slots__ = ("cents", "procedure_day")

    def __init__(self, procedure_day: int) -> None:
        self.cents = 0
        self.procedure_day = procedure_day


class FamilyLedger:
    """Lines as they are posted: charges and credits by day, and nets on procedures.

    With `procedure_lifo`, lines tied to a procedure wait in nets until the ledger is aged, and
    must be posted in the order in which they speak for the procedure's date.
    """

    __slots__ = ("_charges", "_credits", "_nets", "_procedure_lifo")

    def __init__(self, procedure_lifo: bool) -> None:
        self._procedure_lifo = procedure_lifo
        self._nets: dict[tuple[int, int, int], _Net] = {}
        self._charges: dict[int, int] = defaultdict(int)
        self._credits: dict[int, int] = defaultdict(int)

    def post(self, day: int, cents: int) -> None:
        """Post a line on its own."""
        if cents > 0:
            self._charges[day] += cents
        elif cents < 0:
            self._credits[day] += cents

    def post_tied(self, line: TiedLine) -> None:
        """Post a line that may hang on a procedure."""
        if not (self._procedure_lifo and line.procedure):
            self.post(line.day, line.cents)
        elif line.cents:
            key = (line.patient, line.procedure, line.day)
            if key not in self._nets:
                self._nets[key] = _Net(line.procedure_day)
            self._nets[key].cents += line.cents

    def close(self) -> ClosedLedger:
        """Settle the nets and sort by day, so that any number of days can be aged."""
        charges = defaultdict(int, self._charges)
        reductions: list[_Reduction] = []
        for (_, _, day), net in self._nets.items():
            if net.cents > 0:
                charges[day] += net.cents
            elif net.cents < 0:
                reductions.append(_Reduction(day, net.procedure_day, net.cents))
        return ClosedLedger(_Running(charges), _Running(self._credits), reductions)


class _Reduction(NamedTuple):
    """A negative net of `day`, which lowers the bucket of `procedure_day`."""

    day: int
    procedure_day: int
    cents: int


class _Running:
    """A running total by day."""

    __slots__ = ("_days", "_totals")

    def __init__(self, by_day: Mapping[int, int]) -> None:
        self._days = sorted(by_day)
        self._totals = list(accumulate((by_day[day] for day in self._days), initial=0))

    def through(self, day: int) -> int:
        """Cents of that day and all before."""
        return self._totals[bisect_right(self._days, day)]

    @property
    def total(self) -> int:
        return self._totals[-1]


class ClosedLedger:
    """A family's ledger, ready to be aged as of any day."""

    __slots__ = ("_charges", "_credits", "_reductions")

    def __init__(self, charges: _Running, credits: _Running, reductions: list[_Reduction]) -> None:
        self._charges = charges
        self._credits = credits
        self._reductions = reductions

    @property
    def total(self) -> int:
        """The sum of all lines in cents, whatever their dates; below zero is money held."""
        reduced = sum(reduction.cents for reduction in self._reductions)
        return self._charges.total + self._credits.total + reduced

    def age(self, as_of: int, lines_until: int) -> Buckets:
        """Age as of a day, as far as lines dated up to `lines_until` are known.

        A line after `as_of` is in no bucket, but a discount may be dated after the procedure
        whose bucket it lowers: OpenDental lets it, unless it is looking back.
        """
        youngest_first = [as_of, as_of - 31, as_of - 61, as_of - 91]
        upper = [self._charges.through(day) for day in youngest_first]
        owed = [newer - older for newer, older in zip(upper, [*upper[1:], 0], strict=True)]
        for day, procedure_day, cents in self._reductions:
            if procedure_day <= as_of and day <= lines_until:
                bucket = sum(procedure_day <= edge for edge in youngest_first) - 1
                owed[bucket] += cents
        return _consume(owed, pool=-self._credits.through(as_of))


def _consume(owed: list[int], pool: int) -> Buckets:
    """Let the pool of credits eat the oldest bucket first, buckets below zero joining it."""
    pool -= sum(cents for cents in owed if cents < 0)
    left = [max(cents, 0) for cents in owed]
    for bucket in reversed(range(len(left))):
        eaten = min(left[bucket], pool)
        left[bucket] -= eaten
        pool -= eaten
    return Buckets(*left)
