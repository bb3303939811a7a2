"""Numbers in words: one hundred twenty five, two hundred and fifty, two fifty, a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_ONES: Final = {
    word: value
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
         "nineteen")
    )
}  # fmt: skip
_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
} | {"fourty": 40, "ninty": 90}
_HUNDREDS: Final = frozenset({"hundred", "thousand"})


@dataclass(frozen=True, slots=True)
class NumberInWords:
    """A number, and how many words it takes. `has_hundreds`: it says hundred or thousand."""

    value: int
    words: int
    has_hundreds: bool


def number_in_words(words: Sequence[str]) -> NumberInWords | None:
    """The number that the words begin with, if they begin with one."""
    total, current, at = 0, 0, 0
    has_hundreds = False
    if len(words) > 1 and words[0] == "a" and words[1] in _HUNDREDS:
        current, at = 1, 1
    while at < len(words):
        word = words[at]
        if word in _TENS and current % 100 == 0:
            current += _TENS[word]
        elif word in _TENS and 0 < current < 10:
            current = current * 100 + _TENS[word]
        elif word in _ONES and current % 10 == 0 and current % 100 != 10:
            current += _ONES[word]
        elif word == "hundred" and 0 < current < 100:
            current, has_hundreds = current * 100, True
        elif word == "thousand" and 0 < current < 1_000:
            total, current, has_hundreds = total + current * 1_000, 0, True
        elif not (_joins(word, at, has_hundreds) and _goes_on(words, at + 1)):
            break
        at += 1
    return NumberInWords(total + current, at, has_hundreds) if total + current else None


def _joins(word: str, at: int, has_hundreds: bool) -> bool:
    return (word == "-" and at > 0) or (word == "and" and has_hundreds)


def _goes_on(words: Sequence[str], at: int) -> bool:
    return at < len(words) and (words[at] in _TENS or words[at] in _ONES)
