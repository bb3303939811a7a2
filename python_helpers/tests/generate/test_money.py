"""Sums that OpenDental keeps, but for the defects that are put in on purpose."""

from __future__ import annotations

import pytest

from python_helpers.generate.rates import MessRates
from python_helpers.tests.generate.practices import Practice, general, ortho

RATES = MessRates()


@pytest.fixture(params=[general, ortho], ids=["general", "ortho"], scope="module")
def practice(request: pytest.FixtureRequest) -> Practice:
    return request.param()


def at_most(rate: float, rows: int) -> float:
    """What a rate allows: twice its share, and a few for small tables."""
    return 2 * rate * rows + 3


def test_payments_are_the_sum_of_their_splits(practice: Practice) -> None:
    found = practice.row("""
        with sums as (select PayNum, sum(SplitAmt) as total from paysplit group by PayNum)
        select
            count(*) as payments,
            count(*) filter (where total is null) as without_splits,
            count(*) filter (where round(PayAmt - total, 2) <> 0) as differing,
            count(*) filter (where PayType = 0 and round(total, 2) <> 0) as open_transfers,
            count(*) filter (where PayType = 0 and PayAmt <> 0) as paying_transfers,
            count(*) filter (where PayType = 0) as transfers
        from payment left join sums using (PayNum)
    """)
    payments = found["payments"]
    assert 1 <= found["without_splits"] <= at_most(RATES.payment_without_splits, payments)
    assert 1 <= found["differing"] <= at_most(RATES.split_sum_differs, payments)
    assert found["transfers"] > 100
    assert found["open_transfers"] == found["paying_transfers"] == 0


def test_checks_are_the_sum_of_their_lines(practice: Practice) -> None:
    found = practice.row("""
        with sums as (
            select ClaimPaymentNum, sum(InsPayAmt) as total, count(*) as lines,
                count(distinct ClaimNum) as claims, max(DateCP) as latest, min(DateCP) as earliest
            from claimproc where ClaimPaymentNum > 0 group by ClaimPaymentNum
        )
        select
            count(*) as checks,
            count(*) filter (where total is null or round(CheckAmt - total, 2) <> 0) as differing,
            count(*) filter (where CheckDate not between earliest and latest) as misdated,
            count(*) filter (where claims > 1) as bulk,
            max(claims) as most_claims
        from claimpayment left join sums using (ClaimPaymentNum)
    """)
    assert 1 <= found["differing"] <= at_most(RATES.check_amount_differs, found["checks"])
    assert found["misdated"] <= at_most(RATES.claim_date_differs, found["checks"] * 5)
    assert found["bulk"] > found["checks"] / 10
    assert found["most_claims"] >= 4


def test_claims_roll_up_their_lines(practice: Practice) -> None:
    differing = practice.value("""
        select count(*) from claim join (
            select ClaimNum, sum(InsPayAmt) as paid, sum(WriteOff) as off from claimproc group by 1
        ) using (ClaimNum)
        where round(InsPayAmt - paid, 2) <> 0 or abs(round(claim.WriteOff - off, 2)) > 0
    """)
    lines = practice.value("select count(*) from claimproc")
    assert differing <= at_most(RATES.negative_write_off, lines)


def test_claim_total_transfers_add_up_to_nothing(practice: Practice) -> None:
    found = practice.row("""
        select count(*) as claims, count(*) filter (where round(total, 2) <> 0) as open from (
            select ClaimNum, sum(InsPayAmt) as total from claimproc where IsTransfer = 1 group by 1
        )
    """)
    assert found["claims"] > 10
    assert found["open"] == 0


def test_insurers_pay_after_their_own_time() -> None:
    found = general().rows("""
        select CarrierName, median(DateCP - claimproc.ProcDate), count(*)
        from claimproc join insplan using (PlanNum) join carrier using (CarrierNum)
        where Status = 1 and ProcNum > 0 group by 1 having count(*) > 300
    """)
    lags = {name: days for name, days, _ in found}
    assert len(lags) > 8
    assert all(25 <= days <= 90 for days in lags.values())
    assert lags["Teamsters Local Fund"] > lags["Bluewater Dental"] + 20


def test_static_plans_bill_what_was_agreed() -> None:
    """Debits of a static plan add up to its credits, unless it was lowered on purpose."""
    found = general().row("""
        with sums as (
            select
                PayPlanNum,
                sum(Principal) filter (where ChargeType = 0) as debits,
                sum(Principal) filter (where ChargeType = 1) as credits,
                count(*) filter (where Principal < 0) as reductions
            from payplancharge group by 1
        )
        select
            count(*) as plans,
            count(*) filter (where reductions = 0 and round(debits - credits, 2) <> 0) as differing,
            count(*) filter (where reductions > 0) as lowered
        from payplan join sums using (PayPlanNum) where IsDynamic = 0
    """)
    assert found["plans"] > 40
    assert found["lowered"] >= 1
    assert found["differing"] == 0


def test_adjustment_signs_follow_their_type() -> None:
    found = general().row("""
        select count(*) as adjustments, count(*) filter (
            where (ItemValue = '+' and AdjAmt < 0) or (ItemValue in ('-', 'dp') and AdjAmt > 0)
        ) as against
        from adjustment join definition on DefNum = AdjType and Category = 1
    """)
    assert 1 <= found["against"] <= at_most(RATES.sign_against_type, found["adjustments"])


def test_statements_state_positive_balances(practice: Practice) -> None:
    found = practice.row("""
        select min(BalTotal) as least, count(*) as bills, count(distinct PatNum) as families
        from statement where IsReceipt = 0 and IsInvoice = 0 and HidePayment = 0
    """)
    assert found["least"] >= 1
    assert found["bills"] > found["families"] > 100


def test_reversals_mirror_what_they_take_back(practice: Practice) -> None:
    """Negative payments equal their splits exactly; a returned check has its positive twin."""
    found = practice.row("""
        with sums as (select PayNum, sum(SplitAmt) as total from paysplit group by PayNum)
        select
            count(*) as reversals,
            count(*) filter (where round(PayAmt - total, 2) <> 0 or total is null) as differing,
            count(*) filter (where ItemName = 'NSF Check') as bounced,
            count(*) filter (where ItemName = 'NSF Check' and not exists (
                select 1 from payment twin
                where twin.PatNum = payment.PatNum and twin.PayDate = payment.PayDate - 8
                    and abs(twin.PayAmt + payment.PayAmt) < 20.01
            )) as untwinned
        from payment left join sums using (PayNum) left join definition on DefNum = PayType
        where PayAmt < 0
    """)
    assert found["reversals"] > 10
    assert found["differing"] == 0
    assert found["bounced"] >= 1
    assert found["untwinned"] <= 1
