"""The declared tables of schema `python_marts`: their types, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import yaml

if TYPE_CHECKING:
    from python_helpers.load.store import Store

SQL_TYPES: Final[Mapping[str, str]] = {
    "integer": "integer",
    "bigint": "bigint",
    "text": "text",
    "date": "date",
    "boolean": "boolean",
    "money": "decimal(18, 2)",
    "ratio": "decimal(18, 6)",
}
ARROW_TYPES: Final[Mapping[str, pa.DataType]] = {
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "money": pa.decimal128(18, 2),
    "ratio": pa.decimal128(18, 6),
}


def _read() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("tables.yml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = yaml.safe_load(text)
    return tables


TABLES: Final[Mapping[str, Mapping[str, str]]] = _read()
"""Table → column → kind, in the order of the file."""


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema in which a table's rows are handed to `store.write_tables`."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in TABLES[table].items()])


def ensure_tables(store: Store) -> None:
    """Make the declared tables and columns that are not there yet; nothing is ever dropped."""
    store.ensure_tables(
        store.python_marts_schema,
        {
            table: {name: SQL_TYPES[kind] for name, kind in columns.items()}
            for table, columns in TABLES.items()
        },
    )
