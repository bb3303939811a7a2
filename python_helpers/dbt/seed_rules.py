"""Holds the seeds to their rules before dbt builds anything.

The rules stand beside the columns in seeds/*.yml, and what they mean in macro `check_rows`, which
every seed's own hook runs as well: it is the same macro, run here without dbt.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from zoneinfo import available_timezones

import yaml
from jinja2 import Environment

from python_helpers.errors import UserError
from python_helpers.seed_files import read_seed

MACROS = ("macros/checks/check_seed.sql", "macros/opendental/names.sql")


def check_seeds(root: Path) -> None:
    """Raise UserError with file, row and fault of each seed that breaks a rule or can't be read."""
    check_rows = _macro(root)
    faults = []
    for described in sorted((root / "seeds").rglob("*.yml")):
        for seed in yaml.safe_load(described.read_text(encoding="utf-8")).get("seeds", []):
            path = described.parent / f"{seed['name']}.csv"
            if path.is_file():
                try:
                    _check(check_rows, root, path.relative_to(root), seed)
                except UserError as fault:
                    faults.append(str(fault))
    if faults:
        raise UserError("; ".join(faults))


def _macro(root: Path) -> Any:
    def stop(message: str) -> NoReturn:
        raise UserError(message)

    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    environment.globals |= {
        "return": lambda value: value,
        "exceptions": SimpleNamespace(raise_compiler_error=stop),
        "modules": SimpleNamespace(
            re=re, pytz=SimpleNamespace(all_timezones=available_timezones())
        ),
    }
    text = "\n".join((root / name).read_text(encoding="utf-8") for name in MACROS)
    return environment.from_string(text).module.check_rows  # type: ignore[attr-defined]


def _check(check_rows: Any, root: Path, name: Path, seed: dict[str, Any]) -> None:
    numbered = read_seed(root, name)
    columns = {
        column["name"]: {"name": column["name"], "config": {"meta": {}} | column.get("config", {})}
        for column in seed["columns"]
    }
    headings = _headings(root / name)
    # a blank cell is none, as dbt reads it
    rows = [
        {heading: row.get(heading) or None for heading in {*headings, *columns}}
        for _, row in numbered
    ]
    check_rows(
        {"rows": rows, "column_names": headings},
        {"columns": columns, "config": seed.get("config", {})},
        name.as_posix(),
        [number for number, _ in numbered],
    )


def _headings(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines))
