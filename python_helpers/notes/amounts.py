"""Amounts of money that a note names, in figures and in words."""

from __future__ import annotations

from typing import Final

from python_helpers.notes.data import word_set
from python_helpers.notes.number_words import number_in_words
from python_helpers.notes.tokens import Item

LARGEST_CENTS: Final = 99_999_99
"""No single promise or payment in a dental office is larger: it is an account or phone number."""
_SMALLEST_BARE: Final = 5_00
_LARGEST_BARE: Final = 20_000_00
"""Cents of a number with neither dollar sign nor cents; beyond, it is no amount."""

_SMALLEST_IN_WORDS: Final = 20
"""Of numbers in words without "dollars", in dollars; smaller ones count things."""
_LONGEST_IN_WORDS: Final = 10
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
    """Cents of a number in words, the position after it, and whether it is surely money."""
    number = number_in_words([item.text for item in items[at : at + _LONGEST_IN_WORDS]])
    if number is None:
        return None
    end = at + number.words
    following = items[end].text if end < len(items) else ""
    if following in _DOLLARS:
        return number.value * 100, end + 1, True
    if number.value < _SMALLEST_IN_WORDS or following in _NOT_MONEY_AFTER:
        return None
    return number.value * 100, end, number.has_hundreds
