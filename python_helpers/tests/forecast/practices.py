"""A warehouse of generated practices side by side, built as far as the forecast reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.tests.warehouses import build, command, insert_practice

AS_OF = date(2026, 10, 31)
READ_MODELS = "+path:models/intermediate/forecast"

Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Recipe:
    """How a practice is generated; `edited` changes its tables before they are loaded.

    What the notes of the practice `notes_of` say, which the loader read, holds for this one too.
    """

    profile: str
    seed: int
    patients: int
    edited: Callable[[Tables], Tables] | None = None
    notes_of: int | None = None


def practices_warehouse(
    folder: Path, recipes: Sequence[Recipe], patch: pytest.MonkeyPatch
) -> tuple[Path, list[Path]]:
    """The warehouse, and each practice's folder; practice_id is the place in `recipes`."""
    path = folder / "practices.duckdb"
    patch.setenv("DUCKDB_PATH", str(path))
    folders = []
    for number, recipe in enumerate(recipes):
        own = folder / f"practice_{number}"
        command(
            *("generate", "--out", str(own), "--patients", str(recipe.patients), "--years", "4"),
            *("--seed", str(recipe.seed), "--profile", recipe.profile),
            *("--as-of", AS_OF.isoformat()),
        )
        folders.append(own)
        if number == 0:
            assert recipe.edited is None, "the first practice is loaded as it is"
            command("load", "--from", str(own))
            continue
        tables = {file.stem: pq.read_table(file) for file in sorted(own.glob("*.parquet"))}
        insert_practice(path, number, recipe.edited(tables) if recipe.edited else tables)
        if recipe.notes_of is not None:
            _copy_notes(path, recipe.notes_of, number)
    build(folder, "--as-of", AS_OF.isoformat(), "--no-tests", "--select", READ_MODELS)
    return path, folders


def _copy_notes(path: Path, of: int, to: int) -> None:
    with closing(duckdb.connect(path)) as connection:
        connection.execute(
            f"insert into opendental.note_facts by name select * replace ({to} as practice_id) "
            f"from opendental.note_facts where practice_id = {of}"
        )
