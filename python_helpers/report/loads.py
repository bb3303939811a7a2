"""When the data was loaded, from the history that `load` keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from python_helpers.settings import Target, spark_dir
from python_helpers.warehouse import Warehouse, schema, table_exists
from python_helpers.warehouse.duckdb import read_file


@dataclass(frozen=True, slots=True)
class Load:
    """A practice's loads: when the last good one ended (UTC, naive; None for none), and whether
    a later one failed."""

    practice_id: int
    finished_at: datetime | None
    is_stale: bool


def read_loads(warehouse: Warehouse, target: Target) -> list[Load]:
    """Every practice that was ever loaded, lowest number first."""
    with _history(warehouse, target) as history:
        if history is None or not table_exists(history, "operations", "load_runs"):
            return []
        return [
            Load(practice_id, finished_at, is_stale)
            for practice_id, finished_at, is_stale in history.rows(
                f"""
                select
                    runs.practice_id,
                    max(case when runs.status = 'success' then runs.finished_at end),
                    max(case when runs.load_id = newest.load_id and runs.is_stale then 1 else 0 end)
                        = 1
                from {schema("operations")}.load_runs as runs
                inner join (
                    select practice_id, max(load_id) as load_id
                    from {schema("operations")}.load_runs
                    group by practice_id
                ) as newest
                    on runs.practice_id = newest.practice_id
                group by runs.practice_id
                order by runs.practice_id
                """
            )
        ]


@contextmanager
def _history(warehouse: Warehouse, target: Target) -> Iterator[Warehouse | None]:
    """Where the history is: with Spark, in the loader's own DuckDB file."""
    if target is not Target.spark:
        yield warehouse
        return
    path = spark_dir() / "raw.duckdb"
    if not path.is_file():
        yield None
        return
    with read_file(path) as history:
        yield history
