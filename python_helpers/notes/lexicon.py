"""The shipped words and phrases of front desks, with a practice's own slang on top."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from python_helpers.notes.data import FILES, shipped, word_set
from python_helpers.notes.phrases import (
    Cue,
    Meaning,
    PhraseError,
    Phrases,
    Rank,
    symbol,
    without_void,
)
from python_helpers.notes.spelling import Spelling
from python_helpers.notes.together import Together
from python_helpers.notes.tokens import Item, tokenise


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that a reader knows of words. `version` changes with any of it."""

    spelling: Spelling
    phrases: Phrases
    together: Together
    version: str

    def cues(self, items: Sequence[Item], note_date: date) -> list[Cue]:
        """What the words of a note tell."""
        symbols = [symbol(item, note_date) for item in items]
        return without_void([*self.phrases.find(symbols), *self.together.find(symbols)])


@dataclass(frozen=True, slots=True)
class SlangTerm:
    """A phrase of the practice and what it means: an outcome, or other words."""

    phrase: str
    outcome: str | None = None
    words: str | None = None


def build_lexicon(slang: Sequence[SlangTerm] = ()) -> Lexicon:
    """The shipped lexicon with a practice's slang. Raises PhraseError for a malformed phrase."""
    words, cues = shipped("words.yml"), shipped("cues.yml")
    spellings = {written: usual for usual, forms in words.items() for written in forms.split()}
    spellings |= {term.phrase: term.words for term in slang if term.words}
    meanings = list(_meanings(cues))
    vocabulary = _vocabulary(meanings, cues["classes"]) | {
        word for usual in spellings.values() for word in usual.split()
    }
    spelling = Spelling(
        spellings, word_set("corrected"), vocabulary | word_set("right_as_they_are")
    )
    for term in slang:
        if term.outcome:
            meanings.append((_usual(term.phrase, spelling), Meaning(term.outcome, Rank.outcome)))
    phrases = Phrases(meanings, cues["classes"])
    together = Together(_meanings(cues["together"]), cues["classes"])
    content = [*map(shipped, FILES), [(term.phrase, term.outcome, term.words) for term in slang]]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    return Lexicon(spelling, phrases, together, digest.hexdigest()[:16])


def check_slang(term: SlangTerm) -> None:
    """Raises PhraseError when a term of slang can't be used."""
    if term.outcome:
        Phrases(
            [(term.phrase, Meaning(term.outcome, Rank.outcome))], shipped("cues.yml")["classes"]
        )
    if term.words and len(tokenise(term.phrase, Spelling({}, (), ()))) != 1:
        raise PhraseError(
            f"{term.phrase!r} is more than one word: only one word can stand for others"
        )


def _usual(phrase: str, spelling: Spelling) -> str:
    """A phrase of slang with its plain words in their usual spelling."""
    return " ".join(
        " ".join(spelling.words(word)) if word.replace("'", "").isalpha() else word
        for word in phrase.split()
    )


def _meanings(cues: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Each phrase with its meaning."""
    ignored = Meaning("ignored", Rank.ignored)
    yield from ((phrase, ignored) for phrase in cues.get("ignored", ()))
    for group, rank in (
        ("outcomes", Rank.outcome),
        ("outcomes_in_context", Rank.outcome),
        ("context", Rank.context),
    ):
        for name, phrases in cues.get(group, {}).items():
            meaning = Meaning(
                name,
                rank,
                needs_context=group == "outcomes_in_context",
                is_negatable=name in _marked("negatable"),
                voids=tuple(_marked("voids").get(name, ())),
            )
            yield from ((phrase, meaning) for phrase in phrases)


def _marked(what: str) -> Any:
    return shipped("cues.yml")[what]


def _vocabulary(
    meanings: Iterable[tuple[str, Meaning]], classes: Mapping[str, Sequence[str]]
) -> set[str]:
    found = {word for words in classes.values() for word in words}
    for phrase, _ in meanings:
        for element in phrase.split():
            found.update(element.removesuffix("?").split("|"))
    return found
