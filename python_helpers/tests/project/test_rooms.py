"""The packages of python_helpers have an order, and what a package imports lies below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]

# From the ground up: a package imports those of the lines above its own, and none of its own line.
ORDER = [
    {"errors"},
    {"seed_files"},
    {"settings"},
    {"opendental"},
    {"warehouse", "ledger_truth"},
    {"notes", "marts", "dbt", "quality", "reconcile", "report"},
    {"load", "generate"},
    {"run"},
    {"demo", "bench"},
    {"cli"},
    {"__main__"},
]

# The same for the folders of the generator; its other files serve them all, or call them in turn.
GENERATOR = [
    {"site"},
    {"people"},
    {"care"},
    {"claims", "contacts"},
    {"money"},
    {"plans", "collecting"},
    {"mess"},
]


def sources() -> dict[str, Path]:
    """Every module of python_helpers but the tests, by its name without `python_helpers`."""
    found = {}
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).with_suffix("").parts
        if name[0] != "tests":
            found[".".join(name[:-1] if name[-1] == "__init__" else name)] = path
    return found


def imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """What a file imports of python_helpers, wherever in it: in functions too, and for types."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inside if name.removeprefix("python_helpers.") in known]
            names = modules or [str(node.module)]
        else:
            continue
        for name in names:
            if name.startswith("python_helpers."):
                yield name.removeprefix("python_helpers.")


def graph() -> dict[str, set[str]]:
    """What each module imports."""
    known = sources()
    return {name: set(imported(path, known)) for name, path in known.items() if name}


def test_every_package_has_its_place_in_the_order() -> None:
    places = [package for line in ORDER for package in line]
    assert sorted(places) == sorted({name.partition(".")[0] for name in graph()})


def climbing(order: Sequence[Set[str]], modules: Mapping[str, Set[str]]) -> list[str]:
    """The imports that do not lead from a line of the order to one below it."""
    height = {package: number for number, line in enumerate(order) for package in line}
    return [
        f"{module} imports {other}"
        for module, others in modules.items()
        for other in others
        if (mine := module.partition(".")[0]) in height
        and (theirs := other.partition(".")[0]) in height
        and theirs != mine
        and height[theirs] >= height[mine]
    ]


def test_imports_lead_down() -> None:
    assert climbing(ORDER, graph()) == []


def test_the_generators_imports_lead_down() -> None:
    inside = {
        name.removeprefix("generate."): {other.removeprefix("generate.") for other in others}
        for name, others in graph().items()
        if name.startswith("generate.")
    }
    folders = {path.parent.name for path in (ROOT / "generate").glob("*/__init__.py")}
    assert folders == {folder for line in GENERATOR for folder in line}
    assert climbing(GENERATOR, inside) == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None
