"""Notes whose facts are worked out by hand, at least one for each rule of reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from python_helpers.notes import DateBasis, NoteFacts, Outcome, read_note
from python_helpers.notes.amounts import LARGEST_CENTS

MONDAY = date(2024, 5, 6)


def test_every_fact_of_one_note() -> None:
    text = "Spoke w/ pt re bal of $1,250.00. She will pay in full on 5/15. f/u 5/16 if no pmt"

    assert read_note(text, MONDAY) == NoteFacts(
        is_collection=True,
        contact_outcome=Outcome.promise_to_pay,
        promised_amount=Decimal("1250.00"),
        promised_date=date(2024, 5, 15),
        follow_up_date=date(2024, 5, 16),
        paid_amount=None,
        date_basis=DateBasis.explicit,
    )


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("bk notice came, pt had paid 50 on acct", Outcome.legal_stop),
        ("set up $50/mo plan, took first 50", Outcome.payment_plan),
        ("took 200 by phone, will pay other 100 fri", Outcome.promise_to_pay),
        ("LM. pt called back and paid $75", Outcome.payment_taken),
        ("disputes the $80, says she cant pay it anyway", Outcome.dispute),
        ("lost job, says he refuses to pay the 90", Outcome.hardship),
        ("no ans at hm, wrong # on cell. bal 90", Outcome.wrong_number),
        ("LM yesterday re bal, today pt says she has to talk to husband", Outcome.no_commitment),
    ],
)
def test_of_several_outcomes_the_strongest_counts(text: str, outcome: Outcome) -> None:
    assert read_note(text, MONDAY).contact_outcome is outcome


@pytest.mark.parametrize(
    ("text", "not_this"),
    [
        ("unpaid bal 60, LM", Outcome.payment_taken),
        ("has not paid the 60 yet, LM", Outcome.payment_taken),
        ("she won't be able to pay the $60", Outcome.promise_to_pay),
        ("will not pay the $60", Outcome.promise_to_pay),
        ("says she already paid the $60", Outcome.payment_taken),
        ("Delta paid $60, pt owes 40, LM", Outcome.payment_taken),
        ("final letter sent, will go to collections if not paid", Outcome.agency),
        ("refund ck $60 mailed to pt", Outcome.payment_taken),
    ],
)
def test_a_negation_or_another_payer_changes_what_is_told(text: str, not_this: Outcome) -> None:
    facts = read_note(text, MONDAY)

    assert facts.is_collection
    assert facts.contact_outcome is not not_this
    assert facts.paid_amount is None


@pytest.mark.parametrize(
    "text",
    [
        "called in rx amox 500 #21",
        "due for cleaning 5/15, LM to sched",
        "paid close attention to OHI",
        "tx plan presented, $4,250 implant #19",
        "est pt portion $480, preauth sent to Delta",
        "called Cigna on claim from 3/2, in process, 2 more wks",
        "verified elig: max 1500, used 300, ded met",
        "prepaid $500 to hold appt 6/3",
        "# 555-867-5309 added for pharmacy",
        "staff lunch friday, collect rsvp",
        "",
        "   \n",
    ],
)
def test_what_is_not_about_an_owed_balance_has_no_facts(text: str) -> None:
    assert read_note(text, MONDAY) == NoteFacts()


@pytest.mark.parametrize(
    ("text", "promised", "paid"),
    [
        ("owes 300. will pay 100 on 5/15", "100", None),
        ("bal 219.00, paying online tonight", "219", None),
        ("bal 300, will pay some of it friday", None, None),
        ("bal 300, will pay half friday", "150", None),
        ("will pay $100 on 5/15 and $200 on 6/15", "100", None),
        ("set up plan $75/mo starting 6/1, total 900", "75", None),
        ("changed autopay from $200 to $120, next draft 6/3", "120", None),
        ("took 200 today by phone, will pay the other 150 on 5/20", "150", "200"),
        ("he pd 150 + 35 nsf fee w/ debit", None, "185"),
        ("paid both balances, 85 and 112.50 = 197.50", None, "197.50"),
        ("ck #2208 rcvd for $64.00", None, "64"),
        ("TSI collected 120, their cut 30", None, "120"),
        ("agency remit 90.00 (gross 120.00)", None, "120"),
        ("pd 40 toward bal, new bal 130", None, "40"),
    ],
)
def test_amounts_have_their_part_in_the_note(
    text: str, promised: str | None, paid: str | None
) -> None:
    facts = read_note(text, MONDAY)

    assert facts.promised_amount == (Decimal(promised) if promised else None)
    assert facts.paid_amount == (Decimal(paid) if paid else None)


@pytest.mark.parametrize(
    ("text", "promised", "follow_up"),
    [
        ("PTP $85 4/26/25, rem call set 4/29/25", date(2025, 4, 26), date(2025, 4, 29)),
        ("gets paid the 15th, will pay 50 then", date(2024, 5, 15), None),
        ("LM re bal, try again friday", None, date(2024, 5, 10)),
        ("final notice mailed, bal $88, 10 DAYS", None, date(2024, 5, 16)),
        ("bal on hold 30 days til Delta eob", None, date(2024, 6, 5)),
        ("will pay 50 on payday", None, None),
        ("took 60 on acct today", None, None),
        ("cant talk about bill, try again after 3", None, MONDAY),
    ],
)
def test_days_have_their_part_in_the_note(
    text: str, promised: date | None, follow_up: date | None
) -> None:
    facts = read_note(text, MONDAY)

    assert (facts.promised_date, facts.follow_up_date) == (promised, follow_up)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("will pay 50 on 5/15", DateBasis.explicit),
        ("will pay 50 May 15th", DateBasis.explicit),
        ("will pay 50 friday", DateBasis.relative),
        ("will pay 50 on the 15th", DateBasis.relative),
        ("will pay 50", None),
        ("LM re bal, f/u 5/20", DateBasis.explicit),
    ],
)
def test_the_basis_of_a_date_is_told(text: str, basis: DateBasis | None) -> None:
    assert read_note(text, MONDAY).date_basis is basis


# fmt: off
WORDS = st.sampled_from(
    ["pt", "will", "pay", "$50", "75.00", "5/15", "next", "friday", "bal", "paid", "not", "ins",
     "ck", "f/u", "EOM", "half", "of", "the", "15th", "w/", "stmt", ".", ",", "-", "(", "1/2",
     "2/30", "99/99", "0", "$", "#", "12:75", "in", "2", "wks", "month", "x", "12", "+", "31st"]
)
# fmt: on


@given(
    st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)),
    st.dates(),
)
@example("will pay $50 next friday", date.max)
@example("will pay in 400 days or 24 months", date.max)
@example("will pay mid june, end of month, on the 31st", date(9999, 12, 31))
@example("will pay 2/29", date.min)
@example("$" * 5_000, MONDAY)
@example("\x00İ١٢$٣ will pay ½ on 5/15", MONDAY)
def test_any_text_is_read_within_bounds_and_twice_alike(text: str, day: date) -> None:
    facts = read_note(text, day)

    assert facts == read_note(text, day)
    assert facts.is_collection == (facts.contact_outcome is not None)
    assert facts.is_collection or facts == NoteFacts()
    for amount in (facts.promised_amount, facts.paid_amount):
        assert amount is None or 0 < amount <= Decimal(2 * LARGEST_CENTS) / 100
    for found in (facts.promised_date, facts.follow_up_date):
        assert found is None or found >= day
    named = facts.promised_date or facts.follow_up_date
    assert (facts.date_basis is None) == (named is None)
