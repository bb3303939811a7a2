"""The practice before its first patient: definitions, clinics, staff, codes, carriers, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import yaml

from python_helpers.generate.calendar import BLANK_DAY, DAY_SECONDS, Ints
from python_helpers.generate.columns import Rows
from python_helpers.generate.laws import Laws
from python_helpers.generate.options import Options
from python_helpers.generate.rates import Densities, MessRates

NO_DAY: Final = BLANK_DAY


class Category(IntEnum):
    """OpenDental's definition categories that the generator refers to."""

    adjustment = 1
    confirmed = 2
    billing = 4
    payment = 10
    procedure = 11
    commlog = 27
    unearned = 29
    claim_tracking = 31
    insurance_payment = 32
    priority = 33
    claim_payment_tracking = 36
    region = 39
    claim_payment_group = 40
    claim_error = 43
    carrier_group = 46
    plan_category = 47


@cache
def data(name: str) -> Any:
    """A YAML file of this package's `reference` folder."""
    text = files("python_helpers.generate").joinpath("reference", f"{name}.yml").read_text("utf-8")
    return yaml.safe_load(text)


@dataclass(frozen=True, slots=True)
class Codes:
    """Procedure codes as columns; money in cents."""

    number: Ints
    code: list[str]
    fee: Ints
    coverage: Ints
    """Position in reference/site.yml's coverage."""
    is_taxed: np.ndarray
    not_billed: np.ndarray
    base_units: Ints

    def at(self, code: str) -> int:
        """The position of a code."""
        return self.code.index(code)


@dataclass(frozen=True, slots=True)
class Staff:
    """Providers per clinic (row = clinic position) and the logins that write things down."""

    dentists: Ints
    hygienists: Ints
    hidden_provider: int
    billing_provider: int
    front_desk: Ints
    collectors: Ints
    managers: Ints


@dataclass(frozen=True, slots=True)
class InsurancePlans:
    """Insurance plans as columns; carrier is a position."""

    number: Ints
    carrier: Ints
    kind: np.ndarray
    """PlanType: '' percentage, 'p' PPO, 'f' flat copay, 'c' capitation."""
    grade: Ints


@dataclass(frozen=True, slots=True)
class Carriers:
    """Carriers as columns."""

    number: Ints
    name: list[str]
    median_days: Ints
    discount_percent: Ints
    by_eft: np.ndarray
    pay_weekday: Ints


@dataclass(frozen=True, slots=True)
class Site:
    """The practice apart from its patients. Days are numbers, `first_day` to `as_of` inclusive."""

    options: Options
    laws: Laws
    densities: Densities
    mess: MessRates
    first_day: int
    as_of: int
    tables: Mapping[str, Rows]
    definitions: Mapping[tuple[Category, str], int]
    clinics: Ints
    codes: Codes
    staff: Staff
    carriers: Carriers
    plans: InsurancePlans
    task_lists: Mapping[str, int]
    inboxes: Ints

    def definition(self, category: Category, slug: str) -> int:
        """The DefNum of an entry of reference/site.yml in this practice."""
        return self.definitions[category, slug]

    def adjustment_type(self, slug: str) -> int:
        """The DefNum of an adjustment type."""
        return self.definitions[Category.adjustment, slug]

    def pay_type(self, slug: str) -> int:
        """The DefNum of a patient payment type."""
        return self.definitions[Category.payment, slug]

    def unearned(self, slug: str) -> int:
        """The DefNum of an unearned type."""
        return self.definitions[Category.unearned, slug]

    @property
    def last_second(self) -> int:
        """The end of the as-of date; nothing was entered or edited later."""
        return (self.as_of + 1) * DAY_SECONDS - 1
