"""What a note can say about a balance that a patient owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What came of a contact, strongest first: of several in one note the first counts."""

    legal_stop = "legal_stop"
    agency = "agency"
    payment_plan = "payment_plan"
    promise_to_pay = "promise_to_pay"
    payment_taken = "payment_taken"
    dispute = "dispute"
    insurance_pending = "insurance_pending"
    hardship = "hardship"
    refused = "refused"
    account_adjusted = "account_adjusted"
    wrong_number = "wrong_number"
    no_commitment = "no_commitment"
    no_live_contact = "no_live_contact"


class DateBasis(StrEnum):
    """How a note names a day: by day and month, or from its own ("friday", "in 2 wks")."""

    explicit = "explicit"
    relative = "relative"


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What one note says. All but `is_collection` is None where it says nothing.

    Amounts are dollars, above 0 and below 100,000, with two decimals. `date_basis` is that of
    `promised_date`, or of `follow_up_date` where nothing is promised.
    """

    is_collection: bool = False
    contact_outcome: Outcome | None = None
    promised_amount: Decimal | None = None
    promised_date: date | None = None
    follow_up_date: date | None = None
    paid_amount: Decimal | None = None
    date_basis: DateBasis | None = None


NOT_COLLECTION: Final = NoteFacts()
