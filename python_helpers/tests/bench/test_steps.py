"""What the benchmark builds can be built: each step reads only what it or an earlier one makes."""

from __future__ import annotations

import re
from pathlib import Path

from python_helpers.bench.run import STEPS

PROJECT = Path(__file__).parents[3]


def models_of(step: str) -> dict[str, str]:
    """SQL of every model that a step selects, by name."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for selector in STEPS[step].split()
        for path in (PROJECT / "models").rglob("*.sql")
        if selector == path.stem or path.is_relative_to(PROJECT / selector.removeprefix("path:"))
    }


def test_every_step_reads_what_it_or_an_earlier_one_builds() -> None:
    models = {path.stem for path in (PROJECT / "models").rglob("*.sql")}
    built: set[str] = set()
    for step in STEPS:
        selected = models_of(step)
        built |= set(selected)
        for name, sql in selected.items():
            read = set(re.findall(r"ref\('(\w+)'\)", sql)) & models
            assert read <= built, f"{step}: {name} reads {sorted(read - built)}"


def test_the_steps_name_folders_that_are_there() -> None:
    named = " ".join(STEPS.values()).split()
    folders = [name.removeprefix("path:") for name in named if name.startswith("path:")]
    assert [folder for folder in folders if not (PROJECT / folder).is_dir()] == []
