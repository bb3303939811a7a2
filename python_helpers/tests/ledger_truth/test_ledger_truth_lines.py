"""Which rows are ledger lines, of what amount, on whose account (no payment plans)."""

import math
from datetime import date

import pyarrow as pa
import pytest

from python_helpers.errors import UserError
from python_helpers.ledger_truth import family_balances
from python_helpers.tests.ledger_truth.practice import (
    AS_OF,
    adjustment,
    ago,
    balances,
    claimproc,
    patient,
    practice,
    preference,
    procedure,
    split,
    unearned_type,
)


def total(*rows, **settings):
    return balances(practice(*rows, **settings)).total


@pytest.mark.parametrize("status", range(1, 9))
def test_only_complete_procedures_are_charges(status):
    assert total(procedure(80.0, ago(5), ProcStatus=status)) == (80.0 if status == 2 else 0.0)


@pytest.mark.parametrize(
    ("units", "base", "charge"), [(1, 0, 33.33), (3, 0, 99.99), (1, 2, 99.99), (0, 0, 0.0)]
)
def test_fee_is_multiplied_by_the_bare_units(units, base, charge):
    assert total(procedure(33.33, ago(5), UnitQty=units, BaseUnits=base)) == charge


def test_fee_is_rounded_once_as_a_product():
    assert total(procedure(10.004, ago(5), UnitQty=3)) == 30.01


@pytest.mark.parametrize("status", range(10))
def test_insurance_counts_once_received_or_capitated(status):
    counted = status in (1, 4, 5, 7)
    line = claimproc(status, ago(5), InsPayAmt=50.0, WriteOff=20.0, ProcNum=1)
    assert total(procedure(100.0, ago(9)), line) == (30.0 if counted else 100.0)


def test_insurance_on_a_procedure_that_is_not_complete_does_not_count():
    planned = procedure(100.0, ago(9), ProcStatus=1, ProcNum=7)
    assert total(planned, claimproc(1, ago(5), InsPayAmt=50.0, ProcNum=7)) == 0.0
    assert total(claimproc(1, ago(5), InsPayAmt=50.0, ProcNum=99)) == 0.0


def test_insurance_paid_by_total_counts():
    assert total(claimproc(1, ago(5), InsPayAmt=50.0, WriteOff=5.0, ProcNum=0)) == -55.0


def test_insurance_pay_on_a_plan_stays_off_the_account_but_its_write_off_does_not():
    assert total(claimproc(1, ago(5), InsPayAmt=50.0, WriteOff=5.0, PayPlanNum=3)) == -5.0


def test_a_claim_line_is_tested_for_its_sign_as_one():
    """Pay taken back with a write-off is one charge of 30, not 50 owed and 20 in the pool."""
    took_back = claimproc(4, ago(2), InsPayAmt=-50.0, WriteOff=20.0)
    old = procedure(100.0, ago(95))
    assert balances(practice(old, took_back)).buckets == (30.0, 0.0, 0.0, 100.0)


def test_adjustments_are_signed_already():
    assert total(adjustment(15.0, ago(5)), adjustment(-40.0, ago(4))) == -25.0


def test_a_split_lowers_and_a_negative_split_raises():
    rows = [split(60.0, ago(5)), split(-25.0, ago(3))]
    assert balances(practice(procedure(100.0, ago(50)), *rows)).buckets == (25.0, 40.0, 0.0, 0.0)


def test_hidden_unearned_is_outside_the_balance():
    types = [
        unearned_type(10, "X"),
        unearned_type(11, ""),
        unearned_type(12, "X", category=1),
    ]
    hidden, visible, other = (
        split(amount, ago(5), UnearnedType=number)
        for amount, number in [(1.0, 10), (20.0, 11), (300.0, 12)]
    )
    assert total(*types, hidden, visible, other) == -320.0
    assert total(hidden) == -1.0


def test_insurance_estimate_is_of_lines_not_received_on_complete_work():
    rows = [
        procedure(100.0, ago(9), ProcNum=1),
        procedure(100.0, ago(9), ProcNum=2, ProcStatus=1),
        claimproc(0, None, InsPayEst=40.0, WriteOff=7.5, ProcNum=1),
        claimproc(0, None, InsPayEst=3.0, ProcNum=0),
        claimproc(0, None, InsPayEst=500.0, ProcNum=2),
        claimproc(6, None, InsPayEst=600.0, ProcNum=1),
        claimproc(1, ago(3), InsPayEst=700.0, ProcNum=1),
    ]
    assert balances(practice(*rows)).ins_est == 50.5
    assert balances(practice(*rows)).total == 100.0


