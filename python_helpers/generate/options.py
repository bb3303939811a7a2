"""What to generate, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from python_helpers.errors import UserError

Profile = Literal["general", "ortho"]
PayPlansVersion = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class Options:
    """A sample practice. The same options give the same bytes.

    `as_of` is the last day on which anything was entered, and OpenDental's DateLastAging.
    `truth` also computes every family's balances in plain Python (slow on large practices).
    """

    patients: int
    years: int
    seed: int
    as_of: date
    out: Path
    profile: Profile = "general"
    pay_plans_version: PayPlansVersion = 2
    aging_proc_lifo: bool = True
    truth: bool = True

    def check(self) -> None:
        """Raise UserError when an option makes no practice."""
        if self.patients < 50:
            raise UserError(f"--patients {self.patients}: a sample practice has at least 50")
        if not 1 <= self.years <= 30:
            raise UserError(f"--years {self.years}: give 1 to 30")
        if self.seed < 0:
            raise UserError(f"--seed {self.seed}: give 0 or more")
        if not 1980 <= self.as_of.year <= 2100:
            raise UserError(f"--as-of {self.as_of}: give a date from 1980 to 2100")
        if self.profile not in get_args(Profile):
            raise UserError(f"--profile {self.profile}: give one of {', '.join(get_args(Profile))}")
        if self.pay_plans_version not in get_args(PayPlansVersion):
            raise UserError(f"--pay-plans-version {self.pay_plans_version}: give 1, 2, 3 or 4")


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows written per OpenDental table, and how long it took."""

    rows: Mapping[str, int]
    seconds: float
