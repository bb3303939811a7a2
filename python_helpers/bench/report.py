"""What was measured, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from python_helpers.bench.measure import Measure
from python_helpers.bench.practices import AS_OF, YEARS, Practice
from python_helpers.settings import Target, project_dir

NOT_TOLD = "n/a"


@dataclass(frozen=True, slots=True)
class Run:
    """One practice on one engine.

    `steps` are the parts of the build, each with dbt's start-up; `no_change` is the whole build in
    one run once more, over the same rows, and `after_change` once one row in 200 was edited.
    """

    practice: Practice
    target: Target
    load: Measure
    start_up: Measure
    steps: Mapping[str, Measure]
    no_change: Measure
    after_change: Measure
    floor_seconds: float
    raw_rows: int
    ledger_lines: int
    slowest_models: Mapping[str, float]

    @property
    def build(self) -> Measure:
        """The whole build, in one dbt run per step."""
        first, *others = self.steps.values()
        return sum(others, first)

    @property
    def build_beyond_start_up(self) -> float:
        """Seconds of the build that are not dbt's start-up; never below a millisecond."""
        return max(0.001, self.build.seconds - len(self.steps) * self.start_up.seconds)

    @property
    def build_cpu_beyond_start_up(self) -> float | None:
        """As above in CPU seconds, which other work on the machine hardly changes.

        None where they are not told, or are a database server's own.
        """
        build, start_up = self.build.cpu_seconds, self.start_up.cpu_seconds
        if build is None or start_up is None or self.target is not Target.duckdb:
            return None
        return max(0.001, build - len(self.steps) * start_up)

    @property
    def change_to_build(self) -> float:
        """The build after a change as a share of the first build, both beyond start-up."""
        after_change = max(0.001, self.after_change.seconds - self.start_up.seconds)
        return after_change / self.build_beyond_start_up

    @property
    def change_beyond_no_change(self) -> float:
        """Seconds of the build after a change that one without does not take; below 0 is noise."""
        return self.after_change.seconds - self.no_change.seconds

    @property
    def ratio_to_floor(self) -> float:
        """How many times the floor the build takes beyond start-up."""
        return self.build_beyond_start_up / self.floor_seconds


@dataclass(frozen=True, slots=True)
class Growth:
    """From one size to the next on one engine: how many times more patients, and more time."""

    target: Target
    smaller: int
    larger: int
    patients: float
    load: float
    build_beyond_start_up: float
    build_cpu_beyond_start_up: float | None


def growths(runs: Sequence[Run]) -> list[Growth]:
    """Growth between neighbouring sizes, engine by engine."""
    found = []
    for target in dict.fromkeys(run.target for run in runs):
        of_target = sorted(
            (run for run in runs if run.target is target), key=lambda run: run.practice.patients
        )
        for small, large in pairwise(of_target):
            cpu, cpu_before = large.build_cpu_beyond_start_up, small.build_cpu_beyond_start_up
            found.append(
                Growth(
                    target=target,
                    smaller=small.practice.patients,
                    larger=large.practice.patients,
                    patients=large.practice.patients / small.practice.patients,
                    load=large.load.seconds / small.load.seconds,
                    build_beyond_start_up=large.build_beyond_start_up / small.build_beyond_start_up,
                    build_cpu_beyond_start_up=cpu / cpu_before if cpu and cpu_before else None,
                )
            )
    return found


