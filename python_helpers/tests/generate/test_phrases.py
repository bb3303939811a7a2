"""What a date or amount phrase means, read back by a second, plain reading of the label rules."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.generate.calendar import EPOCH, day
from python_helpers.generate.contacts.phrases import (
    PROMISE_STYLES,
    DateStyle,
    amount_phrases,
    date_phrases,
    draw_dates,
    follow_up_phrases,
)
from python_helpers.generate.site.practice import NO_DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(ONES, start=1)}
WORDS |= {word: number * 10 for number, word in enumerate(TENS, start=2)}


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def understood(phrase: str, said_on: date) -> date | None:
    """The day that a phrase names; None where it can't be told."""
    text = phrase.lower()
    monday = said_on - timedelta(days=said_on.weekday())
    if text.removeprefix("right ").startswith("aft"):
        return next_month(said_on)
    if "payday" in text or "gets paid" in text:
        return None
    if found := re.fullmatch(r"(?:on )?(\d+)/(\d+)(?:/(\d+))?", text):
        month, day_of_month, year = found.groups()
        if year:
            return date(2000 + int(year), int(month), int(day_of_month))
        return first_on_or_after(said_on, int(month), int(day_of_month))
    if found := re.fullmatch(r"(?:on )?([a-z]+) (\d+)(?:st|nd|rd|th)", text):
        if found[1] != "the":
            month = MONTHS.index(found[1][:3]) + 1
            return first_on_or_after(said_on, month, int(found[2]))
        wanted = said_on + timedelta(days=1)
        while wanted.day != int(found[2]):
            wanted += timedelta(days=1)
        return wanted
    if found := re.fullmatch(r"(?:next|nxt) ([a-z]+)", text):
        if found[1] in ("week", "wk"):
            return monday + timedelta(days=11)
        return monday + timedelta(days=7 + WEEKDAYS.index(found[1][:3]))
    if text in ("this week", "by eow", "by end of this week"):
        return monday + timedelta(days=4)
    if "weekend" in text or "wkend" in text:
        return monday + timedelta(days=6)
    if "month" in text or "eom" in text:
        return said_on.replace(day=monthrange(said_on.year, said_on.month)[1])
    if text.startswith("mid "):
        month = MONTHS.index(text[4:7]) + 1
        return first_on_or_after(said_on, month, 15)
    if "tomorrow" in text or "tmrw" in text:
        return said_on + timedelta(days=1)
    if "today" in text or "tonight" in text:
        return said_on
    if found := re.fullmatch(r"in (\d+) (wks|days)", text):
        return said_on + timedelta(days=int(found[1]) * (7 if found[2] == "wks" else 1))
    weekday = WEEKDAYS.index(text.removeprefix("on ")[:3])
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def first_on_or_after(said_on: date, month: int, day_of_month: int) -> date:
    this_year = date(said_on.year, month, day_of_month)
    return this_year if this_year >= said_on else this_year.replace(year=said_on.year + 1)


def as_date(number: int) -> date | None:
    return None if number == NO_DAY else date.fromordinal(EPOCH + int(number))


OFFICE_DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31)).filter(lambda d: d.weekday() < 6)


@given(OFFICE_DAYS, st.integers(0, 2**32))
def test_date_phrases_mean_their_day(said_on: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = np.full(60, day(said_on))
    style, meant = draw_dates(rng, days, PROMISE_STYLES)
    phrases = date_phrases(rng, style, days, meant).to_pylist()
    for phrase, number in zip(phrases, meant, strict=True):
        assert understood(phrase, said_on) == as_date(number), phrase


@given(OFFICE_DAYS, st.integers(0, 2**32))
def test_follow_ups_mean_their_day(said_on: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    phrases, meant = follow_up_phrases(rng, np.full(20, day(said_on)))
    for phrase, number in zip(phrases.to_pylist(), meant, strict=True):
        assert understood(phrase, said_on) == as_date(number), phrase
        assert as_date(number) > said_on


def test_every_style_is_used() -> None:
    rng = np.random.default_rng(1)
    days = np.arange(day(date(2024, 1, 1)), day(date(2025, 1, 1)))
    style, _ = draw_dates(rng, np.repeat(days, 20), PROMISE_STYLES)
    assert set(style) == set(DateStyle)


def spelled(phrase: str) -> int:
    total = 0
    for word in phrase.split():
        total = total * 100 if word == "hundred" else total + WORDS[word]
    return total * 100


@given(st.lists(st.integers(1, 5_000_000), min_size=1, max_size=50), st.integers(0, 2**32))
def test_amount_phrases_say_the_amount(cents: list[int], seed: int) -> None:
    phrases = amount_phrases(np.random.default_rng(seed), np.array(cents)).to_pylist()
    for phrase, amount in zip(phrases, cents, strict=True):
        digits = phrase.replace("$", "").replace(",", "").removesuffix(" dollars")
        if digits[0].isdigit():
            dollars, _, rest = digits.partition(".")
            assert int(dollars) * 100 + int(rest or 0) == amount
        else:
            assert spelled(phrase) == amount


def test_amounts_are_written_in_many_ways() -> None:
    phrases = amount_phrases(np.random.default_rng(2), np.full(2_000, 12_500)).to_pylist()
    assert set(phrases) == {
        "$125.00", "125.00", "$125", "125", "125 dollars", "one hundred twenty five",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "said_on", "meant"),
    [
        ("on Friday", date(2024, 5, 10), date(2024, 5, 17)),
        ("next tues", date(2024, 6, 3), date(2024, 6, 11)),
        ("next wk", date(2024, 11, 18), date(2024, 11, 29)),
        ("by eom", date(2024, 5, 14), date(2024, 5, 31)),
        ("after the 1st", date(2024, 12, 12), date(2025, 1, 1)),
        ("on the 15th", date(2023, 11, 2), date(2023, 11, 15)),
    ],
)
def test_the_second_reading_knows_the_label_rules(phrase: str, said_on: date, meant: date) -> None:
    assert understood(phrase, said_on) == meant
