"""The lexicon: its spelling, its pattern language, and that its own data keep to both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from python_helpers.notes.data import shipped
from python_helpers.notes.lexicon import SlangTerm, build_lexicon
from python_helpers.notes.model import Outcome
from python_helpers.notes.phrases import (
    Meaning,
    PhraseError,
    Phrases,
    Rank,
    symbol,
    without_void,
)
from python_helpers.notes.together import Together
from python_helpers.notes.tokens import tokenise

LEXICON = build_lexicon()
DAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("pymt", "payment"),
        ("Ptnt", "patient"),
        ("ck", "check"),
        ("LVM", "left voicemail"),
        ("won't", "will not"),
        ("she'll", "she will"),
        ("he'd", "he would"),
        ("pt's", "patient"),
        ("f/u", "follow up"),
        ("w/debit", "with card"),
        ("balence", "balance"),
        ("recieved", "received"),
        ("statment", "statement"),
        ("tomorow", "tomorrow"),
        ("wendesday", "wednesday"),
        ("payemnt", "payment"),
        ("bi-weekly", "biweekly"),
        ("playing", "playing"),
        ("letters", "letters"),
        ("filling", "filling"),
        ("friend", "friend"),
        ("changed", "changed"),
    ],
)
def test_a_word_is_brought_to_its_usual_spelling(written: str, usual: str) -> None:
    items = tokenise(written, LEXICON.spelling)

    assert " ".join(item.text for item in items) == usual.replace("letters", "letter")


def found(phrases: list[tuple[str, Meaning]], text: str) -> set[str]:
    symbols = [symbol(item, DAY) for item in tokenise(text, LEXICON.spelling)]
    return {cue.meaning.name for cue in without_void(Phrases(phrases, {}).find(symbols))}


def outcome(name: str, **marks: object) -> Meaning:
    return Meaning(name, Rank.outcome, **marks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("will pay", "she will pay", True),
        ("will pay", "she pays will", False),
        ("will|can .. pay", "she can come in to pay", True),
        ("will .. pay", "will. pay", False),
        ("will .. pay", "will one two three four five pay", False),
        ("will not? pay", "will pay", True),
        ("not? paid", "paid", True),
    ],
)
def test_the_pattern_language(phrase: str, text: str, is_found: bool) -> None:
    assert bool(found([(phrase, outcome("told"))], text)) is is_found


def test_the_longer_phrase_counts() -> None:
    phrases = [("paid", outcome("paid")), ("not paid", outcome("owing"))]

    assert found(phrases, "not paid") == {"owing"}
    assert found(phrases, "paid, not paid") == {"paid", "owing"}


def test_an_ignored_phrase_takes_its_words_away() -> None:
    phrases = [
        ("paid attention", Meaning("ignored", Rank.ignored)),
        ("paid", outcome("paid")),
        ("she paid", Meaning("reached", Rank.context)),
        ("paid attention to bill", outcome("special")),
    ]

    assert found(phrases, "she paid attention") == set()
    assert found(phrases, "she paid attention to bill") == {"special"}


def test_a_negation_takes_away_what_can_be_negated() -> None:
    phrases = [("will .. pay", outcome("promise", is_negatable=True))]

    assert found(phrases, "will pay") == {"promise"}
    assert found(phrases, "will never pay") == set()
    assert found(phrases, "not going to will pay") == set()


def test_what_tells_otherwise_voids_what_shares_a_word() -> None:
    phrases = [
        ("paid today", outcome("paid")),
        ("delta paid", outcome("insurer", voids=("paid",))),
    ]

    assert found(phrases, "delta paid today") == {"insurer"}
    assert found(phrases, "delta paid, she paid today") == {"insurer", "paid"}


@pytest.mark.parametrize("phrase", ["", ".. pay", "pay ..", "pay?", "pay||send", "{nobody} pays"])
def test_a_malformed_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        Phrases([(phrase, outcome("told"))], {})


def together(written: str, text: str) -> bool:
    symbols = [symbol(item, DAY) for item in tokenise(text, LEXICON.spelling)]
    return any(Together([(written, outcome("told"))], {"who": ["she"]}).find(symbols))


def test_words_tell_together_in_any_order_but_in_one_clause() -> None:
    assert together("{who} & mad|upset", "upset, as she says")
    assert not together("{who} & mad|upset", "upset. she says")
    assert not together("{who} & mad|upset & !happy", "she was happy, now mad")
    with pytest.raises(PhraseError):
        together("mad & !happy", "mad")


def written_words() -> Iterator[tuple[str, str]]:
    """Every word of every pattern of the shipped cues, with its pattern."""
    cues = shipped("cues.yml")
    patterns = list(cues["ignored"])
    for groups in (cues, cues["together"]):
        for group in ("outcomes", "outcomes_in_context", "context"):
            for phrases in groups.get(group, {}).values():
                patterns += phrases
    for words in cues["classes"].values():
        yield from ((word, f"class of {words[0]}") for word in words)
    for pattern in patterns:
        for element in pattern.replace("&", " ").split():
            for word in element.lstrip("!").removesuffix("?").split("|"):
                yield word, pattern


def test_the_shipped_patterns_are_in_usual_spelling() -> None:
    wrong = {
        (word, pattern)
        for word, pattern in written_words()
        if word.isalpha() and LEXICON.spelling.words(word) != (word,)
    }

    assert not wrong


def test_no_shipped_pattern_is_there_twice() -> None:
    cues = shipped("cues.yml")
    for groups in (cues, cues["together"]):
        for group in ("outcomes", "outcomes_in_context", "context"):
            for name, phrases in groups.get(group, {}).items():
                assert len(phrases) == len(set(phrases)), name


def test_every_outcome_has_phrases_and_every_mark_a_meaning() -> None:
    cues = shipped("cues.yml")

    assert set(Outcome) <= set(cues["outcomes"])
    known = {*cues["outcomes"], *cues["context"]}
    assert {*cues["negatable"], *cues["voids"]} <= known
    assert {name for names in cues["voids"].values() for name in names} <= known


def test_the_version_follows_the_slang() -> None:
    plain = build_lexicon().version
    with_slang = build_lexicon([SlangTerm("ghosted", outcome="no_live_contact")]).version

    assert plain == build_lexicon().version
    assert plain != with_slang