def write_json(runs: Sequence[Run], path: Path) -> None:
    """All figures, with the machine and the versions that they were taken on."""
    content: dict[str, Any] = {
        "as_of": AS_OF.isoformat(),
        "years": YEARS,
        "machine": {"platform": platform.platform(), "cpus": os.cpu_count()},
        "versions": {
            name: version(name) for name in ("dental-collections", "dbt-core", "duckdb", "dlt")
        },
        "postgres_settings": postgres_settings(),
        "runs": [_figures(run) for run in runs],
        "growth": [asdict(growth) for growth in growths(runs)],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def postgres_settings() -> dict[str, Any]:
    """What the build asks of a PostgreSQL session: the project's variables postgres_*."""
    text = (project_dir() / "dbt_project.yml").read_text(encoding="utf-8")
    variables: dict[str, Any] = yaml.safe_load(text)["vars"]
    return {name: value for name, value in variables.items() if name.startswith("postgres_")}


def _figures(run: Run) -> dict[str, Any]:
    return {
        "target": run.target.value,
        "patients": run.practice.patients,
        "raw_rows": run.raw_rows,
        "ledger_lines": run.ledger_lines,
        "generate": asdict(run.practice.generate),
        "generated_earlier": run.practice.is_reused,
        "load": asdict(run.load),
        "start_up": asdict(run.start_up),
        **{name: asdict(measure) for name, measure in run.steps.items()},
        "build": asdict(run.build),
        "no_change": asdict(run.no_change),
        "after_change": asdict(run.after_change),
        "change_to_build": run.change_to_build,
        "change_beyond_no_change_seconds": run.change_beyond_no_change,
        "build_beyond_start_up_seconds": run.build_beyond_start_up,
        "build_beyond_start_up_cpu_seconds": run.build_cpu_beyond_start_up,
        "floor_seconds": run.floor_seconds,
        "ratio_to_floor": run.ratio_to_floor,
        "slowest_models": dict(run.slowest_models),
    }


def show(runs: Sequence[Run], console: Console) -> None:
    """Print one table of phases, one of builds against their floor, and one of growth."""
    _show_phases(runs, console)
    _show_floor(runs, console)
    if found := growths(runs):
        _show_growth(found, console)


def _show_phases(runs: Sequence[Run], console: Console) -> None:
    table = _table("Phases", "engine", "patients", "raw rows", "phase", "seconds", "CPU s", "peak")
    generated: set[int] = set()
    for run in runs:
        phases = {
            "load": run.load,
            "dbt start-up": run.start_up,
            **run.steps,
            "build": run.build,
            "no change": run.no_change,
            "after change": run.after_change,
        }
        if run.practice.patients not in generated:
            generated.add(run.practice.patients)
            phases = {"generate": run.practice.generate, **phases}
        for phase, measure in phases.items():
            table.add_row(
                "" if phase == "generate" else run.target.value,
                f"{run.practice.patients:,}",
                f"{run.raw_rows:,}",
                phase,
                f"{measure.seconds:.1f}",
                NOT_TOLD if measure.cpu_seconds is None else f"{measure.cpu_seconds:.1f}",
                NOT_TOLD if measure.peak_bytes is None else f"{measure.peak_bytes / 2**30:.2f} GB",
            )
        table.add_section()
    console.print(table)
    if any(run.target is Target.postgres for run in runs):
        console.print(
            "PostgreSQL: CPU and memory of the server's own processes are not in these figures; "
            f"its sessions ran with {postgres_settings()}"
        )


def _show_floor(runs: Sequence[Run], console: Console) -> None:
    table = _table(
        "Build against the floor: one bare query that sums the raw ledger by account and bucket",
        *("engine", "patients", "ledger lines", "build beyond start-up", "floor", "times"),
        "after change / build",
        "beyond no change",
    )
    for run in runs:
        table.add_row(
            run.target.value,
            f"{run.practice.patients:,}",
            f"{run.ledger_lines:,}",
            f"{run.build_beyond_start_up:.1f} s",
            f"{run.floor_seconds:.3f} s",
            f"{run.ratio_to_floor:.0f}",
            f"{run.change_to_build:.2f}",
            f"{run.change_beyond_no_change:.1f} s",
        )
    console.print(table)
    for run in {run.target: run for run in runs}.values():
        slowest = (f"{name} {seconds:.1f} s" for name, seconds in run.slowest_models.items())
        console.print(
            f"Slowest models on {run.target.value} at {run.practice.patients:,} patients: "
            + ", ".join(slowest)
        )


def _show_growth(found: Sequence[Growth], console: Console) -> None:
    beyond = "build beyond start-up"
    table = _table("Growth", "engine", "from", "to", "patients", "load", beyond, f"{beyond}, CPU")
    for growth in found:
        cpu = growth.build_cpu_beyond_start_up
        table.add_row(
            growth.target.value,
            f"{growth.smaller:,}",
            f"{growth.larger:,}",
            f"{growth.patients:.1f}x",
            f"{growth.load:.1f}x",
            f"{growth.build_beyond_start_up:.1f}x",
            NOT_TOLD if cpu is None else f"{cpu:.1f}x",
        )
    console.print(table)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        words = heading in {"engine", "phase"}
        table.add_column(heading, justify="left" if words else "right")
    return table
