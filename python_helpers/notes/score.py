"""How well notes are read: precision, recall and F1 against labelled notes, with intervals."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from python_helpers.errors import UserError
from python_helpers.notes.facts_table import SOURCES
from python_helpers.notes.lexicon import build_lexicon
from python_helpers.notes.model import NoteFacts, Outcome
from python_helpers.notes.reader import NoteReader
from python_helpers.notes.slang import read_slang

FIELDS: Final = ("promised_amount", "promised_date", "follow_up_date", "paid_amount")
_CONFIDENCE: Final = 1.959964


@dataclass(frozen=True, slots=True)
class LabelledNote:
    """A note and what a careful reader found in it."""

    text: str
    note_date: date
    facts: NoteFacts


@dataclass(frozen=True, slots=True)
class Share:
    """Successes out of a number of tries."""

    successes: int
    tries: int

    @property
    def value(self) -> float:
        """The share itself; 1 where nothing was tried."""
        return self.successes / self.tries if self.tries else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval by Wilson's formula."""
        if not self.tries:
            return 0.0, 1.0
        n, p, z = self.tries, self.value, _CONFIDENCE
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class FieldScore:
    """Precision and recall of one field."""

    field: str
    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of all fields over some labelled notes.

    `outcome_accuracy` is over the notes labelled as collection; `outcome_macro_f1` the plain mean
    over the outcomes that are among their labels.
    """

    notes: int
    fields: tuple[FieldScore, ...]
    outcome_accuracy: Share
    outcome_macro_f1: float

    @property
    def lowest(self) -> float:
        """The worst of all figures: what a floor is held against."""
        return min(
            self.outcome_accuracy.value,
            self.outcome_macro_f1,
            *(field.f1 for field in self.fields),
        )


def score(notes: Iterable[LabelledNote], reader: NoteReader) -> Score:
    """Read the notes and compare with their labels; amounts and days must match exactly."""
    pairs = [(note.facts, reader.read(note.text, note.note_date)) for note in notes]
    collection = _field_score(
        "is_collection", [(a.is_collection or None, b.is_collection or None) for a, b in pairs]
    )
    about_debt = [(a, b) for a, b in pairs if a.is_collection]
    right = sum(a.contact_outcome is b.contact_outcome for a, b in about_debt)
    return Score(
        notes=len(pairs),
        fields=(
            collection,
            *(
                _field_score(name, [(getattr(a, name), getattr(b, name)) for a, b in pairs])
                for name in FIELDS
            ),
        ),
        outcome_accuracy=Share(right, len(about_debt)),
        outcome_macro_f1=_macro_f1([(a.contact_outcome, b.contact_outcome) for a, b in pairs]),
    )


def _field_score(field: str, pairs: Sequence[tuple[Any, Any]]) -> FieldScore:
    """Pairs of label and reading; None where there is nothing."""
    right = sum(label is not None and label == found for label, found in pairs)
    return FieldScore(
        field,
        precision=Share(right, sum(found is not None for _, found in pairs)),
        recall=Share(right, sum(label is not None for label, _ in pairs)),
    )


def _macro_f1(pairs: Sequence[tuple[Outcome | None, Outcome | None]]) -> float:
    right = Counter(label for label, found in pairs if label is found)
    labels = Counter(label for label, _ in pairs if label)
    found = Counter(found for _, found in pairs if found)
    scores = [2 * right[outcome] / (labels[outcome] + found[outcome]) for outcome in labels]
    return sum(scores) / len(scores) if scores else 1.0


def labelled_notes(path: Path) -> list[LabelledNote]:
    """The notes of a labelled CSV, or of a generated practice's folder.

    Raises UserError when it is neither, naming the row that can't be read.
    """
    if path.is_dir():
        return _generated(path)
    if not path.is_file():
        raise UserError(f"{path}: no such file; name a labelled CSV or a generated practice")
    found = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                found.append(_labelled(row))
            except (KeyError, TypeError, ValueError, ArithmeticError) as error:
                raise UserError(
                    f"{path} row {number}: {type(error).__name__}: the columns must be note, "
                    "note_date, is_collection, contact_outcome, promised_amount, promised_date, "
                    "follow_up_date, paid_amount"
                ) from None
    return found


def _labelled(row: dict[str, str]) -> LabelledNote:
    return LabelledNote(
        row["note"],
        date.fromisoformat(row["note_date"]),
        NoteFacts(
            is_collection=row["is_collection"] == "1",
            contact_outcome=Outcome(row["contact_outcome"]) if row["contact_outcome"] else None,
            promised_amount=_amount(row["promised_amount"]),
            promised_date=_day(row["promised_date"]),
            follow_up_date=_day(row["follow_up_date"]),
            paid_amount=_amount(row["paid_amount"]),
        ),
    )


def _amount(written: str) -> Decimal | None:
    return Decimal(written) if written else None


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _generated(folder: Path) -> list[LabelledNote]:
    """The notes of a generated practice with the generator's truth."""
    import duckdb

    truth = folder / "truth" / "note_truth.parquet"
    if not truth.is_file():
        raise UserError(f"{folder}: no truth/note_truth.parquet; generate the practice with truth")
    texts = " union all ".join(
        f"select '{source.table}' as source_table, {source.key} as source_id, "
        f"{source.text} as note, cast({source.written_at[0]} as date) as note_date "
        f"from read_parquet('{_quoted(folder / f'{source.table}.parquet')}')"
        for source in SOURCES
    )
    rows = duckdb.sql(
        "select note, note_date, is_collection, contact_outcome, "
        "cast(promised_amount as decimal(18, 2)), promised_date, follow_up_date, "
        "cast(paid_amount as decimal(18, 2)) "
        f"from read_parquet('{_quoted(truth)}') join ({texts}) using (source_table, source_id) "
        "where trim(note) <> '' and note_date >= date '1880-01-01'"
    ).fetchall()
    return [
        LabelledNote(
            text, day, NoteFacts(bool(is_collection), Outcome(told) if told else None, *others)
        )
        for text, day, is_collection, told, *others in rows
    ]


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")


def score_file(path: Path) -> Table:
    """The scores over a labelled CSV or a generated practice, read with this practice's slang.

    Raises UserError when the labels or the slang can't be read.
    """
    return score_table(score(labelled_notes(path), NoteReader(build_lexicon(read_slang()))))


def score_table(result: Score) -> Table:
    """The scores as a table for the terminal."""
    table = Table("field", "precision", "recall", "F1", title=f"{result.notes:,} labelled notes")
    for field in result.fields:
        table.add_row(field.field, _told(field.precision), _told(field.recall), f"{field.f1:.3f}")
    accuracy = f"accuracy {_told(result.outcome_accuracy)}"
    table.add_row("contact_outcome", accuracy, "", f"{result.outcome_macro_f1:.3f} (macro)")
    return table


def _told(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} ({share.successes:,}/{share.tries:,}; {low:.3f}-{high:.3f})"
