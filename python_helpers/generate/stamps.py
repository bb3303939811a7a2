"""Change stamps: when each row was last edited, never after the as-of date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from python_helpers.generate.calendar import BLANK_SECOND, DAY_SECONDS
from python_helpers.generate.chunk import Chunk
from python_helpers.opendental.catalog import CATALOG

_EDITED_LATER: Final = 0.06

# The columns whose latest value says when a row was last worked on.
_WORKED_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "procedurelog": ("DateEntryC", "SecDateEntry"),
    "adjustment": ("DateEntry",),
    "payment": ("DateEntry",),
    "paysplit": ("DateEntry",),
    "claim": ("SecDateEntry", "DateReceived", "DateResent"),
    "claimproc": ("SecDateEntry", "DateEntry", "DateSuppReceived"),
    "claimpayment": ("SecDateEntry",),
    "payplancharge": ("SecDateTEntry",),
    "orthocase": ("SecDateTEntry", "DebondDate"),
    "orthoschedule": ("BandingDateOverride",),
    "statement": ("DateSent",),
    "task": ("DateTimeOriginal", "DateTimeFinished"),
    "commlog": ("DateTEntry",),
    "smstomobile": ("DateTimeTerminated",),
    "smsfrommobile": ("DateTimeReceived",),
    "emailmessage": ("SecDateTEntry",),
    "appointment": ("SecDateTEntry", "AptDateTime"),
}


def stamp(chunk: Chunk) -> None:
    """Fill the change stamp of every row that has none yet."""
    site, rng = chunk.site, chunk.rng("stamps")
    for table, columns in _WORKED_ON.items():
        name = CATALOG[table].change_stamp
        if name is None or not chunk.count(table):
            continue
        rows = chunk.rows(table)
        count = len(rows[name])
        last = np.full(count, BLANK_SECOND)
        for column in columns:
            is_date = CATALOG[table].columns[column] == "date"
            second = rows[column] * DAY_SECONDS + 43_000 if is_date else rows[column]
            last = np.where(second <= site.last_second, np.maximum(last, second), last)
        unknown = last < BLANK_SECOND + DAY_SECONDS
        last = np.where(unknown, site.first_day * DAY_SECONDS, last)
        last += rng.integers(0, 14_000, count)
        edited = rng.random(count) < _EDITED_LATER
        last += np.where(edited, rng.exponential(25 * DAY_SECONDS, count).astype(np.int64), 0)
        rows[name] = np.minimum(last, site.last_second)
