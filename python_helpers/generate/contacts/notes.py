"""Notes with their meaning: a topic's text is filled in, the truth follows from what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from python_helpers.generate.calendar import Ints, on_business_day
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import choose_text
from python_helpers.generate.contacts.phrases import (
    amount_phrases,
    assemble,
    date_phrases,
    follow_up_phrases,
    slashed,
)
from python_helpers.generate.site.practice import NO_DAY, data

_SLOT: Final = re.compile(r"\{(\w+)\}")
_UPPER, _LOWER = 0.06, 0.10
_SLIPS: Final = (("balance", "balence"), ("payment", "paymnt"), ("called", "calld"),
                 ("statement", "statment"), ("remaining", "remaning"), ("with", "wiht"),
                 ("will", "wil"), ("about", "abt"))  # fmt: skip
_SLIP_SHARE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of note: what a reader should find in it, how it reached the office, its texts."""

    outcome: str
    mode: str
    texts: tuple[str, ...]


@cache
def topics() -> Mapping[str, Topic]:
    """The topics of reference/notes.yml, tasks' descriptions included, in a fixed order."""
    notes = data("notes")
    listed = {
        name: Topic(spec["outcome"], spec["mode"], tuple(spec["texts"]))
        for name, spec in notes["topics"].items()
    }
    tasks = notes["tasks"]
    return listed | {
        "task_collection": Topic("no_live_contact", "none", tuple(tasks["collection"])),
        "task_other": Topic("", "none", tuple(tasks["other"])),
        "task_note": Topic("", "none", tuple(tasks["notes"])),
    }


@cache
def topic_number(name: str) -> int:
    """The position of a topic."""
    return list(topics()).index(name)


@dataclass(frozen=True, slots=True)
class Told:
    """What the writer of each note knows: topic (position), days, cents; 0, NO_DAY = nothing."""

    topic: Ints
    day: Ints
    balance: Ints
    promised: Ints
    due_style: Ints
    due: Ints
    paid: Ints


@dataclass(frozen=True, slots=True)
class Written:
    """The texts, and what a careful reader finds in each."""

    text: pa.Array
    outcome: pa.Array
    """'' for notes that are not about an owed balance."""
    promised: Ints
    due: Ints
    follow_up: Ints
    paid: Ints


def remember_truth(chunk: Chunk, table: pa.Array, source_id: Ints, written: Written) -> None:
    """Remember what the rows of the tables named say, which `truth.note_truth` makes a table of."""
    chunk.remember(
        "note_truth",
        source_table=table,
        source_id=source_id,
        contact_outcome=written.outcome,
        promised_amount=written.promised,
        promised_date=written.due,
        follow_up_date=written.follow_up,
        paid_amount=written.paid,
    )


def write_notes(chunk: Chunk, rng: Generator, told: Told) -> Written:
    """Fill in a text of each note's topic."""
    count = len(told.topic)
    texts, first, of_topic = _all_texts()
    choices = np.array([len(topic.texts) for topic in topics().values()])
    which = first[told.topic] + (rng.random(count) * choices[told.topic]).astype(np.int64)
    fu_phrase, fu_day = follow_up_phrases(rng, told.day)
    hold_days = np.array([10, 30, 30, 60])[rng.integers(0, 4, count)]
    soon = on_business_day(told.day + rng.integers(1, 14, count))
    words = data("notes")["words"]
    slots: dict[str, pa.Array] = {
        "bal": amount_phrases(rng, told.balance),
        "promise": amount_phrases(rng, told.promised),
        "paid": amount_phrases(rng, told.paid),
        "due": date_phrases(rng, told.due_style, told.day, told.due),
        "fu": fu_phrase,
        "hold": pc.binary_join_element_wise(pa.array(hold_days).cast(pa.string()), " days", ""),
        "soon": slashed(soon),
        "carrier": choose_text(
            chunk.site.carriers.name, rng.integers(0, len(chunk.site.carriers.name), count)
        ),
        "ck": pa.array(rng.integers(1_001, 9_999, count)).cast(pa.string()),
        "tooth": pa.array(rng.integers(2, 32, count)).cast(pa.string()),
        "count": pa.array(rng.integers(3, 12, count)).cast(pa.string()),
        "quote": amount_phrases(rng, rng.integers(4, 60, count) * 2_500),
    } | {
        name: choose_text(choices, rng.integers(0, len(choices), count))
        for name, choices in words.items()
    }
    parts = []
    for number in np.unique(which):
        at = np.flatnonzero(which == number)
        parts.append((at, _fill(texts[number], at, slots)))
    has = {slot: _mentions(slot)[which] for slot in ("promise", "due", "fu", "hold", "paid")}
    outcomes = [topic.outcome for topic in topics().values()]
    follow_up = np.where(has["fu"], fu_day, np.where(has["hold"], told.day + hold_days, NO_DAY))
    return Written(
        text=_as_typed(rng, assemble(count, parts)),
        outcome=choose_text(outcomes, of_topic[which]),
        promised=np.where(has["promise"], told.promised, 0),
        due=np.where(has["due"], told.due, NO_DAY),
        follow_up=follow_up,
        paid=np.where(has["paid"], told.paid, 0),
    )


@cache
def _all_texts() -> tuple[list[str], Ints, Ints]:
    """All texts, the first of each topic, and each text's topic."""
    texts = [text for topic in topics().values() for text in topic.texts]
    sizes = [len(topic.texts) for topic in topics().values()]
    return (
        texts,
        np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        np.repeat(np.arange(len(sizes)), sizes),
    )


@cache
def _mentions(slot: str) -> np.ndarray:
    return np.array([f"{{{slot}}}" in text for text in _all_texts()[0]])


def _fill(text: str, at: Ints, slots: Mapping[str, pa.Array]) -> pa.Array:
    pieces: list[Any] = []
    for i, piece in enumerate(_SLOT.split(text)):
        if i % 2:
            pieces.append(slots[piece].take(pa.array(at)))
        elif piece:
            pieces.append(piece)
    if all(isinstance(piece, str) for piece in pieces):
        return pa.repeat(pa.scalar("".join(pieces)), len(at))
    return pc.binary_join_element_wise(*pieces, "")


def _as_typed(rng: Generator, text: pa.Array) -> pa.Array:
    """Some people shout, some never find the shift key, some slip; amounts and dates stay."""
    count = len(text)
    slips: list[tuple[float, Callable[[pa.Array], pa.Array]]] = [
        (_UPPER, pc.utf8_upper),
        (_LOWER, pc.utf8_lower),
        *((_SLIP_SHARE, _slip(right, wrong)) for right, wrong in _SLIPS),
    ]
    is_message = pc.starts_with(text, "Text message").to_numpy(zero_copy_only=False)
    for share, change in slips:
        at = np.flatnonzero((rng.random(count) < share) & ~is_message)
        rest = np.setdiff1d(np.arange(count), at, assume_unique=True)
        changed = change(text.take(pa.array(at)))
        text = assemble(count, [(rest, text.take(pa.array(rest))), (at, changed)])
    return text


def _slip(right: str, wrong: str) -> Callable[[pa.Array], pa.Array]:
    return lambda text: pc.replace_substring(text, right, wrong, max_replacements=1)
