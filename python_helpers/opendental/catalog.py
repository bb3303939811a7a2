"""The declared OpenDental tables, from `tables.yml`: one list for generator, loader and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

import pyarrow as pa
import yaml

RAW_SCHEMA: Final = "opendental"

KEY_LIMIT: Final = 10**12
"""Warehouse keys are practice_id × 10^12 + OpenDental's key: only practice 0 may exceed this."""

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
class KeptValues:
    """A column that is copied in some rows only: where `name_column` has one of `names`.

    Both are column names of OpenDental's own; elsewhere the column comes as null.
    """

    column: str
    name_column: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One OpenDental table as far as this project copies it, or one of the project's own.

    `columns` maps OpenDental's own column name to its declared type, key column first.
    `change_stamp` names the column that moves on every edit; None means that the table
    has none and can only be reloaded whole. `kept_values` limits whose values are copied.
    `balance_of` names the columns that hold the patients whose balance a row makes; a load keeps
    their numbers of rows that are gone.
    """

    name: str
    primary_key: str
    change_stamp: str | None
    columns: Mapping[str, ColumnType]
    kept_values: KeptValues | None = None
    balance_of: tuple[str, ...] = ()
    only_grows: bool = False
    """Rows are never edited: new ones are found by their keys, whatever their stamps do."""

    is_own: bool = False
    """Not OpenDental's, and no source need have it."""

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
            kept_values=_kept_values(spec),
            balance_of=tuple(spec.get("balance_of", ())),
            only_grows=spec.get("only_grows", False),
            is_own=spec.get("own", False),
        )
        for name, spec in yaml.safe_load(text).items()
    }


def _kept_values(spec: Mapping[str, Any]) -> KeptValues | None:
    if "values_of" not in spec:
        return None
    ((name_column, names),) = spec["kept_for"].items()
    return KeptValues(spec["values_of"], name_column, frozenset(names))


DECLARED: Final[Mapping[str, Table]] = _read()
"""Every table that a load makes and fills."""

CATALOG: Final[Mapping[str, Table]] = {
    name: table for name, table in DECLARED.items() if not table.is_own
}
"""Those of them that are OpenDental's."""
