"""Buckets, the credit pool and the netting of lines on a procedure, with hand-computed numbers."""

from datetime import date

import pytest

from python_helpers.tests.ledger_truth.practice import (
    adjustment,
    ago,
    balances,
    claimproc,
    credit,
    patient,
    plan,
    practice,
    procedure,
    split,
)


@pytest.mark.parametrize(
    ("age", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (4000, 3)]
)
def test_bucket_edges(age, bucket):
    expected = [0.0] * 4
    expected[bucket] = 10.0
    family = balances(practice(procedure(10.0, ago(age))))
    assert family.buckets == tuple(expected)
    assert family.total == 10.0


def test_credits_of_any_date_eat_the_oldest_bucket_first():
    charges = [procedure(100.0, ago(age)) for age in (5, 40, 70, 200)]
    assert balances(practice(*charges, split(150.0, ago(0)))).buckets == (100.0, 100.0, 50.0, 0.0)
    assert balances(practice(*charges, split(350.0, ago(999)))).buckets == (50.0, 0.0, 0.0, 0.0)


def test_family_oracle():
    lines = [procedure(500.0, ago(95)), procedure(200.0, ago(10)), split(550.0, ago(3))]
    assert balances(practice(*lines)) == ((150.0, 0.0, 0.0, 0.0), 150.0, 0.0, 0.0)


def test_left_over_credit_shows_only_in_the_total():
    lines = [procedure(100.0, ago(5)), split(130.0, ago(2))]
    assert balances(practice(*lines)) == ((0.0, 0.0, 0.0, 0.0), -30.0, 0.0, 0.0)


def test_future_lines_are_in_the_total_and_in_no_bucket():
    due = [procedure(100.0, ago(5)), split(30.0, ago(0))]
    future = [procedure(1000.0, ago(-1)), split(20.0, ago(-1)), adjustment(-3.0, ago(-9))]
    pay = claimproc(1, ago(-2), InsPayAmt=7.0)
    family = balances(practice(*due, *future, pay))
    assert family.buckets == (70.0, 0.0, 0.0, 0.0)
    assert family.total == 100.0 - 30.0 + 1000.0 - 20.0 - 3.0 - 7.0


