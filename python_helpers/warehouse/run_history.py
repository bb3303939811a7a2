"""The history of runs, in the operations schema: which steps ran, when, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from python_helpers.warehouse.store import Store

RUNS: Final[Mapping[str, str]] = {
    "run_id": "text",
    "command": "text",
    "as_of_date": "date",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "status": "text",
    "exit_code": "integer",
}
RUN_STEPS: Final[Mapping[str, str]] = {
    "run_id": "text",
    "step_number": "integer",
    "step": "text",
    "practice_id": "integer",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "status": "text",
    "told": "text",
}


class RunHistory:
    """Rows of `runs` (a run) and `run_steps` (a step of a run); times are UTC, naive.

    A run's status is `running` until it ends as `success`, `warning` or `failed`; one that was
    killed is `interrupted` once the next run begins. `told` holds neither credentials nor
    patient data.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        schema = store.operations_schema
        self._runs, self._steps = f'"{schema}".runs', f'"{schema}".run_steps'
        store.ensure_tables(schema, {"runs": RUNS, "run_steps": RUN_STEPS})

    def start(self, run_id: str, command: str, as_of: date | None, started: datetime) -> None:
        """Note that a run has begun; whoever calls holds the run's lock."""
        self._store.execute(
            f"update {self._runs} set status = 'interrupted' where status = 'running'"
        )
        self._store.execute(
            f"insert into {self._runs} (run_id, command, as_of_date, started_at, status) "
            "values (?, ?, ?, ?, 'running')",
            run_id,
            command,
            as_of,
            started,
        )

    def step(self, run_id: str, number: int, **values: Any) -> None:
        """Note a step that has ended; `values` are the other columns of RUN_STEPS."""
        names = ["run_id", "step_number", *values]
        self._store.execute(
            f"insert into {self._steps} ({', '.join(names)}) "
            f"values ({', '.join('?' * len(names))})",
            run_id,
            number,
            *values.values(),
        )

    def finish(self, run_id: str, status: str, exit_code: int, finished: datetime) -> None:
        """Note how a run ended."""
        self._store.execute(
            f"update {self._runs} set status = ?, exit_code = ?, finished_at = ? where run_id = ?",
            status,
            exit_code,
            finished,
            run_id,
        )
