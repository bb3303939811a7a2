"""How long things take: empirical lag curves, with waits that are not over yet counted as such."""

from __future__ import annotations

import numpy as np


def hazards(
    lag: np.ndarray, waited: np.ndarray, weight: np.ndarray, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weight ended at each lag, and weight that was still waiting when that lag began.

    lag: lag in days of those that ended, negative where it has not ended; waited: days waited so
    far of those; weight: dollars. Returns two arrays of `length` lags. Their ratio is the
    hazard of Kaplan and Meier (1958), by dollars: what is still waiting is neither late nor lost.
    """
    ended = lag >= 0
    at = np.clip(np.where(ended, lag, waited), 0, length - 1)
    counted = ended & (lag < length)
    ends = np.bincount(at[counted], weights=weight[counted], minlength=length)
    leaves = np.bincount(at, weights=weight, minlength=length)
    # whoever waits through day k is at risk on days 0 to k
    waiting = np.cumsum(leaves[::-1])[::-1]
    return ends, waiting


def shrunken_hazard(
    ends: np.ndarray, waiting: np.ndarray, prior: np.ndarray, prior_weight: float
) -> np.ndarray:
    """Hazards by group (groups, lags), drawn to the pooled ones where a group has little weight."""
    return (ends + prior_weight * prior) / np.maximum(waiting + prior_weight, 1e-9)


def smoothed(values: np.ndarray, half_width: int) -> np.ndarray:
    """Centred moving sums over 2 × half_width + 1 lags along the last axis, cut at the ends."""
    running = np.concatenate(
        [np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1
    )
    count = values.shape[-1]
    low = np.maximum(np.arange(count) - half_width, 0)
    high = np.minimum(np.arange(count) + half_width + 1, count)
    return running[..., high] - running[..., low]


def density(hazard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share that ends at each lag, and share still waiting when the lag begins."""
    survives = np.cumprod(1 - np.clip(hazard, 0, 1), axis=-1)
    before = np.concatenate([np.ones((*hazard.shape[:-1], 1)), survives[..., :-1]], axis=-1)
    return before * hazard, before


def still_to_come(share: np.ndarray, before: np.ndarray, days: int) -> np.ndarray:
    """Share of what waits at age a that ends t days later: (ages, days), t = 1 to `days`.

    share, before: as from `density`, by age from 0.
    """
    ages = share.shape[-1]
    padded = np.concatenate([share, np.zeros(days)])
    future = np.lib.stride_tricks.sliding_window_view(padded[1:], days)[:ages]
    waiting = np.concatenate([before[1:], [0.0]])
    return np.divide(
        future, waiting[:, None], out=np.zeros((ages, days)), where=waiting[:, None] > 1e-6
    )


def flow(starts: np.ndarray, share: np.ndarray, days: int) -> np.ndarray:
    """Daily ends of what starts daily: starts (..., days from 0), share by lag; first `days`
    days."""
    size = 1 << int(np.ceil(np.log2(starts.shape[-1] + share.shape[-1])))
    product = np.fft.rfft(starts, size) * np.fft.rfft(share, size)
    return np.fft.irfft(product, size)[..., :days]
