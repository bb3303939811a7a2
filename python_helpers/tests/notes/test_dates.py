"""Days in notes, by the rules of the label guide, from dates where each rule could go wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.notes.dates import merge_dates
from python_helpers.notes.days import next_weekday
from python_helpers.notes.lexicon import build_lexicon
from python_helpers.notes.tokens import Item, tokenise

SPELLING = build_lexicon().spelling
MONDAY, FRIDAY = date(2024, 5, 6), date(2024, 5, 10)
LAST_OF_JANUARY, DECEMBER = date(2024, 1, 31), date(2024, 12, 20)


def days(text: str, today: date) -> list[Item]:
    items = merge_dates(tokenise(text, SPELLING), today)
    return [item for item in items if item.kind == "date"]


@pytest.mark.parametrize(
    ("text", "today", "meant"),
    [
        ("on friday", MONDAY, date(2024, 5, 10)),
        ("on friday", FRIDAY, date(2024, 5, 17)),
        ("this Fri", FRIDAY, date(2024, 5, 17)),
        ("next Tues", MONDAY, date(2024, 5, 14)),
        ("nxt mon", date(2024, 5, 12), date(2024, 5, 13)),
        ("a week from friday", MONDAY, date(2024, 5, 17)),
        ("this week", MONDAY, date(2024, 5, 10)),
        ("by EOW", MONDAY, date(2024, 5, 10)),
        ("next wk", MONDAY, date(2024, 5, 17)),
        ("this wkend", MONDAY, date(2024, 5, 12)),
        ("tmrw am", MONDAY, date(2024, 5, 7)),
        ("tonite", MONDAY, MONDAY),
        ("the 15th", MONDAY, date(2024, 5, 15)),
        ("on the 6th", MONDAY, date(2024, 6, 6)),
        ("by the 31st", date(2024, 4, 3), date(2024, 5, 31)),
        ("after the 1st", DECEMBER, date(2025, 1, 1)),
        ("15th of next month", MONDAY, date(2024, 6, 15)),
        ("5/6", MONDAY, MONDAY),
        ("5/15", MONDAY, date(2024, 5, 15)),
        ("1/5", DECEMBER, date(2025, 1, 5)),
        ("5-15-24", MONDAY, date(2024, 5, 15)),
        ("5.15.2024", MONDAY, date(2024, 5, 15)),
        ("2024-05-15", MONDAY, date(2024, 5, 15)),
        ("May 15th", MONDAY, date(2024, 5, 15)),
        ("June 3, 2024", MONDAY, date(2024, 6, 3)),
        ("3 June", MONDAY, date(2024, 6, 3)),
        ("fri 5/17", MONDAY, date(2024, 5, 17)),
        ("Friday the 17th", MONDAY, date(2024, 5, 17)),
        ("EOM", LAST_OF_JANUARY, LAST_OF_JANUARY),
        ("end of the month", MONDAY, date(2024, 5, 31)),
        ("end of february", LAST_OF_JANUARY, date(2024, 2, 29)),
        ("end of next month", LAST_OF_JANUARY, date(2024, 2, 29)),
        ("mid june", MONDAY, date(2024, 6, 15)),
        ("mid may", date(2024, 5, 16), date(2025, 5, 15)),
        ("first of the month", MONDAY, date(2024, 6, 1)),
        ("in 2 wks", MONDAY, date(2024, 5, 20)),
        ("w/in 10 days", MONDAY, date(2024, 5, 16)),
        ("in a couple weeks", MONDAY, date(2024, 5, 20)),
        ("in a month", LAST_OF_JANUARY, date(2024, 2, 29)),
        ("two weeks from today", MONDAY, date(2024, 5, 20)),
        ("30 days", MONDAY, date(2024, 6, 5)),
    ],
)
def test_a_phrase_means_its_day(text: str, today: date, meant: date) -> None:
    assert [item.day for item in days(text, today)] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "2/30",
        "13/13",
        "24/7",
        "2nd attempt",
        "the 1st pmt",
        "5-7 days late",
        "3 weeks ago",
        "every 2 wks",
        "past 2 weeks",
        "1/2 now",
        "may be late",
        "in june",
        "payday",
        "555-0142",
        "tooth 14",
    ],
)
def test_what_names_no_day(text: str) -> None:
    assert not days(text, MONDAY)


def test_a_day_without_year_that_has_just_gone_by_is_no_day_to_come() -> None:
    assert not days("ck dated 5/2", MONDAY)


@pytest.mark.parametrize(
    ("text", "is_explicit", "is_duration"),
    [
        ("5/15", True, False),
        ("May 15", True, False),
        ("the 15th", False, False),
        ("friday", False, False),
        ("in 30 days", False, False),
        ("30 days", False, True),
    ],
)
def test_how_a_day_is_named_is_kept(text: str, is_explicit: bool, is_duration: bool) -> None:
    (item,) = days(text, MONDAY)

    assert (item.is_explicit, item.is_duration) == (is_explicit, is_duration)


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(0, 6))
def test_the_next_weekday_is_one_to_seven_days_off(today: date, weekday: int) -> None:
    found = next_weekday(today, weekday)

    assert found is not None
    assert found.weekday() == weekday
    assert timedelta(days=1) <= found - today <= timedelta(days=7)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 1, 1)), st.integers(0, 300))
def test_a_written_day_is_found_again(today: date, ahead: int) -> None:
    meant = today + timedelta(days=ahead)

    for written in (f"{meant:%m/%d/%Y}", f"{meant:%m-%d-%y}", f"{meant:%B} {meant.day}"):
        assert [item.day for item in days(f"by {written} ok", today)] == [meant]
