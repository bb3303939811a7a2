"""Notes read like a front desk's, differ, and mean what the truth says."""

from __future__ import annotations

import re

import pytest

from python_helpers.tests.generate.practices import Practice, general, ortho

OUTCOMES = {
    "promise_to_pay", "payment_taken", "payment_plan", "no_commitment", "refused", "dispute",
    "hardship", "insurance_pending", "no_live_contact", "wrong_number", "legal_stop", "agency",
    "account_adjusted",
}  # fmt: skip

NOTES = """
    select source_table, source_id, note, noted_on, is_collection, contact_outcome,
        promised_amount, promised_date, follow_up_date, paid_amount
    from note_truth join (
        select 'commlog' as source_table, CommlogNum as source_id, Note as note,
            cast(CommDateTime as date) as noted_on from commlog
        union all select 'task', TaskNum, Descript, cast(DateTimeEntry as date) from task
        union all select 'tasknote', TaskNoteNum, Note, cast(DateTimeNote as date) from tasknote
    ) using (source_table, source_id)
"""


@pytest.fixture(params=[general, ortho], ids=["general", "ortho"], scope="module")
def practice(request: pytest.FixtureRequest) -> Practice:
    return request.param()


def test_every_note_has_one_truth(practice: Practice) -> None:
    notes = practice.value("""
        select (select count(*) from commlog) + (select count(*) from task)
            + (select count(*) from tasknote)
    """)
    assert practice.value("select count(*) from note_truth") == notes
    assert practice.value(f"select count(*) from ({NOTES})") == notes


def test_all_outcomes_occur_and_plenty_is_about_something_else() -> None:
    found = dict(
        general().rows("select contact_outcome, count(*) from note_truth group by contact_outcome")
    )
    assert found.keys() == OUTCOMES | {None}
    assert found[None] > 0.5 * sum(found.values())
    assert found["promise_to_pay"] > 300
    flags = general().value(
        "select count(*) from note_truth where (is_collection = 1) <> (contact_outcome is not null)"
    )
    assert flags == 0


def test_texts_vary() -> None:
    found = general().row(f"""
        select
            count(distinct note) filter (where contact_outcome = 'promise_to_pay')
                / count(*) filter (where contact_outcome = 'promise_to_pay') as promises,
            count(distinct note) filter (where is_collection = 1) as collection,
            count(*) filter (
                where note = upper(note) and regexp_matches(note, '[A-Z]{{4}}')) as shouted,
            count(*) filter (where note = '') as empty
        from ({NOTES})
    """)
    assert found["promises"] > 0.9
    assert found["collection"] > 2_000
    assert found["shouted"] > 100
    assert found["empty"] == 0


def test_amounts_of_the_truth_are_in_the_text(practice: Practice) -> None:
    checked = 0
    for note, promised, paid in practice.rows(
        f"select note, promised_amount, paid_amount from ({NOTES})"
        " where promised_amount is not null or paid_amount is not null"
    ):
        figures = {
            float(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*(?:\.\d\d)?", note)
        }
        in_words = re.search(r"(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|"
                             r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|"
                             r"\w+teen|eleven|twelve)\b", note)  # fmt: skip
        for amount in (promised, paid):
            if amount is not None and not in_words:
                assert amount in figures, note
                checked += 1
    assert checked > 300


def test_promises_say_when(practice: Practice) -> None:
    found = practice.row(f"""
        select
            count(*) as promises,
            count(promised_date) as dated,
            min(promised_date - noted_on) as earliest,
            max(promised_date - noted_on) as latest,
            count(*) filter (where promised_date is null
                and not regexp_matches(lower(note), 'payday|gets paid')) as unexplained
        from ({NOTES}) where contact_outcome = 'promise_to_pay'
    """)
    assert 0.9 < found["dated"] / found["promises"] < 1
    assert found["earliest"] >= 0
    assert 20 < found["latest"] < 62
    assert found["unexplained"] == 0


def test_follow_ups_come_later(practice: Practice) -> None:
    least = practice.value(f"select min(follow_up_date - noted_on) from ({NOTES})")
    assert least > 0


def test_notes_of_other_things_promise_nothing(practice: Practice) -> None:
    assert not practice.value(f"""
        select count(*) from ({NOTES}) where is_collection = 0 and (promised_amount is not null
            or promised_date is not null or paid_amount is not null)
    """)


def test_texts_have_their_twin() -> None:
    """Every text message is a commlog too; only inbound ones are linked."""
    found = general().row("""
        select
            (select count(*) from smstomobile) as sent,
            (select count(*) from commlog where Note like 'Text message sent: %') as sent_twins,
            (select count(*) from smsfrommobile) as received,
            (select count(*) from smsfrommobile join commlog using (CommlogNum)
                where commlog.Note = 'Text message received: ' || MsgText) as received_twins
    """)
    assert found["sent"] == found["sent_twins"] > 1_000
    assert found["received"] == found["received_twins"] > 300
    stopped = general().rows("""
        select distinct TxtMsgOk from smsfrommobile join commlog using (CommlogNum)
            join patient on patient.PatNum = commlog.PatNum
        where MsgText = 'STOP'
    """)
    assert stopped == [(2,)]
