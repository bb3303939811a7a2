"""Arithmetic of days as people speak of them. Whatever would leave the calendar is None."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

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
FRIDAY: Final = WEEKDAYS["friday"]
SUNDAY: Final = WEEKDAYS["sunday"]


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def later(day: date, days: int) -> date | None:
    """So many days on."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def next_weekday(today: date, weekday: int, weeks: int = 0) -> date | None:
    """The next such day strictly after today, or one `weeks` later."""
    return later(today, (weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks)


def weekday_of_week(today: date, weekday: int, weeks: int) -> date | None:
    """That day of the Monday to Sunday week that is `weeks` after today's."""
    return later(today, weekday - today.weekday() + 7 * weeks)


def first_on_or_after(today: date, month: int, day: int) -> date | None:
    """The first such day of the calendar from today on; 29 February may be years off."""
    years = range(today.year, today.year + 5)
    days = (valid_day(year, month, day) for year in years)
    return next((found for found in days if found and found >= today), None)


def day_of_month(today: date, day: int) -> date | None:
    """The next day of that number strictly after today, in the first month that has it."""
    for months in range(4):
        found = valid_day(*_month(today, months), day)
        if found and found > today:
            return found
    return None


def day_of_next_month(today: date, day: int) -> date | None:
    """That day of the month after today's."""
    return valid_day(*_month(today, 1), day)


def end_of_month(today: date, months: int = 0) -> date | None:
    """The last day of today's month, or of one `months` later."""
    return _last_day(*_month(today, months))


def day_of_named_month(today: date, month: int, day: int | None) -> date | None:
    """That day (None: the last) of the next such month in which it is not past."""
    for year in (today.year, today.year + 1):
        found = _last_day(year, month) if day is None else valid_day(year, month, day)
        if found and found >= today:
            return found
    return None


def months_later(today: date, months: int) -> date | None:
    """The same day of a later month, or that month's last."""
    year, month = _month(today, months)
    last = _last_day(year, month)
    return last and valid_day(year, month, min(today.day, last.day))


def _month(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _last_day(year: int, month: int) -> date | None:
    return valid_day(year, month, monthrange(year, month)[1]) if 1 <= year <= 9999 else None
