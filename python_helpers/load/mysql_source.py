"""An OpenDental database on MySQL or MariaDB as a source.

Reading is fast because each row leaves the server as one line of CSV, which Arrow parses:
PyMySQL turns a million single values into Python objects in the time that it needs for
forty thousand rows of 26 columns. The server's own text is also the one form in which
doubles come exactly and dates that no calendar has can be told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.csv

from python_helpers.errors import UserError
from python_helpers.load.mysql_session import MySQLAddress, MySQLSession
from python_helpers.load.source import NO_KEYS, Keys, Reading
from python_helpers.opendental.catalog import ARROW_TYPES, CATALOG, ColumnType, Table

REQUIRED_TABLES = ("patient", "procedurelog", "preference")

BYTES_PER_READ = 16_000_000
ROWS_PER_READ = 50_000
KEYS_PER_READ = 50_000
"""Bounds of one statement, so that a MyISAM table is locked for tenths of a second."""

STAMP_OVERLAP = timedelta(hours=2)
"""Read again before the newest stamp: a row is stamped before its transaction can be seen."""


@dataclass(frozen=True, slots=True)
class ServerTable:
    """A table as information_schema describes it.

    `columns` maps lower-case names to the server's own; `moving` are those of them that the
    server sets whenever a row is edited.
    """

    name: str
    engine: str
    rows: int
    row_bytes: int
    columns: dict[str, str] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)


class MySQLSource:
    """Reads declared columns only, in ranges of the primary key, on one read-only session.

    Raises UserError when the server cannot be reached or refuses the login.
    """

    kind = "mysql"
    incremental = True

    def __init__(self, url: str) -> None:
        address = MySQLAddress.parse(url)
        self.session = MySQLSession(address)
        self.identity = f"mysql://{address.place}"
        self.tables = _describe(self.session)

    def require_opendental(self) -> None:
        """Raise UserError where the tables that every OpenDental database has are not there."""
        absent = [name for name in REQUIRED_TABLES if name not in self.tables]
        if absent:
            address = self.session.address
            raise UserError(
                f"{address.place} shows no table {', '.join(absent)}: it is no OpenDental "
                f"database, or user {address.user} may not read it (`dental-collections connect` "
                "prints the grants)"
            )

    def columns(self, table: Table) -> frozenset[str] | None:
        """Lower-case names of the columns that the login may read; None without the table."""
        found = self.tables.get(table.name)
        return frozenset(found.columns) if found else None

    def stamps_move(self, table: Table) -> bool:
        """Whether the server itself sets the stamp at every edit, as OpenDental relies on."""
        stamp = table.change_stamp
        return stamp is not None and stamp.lower() in self.tables[table.name].moving

    def place(self, table: Table) -> str:
        """Host, port, database and table."""
        return f"{self.session.address.place}: table {table.name}"

    def estimate(self, table: Table) -> int:
        """The server's estimate; InnoDB's may be far off."""
        return self.tables[table.name].rows

    def close(self) -> None:
        """Close the session."""
        self.session.close()

    def read(self, reading: Reading) -> Iterator[pa.Table]:
        """All rows, or those changed since `reading.newest` and those that the warehouse lacks.

        Rows come and go meanwhile. The keys are listed first: a listed row that the ranges
        do not bring, and the warehouse does not hold, is asked for by its key; one that is
        then not there has just been deleted.
        """
        listed = np.concatenate([NO_KEYS, *self._key_pages(reading.table)])
        ranges = self._ranges(reading.table, listed)
        if reading.newest and self._went_back(reading, ranges):
            reading.read_in_full()
        since = self._since(reading)
        come = []
        for within in ranges:
            chunk = self._rows(reading, within + since)
            come.append(_keys_of(reading.table, chunk))
            yield chunk
        wanted = _without(listed, np.concatenate([reading.known, *come]))
        for portion in _portions(wanted, self._rows_per_read(reading.table)):
            chunk = self._rows(reading, self._among(reading.table, portion))
            come.append(_keys_of(reading.table, chunk))
            yield chunk
        read = np.concatenate([NO_KEYS, *come])
        reading.deleted = _without(reading.known, np.concatenate([listed, read]))
        added = _without(read, reading.known)
        reading.expected = reading.known.size - reading.deleted.size + added.size

    def first_rows(self, table: Table) -> pa.Table:
        """As many rows as one statement reads, from the start of the table."""
        reading = Reading(table, "full")
        first_keys = next(self._key_pages(table), NO_KEYS)
        ranges = self._ranges(table, first_keys)
        return self._rows(reading, ranges[0] if ranges else "false")

    def _key_pages(self, table: Table) -> Iterator[Keys]:
        """Every key of the table in ascending order, a page at a time."""
        found = self.tables[table.name]
        key = found.columns[table.primary_key.lower()]
        after = "true"
        while True:
            page = self.session.scalar(
                f"select group_concat(page.k) from (select `{key}` as k from `{found.name}` "
                f"where {after} order by 1 limit {KEYS_PER_READ}) as page"
            )
            if page is None:
                return
            keys = np.sort(np.array(page.split(","), dtype=np.int64))
            yield keys
            after = f"`{key}` > {keys[-1]}"

    def _ranges(self, table: Table, listed: Keys) -> list[str]:
        """Conditions that together cover the listed keys, a bounded number of rows each."""
        key = self._column(table, table.primary_key)
        return [
            f"{key} between {portion[0]} and {portion[-1]}"
            for portion in _portions(listed, self._rows_per_read(table))
        ]

    def _among(self, table: Table, keys: Keys) -> str:
        listed = ",".join(map(str, keys.tolist()))
        return f"{self._column(table, table.primary_key)} in ({listed})"

    def _since(self, reading: Reading) -> str:
        if reading.newest is None or reading.table.change_stamp is None:
            return ""
        stamp = self._column(reading.table, reading.table.change_stamp)
        return f" and {stamp} >= '{reading.newest - STAMP_OVERLAP:%Y-%m-%d %H:%M:%S}'"

    def _went_back(self, reading: Reading, ranges: Sequence[str]) -> bool:
        """Whether no row is as new as what was loaded before: a backup has been restored.

        New rows have high keys: from the end, the first range nearly always answers.
        """
        assert reading.newest is not None
        assert reading.table.change_stamp is not None
        stamp = self._column(reading.table, reading.table.change_stamp)
        name = self.tables[reading.table.name].name
        return not any(
            self.session.rows(
                f"select 1 from `{name}` where {within} "
                f"and {stamp} >= '{reading.newest:%Y-%m-%d %H:%M:%S}' limit 1"
            )
            for within in reversed(ranges)
        )

    def _rows_per_read(self, table: Table) -> int:
        row_bytes = self.tables[table.name].row_bytes
        return max(1_000, min(ROWS_PER_READ, BYTES_PER_READ // max(1, row_bytes)))

    def _column(self, table: Table, name: str) -> str:
        return f"`{self.tables[table.name].columns[name.lower()]}`"

    def _rows(self, reading: Reading, condition: str) -> pa.Table:
        """The declared columns that exist, of the rows that meet the condition."""
        table = reading.table
        found = self.tables[table.name]
        present = {
            name: kind for name, kind in table.columns.items() if name.lower() in found.columns
        }
        fields = ", ".join(
            _csv_field(self._column(table, name), kind) for name, kind in present.items()
        )
        lines = self.session.rows(
            f"select concat_ws(',', {fields}) from `{found.name}` where {condition}"
        )
        return _parse([line for (line,) in lines], present, self.place(table))


def _describe(session: MySQLSession) -> dict[str, ServerTable]:
    """The declared tables that the login may read, by lower-case name."""
    database = (session.address.database,)
    described = {
        name: ServerTable(name, engine, int(rows or 0), int(row_bytes or 0))
        for name, engine, rows, row_bytes in session.rows(
            "select table_name, coalesce(engine, ''), table_rows, avg_row_length "
            "from information_schema.tables where table_schema = %s and table_type = 'BASE TABLE'",
            database,
        )
        if name.lower() in CATALOG
    }
    for table, column, extra in session.rows(
        "select table_name, column_name, extra from information_schema.columns "
        "where table_schema = %s",
        database,
    ):
        if found := described.get(table):
            found.columns[column.lower()] = column
            if "on update" in extra.lower():
                found.moving.add(column.lower())
    return {name.lower(): found for name, found in described.items() if found.columns}


def _csv_field(column: str, kind: ColumnType) -> str:
    """SQL that writes a column as CSV: nothing for null, quotes around text."""
    if kind == "text":
        quoted = f"""replace(convert({column} using utf8mb4), '"', '""')"""
        return f"""ifnull(concat('"', {quoted}, '"'), '')"""
    # Adding nothing to a date makes null of 0000-00-00, 2020-00-15 and 2021-02-31.
    if kind == "date":
        return f"ifnull(cast({column} as date) + interval 0 day, '')"
    if kind == "timestamp":
        return f"ifnull({column} + interval 0 second, '')"
    return f"ifnull({column}, '')"


def _parse(lines: list[str | None], columns: Mapping[str, ColumnType], place: str) -> pa.Table:
    """The CSV lines as an Arrow table of the declared types."""
    if None in lines:
        raise UserError(
            f"{place}: a row is longer than the server's max_allowed_packet: raise that to 64M"
        )
    schema = pa.schema([(name, ARROW_TYPES[kind]) for name, kind in columns.items()])
    if not lines:
        return schema.empty_table()
    text = "\n".join(cast(list[str], lines)).encode("utf-8")
    try:
        return pa.csv.read_csv(
            io.BytesIO(text),
            read_options=pa.csv.ReadOptions(
                column_names=schema.names, block_size=len(text) + 1, use_threads=False
            ),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(
                column_types=schema,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        # Arrow names the column by number, and quotes the value, which may be a patient's.
        number = re.search(r"CSV column #(\d+)", str(error))
        name = schema.names[int(number[1])] if number else "a column"
        raise UserError(
            f"{place}: {name} does not hold values of the type that "
            "python_helpers/opendental/tables.yml declares: correct the type there"
        ) from None


def _keys_of(table: Table, rows: pa.Table) -> Keys:
    keys: Keys = rows.column(table.primary_key).to_numpy()
    return keys


def _without(keys: Keys, others: Keys) -> Keys:
    return keys[np.isin(keys, others, invert=True)]


def _portions(keys: Keys, size: int) -> Iterator[Keys]:
    for start in range(0, keys.size, size):
        yield keys[start : start + size]
