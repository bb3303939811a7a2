"""Reading many notes, on all processors when there are enough of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context
from typing import Final

from python_helpers.notes.lexicon import SlangTerm, build_lexicon
from python_helpers.notes.model import NoteFacts
from python_helpers.notes.reader import NoteReader

Note = tuple[str, date | None]
"""Text and day of a note; None where the day is not known."""

WORTH_STARTING_PROCESSES: Final = 100_000
"""Notes; fewer are read sooner than processes start."""
_MOST_PROCESSES: Final = 8
_SOME_DAY: Final = date(2000, 1, 3)

_reader: NoteReader | None = None
"""The reader of a started process."""


def read_batches(
    batches: Iterable[Sequence[Note]], total: int, slang: Sequence[SlangTerm]
) -> Iterator[list[NoteFacts]]:
    """The facts of every batch, in order. `total` is the number of notes in all of them."""
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if total < WORTH_STARTING_PROCESSES or processes == 1:
        yield from _alone(batches, slang)
        return
    remaining = iter(batches)
    # Started anew, not forked: a fork would share the warehouse's connection.
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=_start, initargs=(tuple(slang),)
    ) as pool:
        while group := list(islice(remaining, processes)):
            try:
                facts = list(pool.map(_read_batch, group))
            except BrokenProcessPool:
                # Where Python itself can't be started again, as in a notebook.
                yield from _alone(chain(group, remaining), slang)
                return
            yield from facts


def read_undated(reader: NoteReader, note: Note) -> NoteFacts:
    """The facts of a note; without its day, those that need none."""
    text, day = note
    if day is not None:
        return reader.read(text, day)
    facts = reader.read(text, _SOME_DAY)
    return replace(facts, promised_date=None, follow_up_date=None, date_basis=None)


def _alone(
    batches: Iterable[Sequence[Note]], slang: Sequence[SlangTerm]
) -> Iterator[list[NoteFacts]]:
    reader = NoteReader(build_lexicon(slang))
    return ([read_undated(reader, note) for note in batch] for batch in batches)


def _start(slang: tuple[SlangTerm, ...]) -> None:
    global _reader
    _reader = NoteReader(build_lexicon(slang))


def _read_batch(batch: Sequence[Note]) -> list[NoteFacts]:
    assert _reader is not None
    return [read_undated(_reader, note) for note in batch]
