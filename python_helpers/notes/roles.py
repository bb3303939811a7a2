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

Role = Literal["promised", "paid", "balance", "residual", "follow_up", "other", "none"]

_PROMISING: Final = frozenset({Outcome.promise_to_pay, Outcome.payment_plan})
_WITH_PAYMENT: Final = _PROMISING | {Outcome.payment_taken, Outcome.agency}
_ROLE_OF_AMOUNT: Final[dict[str, Role]] = {
    Outcome.promise_to_pay: "promised",
    Outcome.payment_plan: "promised",
    Outcome.payment_taken: "paid",
    Outcome.account_adjusted: "other",
    Outcome.hardship: "other",
    Outcome.refused: "other",
    "missed": "other",
    "estimate": "other",
    "insurer_paid": "other",
}
_ROLE_OF_DAY: Final[dict[str, Role]] = {
    Outcome.promise_to_pay: "promised",
    Outcome.payment_plan: "promised",
    Outcome.payment_taken: "paid",
    "follow_up": "follow_up",
}
_ADDS: Final = frozenset({"+", "plus", "and"})
_STARTS: Final = word_set("plan_starts")
_CHANGES: Final = word_set("plan_changes")
_AGENCY_PAYS: Final = word_set("agency_pays")
_NOTICES: Final = frozenset({"notice", "letter", "demand", "final"})
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
    reading = _Reading(outcome, items, cues, note_date)
    promised_day, follow_up = reading.promised_day(), reading.follow_up()
    named = promised_day or follow_up
    return NoteFacts(
        is_collection=True,
        contact_outcome=outcome,
        promised_amount=_dollars(reading.promised()),
        promised_date=promised_day.day if promised_day else None,
        follow_up_date=follow_up.day if follow_up else None,
        paid_amount=_dollars(reading.paid()),
        date_basis=_basis(named) if named else None,
    )


def _dollars(cents: int | None) -> Decimal | None:
    return Decimal(cents).scaleb(-2) if cents else None


def _basis(named: Item) -> DateBasis:
    return DateBasis.explicit if named.is_explicit else DateBasis.relative


