"""The declared OpenDental tables, from `tables.yml`: one list for generator, loader and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

import pyarrow as pa
import yaml

RAW_SCHEMA: Final = "opendental"

ColumnType = Literal["bigint", "integer", "double", "date", "timestamp", "text"]

ARROW_TYPES: Final[Mapping[str, pa.DataType]] = {
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "text": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One OpenDental table as far as this project copies it.

    `columns` maps OpenDental's own column name to its declared type, key column first.
    `change_stamp` names the column that moves on every edit; None means that the table
    has none and can only be reloaded whole.
    """

    name: str
    primary_key: str
    change_stamp: str | None
    columns: Mapping[str, ColumnType]

    @property
    def raw_columns(self) -> Mapping[str, ColumnType]:
        """Column names as in the raw schema: `practice_id`, then OpenDental's in lower case."""
        practice: dict[str, ColumnType] = {"practice_id": "integer"}
        return practice | {column.lower(): kind for column, kind in self.columns.items()}

    @property
    def arrow_schema(self) -> pa.Schema:
        """OpenDental's own column names with Arrow types: the layout of a Parquet practice."""
        return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in self.columns.items()])

    @property
    def raw_arrow_schema(self) -> pa.Schema:
        """The raw table's columns with Arrow types."""
        return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in self.raw_columns.items()])


def _read() -> dict[str, Table]:
    text = files(__package__).joinpath("tables.yml").read_text(encoding="utf-8")
    return {
        name: Table(
            name=name,
            primary_key=spec["primary_key"],
            change_stamp=spec.get("change_stamp"),
            columns=spec["columns"],
        )
        for name, spec in yaml.safe_load(text).items()
    }


CATALOG: Final[Mapping[str, Table]] = _read()
