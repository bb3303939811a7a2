"""A part of the practice's patients: the unit that is generated and written at once."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Generator, SeedSequence

from python_helpers.generate.calendar import DAY_SECONDS, Ints
from python_helpers.generate.columns import Rows, complete, length, stack
from python_helpers.opendental.catalog import CATALOG

if TYPE_CHECKING:
    from python_helpers.generate.site.practice import Site

PATIENTS_PER_CHUNK = 10_000
_OPENING_SECOND, _CLOSING_SECOND = 8 * 3600, 17 * 3600


class Keys:
    """Primary keys, numbered through per table over all chunks."""

    def __init__(self) -> None:
        self._next: dict[str, int] = defaultdict(lambda: 1)

    def take(self, table: str, count: int) -> Ints:
        """The next `count` keys of a table."""
        first = self._next[table]
        self._next[table] = first + count
        return np.arange(first, first + count, dtype=np.int64)


def stream(seed: int, chunk: int, subject: str) -> Generator:
    """The random numbers of one subject in one chunk, independent of all others."""
    path = (chunk, zlib.crc32(subject.encode("utf-8")))
    return np.random.Generator(np.random.PCG64(SeedSequence(seed, spawn_key=path)))


@dataclass(slots=True)
class Chunk:
    """Rows made so far for a run of consecutive patients, and what making more needs."""

    site: Site
    index: int
    keys: Keys
    parts: dict[str, list[Rows]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, list[Rows]] = field(default_factory=lambda: defaultdict(list))
    """What the truth will tell: columns by subject, as remembered."""

    def rng(self, subject: str) -> Generator:
        """This chunk's random numbers for a subject."""
        return stream(self.site.options.seed, self.index, subject)

    def add(self, table: str, **columns: Any) -> Rows:
        """Append rows to an OpenDental table, columns not given blank; returns them complete."""
        rows = complete(table, columns)
        self.parts[table].append(rows)
        return rows

    def remember(self, subject: str, **columns: Any) -> None:
        """Keep columns of equal length for the truth."""
        self.memory[subject].append(columns)

    def remembered(self, subject: str) -> Rows:
        """All that was kept on a subject."""
        return stack(self.memory[subject])

    def rows(self, table: str) -> Rows:
        """All rows of a table so far, as one set of columns that may be edited in place."""
        parts = self.parts[table]
        if not parts:
            return complete(table, {CATALOG[table].primary_key: np.zeros(0, np.int64)})
        if len(parts) > 1:
            parts[:] = [stack(parts)]
        return parts[0]

    def replace(self, table: str, rows: Rows) -> None:
        """Put these rows in place of a table's."""
        self.parts[table] = [rows]

    def count(self, table: str) -> int:
        """How many rows a table has so far."""
        return sum(length(part) for part in self.parts[table])


def at_work(rng: Generator, days: Ints) -> Ints:
    """Seconds since 1970 within office hours of these days."""
    return days * DAY_SECONDS + rng.integers(_OPENING_SECOND, _CLOSING_SECOND, len(days))


def one_of(rng: Generator, choices: Sequence[int] | Ints, count: int) -> Ints:
    """`count` independent draws from choices."""
    return np.asarray(choices, np.int64)[rng.integers(0, len(choices), count)]
