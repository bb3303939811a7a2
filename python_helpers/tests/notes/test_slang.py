"""The practice's own words: what they change, and that a malformed row is told by its number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from python_helpers.errors import UserError
from python_helpers.notes import NoteReader, Outcome
from python_helpers.notes.lexicon import build_lexicon
from python_helpers.notes.slang import read_slang

DAY = date(2024, 5, 6)


def slang_file(folder: Path, *rows: str) -> Path:
    path = folder / "note_slang.csv"
    path.write_text("\n".join(["phrase,kind,meaning", *rows]) + "\n", encoding="utf-8")
    return path


def outcome(path: Path, text: str) -> Outcome | None:
    return NoteReader(build_lexicon(read_slang(path))).read(text, DAY).contact_outcome


def test_the_shipped_slang_is_well_formed() -> None:
    assert read_slang()


def test_a_phrase_can_tell_an_outcome(tmp_path: Path) -> None:
    path = slang_file(
        tmp_path, "sent to siberia,outcome,agency", "pymt .. roundtuit,outcome,refused"
    )

    assert outcome(path, "acct sent to siberia per Dr") is Outcome.agency
    assert outcome(path, "payment comes with a roundtuit") is Outcome.refused
    assert outcome(slang_file(tmp_path), "acct sent to siberia per Dr") is not Outcome.agency


def test_a_word_can_stand_for_other_words(tmp_path: Path) -> None:
    path = slang_file(tmp_path, "ptx,words,promise to pay")

    facts = NoteReader(build_lexicon(read_slang(path))).read("PTX $50 5/15", DAY)

    assert facts.contact_outcome is Outcome.promise_to_pay
    assert facts.promised_date == date(2024, 5, 15)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("ghosted,outcome,vanished", "meaning 'vanished' is not one of legal_stop"),
        ("ghosted,verb,refused", "kind 'verb' is not one of outcome, words"),
        (",outcome,refused", "must both be filled in"),
        ("ghosted,outcome,", "must both be filled in"),
        (".. ghosted,outcome,refused", "must begin and end with a word"),
        ("{nobody} ghosted,outcome,refused", "no class {nobody}"),
        ("two words,words,payment", "more than one word"),
        ("ok fine,outcome,refused", "is there twice"),
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, row: str, told: str) -> None:
    path = slang_file(tmp_path, "ok fine,outcome,no_commitment", row)

    with pytest.raises(UserError, match=r"note_slang\.csv row 3: ") as caught:
        read_slang(path)
    assert told in str(caught.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "note_slang.csv"
    path.write_text("word,meaning\n", encoding="utf-8")

    with pytest.raises(UserError, match="row 1: the columns must be phrase, kind, meaning"):
        read_slang(path)
