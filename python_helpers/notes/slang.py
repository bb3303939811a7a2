"""A practice's own words, from seeds/note_slang.csv."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from python_helpers.errors import UserError
from python_helpers.notes.lexicon import SlangTerm, check_slang
from python_helpers.notes.model import Outcome
from python_helpers.notes.phrases import PhraseError
from python_helpers.settings import project_dir

FILE: Final = "seeds/note_slang.csv"
FIELDS: Final = ("phrase", "kind", "meaning")
KINDS: Final = ("outcome", "words")


def read_slang(path: Path | None = None) -> list[SlangTerm]:
    """The rows of seeds/note_slang.csv. Raises UserError naming file and row of a malformed one."""
    found: dict[str, SlangTerm] = {}
    with (path or project_dir() / FILE).open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != FIELDS:
            raise UserError(f"{FILE} row 1: the columns must be {', '.join(FIELDS)}")
        for number, row in enumerate(rows, start=2):
            try:
                term = _term(row["phrase"], row["kind"], row["meaning"])
                check_slang(term)
            except PhraseError as error:
                raise UserError(f"{FILE} row {number}: {error}") from None
            if term.phrase in found:
                raise UserError(f"{FILE} row {number}: phrase {term.phrase!r} is there twice")
            found[term.phrase] = term
    return list(found.values())


def _term(phrase: str | None, kind: str | None, meaning: str | None) -> SlangTerm:
    written, meant = (phrase or "").strip().lower(), (meaning or "").strip().lower()
    if not written or not meant:
        raise PhraseError("phrase and meaning must both be filled in")
    if kind == "outcome":
        if meant not in set(Outcome):
            raise PhraseError(f"meaning {meant!r} is not one of {', '.join(Outcome)}")
        return SlangTerm(written, outcome=meant)
    if kind == "words":
        return SlangTerm(written, words=meant)
    raise PhraseError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