class _Reading:
    """The amounts and days of one note with their roles, in the order in which they stand."""

    def __init__(
        self, outcome: Outcome, items: Sequence[Item], cues: Sequence[Cue], note_date: date
    ) -> None:
        self._outcome, self._items, self._note_date = outcome, items, note_date
        self._cues = [
            cue for cue in cues if not cue.is_loose and not _is_part_of_promise(cue, cues)
        ]
        self._words = {item.text for item in items}
        self._tells = {cue.meaning.name for cue in cues}
        self._amounts: dict[int, Role] = {}
        self._days: dict[int, Role] = {}
        for at, item in enumerate(items):
            if item.kind == "amount":
                self._amounts[at] = self._role_of_amount(at)
            elif item.kind == "date" and item.day and item.day >= note_date:
                self._days[at] = self._role_of_day(at)

    def promised(self) -> int | None:
        """Cents promised: the first part, else the balance where no part is spoken of."""
        if self._outcome not in _PROMISING:
            return None
        plan = Outcome.payment_plan
        if self._outcome is plan:
            if changed := self._changed_to():
                return changed
            instalments = [
                at
                for at in self._amounts
                if any(cue.meaning.name == plan and cue.covers >> at & 1 for cue in self._cues)
            ]
            if instalments:
                chosen = instalments[0 if _CHANGES.isdisjoint(self._words) else -1]
                return self._items[chosen].cents
        for role in ("promised", "none"):
            if found := self._with_role(role):
                dated = [at for at in found if self._is_dated(at)]
                return self._half_or_all((dated or found)[0])
        if self._outcome is plan and Outcome.promise_to_pay not in self._tells:
            return None
        balances = self._with_role("balance")
        if not balances:
            return None
        cents = self._items[balances[0]].cents
        if "half" in self._words:
            return cents // 2
        return None if "part" in self._tells else cents

    def _half_or_all(self, at: int) -> int:
        """Cents of an amount, or half of them where the note says "half of" it."""
        cents = self._items[at].cents
        before = [item.text for item in self._items[max(at - 2, 0) : at]]
        return cents // 2 if before == ["half", "of"] else cents

    def _is_dated(self, at: int) -> bool:
        """Whether a promise names the amount together with a day."""
        return any(
            cue.covers >> at & 1 and any(cue.covers >> day & 1 for day in self._days)
            for cue in self._cues
            if cue.meaning.name == Outcome.promise_to_pay
        )

    def _changed_to(self) -> int | None:
        """Cents of the new amount in "from 200 to 120"."""
        for at in self._amounts:
            if at >= 2 and self._items[at - 1].text == "to" and at - 2 in self._amounts:
                return self._items[at].cents
        return None

    def paid(self) -> int | None:
        """Cents received, with what "+" adds; of an agency's remittance the gross amount."""
        if self._outcome not in _WITH_PAYMENT:
            return None
        if self._outcome is Outcome.agency and (gross := self._beside("gross")):
            return gross
        found = self._with_role("paid")
        if not found and self._outcome is Outcome.payment_taken:
            found = self._with_role("none") or self._with_role("balance")
        if not found and self._tells_of_agency_payment():
            found = self._with_role("none")
        if not found:
            return None
        return self._after("=") or self._sum(found[0])

    def _tells_of_agency_payment(self) -> bool:
        return self._outcome is Outcome.agency and not _AGENCY_PAYS.isdisjoint(self._words)

    def _sum(self, first: int) -> int:
        """Cents of an amount and of those added to it: 150 + 35, 150 and 35."""
        total = self._items[first].cents
        following = first + 2
        while following in self._amounts and self._items[following - 1].text in _ADDS:
            total += self._items[following].cents
            following += 2
        return total

    def follow_up(self) -> Item | None:
        """The first day for following up."""
        for at, role in self._days.items():
            item = self._items[at]
            is_ahead = item.day is not None and item.day > self._note_date
            is_from_note = role == "none" and is_ahead and not item.is_explicit
            is_deadline = is_from_note and not _NOTICES.isdisjoint(self._words)
            if role == "follow_up" or is_deadline:
                return item
        return None

    def promised_day(self) -> Item | None:
        """The first day promised, else the first that is not something else's."""
        if self._outcome not in _PROMISING:
            return None
        days = [at for at in self._days if not self._items[at].is_duration]
        if (then := self._day_before("then", days)) is not None:
            return self._items[then]
        starts = [at for at in days if at and self._items[at - 1].text in _STARTS]
        if starts and self._outcome is Outcome.payment_plan:
            return self._items[starts[0]]
        for role in ("promised", "none"):
            for at in days:
                if self._days[at] == role:
                    return self._items[at]
        return None

    def _day_before(self, word: str, days: Sequence[int]) -> int | None:
        """The day that "then" refers to: the last one named before it."""
        named = [
            at
            for at, item in enumerate(self._items)
            if item.text == word and self._ends_phrase(at + 1)
        ]
        return max((at for at in days if named and at < named[0]), default=None)

    def _ends_phrase(self, at: int) -> bool:
        """Whether nothing that "then" could lead to follows."""
        return (
            at >= len(self._items)
            or self._items[at].kind == "mark"
            or self._items[at].text in {"for", "with", "in"}
        )

    def _with_role(self, role: str) -> list[int]:
        return [at for at, found in self._amounts.items() if found == role]

    def _after(self, mark: str) -> int | None:
        """Cents of the amount that stands right after a mark."""
        amounts = (at for at in self._amounts if at and self._items[at - 1].text == mark)
        return next((self._items[at].cents for at in amounts), None)

    def _beside(self, word: str) -> int | None:
        """Cents of the amount that stands right beside a word."""
        for at in self._amounts:
            around = self._items[max(at - 1, 0) : at + 2]
            if any(item.text == word for item in around):
                return self._items[at].cents
        return None

    def _role_of_amount(self, at: int) -> Role:
        return self._balance_role(at) or self._role_by_cues(at, _ROLE_OF_AMOUNT)

    def _role_of_day(self, at: int) -> Role:
        if at and self._items[at - 1].text in _PAST:
            return "other"
        return self._role_by_cues(at, _ROLE_OF_DAY)

    def _role_by_cues(self, at: int, roles: dict[str, Role]) -> Role:
        """The role that the nearest cue gives: around the item, else before it, else after it."""
        acting = [
            cue for cue in self._cues if cue.meaning.name in roles and not self._is_overruled(cue)
        ]
        around = [cue for cue in acting if cue.start <= at < cue.end]
        if around:
            best = min(around, key=lambda cue: (cue.meaning.needs_context, cue.start, -cue.end))
            return roles[best.meaning.name]
        first, last = self._clause(at)
        before = [
            cue for cue in acting if first <= cue.start and cue.end <= at <= cue.end + _REACH_BACK
        ]
        if before:
            best = max(before, key=lambda cue: (cue.end, not cue.meaning.needs_context))
            return roles[best.meaning.name]
        after = [cue for cue in acting if at < cue.start <= min(last, at + _REACH_AHEAD)]
        if after and self._items[at].kind == "amount":
            return roles[min(after, key=lambda cue: cue.start).meaning.name]
        return "none"

    def _is_overruled(self, cue: Cue) -> bool:
        """Whether it is a weak sign of a promise or payment where the note tells of the other.

        "Until friday" is when to follow up, but in a promise it is the day of the promise.
        """
        if self._outcome in _PROMISING and self._items[cue.start].text == "until":
            return cue.meaning.name == "follow_up"
        if not cue.meaning.needs_context:
            return False
        if self._outcome in _PROMISING:
            return cue.meaning.name == Outcome.payment_taken
        return cue.meaning.name in _PROMISING

    def _clause(self, at: int) -> tuple[int, int]:
        """First and last position of the clause around a position."""
        first = last = at
        while first > 0 and not ends_clause(self._items[first - 1]):
            first -= 1
        while last + 1 < len(self._items) and not ends_clause(self._items[last + 1]):
            last += 1
        return first, last

    def _balance_role(self, at: int) -> Role | None:
        """Whether the amount is what is owed, or what stays owed."""
        items = self._items
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
            is_due_on = items[ahead].text == "due" and _kind(items, ahead + 1) == "date"
            return None if is_due_on else "balance"
        if at >= 2 and items[at - 1].text in {"the", "her", "his", "that"}:
            return "balance" if items[at - 2].text == "of" else None
        if at >= 2 and items[at - 1].text == "of" and items[at - 2].kind == "amount":
            return "balance"
        return None


def _is_part_of_promise(cue: Cue, cues: Iterable[Cue]) -> bool:
    """Whether a cue for following up runs into a promise: "will call Friday with card"."""
    return cue.meaning.name == "follow_up" and any(
        other.start < cue.end and cue.start < other.end
        for other in cues
        if other.meaning.name == Outcome.promise_to_pay and not other.meaning.needs_context
    )


def _kind(items: Sequence[Item], at: int) -> str:
    return items[at].kind if at < len(items) else ""
