"""The whole warehouse on Spark: the same rows as on DuckDB, from the same practice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from python_helpers.generate import Options, generate
from python_helpers.settings import Target
from python_helpers.tests.warehouse_comparison import compare_warehouses
from python_helpers.tests.warehouses import build, command, update_marts
from python_helpers.warehouse import open_warehouse

pytestmark = pytest.mark.spark

AS_OF = date(2026, 11, 20)
SELECTION = "path:seeds path:models/staging path:models/intermediate path:models/marts"


class SparkTables:
    """The Parquet files that Spark wrote, read by DuckDB: no second Spark need start."""

    def __init__(self, folder: Path) -> None:
        self.connection = duckdb.connect()
        for path in sorted((folder / "warehouse").glob("*.db/*")):
            schema, name = path.parent.stem, path.name
            self.connection.execute(f'create schema if not exists "{schema}"')
            self.connection.read_parquet(f"{path.as_posix()}/**/*.parquet").create(
                f'"{schema}"."{name}"'
            )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def views(manifest: Path) -> set[str]:
    """The models that left no file: Spark keeps views in its catalogue alone."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and node["config"]["materialized"] == "view"
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One practice, loaded and built on both engines."""
    folder = tmp_path_factory.mktemp("spark")
    practice = folder / "practice"
    generate(Options(patients=120, years=2, seed=31, as_of=AS_OF, out=practice))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_DIR", str(folder / "spark"))
        patch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
        for target in (Target.duckdb, Target.spark):
            command("load", "--from", str(practice), "--target", target.value)
            build(
                folder,
                *("--target", target.value, "--as-of", AS_OF.isoformat()),
                *("--no-tests", "--select", SELECTION),
            )
            update_marts(folder, target, AS_OF)
        yield folder


def test_spark_builds_the_same_rows_as_duckdb(folder: Path) -> None:
    spark = SparkTables(folder / "spark")
    with closing(spark.connection), open_warehouse(Target.duckdb) as ours:
        ((lines,),) = ours.rows("select count(*) from intermediate.int_ar_ledger")
        assert lines > 1000
        without = views(folder / "target" / "spark" / "manifest.json")
        assert "int_ar_ledger" in without
        assert compare_warehouses(ours, spark, ("intermediate", "marts"), without=without) == []
