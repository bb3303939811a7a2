"""How the report writes figures, days and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Number = Decimal | int | float

MINUS: Final = "\u2212"
NOTHING: Final = "-"
# The marts' columns by days since a charge fell due, and what people call them.
PAST_DUE: Final = {
    "past_due_current": "Not past due",
    "past_due_1_30": "1 to 30 days",
    "past_due_31_60": "31 to 60 days",
    "past_due_61_90": "61 to 90 days",
    "past_due_91_120": "91 to 120 days",
    "past_due_over_120": "Over 120 days",
}
LATE: Final = {name: label for name, label in PAST_DUE.items() if name != "past_due_current"}

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_REASONS: Final = {
    "zero_denominator": "nothing to divide by",
    "negative_denominator": "less than nothing to divide by",
    "exceeds_history": "more than the books go back",
    "no_production": "no production",
    "negative_production": "production below zero",
    "less_than_a_year_of_books": "less than a year of books",
    "period_incomplete": "the month is still running",
    "no_matured_instalments": "no instalment fell due yet",
    "nothing_targeted": "nothing targeted",
    "no_matured_promises": "no promise judged yet",
}


def cents(amount: Decimal | None, reason: str | None = None) -> str:
    """Dollars with their cents, such as 1,234.50; `-` and the reason where there are none."""
    if amount is None:
        return missing(reason)
    return _signed(_rounded(amount, 2), 2)


def dollars(amount: Number | None, reason: str | None = None) -> str:
    """Whole dollars with their sign, such as $1,235; `-` and the reason where there are none."""
    if amount is None:
        return missing(reason)
    rounded = _rounded(amount, 0)
    return f"{MINUS if rounded < 0 else ''}${abs(rounded):,.0f}"


def percent(share: Number | None, reason: str | None = None, digits: int = 1) -> str:
    """A share of 0-1 as percent, such as 97.2%; `-` and the reason where there is none."""
    if share is None:
        return missing(reason)
    return f"{_signed(_rounded(Decimal(str(share)) * 100, digits), digits)}%"


def decimal(value: Number | None, reason: str | None = None, digits: int = 1) -> str:
    """A number with so many digits after the point; `-` and the reason where there is none."""
    if value is None:
        return missing(reason)
    return _signed(_rounded(value, digits), digits)


def count(number: Number | None) -> str:
    """A whole number, such as 1,098."""
    return NOTHING if number is None else _signed(Decimal(int(number)), 0)


def missing(reason: str | None) -> str:
    """What stands where there is no figure."""
    return f"{NOTHING} ({reason_words(reason)})" if reason else NOTHING


def reason_words(reason: str) -> str:
    """A reason of a mart, in words."""
    return _REASONS.get(reason, reason.replace("_", " "))


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole above zero; None where there is none."""
    return part / whole if whole > 0 else None


def add(amounts: Sequence[Decimal | None]) -> Decimal:
    """The sum of amounts; blanks count as nothing."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def day(value: date) -> str:
    """A day, such as Nov 21, 2026."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def short_day(value: date) -> str:
    """A day without its year, such as Nov 21."""
    return f"{_MONTHS[value.month - 1]} {value.day}"


def month(value: date) -> str:
    """The month of a day, such as Nov 2026."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def months_before(first: date, months: int) -> date:
    """The first day of the month so many months before that of `first`."""
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def month_end(first: date) -> date:
    """The last day of the month of `first`."""
    return months_before(first, -1) - timedelta(days=1)


def last_whole_month(as_of: date) -> date:
    """The first day of the last month that is over; the day's own month on its last day."""
    first = as_of.replace(day=1)
    return first if as_of == month_end(first) else months_before(first, 1)


def age(since: datetime, now: datetime) -> str:
    """How long ago something was, in the unit that a reader would use."""
    passed = max(now - since, timedelta(0))
    for length, unit in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if passed >= 2 * length or (passed >= length and unit == "hour"):
            number = passed // length
            return f"{number:,} {unit}{'' if number == 1 else 's'}"
    minutes = passed // timedelta(minutes=1)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: 1 promise, 5 promises."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def _rounded(value: Number, digits: int) -> Decimal:
    # halves go away from zero, as people round; plus 0, or a little below nothing would be -0
    exponent = Decimal(1).scaleb(-digits)
    return Decimal(str(value)).quantize(exponent, rounding=ROUND_HALF_UP) + 0


def _signed(value: Decimal, digits: int) -> str:
    return f"{MINUS if value < 0 else ''}{abs(value):,.{digits}f}"
