"""Whether a note is about a balance that a patient owes, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from python_helpers.notes.model import Outcome
from python_helpers.notes.phrases import Cue, Rank
from python_helpers.notes.tokens import Item

_OUTCOMES: Final = frozenset(Outcome)
_STAND_ALONE: Final = frozenset({Outcome.legal_stop, Outcome.agency, Outcome.payment_plan})


def decide_outcome(items: Sequence[Item], cues: Sequence[Cue]) -> Outcome | None:
    """The strongest outcome that the cues tell of; None where no patient's debt is the subject."""
    context = {cue.meaning.name for cue in cues if cue.meaning.rank is Rank.context}
    surely = {cue.meaning.name for cue in cues if _tells_outcome(cue, needs_context=False)}
    perhaps = {cue.meaning.name for cue in cues if _tells_outcome(cue, needs_context=True)}
    has_money = any(item.kind == "amount" and item.is_money for item in items)
    is_owed = "owed" in context
    is_payment = "pay" in context or has_money
    if not is_owed:
        if "estimate" in context and not surely & {Outcome.dispute, Outcome.payment_plan}:
            return None
        if "claim" in context and "books" not in context:
            return None
        if (
            context & {"care", "office"}
            and not surely & _STAND_ALONE
            and not (is_payment or "books" in context)
        ):
            return None
    found = surely & _OUTCOMES
    if is_owed or is_payment or "books" in context:
        found |= perhaps & _OUTCOMES
    if "claim" in context and not is_owed and "books" not in context:
        found.discard(Outcome.insurance_pending)
    if not found and is_owed:
        return Outcome.no_commitment if "reached" in context else Outcome.no_live_contact
    return next((outcome for outcome in Outcome if outcome in found), None)


def _tells_outcome(cue: Cue, *, needs_context: bool) -> bool:
    return cue.meaning.rank is Rank.outcome and cue.meaning.needs_context is needs_context
