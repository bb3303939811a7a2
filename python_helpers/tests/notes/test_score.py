"""How well notes are read, held to a floor; and the arithmetic of the scores by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from python_helpers.errors import UserError
from python_helpers.generate import Options, generate
from python_helpers.notes import NoteFacts, NoteReader, Outcome
from python_helpers.notes.lexicon import build_lexicon
from python_helpers.notes.score import LabelledNote, Score, Share, labelled_notes, score
from python_helpers.tests.warehouses import command

FLOOR = 0.90
DATA = Path(__file__).parents[1] / "data"
DAY = date(2024, 5, 6)


def score_of(path: Path) -> Score:
    return score(labelled_notes(path), NoteReader(build_lexicon()))


@pytest.mark.parametrize("corpus", ["note_corpus_dev.csv", "note_corpus_invented.csv"])
def test_labelled_notes_are_read_well(corpus: str) -> None:
    result = score_of(DATA / corpus)

    assert result.notes >= 150
    assert result.lowest >= FLOOR, result


def test_the_notes_of_a_generated_practice_are_read_well(tmp_path: Path) -> None:
    generate(Options(patients=900, years=2, seed=11, as_of=DAY, out=tmp_path))

    result = score_of(tmp_path)

    assert result.notes > 2_000
    assert result.lowest >= FLOOR, result


def labelled(text: str, facts: NoteFacts) -> LabelledNote:
    return LabelledNote(text, DAY, facts)


PAID_50 = NoteFacts(True, Outcome.payment_taken, paid_amount=Decimal(50))


def test_scores_by_hand() -> None:
    notes = [
        labelled("pt paid $50 on acct", PAID_50),
        labelled("pt paid $60 on acct", PAID_50),
        labelled("confirmed appt", PAID_50),
        labelled("pt paid $50 on acct", NoteFacts()),
        labelled("confirmed appt", NoteFacts()),
    ]

    result = score(notes, NoteReader(build_lexicon()))

    collection, *_, paid = result.fields
    assert (collection.precision, collection.recall) == (Share(2, 3), Share(2, 3))
    assert collection.f1 == pytest.approx(2 / 3)
    assert (paid.precision, paid.recall) == (Share(1, 3), Share(1, 3))
    assert result.outcome_accuracy == Share(2, 3)
    assert result.outcome_macro_f1 == pytest.approx(2 / 3)
    assert result.lowest == pytest.approx(1 / 3)


def test_wilsons_interval() -> None:
    low, high = Share(8, 10).interval

    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(10, 10).interval[1] == pytest.approx(1.0)


def test_scores_come_from_one_command() -> None:
    told = command("notes", "--score", str(DATA / "note_corpus_dev.csv"))

    assert "150 labelled notes" in told
    for field in ("is_collection", "contact_outcome", "promised_amount", "follow_up_date"):
        assert field in told


def test_labels_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("note,note_date\nx,6 May\n", encoding="utf-8")

    with pytest.raises(UserError, match=r"labels\.csv row 2"):
        labelled_notes(path)
    with pytest.raises(UserError, match="no such file"):
        labelled_notes(tmp_path / "none.csv")
    with pytest.raises(UserError, match="generate the practice with truth"):
        labelled_notes(tmp_path)
