"""A practice from generated data to its report, as a user would make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from python_helpers.generate import Options, generate
from python_helpers.settings import Target
from python_helpers.tests.warehouses import build, command, update_marts

AS_OF = date(2026, 10, 15)


@dataclass(frozen=True, slots=True)
class ReportedPractice:
    """Raw Parquet, the warehouse's file, and the report over it."""

    raw: Path
    warehouse: Path
    report: Path


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportedPractice]:
    """A generated practice whose report is written; its warehouse stays set for the session."""
    folder = tmp_path_factory.mktemp("reported")
    made = ReportedPractice(folder / "raw", folder / "warehouse.duckdb", folder / "report.html")
    day = AS_OF.isoformat()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(made.warehouse))
        generate(Options(patients=250, years=3, seed=5, as_of=AS_OF, out=made.raw))
        command("load", "--from", str(made.raw))
        build(folder, "--as-of", day, "--no-tests")
        update_marts(folder, Target.duckdb, AS_OF)
        command("report", "--as-of", day, "--out", str(made.report))
        yield made
