"""Loads that cannot succeed: one clear line, nothing half-written, a stale practice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.opendental.catalog import CATALOG
from python_helpers.settings import Target
from python_helpers.tests.load import kill_at
from python_helpers.tests.load.practices import (
    SMALL,
    edited,
    expected_rows,
    sample_table,
    write_practice,
    write_table,
)
from python_helpers.tests.load.targets import query, raw_content, raw_rows, schemas

SECRET = "Mrs. Invented-Person"


def _not_parquet(practice: Path) -> None:
    (practice / "paysplit.parquet").write_text(SECRET, encoding="utf-8")


def _cut_off(practice: Path) -> None:
    path = practice / "paysplit.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def _damaged(practice: Path) -> None:
    path = practice / "paysplit.parquet"
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)


def _text_for_number(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    position = rows.column_names.index("SplitAmt")
    write_table(practice, "paysplit", rows.set_column(position, "SplitAmt", pa.array([SECRET] * 9)))


def _list_for_date(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    position = rows.column_names.index("DatePay")
    write_table(practice, "paysplit", rows.set_column(position, "DatePay", pa.array([[1]] * 9)))


def _fraction_for_key(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    keys = pa.array([key + 0.5 for key in range(9)])
    write_table(practice, "paysplit", rows.set_column(0, "SplitNum", keys))


def _key_twice(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    write_table(practice, "paysplit", pa.concat_tables([rows, rows.slice(0, 2)]))


def _no_key(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    write_table(practice, "paysplit", edited(rows, 4, "SplitNum", None))


def _no_key_column(practice: Path) -> None:
    write_table(
        practice, "paysplit", sample_table(CATALOG["paysplit"], 9).drop_columns(["SplitNum"])
    )


def _large_key(practice: Path) -> None:
    rows = sample_table(CATALOG["paysplit"], 9)
    write_table(practice, "paysplit", edited(rows, 4, "SplitNum", 10**12))


FAULTS = {
    _not_parquet: "paysplit.parquet is no readable Parquet file",
    _cut_off: "paysplit.parquet is no readable Parquet file",
    _damaged: "paysplit.parquet is no readable Parquet file",
    _text_for_number: "paysplit.parquet: column SplitAmt is string",
    _list_for_date: "paysplit.parquet: column DatePay is list",
    _fraction_for_key: "paysplit.parquet: column SplitNum is double",
    _key_twice: "2 keys SplitNum come more than once in paysplit",
    _no_key: "1 rows of paysplit have no SplitNum",
    _no_key_column: "paysplit.parquet has no column SplitNum",
    _large_key: "paysplit has SplitNum of 10^12 or more",
}


@pytest.fixture(scope="module")
def two_practices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with practices 0 and 1, to be copied."""
    folder = tmp_path_factory.mktemp("two_practices")
    practice = write_practice(folder / "practice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
        load(str(practice), 0, Target.duckdb)
        load(str(practice), 1, Target.duckdb, accept_source=True)
    return folder / "warehouse.duckdb"


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_a_failed_load_leaves_the_last_good_rows_and_marks_the_practice_stale(
    two_practices: Path, duckdb_file: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    duckdb_file.parent.mkdir()
    shutil.copy(two_practices, duckdb_file)
    before = raw_content(duckdb_file)
    practice = write_practice(tmp_path / "practice")
    write_table(practice, "patient", sample_table(CATALOG["patient"], 1))
    spoil(practice)

    with pytest.raises(UserError) as failure:
        load(str(practice), 1, Target.duckdb, accept_source=True)

    message = str(failure.value)
    assert FAULTS[spoil] in message
    assert "\n" not in message and SECRET not in message
    assert raw_content(duckdb_file) == before
    assert "opendental_landing" not in schemas(duckdb_file)
    runs = query(
        duckdb_file,
        "select practice_id, status, is_stale, error from operations.load_runs order by started_at",
    )
    assert runs[:2] == [(0, "success", False, None), (1, "success", False, None)]
    assert runs[2:] == [(1, "failed", True, message)]


def test_a_stale_practice_recovers_and_keeps_no_other_from_loading(
    two_practices: Path, duckdb_file: Path, tmp_path: Path
) -> None:
    duckdb_file.parent.mkdir()
    shutil.copy(two_practices, duckdb_file)
    with pytest.raises(UserError):
        load(str(tmp_path / "nowhere"), 1, Target.duckdb)
    practice = write_practice(tmp_path / "practice", rows=3)

    load(str(practice), 0, Target.duckdb, accept_source=True)
    load(str(practice), 1, Target.duckdb, accept_source=True)

    assert query(
        duckdb_file, "select practice_id, is_stale from operations.load_runs order by started_at"
    ) == [(0, False), (1, False), (1, True), (0, False), (1, False)]
    assert query(
        duckdb_file, "select practice_id, count(*) from opendental.patient group by 1 order by 1"
    ) == [(0, 3), (1, 3)]


def test_of_two_columns_that_differ_in_case_neither_is_believed(
    duckdb_file: Path, tmp_path: Path
) -> None:
    practice = write_practice(tmp_path / "practice", SMALL)
    rows = sample_table(CATALOG["paysplit"], 9)
    write_table(practice, "paysplit", rows.append_column("splitamt", rows.column("SplitAmt")))

    with pytest.raises(UserError, match=r"paysplit\.parquet has columns SplitAmt and splitamt"):
        load(str(practice), 0, Target.duckdb)


def test_large_keys_are_welcome_in_practice_0(duckdb_file: Path, tmp_path: Path) -> None:
    rows = edited(sample_table(CATALOG["patient"], 3), 3, "PatNum", 2**62)
    practice = write_practice(tmp_path / "practice", ["patient"], patient=rows)

    load(str(practice), 0, Target.duckdb)

    assert raw_rows(duckdb_file, "patient") == expected_rows(rows, 0)


def test_a_table_vanishes_only_when_told_so(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.duckdb)
    (practice / "paysplit.parquet").unlink()

    with pytest.raises(UserError, match=r"paysplit\.parquet is gone, but 9 rows of it were loaded"):
        load(str(practice), 0, Target.duckdb)
    assert len(raw_rows(duckdb_file, "paysplit")) == 9

    load(str(practice), 0, Target.duckdb, full=True)
    assert raw_rows(duckdb_file, "paysplit") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nowhere", "nowhere is no folder"),
        ("empty", "empty has no patient.parquet"),
        ("postgres://user@host/db", "postgres:// is no OpenDental source"),
        ("mysql://user:secret@host/db", "a password in the URL"),
        ("mysql://host/db", "lacks user, host or database"),
        ("mysql://user@host:port/db", "cannot be read"),
        ("mysql://user@host/db?ssl=no", "takes ?tls=verify"),
    ],
)
def test_a_wrong_source_is_one_clear_line(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()

    with pytest.raises(UserError) as failure:
        load(source, 0, Target.duckdb)

    assert expected in str(failure.value)
    assert "\n" not in str(failure.value) and "secret" not in str(failure.value)
    assert "opendental" not in schemas(duckdb_file)


def test_a_negative_practice_is_refused(duckdb_file: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="practice_id is 0 or more"):
        load(str(write_practice(tmp_path / "practice")), -1, Target.duckdb)
    assert not duckdb_file.exists()


def test_a_file_that_is_no_database_is_refused(duckdb_file: Path, tmp_path: Path) -> None:
    duckdb_file.parent.mkdir()
    duckdb_file.write_text("not a database" * 1000, encoding="utf-8")

    with pytest.raises(UserError, match="cannot be opened for writing"):
        load(str(write_practice(tmp_path / "practice")), 0, Target.duckdb)


def test_a_file_that_another_program_writes_is_refused(duckdb_file: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    duckdb_file.parent.mkdir()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=1); input()",
            str(duckdb_file),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        with pytest.raises(UserError, match="cannot be opened for writing"):
            load(str(practice), 0, Target.duckdb)
    finally:
        holder.communicate("\n", timeout=30)
    load(str(practice), 0, Target.duckdb)


def test_a_second_load_in_the_same_process_is_refused(
    duckdb_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_helpers.load import run

    practice = write_practice(tmp_path / "practice")
    applying, may_go_on = threading.Event(), threading.Event()
    real = run.ensure_raw_tables

    def wait(store: object) -> None:
        applying.set()
        may_go_on.wait(30)
        real(store)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "ensure_raw_tables", wait)
    first = threading.Thread(target=load, args=(str(practice), 0, Target.duckdb))
    first.start()
    try:
        assert applying.wait(30)
        with pytest.raises(UserError, match="is being loaded"):
            load(str(practice), 1, Target.duckdb)
    finally:
        may_go_on.set()
        first.join(30)
    assert len(raw_rows(duckdb_file, "patient")) == 9


@pytest.mark.parametrize(
    ("module", "function", "nth", "applied"),
    [
        ("python_helpers.load.landing", "conform", 4, False),
        ("python_helpers.load.run", "_apply", 1, False),
        ("python_helpers.load.run", "apply", 17, False),
        ("python_helpers.load.history", "History.succeed", 1, False),
        ("python_helpers.load.run", "_finish", 1, True),
    ],
)
def test_a_killed_load_leaves_all_or_nothing(
    duckdb_file: Path, tmp_path: Path, module: str, function: str, nth: int, applied: bool
) -> None:
    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.duckdb)
    before = raw_content(duckdb_file)
    write_practice(practice, rows=5)

    arguments = [module, function, str(nth), str(practice), "0", "duckdb"]
    killed = subprocess.run(
        [sys.executable, kill_at.__file__, *arguments],
        check=False,
        timeout=120,
    )

    assert killed.returncode in {-9, 9}
    assert (raw_content(duckdb_file) == before) is not applied
    load(str(practice), 0, Target.duckdb)
    for name in SMALL:
        assert raw_rows(duckdb_file, name) == expected_rows(sample_table(CATALOG[name], 5), 0)
    assert query(
        duckdb_file, "select status, is_stale from operations.load_runs order by started_at"
    ) == [
        ("success", False),
        ("success", False) if applied else ("interrupted", True),
        ("success", False),
    ]
    assert "opendental_landing" not in schemas(duckdb_file)
    assert [path.name for path in duckdb_file.parent.iterdir()] == [duckdb_file.name]
