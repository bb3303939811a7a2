"""Payment plans in the making: who agreed to pay what, for which treatment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from python_helpers.generate.calendar import Ints


class LinkType(IntEnum):
    """What a link or a dynamic debit points to."""

    none = 0
    adjustment = 1
    procedure = 2
    ortho_case = 3


class ChargeType(IntEnum):
    """A debit is an instalment, a credit is treatment moved onto the plan."""

    debit = 0
    credit = 1


class Rhythm(IntEnum):
    """How often an instalment falls due."""

    monthly = 0
    biweekly = 1
    weekly = 2
    quarterly = 3


@dataclass(slots=True)
class Terms:
    """Plans in the making, by position. Money in cents, APR in hundredths of a percent."""

    patient: Ints
    signed: Ints
    start: Ints
    instalments: Ints
    rhythm: Ints
    apr: Ints
    is_dynamic: np.ndarray
    provider: Ints
    clinic: Ints
    category: int
    down: Ints

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class Items:
    """Production on plans. Day is MAX_DAY while a procedure is not complete."""

    plan: Ints
    link_type: Ints
    key: Ints
    """ProcNum, AdjNum or OrthoCaseNum; 0 = a credit without procedure."""
    amount: Ints
    day: Ints
    provider: Ints
    clinic: Ints

    def at(self, where: np.ndarray) -> Items:
        """The items where a mask holds."""
        return Items(*(getattr(self, name)[where] for name in Items.__slots__))

    def total(self, plans: int) -> Ints:
        """Cents of each plan."""
        return np.bincount(self.plan, self.amount, plans).astype(np.int64)
