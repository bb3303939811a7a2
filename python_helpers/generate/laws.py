"""When money comes: the payment-lag laws that the generator obeys and the truth publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import Ints


@dataclass(frozen=True, slots=True)
class LogNormalDays:
    """A lag in days: exp(ln(median) + sigma × standard normal), rounded down, at least `least`."""

    median: float
    sigma: float
    least: int = 0

    def of(self, normals: np.ndarray, median: np.ndarray | float | None = None) -> Ints:
        """Lags from standard normals; `median` per row overrides the law's own."""
        centre = np.log(self.median if median is None else median)
        return np.maximum(np.exp(centre + self.sigma * normals), self.least).astype(np.int64)

    def draw(self, rng: Generator, count: int) -> Ints:
        """`count` independent lags."""
        return self.of(rng.standard_normal(count))


@dataclass(frozen=True, slots=True)
class Laws:
    """Every lag and choice that moves money. Shares are 0 to 1, lags in days."""

    # Insurer: from sending the claim to the check, before rounding up to the carrier's pay day.
    insurer: LogNormalDays = LogNormalDays(38.0, 0.30, 12)  # median per carrier overrides
    insurer_slow_share: float = 0.04  # claims that got stuck once
    insurer_slow_extra: LogNormalDays = LogNormalDays(75.0, 0.35, 30)
    insurer_never_share: float = 0.012  # claims that no one ever answers
    insurer_denied_share: float = 0.05
    insurer_short_paid_share: float = 0.08
    insurer_total_share: float = 0.025  # paid by total instead of by procedure
    insurer_supplemental: LogNormalDays = LogNormalDays(34.0, 0.4, 10)

    # Patient, at the visit: share of families that pay the estimated copay the same day.
    same_day_share: Mapping[str, float] = field(
        default_factory=lambda: {"prompt": 0.82, "slow": 0.45, "reluctant": 0.22, "chronic": 0.06}
    )
    # Patient, what is left after insurance: how the episode ends.
    endings: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            "prompt": {
                "portal": 0.24, "statement": 0.66, "contact": 0.05, "plan": 0.05, "never": 0.0
            },
            "slow": {
                "portal": 0.08, "statement": 0.60, "contact": 0.21, "plan": 0.08, "never": 0.03
            },
            "reluctant": {
                "portal": 0.02, "statement": 0.22, "contact": 0.58, "plan": 0.10, "never": 0.08
            },
            "chronic": {
                "portal": 0.0, "statement": 0.10, "contact": 0.35, "plan": 0.08, "never": 0.47
            },
        }
    )  # fmt: skip
    statement_round_stop: float = 0.55  # pays after statement k with geometric k
    statement: LogNormalDays = LogNormalDays(9.0, 0.6, 1)  # statement date to payment
    portal: LogNormalDays = LogNormalDays(4.0, 0.8, 0)  # insurer's answer to payment, unasked
    part_payment_share: float = 0.14  # of statement payers: half first, the rest a month later

    # Contact: what a live conversation brings, and when the money follows.
    contact_outcome: Mapping[str, float] = field(
        default_factory=lambda: {
            "promise_kept": 0.27, "promise_part": 0.06, "promise_broken": 0.11,
            "paid_now": 0.17, "pay_link": 0.12, "plan": 0.05, "dispute": 0.05,
            "hardship": 0.05, "refused": 0.03, "no_commitment": 0.06, "wrong_number": 0.02,
            "legal_stop": 0.01,
        }
    )  # fmt: skip
    promise_early_share: float = 0.30  # kept promises: paid 1-2 days before the day,
    promise_on_day_share: float = 0.45  # on the day, the others 1-3 days after it
    promise_unresolved: LogNormalDays = LogNormalDays(8.0, 0.5, 1)  # "payday": note to payment
    pay_link: LogNormalDays = LogNormalDays(1.3, 0.8, 0)  # text with a link to payment

    # Plans: how the holders behave, and the late ones' days after the due date.
    plan_behaviour: Mapping[str, float] = field(
        default_factory=lambda: {"kept": 0.62, "late": 0.20, "broken": 0.13, "paid_off": 0.05}
    )
    plan_late: LogNormalDays = LogNormalDays(11.0, 0.7, 1)

    def published(self, carriers: Mapping[str, float]) -> dict[str, Any]:
        """The laws as plain data, with the median lag of every carrier."""
        return {"laws": asdict(self), "carrier_median_days": dict(carriers)}


def draw_kind(rng: Generator, shares: Mapping[str, float], count: int) -> Ints:
    """Positions into `shares`, drawn by their (normalised) share."""
    edges = np.cumsum(list(shares.values()))
    return np.searchsorted(edges / edges[-1], rng.random(count), side="right").astype(np.int64)


def draw_kind_by_group(
    rng: Generator, shares: Mapping[str, Mapping[str, float]], group: Ints
) -> Ints:
    """As draw_kind, each row by the shares of its own group (a position into `shares`)."""
    table = np.array([list(kinds.values()) for kinds in shares.values()])
    edges = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
    return (rng.random(len(group))[:, None] >= edges[group]).sum(axis=1).astype(np.int64)
