"""The table of note facts beside the raw tables: its columns, and the SQL that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

NOTE_FACTS: Final = "note_facts"

COLUMNS: Final[Mapping[str, str]] = {
    "practice_id": "integer",
    "source_table": "text",
    "source_id": "bigint",
    "text_hash": "text",
    "parser_version": "text",
    "pattern_version": "text",
    "note_date": "date",
    "is_collection": "boolean",
    "contact_outcome": "text",
    "promised_amount": "decimal(18, 2)",
    "promised_date": "date",
    "follow_up_date": "date",
    "paid_amount": "decimal(18, 2)",
    "date_basis": "text",
}
_ARROW: Final = {
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "text": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "decimal(18, 2)": pa.decimal128(18, 2),
}
ARROW_SCHEMA: Final = pa.schema([(name, _ARROW[kind]) for name, kind in COLUMNS.items()])


@dataclass(frozen=True, slots=True)
class NoteSource:
    """A raw table whose notes are read: its key, its text, and the day of a note."""

    table: str
    key: str
    text: str
    written_at: tuple[str, ...]
    """The first of these that holds a real time is when the note was written."""

    def current_notes(self, raw_schema: str, practice: int | None) -> str:
        """A query, one row a note: practice_id, source_id, text_hash, note_date, note_text."""
        days = ", ".join(
            f"case when {column} >= timestamp '1880-01-01 00:00:00' then cast({column} as date) end"
            for column in self.written_at
        )
        mine = f" and practice_id = {practice}" if practice is not None else ""
        return (
            f"select practice_id, {self.key} as source_id, md5({self.text}) as text_hash, "
            f"coalesce({days}) as note_date, {self.text} as note_text "
            f"from \"{raw_schema}\".{self.table} where trim({self.text}) <> ''{mine}"
        )


SOURCES: Final = (
    NoteSource("commlog", "commlognum", "note", ("commdatetime",)),
    NoteSource("task", "tasknum", "descript", ("datetimeoriginal", "datetimeentry")),
    NoteSource("tasknote", "tasknotenum", "note", ("datetimenote",)),
)


@dataclass(frozen=True, slots=True)
class Statements:
    """The SQL for one source; `unread` and `fresh` are temporary tables."""

    source: NoteSource
    raw_schema: str
    parser_version: str
    pattern_version: str
    practice: int | None

    @property
    def _facts(self) -> str:
        return f'"{self.raw_schema}".{NOTE_FACTS}'

    @property
    def _notes(self) -> str:
        return self.source.current_notes(self.raw_schema, self.practice)

    @property
    def _same(self) -> str:
        """Whether fact f was read from note n as it is now, by the reader of now."""
        return (
            f"f.source_table = '{self.source.table}' and f.practice_id = n.practice_id "
            "and f.source_id = n.source_id and f.text_hash = n.text_hash "
            "and f.note_date is not distinct from n.note_date "
            f"and f.parser_version = '{self.parser_version}' "
            f"and f.pattern_version = '{self.pattern_version}'"
        )

    @property
    def find_unread(self) -> str:
        """Make table `unread`, numbered from 1, of the notes without up-to-date facts."""
        return (
            "create temp table unread as select row_number() over () as number, n.* "
            f"from ({self._notes}) as n "
            f"where not exists (select 1 from {self._facts} as f where {self._same})"
        )

    @property
    def delete_outdated(self) -> str:
        """Remove the facts of notes that have changed or are gone, or that need to be read anew."""
        mine = f" and f.practice_id = {self.practice}" if self.practice is not None else ""
        return (
            f"delete from {self._facts} as f where f.source_table = '{self.source.table}'{mine} "
            f"and not exists (select 1 from ({self._notes}) as n where {self._same})"
        )

    @property
    def insert_fresh(self) -> str:
        """Add the facts of table `fresh`."""
        names = ", ".join(COLUMNS)
        return f"insert into {self._facts} ({names}) select {names} from fresh"


def fresh_table() -> str:
    """The statement that makes table `fresh`, like the facts' own."""
    return (
        f"create temp table fresh ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})"
    )
