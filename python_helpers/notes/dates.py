"""Days that a note names, found from the note's own date."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from python_helpers.notes.data import word_set
from python_helpers.notes.tokens import Item

WEEKDAYS: Final = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"),
        start=1,
    )
}  # fmt: skip
_COUNTS: Final = {"a": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5,
                  "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_BEFORE_ORDINAL: Final = word_set("before_day_of_month")
_NOT_A_DAY: Final = word_set("not_a_day_of_month_after")
_FURTHEST: Final = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class _Found:
    """The day meant (None: a day, but no one can tell which) and the item after the phrase."""

    day: date | None
    end: int
    is_explicit: bool = False
    is_duration: bool = False


def merge_dates(items: list[Item], note_date: date) -> list[Item]:
    """The items with every phrase that names a day as one item of kind `date`."""
    merged: list[Item] = []
    reader = _Reader(items, note_date)
    at = 0
    while at < len(items):
        found = reader.read(at)
        if found is None:
            merged.append(items[at])
            at += 1
            continue
        written = " ".join(item.text for item in items[at : found.end])
        if found.day is None:
            merged.append(Item("other", written))
        else:
            merged.append(
                Item(
                    "date",
                    written,
                    day=found.day,
                    is_explicit=found.is_explicit,
                    is_duration=found.is_duration,
                )
            )
        at = found.end
    return merged


class _Reader:
    """Reads the phrase that begins at a position, if it names a day."""

    def __init__(self, items: list[Item], note_date: date) -> None:
        self._items = items
        self._words = [item.text if item.kind in {"word", "number"} else "" for item in items]
        self._today = note_date

    def read(self, at: int) -> _Found | None:
        item = self._items[at]
        if item.kind == "numeric_date":
            return self._numeric(at)
        if item.kind == "ordinal":
            return self._ordinal(at)
        if item.kind == "number":
            return self._day_month(at) or self._duration(at, at)
        if item.kind != "word":
            return None
        word = item.text
        if word in WEEKDAYS:
            return self._weekday(at)
        if word in MONTHS:
            return self._month(at)
        rule = _RULES.get(word)
        return rule(self, at) if rule else None

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _kind(self, at: int) -> str:
        return self._items[at].kind if 0 <= at < len(self._items) else ""

    def _skip(self, at: int, *words: str) -> int:
        """The position after a word that may be missing."""
        return at + 1 if self._word(at) in words else at

    def _after(self, days: int, end: int, *, is_duration: bool = False) -> _Found | None:
        try:
            return _Found(self._today + timedelta(days=days), end, is_duration=is_duration)
        except OverflowError:
            return None

    def _numeric(self, at: int) -> _Found | None:
        parts = self._items[at].parts
        if len(parts) == 2 and "-" in self._items[at].text:
            following = self._word(at + 1)
            if following in {
                "day",
                "week",
                "month",
                "year",
                "minutes",
                "hours",
                "times",
                "business",
            }:
                return None
        return self._explicit(at + 1, *parts)

    def _explicit(self, end: int, month: int, day: int, year: int | None = None) -> _Found | None:
        """A day of the calendar. Without a year, the first on or after the note."""
        if year is not None:
            meant = _valid(year, month, day)
        else:
            years = range(self._today.year, min(self._today.year + 5, 10_000))
            days = (_valid(candidate, month, day) for candidate in years)
            meant = next((d for d in days if d is not None and d >= self._today), None)
        if meant is None or not 1 <= month <= 12:
            return None
        is_near = abs(meant - self._today) <= _FURTHEST
        return _Found(meant if is_near else None, end, is_explicit=True)

    def _ordinal(self, at: int) -> _Found | None:
        (day,) = self._items[at].parts
        following = self._word(at + 1)
        if following == "of" and self._word(at + 2) in MONTHS:
            return self._explicit(at + 3, MONTHS[self._word(at + 2)], day)
        if following in MONTHS and not (following == "may" and self._word(at + 2) in _VERBS):
            return self._explicit(at + 2, MONTHS[following], day)
        if following in _NOT_A_DAY or self._word(at - 1) not in _BEFORE_ORDINAL:
            return None
        if following == "of" and self._word(at + 2) in {"next", "the", "this", "each", "every"}:
            end = at + 4 if self._word(at + 3) == "month" else at + 2
            if self._word(at + 2) == "next":
                return self._day_of_month(day, end, months_on=1)
            return self._day_of_month(day, end)
        return self._day_of_month(day, at + 1)

    def _day_of_month(self, day: int, end: int, months_on: int = 0) -> _Found | None:
        """The next such day after the note, or that day of a later month."""
        for month in range(months_on, months_on + 3):
            meant = _valid(*_month_on(self._today, month), day)
            if meant and (months_on or meant > self._today):
                return _Found(meant, end)
        return None

    def _day_month(self, at: int) -> _Found | None:
        """15 June."""
        item, month = self._items[at], self._word(at + 1)
        if month not in MONTHS or month == "may" or item.is_money:
            return None
        if self._kind(at + 2) in {"number", "ordinal"}:
            return None
        return self._explicit(at + 2, MONTHS[month], item.cents // 100)

    def _month(self, at: int) -> _Found | None:
        """June 15, June 15th 2024; a month alone names no day."""
        month = MONTHS[self._word(at)]
        following = at + 1
        if self._word(following) == "the":
            following += 1
        kind = self._kind(following)
        if kind == "ordinal":
            day = self._items[following].parts[0]
        elif kind == "number" and not self._items[following].is_money:
            day = self._items[following].cents // 100
        else:
            return None
        if not 1 <= day <= 31:
            return None
        end = following + 1
        year = end + 1 if self._kind(end) == "mark" and self._items[end].text == "," else end
        if self._kind(year) == "number" and 2000 <= self._items[year].cents // 100 <= 2100:
            return self._explicit(year + 1, month, day, self._items[year].cents // 100)
        return self._explicit(end, month, day)

    def _weekday(self, at: int) -> _Found | None:
        named = self._skip(at + 1, "the")
        if self._kind(named) == "mark" and self._items[named].text in ",(":
            named += 1
        if self._kind(named) in {"numeric_date", "ordinal"} or self._word(named) in MONTHS:
            if self._kind(named) == "ordinal":
                (day,) = self._items[named].parts
                dated = (
                    self._ordinal(named)
                    if self._word(named + 1) in MONTHS or self._word(named + 1) == "of"
                    else self._day_of_month(day, named + 1)
                )
            else:
                dated = self.read(named)
            if dated and not dated.is_duration:
                return dated
        return self._next_weekday(WEEKDAYS[self._word(at)], at + 1)

    def _next_weekday(self, weekday: int, end: int, weeks: int = 0) -> _Found | None:
        """The next such day strictly after the note, `weeks` later."""
        return self._after((weekday - self._today.weekday() - 1) % 7 + 1 + 7 * weeks, end)

    def _week_day(self, weekday: int, end: int, weeks: int) -> _Found | None:
        """That day of the Monday to Sunday week `weeks` after the note's."""
        return self._after(weekday - self._today.weekday() + 7 * weeks, end)

    def _next(self, at: int) -> _Found | None:
        following = self._word(at + 1)
        if following in WEEKDAYS:
            return self._week_day(WEEKDAYS[following], at + 2, 1)
        if following == "week":
            if self._word(at + 2) in {"on", "-"} and self._word(at + 3) in WEEKDAYS:
                return self._week_day(WEEKDAYS[self._word(at + 3)], at + 4, 1)
            if self._word(at + 2) in WEEKDAYS:
                return self._week_day(WEEKDAYS[self._word(at + 2)], at + 3, 1)
            return self._week_day(4, at + 2, 1)
        if following == "weekend":
            return self._week_day(6, at + 2, 1)
        if following in MONTHS:
            return self._month(at + 1)
        return None

    def _this(self, at: int) -> _Found | None:
        following = self._skip(at + 1, "coming")
        word = self._word(following)
        if word in WEEKDAYS:
            return self._weekday(following)
        if word == "week":
            return self._week_day(4, following + 1, 0)
        if word == "weekend":
            return self._week_day(6, following + 1, 0)
        if word in {"morning", "afternoon", "evening", "am", "pm"}:
            return self._after(0, following + 1)
        return None

    def _end(self, at: int) -> _Found | None:
        """End of the week, of next week, of the month, of June; eom and eow are spelled out."""
        of = self._skip(at + 1, "of")
        months_on = 0
        if self._word(of) in {"the", "this", "next"}:
            months_on = int(self._word(of) == "next")
            of += 1
        word = self._word(of)
        if word == "week":
            return self._week_day(4, of + 1, months_on)
        if word == "month":
            return _Found(_last_day(*_month_on(self._today, months_on)), of + 1)
        if word == "year":
            return _Found(date(self._today.year, 12, 31), of + 1)
        if word == "day":
            return self._after(0, of + 1)
        if word in MONTHS:
            return _Found(_last_day(*self._coming(MONTHS[word])), of + 1)
        return None

    def _middle(self, at: int) -> _Found | None:
        of = self._skip(self._skip(at + 1, "of"), "the", "this")
        if self._word(of) == "next" and self._word(of + 1) == "month":
            return self._day_of_month(15, of + 2, months_on=1)
        word = self._word(of)
        if word == "month":
            return self._day_of_month(15, of + 1)
        if word in MONTHS:
            year, month = self._coming(MONTHS[word], by_day=15)
            return _Found(date(year, month, 15), of + 1)
        if word == "week":
            return self._next_weekday(2, of + 1)
        return None

    def _beginning(self, at: int) -> _Found | None:
        if self._word(at) == "first" and self._word(at + 1) not in {"of", "week", "part"}:
            return None
        if self._word(at) == "early" and self._word(at + 1) == "next":
            return self._next(at + 1) or (
                self._day_of_month(1, at + 3, months_on=1)
                if self._word(at + 2) == "month"
                else None
            )
        of = self._skip(self._skip(self._skip(at + 1, "of", "part", "week"), "of"), "the", "next")
        word = self._word(of)
        if word == "month":
            return self._day_of_month(1, of + 1)
        if word == "week":
            return self._week_day(0, of + 1, 1)
        if word in MONTHS:
            year, month = self._coming(MONTHS[word], by_day=1)
            return _Found(date(year, month, 1), of + 1)
        return None

    def _coming(self, month: int, by_day: int = 31) -> tuple[int, int]:
        """The year and month of the next such month whose day `by_day` is not past."""
        year = self._today.year
        last = min(by_day, monthrange(year, month)[1])
        return (year if date(year, month, last) >= self._today else year + 1), month

    def _today_word(self, at: int) -> _Found | None:
        return self._after(0, at + 1)

    def _later(self, at: int) -> _Found | None:
        following = self._word(at + 1)
        if following in {"today", "tonight", "this", "next"}:
            return self.read(at + 1)
        return None

    def _tomorrow(self, at: int) -> _Found | None:
        return self._after(1, at + 1)

    def _weekend(self, at: int) -> _Found | None:
        return self._week_day(6, at + 1, 0)

    def _in(self, at: int) -> _Found | None:
        """In 2 weeks, within 10 days."""
        return self._duration(self._skip(at + 1, "the", "about", "another", "next"), at)

    def _with(self, at: int) -> _Found | None:
        return self._in(at + 1) if self._word(at + 1) == "in" else None

    def _few_words(self, at: int) -> _Found | None:
        """A week from Friday; two weeks from today; ten days."""
        words = [self._word(position) for position in range(at, at + 4)]
        if words[0] in {"a", "one"} and words[1:3] == ["week", "from"] and words[3] in WEEKDAYS:
            return self._next_weekday(WEEKDAYS[words[3]], at + 4, 1)
        return self._duration(at, at)

    def _duration(self, count_at: int, start: int) -> _Found | None:
        """A number of days, weeks or months. `start` differs where a word such as "in" leads it."""
        at = count_at
        item = self._items[at] if at < len(self._items) else None
        if item is None or item.is_money:
            return None
        if item.kind == "number":
            count = item.cents // 100
        elif item.text in _COUNTS:
            count = _COUNTS[item.text]
            if item.text == "a" and self._word(at + 1) == "couple":
                at, count = at + 1, 2
            if self._word(at) == "couple":
                at = self._skip(at + 1, "of") - 1
        else:
            return None
        at = self._skip(at + 1, "business", "more", "full")
        unit = self._word(at)
        if unit not in {"day", "week", "month"} or self._word(at + 1) in {
            "ago",
            "late",
            "old",
            "notice",
        }:
            return None
        led = start < count_at
        if not led and self._word(start - 1) in _NOT_AHEAD:
            return None
        end = at + 1
        if self._word(end) == "from" and self._word(end + 1) in {"now", "today"}:
            led, end = True, end + 2
        elif self._word(end) == "out":
            led, end = True, end + 1
        if count == 0 or count > 400:
            return None
        if unit == "month":
            if count > 24:
                return None
            return _Found(_months_later(self._today, count), end, is_duration=not led)
        return self._after(count * (7 if unit == "week" else 1), end, is_duration=not led)


_NOT_AHEAD: Final = word_set("not_ahead")
_VERBS: Final = frozenset({"be", "have", "need", "want", "not", "come", "pay", "call"})
_RULES: Final = {
    "next": _Reader._next,
    "this": _Reader._this,
    "coming": _Reader._this,
    "end": _Reader._end,
    "late": _Reader._end,
    "middle": _Reader._middle,
    "mid": _Reader._middle,
    "beginning": _Reader._beginning,
    "first": _Reader._beginning,
    "early": _Reader._beginning,
    "today": _Reader._today_word,
    "tonight": _Reader._today_word,
    "later": _Reader._later,
    "tomorrow": _Reader._tomorrow,
    "weekend": _Reader._weekend,
    "in": _Reader._in,
    "within": _Reader._in,
    "with": _Reader._with,
} | dict.fromkeys(_COUNTS, _Reader._few_words)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_on(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _months_later(day: date, months: int) -> date:
    year, month = _month_on(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
