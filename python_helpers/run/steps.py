"""The steps of a run: what each does, and how it says what came of it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Final

from python_helpers.dbt.runner import DbtProject
from python_helpers.errors import UserError
from python_helpers.settings import Target
from python_helpers.warehouse.write import utc_now


class ExitCode(IntEnum):
    """What a run tells whoever started it; the most serious one wins."""

    good = 0
    setting = 2
    already_running = 3
    load_failed = 4
    build_failed = 5
    marts_failed = 6
    tests_failed = 7
    check_stopped = 8


WORST_FIRST: Final = (
    ExitCode.check_stopped,
    ExitCode.build_failed,
    ExitCode.marts_failed,
    ExitCode.tests_failed,
    ExitCode.load_failed,
)

NO_TESTS: Final = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
READERS: Final = "source:python_marts+"
"""dbt's selection of the models that read what Python computed, and of all that stands on them."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do in a run; `work` returns a few words on what it did, or raises."""

    name: str
    work: Callable[[], str]
    code: ExitCode
    practice_id: int | None = None

    @property
    def title(self) -> str:
        """The step as people read it."""
        return self.name if self.practice_id is None else f"{self.name} practice {self.practice_id}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: status `success`, `failed` or `skipped`, and a few words."""

    step: Step
    status: str
    told: str
    started_at: datetime
    finished_at: datetime

    @property
    def seconds(self) -> float:
        """Wall-clock time."""
        return (self.finished_at - self.started_at).total_seconds()


def execute(step: Step) -> Outcome:
    """Do a step. A UserError becomes its words; what nobody foresaw only its kind.

    Messages of other exceptions can hold rows of a table, so they are not repeated: the lines
    of code that led there go to standard error instead.
    """
    started = utc_now()
    try:
        told = step.work()
    except UserError as error:
        return Outcome(step, "failed", " ".join(str(error).split()), started, utc_now())
    except Exception as error:
        traceback.print_tb(error.__traceback__, file=sys.stderr)
        return Outcome(step, "failed", f"{type(error).__name__}", started, utc_now())
    return Outcome(step, "success", told, started, utc_now())


def load_step(source: str, practice: int, target: Target) -> Step:
    """Load one practice; its last good rows stay where this fails."""

    def work() -> str:
        from python_helpers.load import load

        report = load(source, practice, target)
        changed = sum(
            table.rows_inserted + table.rows_updated + table.rows_deleted for table in report.tables
        )
        return f"{report.rows_total:,} rows, {changed:,} changed"

    return Step("load", work, ExitCode.load_failed, practice)


def check_step(target: Target, as_of: date) -> Step:
    """Judge the raw tables; what must not be used stops the night."""

    def work() -> str:
        from python_helpers.quality import check, told

        report = check(target, as_of)
        if report.stops:
            more = f" and {len(report.stops) - 1} more" if len(report.stops) > 1 else ""
            raise UserError(f"{told(report.stops[0])}{more}: see `dental-collections check`")
        return f"{report.measure_count:,} measures, {len(report.warns):,} warned"

    return Step("check", work, ExitCode.check_stopped)


def build_step(project: DbtProject) -> Step:
    """Build every model that does not read what Python computes."""

    def work() -> str:
        from python_helpers.warehouse import require_loaded

        require_loaded(project.target)
        return _told(project.run("build", *NO_TESTS, "--exclude", READERS), "models")

    return Step("build", work, ExitCode.build_failed)


def marts_step(target: Target, as_of: date) -> Step:
    """Compute the Python marts."""

    def work() -> str:
        from python_helpers.marts.run import update_marts

        report = update_marts(target, as_of)
        return f"{sum(report.rows.values()):,} rows in {len(report.rows)} tables"

    return Step("marts", work, ExitCode.marts_failed)


def readers_step(project: DbtProject) -> Step:
    """Build what reads the Python marts."""

    def work() -> str:
        return _told(project.run("build", *NO_TESTS, "--select", READERS), "models")

    return Step("build on marts", work, ExitCode.build_failed)


def test_step(project: DbtProject) -> Step:
    """Test the data. Unit tests are about the code, not about the night's data."""

    def work() -> str:
        result = project.run("test", "--exclude-resource-type", "unit_test")
        return _told(result, "tests passed")

    return Step("test", work, ExitCode.tests_failed)


def _told(result: Any, kind: str) -> str:
    """How many nodes of a dbt result went well, and how many warned."""
    # a hook at the run's start is no node that anybody asked for
    statuses = [
        str(done.status)
        for done in result.result.results
        if str(done.node.resource_type) != "operation"
    ]
    warned = statuses.count("warn")
    passed = sum(status in {"success", "pass"} for status in statuses)
    return f"{passed:,} {kind}" + (f", {warned:,} warned" if warned else "")
