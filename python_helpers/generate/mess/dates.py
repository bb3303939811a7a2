"""Dates and days ahead, blank or at odds with each other."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_DAY, BLANK_SECOND, Ints
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import Rows
from python_helpers.generate.mess.draw import some
from python_helpers.generate.rates import MessRates


def mess_up_dates(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    """Dates that are blank, ahead or not their header's."""
    as_of = chunk.site.as_of
    procedures, splits = chunk.rows("procedurelog"), chunk.rows("paysplit")
    payments, adjustments = chunk.rows("payment"), chunk.rows("adjustment")
    lines, checks = chunk.rows("claimproc"), chunk.rows("claimpayment")
    complete = procedures["ProcStatus"] == 2
    recent = complete & (procedures["ProcDate"] > as_of - 200)
    ahead = some(rng, recent, rates.future_procedure, int(complete.sum()))
    procedures["ProcDate"][ahead] = as_of + rng.integers(1, 60, len(ahead))
    tied = (adjustments["ProcNum"] > 0) & (adjustments["AdjAmt"] < 0)
    at = some(rng, tied, rates.future_tied_discount, len(tied))
    adjustments["AdjDate"][at] = as_of + rng.integers(1, 30, len(at))
    _tie_to_future(adjustments, procedures, some(rng, tied, 0.0), ahead[:1])

    cash = (payments["PayType"] > 0) & (payments["PayDate"] > as_of - 120)
    at = some(rng, cash, rates.future_payment, len(cash))
    _date_payments(payments, splits, at, as_of + rng.integers(1, 45, len(at)))
    latest = checks["CheckDate"] > as_of - 60
    at = some(rng, latest, rates.future_insurance, len(latest))
    day = as_of + rng.integers(1, 30, len(at))
    checks["CheckDate"][at] = day
    for check, when in zip(checks["ClaimPaymentNum"][at], day, strict=True):
        lines["DateCP"][lines["ClaimPaymentNum"] == check] = when

    procedures["ProcDate"][some(rng, complete, rates.blank_procedure_date)] = BLANK_DAY
    every = np.ones(len(adjustments["AdjNum"]), bool)
    adjustments["AdjDate"][some(rng, every, rates.blank_adjustment_date)] = BLANK_DAY
    every = np.ones(len(splits["SplitNum"]), bool)
    splits["DatePay"][some(rng, every, rates.blank_split_date)] = BLANK_DAY
    dated = (splits["DatePay"] > BLANK_DAY) & (splits["DatePay"] < as_of - 20)
    at = some(rng, dated, rates.split_date_differs)
    splits["DatePay"][at] += rng.integers(1, 15, len(at))
    paid = (lines["ClaimPaymentNum"] > 0) & (lines["DateCP"] < as_of - 20)
    at = some(rng, paid, rates.claim_date_differs)
    lines["DateCP"][at] += rng.integers(1, 10, len(at))
    tasks = chunk.rows("task")
    done = tasks["TaskStatus"] == 2
    tasks["DateTimeFinished"][some(rng, done, rates.undone_dates_blank)] = BLANK_SECOND


def _tie_to_future(adjustments: Rows, procedures: Rows, at: Ints, future: Ints) -> None:
    """A discount dated by now on a procedure dated ahead."""
    for column in ("PatNum", "ProvNum", "ClinicNum", "ProcNum", "ProcDate"):
        adjustments[column][at[: len(future)]] = procedures[column][future]


def _date_payments(payments: Rows, splits: Rows, at: Ints, day: Ints) -> None:
    if not len(at):
        return
    payments["PayDate"][at] = day
    order = np.argsort(payments["PayNum"][at])
    number = payments["PayNum"][at][order]
    found = np.minimum(np.searchsorted(number, splits["PayNum"]), len(number) - 1)
    moved = number[found] == splits["PayNum"]
    splits["DatePay"][moved] = day[order][found[moved]]
