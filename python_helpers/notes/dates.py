"""Days that a note names, found from the note's own date."""

from __future__ import annotations

from datetime import date

from python_helpers.notes.calendar_days import (
    day_and_month,
    is_half,
    month_and_day,
    numeric_date,
    ordinal,
    weekday,
)
from python_helpers.notes.day_words import Found, Words
from python_helpers.notes.days import MONTHS, WEEKDAYS
from python_helpers.notes.relative_days import RULES, duration
from python_helpers.notes.tokens import Item


def merge_dates(items: list[Item], note_date: date) -> list[Item]:
    """The items with every phrase that names a day as one item of kind `date`."""
    merged: list[Item] = []
    words = Words(items, note_date)
    at = 0
    while at < len(items):
        found = _read(words, at)
        if found is None:
            is_part = items[at].kind == "numeric_date" and is_half(words, at)
            merged.append(Item("word", "half") if is_part else items[at])
            at += 1
        else:
            merged.append(_merged(items[at : found.end], found))
            at = found.end
    return merged


def _read(words: Words, at: int) -> Found | None:
    """What the phrase that begins at a position names, if it names a day."""
    item = words.items[at]
    if item.kind == "word":
        if item.text in WEEKDAYS:
            return weekday(words, at)
        if item.text in MONTHS:
            return month_and_day(words, at)
        rule = RULES.get(item.text)
        return rule(words, at) if rule else None
    if item.kind == "numeric_date":
        return numeric_date(words, at)
    if item.kind == "ordinal":
        return ordinal(words, at)
    if item.kind == "number":
        return day_and_month(words, at) or duration(words, at, at)
    return None


def _merged(items: list[Item], found: Found) -> Item:
    written = " ".join(item.text for item in items)
    if found.day is None:
        return Item("other", written)
    return Item(
        "date",
        written,
        day=found.day,
        is_explicit=found.is_explicit,
        is_duration=found.is_duration,
    )
