"""Payment plans under each PayPlansVersion, with hand-computed numbers."""

import pytest

from python_helpers.tests.ledger_truth.practice import (
    adjustment,
    ago,
    balances,
    claimproc,
    credit,
    debit,
    link,
    patient,
    plan,
    practice,
    procedure,
    split,
    unearned_type,
)

VERSIONS = (1, 2, 3, 4)


def totals(*rows):
    """The family's BalTotal under versions 1, 2, 3 and 4."""
    return tuple(balances(practice(*rows, version=version)).total for version in VERSIONS)


def dues(*rows, **settings):
    return tuple(
        balances(practice(*rows, version=version, **settings)).plan_due for version in VERSIONS
    )


FEE = procedure(900.0, ago(80), ProcNum=1)


def test_a_static_plan_under_each_version():
    """900 of treatment, 850 complete and 880 credited to the plan, 300 + 5 due, 305 paid on it."""
    rows = [
        FEE,
        plan(CompletedAmt=850.0, PayPlanDate=ago(79)),
        credit(880.0, ago(80), ProcNum=1),
        debit(300.0, ago(20), Interest=5.0),
        debit(300.0, ago(-10), Interest=4.0),
        split(305.0, ago(15), PayPlanNum=1),
    ]
    assert totals(*rows) == (50.0, 900.0 - 880.0 + 305.0 - 305.0, 20.0, 900.0 - 305.0)
    by_version = [balances(practice(*rows, version=version)).buckets for version in VERSIONS]
    assert by_version == [
        (0.0, 0.0, 50.0, 0.0),
        (20.0, 0.0, 0.0, 0.0),
        (0.0, 0.0, 20.0, 0.0),
        (0.0, 0.0, 595.0, 0.0),
    ]
    assert dues(*rows) == (0.0,) * 4


def test_a_missing_or_blank_version_is_2():
    rows = [plan(CompletedAmt=1.0), credit(20.0, ago(5)), debit(300.0, ago(5))]
    assert balances(practice(*rows, version=None)).total == 280.0


def test_plan_charges_after_the_as_of_date_are_nowhere_and_those_of_the_day_are_in():
    rows = [FEE, plan(), credit(500.0, ago(-1)), credit(60.0, ago(0))]
    assert totals(*rows) == (900.0, 840.0, 840.0, 900.0)
    rows += [debit(40.0, ago(-1)), debit(7.0, ago(0))]
    assert totals(*rows) == (900.0, 847.0, 840.0, 900.0)


def test_completed_amount_has_no_date_limit():
    rows = [FEE, plan(CompletedAmt=100.0, PayPlanDate=ago(-3))]
    family = balances(practice(*rows, version=1))
    assert family.total == 800.0
    assert family.buckets == (0.0, 0.0, 900.0, 0.0)


def test_closing_a_plan_changes_nothing_in_the_ledger():
    rows = [FEE, plan(CompletedAmt=100.0, IsClosed=1), credit(80.0, ago(5)), debit(30.0, ago(5))]
    assert totals(*rows) == (800.0, 850.0, 820.0, 900.0)


def test_a_negative_credit_is_a_charge_of_its_own_day():
    rows = [procedure(100.0, ago(95)), plan(), credit(-25.0, ago(40))]
    assert balances(practice(*rows)).buckets == (0.0, 25.0, 0.0, 100.0)


def test_an_insurance_plan_takes_treatment_but_not_debits():
    """Pay on the plan is off the account, its write-off of 5 is not."""
    rows = [
        FEE,
        plan(PlanNum=6, CompletedAmt=700.0),
        credit(650.0, ago(5)),
        debit(300.0, ago(5)),
        claimproc(1, ago(4), InsPayAmt=200.0, WriteOff=5.0, ProcNum=1, PayPlanNum=1),
    ]
    assert totals(*rows) == (195.0, 245.0, 245.0, 195.0)
    assert dues(*rows) == (0.0,) * 4


