"""Which rows a defect befalls."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints


def some(rng: Generator, among: Ints | np.ndarray, rate: float, of: int | None = None) -> Ints:
    """Positions of a share of the rows: of those in `among` (mask or positions), at least one."""
    among = np.flatnonzero(among) if among.dtype == bool else among
    count = max(1, round(rate * (len(among) if of is None else of)))
    return rng.permutation(among)[:count]
