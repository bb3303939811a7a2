"""Days that a note names from its own: tomorrow, next Tuesday, end of month, in 2 weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from python_helpers.notes.calendar_days import month_and_day, ordinal, weekday
from python_helpers.notes.data import word_set
from python_helpers.notes.day_words import Found, Words
from python_helpers.notes.days import (
    FRIDAY,
    MONTHS,
    SUNDAY,
    WEEKDAYS,
    day_of_month,
    day_of_named_month,
    day_of_next_month,
    end_of_month,
    later,
    months_later,
    next_weekday,
    valid_day,
    weekday_of_week,
)

Rule = Callable[[Words, int], Found | None]

_COUNTS: Final = {"a": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5,
                  "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_NOT_AHEAD: Final = word_set("not_ahead")
_NOT_AHEAD_BEFORE: Final = word_set("not_ahead_before")
_NOT_AN_HOUR: Final = word_set("not_money_after") - {"pm", "am"}
_OTHER_DAYS: Final = {*WEEKDAYS, *MONTHS, "tomorrow", "week", "weekend", "month", "day"}
_MOST_DAYS: Final = 400


def _same_day(words: Words, at: int) -> Found | None:
    """Today, tonight."""
    return words.found(words.today, at + 1)


def _tomorrow(words: Words, at: int) -> Found | None:
    return words.found(later(words.today, 1), at + 1)


def _weekend(words: Words, at: int) -> Found | None:
    """The weekend is its Sunday."""
    return words.found(weekday_of_week(words.today, SUNDAY, 0), at + 1)


def _later(words: Words, at: int) -> Found | None:
    """Later today, later this week."""
    rule = {"today": _same_day, "this": _this, "next": _next}.get(words.word(at + 1))
    return rule(words, at + 1) if rule else None


def _next(words: Words, at: int) -> Found | None:
    """Next Tuesday lies in the following Monday to Sunday week; next week is its Friday."""
    following = words.word(at + 1)
    if following in WEEKDAYS:
        return words.found(weekday_of_week(words.today, WEEKDAYS[following], 1), at + 2)
    if following == "weekend":
        return words.found(weekday_of_week(words.today, SUNDAY, 1), at + 2)
    if following in MONTHS:
        return month_and_day(words, at + 1)
    if following != "week":
        return None
    named = words.skip(at + 2, "on")
    if (name := words.word(named)) in WEEKDAYS:
        return words.found(weekday_of_week(words.today, WEEKDAYS[name], 1), named + 1)
    return words.found(weekday_of_week(words.today, FRIDAY, 1), at + 2)


def _this(words: Words, at: int) -> Found | None:
    """This Friday, this week (its Friday), this weekend (its Sunday), this afternoon."""
    named = words.skip(at + 1, "coming")
    name = words.word(named)
    if name in WEEKDAYS:
        return weekday(words, named)
    if name in {"week", "weekend"}:
        last = FRIDAY if name == "week" else SUNDAY
        return words.found(weekday_of_week(words.today, last, 0), named + 1)
    if name in {"morning", "afternoon", "evening", "am", "pm"}:
        return words.found(words.today, named + 1)
    return None


def _end(words: Words, at: int) -> Found | None:
    """End of the day, of this or next week or month, of June, of the year."""
    of = words.skip(at + 1, "of")
    on = int(words.word(of) == "next")
    of = words.skip(of, "the", "this", "next")
    name = words.word(of)
    if name in MONTHS:
        return words.found(day_of_named_month(words.today, MONTHS[name], None), of + 1)
    ends = {
        "day": lambda: words.today,
        "week": lambda: weekday_of_week(words.today, FRIDAY, on),
        "month": lambda: end_of_month(words.today, on),
        "year": lambda: valid_day(words.today.year, 12, 31),
    }
    return words.found(ends[name](), of + 1) if name in ends else None


def _middle(words: Words, at: int) -> Found | None:
    """Mid June and the middle of the month are the 15th."""
    of = words.skip(words.skip(at + 1, "of"), "the", "this")
    if words.word(of) == "next" and words.word(of + 1) == "month":
        return words.found(day_of_next_month(words.today, 15), of + 2)
    name = words.word(of)
    if name in MONTHS:
        return words.found(day_of_named_month(words.today, MONTHS[name], 15), of + 1)
    if name == "month":
        return words.found(day_of_month(words.today, 15), of + 1)
    if name == "week":
        return words.found(next_weekday(words.today, WEEKDAYS["wednesday"]), of + 1)
    return None


def _beginning(words: Words, at: int) -> Found | None:
    """The beginning of the month, early June, first of the month are the 1st."""
    if words.word(at) == "first" and words.word(at + 1) not in {"of", "week", "part"}:
        return None
    if words.word(at) == "early" and words.word(at + 1) == "next" and words.word(at + 2) == "week":
        return _next(words, at + 1)
    of = words.skip(words.skip(words.skip(at + 1, "of", "part", "week"), "of"), "the", "next")
    name = words.word(of)
    if name in MONTHS:
        return words.found(day_of_named_month(words.today, MONTHS[name], 1), of + 1)
    if name == "month":
        return words.found(day_of_month(words.today, 1), of + 1)
    if name == "week":
        return words.found(weekday_of_week(words.today, WEEKDAYS["monday"], 1), of + 1)
    return None


def _hour(words: Words, at: int) -> Found | None:
    """After 3, at 5pm, after lunch: later on the note's day, unless the note names another."""
    hour = words.whole(at + 1)
    is_time = words.kind(at + 1) == "other" and words.items[at + 1].text == "<time>"
    is_hour = hour is not None and 1 <= hour <= 12 and words.word(at + 2) not in _NOT_AN_HOUR
    is_meal = words.word(at) == "after" and words.word(at + 1) in {"lunch", "noon"}
    if not (is_time or is_hour or is_meal):
        return None
    if any(item.kind in {"numeric_date", "ordinal"} for item in words.items):
        return None
    if any(item.text in _OTHER_DAYS for item in words.items):
        return None
    return words.found(words.today, at + 2)


