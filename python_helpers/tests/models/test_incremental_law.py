"""After any sequence of edits and builds, every table equals its full refresh.

Many practices live in one warehouse, and each is a sequence of random edits of its own: one build
serves them all. The law is of every model with the strategy `touched`, whichever there are, and of
all others, which a build keeps where nothing that they are made of changed.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.dbt.runner import run_dbt, target_folder
from python_helpers.load import load
from python_helpers.notes.facts import update_note_facts
from python_helpers.settings import Target
from python_helpers.tests.random_contacts import PRIORITIES, random_contacts
from python_helpers.tests.random_edits import Edits
from python_helpers.tests.random_practice import arrow_table, random_practice
from python_helpers.tests.servers import PostgresServer
from python_helpers.tests.warehouses import PROJECT, insert_practice
from python_helpers.warehouse import open_warehouse, table_exists

AS_OF = date(2026, 11, 20)
PRACTICES = 26
FAMILIES = 4
STEPS = 3
TOUCHED = "config.incremental_strategy:touched"
BUILT = f"+{TOUCHED},path:models/intermediate"
Rows = dict[str, Counter[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Office:
    """A warehouse of many practices that are edited at random."""

    target: Target
    run_sql: Callable[[list[str]], None]

    def build(self, as_of: date, **variables: Any) -> None:
        """Read new notes, then build all that incremental models stand on, and them."""
        update_note_facts(self.target)
        self._dbt(["run", "--select", BUILT], as_of, variables)

    def refresh(self, as_of: date, **variables: Any) -> None:
        """Make all that was built anew."""
        self._dbt(["run", "--select", BUILT, "--full-refresh"], as_of, variables)

    def seed(self, as_of: date) -> None:
        """Read the seeds' files."""
        self._dbt(["seed"], as_of, {})

    def _dbt(self, command: list[str], as_of: date, variables: dict[str, Any]) -> None:
        run_dbt(command, self.target, as_of, variables=variables, quiet=True)

    @property
    def models(self) -> list[str]:
        """The incremental models, by dbt's manifest."""
        return self._models(lambda node: node["config"]["incremental_strategy"] == "touched")

    @property
    def tables(self) -> list[str]:
        """All stored models that are built, by dbt's manifest and by what is there."""
        with open_warehouse(self.target) as warehouse:
            return [
                name
                for name in self._models(lambda node: node["config"]["materialized"] != "ephemeral")
                if name.startswith("intermediate.") and table_exists(warehouse, *name.split("."))
            ]

    def _models(self, chosen: Callable[[dict[str, Any]], bool]) -> list[str]:
        manifest = json.loads(
            (target_folder(self.target) / "manifest.json").read_text(encoding="utf-8")
        )
        return sorted(
            f"{node['schema']}.{node['name']}"
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and chosen(node)
        )

    def rows(self) -> Rows:
        """All rows of what is built, fingerprints included."""
        with open_warehouse(self.target) as warehouse:
            return {name: Counter(warehouse.rows(f"select * from {name}")) for name in self.tables}


def practice_tables(seed: int) -> dict[str, pa.Table]:
    """A ledger and contacts of pure chance."""
    tables = random_practice(seed, AS_OF, 1 + seed % 4, str(seed % 3), FAMILIES)
    priorities = arrow_table(
        "definition",
        [
            {"DefNum": number, "Category": 33, "ItemName": f"P{number}", "ItemOrder": order}
            for order, number in enumerate(PRIORITIES)
        ],
    )
    tables["definition"] = pa.concat_tables([tables["definition"], priorities])
    return {**tables, **random_contacts(seed, AS_OF, 2 * FAMILIES)}


def load_practices(
    folder: Path, target: Target, seed: int, insert: Callable[[int, dict[str, pa.Table]], None]
) -> None:
    """Load the first practice as a user would, for the raw tables; put the others beside it."""
    source = folder / "practice_0"
    source.mkdir()
    for name, rows in practice_tables(seed).items():
        pq.write_table(rows, source / f"{name}.parquet")
    load(str(source), 0, target, console=None)
    for number in range(1, PRACTICES):
        insert(number, practice_tables(seed + number))


def first_build(office: Office) -> None:
    """Seeds, views and tables; then all practices into the seed, so that all have campaigns."""
    update_note_facts(office.target)
    without_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    run_dbt(["build", *without_tests, "--select", f"+{TOUCHED}"], office.target, AS_OF, quiet=True)
    office.run_sql(
        [
            "insert into reference.practices (practice_id, practice_name, time_zone) "
            f"values ({number}, 'Practice {number}', 'America/New_York')"
            for number in range(1, PRACTICES)
        ]
    )