def test_charges_whose_plan_is_gone_count_only_as_credits_of_version_3():
    rows = [FEE, credit(650.0, ago(5)), debit(300.0, ago(5))]
    assert totals(*rows) == (900.0, 900.0, 250.0, 900.0)
    assert dues(*rows) == (0.0,) * 4


def test_each_version_has_its_own_account_for_a_plan():
    """Plan of patient 2, charges naming patient 3, guaranteed by patient 4, all apart."""
    rows = [
        *(patient(number, number) for number in (1, 2, 3, 4)),
        plan(PatNum=2, Guarantor=4, CompletedAmt=1000.0),
        credit(200.0, ago(5), PatNum=3, Guarantor=4),
        debit(30.0, ago(5), PatNum=3, Guarantor=4),
    ]

    def of_accounts(version):
        tables = practice(*rows, version=version)
        return tuple(balances(tables, account=account).total for account in (1, 2, 3, 4))

    assert of_accounts(1) == (0.0, -1000.0, 0.0, 0.0)
    assert of_accounts(2) == (0.0, -200.0, 0.0, 30.0)
    assert of_accounts(3) == (0.0, 0.0, -200.0, 0.0)
    assert of_accounts(4) == (0.0, 0.0, 0.0, 0.0)
    assert balances(practice(*rows), account=4).plan_due == 30.0


class TestPlanDue:
    def test_debits_due_less_all_payments(self):
        rows = [
            plan(),
            credit(600.0, ago(50)),
            debit(100.0, ago(40), Interest=2.0),
            debit(100.0, ago(0), Interest=1.0),
            debit(100.0, ago(-1)),
            split(50.0, ago(35), PayPlanNum=1),
            split(20.0, ago(-35), PayPlanNum=1),
        ]
        assert dues(*rows) == (133.0,) * 4

    @pytest.mark.parametrize(("days", "due"), [(None, 0.0), (9, 0.0), (10, 45.0), (11, 45.0)])
    def test_bill_in_advance(self, days, due):
        rows = [plan(), debit(45.0, ago(-10))]
        assert dues(*rows, bill_in_advance=days) == (due,) * 4
        assert totals(*rows) == (0.0,) * 4

    def test_payments_on_insurance_and_deleted_plans_count_and_hidden_ones_do_not(self):
        rows = [
            plan(PlanNum=6),
            unearned_type(10, "X"),
            split(5.0, ago(5), PayPlanNum=1),
            split(20.0, ago(5), PayPlanNum=88),
            split(300.0, ago(5), PayPlanNum=1, UnearnedType=10),
            split(4000.0, ago(5)),
        ]
        assert dues(*rows) == (-25.0,) * 4

    def test_only_version_2_leaves_closed_plans_out(self):
        rows = [
            plan(PayPlanNum=1, IsClosed=1),
            plan(PayPlanNum=2),
            debit(100.0, ago(5)),
            debit(40.0, ago(5), PayPlanNum=2),
            split(30.0, ago(5), PayPlanNum=1),
            split(7.0, ago(5), PayPlanNum=2),
        ]
        assert dues(*rows) == (103.0, 33.0, 103.0, 103.0)


