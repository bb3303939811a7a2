"""How good a forecast was. Pure functions of arrays in one unit; null (nan) where nothing can be
said.

Definitions: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.8 and
5.9; interval score: Winkler (1972), Gneiting and Raftery (2007).
"""

from __future__ import annotations

import numpy as np


def wape(actual: np.ndarray, forecast: np.ndarray) -> float:
    """Σ|actual − forecast| ÷ Σ|actual|."""
    return _ratio(np.abs(actual - forecast).sum(), np.abs(actual).sum())


def bias(actual: np.ndarray, forecast: np.ndarray) -> float:
    """(Σ forecast − Σ actual) ÷ Σ actual: above 0, too much was expected."""
    return _ratio(forecast.sum() - actual.sum(), actual.sum())


def seasonal_naive_error(history: np.ndarray, season: int) -> float:
    """Mean |value − value one season earlier| over a history: what MASE divides by."""
    if len(history) <= season:
        return float("nan")
    return float(np.abs(history[season:] - history[:-season]).mean())


def mase(actual: np.ndarray, forecast: np.ndarray, scale: np.ndarray | float) -> float:
    """Mean of |actual − forecast| ÷ scale, the scale being `seasonal_naive_error` of the history
    before each forecast (Hyndman and Koehler 2006); forecasts without a scale are left out."""
    scales = np.broadcast_to(np.asarray(scale, dtype=np.float64), actual.shape)
    usable = np.isfinite(scales) & (scales > 0)
    if not usable.any():
        return float("nan")
    return float((np.abs(actual - forecast)[usable] / scales[usable]).mean())


def coverage(actual: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """Share of actuals within [low, high], of those that have an interval."""
    known = np.isfinite(low) & np.isfinite(high)
    if not known.any():
        return float("nan")
    inside = (actual >= low) & (actual <= high)
    return float(inside[known].mean())


def interval_score(
    actual: np.ndarray, low: np.ndarray, high: np.ndarray, level: float = 0.8
) -> float:
    """Mean of width + 2 ÷ (1 − level) × what the actual lies outside, in the unit of the values."""
    known = np.isfinite(low) & np.isfinite(high)
    if not known.any():
        return float("nan")
    outside = np.maximum(low - actual, 0) + np.maximum(actual - high, 0)
    return float(((high - low) + 2 / (1 - level) * outside)[known].mean())


def _ratio(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator > 0 else float("nan")
