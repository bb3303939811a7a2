"""The history of loads, in the operations schema: who loaded what, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from python_helpers.load.report import LoadReport
from python_helpers.load.source import Reading
from python_helpers.warehouse.store import Store
from python_helpers.warehouse.write import utc_now

LOAD_RUNS: Mapping[str, str] = {
    "load_id": "text",
    "practice_id": "integer",
    "source_kind": "text",
    "source_identity": "text",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "status": "text",
    "is_stale": "boolean",
    "error": "text",
}
LOAD_TABLES: Mapping[str, str] = {
    "load_id": "text",
    "practice_id": "integer",
    "table_name": "text",
    "mode": "text",
    "rows_read": "bigint",
    "rows_inserted": "bigint",
    "rows_updated": "bigint",
    "rows_deleted": "bigint",
    "rows_total": "bigint",
    "missing_columns": "text",
    "has_moving_stamp": "boolean",
    "finished_at": "timestamp",
}


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The last good load of a practice: its source, and the columns each table then lacked.

    `still` are the tables whose stamps did not tell every edit: edits since may have none.
    """

    source_identity: str
    missing_columns: Mapping[str, tuple[str, ...]]
    still: frozenset[str]


class History:
    """Rows of `load_runs` and `load_tables`, which exist from the first load on.

    A run is stale until it succeeds: the practice's raw rows are then older than the run
    wanted. The last row of a practice tells whether it is stale now.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        schema = store.operations_schema
        self._runs, self._tables = f'"{schema}".load_runs', f'"{schema}".load_tables'
        store.ensure_tables(schema, {"load_runs": LOAD_RUNS, "load_tables": LOAD_TABLES})

    def start(self, load_id: str, practice: int, kind: str, started: datetime) -> None:
        """Note that a load has begun; one that never ended was interrupted."""
        self._store.execute(
            f"update {self._runs} set status = 'interrupted' where status = 'running'"
        )
        self._store.execute(
            f"insert into {self._runs} (load_id, practice_id, source_kind, started_at, status, "
            "is_stale) values (?, ?, ?, ?, 'running', true)",
            load_id,
            practice,
            kind,
            started,
        )

    def fail(self, load_id: str, error: str) -> None:
        """Note why a load failed; `error` holds neither credentials nor patient data."""
        self._store.execute(
            f"update {self._runs} set status = 'failed', finished_at = ?, error = ? "
            "where load_id = ?",
            utc_now(),
            error,
            load_id,
        )

    def succeed(self, report: LoadReport, identity: str, readings: Sequence[Reading]) -> None:
        """Note a good load; belongs into the transaction that applies it."""
        self._store.execute(
            f"update {self._runs} set status = 'success', is_stale = false, finished_at = ?, "
            "source_identity = ? where load_id = ?",
            report.finished_at,
            identity,
            report.load_id,
        )
        rows = [
            (
                report.load_id,
                report.practice_id,
                table.table_name,
                table.mode,
                table.rows_read,
                table.rows_inserted,
                table.rows_updated,
                table.rows_deleted,
                table.rows_total,
                ",".join(reading.missing_columns),
                reading.has_moving_stamp,
                report.finished_at,
            )
            for table, reading in zip(report.tables, readings, strict=True)
        ]
        marks = ", ".join([f"({', '.join('?' * len(LOAD_TABLES))})"] * len(rows))
        self._store.execute(
            f"insert into {self._tables} ({', '.join(LOAD_TABLES)}) values {marks}",
            *chain.from_iterable(rows),
        )

    def last_good(self, practice: int) -> LastLoad | None:
        """The practice's last good load, None before the first."""
        found = self._store.rows(
            f"select load_id, source_identity from {self._runs} "
            "where practice_id = ? and status = 'success' order by started_at desc limit 1",
            practice,
        )
        if not found:
            return None
        ((load_id, identity),) = found
        tables = self._store.rows(
            f"select table_name, missing_columns, has_moving_stamp from {self._tables} "
            "where load_id = ?",
            load_id,
        )
        return LastLoad(
            identity,
            {table: tuple(filter(None, names.split(","))) for table, names, _ in tables},
            # loads of earlier versions did not ask
            frozenset(table for table, _, moves in tables if moves is False),
        )