def test_an_income_transfer_rebooks_old_debt_as_new():
    """The negative split is a charge of today; its twin eats the oldest bucket."""
    rows = [
        patient(1, 1),
        patient(2, 1),
        procedure(100.0, ago(100)),
        split(-70.0, ago(1), PatNum=2),
        split(70.0, ago(1), PatNum=1),
    ]
    assert balances(practice(*rows)) == ((70.0, 0.0, 0.0, 30.0), 100.0, 0.0, 0.0)


def test_a_family_is_all_patients_of_a_guarantor():
    rows = [patient(1, 1), patient(2, 1), patient(3, 3)]
    lines = [procedure(10.0, ago(1), PatNum=number) for number in (1, 2, 3)]
    assert balances(practice(*rows, *lines), account=1).total == 20.0
    assert balances(practice(*rows, *lines), account=3).total == 10.0


def test_a_missing_guarantor_is_an_account_and_a_missing_patient_is_in_none():
    tables = practice(
        patient(2, 9),
        procedure(10.0, ago(1), PatNum=2),
        procedure(500.0, ago(1), PatNum=9),
        adjustment(500.0, ago(1), PatNum=5),
        claimproc(0, None, InsPayEst=500.0, PatNum=5),
        split(500.0, ago(1), PatNum=5, PayPlanNum=4),
    )
    assert family_balances(tables, AS_OF).to_pylist() == [
        {
            "account_id": 9,
            "bal_0_30": 10.0,
            "bal_31_60": 0.0,
            "bal_61_90": 0.0,
            "bal_over_90": 0.0,
            "ins_est": 0.0,
            "bal_total": 10.0,
            "pay_plan_due": 0.0,
        }
    ]


@pytest.mark.parametrize(
    ("stored", "counted"),
    [
        (0.005, 0.01),
        (-0.005, -0.01),
        (1.005, 1.01),
        (2.675, 2.68),
        (-2.675, -2.68),
        (0.0049, 0.0),
        (19.99, 19.99),
        (999_999_999.99, 999_999_999.99),
        (1e9, 0.0),
        (-1e9, 0.0),
        (math.nan, 0.0),
        (math.inf, 0.0),
        (None, 0.0),
    ],
)
def test_amounts_are_rounded_to_cents_and_unusable_ones_left_out(stored, counted):
    assert total(adjustment(stored, ago(1))) == counted


@pytest.mark.filterwarnings("error")
def test_an_unusable_fee_without_units_is_nothing():
    assert total(procedure(math.inf, ago(1), UnitQty=0), adjustment(1.0, ago(1))) == 1.0


def test_missing_tables_and_columns_count_as_empty():
    tables = {
        "patient": pa.table({"PatNum": [1], "Guarantor": [1]}),
        "procedurelog": pa.table(
            {"ProcNum": [1], "PatNum": [1], "ProcStatus": [2], "ProcFee": [9.5], "UnitQty": [1]}
        ),
    }
    assert balances(tables).buckets == (0.0, 0.0, 0.0, 9.5)


def test_no_patients_is_no_families():
    empty = family_balances({}, AS_OF)
    assert empty.num_rows == 0
    assert empty.column_names[0] == "account_id"


def test_families_come_sorted():
    tables = practice(patient(30, 30), patient(4, 4), patient(5, 30), patient(6, 11))
    assert family_balances(tables, AS_OF)["account_id"].to_pylist() == [4, 11, 30]


@pytest.mark.parametrize("year", [1, 1879])
def test_a_blank_date_is_over_90(year):
    lines = [procedure(10.0, None), adjustment(5.0, date(year, 12, 31))]
    assert balances(practice(*lines)).buckets == (0.0, 0.0, 0.0, 15.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PayPlansVersion", "5"), ("PayPlansVersion", "two"), ("PayPlansBillInAdvanceDays", "1.5")],
)
def test_a_malformed_preference_is_named(name, value):
    with pytest.raises(UserError, match=name):
        family_balances(practice(preference(name, value), version=None), AS_OF)
