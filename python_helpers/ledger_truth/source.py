"""OpenDental's tables as plain Python lists of cents, day numbers and keys; nothing is null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_EPOCH: Final = date(1970, 1, 1)
_UNUSABLE_FROM: Final = 1e9


def day_number(day: date) -> int:
    """Days since 1970-01-01, as Arrow's date32 counts them."""
    return (day - _EPOCH).days


BLANK_DAY: Final = day_number(date.min)
"""The day of every blank date: before all others, and so in the oldest bucket."""

NEVER: Final = day_number(date.max) + 1
"""After every day that a table can hold."""

_FIRST_REAL_DAY: Final = day_number(date(1880, 1, 1))


def _is_usable(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.isfinite(amounts) & (np.abs(amounts) < _UNUSABLE_FROM)


def to_cents(amounts: npt.NDArray[np.float64], blank: float = 0.0) -> list[int]:
    """Whole cents of amounts in dollars, rounded half away from zero.

    Going through six decimals first takes 1.005, which a double holds as 1.00499..., for the
    half cent that was typed. NaN (null), infinite and absurd amounts count as `blank`.
    """
    dollars = np.where(_is_usable(amounts), amounts, blank)
    millionths = np.floor(np.abs(dollars) * 1e6 + 0.5).astype(np.int64)
    cents = np.sign(dollars).astype(np.int64) * ((millionths + 5_000) // 10_000)
    return cents.tolist()


class Source:
    """The columns of one table; a table or column that the practice lacks is empty or blank."""

    def __init__(self, tables: Mapping[str, pa.Table], name: str) -> None:
        self._table = tables.get(name)

    @property
    def _rows(self) -> int:
        return 0 if self._table is None else self._table.num_rows

    def _column(self, name: str, kind: pa.DataType) -> pa.ChunkedArray:
        if self._table is None or name not in self._table.column_names:
            return pa.chunked_array([pa.nulls(self._rows, kind)])
        return self._table.column(name).cast(kind)

    def integers(self, name: str) -> list[int]:
        """Keys, codes and counts; null is 0, OpenDental's "no link"."""
        return self._column(name, pa.int64()).fill_null(0).to_numpy().tolist()

    def texts(self, name: str) -> list[str]:
        """Text; null is empty."""
        return self._column(name, pa.string()).fill_null("").to_pylist()

    def days(self, name: str) -> list[int]:
        """Day numbers; null and every year before 1880 is BLANK_DAY."""
        days = self._column(name, pa.date32()).cast(pa.int32()).cast(pa.int64())
        numbers = days.fill_null(BLANK_DAY).to_numpy()
        return np.where(numbers < _FIRST_REAL_DAY, BLANK_DAY, numbers).tolist()

    def dollars(self, name: str) -> npt.NDArray[np.float64]:
        """Amounts as stored; null and unusable ones are NaN."""
        stored = self._column(name, pa.float64()).to_numpy()
        return np.where(_is_usable(stored), stored, np.nan)

    def cents(self, name: str, blank: float = 0.0) -> list[int]:
        """Whole cents; null and unusable amounts are `blank` dollars."""
        return to_cents(self.dollars(name), blank)
