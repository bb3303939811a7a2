"""Folders of models are read in one direction: what stands on one is in none that it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath
from typing import Any

import pytest

from python_helpers.dbt.runner import run_dbt
from python_helpers.settings import Target

# A model that reads another: both files, without the file's name.
Reading = tuple[PurePosixPath, PurePosixPath]


def circle(readings: Iterable[Reading], depth: int) -> list[str]:
    """Folders that read each other in a circle, first and last the same; none where there is none.

    Of a path, so many folders count: those below are one with the last of them.
    """
    read_by: dict[str, set[str]] = defaultdict(set)
    for reader, read in readings:
        upper, lower = ("/".join(folder.parts[:depth]) for folder in (reader, read))
        if upper != lower:
            read_by[upper].add(lower)
    try:
        TopologicalSorter(read_by).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    """Every reference of a model or snapshot to another, ephemeral ones with them."""
    nodes: dict[str, Any] = run_dbt(["parse"], Target.duckdb, date(2026, 10, 31)).result.nodes
    folders = {
        key: PurePosixPath(node.original_file_path.replace("\\", "/")).parent
        for key, node in nodes.items()
        if node.resource_type in {"model", "snapshot"}
    }
    folders = {
        key: folder.relative_to("models") if folder.is_relative_to("models") else folder
        for key, folder in folders.items()
    }
    return [
        (folder, folders[read])
        for key, folder in folders.items()
        for read in nodes[key].depends_on.nodes
        if read in folders
    ]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_no_folders_read_each_other_in_a_circle(readings: list[Reading], depth: int) -> None:
    assert len(readings) > 300
    assert circle(readings, depth) == []


def test_a_circle_is_named() -> None:
    folders = {name: PurePosixPath(f"intermediate/{name}") for name in ("a/x", "a/y", "b")}
    up, round_about = (folders["b"], folders["a/x"]), (folders["a/y"], folders["b"])
    inner = (folders["a/x"], folders["a/y"])
    assert circle([up, round_about], 3) == []
    assert sorted(circle([up, round_about], 2)[1:]) == ["intermediate/a", "intermediate/b"]
    assert len(set(circle([up, round_about, inner], 3))) == 3
