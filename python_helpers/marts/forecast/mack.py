"""The chain ladder's own standard error, by the chainladder library.

Mack (1993), Distribution-free calculation of the standard error of chain ladder reserve estimates;
the last sigma by Mack's rule. It covers the run-off of work done: what work to come brings is not
in it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

_FIRST_YEAR: Final = 1990
_LEAST_COHORTS: Final = 3


@dataclass(frozen=True, slots=True)
class RunOff:
    """Cash still to come by cohort, oldest first, with standard errors; the total's apart."""

    to_come: np.ndarray
    error: np.ndarray
    total: float
    total_error: float


def mack_run_off(cumulative: np.ndarray) -> RunOff | None:
    """Run-off of a square triangle of cumulative cash: (cohorts, ages), nan where not yet known.

    A cohort whose last cumulative cash is not positive is left out. None when fewer than three
    cohorts remain: no error can be told from so few.
    """
    cohorts = len(cumulative)
    latest = np.array([row[np.isfinite(row)][-1] for row in cumulative])
    if cohorts < _LEAST_COHORTS or (latest <= 0).sum() > cohorts - _LEAST_COHORTS:
        return None
    known = np.where(latest[:, None] > 0, cumulative, np.nan)
    return fitted_run_off(_library_triangle(known))


def fitted_run_off(triangle: Any) -> RunOff:
    """Run-off of a chainladder.Triangle of cumulative amounts."""
    import chainladder

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        developed = chainladder.Development(sigma_interpolation="mack").fit_transform(triangle)
        fit = chainladder.MackChainladder().fit(developed)
        to_come = np.nan_to_num(np.asarray(fit.ibnr_.values, dtype=np.float64)[0, 0, :, 0])
        error = np.nan_to_num(np.asarray(fit.mack_std_err_.values, dtype=np.float64)[0, 0, :, -1])
        total_error = float(np.asarray(fit.total_mack_std_err_).ravel()[0])
    return RunOff(to_come, error, float(np.nansum(to_come)), total_error)


def log_normal_interval(mean: float, error: float, level: float = 0.8) -> tuple[float, float]:
    """The middle `level` of the log-normal distribution with this mean and standard error."""
    if mean <= 0 or error <= 0:
        return mean, mean
    variance = float(np.log1p((error / mean) ** 2))
    centre = float(np.log(mean)) - variance / 2
    away = NormalDist().inv_cdf((1 + level) / 2) * variance**0.5
    return float(np.exp(centre - away)), float(np.exp(centre + away))


def _library_triangle(cumulative: np.ndarray) -> Any:
    """The triangle as the library takes it: cohorts as years, ages as years since."""
    import chainladder

    cohort, age = np.nonzero(np.isfinite(cumulative))
    rows = pd.DataFrame(
        {
            "origin": _FIRST_YEAR + cohort,
            "valuation": _FIRST_YEAR + cohort + age,
            "amount": cumulative[cohort, age],
        }
    )
    rows["origin"] = pd.to_datetime(rows["origin"], format="%Y")
    rows["valuation"] = pd.to_datetime(rows["valuation"], format="%Y")
    # the class says of itself that it is abstract
    make: Any = chainladder.Triangle
    return make(rows, origin="origin", development="valuation", columns="amount", cumulative=True)
