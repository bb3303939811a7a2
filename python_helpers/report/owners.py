"""Who or what brought cash in, in words for tables: the same in the report and in the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

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
    "Instalments of payment plans",
    "On the day of treatment",
    "Before treatment",
    "Insurance",
    OTHER,
]
REASONS: Final = {
    "same_day_service": "On the day of treatment",
    "prepayment": "Before treatment",
    "insurance": "Insurance",
}


def last_month(as_of: date) -> date:
    """First day of the last month that is over."""
    return (as_of.replace(day=1) - timedelta(days=1)).replace(day=1)


def owner_name(owner_type: str, organic_reason: str, channel: str) -> str:
    """Who or what brought cash in, in words for the table."""
    if owner_type == "communication":
        return CHANNELS.get(channel, "After another contact")
    if owner_type == "plan":
        return "Instalments of payment plans"
    return REASONS.get(organic_reason, OTHER)


def cash_by_owner(rows: Sequence[tuple[Any, ...]]) -> dict[str, Decimal]:
    """Cash by name, in the order of OWNERS."""
    amounts = dict.fromkeys(OWNERS, Decimal(0))
    for owner_type, organic_reason, channel, amount in rows:
        amounts[owner_name(owner_type, organic_reason, channel)] += amount
    return amounts
