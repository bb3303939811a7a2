"""Keeps the table of note facts up to date: reads new and changed notes, forgets deleted ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import tee
from typing import Any, Final

import pyarrow as pa

from python_helpers.errors import UserError
from python_helpers.notes.facts_table import (
    ARROW_SCHEMA,
    COLUMNS,
    NOTE_FACTS,
    SOURCES,
    Statements,
    fresh_table,
)
from python_helpers.notes.lexicon import SlangTerm, build_lexicon
from python_helpers.notes.model import NoteFacts
from python_helpers.notes.parallel import Note, read_batches
from python_helpers.notes.reader import PARSER_VERSION
from python_helpers.notes.slang import read_slang
from python_helpers.settings import Target
from python_helpers.warehouse.store import Store
from python_helpers.warehouse.write import opened_store, utc_now

BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class NotesReport:
    """What an update did: notes read, facts removed (replaced ones too), facts there now."""

    notes_read: int
    facts_removed: int
    facts_total: int


def update_note_facts(target: Target, practice: int | None = None) -> NotesReport:
    """Bring the note facts of a target, of one practice or of all, in line with its raw tables.

    Raises UserError when the target can't be opened or written, or the practice's slang is
    malformed; the facts are then as they were.
    """
    with opened_store(target) as store:
        report = update_store(store, practice)
        store.publish(f"{utc_now():%Y%m%dT%H%M%S%f}Z-notes")
    return report


def update_store(store: Store, practice: int | None = None) -> NotesReport:
    """As update_note_facts, on an open store."""
    if missing := {source.table for source in SOURCES} - store.columns(store.raw_schema).keys():
        raise UserError(
            f'no table {", ".join(sorted(missing))} in schema "{store.raw_schema}": '
            "run `dental-collections load` first"
        )
    slang = read_slang()
    version = build_lexicon(slang).version
    sources = [
        Statements(source, store.raw_schema, PARSER_VERSION, version, practice)
        for source in SOURCES
    ]
    ensure_note_facts(store)
    read = 0
    store.execute("drop table if exists fresh")
    store.execute(fresh_table())
    for statements in sources:
        read += _read_unread(store, statements, slang)
    with store.transaction():
        removed = sum(store.execute(statements.delete_outdated) for statements in sources)
        if read:
            store.execute(sources[0].insert_fresh)
        if read or removed:
            store.refresh_statistics(store.raw_schema, NOTE_FACTS)
    store.execute("drop table fresh")
    total = store.scalar(f'select count(*) from "{store.raw_schema}".{NOTE_FACTS}')
    return NotesReport(read, removed, total)


def ensure_note_facts(store: Store) -> None:
    """Create the table, empty, where it is not there yet."""
    store.ensure_tables(store.raw_schema, {NOTE_FACTS: COLUMNS})


def _read_unread(store: Store, statements: Statements, slang: Sequence[SlangTerm]) -> int:
    """Read a source's notes that have no facts into table `fresh`; how many they were."""
    store.execute("drop table if exists unread")
    store.execute(statements.find_unread)
    total = int(store.scalar("select count(*) from unread"))
    batches, again = tee(_batches(store, total))
    notes: Iterator[list[Note]] = ([(row[4], row[3]) for row in batch] for batch in batches)
    for rows, facts in zip(again, read_batches(notes, total, slang), strict=True):
        store.append("fresh", _table(statements, rows, facts))
    store.execute("drop table unread")
    return total


def _batches(store: Store, total: int) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of `unread`: practice_id, source_id, text_hash, note_date, note_text."""
    for first in range(0, total, BATCH):
        yield store.rows(
            "select practice_id, source_id, text_hash, note_date, note_text from unread "
            f"where number > {first} and number <= {first + BATCH}"
        )


def _table(
    statements: Statements, rows: Sequence[tuple[Any, ...]], facts: Sequence[NoteFacts]
) -> pa.Table:
    """Facts with the keys of their notes, as the table keeps them."""
    practices, keys, hashes, days, _ = zip(*rows, strict=True)
    count = len(rows)
    columns: dict[str, Sequence[Any]] = {
        "practice_id": practices,
        "source_table": [statements.source.table] * count,
        "source_id": keys,
        "text_hash": hashes,
        "parser_version": [statements.parser_version] * count,
        "pattern_version": [statements.pattern_version] * count,
        "note_date": days,
    }
    for name in ARROW_SCHEMA.names[len(columns) :]:
        columns[name] = [getattr(fact, name) for fact in facts]
    return pa.table(columns, schema=ARROW_SCHEMA)
