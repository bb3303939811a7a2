"""The preferences that the aging run reads, and the version that it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple

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


class Release(NamedTuple):
    """An OpenDental release, such as 22.3.62."""

    major: int
    minor: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Release:
        """Read a DataBaseVersion such as 22.3.62.0; one that is not told is the newest."""
        parts = text.strip().split(".")
        if not all(part.isdecimal() for part in parts):
            return cls(99, 0, 0)
        major, minor, number, *_ = [*map(int, parts), 0, 0]
        return cls(major, minor, number)

    def has(self, first: Release, *backports: Release) -> bool:
        """Whether a change is in: from `first` on, or in the branch of a backport from there on."""
        return self >= first or any(
            self[:2] == backport[:2] and self >= backport for backport in backports
        )


class Discounts(Enum):
    """Which discounts of planned procedures a dynamic plan that bills at once gives back."""

    none = "none"
    plain_of_patient = "column Discount, all planned procedures of the plan's patient"
    all_of_patient = "DiscountPlanAmt too"
    all_of_links = "those of the planned procedures that the plan links to"


@dataclass(frozen=True, slots=True)
class Settings:
    """`bill_in_advance_days` is how many days ahead PayPlanDue already asks for an instalment."""

    version: PayPlansVersion
    procedure_lifo: bool
    bill_in_advance_days: int
    release: Release

    @property
    def insurance_needs_complete_procedure(self) -> bool:
        """Pay, write-offs and estimates on other procedures are left out."""
        return self.release.has(Release(22, 4, 1), Release(22, 2, 55), Release(22, 3, 27))

    @property
    def insurance_plans_leave_without_charges(self) -> bool:
        """PayPlansVersion 4 takes CompletedAmt of insurance plans off the account."""
        return self.release.has(Release(22, 4, 1), Release(22, 2, 43), Release(22, 3, 14))

    @property
    def links_need_complete_procedure(self) -> bool:
        """A link to a procedure counts once it is complete, on ProcDate."""
        return self.release >= Release(24, 2, 1)

    @property
    def adjustment_links_by_entry(self) -> bool:
        """A link to an adjustment counts on the day of the link."""
        return self.release < Release(24, 2, 1)

    @property
    def adjustment_links_undated(self) -> bool:
        """A link to an adjustment has no date."""
        return Release(24, 2, 1) <= self.release < Release(24, 2, 24)

    @property
    def discounts(self) -> Discounts:
        """Section 2b's table; where one sum went to an arbitrary account, each patient's own."""
        branch, number = self.release[:2], self.release.number
        if branch == (23, 2):
            return Discounts.plain_of_patient if number >= 23 else Discounts.none
        if branch == (24, 2):
            return Discounts.all_of_links if number <= 2 else Discounts.none
        if branch not in ((23, 3), (24, 1)):
            return Discounts.none
        plain_until, links_from = (36, 41) if branch == (23, 3) else (3, 11)
        if number <= plain_until:
            return Discounts.plain_of_patient
        return Discounts.all_of_patient if number < links_from else Discounts.all_of_links

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
        release = Release.parse(stored.get("DataBaseVersion", ""))
        lifo = stored.get("AgingProcLifo", "").strip()
        return cls(
            version=PayPlansVersion(version),
            procedure_lifo=lifo == "1" or (lifo != "2" and release >= Release(22, 4, 0)),
            bill_in_advance_days=whole_number("PayPlansBillInAdvanceDays", 0),
            release=release,
        )
