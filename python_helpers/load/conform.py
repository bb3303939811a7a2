"""Bring a chunk of source rows into the declared columns and types."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from python_helpers.errors import UserError
from python_helpers.opendental.catalog import (
    ARROW_TYPES,
    KEY_LIMIT,
    ColumnType,
    KeptValues,
    Table,
)


def conform(table: Table, chunk: pa.Table, practice: int, place: str) -> pa.Table:
    """Rows with exactly the declared columns, lower-case names and declared Arrow types.

    Columns are matched without regard to case; one that the source lacks is all null.
    `place` names the source in errors. Raises UserError for a column that does not fit
    its type, a null key, or a key that practices other than 0 may not have. Values that
    the table's `kept_values` leaves out become null.
    """
    found = {name.lower(): position for position, name in enumerate(chunk.schema.names)}
    arrays = []
    for name, kind in table.columns.items():
        if name.lower() in found:
            column = chunk.column(found[name.lower()])
            arrays.append(_cast(column, kind, f"{place}: column {name}"))
        else:
            arrays.append(pa.nulls(chunk.num_rows, ARROW_TYPES[kind]))
    rows = pa.table(arrays, names=[name.lower() for name in table.columns])
    _check_keys(rows.column(table.primary_key.lower()), table, practice, place)
    return _keep_values(rows, table.kept_values)


def _keep_values(rows: pa.Table, kept: KeptValues | None) -> pa.Table:
    if kept is None:
        return rows
    # MySQL's own comparison of names knows no case
    named = pc.utf8_lower(pc.utf8_trim_whitespace(rows.column(kept.name_column.lower())))
    is_kept = pc.is_in(named, pa.array(sorted(name.lower() for name in kept.names)))
    at = rows.schema.get_field_index(kept.column.lower())
    values = pc.if_else(is_kept, rows.column(at), pa.scalar(None, rows.schema.field(at).type))
    return rows.set_column(at, rows.schema.field(at), values)


def _cast(column: pa.ChunkedArray, kind: ColumnType, place: str) -> pa.ChunkedArray:
    given = column.type
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        if not _is_meant(column.type, kind):
            raise pa.ArrowInvalid
        # Only a finer unit of time may be cut; a number that does not fit is an error.
        column = column.cast(ARROW_TYPES[kind], safe=not pa.types.is_timestamp(column.type))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # Arrow's own message quotes the value, which may be a patient's.
        raise UserError(
            f"{place} is {given} and holds values that are no {kind}: "
            f"write it as {kind}, as python_helpers/opendental/tables.yml declares it"
        ) from None
    if kind == "text":
        # PostgreSQL stores no NUL; every engine is to hold the same text.
        column = pc.replace_substring(column, "\x00", "")
    return column


def _is_meant(given: pa.DataType, kind: ColumnType) -> bool:
    """Whether a cast keeps the meaning: Arrow would also take a number for days since 1970."""
    if pa.types.is_null(given) or pa.types.is_string(given) or pa.types.is_large_string(given):
        return True
    if kind in {"date", "timestamp"}:
        return pa.types.is_date(given) or pa.types.is_timestamp(given)
    if kind == "text":
        return pa.types.is_integer(given)
    return (
        pa.types.is_integer(given)
        or pa.types.is_floating(given)
        or pa.types.is_decimal(given)
        or pa.types.is_boolean(given)
    )


def _check_keys(keys: pa.ChunkedArray, table: Table, practice: int, place: str) -> None:
    if keys.null_count:
        raise UserError(
            f"{place}: {keys.null_count} rows of {table.name} have no {table.primary_key}: "
            "every row needs its key"
        )
    if practice != 0 and len(keys) and pc.max(keys).as_py() >= KEY_LIMIT:
        raise UserError(
            f"{place}: {table.name} has {table.primary_key} of 10^12 or more (random keys): "
            f"load this database as practice 0, not {practice}"
        )
