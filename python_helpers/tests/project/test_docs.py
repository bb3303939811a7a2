"""README and docs say what is so: every command, name, path and link in them is there."""

from __future__ import annotations

import re
import tomllib
from itertools import takewhile
from pathlib import Path

import pytest
import typer
import yaml

from python_helpers.cli import app
from python_helpers.demo.run import HEADINGS

PROJECT = Path(__file__).parents[3]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
PAGE_NAMES = [page.relative_to(PROJECT).as_posix() for page in PAGES]
COMMANDS = typer.main.get_command(app).commands
PARTS = re.compile(r"```.*?```|`[^`\n]+`|^ {4,}\S[^\n]*", re.DOTALL | re.MULTILINE)


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def code(name: str) -> str:
    """Everything in a page that is written as code."""
    return "\n".join(PARTS.findall(read(name)))


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_commands_and_their_options_exist(page: str) -> None:
    calls = re.findall(r"dental-collections[ \t]+([a-z][a-z-]*)([^\n`&|]*)", code(page))
    for command, rest in calls:
        assert command in COMMANDS, command
        known = {option for param in COMMANDS[command].params for option in param.opts}
        assert set(re.findall(r"--[a-z][a-z-]*", rest)) - known == set(), command


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code(page))) - targets == set()


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_models_and_macros_exist(page: str) -> None:
    named = set(re.findall(r"\b(?:stg|int|dim|fct|mart|snap)_[a-z0-9_]+\b", code(page)))
    models = {path.stem for path in (PROJECT / "models").rglob("*.sql")}
    snapshots = re.findall(r"name: (snap_\w+)", read("snapshots/_snapshots.yml"))
    assert named - models - set(snapshots) == set()


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_variables_are_read_by_the_code(page: str) -> None:
    named = set(re.findall(r"\b(?:DENTAL|DUCKDB|DBT|OPENDENTAL|PG|SPARK)_?[A-Z_]+\b", code(page)))
    sources = [*(PROJECT / "python_helpers").rglob("*.py"), PROJECT / "profiles.yml"]
    read_by_code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert {name for name in named if name not in read_by_code} - {"OPENDENTAL"} == set()


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_settings_of_dbt_exist(page: str) -> None:
    known = yaml.safe_load(read("dbt_project.yml"))["vars"]
    named = set(re.findall(r"\bvars? `([a-z_]+)`", read(page)))
    named |= set(re.findall(r"`((?:patient_terms|snapshot)_[a-z_]+)`", read(page)))
    assert named - known.keys() == set()


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_paths_and_links_lead_somewhere(page: str) -> None:
    text = read(page)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    here = (PROJECT / page).parent
    for link in links:
        assert not link or "://" in link or (here / link).exists(), link
    folders = "models|macros|seeds|snapshots|tests|analyses|docs|python_helpers"
    for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", text):
        assert (PROJECT / path).exists(), path


def test_every_file_that_a_recipe_names_exists() -> None:
    named = re.findall(r"`([\w./*-]+(?:/|\.(?:yml|csv|sql|py)))`", read("docs/change.md"))
    named += re.findall(
        r"`((?:models|macros|tests|python_helpers)/[\w./*-]+)`", read("docs/change.md")
    )
    assert len(named) > 20
    for name in named:
        found = PROJECT.glob(name) if "/" in name else (PROJECT / "models").rglob(name)
        beside = (PROJECT / "python_helpers").rglob(name) if "/" not in name else iter(())
        assert next(found, None) or next(beside, None), name


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_links_to_headings_lead_to_one(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]*#[^)\s]+)\)", read(page)):
        name, _, anchor = link.partition("#")
        target = (PROJECT / page).parent / name if name else PROJECT / page
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert anchor in slugs, link


def test_the_first_page_says_it_all_at_once() -> None:
    beginning = "\n".join(read("README.md").splitlines()[:30])
    for needed in ("OpenDental", "analyst", "make demo", "make test", *HEADINGS, "to the cent"):
        assert needed in beginning, needed


def test_the_question_in_the_readme_is_the_analysis() -> None:
    (shown,) = re.findall(r"```sql\n(.*?)```", read("README.md"), re.DOTALL)
    analysis = read("analyses/insurers_by_days_to_pay.sql")
    told = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"marts.\1", analysis)
    kept = [line for line in told.splitlines() if line and not line.startswith("--")]
    assert shown.splitlines() == kept


def test_every_direct_dependency_is_explained_in_its_group() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    stated = {"Default": project["dependencies"], **project["optional-dependencies"]}
    explained = {}
    for section in read("docs/dependencies.md").split("\n## ")[1:]:
        heading, *lines = section.splitlines()
        rows = takewhile(lambda line: line.startswith("|"), lines[3:])
        group = heading.partition(":")[0].removeprefix("Extra ").strip("`")
        explained[group] = {row.split("`")[1] for row in rows if "`" in row}
    explained.pop("dbt package")
    names = {
        group: {re.split(r"[^\w.-]", text, maxsplit=1)[0] for text in requirements}
        for group, requirements in stated.items()
    }
    assert explained == names
