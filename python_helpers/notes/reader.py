"""From a note's text and date to its facts."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from python_helpers.notes.amounts import merge_amounts
from python_helpers.notes.data import code_version
from python_helpers.notes.dates import merge_dates
from python_helpers.notes.decision import decide_outcome
from python_helpers.notes.lexicon import Lexicon, build_lexicon
from python_helpers.notes.model import NOT_COLLECTION, NoteFacts
from python_helpers.notes.roles import facts_of
from python_helpers.notes.tokens import tokenise

PARSER_VERSION: Final = code_version()
"""Changes with the code of this package: all notes are then read again."""


class NoteReader:
    """Reads notes with one lexicon. Holds no state between notes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def read(self, text: str, note_date: date) -> NoteFacts:
        """What the note says. Any text is read; the same text and date give the same facts."""
        items = tokenise(text, self.lexicon.spelling)
        if not items:
            return NOT_COLLECTION
        items = merge_amounts(merge_dates(items, note_date))
        cues = self.lexicon.cues(items, note_date)
        outcome = decide_outcome(items, cues)
        if outcome is None:
            return NOT_COLLECTION
        return facts_of(outcome, items, cues, note_date)


def read_note(text: str, note_date: date) -> NoteFacts:
    """What a note says, by the shipped lexicon alone. Never raises on any text."""
    return _shipped_reader().read(text, note_date)


@cache
def _shipped_reader() -> NoteReader:
    return NoteReader(build_lexicon())
