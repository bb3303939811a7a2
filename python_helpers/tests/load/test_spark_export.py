"""The Parquet that Spark reads: complete versions, switched at once, old ones removed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.load.history import LOAD_RUNS, LOAD_TABLES
from python_helpers.opendental.catalog import CATALOG, DECLARED
from python_helpers.settings import Target
from python_helpers.tests.load.practices import (
    expected_rows,
    sample_table,
    write_practice,
    write_table,
)
from python_helpers.warehouse.python_marts import TABLES as PYTHON_MARTS
from python_helpers.warehouse.spark import current_version


def exported(folder: Path, table: str) -> list[tuple[object, ...]]:
    version = current_version(folder / "raw")
    assert version is not None
    return duckdb.sql(
        f"select * from read_parquet('{version / table}.parquet') order by 1, 2"
    ).fetchall()


def test_every_table_is_exported_with_the_declared_types(
    spark_folder: Path, tmp_path: Path
) -> None:
    report = load(str(write_practice(tmp_path / "practice", DECLARED)), 0, Target.spark)

    version = current_version(spark_folder / "raw")
    assert version is not None and version.name == report.load_id
    exported_tables = {path.stem for path in version.iterdir()}
    operations = {"load_runs", "load_tables", "runs", "run_steps"}
    assert exported_tables == {*DECLARED, "note_facts", "deleted_rows", *PYTHON_MARTS, *operations}
    for name, table in DECLARED.items():
        schema = pq.read_schema(version / f"{name}.parquet")
        assert schema.names == table.raw_arrow_schema.names
        assert schema.types == table.raw_arrow_schema.types, name
        assert exported(spark_folder, name) == expected_rows(sample_table(table, 9), 0)
    assert pq.read_schema(version / "load_runs.parquet").names == list(LOAD_RUNS)
    assert pq.read_schema(version / "load_tables.parquet").names == list(LOAD_TABLES)


def test_the_version_before_stays_and_older_ones_go(spark_folder: Path, tmp_path: Path) -> None:
    practice = write_practice(tmp_path / "practice")
    reports = []
    for rows in (3, 4, 5):
        write_table(practice, "patient", sample_table(CATALOG["patient"], rows))
        reports.append(load(str(practice), 0, Target.spark))

    folders = {path.name for path in (spark_folder / "raw").iterdir() if path.is_dir()}
    assert folders == {report.load_id for report in reports[1:]}
    assert len(exported(spark_folder, "patient")) == 5
    assert {path.name for path in (spark_folder / "raw").iterdir()} == {*folders, "current.json"}


def test_a_half_written_version_is_never_read(
    spark_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_helpers.warehouse import spark as versions

    practice = write_practice(tmp_path / "practice")
    load(str(practice), 0, Target.spark)
    write_table(practice, "patient", sample_table(CATALOG["patient"], 2))

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(versions.os, "replace", fail)
        with pytest.raises(KeyboardInterrupt):
            load(str(practice), 0, Target.spark)

    assert len(exported(spark_folder, "patient")) == 9
    load(str(practice), 0, Target.spark)
    assert len(exported(spark_folder, "patient")) == 2


def test_a_stale_practice_shows_in_the_export(spark_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        load(str(tmp_path / "nowhere"), 0, Target.spark)
    assert current_version(spark_folder / "raw") is None
    load(str(write_practice(tmp_path / "practice")), 0, Target.spark)
    with pytest.raises(UserError):
        load(str(tmp_path / "nowhere"), 0, Target.spark)

    stale = list(LOAD_RUNS).index("is_stale")
    assert [run[stale] for run in exported(spark_folder, "load_runs")] == [True, False, True]
    assert len(exported(spark_folder, "patient")) == 9
