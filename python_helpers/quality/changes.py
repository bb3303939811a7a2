"""Compares what was counted now with what was counted after earlier loads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from python_helpers.quality.measures import Measure

Place = tuple[int, str, str]
"""Practice, table and column ("" for the table itself)."""

Counts = Mapping[tuple[Place, str], float]
"""Values by place and name of the measure."""


def compare(
    now: Sequence[Measure],
    earlier: Sequence[Counts],
    missing: Mapping[int, frozenset[tuple[str, str]]],
) -> list[Measure]:
    """The measures of now, and those against earlier loads, newest first in `earlier`.

    `missing` are the columns, by practice, that the source lacked at the last load. What no
    earlier load counted is compared with nothing.
    """
    found = list(now)
    counts = {((m.practice_id, m.table, m.column), m.name): m.value for m in now}
    for (place, name), value in counts.items():
        past = [one[place, name] for one in earlier if (place, name) in one]
        if not past:
            continue
        if name == "row_count":
            found += _of_rows(place, value, past)
        elif name == "amount_total" and past[0]:
            kept = value / past[0]
            found.append(Measure(*place, "amount_kept", kept, past[0]))
        elif name in ("filled_rows", "null_rows"):
            rows = (place[0], place[1], ""), "row_count"
            shares = _shares(place, name, rows, earlier)
            share = value / counts[rows] if counts[rows] else None
            if name == "filled_rows":
                is_missing = (place[1], place[2]) in missing.get(place[0], ())
                found += _of_filled(place, share, shares, past[0], is_missing)
            elif share is not None and shares:
                rise = share - median(shares)
                found.append(Measure(*place, "null_share_rise", rise, past[0]))
    return found


def _of_rows(place: Place, rows: float, past: Sequence[float]) -> list[Measure]:
    found = []
    if past[0]:
        found.append(Measure(*place, "rows_kept", rows / past[0], past[0]))
    if typical := median(past):
        found.append(Measure(*place, "rows_to_typical", rows / typical, typical))
    return found


def _shares(
    place: Place, name: str, rows: tuple[Place, str], earlier: Sequence[Counts]
) -> list[float]:
    """A column's share of its table's rows at each earlier load that had rows."""
    return [
        one[place, name] / one[rows] for one in earlier if (place, name) in one and one.get(rows)
    ]


def _of_filled(
    place: Place, share: float | None, shares: Sequence[float], held: float, is_missing: bool
) -> list[Measure]:
    lost = 1.0 if is_missing and held else 0.0
    found = [Measure(*place, "column_lost", lost, held)]
    # rows that are all gone are the table's matter, not the column's
    if share is not None and shares and (usual := median(shares)):
        found.append(Measure(*place, "filled_kept", share / usual, held))
    return found
