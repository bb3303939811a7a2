"""Rows as named columns: the only data structure of the generator.

Numbers, dates and timestamps are int64 arrays (money in cents, dates in days, timestamps in
seconds since 1970), texts are Arrow arrays. They take OpenDental's types on the way out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_helpers.generate.calendar import BLANK_DAY, BLANK_SECOND
from python_helpers.opendental.catalog import DECLARED, ColumnType

Rows = dict[str, Any]
"""Column name to an int64 array or, for texts, an Arrow string array; all of one length."""

_BLANK: Final[Mapping[ColumnType, int]] = {
    "bigint": 0,
    "integer": 0,
    "double": 0,
    "date": BLANK_DAY,
    "timestamp": BLANK_SECOND,
}


def length(rows: Mapping[str, Any]) -> int:
    """How many rows there are."""
    return len(next(iter(rows.values()))) if rows else 0


def pick(rows: Mapping[str, Any], where: Any) -> Rows:
    """The rows at these positions, or where this mask holds, in that order."""
    positions = np.flatnonzero(where) if np.asarray(where).dtype == bool else np.asarray(where)
    return {
        name: column[positions]
        if isinstance(column, np.ndarray)
        else column.take(pa.array(positions))
        for name, column in rows.items()
    }


def stack(parts: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows of all parts, one below the other; every part has the same columns."""
    first = parts[0]
    return {
        name: np.concatenate([part[name] for part in parts])
        if isinstance(first[name], np.ndarray)
        else pa.concat_arrays([part[name] for part in parts])
        for name in first
    }


def complete(table: str, given: Mapping[str, Any]) -> Rows:
    """Every column of an OpenDental table, scalars spread and missing columns blank.

    Raises KeyError for a column that the table does not have.
    """
    columns = DECLARED[table].columns
    unknown = given.keys() - columns.keys()
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    count = next(len(v) for v in given.values() if isinstance(v, (np.ndarray, pa.Array, list)))
    rows: Rows = {}
    for name, kind in columns.items():
        if kind == "text":
            rows[name] = _texts(given.get(name, ""), count)
        else:
            value = np.array(given.get(name, _BLANK[kind]), dtype=np.int64)
            rows[name] = np.broadcast_to(value, count).copy() if value.ndim == 0 else value
        if len(rows[name]) != count:
            raise ValueError(f"{table}.{name} has {len(rows[name])} rows, not {count}")
    return rows


def _texts(value: Any, count: int) -> pa.Array:
    if isinstance(value, str):
        return pa.repeat(pa.scalar(value, pa.string()), count)
    if isinstance(value, pa.ChunkedArray):
        return value.combine_chunks()
    return value if isinstance(value, pa.Array) else pa.array(value, pa.string())


def choose_text(choices: Sequence[str], positions: Any) -> pa.Array:
    """The choices at these positions, as an Arrow array."""
    return pa.array(choices, pa.string()).take(pa.array(np.asarray(positions)))


def to_arrow(table: str, rows: Mapping[str, Any]) -> pa.Table:
    """An OpenDental table in its declared types; hundredths become the nearest double."""
    arrays = []
    for name, kind in DECLARED[table].columns.items():
        column = rows[name]
        if kind == "double":
            arrays.append(pa.array(column / 100.0, pa.float64()))
        elif kind == "date":
            arrays.append(pa.array(column.astype(np.int32), pa.date32()))
        elif kind == "timestamp":
            arrays.append(pa.array(column * 1_000_000, pa.timestamp("us")))
        elif kind == "integer":
            arrays.append(pa.array(column.astype(np.int32)))
        else:
            arrays.append(column if kind == "text" else pa.array(column))
    return pa.Table.from_arrays(arrays, schema=DECLARED[table].arrow_schema)


def empty(table: str) -> pa.Table:
    """An OpenDental table without rows."""
    return DECLARED[table].arrow_schema.empty_table()


def nulls_where(values: Any, absent: Any, kind: pa.DataType) -> pa.Array:
    """An Arrow array of this type with null where `absent` holds."""
    return pc.if_else(pa.array(absent), pa.scalar(None, kind), pa.array(values).cast(kind))
