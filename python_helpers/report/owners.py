"""Who or what brought cash in, in words for tables: the same in the report and in the demo."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

INSURERS: Final = "Insurers"
PLANS: Final = "Payment plans and scheduled cards"
OTHER: Final = "Other, without a contact"
# In this order; what has no name here is OTHER, so the table always adds up to all cash.
CHANNELS: Final = {
    "phone": "After a call",
    "in_person": "After a talk in person",
    "letter": "After a statement or letter",
    "email": "After an e-mail",
    "text": "After a text message",
}
OWNERS: Final = [
    *CHANNELS.values(),
    "After another contact",
    PLANS,
    "On the day of treatment",
    "Before treatment",
    INSURERS,
    OTHER,
]
REASONS: Final = {
    "same_day_service": "On the day of treatment",
    "prepayment": "Before treatment",
    "insurance": INSURERS,
}


def owner_name(owner_type: str, organic_reason: str, channel: str) -> str:
    """Who or what brought cash in, in words for the table."""
    if owner_type == "communication":
        return CHANNELS.get(channel, "After another contact")
    if owner_type == "plan":
        return PLANS
    return REASONS.get(organic_reason, OTHER)


def cash_by_owner(rows: Sequence[tuple[Any, ...]]) -> dict[str, Decimal]:
    """Cash by name, in the order of OWNERS."""
    amounts = dict.fromkeys(OWNERS, Decimal(0))
    for owner_type, organic_reason, channel, amount in rows:
        amounts[owner_name(owner_type, organic_reason, channel)] += amount
    return amounts
