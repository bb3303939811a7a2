"""The chain ladder and its error against published triangles."""

from __future__ import annotations

import chainladder
import numpy as np
import pytest

from python_helpers.marts.forecast.mack import fitted_run_off, log_normal_interval, mack_run_off
from python_helpers.marts.forecast.patients import (
    additive_shares,
    development_factors,
    run_off_by_chain_ladder,
    run_off_by_shares,
)

_ = np.nan
SMALL = np.array(
    [[600, 840, 900, 918], [500, 725, 770, _], [700, 950, _, _], [650, _, _, _]], dtype=np.float64
)


def increments(cumulative: np.ndarray) -> np.ndarray:
    """Cash by age, 0 where not yet known."""
    return np.nan_to_num(np.diff(cumulative, axis=1, prepend=0.0))


def test_a_triangle_of_four_months_by_hand() -> None:
    run_off = mack_run_off(SMALL)
    assert run_off is not None
    assert run_off.to_come == pytest.approx([0, 15.40, 84.01, 338.51], abs=0.005)
    assert run_off.error == pytest.approx([0, 1.15, 7.49, 37.07], abs=0.005)
    assert run_off.total == pytest.approx(437.92, abs=0.005)
    assert run_off.total_error == pytest.approx(38.42, abs=0.005)


def test_the_log_normal_interval_of_its_total() -> None:
    assert log_normal_interval(437.92295, 38.41928) == pytest.approx((389.94, 488.05), abs=0.005)


def test_without_an_error_the_interval_is_the_mean() -> None:
    assert log_normal_interval(0.0, 0.0) == (0.0, 0.0)
    assert log_normal_interval(120.0, 0.0) == (120.0, 120.0)


@pytest.mark.parametrize(
    ("sample", "total", "error"),
    [
        pytest.param("raa", 52_135, 26_909, id="RAA"),
        pytest.param("genins", 18_680_856, 2_447_095, id="Taylor and Ashe"),
    ],
)
def test_published_triangles(sample: str, total: float, error: float) -> None:
    run_off = fitted_run_off(chainladder.load_sample(sample))
    assert run_off.total == pytest.approx(total, abs=0.5)
    assert run_off.total_error == pytest.approx(error, abs=0.5)


def test_our_factors_are_the_librarys() -> None:
    factors = development_factors(increments(SMALL), diagonals=10)
    assert factors == pytest.approx([1, 1.39722, 1.06709, 1.02], abs=5e-6)


def test_cash_to_come_by_month_adds_up_to_the_run_off() -> None:
    paid = increments(SMALL)
    factors = development_factors(paid, diagonals=10)
    coming = run_off_by_chain_ladder(paid[None], factors, ahead=3)
    assert coming.sum() == pytest.approx(437.92, abs=0.005)
    # next month: 650 × .39722, 950 × .06709, 770 × .02
    assert coming[0, 0] == pytest.approx(650 * 0.397222 + 950 * 0.067090 + 770 * 0.02, abs=0.01)


def test_only_the_last_diagonals_make_the_factors() -> None:
    # of the last two months of payments: ages 0-1 are known from cohorts 1 and 2
    factors = development_factors(increments(SMALL), diagonals=2)
    assert factors[1] == pytest.approx((725 + 950) / (500 + 700))


def test_a_factor_needs_positive_cash() -> None:
    assert development_factors(-increments(SMALL), diagonals=10)[1] == 1.0


def test_additive_shares_are_cash_per_dollar_of_work() -> None:
    paid = np.array([[50.0, 30.0], [60.0, 0.0]])
    shares = additive_shares(paid, np.array([100.0, 120.0]), diagonals=12)
    assert shares == pytest.approx([110 / 220, 30 / 100])
    # the second month, a month old, still brings 0.3 of its 120
    assert run_off_by_shares(np.array([[100.0, 120.0]]), shares, ahead=2) == pytest.approx(
        np.array([[36.0, 0.0]])
    )


def test_cohorts_that_brought_nothing_are_left_out() -> None:
    refunded = SMALL.copy()
    refunded[3, 0] = -5
    run_off = mack_run_off(refunded)
    assert run_off is not None
    assert run_off.to_come[3] == 0
    assert mack_run_off(-SMALL) is None
    assert mack_run_off(SMALL[:2, :2]) is None