@pytest.fixture(scope="module")
def duckdb_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("law")
    path = folder / "warehouse.duckdb"

    def run_sql(statements: list[str]) -> None:
        with closing(duckdb.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
        patch.setenv("DBT_LOG_PATH", str(folder / "logs"))
        load_practices(
            folder, Target.duckdb, 1000, lambda number, rows: insert_practice(path, number, rows)
        )
        office = Office(Target.duckdb, run_sql)
        first_build(office)
        yield office


@pytest.fixture(scope="module")
def postgres_office(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    from psycopg2.extras import execute_values

    folder = tmp_path_factory.mktemp("law_postgres")
    with postgres_server.temporary_database() as database, pytest.MonkeyPatch.context() as patch:

        def run_sql(statements: list[str]) -> None:
            with closing(postgres_server.connect(database)) as connection:
                cursor = connection.cursor()
                for statement in statements:
                    cursor.execute(statement)

        def insert(number: int, tables: dict[str, pa.Table]) -> None:
            with closing(postgres_server.connect(database)) as connection:
                cursor = connection.cursor()
                for name, rows in tables.items():
                    columns = ", ".join(["practice_id", *map(str.lower, rows.column_names)])
                    values = [(number, *row.values()) for row in rows.to_pylist()]
                    execute_values(
                        cursor, f"insert into opendental.{name} ({columns}) values %s", values
                    )

        for variable, value in postgres_server.environment(database).items():
            patch.setenv(variable, value)
        patch.setenv("DBT_TARGET_PATH", str(folder / "target"))
        patch.setenv("DBT_LOG_PATH", str(folder / "logs"))
        load_practices(folder, Target.postgres, 2000, insert)
        office = Office(Target.postgres, run_sql)
        first_build(office)
        yield office


def hold_to_the_law(office: Office, seed: int) -> None:
    """Edit every practice, build, and compare with a full refresh; several times over.

    The refresh leaves the very rows that it is compared with, so the next step goes on from there.
    """
    rng = np.random.default_rng(seed)
    as_of = AS_OF
    assert len(office.models) >= 2
    for step in range(STEPS):
        edits = [
            edit
            for number in range(PRACTICES)
            for edit in Edits(rng, number, as_of, 2 * FAMILIES).draw(6)
        ]
        if step == 1:
            # a mapping changes for all, and time goes on
            edits.append(
                "update reference.task_lists set is_collection = not is_collection, "
                "role = 'billing' where task_list_name in ('insurance', 'collections')"
            )
            as_of += timedelta(days=12)
        before = office.rows()
        office.run_sql(edits)
        office.build(as_of)
        after = office.rows()
        unchanged = [model for model in office.models if after[model] == before[model]]
        assert not unchanged, f"no edit reached {', '.join(unchanged)}"
        office.refresh(as_of)
        refreshed = office.rows()
        for model in office.models:
            assert refreshed[model], f"{model} is empty"
        different = [
            apart(model, after, refreshed)
            for model in refreshed
            if after[model] != refreshed[model]
        ]
        assert not different, f"step {step}: {'; '.join(different)}"


def apart(model: str, left: Rows, right: Rows) -> str:
    """How many rows differ; never their values."""
    return (
        f"{model}: {sum((left[model] - right[model]).values())} rows of the incremental build and "
        f"{sum((right[model] - left[model]).values())} of the full refresh are not in the other"
    )


def test_incremental_builds_equal_full_refreshes(duckdb_office: Office) -> None:
    hold_to_the_law(duckdb_office, 1)


@dataclass(frozen=True, slots=True)
class CodeEdit:
    """An edit of a file of the project, and what it makes a compiled model say."""

    path: str
    before: str
    after: str
    compiled: str

    def apply(self, project: Path) -> None:
        file = project / self.path
        text = file.read_text(encoding="utf-8")
        assert self.before in text, f"{self.path} has other words now: choose them anew"
        file.write_text(text.replace(self.before, self.after), encoding="utf-8")


# What incremental models say themselves, like variable response_days: their inputs stay the same.
OWN_CODE = (
    CodeEdit(
        "macros/ledger/fifo.sql",
        "order by aging_date, source_code",
        "order by aging_date desc, source_code",
        "order by aging_date desc, source_code",
    ),
)
# What stands before them, a macro of each other family that they stand on.
CODE_BEFORE = (
    CodeEdit(
        "macros/collections/contacts.sql",
        "in ('agency', 'account_adjusted')",
        "in ('agency', 'no_commitment')",
        "in ('agency', 'no_commitment')",
    ),
    CodeEdit(
        "macros/opendental/dates.sql",
        "cast('1900-01-01' as date)",
        "cast('1900-01-02' as date)",
        "cast('1900-01-02' as date)",
    ),
    CodeEdit(
        "macros/aging/buckets.sql",
        "'1_30': 1, '31_60': 31, '61_90': 61",
        "'1_30': 1, '31_60': 21, '61_90': 51",
        "due_21",
    ),
    CodeEdit(
        "macros/engine/months.sql",
        "extract(month from {{ date_expression }}) as integer)",
        "extract(month from {{ date_expression }}) + 12 as integer)",
        ") + 12 as integer)",
    ),
)


def test_edited_code_makes_rows_anew(
    duckdb_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A macro, a variable or a seed that is edited leaves no row of the code before it."""
    office, as_of = duckdb_office, AS_OF + timedelta(days=12)
    project = tmp_path / "project"
    for name in ("macros", "models", "seeds", "snapshots", "tests", "analyses", "dbt_packages"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml", "packages.yml"):
        shutil.copy(PROJECT / name, project / name)
    monkeypatch.setenv("DENTAL_PROJECT_DIR", str(project))
    office.build(as_of)

    def hold(edits: Sequence[CodeEdit], **variables: Any) -> None:
        before = office.rows()
        for edit in edits:
            edit.apply(project)
        office.build(as_of, **variables)
        compiled = [
            file.read_text(encoding="utf-8")
            for file in (target_folder(office.target) / "compiled").rglob("models/**/*.sql")
        ]
        for edit in edits:
            assert any(edit.compiled in text for text in compiled), f"{edit.path} reached no model"
        after = office.rows()
        assert after != before
        office.refresh(as_of, **variables)
        different = [
            apart(model, after, refreshed)
            for refreshed in [office.rows()]
            for model in refreshed
            if after[model] != refreshed[model]
        ]
        assert not different, "; ".join(different)

    hold(OWN_CODE, response_days=1)
    task_lists = project / "seeds" / "task_lists.csv"
    text = task_lists.read_text(encoding="utf-8")
    task_lists.write_text(text.replace(",true", ",false"), encoding="utf-8")
    office.seed(as_of)
    hold(CODE_BEFORE, response_days=1)


def test_building_twice_touches_nothing(duckdb_office: Office) -> None:
    """A row that is made anew gets another place in the table."""
    office = duckdb_office

    def places() -> dict[str, list[tuple[Any, ...]]]:
        with open_warehouse(Target.duckdb) as warehouse:
            return {
                model: warehouse.rows(f"select rowid, touched_key from {model} order by rowid")
                for model in office.models
            }

    office.build(AS_OF + timedelta(days=12))
    before = places()
    office.build(AS_OF + timedelta(days=12))
    assert places() == before


@pytest.mark.servers
def test_incremental_builds_equal_full_refreshes_on_postgres(postgres_office: Office) -> None:
    hold_to_the_law(postgres_office, 2)


@pytest.mark.servers
def test_an_edit_touches_its_account_only(postgres_office: Office) -> None:
    """PostgreSQL tells of each row which transaction wrote it."""
    office, as_of = postgres_office, AS_OF + timedelta(days=12)

    def writers() -> dict[str, dict[int, set[str]]]:
        with open_warehouse(Target.postgres) as warehouse:
            found: dict[str, dict[int, set[str]]] = {}
            for model in office.models:
                keys = found[model] = {}
                for key, writer in warehouse.rows(f"select touched_key, xmin::text from {model}"):
                    keys.setdefault(key, set()).add(writer)
            return found

    office.build(as_of)
    with open_warehouse(Target.postgres) as warehouse:
        ((practice, account, patient),) = warehouse.rows(
            "select practice_id, account_id, patient_id from intermediate.int_collection_tasks "
            f"where account_id is not null and created_date < date '{AS_OF}' "
            "order by task_id desc limit 1"
        )
    before = writers()
    key = patient % 10**12
    office.run_sql(
        [
            "insert into opendental.adjustment (practice_id, adjnum, patnum, adjdate, adjamt) "
            f"values ({practice}, 5000, {key}, date '{AS_OF - timedelta(days=250)}', 12.34)"
        ]
    )
    office.build(as_of)
    touched = {
        model: {key for key, writer in keys.items() if writer != before[model].get(key)}
        for model, keys in writers().items()
    }
    assert touched["intermediate.int_collection_account_states"] == {account}
    assert touched["intermediate.int_collection_tasks"] == {account}
    # its own link is in a block of its own, of which nothing else is; 1 stands for adjustments
    block = practice * 10**12 + 5000 - 5000 % 256 + 1
    assert touched.pop("intermediate.int_ar_match_linked") == {block}
    assert touched.pop("intermediate.int_ar_allocations") <= {account, block}
    # what an account owes may be in no metric, but never in another practice's
    months = touched.pop("intermediate.int_collection_metrics")
    assert {key // 10**12 for key in months} <= {practice}
    # an account's months, of 4096
    months = touched.pop("intermediate.int_collection_metric_accounts")
    assert {key // 4096 for key in months} <= {account}
    for model, keys in touched.items():
        assert keys <= {account}, model
