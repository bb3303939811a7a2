"""Whether a note is about a balance that a patient owes, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from python_helpers.notes.model import Outcome
from python_helpers.notes.phrases import Cue, Rank
from python_helpers.notes.tokens import Item

_OUTCOMES: Final = frozenset(Outcome)
_OTHER_SUBJECTS: Final = frozenset({"care", "office", "claim", "estimate"})
_ATTEMPTS: Final = frozenset({Outcome.no_commitment, Outcome.no_live_contact})
_NEEDS_SURENESS: Final = frozenset(
    {Outcome.legal_stop, Outcome.dispute, Outcome.hardship, Outcome.wrong_number}
)
"""A weak sign of these gives way to any other outcome that is sure."""
_EVEN_OF_CARE: Final = frozenset({Outcome.legal_stop, Outcome.agency, Outcome.payment_plan})
"""What tells of debt by itself in a note that is otherwise about treatment or the office."""
_EVEN_OF_ESTIMATES: Final = frozenset(
    {Outcome.legal_stop, Outcome.agency, Outcome.dispute, Outcome.hardship, Outcome.refused}
)
"""The same where treatment is priced: a plan or payment there is for the future."""


def decide_outcome(items: Sequence[Item], cues: Sequence[Cue]) -> Outcome | None:
    """The strongest outcome that the cues tell of; None where no patient's debt is the subject."""
    evidence = _Evidence(items, cues)
    found = evidence.of_other_subjects(evidence.outcomes())
    if not found and evidence.is_about_debt:
        return Outcome.no_commitment if "reached" in evidence.context else Outcome.no_live_contact
    return next((outcome for outcome in Outcome if outcome in found), None)


class _Evidence:
    """What the cues of a note say together: outcomes that are sure, weak signs, the subject."""

    def __init__(self, items: Sequence[Item], cues: Sequence[Cue]) -> None:
        self.context = {cue.meaning.name for cue in cues if cue.meaning.rank is Rank.context}
        self._sure = _told(cues, needs_context=False)
        self._weak = _told(cues, needs_context=True)
        has_amount = any(item.kind == "amount" for item in items)
        has_money = any(item.kind == "amount" and item.is_money for item in items)
        self._has_other_subject = not self.context.isdisjoint(_OTHER_SUBJECTS)
        self._is_owed = "owed" in self.context or (
            "perhaps_owed" in self.context and not self._has_other_subject
        )
        if self._has_other_subject:
            self._is_paying = "pay" in self.context or (has_money and bool(self._sure))
        else:
            self._is_paying = "pay" in self.context or has_amount

    @property
    def is_about_debt(self) -> bool:
        """Whether the note speaks of a debt even if it tells no outcome."""
        has_touch = not self.context.isdisjoint({"attempt", "reached"})
        is_about_bill = "books" in self.context and has_touch and not self._has_other_subject
        return self._is_owed or is_about_bill

    def outcomes(self) -> set[Outcome]:
        """The sure outcomes, with the weak ones that the rest of the note bears out."""
        found = set(self._sure)
        if self._is_owed or self._is_paying or "books" in self.context:
            found |= self._weak
        if not self._has_other_subject:
            if "reached" in self.context:
                found |= self._weak & {Outcome.no_commitment}
            if not self.context.isdisjoint({"attempt", "reached"}):
                found |= self._weak & {Outcome.wrong_number}
        is_stranger = "reached" not in self.context or "third_party" in self.context
        if Outcome.no_live_contact in found and is_stranger:
            found -= {Outcome.no_commitment} - self._sure
        if Outcome.wrong_number in found:
            # It is the stranger who wants no more calls.
            found -= {Outcome.legal_stop} - self._sure
        if self._sure - _ATTEMPTS:
            found -= _NEEDS_SURENESS - self._sure
        return found

    def of_other_subjects(self, found: set[Outcome]) -> set[Outcome]:
        """What of the outcomes holds in a note about treatment, its price, claims or the office."""
        if self._is_owed:
            return found
        if "estimate" in self.context:
            found = found & self._sure & _EVEN_OF_ESTIMATES
        waits = not self.context.isdisjoint({"books", "patient_side"})
        if "claim" in self.context and not waits:
            found = found & (self._sure - {Outcome.insurance_pending, Outcome.payment_taken})
        is_about_money = self._is_paying or "books" in self.context
        if "office" in self.context or ("care" in self.context and not is_about_money):
            still = _EVEN_OF_CARE | ({Outcome.insurance_pending} if waits else set())
            found = found & self._sure & still
        return found


def _told(cues: Sequence[Cue], *, needs_context: bool) -> set[Outcome]:
    return {
        Outcome(cue.meaning.name)
        for cue in cues
        if cue.meaning.name in _OUTCOMES and cue.meaning.needs_context is needs_context
    }
