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
    """One practice on one engine, by one code.

    `phases`: load; parse, dbt's start-up where nothing was parsed before; start_up; build, all of
    it in one run; no_change, once more over the same rows; after_change, for the day after and
    once one row in 200 was edited. All but the first hold dbt's start-up.
    """

    code: str
    practice: Practice
    target: Target
    phases: Mapping[str, Measure]
    floor_seconds: float
    raw_rows: int
    ledger_lines: int
    slowest_models: Mapping[str, float]

    def beyond_start_up(self, phase: str) -> float:
        """Seconds of a phase that are not dbt's start-up; never below a millisecond."""
        return max(0.001, self.phases[phase].seconds - self.phases["start_up"].seconds)

    @property
    def build_cpu_beyond_start_up(self) -> float | None:
        """As above for the build in CPU seconds, which other work on the machine hardly changes.

        None where they are not told, or are a database server's own.
        """
        build, start_up = self.phases["build"].cpu_seconds, self.phases["start_up"].cpu_seconds
        if build is None or start_up is None or self.target is not Target.duckdb:
            return None
        return max(0.001, build - start_up)

    def share_of_build(self, phase: str) -> float:
        """A phase as a share of the first build, both beyond start-up."""
        return self.beyond_start_up(phase) / self.beyond_start_up("build")

    @property
    def ratio_to_floor(self) -> float:
        """How many times the floor the build takes beyond start-up."""
        return self.beyond_start_up("build") / self.floor_seconds


@dataclass(frozen=True, slots=True)
class Comparison:
    """A phase of this code as a share of the same phase of the code that it is measured against."""

    against: str
    target: Target
    patients: int
    phase: str
    seconds: float
    cpu_seconds: float | None
    peak_bytes: float | None


def comparisons(runs: Sequence[Run]) -> list[Comparison]:
    """Every phase of two runs of one practice on one engine: the later by the earlier."""
    found = []
    for before, run in pairwise(runs):
        if (before.practice, before.target) != (run.practice, run.target):
            continue
        for phase, measure in run.phases.items():
            base = before.phases[phase]
            found.append(
                Comparison(
                    against=before.code,
                    target=run.target,
                    patients=run.practice.patients,
                    phase=phase,
                    seconds=measure.seconds / base.seconds,
                    cpu_seconds=_share(measure.cpu_seconds, base.cpu_seconds),
                    peak_bytes=_share(measure.peak_bytes, base.peak_bytes),
                )
            )
    return found


def _share(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


@dataclass(frozen=True, slots=True)
class Growth:
    """From one size to the next on one engine: how many times more patients, and more time."""

    code: str
    target: Target
    smaller: int
    larger: int
    patients: float
    load: float
    build_beyond_start_up: float
    build_cpu_beyond_start_up: float | None


def growths(runs: Sequence[Run]) -> list[Growth]:
    """Growth between neighbouring sizes, engine by engine and code by code."""
    found = []
    for code, target in dict.fromkeys((run.code, run.target) for run in runs):
        alike = sorted(
            (run for run in runs if (run.code, run.target) == (code, target)),
            key=lambda run: run.practice.patients,
        )
        for small, large in pairwise(alike):
            found.append(
                Growth(
                    code=code,
                    target=target,
                    smaller=small.practice.patients,
                    larger=large.practice.patients,
                    patients=large.practice.patients / small.practice.patients,
                    load=large.phases["load"].seconds / small.phases["load"].seconds,
                    build_beyond_start_up=large.beyond_start_up("build")
                    / small.beyond_start_up("build"),
                    build_cpu_beyond_start_up=_share(
                        large.build_cpu_beyond_start_up, small.build_cpu_beyond_start_up
                    ),
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
        "comparisons": [asdict(comparison) for comparison in comparisons(runs)],
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
        "code": run.code,
        "target": run.target.value,
        "patients": run.practice.patients,
        "raw_rows": run.raw_rows,
        "ledger_lines": run.ledger_lines,
        "generate": asdict(run.practice.generate),
        "generated_earlier": run.practice.is_reused,
        **{name: asdict(measure) for name, measure in run.phases.items()},
        "no_change_to_build": run.share_of_build("no_change"),
        "change_to_build": run.share_of_build("after_change"),
        "build_beyond_start_up_seconds": run.beyond_start_up("build"),
        "build_beyond_start_up_cpu_seconds": run.build_cpu_beyond_start_up,
        "floor_seconds": run.floor_seconds,
        "ratio_to_floor": run.ratio_to_floor,
        "slowest_models": dict(run.slowest_models),
    }


def show(runs: Sequence[Run], console: Console) -> None:
    """Print tables of phases, of builds against their floor, of ratios to other code, of growth."""
    _show_phases(runs, console)
    _show_floor(runs, console)
    if compared := comparisons(runs):
        _show_comparisons(compared, console)
    if found := growths(runs):
        _show_growth(found, console)


def _show_phases(runs: Sequence[Run], console: Console) -> None:
    table = _table(
        "Phases", "code", "engine", "patients", "raw rows", "phase", "seconds", "CPU s", "peak"
    )
    generated: set[int] = set()
    for run in runs:
        phases = run.phases
        if run.practice.patients not in generated:
            generated.add(run.practice.patients)
            phases = {"generate": run.practice.generate, **phases}
        for phase, measure in phases.items():
            table.add_row(
                run.code,
                "" if phase == "generate" else run.target.value,
                f"{run.practice.patients:,}",
                f"{run.raw_rows:,}",
                phase.replace("_", " "),
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
        *("code", "engine", "patients", "ledger lines", "build beyond start-up", "floor", "times"),
        "no change / build",
        "after change / build",
    )
    for run in runs:
        table.add_row(
            run.code,
            run.target.value,
            f"{run.practice.patients:,}",
            f"{run.ledger_lines:,}",
            f"{run.beyond_start_up('build'):.1f} s",
            f"{run.floor_seconds:.3f} s",
            f"{run.ratio_to_floor:.0f}",
            f"{run.share_of_build('no_change'):.2f}",
            f"{run.share_of_build('after_change'):.2f}",
        )
    console.print(table)
    for run in {(run.code, run.target): run for run in runs}.values():
        slowest = (f"{name} {seconds:.1f} s" for name, seconds in run.slowest_models.items())
        console.print(
            f"Slowest models of {run.code} on {run.target.value} "
            f"at {run.practice.patients:,} patients: " + ", ".join(slowest)
        )


def _show_comparisons(found: Sequence[Comparison], console: Console) -> None:
    table = _table(
        f"This code against {found[0].against}: what it takes, times what that took",
        *("engine", "patients", "phase", "seconds", "CPU s", "peak"),
    )
    for comparison in found:
        shares = (comparison.seconds, comparison.cpu_seconds, comparison.peak_bytes)
        table.add_row(
            comparison.target.value,
            f"{comparison.patients:,}",
            comparison.phase.replace("_", " "),
            *(NOT_TOLD if share is None else f"{share:.2f}" for share in shares),
        )
    console.print(table)


def _show_growth(found: Sequence[Growth], console: Console) -> None:
    beyond = "build beyond start-up"
    table = _table(
        "Growth", "code", "engine", "from", "to", "patients", "load", beyond, f"{beyond}, CPU"
    )
    for growth in found:
        cpu = growth.build_cpu_beyond_start_up
        table.add_row(
            growth.code,
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
        words = heading in {"code", "engine", "phase"}
        table.add_column(heading, justify="left" if words else "right")
    return table
