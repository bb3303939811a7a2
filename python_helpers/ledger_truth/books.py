"""What every line needs to know about the rest of the practice: families, procedures, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from python_helpers.ledger_truth.settings import Settings
from python_helpers.ledger_truth.source import NEVER, Source, to_cents

_PLANNED: Final = 1
_COMPLETE: Final = 2
_AWAIT_COMPLETE: Final = 1
_TREAT_AS_COMPLETE: Final = 2
_UNEARNED_TYPES: Final = 29


class Procedure(NamedTuple):
    """A procedurelog row; `fee` in cents, units included; the discounts are those planned."""

    patient: int
    provider: int
    clinic: int
    day: int
    fee: int
    is_complete: bool
    is_planned: bool
    discount: int
    plan_discount: int


class Plan(NamedTuple):
    """A payplan row; `completed` in cents."""

    patient: int
    day: int
    completed: int
    is_insurance: bool
    is_closed: bool
    awaits_completion: bool
    bills_at_once: bool


@dataclass(frozen=True, slots=True)
class Books:
    """One practice: its tables, and the look-ups that its ledger lines share.

    `account_of` maps PatNum to the account (Guarantor), `procedures` ProcNum to its row, `plans`
    PayPlanNum to its row; `hidden_unearned` are the UnearnedTypes that stay out of all balances.
    """

    tables: Mapping[str, pa.Table]
    settings: Settings
    account_of: Mapping[int, int]
    procedures: Mapping[int, Procedure]
    plans: Mapping[int, Plan]
    hidden_unearned: frozenset[int]

    @classmethod
    def from_tables(cls, tables: Mapping[str, pa.Table]) -> Books:
        """Index the practice; raises UserError when a preference is malformed."""
        patients = Source(tables, "patient")
        return cls(
            tables=tables,
            settings=Settings.from_tables(tables),
            account_of=dict(
                zip(patients.integers("PatNum"), patients.integers("Guarantor"), strict=True)
            ),
            procedures=_procedures(Source(tables, "procedurelog")),
            plans=_plans(Source(tables, "payplan")),
            hidden_unearned=_hidden_unearned(Source(tables, "definition")),
        )

    def source(self, name: str) -> Source:
        """The columns of one table."""
        return Source(self.tables, name)

    def bills_insurance_on(self, procedure: int) -> bool:
        """A claimproc counts by total (no procedure) or on a Complete procedure; once on any."""
        return (
            procedure == 0
            or not self.settings.insurance_needs_complete_procedure
            or (procedure in self.procedures and self.procedures[procedure].is_complete)
        )

    def procedure_day(self, procedure: int) -> int:
        """ProcDate, or NEVER when there is no such row."""
        return self.procedures[procedure].day if procedure in self.procedures else NEVER


def _procedures(rows: Source) -> dict[int, Procedure]:
    units = np.add(rows.integers("UnitQty"), rows.integers("BaseUnits"))
    return {
        number: Procedure(
            patient,
            provider,
            clinic,
            day,
            fee,
            status == _COMPLETE,
            status == _PLANNED,
            discount,
            plan_discount,
        )
        for number, patient, provider, clinic, day, fee, status, discount, plan_discount in zip(
            rows.integers("ProcNum"),
            rows.integers("PatNum"),
            rows.integers("ProvNum"),
            rows.integers("ClinicNum"),
            rows.days("ProcDate"),
            to_cents(rows.dollars("ProcFee") * units),
            rows.integers("ProcStatus"),
            rows.cents("Discount"),
            rows.cents("DiscountPlanAmt"),
            strict=True,
        )
    }


def _plans(rows: Source) -> dict[int, Plan]:
    return {
        number: Plan(
            patient,
            day,
            completed,
            insurance_plan != 0,
            closed != 0,
            option == _AWAIT_COMPLETE,
            dynamic != 0 and option == _TREAT_AS_COMPLETE,
        )
        for number, patient, day, completed, insurance_plan, closed, dynamic, option in zip(
            rows.integers("PayPlanNum"),
            rows.integers("PatNum"),
            rows.days("PayPlanDate"),
            rows.cents("CompletedAmt"),
            rows.integers("PlanNum"),
            rows.integers("IsClosed"),
            rows.integers("IsDynamic"),
            rows.integers("DynamicPayPlanTPOption"),
            strict=True,
        )
    }


def _hidden_unearned(rows: Source) -> frozenset[int]:
    return frozenset(
        number
        for number, category, value in zip(
            rows.integers("DefNum"),
            rows.integers("Category"),
            rows.texts("ItemValue"),
            strict=True,
        )
        if category == _UNEARNED_TYPES and value
    )
