"""Why money came: contacts that caused it come first, and not long before."""

from __future__ import annotations

import pytest

from python_helpers.generate.money.episodes import Cause
from python_helpers.tests.generate.practices import Practice, general, ortho

CAUSED = """
    select SplitAmt, DatePay, contact_outcome, promised_date, promised_amount, noted_on,
        DatePay - noted_on as days
    from payment_cause join paysplit on SplitNum = split_num
    join note_truth using (source_table, source_id)
    join (
        select 'commlog' as source_table, CommlogNum as source_id,
            cast(CommDateTime as date) as noted_on from commlog
        union all select 'task', TaskNum, cast(DateTimeOriginal as date) from task
        union all select 'tasknote', TaskNoteNum, cast(DateTimeNote as date) from tasknote
    ) using (source_table, source_id)
    where year(DatePay) > 1 and DatePay <= '2026-11-20' and year(noted_on) > 1
"""


@pytest.fixture(params=[general, ortho], ids=["general", "ortho"], scope="module")
def practice(request: pytest.FixtureRequest) -> Practice:
    return request.param()


def test_every_split_has_a_cause(practice: Practice) -> None:
    splits = practice.value("select count(*) from paysplit where SplitAmt <> 0")
    known = practice.value("""
        select count(*) from paysplit join payment_cause on SplitNum = split_num
        where SplitAmt <> 0 and pay_num = PayNum
    """)
    assert known == splits
    causes = {row[0] for row in practice.rows("select distinct cause from payment_cause")}
    assert causes <= {cause.name for cause in Cause}


def test_all_causes_occur() -> None:
    causes = {row[0] for row in general().rows("select distinct cause from payment_cause")}
    assert causes == {cause.name for cause in Cause}


def test_only_contacts_have_a_source(practice: Practice) -> None:
    assert not practice.value("""
        select count(*) from payment_cause
        where (cause = 'contact') <> (source_id is not null)
            or (source_id is null) <> (source_table is null)
    """)


def test_contacts_come_before_the_money(practice: Practice) -> None:
    found = practice.row(f"""
        select count(*) as splits, min(days) as soonest, max(days) as latest,
            count(distinct contact_outcome) as outcomes
        from ({CAUSED})
    """)
    assert found["splits"] > 100
    assert found["soonest"] >= 0
    assert found["latest"] < 90


def test_promises_are_kept_about_their_day() -> None:
    found = general().row(f"""
        select
            count(*) as splits,
            avg(case when DatePay - promised_date between -2 and 3 then 1 else 0 end) as about,
            avg(case when DatePay = promised_date then 1 else 0 end) as exactly
        from ({CAUSED})
        where contact_outcome = 'promise_to_pay' and promised_date is not null
    """)
    assert found["splits"] > 200
    assert found["about"] > 0.85
    assert 0.3 < found["exactly"] < 0.7


def test_only_contacts_that_can_bring_money_do() -> None:
    outcomes = {
        row[0] for row in general().rows(f"select distinct contact_outcome from ({CAUSED})")
    }
    assert outcomes == {"promise_to_pay", "payment_taken", "no_live_contact"}


def test_broken_promises_exist() -> None:
    """Promises after which nothing came within a week of the day."""
    found = general().row("""
        with kept as (select distinct source_id from payment_cause where source_table = 'commlog')
        select count(*) as promises,
            count(*) filter (where source_id not in (select source_id from kept)) as without
        from note_truth where source_table = 'commlog' and contact_outcome = 'promise_to_pay'
            and promised_date < '2026-10-01'
    """)
    assert 0.1 < found["without"] / found["promises"] < 0.5


def test_statement_payers_pay_after_a_statement() -> None:
    """Most payments laid to a statement follow one within the law's reach."""
    share = general().value("""
        with paid as (
            select distinct pay_num, PayDate, Guarantor
            from payment_cause join payment on PayNum = pay_num
            join patient using (PatNum)
            where cause = 'statement' and PayAmt > 0 and PayDate <= '2026-11-20'
        ), bills as (
            select DateSent, Guarantor from statement join patient using (PatNum)
            where IsReceipt = 0 and IsInvoice = 0 and HidePayment = 0
        )
        select avg(case when exists (
            select 1 from bills where bills.Guarantor = paid.Guarantor
                and PayDate - DateSent between 0 and 60
        ) then 1 else 0 end) from paid
    """)
    assert share > 0.8
