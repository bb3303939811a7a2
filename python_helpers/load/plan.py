"""Decide, table by table, whether to read everything or only what has changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_helpers.errors import UserError
from python_helpers.load.history import LastLoad
from python_helpers.load.source import Reading, Source
from python_helpers.opendental.catalog import DECLARED, Table
from python_helpers.warehouse.store import Store
from python_helpers.warehouse.write import utc_now


@dataclass(slots=True)
class Plan:
    """A reading of every declared table, and what the source lacks of them."""

    readings: list[Reading] = field(default_factory=list)
    missing_tables: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    still_stamps: list[str] = field(default_factory=list)
    """Stamp columns that the server does not move: their tables are read whole."""

    absent_tables: list[str] = field(default_factory=list)
    """The missing tables, and the project's own that no source need have."""

    @property
    def present(self) -> list[Reading]:
        """The readings of tables that the source has."""
        return [
            reading for reading in self.readings if reading.table.name not in self.absent_tables
        ]


def make_plan(store: Store, source: Source, practice: int, last: LastLoad | None) -> Plan:
    """Read changes only where the last good load of the same source, `last`, is a base for them.

    With `last` None every table is read in full. Raises UserError when a table has no key
    column, or has vanished though rows of it were loaded before.
    """
    plan = Plan()
    raw = store.columns(store.raw_schema)
    for table in DECLARED.values():
        columns = source.columns(table)
        if columns is None:
            plan.readings.append(Reading(table, "full", tuple(table.columns)))
            plan.absent_tables.append(table.name)
            if table.is_own:
                continue
            if last:
                _check_may_vanish(store, source, table, practice)
            plan.missing_tables.append(table.name)
            continue
        if table.primary_key.lower() not in columns:
            raise UserError(
                f"{source.place(table)} has no column {table.primary_key}: it is no OpenDental "
                "table, or the login may not read that column"
            )
        reading = Reading(
            table, "full", tuple(name for name in table.columns if name.lower() not in columns)
        )
        plan.missing_columns += [f"{table.name}.{name}" for name in reading.missing_columns]
        if source.incremental and has_stamp(source, table):
            reading.has_moving_stamp = tells_edits(source, table)
            if not reading.has_moving_stamp:
                plan.still_stamps.append(f"{table.name}.{table.change_stamp}")
        plan.readings.append(reading)
        if last and _is_sound_base(last, reading, raw.get(table.name, ())):
            _read_changes_only(reading, store, practice)
    return plan


def _check_may_vanish(store: Store, source: Source, table: Table, practice: int) -> None:
    """A table that had rows and is gone is a lost permission more often than a fact."""
    rows = store.scalar(
        f'select count(*) from "{store.raw_schema}"."{table.name}" where practice_id = ?', practice
    )
    if rows:
        raise UserError(
            f"{source.place(table)} is gone, but {rows:,} rows of it were loaded before: make it "
            "readable again (see `connect`), or load with --full if it has no rows any more"
        )


def has_stamp(source: Source, table: Table) -> bool:
    """Whether the table's change stamp is declared and can be read."""
    columns = source.columns(table) or frozenset()
    return table.change_stamp is not None and table.change_stamp.lower() in columns


def tells_edits(source: Source, table: Table) -> bool:
    """Whether what changed in a table that has a stamp can be found by it."""
    return table.only_grows or source.stamps_move(table)


def _is_sound_base(last: LastLoad, reading: Reading, raw_columns: tuple[str, ...]) -> bool:
    table = reading.table
    return (
        reading.has_moving_stamp
        # edits between a load and the repair of the stamp moved nothing
        and table.name not in last.still
        and reading.missing_columns == last.missing_columns.get(table.name)
        and set(table.raw_columns) <= set(raw_columns)
    )


def _read_changes_only(reading: Reading, store: Store, practice: int) -> None:
    """Make the reading incremental, unless the raw table holds no stamp to begin at."""
    table = reading.table
    assert table.change_stamp is not None
    raw = f'"{store.raw_schema}"."{table.name}"'
    stamp, key = table.change_stamp.lower(), table.primary_key.lower()
    # A stamp from a clock that ran ahead must not hide the edits made until then.
    newest = store.scalar(
        f'select max("{stamp}") from {raw} where practice_id = ? and "{stamp}" <= ?',
        practice,
        utc_now(),
    )
    if newest is not None:
        reading.mode, reading.newest = "incremental", newest
        reading.known = store.keys(
            f'select distinct "{key}" from {raw} where practice_id = {practice}'
        )
