"""Generated practices that several tests read, each made once per run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from python_helpers.generate import Options, generate

AS_OF = date(2026, 11, 20)


@dataclass(frozen=True)
class Practice:
    """A generated folder, queried by table name; truth tables by theirs."""

    folder: Path
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.sql(query).fetchall()

    def value(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def row(self, query: str) -> dict[str, Any]:
        relation = self.connection.sql(query)
        found = relation.fetchone()
        assert found is not None
        return dict(zip(relation.columns, found, strict=True))


def opened(folder: Path) -> Practice:
    connection = duckdb.connect()
    for file in [*folder.glob("*.parquet"), *(folder / "truth").glob("*.parquet")]:
        connection.read_parquet(str(file)).create_view(file.stem)
    return Practice(folder, connection)


@cache
def _kept() -> TemporaryDirectory[str]:
    return TemporaryDirectory(ignore_cleanup_errors=True)


@cache
def general() -> Practice:
    """The size that `make demo` uses, where every situation must occur."""
    out = Path(_kept().name) / "general"
    generate(Options(patients=2_500, years=5, seed=11, as_of=AS_OF, out=out))
    return opened(out)


@cache
def ortho() -> Practice:
    out = Path(_kept().name) / "ortho"
    generate(Options(patients=1_000, years=4, seed=12, as_of=AS_OF, out=out, profile="ortho"))
    return opened(out)


def both() -> Iterator[Practice]:
    yield general()
    yield ortho()
