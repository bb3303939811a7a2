"""Which of a note's amounts and days are promised, paid, owed, or for following up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from python_helpers.notes.data import word_set
from python_helpers.notes.model import DateBasis, NoteFacts, Outcome
from python_helpers.notes.phrases import Cue
from python_helpers.notes.tokens import Item, ends_clause

Role = Literal["promised", "instalment", "paid", "balance", "residual", "other", "none"]

_ROLE_OF: Final[dict[str, Role]] = {
    Outcome.promise_to_pay: "promised",
    Outcome.payment_plan: "instalment",
    Outcome.payment_taken: "paid",
    Outcome.account_adjusted: "other",
    "estimate": "other",
    "insurer_paid": "other",
}
_REACH_BACK: Final = 6
_REACH_AHEAD: Final = 4

_OWED: Final = word_set("owed_before")
_OWED_AFTER: Final = word_set("owed_after")
_SKIPPED: Final = word_set("skipped_before_balance")
_RESIDUAL: Final = word_set("residual")
_PAST: Final = word_set("day_is_past_after")


def facts_of(
    outcome: Outcome, items: Sequence[Item], cues: Sequence[Cue], note_date: date
) -> NoteFacts:
    """The facts of a note whose outcome is known."""
    amounts = _amount_roles(items, cues)
    promised = paid = None
    if outcome in {Outcome.promise_to_pay, Outcome.payment_plan}:
        promised = _promised(outcome, items, cues, amounts)
    if outcome in {
        Outcome.promise_to_pay,
        Outcome.payment_plan,
        Outcome.payment_taken,
        Outcome.agency,
    }:
        paid = _paid(outcome, items, cues, amounts)
    follow_up = _follow_up(items, cues, note_date)
    promised_day = None
    if outcome in {Outcome.promise_to_pay, Outcome.payment_plan}:
        promised_day = _promised_day(items, cues, follow_up, note_date)
    stated = promised_day or follow_up
    return NoteFacts(
        is_collection=True,
        contact_outcome=outcome,
        promised_amount=_dollars(promised),
        promised_date=promised_day.day if promised_day else None,
        follow_up_date=follow_up.day if follow_up else None,
        paid_amount=_dollars(paid),
        date_basis=_basis(stated),
    )


def _dollars(cents: int | None) -> Decimal | None:
    return Decimal(cents).scaleb(-2) if cents else None


def _basis(day: Item | None) -> DateBasis | None:
    if day is None:
        return None
    return DateBasis.explicit if day.is_explicit else DateBasis.relative


def _amount_roles(items: Sequence[Item], cues: Sequence[Cue]) -> dict[int, Role]:
    return {
        at: _amount_role(at, items, cues) for at, item in enumerate(items) if item.kind == "amount"
    }


def _amount_role(at: int, items: Sequence[Item], cues: Sequence[Cue]) -> Role:
    acting = [cue for cue in cues if cue.meaning.name in _ROLE_OF]
    if balance := _balance_role(at, items):
        return balance
    covering = [cue for cue in acting if cue.start <= at < cue.end]
    if covering:
        return _role(min(covering, key=lambda cue: (cue.meaning.needs_context, cue.start)))
    first, last = _clause(at, items)
    before = [
        cue for cue in acting if first <= cue.start and cue.end <= at <= cue.end + _REACH_BACK
    ]
    if before:
        return _role(max(before, key=lambda cue: (cue.end, not cue.meaning.needs_context)))
    after = [cue for cue in acting if at < cue.start <= min(last, at + _REACH_AHEAD)]
    if after:
        return _role(min(after, key=lambda cue: cue.start))
    return "none"


def _role(cue: Cue) -> Role:
    return _ROLE_OF[cue.meaning.name]


def _clause(at: int, items: Sequence[Item]) -> tuple[int, int]:
    """First and last position of the clause around a position."""
    first = at
    while first > 0 and not ends_clause(items[first - 1]):
        first -= 1
    last = at
    while last + 1 < len(items) and not ends_clause(items[last + 1]):
        last += 1
    return first, last


def _balance_role(at: int, items: Sequence[Item]) -> Role | None:
    """Whether the amount is what is owed, or what stays owed."""
    back = at - 1
    while back >= 0 and at - back <= 4 and items[back].text in _SKIPPED:
        back -= 1
    if back >= 0 and at - back <= 4 and items[back].text in _OWED:
        around = {item.text for item in items[max(back - 2, 0) : at]}
        return "residual" if around & _RESIDUAL or "now" in around else "balance"
    ahead = at + 1
    if ahead < len(items) and items[ahead].text in {"past", "old", "patient", "account"}:
        ahead += 1
    if ahead < len(items) and items[ahead].text in _OWED_AFTER:
        if (
            items[ahead].text == "due"
            and ahead + 1 < len(items)
            and items[ahead + 1].kind == "date"
        ):
            return None
        return "balance"
    if (
        at >= 2
        and items[at - 1].text in {"the", "her", "his", "that"}
        and items[at - 2].text == "of"
    ):
        return "balance"
    if at >= 1 and items[at - 1].text == "of" and at >= 2 and items[at - 2].kind == "amount":
        return "balance"
    return None


def _promised(
    outcome: Outcome, items: Sequence[Item], cues: Sequence[Cue], roles: dict[int, Role]
) -> int | None:
    wanted: Iterable[Role] = (
        ("instalment", "promised", "none")
        if outcome is Outcome.payment_plan
        else ("promised", "instalment", "none")
    )
    for role in wanted:
        for at, found in roles.items():
            if found == role:
                return items[at].cents
    if outcome is Outcome.payment_plan:
        return None
    balances = [items[at].cents for at, found in roles.items() if found == "balance"]
    parts = {cue.meaning.name for cue in cues}
    if balances and "part" not in parts:
        return balances[0]
    if balances and any(item.text == "half" for item in items):
        return balances[0] // 2
    return None


def _paid(
    outcome: Outcome, items: Sequence[Item], cues: Sequence[Cue], roles: dict[int, Role]
) -> int | None:
    positions = [at for at, role in roles.items() if role == "paid"]
    if not positions and outcome is Outcome.payment_taken:
        positions = [at for at, role in roles.items() if role == "none"][:1] or [
            at for at, role in roles.items() if role == "balance"
        ][:1]
    if not positions:
        return None
    first = positions[0]
    total = items[first].cents
    following = first + 2
    while following in roles and items[following - 1].text in {"+", "plus"}:
        total += items[following].cents
        following += 2
    return total


def _follow_up(items: Sequence[Item], cues: Sequence[Cue], note_date: date) -> Item | None:
    for at, item in enumerate(items):
        if (
            item.kind == "date"
            and item.day
            and item.day > note_date
            and _is_follow_up(at, items, cues)
        ):
            return item
    return None


def _is_follow_up(at: int, items: Sequence[Item], cues: Sequence[Cue]) -> bool:
    first, _ = _clause(at, items)
    return any(
        cue.covers & (1 << at) or (first <= cue.start and cue.end <= at <= cue.end + 3)
        for cue in cues
        if cue.meaning.name == "follow_up"
    )


def _promised_day(
    items: Sequence[Item], cues: Sequence[Cue], follow_up: Item | None, note_date: date
) -> Item | None:
    candidates = [
        (at, item)
        for at, item in enumerate(items)
        if item.kind == "date"
        and item is not follow_up
        and item.day
        and item.day >= note_date
        and not item.is_duration
        and not (at and items[at - 1].text in _PAST)
    ]
    if not candidates:
        return None
    promising = [
        cue for cue in cues if cue.meaning.name in {Outcome.promise_to_pay, Outcome.payment_plan}
    ]
    paying = [cue for cue in cues if cue.meaning.name == Outcome.payment_taken]

    def distance(candidate: tuple[int, Item]) -> tuple[int, int]:
        at, _ = candidate
        gaps = [
            0
            if cue.covers & (1 << at)
            else abs(at - cue.end)
            if at >= cue.end
            else 2 + abs(cue.start - at)
            for cue in promising
        ]
        near_paid = any(cue.end <= at <= cue.end + 2 and cue.covers for cue in paying)
        return (100 if near_paid else 0) + min(gaps, default=50), at

    return min(candidates, key=distance)[1]
