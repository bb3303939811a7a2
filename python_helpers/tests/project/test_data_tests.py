"""Data tests say what they hold: a failure is read by its name, not by its SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[3]
NAMED = ("dbt_utils.expression_is_true", "each_column", "never_null", "sums_to")


def _data_tests() -> Iterator[tuple[str, Any]]:
    """Model or seed, and each of its tests as its YAML has it."""
    files = [path for room in ("models", "seeds") for path in (PROJECT / room).rglob("*.yml")]
    for path in files:
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        for node in [*described.get("models", []), *described.get("seeds", [])]:
            for part in (node, *(node.get("columns") or [])):
                for test in part.get("data_tests") or []:
                    yield node["name"], test


def test_tests_of_an_expression_or_of_several_columns_have_a_name() -> None:
    tests = list(_data_tests())
    assert len(tests) > 500
    unnamed = [
        (node, kind)
        for node, test in tests
        if isinstance(test, dict)
        for kind in NAMED
        if kind in test and not (test.get("name") or test[kind].get("name"))
    ]
    assert unnamed == []
