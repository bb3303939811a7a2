"""The table of note facts follows the raw tables: what is new, edited, deleted; no more."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.notes import facts as facts_module
from python_helpers.notes import parallel
from python_helpers.notes.facts import NotesReport, update_note_facts
from python_helpers.notes.lexicon import SlangTerm
from python_helpers.opendental.catalog import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.load.practices import edited, write_practice
from python_helpers.tests.load.targets import postgres_query, query
from python_helpers.tests.servers import PostgresServer
from python_helpers.warehouse.spark import current_version

MONDAY = datetime(2024, 5, 6, 9, 30)
NO_TIME = datetime(1, 1, 1)
FACTS = (
    "select source_table, source_id, note_date, is_collection, contact_outcome, promised_amount, "
    "promised_date, follow_up_date, paid_amount, date_basis from opendental.note_facts "
    "where practice_id = 0 order by 1, 2"
)
NOTES: Mapping[int, str | None] = {
    1: "pt will pay $50 on friday",
    2: "took 75.00 cash on acct",
    3: "confirmed appt",
    4: "",
    5: None,
}
EXPECTED = [
    ("commlog", 1, date(2024, 5, 6), True, "promise_to_pay", Decimal("50.00"), date(2024, 5, 10),
     None, None, "relative"),
    ("commlog", 2, date(2024, 5, 6), True, "payment_taken", None, None, None, Decimal("75.00"),
     None),
    ("commlog", 3, date(2024, 5, 6), False, None, None, None, None, None, None),
]  # fmt: skip


def rows(table: str, *values: dict[str, Any]) -> pa.Table:
    """Rows of an OpenDental table; what is not given is null."""
    schema = CATALOG[table].arrow_schema
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in values], schema
    )


def commlogs(notes: Mapping[int, str | None] = NOTES, at: datetime = MONDAY) -> pa.Table:
    return rows(
        "commlog",
        *({"CommlogNum": key, "CommDateTime": at, "Note": text} for key, text in notes.items()),
    )


def load_notes(folder: Path, practice: int = 0, **tables: pa.Table) -> None:
    write_practice(folder, ["patient", *tables], **tables)
    load(str(folder), practice, Target.duckdb, accept_source=True)


def facts(path: Path) -> list[tuple[Any, ...]]:
    return query(path, FACTS)


def test_a_load_reads_the_notes(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path, commlog=commlogs())

    assert facts(duckdb_file) == EXPECTED


def test_a_practice_without_notes_has_the_empty_table(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path)

    assert facts(duckdb_file) == []


def test_notes_of_no_warehouse_cannot_be_read(duckdb_file: Path) -> None:
    with pytest.raises(UserError, match="run `dental-collections load` first"):
        update_note_facts(Target.duckdb)


def test_tasks_count_from_when_they_were_made(duckdb_file: Path, tmp_path: Path) -> None:
    text = "will pay 50 tomorrow"
    load_notes(
        tmp_path,
        task=rows(
            "task",
            {"TaskNum": 1, "Descript": text, "DateTimeOriginal": MONDAY, "DateTimeEntry": NO_TIME},
            {"TaskNum": 2, "Descript": text, "DateTimeOriginal": NO_TIME, "DateTimeEntry": MONDAY},
            {"TaskNum": 3, "Descript": text, "DateTimeOriginal": NO_TIME},
        ),
        tasknote=rows("tasknote", {"TaskNoteNum": 9, "Note": text, "DateTimeNote": MONDAY}),
    )

    told = [(row[0], row[1], row[2], row[4], row[6], row[9]) for row in facts(duckdb_file)]
    day, due, promise = date(2024, 5, 6), date(2024, 5, 7), "promise_to_pay"
    assert told == [
        ("task", 1, day, promise, due, "relative"),
        ("task", 2, day, promise, due, "relative"),
        ("task", 3, None, promise, None, None),
        ("tasknote", 9, day, promise, due, "relative"),
    ]


def test_only_new_and_changed_notes_are_read(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path, commlog=commlogs())
    assert update_note_facts(Target.duckdb) == NotesReport(0, 0, 3)

    changed = edited(commlogs(), 1, "Note", "pt will pay $60 on friday")
    changed = edited(changed, 2, "CommDateTime", datetime(2024, 5, 7))
    load_notes(tmp_path, commlog=changed)

    found = facts(duckdb_file)
    assert found[0][5] == Decimal("60.00")
    assert found[1][2] == date(2024, 5, 7)
    assert found[2] == EXPECTED[2]
    with closing(duckdb.connect(duckdb_file)) as warehouse:
        warehouse.execute("delete from opendental.note_facts where source_id = 3")
    assert update_note_facts(Target.duckdb) == NotesReport(1, 0, 3)


def test_facts_of_deleted_and_emptied_notes_go(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path, commlog=commlogs())

    load_notes(tmp_path, commlog=commlogs({1: NOTES[1], 2: " "}))

    assert facts(duckdb_file) == EXPECTED[:1]


def test_practices_stand_side_by_side(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path / "a", 0, commlog=commlogs())
    load_notes(tmp_path / "b", 1, commlog=commlogs({1: "LM re bal"}))

    load_notes(tmp_path / "b", 1, commlog=commlogs({}))

    assert facts(duckdb_file) == EXPECTED
    assert update_note_facts(Target.duckdb, practice=1) == NotesReport(0, 0, 3)


def test_edited_slang_reads_every_note_again(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_notes(tmp_path, commlog=commlogs({1: "pt in the wind", 2: "confirmed appt"}))
    assert facts(duckdb_file)[0][3] is False
    monkeypatch.setattr(
        facts_module, "read_slang", lambda: [SlangTerm("in the wind", outcome="no_live_contact")]
    )

    assert update_note_facts(Target.duckdb) == NotesReport(2, 2, 2)

    assert facts(duckdb_file)[0][4] == "no_live_contact"


def test_a_failure_leaves_facts_as_they_were_and_the_load_good(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_notes(tmp_path, commlog=commlogs())

    def fail(*_: object) -> None:
        raise UserError("seeds/note_slang.csv row 2: malformed")

    monkeypatch.setattr(facts_module, "read_slang", fail)
    with pytest.raises(UserError, match=r"note_slang\.csv row 2"):
        load_notes(tmp_path, commlog=commlogs({1: "LM re bal"}))

    assert facts(duckdb_file) == EXPECTED
    assert query(duckdb_file, "select count(*) from opendental.commlog") == [(1,)]
    assert query(duckdb_file, "select count(*) from operations.load_runs where is_stale") == [(0,)]
    monkeypatch.undo()
    monkeypatch.setenv("DUCKDB_PATH", str(duckdb_file))
    assert update_note_facts(Target.duckdb) == NotesReport(1, 3, 1)


def test_no_text_is_kept(duckdb_file: Path, tmp_path: Path) -> None:
    load_notes(tmp_path, commlog=commlogs({1: "Zebulon will pay $50 friday"}))

    (row,) = query(duckdb_file, "select * from opendental.note_facts")
    assert not any("zebulon" in str(value).lower() for value in row)
    temporary = query(duckdb_file, "select table_name from duckdb_tables() where temporary")
    assert temporary == []


def test_many_processes_read_as_one(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {key: f"pt will pay ${key}.00 on friday" for key in range(1, 60)}
    load_notes(tmp_path, commlog=commlogs(many))
    alone = facts(duckdb_file)
    monkeypatch.setattr(parallel, "WORTH_STARTING_PROCESSES", 10)
    monkeypatch.setattr(facts_module, "BATCH", 7)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with closing(duckdb.connect(duckdb_file)) as warehouse:
        warehouse.execute("delete from opendental.note_facts")

    assert update_note_facts(Target.duckdb) == NotesReport(59, 0, 59)

    assert facts(duckdb_file) == alone
    assert [row[5] for row in alone] == [Decimal(key) for key in many]


def test_spark_gets_the_facts_with_the_raw_tables(spark_folder: Path, tmp_path: Path) -> None:
    write_practice(tmp_path / "practice", ["patient", "commlog"], commlog=commlogs())
    load(str(tmp_path / "practice"), 0, Target.spark)

    version = current_version(spark_folder / "raw")
    assert version is not None
    exported = FACTS.replace("opendental.note_facts", f"'{version / 'note_facts.parquet'}'")
    assert duckdb.sql(exported).fetchall() == EXPECTED


@pytest.mark.servers
def test_postgres_has_the_same_facts(
    postgres_server: PostgresServer, postgres_database: str, tmp_path: Path
) -> None:
    practice = write_practice(tmp_path / "practice", ["patient", "commlog"], commlog=commlogs())
    load(str(practice), 0, Target.postgres)
    assert postgres_query(postgres_server, postgres_database, FACTS) == EXPECTED

    changed = edited(commlogs({1: NOTES[1], 3: NOTES[3]}), 3, "Note", "took 75.00 cash on acct")
    write_practice(tmp_path / "practice", ["patient", "commlog"], commlog=changed)
    load(str(practice), 0, Target.postgres)

    found = postgres_query(postgres_server, postgres_database, FACTS)
    assert found == [EXPECTED[0], (*EXPECTED[1][:1], 3, *EXPECTED[1][2:])]
    assert update_note_facts(Target.postgres) == NotesReport(0, 0, 2)


def test_where_no_process_starts_the_notes_are_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        def __init__(self, *_: object, **__: object) -> None: ...

        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *_: object) -> None: ...

        def map(self, *_: object) -> list[object]:
            raise BrokenProcessPool

    monkeypatch.setattr(parallel, "ProcessPoolExecutor", Broken)
    monkeypatch.setattr(parallel, "WORTH_STARTING_PROCESSES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    batches = [[("took 75.00 cash on acct", MONDAY.date())] for _ in range(5)]

    found = list(parallel.read_batches(batches, 5, []))

    assert [facts.paid_amount for (facts,) in found] == [Decimal("75.00")] * 5
