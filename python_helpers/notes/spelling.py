"""How a front desk spells: abbreviations, contractions and slips, brought to one usual spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_SHORTEST_CORRECTED: Final = 6
_WHO_WOULD: Final = frozenset({"i", "he", "she", "they", "we", "you", "it", "that", "who", "pt"})
_REMEMBERED: Final = 50_000


class Spelling:
    """Turns written words into usual ones.

    `spellings` maps a written form to the words that it stands for; `targets` are the words
    that a slip of one letter is corrected to; `known` are words that are right as they are.
    """

    def __init__(
        self, spellings: Mapping[str, str], targets: Iterable[str], known: Iterable[str]
    ) -> None:
        self._words = {written: tuple(meant.split()) for written, meant in spellings.items()}
        self._known = frozenset(known)
        self._targets = frozenset(word for word in targets if len(word) >= _SHORTEST_CORRECTED)
        self._shortened = {
            shorter: word for word in sorted(self._targets) for shorter in _one_letter_less(word)
        }

    def words(self, written: str) -> tuple[str, ...]:
        """The usual words for a written one, in lower case."""
        found = self._words.get(written)
        if found is None:
            found = self._find(written)
            if len(self._words) < _REMEMBERED:
                self._words[written] = found
        return found

    def _find(self, written: str) -> tuple[str, ...]:
        if "-" in written and self._is_known(joined := written.replace("-", "")):
            return self.words(joined)
        if "/" in written or "-" in written:
            parts = written.replace("-", "/").split("/")
            return tuple(word for part in parts if part for word in self.words(part))
        if "'" in written:
            stem, _, ending = written.rpartition("'")
            if ending == "ll":
                return (*self.words(stem), "will")
            if ending == "d":
                if stem in _WHO_WOULD:
                    return (*self.words(stem), "would")
                return self.words(f"{stem}ed")
            if ending == "s":
                return self.words(stem)
            return self.words(written.replace("'", ""))
        if written in self._known or len(written) < _SHORTEST_CORRECTED - 1:
            return (written,)
        return (self._corrected(written),)

    def _is_known(self, written: str) -> bool:
        return written in self._words or written in self._known

    def _corrected(self, written: str) -> str:
        """The target that is one missing, extra, swapped or wrong letter away; else as written."""
        if written in self._targets:
            return written
        candidates = [self._shortened.get(written)]
        for shorter in _one_letter_less(written):
            candidates += [shorter if shorter in self._targets else None]
            candidates += [self._shortened.get(shorter)]
        for word in candidates:
            if word and word[0] == written[0] and _is_slip(written, word):
                return word
        return written


def _is_slip(written: str, word: str) -> bool:
    """A letter more or less, or two swapped; a wrong letter only in long words."""
    if len(written) != len(word):
        return True
    wrong = [at for at in range(len(word)) if written[at] != word[at]]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and written[first] == word[second]
    return len(wrong) == 1 and len(word) > _SHORTEST_CORRECTED


def _one_letter_less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
