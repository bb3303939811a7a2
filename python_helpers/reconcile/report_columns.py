"""Finds the columns of an aging report by the words in their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from python_helpers.errors import UserError

Words = tuple[str, ...]

_NUMBER_WORDS: Final = frozenset({"num", "number", "id", "no"})
_NOISE: Final = _NUMBER_WORDS | {"day", "days", "to", "amount", "amt", "aged"}

_ACCOUNT: Final[frozenset[Words]] = frozenset(
    {("patnum",), ("guarantor",), ("guar",), ("account",), ("acct",)}
)
# A column that is just called "Patient" holds a name, or what insurance leaves to the patient.
_ACCOUNT_IF_NUMBERED: Final[frozenset[Words]] = frozenset({("pat",), ("patient",)})
_FIGURE_WORDS: Final[Mapping[str, frozenset[Words]]] = {
    "balance_0_30": frozenset({("0", "30")}),
    "balance_31_60": frozenset({("31", "60")}),
    "balance_61_90": frozenset({("61", "90")}),
    "balance_over_90": frozenset({("over", "90"), ("90", "over"), ("over", "91"), ("91", "over")}),
    "balance_total": frozenset({("total",)}),
    "insurance_estimate": frozenset(
        {("ins", "est"), ("insurance", "est"), ("insurance", "estimate"), ("ins", "pay", "est")}
    ),
    "writeoff_estimate": frozenset(
        {
            *(("w", "o"), ("w", "o", "est"), ("write", "off"), ("write", "off", "est")),
            *(("writeoff",), ("writeoff", "est"), ("write", "off", "estimate")),
        }
    ),
    "payment_plan_due": frozenset({("pay", "plan", "due"), ("payment", "plan", "due")}),
}
_BUCKETS: Final = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the account and each figure stand; `figures` holds only those that are there.

    A report may state expected write-offs apart; they then stand under `writeoff_estimate`.
    """

    account: int
    figures: Mapping[str, int]
    names: Sequence[str]


def find_columns(row: Sequence[str]) -> Columns | None:
    """The columns of a header row, or None when the row is no header.

    A header names the account and either the total or all four buckets. Raises UserError when two
    columns could both be the account or the same figure.
    """
    words = [_words(cell) for cell in row]
    numbered = [
        index
        for index, cell in enumerate(words)
        if _NUMBER_WORDS & set(cell) and _meaning(cell) in _ACCOUNT | _ACCOUNT_IF_NUMBERED
    ]
    account = numbered or [index for index, cell in enumerate(words) if _meaning(cell) in _ACCOUNT]
    figures = {
        figure: [index for index, cell in enumerate(words) if _meaning(cell) in known]
        for figure, known in _FIGURE_WORDS.items()
    }
    found = {figure: indexes for figure, indexes in figures.items() if indexes}
    if not account or not ("balance_total" in found or all(bucket in found for bucket in _BUCKETS)):
        return None
    for what, indexes in {"the account": account, **found}.items():
        if len(indexes) > 1:
            names = " and ".join(repr(row[index].strip()) for index in indexes)
            raise UserError(f"columns {names} could both be {what}: keep one of them")
    return Columns(
        account=account[0],
        figures={figure: indexes[0] for figure, indexes in found.items()},
        names=[cell.strip() for cell in row],
    )


def _words(cell: str) -> Words:
    """The words and numbers of a heading: ">90 Days" and "BalOver90" both hold over and 90."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell)
    signs = spaced.lower().replace(">", " over ").replace("+", " over ")
    return tuple(re.findall(r"[a-z]+|\d+", signs))


def _meaning(words: Words) -> Words:
    """The words that tell columns apart; a bare "balance" is the total."""
    kept = tuple(word for word in words if word not in _NOISE)
    if kept[:1] in {("bal",), ("balance",)}:
        return kept[1:] or ("total",)
    return kept
