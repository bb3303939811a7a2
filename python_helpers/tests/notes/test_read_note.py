"""Single notes whose facts are worked out by hand, one for each rule of reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from python_helpers.notes import NoteFacts, Outcome, read_note

MONDAY = date(2024, 5, 6)


def test_a_promise_with_follow_up() -> None:
    facts = read_note(
        "Spoke w/ pt re bal of $1,250.00. She will pay in full on 5/15. f/u 5/16 if no pmt", MONDAY
    )
    assert facts.contact_outcome is Outcome.promise_to_pay
    assert facts.promised_amount == Decimal("1250.00")
    assert facts.promised_date == date(2024, 5, 15)
    assert facts.follow_up_date == date(2024, 5, 16)
    assert facts.paid_amount is None


@given(st.text(max_size=300), st.dates())
def test_any_text_is_read_and_twice_alike(text: str, day: date) -> None:
    facts = read_note(text, day)
    assert isinstance(facts, NoteFacts)
    assert facts == read_note(text, day)
