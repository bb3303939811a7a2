"""Measures against hand-computed figures."""

from __future__ import annotations

import numpy as np
import pytest

from python_helpers.marts.forecast.baselines import one_step_cash
from python_helpers.marts.forecast.measures import (
    bias,
    coverage,
    interval_score,
    mase,
    seasonal_naive_error,
    wape,
)


def test_wape_and_bias_of_three_months() -> None:
    actual, forecast = np.array([100.0, 120.0, 80.0]), np.array([110.0, 110.0, 90.0])
    assert wape(actual, forecast) == pytest.approx(0.10)
    assert bias(actual, forecast) == pytest.approx(10 / 300)


def test_mase_is_scaled_by_the_seasonal_naive_of_the_history() -> None:
    history = np.array([100.0, 90, 110, 120, 105, 95, 115, 126])
    actual, forecast = np.array([110.0, 99.0]), np.array([105.0, 95.0])
    scale = seasonal_naive_error(history, season=4)
    assert scale == pytest.approx(5.25)
    assert wape(actual, forecast) == pytest.approx(0.04306, abs=5e-6)
    assert mase(actual, forecast, scale) == pytest.approx(0.8571, abs=5e-5)


def test_forecasts_without_a_scale_are_left_out_of_mase() -> None:
    actual, forecast = np.array([10.0, 10.0]), np.array([8.0, 0.0])
    assert mase(actual, forecast, np.array([4.0, np.nan])) == pytest.approx(0.5)
    assert np.isnan(mase(actual, forecast, np.array([np.nan, 0.0])))


def test_a_history_shorter_than_a_season_has_no_scale() -> None:
    assert np.isnan(seasonal_naive_error(np.arange(12.0), season=12))


@pytest.mark.parametrize(
    ("actual", "score"),
    [
        pytest.param(125.0, 80.0, id="five above: width 30 and ten times five"),
        pytest.param(100.0, 30.0, id="inside: its width"),
        pytest.param(88.0, 50.0, id="two below"),
    ],
)
def test_interval_score(actual: float, score: float) -> None:
    made = interval_score(np.array([actual]), np.array([90.0]), np.array([120.0]))
    assert made == pytest.approx(score)


def test_coverage_counts_the_ends_and_leaves_out_what_has_no_interval() -> None:
    actual = np.array([90.0, 120.0, 121.0, 5.0])
    low, high = np.array([90.0, 90.0, 90.0, np.nan]), np.array([120.0, 120.0, 120.0, np.nan])
    assert coverage(actual, low, high) == pytest.approx(2 / 3)
    assert np.isnan(coverage(actual[3:], low[3:], high[3:]))


def test_nothing_can_be_said_without_cash() -> None:
    nothing = np.zeros(3)
    assert np.isnan(wape(nothing, np.ones(3)))
    assert np.isnan(bias(nothing, np.ones(3)))


def test_one_step_cash_of_buckets() -> None:
    balances, shares = [60_000, 20_000, 10_000, 8_000], [0.70, 0.40, 0.25, 0.10]
    assert one_step_cash(balances, shares) == pytest.approx(53_300)
