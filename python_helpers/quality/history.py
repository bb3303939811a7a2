"""What checks counted and said, in the operations schema: what the next check compares with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa

from python_helpers.quality.changes import Counts, Place
from python_helpers.quality.measures import Measure
from python_helpers.warehouse.store import Store

RAW_CHECKS: Final[Mapping[str, str]] = {
    "check_id": "text",
    "practice_id": "integer",
    "load_id": "text",
    "checked_at": "timestamp",
    "status": "text",
    "stop_count": "integer",
    "warn_count": "integer",
}
RAW_MEASURES: Final[Mapping[str, str]] = {
    "check_id": "text",
    "practice_id": "integer",
    "table_name": "text",
    "column_name": "text",
    "measure": "text",
    "value": "double precision",
}
_KEPT: Final = frozenset({"row_count", "filled_rows", "null_rows", "amount_total"})
"""What later checks compare with."""


class CheckHistory:
    """Rows of `raw_checks` (a check of a practice) and `raw_measures` (what it counted).

    A check's status is `passed`, `warned`, `stopped`, or `accepted` by somebody who looked. Rows
    that stopped a night are no base for the next one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        schema = store.operations_schema
        self._checks, self._measures = f'"{schema}".raw_checks', f'"{schema}".raw_measures'
        store.ensure_tables(schema, {"raw_checks": RAW_CHECKS, "raw_measures": RAW_MEASURES})
        self._loads = f'"{schema}".load_runs', f'"{schema}".load_tables'

    def last_loads(self) -> dict[int, str]:
        """The last good load of each practice."""
        return {
            int(practice): load_id
            for practice, load_id in self._store.rows(
                f"select practice_id, max(load_id) from {self._loads[0]} "
                "where status = 'success' group by practice_id"
            )
        }

    def missing_columns(self, loads: Mapping[int, str]) -> dict[int, frozenset[tuple[str, str]]]:
        """Columns that the sources lacked at the given loads, by practice."""
        found = {}
        for practice, load_id in loads.items():
            found[practice] = frozenset(
                (table, name)
                for table, names in self._store.rows(
                    f"select table_name, missing_columns from {self._loads[1]} where load_id = ?",
                    load_id,
                )
                for name in filter(None, (names or "").split(","))
            )
        return found

    def earlier(self, loads: Mapping[int, str], most: int) -> list[Counts]:
        """What was counted after earlier loads, newest first, at most so many loads a practice.

        A check of the same load is no earlier one, unless somebody accepted it.
        """
        by_age: list[dict[tuple[Place, str], float]] = [{} for _ in range(most)]
        for practice, load_id in loads.items():
            checks = self._store.rows(
                f"select check_id from {self._checks} where practice_id = ? "
                "and (status = 'accepted' or status in ('passed', 'warned') and load_id <> ?) "
                f"order by checked_at desc limit {most}",
                practice,
                load_id,
            )
            for counts, (check_id,) in zip(by_age, checks, strict=False):
                for table, column, name, value in self._store.rows(
                    f"select table_name, column_name, measure, value from {self._measures} "
                    "where check_id = ? and practice_id = ?",
                    check_id,
                    practice,
                ):
                    counts[(practice, table, column), name] = value
        return [counts for counts in by_age if counts]

    def add(
        self,
        check_id: str,
        at: datetime,
        loads: Mapping[int, str],
        verdicts: Mapping[int, tuple[str, int, int]],
        measures: Sequence[Measure],
        most: int,
    ) -> None:
        """Note a check, and forget what no later one will compare with.

        `verdicts` are status, and how many rules stop and warn, by practice.
        """
        kept = [measure for measure in measures if measure.name in _KEPT]
        with self._store.transaction():
            for practice, (status, stops, warns) in verdicts.items():
                self._store.execute(
                    f"insert into {self._checks} values (?, ?, ?, ?, ?, ?, ?)",
                    *(check_id, practice, loads[practice], at, status, stops, warns),
                )
            self._store.append(
                self._measures,
                pa.table(
                    {
                        "check_id": [check_id] * len(kept),
                        "practice_id": pa.array([m.practice_id for m in kept], pa.int32()),
                        "table_name": [m.table for m in kept],
                        "column_name": [m.column for m in kept],
                        "measure": [m.name for m in kept],
                        "value": pa.array([m.value for m in kept], pa.float64()),
                    }
                ),
            )
            self._store.execute(
                f"delete from {self._measures} where check_id not in (select check_id from ("
                "select check_id, row_number() over (partition by practice_id "
                "order by case when status = 'stopped' then 1 else 0 end, checked_at desc) "
                f"as age from {self._checks}) as aged where age <= {most})"
            )
