"""The benchmark: for every size and engine, load, build and floor, one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from python_helpers.bench.measure import Measure, measured
from python_helpers.bench.places import Environment, warehouse_place
from python_helpers.bench.practices import AS_OF, Practice, ensure_practice
from python_helpers.bench.report import Run, show, write_json
from python_helpers.errors import UserError
from python_helpers.settings import Target

# System D with what it reads and its marts, then System E with its own: together, the whole build.
STEPS = {
    "system_d": (
        "path:seeds path:models/staging path:models/intermediate/ar_analysis "
        "int_adjustment_kinds path:models/marts/ar path:models/marts/dims"
    ),
    "system_e": (
        "path:models/intermediate/cash path:models/intermediate/collections "
        "path:models/marts/collections"
    ),
}
NOTHING = "start_up_of_dbt_alone"
SLOWEST = 8


def run_bench(
    sizes: Sequence[int], targets: Sequence[Target], out: Path, console: Console
) -> list[Run]:
    """Measure every size on every target; print a table and write `out`/results.json.

    `sizes` are patients, five years each. Generated practices stay in `out` and are used again;
    warehouses are removed. Each phase is a process of its own, so that its peak memory is its own.
    Raises UserError when a phase fails, naming its log.
    """
    if not sizes or min(sizes) < 50:
        raise UserError("--sizes: give numbers of patients, 50 or more, separated by commas")
    if Target.spark in targets:
        raise UserError("--targets: bench measures duckdb and postgres")
    runs: list[Run] = []
    for patients in sorted(set(sizes)):
        console.print(f"{patients:,} patients: generate")
        practice = ensure_practice(patients, out)
        for target in targets:
            runs.append(_measure(practice, target, out, console))
            write_json(runs, out / "results.json")
    show(runs, console)
    console.print(f"Figures: {out / 'results.json'}")
    return runs


def _measure(practice: Practice, target: Target, out: Path, console: Console) -> Run:
    logs = out / "logs" / f"{target.value}_{practice.patients}"

    def step(name: str, *arguments: str) -> Measure:
        console.print(f"{practice.patients:,} patients on {target.value}: {name}")
        return measured(arguments, environment, logs / f"{name}.log")

    def build(name: str, select: str) -> Measure:
        return step(
            name,
            *("python_helpers", "build", "--target", target.value, "--no-tests"),
            *("--as-of", AS_OF.isoformat(), "--select", select),
        )

    with warehouse_place(target, out / f"warehouse_{target.value}") as environment:
        load = step(
            "load",
            *("python_helpers", "load", "--target", target.value),
            *("--from", str(practice.folder)),
        )
        # The first run parses the project; every later one starts from what it left.
        build("parse", NOTHING)
        start_up = build("start_up", NOTHING)
        steps, slowest = {}, []
        for name, select in STEPS.items():
            steps[name] = build(name, select)
            slowest += _model_seconds(environment, target)
        everything = " ".join(STEPS.values())
        no_change = build("no_change", everything)
        step("change", "python_helpers.bench.change", target.value, AS_OF.isoformat())
        after_change = build("after_change", everything)
        result = logs / "floor.json"
        step("floor", "python_helpers.bench.floor", target.value, AS_OF.isoformat(), str(result))
        floor = json.loads(result.read_text(encoding="utf-8"))
    return Run(
        practice=practice,
        target=target,
        load=load,
        start_up=start_up,
        steps=steps,
        no_change=no_change,
        after_change=after_change,
        floor_seconds=floor["seconds"],
        raw_rows=floor["raw_rows"],
        ledger_lines=floor["ledger_lines"],
        slowest_models=dict(sorted(slowest, key=lambda model: -model[1])[:SLOWEST]),
    )


def _model_seconds(environment: Environment, target: Target) -> list[tuple[str, float]]:
    """Seconds of every model in the last dbt run, by name."""
    path = Path(environment["DBT_TARGET_PATH"]) / target.value / "run_results.json"
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return [
        (result["unique_id"].rsplit(".", 1)[-1], round(result["execution_time"], 2))
        for result in results
        if result["unique_id"].startswith("model.")
    ]
