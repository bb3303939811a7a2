"""A note as a list of items: words in their usual spelling, numbers, dates, times, punctuation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from python_helpers.notes.data import word_set
from python_helpers.notes.spelling import Spelling

Kind = Literal["word", "number", "amount", "numeric_date", "ordinal", "date", "other", "mark"]

MAX_CHARACTERS: Final = 4_000
MAX_ITEMS: Final = 600
"""What stands further on in a note is not read: bounds the time that one note can take."""


@dataclass(slots=True)
class Item:
    """One word, number or mark of a note.

    `text` is the usual spelling of a word, the mark itself, or how the note writes a number.
    """

    kind: Kind
    text: str
    cents: int = 0
    """Of numbers and amounts."""
    is_money: bool = False
    """Written with a dollar sign, cents or "dollars": nothing but money."""
    parts: tuple[int, ...] = ()
    """Of numeric dates: (month, day) or (month, day, year); of ordinals: (day,)."""
    day: date | None = None
    """Of dates."""
    is_explicit: bool = False
    """Of dates: the note itself names day and month."""
    is_duration: bool = False
    """Of dates: only a length of time from the note's date, such as "30 days"."""


_TOKEN: Final = re.compile(
    r"""
      (?P<skip>https?://\S+ | www\.\S+ | \S+@\S+\.\S+)
    | (?P<iso>\b20\d\d-\d\d?-\d\d?\b)
    | (?P<phone>(?:\(\d{3}\)\s?|\b\d{3}[-.\s])\d{3}[-.\s]?\d{4}\b | \b\d{3}-\d{4}\b)
    | (?P<time>\b\d{1,2}:\d\d(?:\s?[ap]m?\b)? | \b\d{1,2}(?:\s?[ap]m|[ap])\b)
    | (?P<money>\$\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2}(?!\d))?k?
        | (?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d\d)?\s?\$(?!\d))
    | (?P<date>(?<![\d/.$#-])\d{1,2}(?:/\d{1,2}(?:/(?:20\d\d|\d\d))?
        | -\d{1,2}-(?:20\d\d|\d\d) | \.\d{1,2}\.(?:20\d\d|\d\d) | -\d{1,2})(?![\d/%]|\.\d|-\d))
    | (?P<ordinal>\b\d{1,2}(?:st|nd|rd|th)\b)
    | (?P<digit_word>\b(?:b4|2day|2nite|2moro|2morrow|2mrw|2ndary)\b)
    | (?P<code>\#\s?\d[\d,&/-]* | \b[a-z]\d{3,}\w*\b | \b\d+(?:\.\d+)?\s?(?:%|percent\b)
        | \b\d+(?!(?:s|d|dys?|days?|wks?|weeks?|mos?|mth|months?|dn|down|cash|dollars?)\b)[a-z]+\b
        | \b\d+\+ | \bx\s?\d{1,2}\b(?![.\d]) | \b\d+/\d+(?:/\d+)+)
    | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)? | \d+(?:\.\d+)?)
    | (?P<word>\bw/(?=[a-z]{4}) | \b[a-z]{1,2}/[a-z]{0,3}(?![a-z]) | [a-z]+(?:['-][a-z]+)*)
    | (?P<mark>-{1,2}>? | [.;:!?,()+&=/#$\n])
    """,
    re.VERBOSE,
)
_PLAIN: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\r": "\n", "\x00": " "}
)
_MARKS_AS_WORDS: Final = {"&": "and", "#": "number", "$": "money"}
_CLAUSE_END: Final = frozenset(".;!?\n()-")
_NOT_SENTENCE_END: Final = word_set("no_sentence_end_after")


def tokenise(text: str, spelling: Spelling) -> list[Item]:
    """The items of a text. What is neither word nor number nor a mark of use is left out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_PLAIN))
    written_text = text[:MAX_CHARACTERS]
    lowered = written_text.lower()
    items: list[Item] = []
    for match in _TOKEN.finditer(lowered):
        written = match[0]
        kind = match.lastgroup
        if kind in {"word", "digit_word"}:
            items.extend(Item("word", word) for word in spelling.words(written))
        elif kind == "mark":
            # İ and the like grow when lowered: then capitals can't be told any more.
            starts_sentence = written_text[match.end() + 1 : match.end() + 2].isupper()
            _add_mark(items, written, starts_sentence and len(lowered) == len(written_text))
        elif kind == "number":
            items.append(_number(written))
        elif kind == "money":
            items.append(_money(written))
        elif kind == "date":
            items.append(Item("numeric_date", written, parts=_date_parts(written)))
        elif kind == "iso":
            year, month, day = map(int, written.split("-"))
            items.append(Item("numeric_date", written, parts=(month, day, year)))
        elif kind == "ordinal":
            items.append(Item("ordinal", written, parts=(int(written[:-2]),)))
        elif kind == "code":
            items.append(Item("other", _code(written)))
        elif kind != "skip":
            items.append(Item("other", f"<{kind}>"))
        if len(items) >= MAX_ITEMS:
            break
    return items


def ends_clause(item: Item) -> bool:
    """Whether what follows belongs to another statement."""
    return item.kind == "mark" and item.text in _CLAUSE_END


def _add_mark(items: list[Item], written: str, starts_sentence: bool) -> None:
    """`starts_sentence`: a capital follows, so that a full stop is no abbreviation's."""
    if written in _MARKS_AS_WORDS:
        items.append(Item("word", _MARKS_AS_WORDS[written]))
        return
    previous = items[-1].text if items else ""
    if written == "." and previous in _NOT_SENTENCE_END and not starts_sentence:
        return
    items.append(Item("mark", "-" if written[0] == "-" else written))


def _code(written: str) -> str:
    is_percentage = written.endswith(("%", "percent"))
    return "%" if is_percentage and not written.startswith("100") else written.replace(" ", "")


def _number(written: str) -> Item:
    whole, _, fraction = written.replace(",", "").partition(".")
    if len(whole) > 7:
        return Item("other", written)
    cents = int(whole) * 100 + int((fraction + "00")[:2])
    return Item("number", written, cents, is_money=len(fraction) == 2)


def _money(written: str) -> Item:
    digits = written.strip("$ k").replace(",", "").strip()
    whole, _, fraction = digits.partition(".")
    if len(whole) > 7:
        return Item("other", written)
    cents = int(whole) * 100 + int((fraction + "00")[:2])
    return Item("number", written, cents * (1_000 if written.endswith("k") else 1), is_money=True)


def _date_parts(written: str) -> tuple[int, ...]:
    parts = [int(part) for part in re.split(r"[/.-]", written)]
    if len(parts) == 3 and parts[2] < 100:
        parts[2] += 2000
    return tuple(parts)
