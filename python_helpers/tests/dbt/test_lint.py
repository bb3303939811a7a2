"""Which SQL files are linted, and what makes a file that was clean be looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from python_helpers.dbt.lint import digests, sql_files
from python_helpers.errors import UserError

FILES = (
    "models/staging/one.sql",
    "models/two.sql",
    "tests/a_law.sql",
    "tests/generic/a_generic_test.sql",
    "macros/a_macro.sql",
    ".sqlfluff",
    "dbt_project.yml",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("select 1\n", encoding="utf-8")
    return tmp_path


def names(root: Path, files: list[Path]) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files]


def test_all_sql_but_macros_and_generic_tests_is_linted(project: Path) -> None:
    linted = names(project, sql_files(project))
    assert linted == ["models/staging/one.sql", "models/two.sql", "tests/a_law.sql"]


def test_paths_narrow_it_down(project: Path) -> None:
    asked = [project / "models" / "staging", project / "tests" / "a_law.sql"]
    assert names(project, sql_files(project, asked)) == [
        "models/staging/one.sql",
        "tests/a_law.sql",
    ]


def test_a_path_that_is_not_there_is_told(project: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        sql_files(project, [project / "models" / "three.sql"])


def test_a_file_is_looked_at_again_when_it_changed(project: Path) -> None:
    files = sql_files(project)
    before = digests(project, files)
    (project / "models" / "two.sql").write_text("select  2\n", encoding="utf-8")
    after = digests(project, files)
    assert names(project, [path for path in files if after[path] != before[path]]) == [
        "models/two.sql"
    ]


@pytest.mark.parametrize("name", ["macros/a_macro.sql", ".sqlfluff", "dbt_project.yml"])
def test_every_file_is_looked_at_again_when_what_they_share_changed(
    project: Path, name: str
) -> None:
    files = sql_files(project)
    before = digests(project, files)
    (project / name).write_text("select 3\n", encoding="utf-8")
    assert not set(before.values()) & set(digests(project, files).values())


def test_equal_files_of_different_names_are_told_apart(project: Path) -> None:
    assert len(set(digests(project, sql_files(project)).values())) == 3
