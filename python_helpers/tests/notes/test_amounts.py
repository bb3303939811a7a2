"""Amounts in notes: how they are written, and the numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.notes.amounts import LARGEST_CENTS, merge_amounts
from python_helpers.notes.lexicon import build_lexicon
from python_helpers.notes.tokens import tokenise

SPELLING = build_lexicon().spelling


def cents(text: str) -> list[int]:
    items = merge_amounts(tokenise(text, SPELLING))
    return [item.cents for item in items if item.kind == "amount"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,250.00", 125_000),
        ("$ 85", 8_500),
        ("85$", 8_500),
        ("1,250", 125_000),
        ("186.40", 18_640),
        ("250 dollars", 25_000),
        ("50 bucks", 5_000),
        ("75/mo", 7_500),
        ("$1.2k", 120_000),
        ("one hundred twenty five", 12_500),
        ("two hundred and fifty dollars", 25_000),
        ("a hundred", 10_000),
        ("twenty-five dollars", 2_500),
        ("twelve hundred", 120_000),
        ("two fifty", 25_000),
        ("both 125s", 25_000),
        ("ck 1042 for $64", 6_400),
    ],
)
def test_an_amount_is_read(text: str, expected: int) -> None:
    assert cents(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "500 mg",
        "500mg",
        "#21",
        "tooth 14",
        "D2740",
        "555-867-5309",
        "555-0142",
        "2:30 pm",
        "at 9am",
        "90+",
        "80%",
        "3 attempts",
        "ch 13",
        "auth 009812",
        "in 2023",
        "30 days",
        "6 monthly pmts",
        "$0.00",
        "$1,000,000",
        "x 12",
        "5-15-24",
        "two",
    ],
)
def test_a_number_that_is_no_amount(text: str) -> None:
    assert not cents(text)


@given(st.integers(1, LARGEST_CENTS))
def test_every_amount_is_found_as_it_is_written(amount: int) -> None:
    dollars, rest = divmod(amount, 100)

    assert cents(f"${dollars:,}.{rest:02d}") == [amount]
    assert cents(f"pd {dollars}.{rest:02d} today") == [amount]
