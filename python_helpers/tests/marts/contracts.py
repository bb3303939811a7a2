"""Tables as the contracts of dbt's models lay them out, to read without a build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from python_helpers.tests.warehouses import PROJECT

DIM_DATE = "marts.dim_date"


def described_models() -> dict[str, dict[str, Any]]:
    """What YAML says of each model of the folders that are made for the Python marts."""
    found = {}
    for folder in ("efficiency", "forecast"):
        path = PROJECT / "models" / "intermediate" / folder / f"_{folder}__models.yml"
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            found[model["name"]] = model
    return found


def contracted_models() -> dict[str, dict[str, Any]]:
    """Those of them that are under contract: the others are steps of these."""
    return {
        name: model
        for name, model in described_models().items()
        if model.get("config", {}).get("contract", {}).get("enforced")
    }


def columns_of(model: Mapping[str, Any]) -> dict[str, str]:
    """Types of a model's columns by name, as DuckDB and PostgreSQL both say them."""
    return {
        column["name"]: column["data_type"].replace("string", "varchar")
        for column in model["columns"]
    }


def tables(models: Iterable[str]) -> dict[str, str]:
    """Column definitions of models, and of the calendar, by schema and name."""
    contracted = contracted_models()
    layouts = {DIM_DATE: "date_day date, is_as_of_date boolean"}
    for name in models:
        columns = columns_of(contracted[name])
        layouts[f"intermediate.{name}"] = ", ".join(f"{c} {t}" for c, t in columns.items())
    return layouts
