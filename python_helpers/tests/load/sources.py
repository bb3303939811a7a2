"""Look into a MariaDB source with other means than the loader's."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from python_helpers.opendental.catalog import Table
from python_helpers.tests.servers import MariaDBServer


def source_rows(
    server: MariaDBServer, database: str, table: Table, practice: int = 0
) -> list[tuple[Any, ...]]:
    """What the raw table should hold, in key order, read column by column by the driver."""
    names = ", ".join(f"`{name}`" for name in table.columns)
    with closing(server.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("set time_zone = '+00:00'")
        cursor.execute(f"select {names} from `{table.name}` order by `{table.primary_key}`")
        kinds = list(table.columns.values())
        return [
            (practice, *(_value(value, kind) for value, kind in zip(row, kinds, strict=True)))
            for row in cursor.fetchall()
        ]


def change(server: MariaDBServer, database: str, *statements: str) -> None:
    """Run statements at the source, as somebody working in OpenDental does."""
    with closing(server.connect(database)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _value(value: Any, kind: str) -> Any:
    if isinstance(value, str):
        # The driver leaves dates that no calendar has as text.
        return None if kind in {"date", "timestamp"} else value.replace("\x00", "")
    return value
