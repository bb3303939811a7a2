"""Lags, calendar, production, intervals: each rule with figures worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from python_helpers.marts.forecast.backtest import half_widths
from python_helpers.marts.forecast.baselines import bucket_cash, simple_baselines
from python_helpers.marts.forecast.history import day_number
from python_helpers.marts.forecast.lags import density, flow, hazards, still_to_come
from python_helpers.marts.forecast.patients import months_before
from python_helpers.marts.forecast.plans import anchor
from python_helpers.marts.forecast.production import expected_production, seasonal_factors
from python_helpers.marts.forecast.rows import cents, to_date
from python_helpers.marts.forecast.workdays import periods_after, within, working_weights


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def test_weeks_begin_the_day_after_and_months_are_whole() -> None:
    periods = periods_after(day("2026-11-21"))
    named = {(p.unit, p.number): (to_date(p.start), to_date(p.end)) for p in periods}
    assert named["week", 1] == (date(2026, 11, 22), date(2026, 11, 28))
    assert named["week", 13] == (date(2027, 2, 14), date(2027, 2, 20))
    assert named["month", 1] == (date(2026, 12, 1), date(2026, 12, 31))
    assert named["month", 6] == (date(2027, 5, 1), date(2027, 5, 31))
    at_month_end = periods_after(day("2026-11-30"))
    assert to_date(next(p.start for p in at_month_end if p.unit == "month")) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("origin", "of", "before"),
    [
        pytest.param("2026-11-21", "2026-10-22", 0, id="the month up to the 21st"),
        pytest.param("2026-11-21", "2026-10-21", 1, id="the one before"),
        pytest.param("2026-11-21", "2026-11-22", -1, id="the one after"),
        pytest.param("2026-02-28", "2026-01-31", 1, id="a month's end: calendar months"),
        pytest.param("2026-02-28", "2026-03-31", -1, id="and after it"),
    ],
)
def test_months_end_on_the_origins_day(origin: str, of: str, before: int) -> None:
    assert months_before(day(origin), np.array([day(of)]))[0] == before


def test_a_months_end_stays_one() -> None:
    assert to_date(anchor(day("2026-04-30"), 1)) == date(2026, 3, 31)
    assert to_date(anchor(day("2026-03-30"), 1)) == date(2026, 2, 28)
    assert to_date(anchor(day("2026-11-21"), 2)) == date(2026, 9, 21)


def test_what_still_waits_is_at_risk_and_not_late() -> None:
    # 100 answered after 1 day, 100 after 2, 200 wait since a day
    ends, waiting = hazards(
        np.array([1, 2, -1]), np.array([9, 9, 1]), np.array([100.0, 100.0, 200.0]), 4
    )
    assert ends.tolist() == [0, 100, 100, 0]
    assert waiting.tolist() == [400, 400, 100, 0]


def test_what_has_waited_comes_by_the_rest_of_the_curve() -> None:
    share, before = density(np.array([0.0, 0.5, 0.5, 1.0]))
    assert share.tolist() == [0, 0.5, 0.25, 0.25]
    assert before.tolist() == [1, 1, 0.5, 0.25]
    coming = still_to_come(share, before, days=3)
    assert coming[0].tolist() == [0.5, 0.25, 0.25]
    assert coming[1].tolist() == [0.5, 0.5, 0]  # half is over: the rest is split evenly
    assert coming[3].tolist() == [0, 0, 0]


def test_a_flow_is_what_started_before() -> None:
    made = flow(np.array([10.0, 20.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.5]), 4)
    assert made == pytest.approx([0, 5, 15, 10])


def test_a_weekday_that_brings_nothing_is_not_worked() -> None:
    monday = day("2026-06-01")
    days = np.arange(monday, monday + 28)
    amounts = np.where((days + 3) % 7 < 4, 100.0, 0.0)
    assert working_weights(days, amounts).tolist() == [1, 1, 1, 1, 0, 0, 0]
    assert working_weights(days, np.zeros(28)).tolist() == [1, 1, 1, 1, 1, 0, 0]


def test_production_goes_on_as_it_was_with_its_growth() -> None:
    first = day("2024-01-01")
    days = np.arange(first, day("2026-06-30") + 1)
    level = np.where((days + 3) % 7 < 5, 1_000.0, 0.0)
    flat = expected_production(np.stack([level, level / 2]), first, 28)
    assert flat.sum(axis=1) == pytest.approx([20_000, 10_000], rel=0.01)
    grown = level * 1.10 ** ((days - first) / 365)
    made = expected_production(grown[None], first, 28).sum()
    truth = 20_000 * 1.10 ** ((days[-1] + 14 - first) / 365)
    assert made == pytest.approx(truth, rel=0.02)
    assert made < truth  # a quarter of the growth is not trusted


def test_a_season_needs_two_years_and_is_drawn_to_none() -> None:
    months = np.tile(np.r_[np.full(11, 100.0), 160.0], 4)
    assert seasonal_factors(months[:23], 0).tolist() == [1.0] * 12
    factors = seasonal_factors(months, 0)
    assert factors.mean() == pytest.approx(1)
    assert 1.2 < factors[11] < 160 / 105


def test_baselines_of_a_practice_by_hand() -> None:
    """31 in a day of last month, 10 in every other day; weeks of seven worked days."""
    origin = day("2026-07-31")
    first = day("2025-01-01")
    days = np.arange(first, origin + 1)
    cash = np.where(days >= day("2026-07-01"), 31.0, 10.0)[None]
    made = simple_baselines(cash, np.ones(len(days)), first, periods_after(origin))
    august = 13  # after the weeks
    assert made["last_month"][0, august] == pytest.approx(31 * 31)
    assert made["last_month"][0, 0] == pytest.approx(31 * 7)
    assert made["same_month_last_year"][0, august] == pytest.approx(310)
    assert made["mean_3_months"][0, august] == pytest.approx((310 + 300 + 961) / 3)
    year = 10 * (365 - 31) + 961
    assert made["mean_12_months"][0, august] == pytest.approx(year / 12)
    per_day = (10 * (364 - 31) + 961) / 364
    assert made["per_business_day"][0, august] == pytest.approx(31 * per_day)
    assert made["per_business_day"][0, 0] == pytest.approx(7 * per_day)


def test_buckets_bring_the_share_that_they_brought() -> None:
    """Each month charges 100: 20 come at once, half of the rest a month later, then nothing."""
    months = 8
    paid = np.zeros((1, months, 36))
    paid[0, :, 0] = 20
    paid[0, :-1, 1] = 40
    made = bucket_cash(np.full((1, months), 100.0), {"patient": paid}, ahead=2)["patient"]
    # the open 80 of the last month bring 40; of a new month's work come 20 at once
    assert made[0, 0] == pytest.approx(60)
    # a month further: of what is open today nothing comes, of work in between 20 + 20 + 40
    assert made[0, 1] == pytest.approx(20 + 40)


def test_a_smaller_clinics_interval_is_wider_for_its_size() -> None:
    usual = np.array([[900.0], [100.0]])
    half = half_widths(np.array([0.1]), usual)
    assert half[:, 0] == pytest.approx([0.1 * 30 * 1000**0.5, 0.1 * 10 * 1000**0.5])
    # independent misses of the two add up to the practice's
    assert np.hypot(*half[:, 0]) == pytest.approx(0.1 * 1000)


def test_sums_over_periods() -> None:
    origin = day("2026-11-30")
    periods = periods_after(origin)
    made = within(np.ones((2, 200)), origin + 1, periods)
    assert made[1, 0] == 7
    assert made[0, 13] == 31


def test_cents_are_half_up() -> None:
    assert [str(cents(x)) for x in (1.005, 2.675, -0.005)] == ["1.01", "2.68", "-0.01"]