class TestProcedureLifo:
    old, new = procedure(100.0, ago(100), ProcNum=1), procedure(200.0, ago(10), ProcNum=2)

    def discount(self, amount, age, procedure_age, number=2, **columns):
        return adjustment(amount, ago(age), ProcNum=number, ProcDate=ago(procedure_age), **columns)

    def buckets(self, *rows, lifo=1):
        return balances(practice(*rows, lifo=lifo)).buckets

    @pytest.mark.parametrize(("lifo", "is_on"), [(None, True), (0, True), (1, True), (2, False)])
    def test_a_tied_discount_lowers_its_procedures_bucket(self, lifo, is_on):
        rows = [self.old, self.new, self.discount(-50.0, 5, 10)]
        expected = (150.0, 0.0, 0.0, 100.0) if is_on else (200.0, 0.0, 0.0, 50.0)
        assert self.buckets(*rows, lifo=lifo) == expected

    def test_an_untied_discount_goes_to_the_pool(self):
        rows = [self.old, self.new, self.discount(-50.0, 5, 10, number=0)]
        assert self.buckets(*rows) == (200.0, 0.0, 0.0, 50.0)

    def test_fees_insurance_and_splits_are_not_matched(self):
        pay = claimproc(1, ago(5), InsPayAmt=30.0, ProcNum=2)
        rows = [self.old, self.new, pay, split(20.0, ago(5), ProcNum=2)]
        assert self.buckets(*rows) == (200.0, 0.0, 0.0, 50.0)

    def test_lines_of_one_procedure_and_day_are_netted(self):
        """Net +10 stays a charge of day 40, though the procedure is of day 10."""
        rows = [self.new, self.discount(-50.0, 40, 10), self.discount(60.0, 40, 10)]
        assert self.buckets(*rows) == (200.0, 10.0, 0.0, 0.0)
        assert self.buckets(*rows, lifo=2) == (200.0, 10.0, 0.0, 0.0)

    def test_lines_of_another_day_procedure_or_patient_are_not_netted_together(self):
        """+60 on day 40 stays; each -50 lowers the 0-30 bucket of its procedure."""
        charge = self.discount(60.0, 40, 10)
        for other in (
            self.discount(-50.0, 41, 10),
            self.discount(-50.0, 40, 10, number=1),
            self.discount(-50.0, 40, 10, PatNum=2),
        ):
            rows = [patient(1, 1), patient(2, 1), self.new, charge, other]
            assert self.buckets(*rows) == (150.0, 60.0, 0.0, 0.0)

    def test_a_discount_dated_after_the_as_of_date_already_lowers_its_bucket(self):
        rows = [self.old, self.new, self.discount(-50.0, -5, 10)]
        family = balances(practice(*rows))
        assert family.buckets == (150.0, 0.0, 0.0, 100.0)
        assert family.total == 250.0
        assert self.buckets(*rows, lifo=2) == (200.0, 0.0, 0.0, 100.0)

    def test_a_discount_on_a_procedure_after_the_as_of_date_is_in_the_total_only(self):
        rows = [self.old, procedure(80.0, ago(-3), ProcNum=2), self.discount(-50.0, 5, -3)]
        family = balances(practice(*rows))
        assert family.buckets == (0.0, 0.0, 0.0, 100.0)
        assert family.total == 130.0
        assert self.buckets(*rows, lifo=2) == (0.0, 0.0, 0.0, 50.0)

    def test_the_date_stored_with_the_adjustment_is_its_procedures_date(self):
        rows = [self.old, self.new, self.discount(-50.0, 5, 70), procedure(60.0, ago(70))]
        assert self.buckets(*rows) == (200.0, 0.0, 10.0, 100.0)

    def test_a_blank_procedure_date_is_over_90(self):
        blank = adjustment(-50.0, ago(5), ProcNum=2, ProcDate=None)
        assert self.buckets(self.old, self.new, blank) == (200.0, 0.0, 0.0, 50.0)

    def test_all_blank_dates_are_one_day_to_a_net(self):
        """-40 and +30 are a net of -10 on day 10, though one date is null and one of 1879."""
        tied = {"ProcNum": 2, "ProcDate": ago(10)}
        rows = [adjustment(-40.0, None, **tied), adjustment(30.0, date(1879, 12, 31), **tied)]
        assert self.buckets(self.new, *rows) == (190.0, 0.0, 0.0, 0.0)

    def test_a_bucket_below_zero_joins_the_pool(self):
        """-250 leaves -50 in 0-30, which eats the oldest."""
        rows = [self.old, self.new, self.discount(-250.0, 5, 10)]
        assert self.buckets(*rows) == (0.0, 0.0, 0.0, 50.0)

    def test_a_bucket_goes_below_zero_as_a_family_not_as_a_patient(self):
        other = procedure(80.0, ago(8), PatNum=2, ProcNum=3)
        rows = [patient(1, 1), patient(2, 1), self.old, self.new, other]
        assert self.buckets(*rows, self.discount(-250.0, 5, 10)) == (30.0, 0.0, 0.0, 100.0)

    def test_disagreeing_dates_take_the_lowest_adjustment_then_the_plan(self):
        """One net of -30; its date is day 10 by AdjNum 4, whatever the order of the rows."""
        first = self.discount(-10.0, 5, 10, AdjNum=4)
        second = self.discount(-20.0, 5, 100, AdjNum=9)
        charges = [self.old, self.new]
        assert self.buckets(*charges, second, first) == (170.0, 0.0, 0.0, 100.0)
        moved = credit(-5.0, ago(5), ProcNum=1)
        late = self.discount(-20.0, 5, 10, number=1)
        assert self.buckets(*charges, plan(), moved, late) == (185.0, 0.0, 0.0, 100.0)

    def test_a_plan_credit_lowers_the_bucket_of_its_procedure(self):
        rows = [self.old, self.new, plan(), credit(80.0, ago(5), ProcNum=2)]
        assert self.buckets(*rows) == (120.0, 0.0, 0.0, 100.0)
        assert self.buckets(*rows, lifo=2) == (200.0, 0.0, 0.0, 20.0)

    def test_a_plan_credit_whose_procedure_is_missing_is_in_the_total_only(self):
        rows = [self.old, plan(), credit(80.0, ago(5), ProcNum=77)]
        family = balances(practice(*rows))
        assert family.buckets == (0.0, 0.0, 0.0, 100.0)
        assert family.total == 20.0
        assert self.buckets(*rows, lifo=2) == (0.0, 0.0, 0.0, 20.0)

    def test_a_plan_credit_on_no_procedure_goes_to_the_pool(self):
        rows = [self.old, self.new, plan(), credit(80.0, ago(5))]
        assert self.buckets(*rows) == (200.0, 0.0, 0.0, 20.0)
