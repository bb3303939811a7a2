"""Days that a note names by their place in the calendar: 5/15, May 15th, Friday the 15th."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from python_helpers.notes.data import word_set
from python_helpers.notes.day_words import Found, Words
from python_helpers.notes.days import (
    MONTHS,
    WEEKDAYS,
    day_of_month,
    day_of_next_month,
    first_on_or_after,
    next_weekday,
    valid_day,
)

_BEFORE_DAY_OF_MONTH: Final = word_set("before_day_of_month")
_NOT_A_DAY_OF_MONTH: Final = word_set("not_a_day_of_month_after")
_UNITS: Final = frozenset({"day", "week", "month", "year", "minutes", "hours", "times", "business"})
_AFTER_HALF: Final = frozenset(
    {"now", "today", "of", "down", "the", "on", "then", "next", "balance", "tomorrow", "this"}
)
_FURTHEST: Final = timedelta(days=2 * 366)
_FURTHEST_WITHOUT_YEAR: Final = timedelta(days=300)
"""Further ahead than this, a day without its year is one that has just gone by."""


def numeric_date(words: Words, at: int) -> Found | None:
    """5/15, 5-15-24; but not "5-7 days" nor "1/2 now"."""
    item = words.items[at]
    if is_half(words, at) or ("-" in item.text and words.word(at + 1) in _UNITS):
        return None
    return _explicit(words, at + 1, *item.parts)


def is_half(words: Words, at: int) -> bool:
    """Whether "1/2" is a part of the balance, not the second of January."""
    return words.items[at].text == "1/2" and words.word(at + 1) in _AFTER_HALF


def ordinal(words: Words, at: int) -> Found | None:
    """The 15th, 15th of June, the 15th of next month; but not "2nd call"."""
    (day,) = words.items[at].parts
    following = words.skip(at + 1, "of")
    if (month := words.word(following)) in MONTHS:
        return _explicit(words, following + 1, MONTHS[month], day)
    if words.word(at + 1) == "of" and words.word(at + 3) == "month":
        named = day_of_next_month if words.word(at + 2) == "next" else day_of_month
        return words.found(named(words.today, day), at + 4)
    before = words.word(at - 1) or words.mark(at - 1)
    if words.word(at + 1) in _NOT_A_DAY_OF_MONTH or before not in _BEFORE_DAY_OF_MONTH:
        return None
    return words.found(day_of_month(words.today, day), at + 1)


def day_and_month(words: Words, at: int) -> Found | None:
    """15 June."""
    day, month = words.whole(at), words.word(at + 1)
    if day is None or month not in MONTHS or month == "may":
        return None
    if words.kind(at + 2) in {"number", "ordinal"}:
        return None
    return _explicit(words, at + 2, MONTHS[month], day)


def month_and_day(words: Words, at: int) -> Found | None:
    """June 15, June 15th, 2024; a month alone names no day."""
    named = words.skip(at + 1, "the")
    if words.kind(named) == "ordinal":
        day: int | None = words.items[named].parts[0]
    else:
        day = words.whole(named)
    if day is None or not 1 <= day <= 31:
        return None
    month, end = MONTHS[words.word(at)], named + 1
    year_at = end + 1 if words.mark(end) == "," else end
    year = words.whole(year_at)
    if year is not None and 2000 <= year <= 2100:
        return _explicit(words, year_at + 1, month, day, year)
    return _explicit(words, end, month, day)


def weekday(words: Words, at: int) -> Found | None:
    """Friday; Friday 5/17, Friday the 17th and Friday (May 17) are those days."""
    named = words.skip(at + 1, "the")
    if words.mark(named) in {",", "("}:
        named += 1
    dated: Found | None = None
    if words.kind(named) == "numeric_date":
        dated = numeric_date(words, named)
    elif words.word(named) in MONTHS:
        dated = month_and_day(words, named)
    elif words.kind(named) == "ordinal":
        (day,) = words.items[named].parts
        dated = ordinal(words, named) or words.found(day_of_month(words.today, day), named + 1)
    return dated or words.found(next_weekday(words.today, WEEKDAYS[words.word(at)]), at + 1)


def _explicit(
    words: Words, end: int, month: int, day: int, year: int | None = None
) -> Found | None:
    """A day of the calendar. Without a year it is the first on or after the note."""
    if year is None:
        meant, furthest = first_on_or_after(words.today, month, day), _FURTHEST_WITHOUT_YEAR
    else:
        meant, furthest = valid_day(year, month, day), _FURTHEST
    if meant is None:
        return None
    is_near = abs(meant - words.today) <= furthest
    return Found(meant if is_near else None, end, is_explicit=True)
