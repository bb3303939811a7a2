"""Words that tell something by standing in one clause, in whatever order.

`a|b & c & !d`: one of a and b, and c, but not d. Words, amounts, days and classes are written as in
phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from python_helpers.notes.phrases import CLAUSE_END, Cue, Meaning, PhraseError, alternatives

AND: Final = "&"


@dataclass(frozen=True, slots=True)
class _Group:
    meaning: Meaning
    all_parts: int
    forbidden: frozenset[str]


class Together:
    """All groups of words of a lexicon, found by any of their words."""

    def __init__(
        self, meanings: Iterable[tuple[str, Meaning]], classes: Mapping[str, Sequence[str]]
    ) -> None:
        self._groups: list[_Group] = []
        self._by_word: dict[str, list[tuple[int, int]]] = {}
        for written, meaning in meanings:
            parts = [part.strip() for part in written.split(AND)]
            wanted = [alternatives(part, classes) for part in parts if not part.startswith("!")]
            forbidden = [alternatives(part[1:], classes) for part in parts if part.startswith("!")]
            if len(wanted) < 2:
                raise PhraseError(f"{written!r} must name two words that stand together")
            number = len(self._groups)
            self._groups.append(
                _Group(meaning, (1 << len(wanted)) - 1, frozenset().union(*forbidden))
            )
            for part, words in enumerate(wanted):
                for word in words:
                    self._by_word.setdefault(word, []).append((number, 1 << part))

    def find(self, symbols: Sequence[str]) -> Iterator[Cue]:
        """A cue for every group whose words stand in one clause."""
        first = 0
        while first < len(symbols):
            last = first
            while last < len(symbols) and symbols[last] != CLAUSE_END:
                last += 1
            if last - first > 1:
                yield from self._find_in_clause(symbols, first, last)
            first = last + 1

    def _find_in_clause(self, symbols: Sequence[str], first: int, last: int) -> Iterator[Cue]:
        parts: dict[int, int] = {}
        covers: dict[int, int] = {}
        for at in range(first, last):
            for number, part in self._by_word.get(symbols[at], ()):
                if not parts.get(number, 0) & part:
                    parts[number] = parts.get(number, 0) | part
                    covers[number] = covers.get(number, 0) | 1 << at
        for number, found in parts.items():
            group = self._groups[number]
            if found == group.all_parts and group.forbidden.isdisjoint(symbols[first:last]):
                bits = covers[number]
                start = (bits & -bits).bit_length() - 1
                yield Cue(group.meaning, start, bits.bit_length(), bits, is_loose=True)
