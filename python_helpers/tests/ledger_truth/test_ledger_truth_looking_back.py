"""The practice's receivable at past month-ends, with hand-computed numbers."""

from datetime import date

import pytest

from python_helpers.ledger_truth import dashboard_ar
from python_helpers.tests.ledger_truth.practice import (
    adjustment,
    claimproc,
    credit,
    debit,
    link,
    patient,
    plan,
    practice,
    procedure,
    split,
)

APRIL, MAY, JUNE = date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)


def looking_back(*rows, **settings):
    table = dashboard_ar(practice(*rows, **settings), [APRIL, MAY, JUNE])
    return tuple(table["BalTotal"].to_pylist()), tuple(table["InsEst"].to_pylist())


def owed(*rows, **settings):
    return looking_back(*rows, **settings)[0]


def test_lines_count_from_their_own_day():
    rows = [
        procedure(100.0, APRIL),
        split(30.0, MAY),
        adjustment(5.0, date(2026, 6, 1)),
        claimproc(1, JUNE, InsPayAmt=11.0),
        procedure(1000.0, date(2026, 7, 1)),
    ]
    assert owed(*rows) == (100.0, 70.0, 64.0)


def test_a_familys_credit_does_not_offset_anothers_debt():
    rows = [
        patient(1, 1),
        patient(2, 2),
        procedure(100.0, APRIL),
        split(40.0, MAY, PatNum=2),
        procedure(90.0, JUNE, PatNum=2),
    ]
    assert owed(*rows) == (100.0, 100.0, 150.0)


@pytest.mark.parametrize(("version", "expected"), [(1, (400.0, 300.0, 300.0))])
def test_completed_amount_is_limited_when_looking_back(version, expected):
    rows = [procedure(400.0, APRIL), plan(CompletedAmt=100.0, PayPlanDate=MAY)]
    assert owed(*rows, version=version) == expected


def test_links_are_limited_when_looking_back():
    """The link of 60 comes with its procedure in May, at today's amount."""
    rows = [
        procedure(400.0, APRIL, ProcNum=1),
        procedure(100.0, MAY, ProcNum=2),
        adjustment(-30.0, JUNE, AdjNum=5),
        plan(),
        link(2, 2, AmountOverride=60.0),
        link(1, 5, AmountOverride=-12.0),
    ]
    assert owed(*rows) == (400.0, 440.0, 422.0)


def test_plan_charges_are_limited_as_always():
    rows = [procedure(400.0, APRIL), plan(), credit(400.0, MAY), debit(50.0, JUNE)]
    assert owed(*rows) == (400.0, 0.0, 50.0)


def test_a_later_discount_does_not_yet_lower_its_procedure():
    rows = [
        procedure(100.0, APRIL, ProcNum=1),
        adjustment(-40.0, MAY, ProcNum=1, ProcDate=APRIL),
    ]
    assert owed(*rows) == (100.0, 60.0, 60.0)


def test_a_discount_on_a_later_procedure_is_in_no_bucket_until_then():
    rows = [
        procedure(100.0, APRIL, ProcNum=1),
        procedure(70.0, JUNE, ProcNum=2),
        adjustment(-40.0, MAY, ProcNum=2, ProcDate=JUNE),
    ]
    assert owed(*rows) == (100.0, 100.0, 130.0)
    assert owed(*rows, lifo=2) == (100.0, 60.0, 130.0)


def test_insurance_was_expected_from_the_service_until_it_paid():
    """Received on 31 May no longer counts on that day; supplementals never did."""
    amounts = {"InsPayEst": 80.0, "WriteOff": 5.0, "ProcDate": APRIL}
    rows = [
        claimproc(1, MAY, **amounts),
        claimproc(1, date(2026, 6, 1), **amounts),
        claimproc(0, None, InsPayEst=1000.0, ProcDate=date(2026, 5, 2)),
        claimproc(4, date(2026, 6, 1), **amounts),
        claimproc(1, APRIL, **amounts | {"ProcDate": MAY}),
        claimproc(0, None, PatNum=99, **amounts),
    ]
    assert looking_back(*rows)[1] == (170.0, 1085.0, 1000.0)


def test_estimates_on_planned_work_are_not_expected():
    rows = [
        procedure(0.0, APRIL, ProcNum=3, ProcStatus=1),
        claimproc(0, None, ProcNum=3, InsPayEst=80.0, ProcDate=APRIL),
        claimproc(1, JUNE, ProcNum=3, InsPayEst=80.0, ProcDate=APRIL),
    ]
    assert looking_back(*rows)[1] == (0.0, 0.0, 0.0)


def test_one_row_a_month_end_in_the_order_asked():
    table = dashboard_ar(practice(procedure(10.0, MAY)), [JUNE, APRIL])
    assert table["DateCalc"].to_pylist() == [JUNE, APRIL]
    assert table["BalTotal"].to_pylist() == [10.0, 0.0]
    assert dashboard_ar(practice(), []).num_rows == 0
