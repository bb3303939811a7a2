"""Marts as their contracts say, empty, in a DuckDB file; tests put in the rows that they need."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from python_helpers.load.history import LOAD_RUNS
from python_helpers.report.marts import MARTS

MODELS = Path(__file__).parents[3] / "models" / "marts"
TYPES = {"string": "varchar", "text": "varchar"}
ZEROS = {"string": "", "boolean": False, "date": None, "timestamp": None}


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Columns and types of every mart, as its description fixes them."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(MODELS.rglob("_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = model.get("columns", [])
            found[model["name"]] = {
                column["name"]: column["data_type"] for column in columns if "data_type" in column
            }
    return found


class EmptyMarts:
    """A warehouse as of a day, whose marts are there and hold nothing but that day."""

    def __init__(self, path: Path, as_of: str) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(duckdb.connect(path)) as connection:
            connection.execute("create schema marts")
            connection.execute("create schema operations")
            for name in MARTS:
                columns = ", ".join(
                    f"{column} {TYPES.get(kind, kind)}"
                    for column, kind in contracts()[name].items()
                )
                connection.execute(f"create table marts.{name} ({columns})")
            columns = ", ".join(f"{name} {kind}" for name, kind in LOAD_RUNS.items())
            connection.execute(f"create table operations.load_runs ({columns})")
        self.add("dim_date", date_day=as_of, is_as_of_date=True)

    def add(self, mart: str, schema: str = "marts", **values: Any) -> None:
        """A row; a figure that is not given is 0, a reason or a rate that is not given null."""
        kinds = contracts().get(mart, {})
        row = {
            name: ZEROS.get(kind, 0)
            for name, kind in kinds.items()
            if not name.endswith(("_reason", "_rate", "_id"))
        } | values
        with closing(duckdb.connect(self.path)) as connection:
            connection.execute(
                f"insert into {schema}.{mart} ({', '.join(row)}) "
                f"values ({', '.join('?' * len(row))})",
                list(row.values()),
            )

    def clinic(self, key: int, name: str, practice: int = 0, practice_name: str = "Ours") -> None:
        """A clinic of a practice."""
        self.add(
            "dim_clinic",
            clinic_id=key,
            practice_id=practice,
            practice_name=practice_name,
            clinic_number=key % 10**12,
            clinic_name=name,
            clinic_abbreviation=name[:5],
        )
