"""The benchmark: for every size and engine, load, build and floor, one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from python_helpers.bench.code import THIS, Code, codes_to_measure
from python_helpers.bench.measure import Measure, measured
from python_helpers.bench.places import Environment, warehouse_place
from python_helpers.bench.practices import AS_OF, Practice, ensure_practice
from python_helpers.bench.report import Run, show, write_json
from python_helpers.errors import UserError
from python_helpers.settings import Target

# Runs of dbt, in their order, with the as-of date of each. Before the last one, rows are changed.
BUILDS = {
    "parse": AS_OF,
    "start_up": AS_OF,
    "build": AS_OF,
    "no_change": AS_OF,
    "after_change": AS_OF + timedelta(days=1),
}
# dbt selection of a build: everything. The Python marts' tables are there, and empty.
EVERYTHING = "fqn:*"
# The first run parses the project; the second starts from what it left.
NOTHING = "start_up_of_dbt_alone"
SLOWEST = 8


def run_bench(
    sizes: Sequence[int],
    targets: Sequence[Target],
    out: Path,
    console: Console,
    against: str | None = None,
) -> list[Run]:
    """Measure every size on every target; print a table and write `out`/results.json.

    `sizes` are patients, five years each. Generated practices stay in `out` and are used again;
    warehouses are removed. Each phase is a process of its own, so that its peak memory is its own.
    With `against`, a commit, its code takes each phase just before this code does, over the same
    rows.
    Raises UserError when a phase fails, naming its log.
    """
    if not sizes or min(sizes) < 50:
        raise UserError("--sizes: give numbers of patients, 50 or more, separated by commas")
    if Target.spark in targets:
        raise UserError("--targets: bench measures duckdb and postgres")
    out = out.resolve()
    runs: list[Run] = []
    with codes_to_measure(against, out) as codes:
        for patients in sorted(set(sizes)):
            console.print(f"{patients:,} patients: generate")
            practice = ensure_practice(patients, out)
            for target in targets:
                runs += _measure(practice, target, codes, out, console)
                write_json(runs, out / "results.json")
    show(runs, console)
    console.print(f"Figures: {out / 'results.json'}")
    return runs


def _measure(
    practice: Practice, target: Target, codes: Sequence[Code], out: Path, console: Console
) -> list[Run]:
    """One run of each code, phase by phase in turn: what slows the machine slows both."""
    with ExitStack() as places:
        warehouses = [
            _Warehouse(
                practice,
                target,
                code,
                places.enter_context(
                    warehouse_place(target, out / f"warehouse_{target.value}_{number}")
                ),
                out / "logs" / f"{target.value}_{practice.patients}_{number}",
                console,
            )
            for number, code in enumerate(codes)
        ]
        for warehouse in warehouses:
            warehouse.load()
        for phase in BUILDS:
            for warehouse in warehouses:
                warehouse.build(phase)
        return [warehouse.run() for warehouse in warehouses]


class _Warehouse:
    """A practice on one engine, built by one code; `phases` is what was measured so far."""

    def __init__(
        self,
        practice: Practice,
        target: Target,
        code: Code,
        place: Environment,
        logs: Path,
        console: Console,
    ) -> None:
        self.practice = practice
        self.target = target
        self.code = code
        self.place = place
        self.logs = logs
        self.console = console
        self.phases: dict[str, Measure] = {}
        self.slowest: dict[str, float] = {}

    def load(self) -> None:
        """Load the practice's rows."""
        self.phases["load"] = self._step(
            "load",
            self.code.environment,
            *("python_helpers", "load", "--target", self.target.value),
            *("--from", str(self.practice.folder)),
        )

    def build(self, phase: str) -> None:
        """One of BUILDS."""
        if phase == "after_change":
            self._step("change", {}, "python_helpers.bench.change", *self._engine())
        self.phases[phase] = self._step(
            phase,
            self.code.environment,
            *("python_helpers", "build", "--target", self.target.value, "--no-tests"),
            *("--as-of", BUILDS[phase].isoformat()),
            *("--select", NOTHING if phase in {"parse", "start_up"} else EVERYTHING),
        )
        if phase == "build":
            self.slowest = _slowest_models(self.place, self.target)

    def run(self) -> Run:
        """All that was measured, and the floor."""
        result = self.logs / "floor.json"
        self._step("floor", {}, "python_helpers.bench.floor", *self._engine(), str(result))
        floor = json.loads(result.read_text(encoding="utf-8"))
        return Run(
            code=self.code.name,
            practice=self.practice,
            target=self.target,
            phases=self.phases,
            floor_seconds=floor["seconds"],
            raw_rows=floor["raw_rows"],
            ledger_lines=floor["ledger_lines"],
            slowest_models=self.slowest,
        )

    def _engine(self) -> tuple[str, str]:
        return self.target.value, AS_OF.isoformat()

    def _step(self, name: str, code: Environment, *arguments: str) -> Measure:
        of_code = "" if self.code.name == THIS else f" by {self.code.name}"
        self.console.print(
            f"{self.practice.patients:,} patients on {self.target.value}: {name}{of_code}"
        )
        return measured(arguments, {**self.place, **code}, self.logs / f"{name}.log")


def _slowest_models(environment: Environment, target: Target) -> dict[str, float]:
    """Seconds of the slowest models of the last dbt run, by name."""
    path = Path(environment["DBT_TARGET_PATH"]) / target.value / "run_results.json"
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    models = [
        (result["unique_id"].rsplit(".", 1)[-1], round(result["execution_time"], 2))
        for result in results
        if result["unique_id"].startswith("model.")
    ]
    return dict(sorted(models, key=lambda model: -model[1])[:SLOWEST])
