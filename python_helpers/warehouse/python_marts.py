"""The declared tables of schema `python_marts`: their types, how they are made and filled."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import pyarrow as pa
import yaml

from python_helpers.settings import Target
from python_helpers.warehouse.store import Store
from python_helpers.warehouse.write import opened_store, utc_now

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
    text = files(__package__).joinpath("python_marts.yml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = yaml.safe_load(text)
    return tables


TABLES: Final[Mapping[str, Mapping[str, str]]] = _read()
"""Table → column → kind, in the order of the file."""


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema in which a table's rows are handed to `write_tables`."""
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


def write_tables(target: Target, tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Replace the rows of all given tables of `python_marts`, in one transaction.

    `tables` maps names of `python_marts.yml` to rows in the layout of their `arrow_schema`; what is
    not named stays as it is. Returns rows by table. On Spark the rows go to the loader's own
    store, whose new version of Parquet files is then switched to in one step. Raises UserError
    when the target can't be written; every table is then as before.
    """
    fitted = {name: rows.cast(arrow_schema(name)) for name, rows in tables.items()}
    with opened_store(target) as store:
        with store.transaction():
            ensure_tables(store)
            for name in TABLES:
                if name in fitted:
                    place = f'"{store.python_marts_schema}"."{name}"'
                    store.execute(f"delete from {place}")
                    store.append(place, fitted[name])
                    store.refresh_statistics(store.python_marts_schema, name)
        store.publish(f"{utc_now():%Y%m%dT%H%M%S%f}Z-marts")
    return {name: rows.num_rows for name, rows in fitted.items()}
