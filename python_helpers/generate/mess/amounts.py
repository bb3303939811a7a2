"""Amounts of nothing, with the wrong sign or at odds with each other."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import pick
from python_helpers.generate.mess.draw import some
from python_helpers.generate.rates import MessRates


def mess_up_amounts(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    """Amounts that are nothing, of the wrong sign, or not the sum of their parts."""
    site = chunk.site
    procedures, adjustments = chunk.rows("procedurelog"), chunk.rows("adjustment")
    payments, lines = chunk.rows("payment"), chunk.rows("claimproc")
    complete = (procedures["ProcStatus"] == 2) & (procedures["BaseUnits"] == 0)
    procedures["UnitQty"][some(rng, complete, rates.unit_quantity_zero)] = 0
    every = np.ones(len(adjustments["AdjNum"]), bool)
    adjustments["AdjAmt"][some(rng, every, rates.zero_adjustment)] = 0
    lowering = adjustments["AdjAmt"] < 0
    at = some(rng, lowering, rates.sign_against_type, len(lowering))
    adjustments["AdjType"][at] = site.adjustment_type("billing_charge")
    received = (lines["Status"] == 1) & (lines["WriteOff"] > 0)
    at = some(rng, received, rates.negative_write_off)
    lines["WriteOff"][at] = -lines["WriteOff"][at]
    checks = chunk.rows("claimpayment")
    every = np.ones(len(checks["CheckAmt"]), bool)
    at = some(rng, every, rates.check_amount_differs)
    checks["CheckAmt"][at] += rng.integers(1, 4_000, len(at))
    cash = payments["PayAmt"] > 0
    at = some(rng, cash, rates.split_sum_differs)
    payments["PayAmt"][at] += rng.integers(1, 2_000, len(at))

    like = some(rng, cash, rates.payment_without_splits)
    numbers = chunk.keys.take("payment", len(like))
    chunk.add("payment", **pick(payments, like) | {"PayNum": numbers})
    splits = chunk.rows("paysplit")
    every = np.ones(len(splits["SplitNum"]), bool)
    like = some(rng, every, rates.zero_split)
    numbers = chunk.keys.take("paysplit", len(like))
    chunk.add("paysplit", **pick(splits, like) | {"SplitNum": numbers, "SplitAmt": 0})
