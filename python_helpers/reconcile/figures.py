"""The figures that we and OpenDental both have for an account."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

# Column names of the marts, and what people call them.
FIGURES: Final[Mapping[str, str]] = {
    "balance_0_30": "0-30",
    "balance_31_60": "31-60",
    "balance_61_90": "61-90",
    "balance_over_90": "over 90",
    "balance_total": "total",
    "insurance_estimate": "insurance estimate",
    "payment_plan_due": "payment plan due",
}

_CENT: Final = Decimal("0.01")


def rounding_tolerance(subcent_rows: int) -> Decimal:
    """Dollars that rounding to cents may put between two sums of rows.

    Half a cent for each row with fractions of a cent, and half for the other side's figure, which
    was rounded as well; nothing where all rows are whole cents.
    """
    return _CENT * (subcent_rows + 1) / 2 if subcent_rows else Decimal(0)
