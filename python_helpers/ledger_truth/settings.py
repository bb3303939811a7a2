"""The three preferences that the aging run reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import pyarrow as pa

from python_helpers.errors import UserError
from python_helpers.ledger_truth.source import Source


class PayPlansVersion(IntEnum):
    """What a payment plan does to the account that its treatment came from."""

    do_not_age = 1
    age_credits_and_debits = 2
    age_credits_only = 3
    no_charges = 4

    @property
    def moves_treatment_by_row(self) -> bool:
        """Plan credits and links leave the account one by one, not as CompletedAmt."""
        return self in (self.age_credits_and_debits, self.age_credits_only)

    @property
    def counts_plan_splits(self) -> bool:
        """A split that pays a plan lowers the account as any other split does."""
        return self in (self.age_credits_and_debits, self.no_charges)


@dataclass(frozen=True, slots=True)
class Settings:
    """`bill_in_advance_days` is how many days ahead PayPlanDue already asks for an instalment."""

    version: PayPlansVersion
    procedure_lifo: bool
    bill_in_advance_days: int

    @classmethod
    def from_tables(cls, tables: Mapping[str, pa.Table]) -> Settings:
        """Read table `preference`; blank and missing are OpenDental's defaults.

        Raises UserError when PayPlansVersion or PayPlansBillInAdvanceDays holds another value
        than OpenDental can write there.
        """
        rows = Source(tables, "preference")
        stored = dict(zip(rows.texts("PrefName"), rows.texts("ValueString"), strict=True))

        def whole_number(name: str, default: int) -> int:
            text = stored.get(name, "").strip()
            try:
                return int(text) if text else default
            except ValueError as error:
                raise UserError(
                    f"preference {name} is {text!r}: store a whole number or nothing"
                ) from error

        version = whole_number("PayPlansVersion", PayPlansVersion.age_credits_and_debits)
        if version not in list(PayPlansVersion):
            raise UserError(f"preference PayPlansVersion is {version}: store 1, 2, 3 or 4")
        return cls(
            version=PayPlansVersion(version),
            procedure_lifo=stored.get("AgingProcLifo", "").strip() != "2",
            bill_in_advance_days=whole_number("PayPlansBillInAdvanceDays", 0),
        )