class TestLinkedProcedure:
    """A dynamic plan takes the patient's portion of a procedure off the account, at ProcDate."""

    work = procedure(900.0, ago(80), ProcNum=1, ProvNum=4, ClinicNum=5)

    def moved(self, *rows, version=2, **columns):
        """How far the link lowers the family's total, and nothing else."""
        without = balances(practice(self.work, *rows, version=version)).total
        linked = practice(self.work, *rows, plan(), link(2, 1, **columns), version=version)
        return round(without - balances(linked).total, 2)

    def test_only_versions_2_and_3_follow_links(self):
        assert [self.moved(version=version) for version in VERSIONS] == [0.0, 900.0, 900.0, 0.0]

    def test_override(self):
        assert self.moved(split(100.0, ago(5), ProcNum=1), AmountOverride=350.0) == 350.0
        assert self.moved(AmountOverride=-10.0) == -10.0

    def test_units_are_part_of_the_fee(self):
        three = procedure(10.004, ago(80), ProcNum=2, UnitQty=1, BaseUnits=2)
        linked = practice(three, plan(), link(2, 2))
        assert balances(linked).total == 0.0

    def test_adjustments_of_the_same_patient_provider_and_clinic(self):
        same = {"ProcNum": 1, "ProvNum": 4, "ClinicNum": 5}
        rows = [
            patient(1, 1),
            patient(2, 1),
            adjustment(-50.0, ago(5), **same),
            adjustment(8.0, ago(-5), **same),
            adjustment(-1000.0, ago(5), **same | {"ProvNum": 9}),
            adjustment(-1000.0, ago(5), **same | {"ClinicNum": 9}),
            adjustment(-1000.0, ago(5), **same | {"PatNum": 2}),
            adjustment(-1000.0, ago(5), **same | {"ProcNum": 0}),
        ]
        assert self.moved(*rows) == 858.0

    def test_splits_on_no_plan_count_with_hidden_ones_and_other_families(self):
        rows = [
            unearned_type(10, "X"),
            split(100.0, ago(5), ProcNum=1),
            split(20.0, ago(5), ProcNum=1, UnearnedType=10),
            split(3.0, ago(5), ProcNum=1, PatNum=777),
            split(5000.0, ago(5), ProcNum=1, PayPlanNum=1),
        ]
        assert self.moved(*rows) == 900.0 - 123.0

    @pytest.mark.parametrize("status", range(10))
    def test_insurance_by_status(self, status):
        """Actual 300 + 40, estimated 210 + 33, a preauthorisation nothing."""
        line = claimproc(
            status,
            ago(5),
            ProcNum=1,
            InsPayAmt=300.0,
            WriteOff=40.0,
            InsPayEst=210.0,
            WriteOffEst=33.0,
            InsEstTotalOverride=-1.0,
            WriteOffEstOverride=-1.0,
        )
        insured = 340.0 if status in (1, 4, 7) else 0.0 if status == 2 else 243.0
        assert self.moved(line) == 900.0 - insured

    @pytest.mark.parametrize(
        ("columns", "insured"),
        [
            ({"InsPayEst": 210.0}, 210.0),
            ({"InsPayEst": 210.0, "InsEstTotalOverride": -1.0}, 210.0),
            ({"InsPayEst": 210.0, "InsEstTotalOverride": 0.0}, 0.0),
            ({"InsPayEst": 210.0, "InsEstTotalOverride": 55.0}, 55.0),
            ({"WriteOffEst": -1.0, "WriteOffEstOverride": -1.0}, 0.0),
            ({"WriteOffEst": 33.0, "WriteOffEstOverride": -1.0}, 33.0),
            ({"WriteOffEst": 33.0, "WriteOffEstOverride": 0.0}, 0.0),
            ({"WriteOffEst": 33.0, "WriteOffEstOverride": 12.0}, 12.0),
            ({"InsPayEst": 210.0, "WriteOffEst": 33.0, "InsPayAmt": 7.0, "WriteOff": 9.0}, 243.0),
        ],
    )
    def test_estimates_with_minus_one_as_blank(self, columns, insured):
        assert self.moved(claimproc(6, None, ProcNum=1, **columns)) == 900.0 - insured

    def test_only_complete_procedures_of_existing_plans(self):
        planned = procedure(50.0, ago(5), ProcNum=2, ProcStatus=1)
        orphan = practice(self.work, link(2, 1, PayPlanNum=6), version=3)
        assert balances(orphan).total == 900.0
        assert balances(practice(planned, plan(), link(2, 2, AmountOverride=9.0))).total == 0.0
        assert balances(practice(planned, plan(), link(2, 99, AmountOverride=9.0))).total == 0.0

    def test_neither_dynamic_nor_closed_is_tested(self):
        for columns in ({"IsDynamic": 1}, {"IsClosed": 1}, {"IsDynamic": 0, "IsClosed": 0}):
            assert balances(practice(self.work, plan(**columns), link(2, 1))).total == 0.0

    def test_a_link_follows_its_procedures_date_and_patient(self):
        """The link is on patient 2's procedure after the as-of date, the plan on patient 1."""
        rows = [
            patient(1, 1),
            patient(2, 2),
            procedure(100.0, ago(-4), PatNum=2),
            plan(PatNum=1),
            link(2, 1, AmountOverride=60.0),
        ]
        tables = practice(*rows)
        assert balances(tables, account=2) == ((0.0,) * 4, 40.0, 0.0, 0.0)
        assert balances(tables, account=1).total == 0.0

    def test_links_lower_the_procedures_bucket_or_the_pool(self):
        rows = [procedure(100.0, ago(95)), procedure(200.0, ago(10)), plan(), link(2, 2)]
        assert balances(practice(*rows, lifo=1)).buckets == (0.0, 0.0, 0.0, 100.0)
        assert balances(practice(*rows, lifo=2)).buckets == (100.0, 0.0, 0.0, 0.0)

    def test_an_overpaid_procedure_is_charged_back(self):
        paid = split(950.0, ago(100), ProcNum=1)
        assert self.moved(paid) == -50.0
        family = balances(practice(self.work, paid, plan(), link(2, 1)))
        assert family == ((0.0,) * 4, 0.0, 0.0, 0.0)

    def test_two_links_are_two_lines(self):
        linked = practice(self.work, plan(), link(2, 1), link(2, 1, AmountOverride=20.0))
        assert balances(linked).total == -20.0

    def test_ortho_cases_have_no_line(self):
        assert balances(practice(self.work, plan(), link(3, 1, AmountOverride=20.0))).total == 900.0


