"""Rows that a load found gone, kept by number so that a changed balance can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from python_helpers.opendental.catalog import Table
from python_helpers.warehouse.store import Store

DELETED_ROWS: Final = "deleted_rows"

COLUMNS: Final[Mapping[str, str]] = {
    "practice_id": "integer",
    "table_name": "text",
    "row_id": "bigint",
    "patnum": "bigint",
    "noticed_at": "timestamp",
}
"""Keys are OpenDental's own; a row is there once for each patient whose balance it made."""


def note_deleted(store: Store, table: Table, condition: str, noticed_at: datetime) -> None:
    """Note whose rows will be gone, before the raw rows that meet `condition` are deleted.

    `noticed_at` is in UTC. Does nothing for tables that make no balance.
    """
    raw = f'"{store.raw_schema}"."{table.name}"'
    key = table.primary_key.lower()
    if not table.balance_of:
        return
    # union, not union all: one patient may hold both columns
    owners = " union ".join(
        f"select {key} as row_id, {column.lower()} as patnum, practice_id from {raw} "
        f"where {condition} and {column.lower()} <> 0"
        for column in table.balance_of
    )
    store.execute(
        f'insert into "{store.raw_schema}".{DELETED_ROWS} ({", ".join(COLUMNS)}) '
        f"select practice_id, '{table.name}', row_id, patnum, cast(? as timestamp) "
        f"from ({owners}) as owners",
        noticed_at,
    )
