"""Formulas by hand-computed and published cases, and their laws by properties."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.marts import formulas
from python_helpers.marts.formulas import Measure, Period

CENTS = 100


def period(
    opening: float,
    sales: float,
    cash: float,
    closing: float,
    current: float,
    months: int = 1,
    days: int = 30,
) -> Period:
    """A period with amounts in dollars."""
    cents = [round(amount * CENTS) for amount in (opening, sales, cash, closing, current)]
    return Period(*cents, months=months, days=days)


def test_writeoffs_leak_from_the_seed_formula_raise_crf_and_leave_cash() -> None:
    # cash 95,000 less refunds of 1,000; write-offs of 16,000 close at 80,000
    case = period(100_000, 90_000, 94_000, 80_000, 50_000)
    assert formulas.cei_seed(case).value == Decimal("85.454545")
    assert formulas.cei_crf(case).value == Decimal("78.571429")
    assert formulas.cei_cash(case).value == Decimal("67.142857")


def test_without_writeoffs_the_seed_formula_is_100_whatever_is_left() -> None:
    case = period(100_000, 90_000, 110_000, 80_000, 50_000)
    assert formulas.cei_seed(case).value == 100
    assert formulas.cei_crf(case).value == formulas.cei_cash(case).value == Decimal("78.571429")


@pytest.mark.parametrize(("months", "expected"), [(3, "55.93"), (1, "79.63")])
def test_crf_averages_sales_over_the_months(months: int, expected: str) -> None:
    measured = formulas.cei_crf(period(6_200, 10_890, 0, 6_340, 3_590, months)).value
    assert measured is not None and round(measured, 2) == Decimal(expected)


def test_crf_of_a_large_receivable() -> None:
    assert formulas.cei_crf(period(100_000, 1_000_000, 0, 120_000, 100_000)).value == 98


def test_without_anything_there_is_no_figure_but_a_reason() -> None:
    nothing = period(0, 0, 0, 0, 0)
    for cei in (formulas.cei_seed, formulas.cei_crf, formulas.cei_cash):
        assert cei(nothing) == Measure(None, "zero_denominator")
    assert formulas.dso(nothing) == Measure(None, "zero_denominator")
    assert formulas.dso(period(100, -50, 0, 20, 20)) == Measure(None, "negative_denominator")
    assert formulas.cei_seed(period(0, 10, 0, 20, 20)) == Measure(None, "negative_denominator")


def test_dso_is_days_not_days_squared() -> None:
    case = period(0, 90_000, 0, 120_000, 75_000)
    assert formulas.dso(case).value == 40
    assert formulas.dso_best_possible(case).value == 25
    assert formulas.average_days_delinquent(case).value == 15


@pytest.mark.parametrize(
    ("receivables", "months", "expected"),
    [
        (212_000, [(100_000, 30), (80_000, 30), (70_000, 30)], "73.714286"),
        (2_100_000, [(900_000, 31), (800_000, 28), (700_000, 31)], "76.714286"),
        # on 10 June, the month so far counts its ten days
        (70_000, [(20_000, 10), (60_000, 31)], "35.833333"),
        # a month of refunds adds its days and takes nothing off
        (150, [(100, 30), (-40, 31), (100, 30)], "76.000000"),
        # used up on the last day of a month, not on the first of the one before
        (100, [(100, 30), (100, 31)], "30.000000"),
    ],
)
def test_countback(receivables: int, months: list[tuple[int, int]], expected: str) -> None:
    assert formulas.dso_countback(receivables, months) == Measure(Decimal(expected))


def test_countback_beyond_the_books_and_of_nothing() -> None:
    assert formulas.dso_countback(201, [(100, 30), (100, 31)]) == Measure(None, "exceeds_history")
    assert formulas.dso_countback(1, []) == Measure(None, "exceeds_history")
    assert formulas.dso_countback(0, []) == Measure(Decimal(0))
    assert formulas.dso_countback(-500, [(100, 30)]) == Measure(Decimal(0))


def test_late_days_are_weighted_by_dollars() -> None:
    paid = [(1_000, 10), (500, 40), (1_500, 0)]
    late = formulas.weighted_days_late(
        sum(dollars * CENTS * days for dollars, days in paid),
        sum(dollars * CENTS for dollars, _ in paid),
    )
    assert late == Measure(Decimal(10))


def test_rates_of_a_step() -> None:
    assert formulas.ratio(12_000, 30_000).value == Decimal("0.4")
    assert formulas.ratio(18, 60).value == Decimal("0.3")
    assert formulas.ratio(0, 0) == Measure(None, "zero_denominator")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Fraction(1, 2_000_000), "0.000001"), (Fraction(-1, 2_000_000), "-0.000001"), (0, "0.000000")],
)
def test_half_of_the_last_digit_goes_away_from_zero(value: Fraction, expected: str) -> None:
    assert str(formulas.rounded(Fraction(value))) in {expected, "0E-6"}
    assert formulas.rounded(Fraction(value)) == Decimal(expected)


MARKOV = {
    "1-30": {"paid": 50, "1-30": 25, "31-60": 25},
    "31-60": {"paid": 50, "bad": 20, "1-30": 5, "31-60": 25},
}


def test_losses_follow_every_dollar_to_its_end() -> None:
    balances = {"1-30": 40_000 * CENTS, "31-60": 50_000 * CENTS}
    assert formulas.expected_loss(balances, MARKOV).value == 17_272_73
    assert formulas.expected_loss(balances, MARKOV, bad="paid").value == 72_727_27


def test_losses_need_a_past_only_where_money_can_come() -> None:
    unknown = {"1-30": MARKOV["1-30"], "31-60": {}}
    assert formulas.expected_loss({"1-30": 100, "31-60": 0}, unknown).reason == "no_history"
    apart = MARKOV | {"over 120": {}}
    assert formulas.expected_loss({"1-30": 100, "over 120": 0}, apart).value is not None
    stuck = {"over 120": {"over 120": 10}}
    assert formulas.expected_loss({"over 120": 100}, stuck).reason == "no_history"
    assert formulas.expected_loss({"over 120": 0}, stuck) == Measure(Decimal(0))


amounts = st.integers(0, 10**10)


@given(amounts, amounts, amounts, amounts, amounts, amounts)
def test_the_seed_formula_is_cash_over_all_that_lowered_receivables(
    opening: int, sales: int, receipts: int, refunds: int, writeoffs: int, debits: int
) -> None:
    closing = opening + sales - receipts + refunds - writeoffs + debits
    cash = receipts - refunds
    case = Period(opening, sales, cash, closing, 0, 1, 30)
    reduction = cash + writeoffs - debits
    assert formulas.cei_seed_denominator(case) == reduction
    if reduction > 0:
        expected = formulas.rounded(Fraction(cash, reduction) * 100)
        assert formulas.cei_seed(case).value == expected
    else:
        assert formulas.cei_seed(case).value is None
    if writeoffs == debits and cash > 0:
        assert formulas.cei_seed(case).value == 100


@given(amounts, amounts, amounts, amounts, st.integers(0, 10**6))
def test_without_other_entries_crf_and_cash_agree_and_writeoffs_part_them(
    opening: int, sales: int, cash: int, current: int, writeoffs: int
) -> None:
    closing = opening + sales - cash - writeoffs
    case = Period(opening, sales, cash, closing, min(current, max(closing, 0)), 1, 30)
    crf, ours = formulas.cei_crf(case), formulas.cei_cash(case)
    assert (crf.value is None) == (ours.value is None)
    if crf.value is not None and ours.value is not None:
        assert crf.value >= ours.value
        assert (crf.value == ours.value) or writeoffs > 0


@given(
    st.integers(-100, 10**8),
    st.lists(st.tuples(st.integers(-(10**6), 10**8), st.integers(28, 31)), max_size=24),
)
def test_countback_lies_within_the_months_it_uses(
    receivables: int, months: list[tuple[int, int]]
) -> None:
    measured = formulas.dso_countback(receivables, months)
    sold = sum(max(sales, 0) for sales, _ in months)
    assert (measured.value is None) == (receivables > max(sold, 0) and receivables > 0)
    if measured.value is not None:
        assert 0 <= measured.value <= sum(days for _, days in months)


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 366))
def test_average_days_delinquent_is_dso_less_best_possible(
    sales: int, closing: int, current: int, days: int
) -> None:
    case = Period(0, sales, 0, closing, min(current, closing), 1, days)
    whole, best = formulas.dso(case).value, formulas.dso_best_possible(case).value
    late = formulas.average_days_delinquent(case).value
    assert whole is not None and best is not None and late is not None
    assert abs(whole - best - late) <= Decimal("0.000001")


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_all_of_a_dollar_ends_somewhere(moved: list[int]) -> None:
    chain = {
        "current": {"paid": moved[0], "late": moved[1]},
        "late": {"paid": moved[2], "bad": moved[3], "current": 1, "late": 5},
    }
    balances = {"current": 10_000, "late": 20_000}
    bad = formulas.expected_loss(balances, chain).value
    paid = formulas.expected_loss(balances, chain, bad="paid").value
    assert bad is not None and paid is not None
    assert abs(bad + paid - 30_000) <= 1
