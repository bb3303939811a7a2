"""Dates, amounts and short phrases as a front desk writes them, with what they mean.

Every phrase is drawn together with its meaning, by the label rules of the note truth: from the day
of the note, a weekday is the next such day strictly after it, "next Tuesday" lies in the following
Monday to Sunday week, "next week" is the Friday of the following week, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from python_helpers.generate.calendar import (
    Ints,
    day_of_month,
    month_end,
    month_index,
    month_start,
    weekday,
)
from python_helpers.generate.columns import choose_text
from python_helpers.generate.site.practice import NO_DAY


class DateStyle(IntEnum):
    """Ways to name a day."""

    weekday = 0
    next_weekday = 1
    this_week = 2
    next_week = 3
    day_of_month = 4
    month_day = 5
    month_day_year = 6
    month_name = 7
    month_end = 8
    mid_month = 9
    after_first = 10
    payday = 11
    tomorrow = 12
    today = 13
    weeks = 14
    weekend = 15


PROMISE_STYLES: Final = np.array(
    [0.17, 0.09, 0.06, 0.06, 0.08, 0.19, 0.04, 0.06, 0.05, 0.03, 0.02, 0.03, 0.05, 0.02, 0.03, 0.02]
)
SCHEDULE_STYLES: Final = np.array(
    [0, 0, 0, 0, 0.15, 0.55, 0.10, 0.20, 0, 0, 0, 0, 0, 0, 0, 0], dtype=float
)
_WEEKDAYS: Final = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("mon", "tues", "wed", "thurs", "fri", "sat", "sun"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)
_MONTHS: Final = (
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
    ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
)  # fmt: skip


def draw_dates(rng: Generator, note_day: Ints, styles: np.ndarray) -> tuple[Ints, Ints]:
    """A way to name a day, and the day meant (NO_DAY where it can't be told), per note."""
    count = len(note_day)
    style = np.searchsorted(np.cumsum(styles) / styles.sum(), rng.random(count), side="right")
    own_weekday = weekday(note_day)
    last_of_month = month_end(month_index(note_day))
    too_late = (
        ((style == DateStyle.this_week) & (own_weekday >= 4))
        | ((style == DateStyle.weekend) & (own_weekday >= 6))
        | ((style == DateStyle.month_end) & (last_of_month - note_day < 3))
    )
    style = np.where(too_late, DateStyle.month_day, style)
    monday = note_day - own_weekday
    gap = rng.integers(1, 22, count)
    next_first = month_end(month_index(note_day)) + 1
    # "the 31st" names a day that the next month may lack: only days that every month has.
    later = np.minimum(note_day + rng.integers(2, 27, count), note_day + 27)
    later = np.where(day_of_month(later) > 28, next_first, later)
    meant = np.select(
        [style == s for s in DateStyle],
        [
            note_day + rng.integers(1, 8, count),
            monday + 7 + rng.integers(0, 5, count),
            monday + 4,
            monday + 11,
            later,
            note_day + gap,
            note_day + gap,
            note_day + gap + 5,
            last_of_month,
            month_start(month_index(note_day) + 1) + 14,
            next_first,
            np.full(count, NO_DAY),
            note_day + 1,
            note_day,
            note_day + 7 * rng.integers(1, 4, count),
            monday + 6,
        ],
    )
    return style, meant


def date_phrases(rng: Generator, style: Ints, note_day: Ints, meant: Ints) -> pa.Array:
    """The phrases, each with its preposition if it wants one."""
    count = len(style)
    spelling = rng.integers(0, 3, count)
    bare = rng.random(count) < 0.3

    def names(table: Sequence[Sequence[str]], which: Ints, at: Ints) -> pa.Array:
        flat = [name for row in table for name in row]
        return choose_text(flat, (which % len(table)) * len(table[0]) + at)

    def weekdays(i: Ints) -> pa.Array:
        return names(_WEEKDAYS, spelling[i], weekday(meant[i]))

    def months(i: Ints) -> pa.Array:
        return names(_MONTHS, spelling[i], month_index(meant[i]) % 12)

    def on(i: Ints) -> pa.Array:
        return choose_text(["on ", ""], bare[i].astype(int))

    def said(i: Ints, *choices: str) -> pa.Array:
        return choose_text(choices, spelling[i])

    by_style: dict[DateStyle, Callable[[Ints], pa.Array]] = {
        DateStyle.weekday: lambda i: _join(on(i), weekdays(i)),
        DateStyle.next_weekday: lambda i: _join(said(i, "next ", "nxt ", "next "), weekdays(i)),
        DateStyle.this_week: lambda i: said(i, "this week", "by EOW", "by end of this week"),
        DateStyle.next_week: lambda i: said(i, "next week", "next wk", "nxt week"),
        DateStyle.day_of_month: lambda i: _join("on the ", ordinals(day_of_month(meant[i]))),
        DateStyle.month_day: lambda i: _join(on(i), slashed(meant[i])),
        DateStyle.month_day_year: lambda i: _join(on(i), slashed(meant[i], year=True)),
        DateStyle.month_name: lambda i: _join(
            on(i), months(i), " ", ordinals(day_of_month(meant[i]))
        ),
        DateStyle.month_end: lambda i: said(i, "by EOM", "by eom", "by the end of the month"),
        DateStyle.mid_month: lambda i: _join("mid ", months(i)),
        DateStyle.after_first: lambda i: said(i, "after the 1st", "right after the 1st", "aft 1st"),
        DateStyle.payday: lambda i: said(i, "on payday", "when he gets paid", "next payday"),
        DateStyle.tomorrow: lambda i: said(i, "tomorrow", "tmrw", "tomorrow am"),
        DateStyle.today: lambda i: said(i, "today", "tonight", "later today"),
        DateStyle.weeks: lambda i: _join("in ", _numbers((meant[i] - note_day[i]) // 7), " wks"),
        DateStyle.weekend: lambda i: said(i, "this weekend", "over the weekend", "this wkend"),
    }
    return assemble(
        count, [(i, by_style[s](i)) for s in DateStyle if len(i := np.flatnonzero(style == s))]
    )


def follow_up_phrases(rng: Generator, note_day: Ints) -> tuple[pa.Array, Ints]:
    """ "9/5", "monday", "in 10 days": phrases for "f/u ..." and the day meant."""
    count = len(note_day)
    style = rng.integers(0, 3, count)
    days = np.array([7, 10, 14, 21, 30])[rng.integers(0, 5, count)]
    gap = rng.integers(2, 8, count)
    meant = note_day + np.select([style == 0, style == 1], [gap + 5, gap], days)
    weekend = (style < 2) & (weekday(meant) >= 5)
    meant = meant - weekend * (weekday(meant) - 4)
    meant = np.where(meant <= note_day, note_day + 3, meant)
    written = [
        slashed(meant),
        choose_text(_WEEKDAYS[1], weekday(meant)),
        _join("in ", _numbers(days), " days"),
    ]
    positions = [np.flatnonzero(style == s) for s in range(3)]
    return (
        assemble(count, [(i, written[s].take(pa.array(i))) for s, i in enumerate(positions)]),
        meant,
    )


def amount_phrases(rng: Generator, cents: Ints) -> pa.Array:
    """$1,250.00, 1250.00, $1250, 125 dollars, one hundred twenty five."""
    count = len(cents)
    dollars, rest = cents // 100, cents % 100
    style = rng.integers(0, 20, count)
    whole = rest == 0
    pence = choose_text([f".{i:02d}" for i in range(100)], rest)
    plain = _numbers(dollars)
    thousands = pc.if_else(
        pa.array(dollars >= 1_000),
        _join(_numbers(dollars // 1_000), ",", choose_text(_THREE_DIGITS, dollars % 1_000)),
        plain,
    )
    in_words = whole & (style == 19) & (dollars > 0) & (dollars < 1_000)
    written = {
        0: _join("$", thousands, pence),
        1: _join(plain, pence),
        2: _join("$", plain),
        3: plain,
        4: _join(plain, " dollars"),
        5: choose_text(_WORDS, np.where(in_words, dollars, 0)),
    }
    way = np.select(
        [in_words, whole & (style >= 17), whole & (style >= 12), whole & (style >= 7), style >= 5],
        [5, 4, 3, 2, 1],
        0,
    )
    parts = [
        (i, written[w].take(pa.array(i))) for w in written if len(i := np.flatnonzero(way == w))
    ]
    return assemble(count, parts)


def slashed(days: Ints, *, year: bool = False) -> pa.Array:
    """5/16 or 5/16/24."""
    parts: list[Any] = [_numbers(month_index(days) % 12 + 1), "/", _numbers(day_of_month(days))]
    if year:
        short = (1970 + month_index(days) // 12) % 100
        parts += ["/", choose_text([f"{i:02d}" for i in range(100)], short)]
    return _join(*parts)


def ordinals(numbers: Ints) -> pa.Array:
    """1st, 2nd, 3rd, up to 31st."""
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    return choose_text([f"{i}{endings.get(i, 'th')}" for i in range(32)], numbers)


def assemble(count: int, parts: Sequence[tuple[Ints, pa.Array]]) -> pa.Array:
    """One array from texts at given positions, which together are 0 to count - 1."""
    if not parts:
        return pa.array([], pa.string())
    positions = np.concatenate([position for position, _ in parts])
    texts = pa.concat_arrays([_plain(text) for _, text in parts])
    order = np.empty(count, np.int64)
    order[positions] = np.arange(count)
    return texts.take(pa.array(order))


def _plain(text: pa.Array | pa.ChunkedArray) -> pa.Array:
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _join(*parts: Any) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _numbers(values: Ints) -> pa.Array:
    return pa.array(np.asarray(values, np.int64)).cast(pa.string())


def _in_words(number: int) -> str:
    ones = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
            "eighteen", "nineteen")  # fmt: skip
    tens = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    hundreds = f"{ones[number // 100]} hundred" if number >= 100 else ""
    below = number % 100
    rest = ones[below] if below < 20 else f"{tens[below // 10]} {ones[below % 10]}".strip()
    return " ".join(part for part in (hundreds, rest) if part)


_THREE_DIGITS: Final = [f"{i:03d}" for i in range(1_000)]
_WORDS: Final = [_in_words(i) for i in range(1_000)]
