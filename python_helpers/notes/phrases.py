"""Phrases: a small pattern language over the items of a note, and the search for all at once.

Words stand for themselves. `a|b` is either word, `x?` may be missing, `..` is up to four items of
the same clause, `#` an amount, `@` a day, `@=` the note's own day, `@+` a
length of time ("30 days"), `@>` any other day, `{name}` any word of a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from python_helpers.notes.data import word_set
from python_helpers.notes.tokens import Item, ends_clause

AMOUNT: Final = "#"
DAY: Final = "@"
SAME_DAY: Final = "@="
LATER_DAY: Final = "@>"
DURATION: Final = "@+"
CLAUSE_END: Final = "\n"
GAP: Final = ".."
LONGEST_GAP: Final = 4
_NEGATIONS: Final = word_set("negations")
_BETWEEN_NEGATION_AND_VERB: Final = word_set("between_negation_and_verb")


class Rank(IntEnum):
    """Which phrase counts where two share words."""

    ignored = 0
    """Its words tell nothing."""
    outcome = 1
    context = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase tells. `needs_context`: only in a note that is about an owed balance."""

    name: str
    rank: Rank
    needs_context: bool = False
    is_negatable: bool = False
    """Void after, or around, a word such as "not"."""
    voids: tuple[str, ...] = ()
    """What a phrase sharing words with this one does not tell."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found in a note: what it tells, and the items it covers as positions and as bits."""

    meaning: Meaning
    start: int
    end: int
    covers: int
    is_loose: bool = False
    """Its words stand together, but not in a row: it says nothing of what is between them."""


@dataclass(frozen=True, slots=True)
class _Element:
    words: frozenset[str]
    is_gap: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    meaning: Meaning
    rest: tuple[_Element, ...]
    needed: frozenset[str]
    """One of these words must be in the note, else the phrase is not: spares most attempts."""


class PhraseError(ValueError):
    """A phrase that is not written in the pattern language; the message says why."""


class Phrases:
    """All phrases of a lexicon, found by their first word."""

    def __init__(
        self, meanings: Iterable[tuple[str, Meaning]], classes: Mapping[str, Sequence[str]]
    ) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for phrase, meaning in meanings:
            elements = _compile(phrase, classes)
            for at, first in enumerate(elements):
                after_first = tuple(elements[at + 1 :])
                needed = [
                    element.words
                    for element in after_first
                    if element.words and not element.is_optional
                ]
                phrase_after = _Phrase(
                    meaning, after_first, min(needed, key=len, default=first.words)
                )
                for word in first.words:
                    self._by_first.setdefault(word, []).append(phrase_after)
                if not first.is_optional:
                    break

    def find(self, symbols: Sequence[str]) -> list[Cue]:
        """Every phrase in the items, which stand here as symbols."""
        present = set(symbols)
        found: list[Cue] = []
        for start, symbol in enumerate(symbols):
            for phrase in self._by_first.get(symbol, ()):
                if present.isdisjoint(phrase.needed):
                    continue
                covers = _match(phrase.rest, 0, symbols, start + 1, 1 << start)
                if covers:
                    cue = Cue(phrase.meaning, start, covers.bit_length(), covers)
                    if not (phrase.meaning.is_negatable and _is_negated(cue, symbols)):
                        found.append(cue)
        return found


def without_void(found: Sequence[Cue]) -> list[Cue]:
    """The cues that hold beside all others.

    First what is ignored takes its words away from every cue that does not know the whole ignored
    phrase. Then an outcome's cue gives way to a longer one with all its words, and to one that
    shares a word and tells otherwise. Context never gives way to outcomes.
    """
    ignored = [cue.covers for cue in found if cue.meaning.rank is Rank.ignored]
    held = [
        cue
        for cue in found
        if all(cue.covers & words in {0, words} for words in ignored)
        and cue.meaning.rank is not Rank.ignored
    ]
    telling = [cue for cue in held if cue.meaning.rank is Rank.outcome]
    return [
        cue
        for cue in held
        if cue.meaning.rank is Rank.context or not any(_yields(cue, other) for other in telling)
    ]


def _yields(cue: Cue, other: Cue) -> bool:
    shared = cue.covers & other.covers
    if other.is_loose and not cue.meaning.is_negatable:
        return False
    if shared == cue.covers:
        return cue.covers != other.covers or cue.meaning.name in other.meaning.voids
    return shared != 0 and cue.meaning.name in other.meaning.voids


def _is_negated(cue: Cue, symbols: Sequence[str]) -> bool:
    """Whether a negation stands in a gap of the phrase, or before it."""
    if any(
        symbols[at] in _NEGATIONS and not cue.covers >> at & 1 for at in range(cue.start, cue.end)
    ):
        return True
    before = cue.start - 1
    while before >= 0 and symbols[before] in _BETWEEN_NEGATION_AND_VERB:
        before -= 1
    return before >= 0 and symbols[before] in _NEGATIONS


def symbol(item: Item, note_date: date) -> str:
    """What phrases see of an item: its word, or a sign for its kind."""
    if item.kind == "amount":
        return AMOUNT
    if item.kind == "date":
        if item.is_duration:
            return DURATION
        return SAME_DAY if item.day == note_date else LATER_DAY
    return CLAUSE_END if ends_clause(item) else item.text


def _match(
    elements: tuple[_Element, ...], at: int, symbols: Sequence[str], position: int, covers: int
) -> int:
    """The bits of the items that the elements from `at` on match from `position` on, or 0."""
    if at == len(elements):
        return covers
    element = elements[at]
    if element.is_gap:
        for skipped in range(LONGEST_GAP + 1):
            if found := _match(elements, at + 1, symbols, position + skipped, covers):
                return found
            if position + skipped >= len(symbols) or symbols[position + skipped] == CLAUSE_END:
                return 0
        return 0
    if position < len(symbols) and symbols[position] in element.words:
        found = _match(elements, at + 1, symbols, position + 1, covers | 1 << position)
        if found:
            return found
    return _match(elements, at + 1, symbols, position, covers) if element.is_optional else 0


def _compile(phrase: str, classes: Mapping[str, Sequence[str]]) -> list[_Element]:
    elements = [_element(written, classes) for written in phrase.split()]
    needed = [element for element in elements if not element.is_optional]
    if not needed or needed[0].is_gap or needed[-1].is_gap:
        raise PhraseError(f"{phrase!r} must begin and end with a word, not with {GAP}")
    return elements


def _element(written: str, classes: Mapping[str, Sequence[str]]) -> _Element:
    if written == GAP:
        return _Element(frozenset(), is_gap=True)
    is_optional = written.endswith("?")
    return _Element(alternatives(written.removesuffix("?"), classes), is_optional=is_optional)


def alternatives(written: str, classes: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The symbols that `a|{class}|#` stands for."""
    words: set[str] = set()
    for alternative in written.split("|"):
        if alternative.startswith("{"):
            name = alternative.strip("{}")
            if name not in classes:
                raise PhraseError(f"there is no class {{{name}}}")
            words.update(classes[name])
        elif alternative:
            words.add(alternative)
            if alternative == DAY:
                words.update((SAME_DAY, LATER_DAY, DURATION))
        else:
            raise PhraseError(f"{written!r} has an empty alternative")
    return frozenset(words)