class TestLinkedAdjustment:
    charge = adjustment(90.0, ago(40), AdjNum=8)

    def moved(self, *rows, version=2, **columns):
        without = balances(practice(self.charge, *rows, version=version)).total
        linked = practice(self.charge, *rows, plan(), link(1, 8, **columns), version=version)
        return without - balances(linked).total

    def test_only_versions_2_and_3_follow_links(self):
        assert [self.moved(version=version) for version in VERSIONS] == [0.0, 90.0, 90.0, 0.0]

    def test_splits_on_no_plan_are_taken_off(self):
        rows = [
            split(10.0, ago(5), AdjNum=8),
            split(2000.0, ago(5), AdjNum=8, PayPlanNum=1),
            split(3000.0, ago(5), ProcNum=8),
        ]
        assert self.moved(*rows) == 80.0

    def test_override(self):
        assert self.moved(split(10.0, ago(5), AdjNum=8), AmountOverride=33.0) == 33.0

    def test_a_deleted_adjustment_has_no_line(self):
        assert balances(practice(plan(), link(1, 99, AmountOverride=33.0))).total == 0.0

    def test_it_is_dated_as_the_adjustment_and_never_netted_on_a_procedure(self):
        """Tied to a procedure of day 10, its link still goes to the pool."""
        rows = [
            procedure(100.0, ago(95), ProcNum=1),
            procedure(200.0, ago(10), ProcNum=2),
            adjustment(50.0, ago(40), AdjNum=8, ProcNum=2, ProcDate=ago(10)),
        ]
        plans = [plan(), link(1, 8)]
        assert balances(practice(*rows, *plans)).buckets == (200.0, 50.0, 0.0, 50.0)
        future = adjustment(50.0, ago(-1), AdjNum=8)
        assert balances(practice(future, *plans)) == ((0.0,) * 4, 0.0, 0.0, 0.0)
