"""Amounts of money that a note names, in figures and in words."""

from __future__ import annotations

from typing import Final

from python_helpers.notes.data import word_set
from python_helpers.notes.tokens import Item

LARGEST_CENTS: Final = 99_999_99
_SMALLEST_BARE: Final = 500
_LARGEST_BARE: Final = 20_000_00

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
_DOLLARS: Final = word_set("dollars")

_NOT_MONEY_AFTER: Final = word_set("not_money_after")
_NOT_MONEY_BEFORE: Final = word_set("not_money_before")
_PERIODS: Final = word_set("periods")


def merge_amounts(items: list[Item]) -> list[Item]:
    """The items with everything that can be an amount of money as one item of kind `amount`."""
    merged: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        if item.kind == "number":
            end = at + 1
            cents = item.cents
            is_money = item.is_money
            if end < len(items) and items[end].text in _DOLLARS:
                is_money, end = True, end + 1
            elif not is_money and not _can_be_money(items, at):
                cents = 0
            if end < len(items) and items[end].text == "s":
                end += 1
                cents *= 2 if at and items[at - 1].text == "both" else 1
            merged.append(_amount(item.text, cents, is_money))
            at = end
        elif item.kind == "word" and (found := _in_words(items, at)):
            cents, end, is_money = found
            written = " ".join(word.text for word in items[at:end])
            merged.append(_amount(written, cents, is_money))
            at = end
        else:
            merged.append(item)
            at += 1
    return merged


def _amount(written: str, cents: int, is_money: bool) -> Item:
    if 0 < cents <= LARGEST_CENTS:
        return Item("amount", written, cents, is_money=is_money)
    return Item("other", written)


def _can_be_money(items: list[Item], at: int) -> bool:
    """Whether a bare number may be an amount: not a dose, a count, a tooth, a check's number."""
    number = items[at]
    if not _SMALLEST_BARE <= number.cents <= _LARGEST_BARE or "." in number.text:
        return False
    following = items[at + 1] if at + 1 < len(items) else None
    before = items[at - 1].text if at else ""
    if following and following.text in _NOT_MONEY_AFTER:
        return following.text == "x" and _is_period(items, at + 2)
    if _is_count_of_payments(items, at):
        return False
    if before in _NOT_MONEY_BEFORE or before == "#":
        return False
    if before == "check" and number.cents >= 100_00 and _is_check_number(items, at):
        return False
    if before == "in" and 1990_00 <= number.cents <= 2099_00:
        return False
    return not (following and following.text == "/" and not _is_period(items, at + 2))


def _is_count_of_payments(items: list[Item], at: int) -> bool:
    """6 monthly payments, 4 payments of 125."""
    words = [item.text for item in items[at + 1 : at + 4]] + ["", "", ""]
    if words[0] in {"monthly", "weekly", "biweekly", "equal", "more"}:
        return words[1] in {"payment", "installment", "draft"}
    return words[0] in {"payment", "installment", "draft"} and words[1] == "of"


def _is_check_number(items: list[Item], at: int) -> bool:
    """Of "check 1042 for 125" or "125, check 1042": the number with another amount near."""
    return any(
        other.kind == "number" and (other.is_money or other.cents >= _SMALLEST_BARE)
        for other in (*items[max(at - 4, 0) : at], *items[at + 1 : at + 4])
    )


def _is_period(items: list[Item], at: int) -> bool:
    return at < len(items) and items[at].text in _PERIODS


def _in_words(items: list[Item], at: int) -> tuple[int, int, bool] | None:
    """Cents, position after, and whether it is surely money: "one hundred twenty five"."""
    total = current = 0
    end = start = at
    has_hundred = False
    if (
        items[at].text == "a"
        and at + 1 < len(items)
        and items[at + 1].text in {"hundred", "thousand"}
    ):
        current, end = 1, at + 1
    while end < len(items):
        word = items[end].text
        joins = (word == "-" and end > start) or (word == "and" and has_hundred)
        if joins and _is_number_word(items, end + 1):
            end += 1
        elif word in _TENS and current % 100 == 0:
            current += _TENS[word]
        elif word in _ONES and (current % 10 == 0 and current % 100 != 10):
            current += _ONES[word]
        elif word in _TENS and 0 < current < 10:
            current = current * 100 + _TENS[word]
        elif word == "hundred" and 0 < current < 100:
            current, has_hundred = current * 100, True
        elif word == "thousand" and 0 < current < 1_000:
            total, current, has_hundred = total + current * 1_000, 0, True
        else:
            break
        end += 1
    value = total + current
    if end < len(items) and items[end].text in _DOLLARS and value:
        return value * 100, end + 1, True
    if value < 20 or (end < len(items) and items[end].text in _NOT_MONEY_AFTER):
        return None
    return value * 100, end, has_hundred


def _is_number_word(items: list[Item], at: int) -> bool:
    return at < len(items) and (items[at].text in _TENS or items[at].text in _ONES)
