"""What notes say about balances that patients owe."""

from python_helpers.notes.model import DateBasis, NoteFacts, Outcome
from python_helpers.notes.reader import NoteReader, read_note

__all__ = ["DateBasis", "NoteFacts", "NoteReader", "Outcome", "read_note"]