def _in(words: Words, at: int) -> Found | None:
    """In 2 weeks, within 10 days."""
    return duration(words, words.skip(at + 1, "the", "about", "another", "next"), at)


def _with(words: Words, at: int) -> Found | None:
    """W/in 10 days, which is spelled out as "with in"."""
    return _in(words, at + 1) if words.word(at + 1) == "in" else None


def _count(words: Words, at: int) -> Found | None:
    """A week from Friday; two weeks from today; ten days."""
    named = [words.word(position) for position in range(at, at + 4)]
    if named[0] in {"a", "one"} and named[1:3] == ["week", "from"] and named[3] in WEEKDAYS:
        return words.found(next_weekday(words.today, WEEKDAYS[named[3]], 1), at + 4)
    return duration(words, at, at)


def duration(words: Words, count_at: int, start: int) -> Found | None:
    """A number of days, weeks or months from the note's day.

    `start` is before `count_at` where a word such as "in" leads it; without one, and without "from
    now", it is a mere length of time.
    """
    at = count_at
    if words.word(at) == "a" and words.word(at + 1) == "couple":
        at += 1
    count = _COUNTS.get(words.word(at)) or words.whole(at) or 0
    is_led = start < count_at
    if words.word(at) == "a" and not is_led:
        return None
    unit_at = words.skip(words.skip(at + 1, "of"), "business", "more", "full")
    unit, end = words.word(unit_at), unit_at + 1
    if unit not in {"day", "week", "month"} or not 0 < count <= _MOST_DAYS:
        return None
    if words.word(end) in _NOT_AHEAD_BEFORE:
        return None
    if not is_led and words.word(start - 1) in _NOT_AHEAD:
        return None
    if words.word(end) == "from" and words.word(end + 1) in {"now", "today"}:
        is_led, end = True, end + 2
    elif words.word(end) == "out":
        is_led, end = True, end + 1
    if unit == "month":
        day = months_later(words.today, count) if count <= 24 else None
    else:
        day = later(words.today, count * (7 if unit == "week" else 1))
    return None if day is None else Found(day, end, is_duration=not is_led)


def _the(words: Words, at: int) -> Found | None:
    """The 15th."""
    return ordinal(words, at + 1) if words.kind(at + 1) == "ordinal" else None


RULES: Final[Mapping[str, Rule]] = {
    "the": _the,
    "today": _same_day,
    "tonight": _same_day,
    "tomorrow": _tomorrow,
    "weekend": _weekend,
    "later": _later,
    "next": _next,
    "this": _this,
    "coming": _this,
    "end": _end,
    "late": _end,
    "middle": _middle,
    "mid": _middle,
    "beginning": _beginning,
    "first": _beginning,
    "early": _beginning,
    "after": _hour,
    "at": _hour,
    "in": _in,
    "within": _in,
    "with": _with,
} | dict.fromkeys(_COUNTS, _count)
