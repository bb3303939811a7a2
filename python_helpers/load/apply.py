"""Bring the raw tables to what was landed, by delete and insert, inside one transaction."""

from __future__ import annotations

from datetime import datetime

from python_helpers.errors import UserError
from python_helpers.load.deleted_rows import COLUMNS as DELETED_ROWS_COLUMNS
from python_helpers.load.deleted_rows import DELETED_ROWS, note_deleted
from python_helpers.load.report import TableReport
from python_helpers.load.source import Reading
from python_helpers.notes.facts_table import COLUMNS as NOTE_FACTS_COLUMNS
from python_helpers.notes.facts_table import NOTE_FACTS
from python_helpers.opendental.catalog import DECLARED, Table
from python_helpers.warehouse.python_marts import ensure_tables
from python_helpers.warehouse.run_history import RunHistory
from python_helpers.warehouse.store import SQL_TYPES, Store


def ensure_raw_tables(store: Store) -> None:
    """Create every declared raw table and column that is not there yet, and what Python fills."""
    declared = {
        table.name: {name: SQL_TYPES[kind] for name, kind in table.raw_columns.items()}
        for table in DECLARED.values()
    }
    beside = {NOTE_FACTS: NOTE_FACTS_COLUMNS, DELETED_ROWS: DELETED_ROWS_COLUMNS}
    store.ensure_tables(store.raw_schema, declared | beside)
    ensure_tables(store)
    RunHistory(store)


def apply(
    store: Store, reading: Reading, practice: int, landed: bool, noticed_at: datetime | None
) -> TableReport:
    """Delete, update and insert the practice's rows of one table.

    Rows that are already equal are left alone, so that an unchanged table costs no writes.
    `landed` is False when no row came. Rows that are gone are noted as of `noticed_at` (UTC);
    None says that what is there is another database's. Raises UserError when the outcome is not
    what the source holds; the caller's transaction then takes everything back.
    """
    statements = _Statements(store, reading.table, practice)
    before = store.scalar(statements.count_raw)
    inserted = updated = deleted = 0
    if landed and (twice := store.scalar(statements.count_repeated_keys)):
        raise UserError(
            f"practice {practice}: {twice} keys {reading.table.primary_key} come more than once "
            f"in {reading.table.name}: every key may come once"
        )
    if before:
        deleted = _delete(store, reading, practice, landed, noticed_at)
    if landed and before:
        store.execute(statements.find_changed)
        updated = store.execute(statements.delete_changed)
        inserted = store.execute(statements.insert_changed) - updated
        store.execute("drop table changed_rows")
    elif landed:
        inserted = store.execute(statements.insert_landed)
    total = store.scalar(statements.count_raw)
    if total != reading.expected and reading.mode == "full":
        # Rows that only somebody else can have written, such as a key twice, go with the rest.
        deleted, updated = store.execute(statements.delete_everything), 0
        total = inserted = store.execute(statements.insert_landed) if landed else 0
    if total != reading.expected:
        raise UserError(
            f"practice {practice}: {reading.table.name} has {reading.expected:,} rows at the "
            f"source but {total:,} would be in the warehouse: load again with --full"
        )
    if inserted or updated or deleted:
        store.refresh_statistics(store.raw_schema, reading.table.name)
    return TableReport(
        table_name=reading.table.name,
        mode=reading.mode,
        rows_read=reading.rows_read,
        rows_inserted=inserted,
        rows_updated=updated,
        rows_deleted=deleted,
        rows_total=total,
    )


def _delete(
    store: Store, reading: Reading, practice: int, landed: bool, noticed_at: datetime | None
) -> int:
    """Delete the raw rows that the source no longer has."""
    if reading.mode == "incremental" and not reading.deleted.size:
        return 0
    raw = f'"{store.raw_schema}"."{reading.table.name}"'
    key = f'"{reading.table.primary_key.lower()}"'
    gone = f"{raw}.practice_id = {practice}"
    if reading.mode == "incremental":
        store.put_keys("deleted_keys", reading.deleted)
        gone += f" and {key} in (select key from deleted_keys)"
    elif landed:
        landing = f'"{store.landing_schema}"."{reading.table.name}"'
        gone += f" and not exists (select 1 from {landing} as l where l.{key} = {raw}.{key})"
    if noticed_at:
        note_deleted(store, reading.table, gone, noticed_at)
    deleted = store.execute(f"delete from {raw} where {gone}")
    if reading.mode == "incremental":
        store.execute("drop table deleted_keys")
    return deleted


class _Statements:
    """The SQL for one table of one practice."""

    def __init__(self, store: Store, table: Table, practice: int) -> None:
        raw = f'"{store.raw_schema}"."{table.name}"'
        landing = f'"{store.landing_schema}"."{table.name}"'
        kinds = {name.lower(): kind for name, kind in table.columns.items()}
        names = ", ".join(f'"{name}"' for name in kinds)
        values = ", ".join(f'cast(l."{name}" as {SQL_TYPES[kind]})' for name, kind in kinds.items())
        differs = " or ".join(f'l."{name}" is distinct from r."{name}"' for name in kinds)
        key = f'"{table.primary_key.lower()}"'
        mine = f"{raw}.practice_id = {practice}"
        insert = f"insert into {raw} (practice_id, {names}) select {practice}, {values}"

        self.count_raw = f"select count(*) from {raw} where {mine}"
        self.count_repeated_keys = f"select count(*) - count(distinct {key}) from {landing}"
        self.delete_everything = f"delete from {raw} where {mine}"
        self.find_changed = (
            f"create temp table changed_rows as select l.{key} as key from {landing} as l "
            f"left join (select * from {raw} where {mine}) as r on l.{key} = r.{key} "
            f"where r.{key} is null or {differs}"
        )
        self.delete_changed = (
            f"delete from {raw} where {mine} and {key} in (select key from changed_rows)"
        )
        self.insert_changed = (
            f"{insert} from {landing} as l where l.{key} in (select key from changed_rows)"
        )
        self.insert_landed = f"{insert} from {landing} as l"
