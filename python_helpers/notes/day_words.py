"""What the readers of days share: a view of a note's words, and what a phrase was found to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from python_helpers.notes.tokens import Item, Kind


@dataclass(frozen=True, slots=True)
class Found:
    """The day that a phrase names, and the position after it.

    `day` is None where the phrase names a day of which no use can be made.
    """

    day: date | None
    end: int
    is_explicit: bool = False
    is_duration: bool = False


class Words:
    """The items of a note by position; beyond both ends there is nothing."""

    def __init__(self, items: Sequence[Item], today: date) -> None:
        self.items = items
        self.today = today
        self._texts = [item.text if item.kind in {"word", "number"} else "" for item in items]

    def word(self, at: int) -> str:
        """The word or number at a position, else ''."""
        return self._texts[at] if 0 <= at < len(self._texts) else ""

    def kind(self, at: int) -> Kind | None:
        """What stands at a position."""
        return self.items[at].kind if 0 <= at < len(self.items) else None

    def mark(self, at: int) -> str:
        """The punctuation at a position, else ''."""
        return self.items[at].text if self.kind(at) == "mark" else ""

    def skip(self, at: int, *words: str) -> int:
        """The position after a word that may be missing."""
        return at + 1 if self.word(at) in words else at

    def whole(self, at: int) -> int | None:
        """The whole number at a position, unless it is an amount of money."""
        if self.kind(at) != "number" or self.items[at].is_money:
            return None
        return self.items[at].cents // 100

    def found(self, day: date | None, end: int) -> Found | None:
        """A phrase up to `end` that means `day`; None where there is no such day."""
        return None if day is None else Found(day, end)
