"""Do two warehouses hold the same rows, model by model, whatever engine each stands on?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from python_helpers.warehouse import Warehouse

BUILT_SCHEMAS = ("staging", "intermediate", "marts")
# Hashes, of which every engine has its own, and when a load found a row gone.
NOT_COMPARED = {
    *("input_fingerprint", "ar_fingerprint", "line_fingerprint"),
    *("noticed_at", "last_deleted_at"),
}

Columns = tuple[str, ...]
Row = tuple[Any, ...]


def compare_warehouses(
    left: Warehouse,
    right: Warehouse,
    schemas: Sequence[str] = BUILT_SCHEMAS,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> list[str]:
    """One line per model that is not the same in both; no line when all are.

    Models are compared as bags of rows over all columns but those in NOT_COMPARED: only the order
    of rows is free. A decimal equals another of the same value, whatever its scale. Lines name
    models, columns and counts, never values. `only` and `without` name models to keep to or to
    leave out.
    """
    ours, theirs = model_columns(left, schemas), model_columns(right, schemas)

    def chosen(models: Iterable[str]) -> set[str]:
        named = {model: model.split(".")[1] for model in models}
        return {
            model
            for model, name in named.items()
            if (not only or name in only) and name not in without
        }

    differences = [
        f"{model} is in one warehouse only" for model in sorted(chosen(ours) ^ chosen(theirs))
    ]
    for model in sorted(chosen(ours) & chosen(theirs)):
        if ours[model] != theirs[model]:
            differences.append(f"{model} has other columns, or in another order")
        else:
            columns = tuple(name for name in ours[model] if name not in NOT_COMPARED)
            differences += compare_rows(
                model, columns, _rows(left, model, columns), _rows(right, model, columns)
            )
    return differences


def compare_rows(
    model: str, columns: Columns, left: Sequence[Row], right: Sequence[Row]
) -> list[str]:
    """At most one line: how many rows differ, and in which columns the values do."""
    unequal = Counter(left) - Counter(right), Counter(right) - Counter(left)
    if not any(unequal):
        return []
    lone = [list(side.elements()) for side in unequal]
    apart = [
        name
        for at, name in enumerate(columns)
        if Counter(row[at] for row in lone[0]) != Counter(row[at] for row in lone[1])
    ]
    return [
        f"{model}: {len(lone[0])} of {len(left)} rows differ from {len(lone[1])} of {len(right)}, "
        + (f"in {', '.join(apart)}" if apart else "by which values stand together")
    ]


def model_columns(warehouse: Warehouse, schemas: Sequence[str]) -> dict[str, Columns]:
    """Every table and view of the schemas as schema.name, with its columns in order."""
    listed = ", ".join(f"'{schema}'" for schema in schemas)
    found: dict[str, Columns] = {}
    for schema, model, column in warehouse.rows(
        "select table_schema, table_name, column_name from information_schema.columns "
        f"where table_schema in ({listed}) order by table_schema, table_name, ordinal_position"
    ):
        name = f"{schema}.{model}"
        found[name] = (*found.get(name, ()), column)
    return found


def _rows(warehouse: Warehouse, model: str, columns: Columns) -> list[Row]:
    names = ", ".join(f'"{column}"' for column in columns)
    return [tuple(row) for row in warehouse.rows(f"select {names} from {model}")]
