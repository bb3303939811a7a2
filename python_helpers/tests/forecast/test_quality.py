"""Generated practices with known payment laws: how near to the best possible is the forecast?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import numpy as np
import pytest

from python_helpers.marts.forecast.backtest import (
    Backtest,
    chosen_methods,
    prequential_shares,
    run_backtest,
)
from python_helpers.marts.forecast.history import STREAMS, day_number, read_histories
from python_helpers.marts.forecast.measures import bias, coverage, wape
from python_helpers.marts.forecast.methods import ALL_STREAMS, METHODS, TOTAL, first_day
from python_helpers.marts.forecast.rows import served
from python_helpers.tests.forecast.law import Law
from python_helpers.tests.forecast.practices import AS_OF, Recipe, practices_warehouse

_TAUGHT = 12  # origins that teach and are not measured
_MORE_SEEDS = int(os.environ.get("FORECAST_SEEDS", "3"))
_RECIPES = [Recipe("general", 11 + n, 2_000) for n in range(_MORE_SEEDS)] + [
    Recipe("ortho", 21 + n, 1_200) for n in range(_MORE_SEEDS)
]
_JUDGED = {"month": 3, "week": 13}


@dataclass(frozen=True)
class Measured:
    """One practice at the origins that are measured; arrays (origins, streams, periods)."""

    profile: str
    test: Backtest
    actual: np.ndarray
    law: np.ndarray
    model: np.ndarray
    best_baseline: np.ndarray
    as_served: np.ndarray
    half: np.ndarray
    usual: np.ndarray

    def of(self, unit: str, stream: str) -> tuple[np.ndarray, np.ndarray]:
        """Positions of the periods judged, and which of them were over."""
        periods = [
            place
            for place, period in enumerate(self.test.periods)
            if period.unit == unit and period.number <= _JUDGED[unit]
        ]
        known = np.isfinite(self.actual[:, ALL_STREAMS.index(stream)][:, periods])
        known[:_TAUGHT] = False
        return np.array(periods), known

    def values(self, name: str, unit: str, stream: str) -> np.ndarray:
        """Values of one figure at the periods judged, in one row."""
        periods, known = self.of(unit, stream)
        own: np.ndarray = getattr(self, name)[:, ALL_STREAMS.index(stream)][:, periods][known]
        return own


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Measured]]:
    with pytest.MonkeyPatch.context() as patch:
        path, folders = practices_warehouse(tmp_path_factory.mktemp("laws"), _RECIPES, patch)
        yield _measured(path, folders)


def _measured(path: Path, folders: list[Path]) -> list[Measured]:
    as_of = day_number(AS_OF)
    con = ibis.duckdb.connect(path, read_only=True)
    histories = list(read_histories(con, AS_OF))
    con.disconnect()
    made = []
    for history, folder, recipe in zip(histories, folders, _RECIPES, strict=True):
        start = first_day(history)
        assert start is not None
        test = run_backtest(history, as_of, start)
        shares = prequential_shares(test)
        chosen = [chosen_methods(test, int(origin), shares) for origin in test.origins]
        as_served = np.stack([served(test.expected[i], own) for i, own in enumerate(chosen)])
        # the same choice, were there no model
        baselines = [_best_baselines(test, int(origin)) for origin in test.origins]
        best = np.stack([served(test.expected[i], own) for i, own in enumerate(baselines)])
        law = Law(folder, history, start, as_of)
        half = _served_shares(test, as_served)
        made.append(
            Measured(
                profile=recipe.profile,
                test=test,
                actual=test.actual.sum(axis=2),
                law=np.stack([law.forecast(int(origin)) for origin in test.origins]),
                model=test.expected[:, 0].sum(axis=2),
                best_baseline=best.sum(axis=2),
                as_served=as_served.sum(axis=2),
                half=half,
                usual=test.usual.sum(axis=2),
            )
        )
    return made


def _best_baselines(test: Backtest, origin: int) -> np.ndarray:
    """The baseline with the lowest WAPE until an origin, by stream and unit; (streams, periods)."""
    chosen = np.full((len(STREAMS), len(test.periods)), METHODS.index("per_business_day"))
    over = (test.ends <= origin) & (test.origins[:, None] < origin)
    for unit in _JUDGED:
        columns = [p for p, period in enumerate(test.periods) if period.unit == unit]
        mask = over[:, columns]
        if mask.any(axis=1).sum() < 12:
            continue
        for stream in range(len(STREAMS)):
            actual = test.actual[:, stream].sum(axis=1)[:, columns][mask]
            errors = [
                wape(actual, test.expected[:, m, stream].sum(axis=1)[:, columns][mask])
                for m in range(1, len(METHODS))
            ]
            chosen[stream, columns] = 1 + int(np.argmin(errors))
    return chosen


def _served_shares(test: Backtest, as_served: np.ndarray) -> np.ndarray:
    return prequential_shares(replace(test, expected=as_served[:, None]))[:, 0]


def _pooled(measured: list[Measured], name: str, unit: str, stream: str) -> float:
    """WAPE over practices together."""
    actual = np.concatenate([one.values("actual", unit, stream) for one in measured])
    forecast = np.concatenate([one.values(name, unit, stream) for one in measured])
    return wape(actual, forecast)


def _gap_closed(measured: list[Measured], name: str, unit: str, stream: str) -> tuple[float, str]:
    """Share of the way from the best baseline (chosen as one would have) to the known law."""
    error = {
        own: _pooled(measured, own, unit, stream)
        for own in ("best_baseline", "law", "model", "as_served")
    }
    closed = (error["best_baseline"] - error[name]) / (error["best_baseline"] - error["law"])
    return closed, f"{stream} by {unit}: {name} closes {closed:.2f} of the gap; WAPE {error}"


def _of_profile(measured: list[Measured], profile: str) -> list[Measured]:
    return [one for one in measured if one.profile == profile]


@pytest.mark.parametrize("profile", ["general", "ortho"])
@pytest.mark.parametrize("unit", ["month", "week"])
def test_the_model_closes_half_the_gap_to_the_known_law(
    measured: list[Measured], profile: str, unit: str
) -> None:
    closed, said = _gap_closed(_of_profile(measured, profile), "model", unit, TOTAL)
    assert closed >= 0.5, said


@pytest.mark.parametrize(
    ("unit", "stream", "least"),
    [
        # where much is to be gained, the promotion rule lets the model through
        pytest.param("month", "insurance", 0.35, id="insurers' months"),
        pytest.param("week", "payment_plan", 0.4, id="weeks of plans"),
        # a stream in which the law itself is hardly better than a baseline is served the baseline
        pytest.param("month", TOTAL, 0.25, id="all months"),
        pytest.param("week", TOTAL, 0.4, id="all weeks"),
    ],
)
def test_what_is_served_closes_part_of_the_gap(
    measured: list[Measured], unit: str, stream: str, least: float
) -> None:
    closed, said = _gap_closed(measured, "as_served", unit, stream)
    assert closed >= least, said


@pytest.mark.parametrize("profile", ["general", "ortho"])
@pytest.mark.parametrize("unit", ["month", "week"])
def test_intervals_cover_what_they_promise(
    measured: list[Measured], profile: str, unit: str
) -> None:
    for stream in ALL_STREAMS:
        own = _of_profile(measured, profile)
        actual, low, high = (
            np.concatenate(parts)
            for parts in zip(
                *(
                    (
                        one.values("actual", unit, stream),
                        one.values("as_served", unit, stream)
                        - one.values("half", unit, stream) * one.values("usual", unit, stream),
                        one.values("as_served", unit, stream)
                        + one.values("half", unit, stream) * one.values("usual", unit, stream),
                    )
                    for one in own
                ),
                strict=True,
            )
        )
        held = coverage(actual, low, high)
        assert 0.70 <= held <= 0.90, f"{stream}: {held:.3f} of {len(actual)} {unit}s"


def test_the_known_law_is_a_fair_judge(measured: list[Measured]) -> None:
    """It beats every baseline on insurers' months, and is all but free of bias there."""
    for profile in ("general", "ortho"):
        own = _of_profile(measured, profile)
        law = _pooled(own, "law", "month", "insurance")
        assert law < 0.9 * _pooled(own, "best_baseline", "month", "insurance")
        actual = np.concatenate([one.values("actual", "month", "insurance") for one in own])
        forecast = np.concatenate([one.values("law", "month", "insurance") for one in own])
        assert abs(bias(actual, forecast)) < 0.05
