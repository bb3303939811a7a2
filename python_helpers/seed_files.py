"""The CSV files in seeds/, as people edit them: readable, and as many values in a row as headings.

What the values may be is written beside each column in YAML and checked by macro `check_seed`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from python_helpers.errors import UserError

SeedRow = tuple[int, dict[str, str]]


def check_seed_files(root: Path) -> None:
    """Read every CSV file under `root`/seeds. Raises UserError naming file and row."""
    for path in sorted((root / "seeds").rglob("*.csv")):
        read_seed(root, path.relative_to(root))


def read_seed(root: Path, name: Path) -> list[SeedRow]:
    """The rows of a seed by heading, each with its row number as a spreadsheet shows it.

    `name` is relative to the project folder `root`. Blank rows are left out, as dbt does. Raises
    UserError naming file and row when the file is missing, no UTF-8, or not a table.
    """
    shown = name.as_posix()
    try:
        # spreadsheets put a mark before the first heading
        text = (root / name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{shown} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise UserError(
            f"{shown} row {row} is no UTF-8 text: save it as CSV UTF-8 in your spreadsheet"
        ) from error
    rows = list(csv.reader(text.splitlines(keepends=True)))
    if not rows:
        raise UserError(f"{shown} is empty: its first row must be the column headings")
    headings, found = rows[0], []
    for number, values in enumerate(rows[1:], start=2):
        if values and len(values) > len(headings):
            raise UserError(
                f"{shown} row {number} has {len(values)} values, but there are "
                f"{len(headings)} columns: put a value with a comma in double quotes"
            )
        if values:
            found.append((number, dict(zip(headings, values, strict=False))))
    return found
