"""The known defects of real OpenDental databases, put into a chunk at the rates of MessRates."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import BLANK_DAY, BLANK_SECOND, DAY_SECONDS, Ints
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import Rows, pick
from python_helpers.generate.people import People
from python_helpers.generate.rates import MessRates
from python_helpers.generate.running_balance import patient_balance

ORPHANS_FROM: Final = 900_000_000
"""Patients, procedures with numbers from here on exist nowhere."""
INVALID_CLINIC: Final = 9_999
UNKNOWN_PAY_TYPE: Final = 99_999
_ARCHIVED, _DELETED = 3, 4


def make_mess(chunk: Chunk, people: People) -> None:
    """Put every defect into the chunk's rows, at least one row each."""
    rng, rates = chunk.rng("mess"), chunk.site.mess
    _dates(chunk, rng, rates)
    _amounts(chunk, rng, rates)
    _links(chunk, rng, rates)
    _plans(chunk, rng, rates)
    _people(chunk, rng, rates, people)


def _some(rng: Generator, among: Ints | np.ndarray, rate: float, of: int | None = None) -> Ints:
    """Positions of a share of the rows: of those in `among` (mask or positions), at least one."""
    among = np.flatnonzero(among) if among.dtype == bool else among
    count = max(1, round(rate * (len(among) if of is None else of)))
    return rng.permutation(among)[:count]


def _dates(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    as_of = chunk.site.as_of
    procedures, splits = chunk.rows("procedurelog"), chunk.rows("paysplit")
    payments, adjustments = chunk.rows("payment"), chunk.rows("adjustment")
    lines, checks = chunk.rows("claimproc"), chunk.rows("claimpayment")
    complete = procedures["ProcStatus"] == 2
    recent = complete & (procedures["ProcDate"] > as_of - 200)
    ahead = _some(rng, recent, rates.future_procedure, int(complete.sum()))
    procedures["ProcDate"][ahead] = as_of + rng.integers(1, 60, len(ahead))
    tied = (adjustments["ProcNum"] > 0) & (adjustments["AdjAmt"] < 0)
    at = _some(rng, tied, rates.future_tied_discount, len(tied))
    adjustments["AdjDate"][at] = as_of + rng.integers(1, 30, len(at))
    _tie_to_future(adjustments, procedures, _some(rng, tied, 0.0), ahead[:1])

    cash = (payments["PayType"] > 0) & (payments["PayDate"] > as_of - 120)
    at = _some(rng, cash, rates.future_payment, len(cash))
    _date_payments(payments, splits, at, as_of + rng.integers(1, 45, len(at)))
    latest = checks["CheckDate"] > as_of - 60
    at = _some(rng, latest, rates.future_insurance, len(latest))
    day = as_of + rng.integers(1, 30, len(at))
    checks["CheckDate"][at] = day
    for check, when in zip(checks["ClaimPaymentNum"][at], day, strict=True):
        lines["DateCP"][lines["ClaimPaymentNum"] == check] = when

    procedures["ProcDate"][_some(rng, complete, rates.blank_procedure_date)] = BLANK_DAY
    every = np.ones(len(adjustments["AdjNum"]), bool)
    adjustments["AdjDate"][_some(rng, every, rates.blank_adjustment_date)] = BLANK_DAY
    every = np.ones(len(splits["SplitNum"]), bool)
    splits["DatePay"][_some(rng, every, rates.blank_split_date)] = BLANK_DAY
    dated = (splits["DatePay"] > BLANK_DAY) & (splits["DatePay"] < as_of - 20)
    at = _some(rng, dated, rates.split_date_differs)
    splits["DatePay"][at] += rng.integers(1, 15, len(at))
    paid = (lines["ClaimPaymentNum"] > 0) & (lines["DateCP"] < as_of - 20)
    at = _some(rng, paid, rates.claim_date_differs)
    lines["DateCP"][at] += rng.integers(1, 10, len(at))
    tasks = chunk.rows("task")
    done = tasks["TaskStatus"] == 2
    tasks["DateTimeFinished"][_some(rng, done, rates.undone_dates_blank)] = BLANK_SECOND


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


def _amounts(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    site = chunk.site
    procedures, adjustments = chunk.rows("procedurelog"), chunk.rows("adjustment")
    payments, lines = chunk.rows("payment"), chunk.rows("claimproc")
    complete = (procedures["ProcStatus"] == 2) & (procedures["BaseUnits"] == 0)
    procedures["UnitQty"][_some(rng, complete, rates.unit_quantity_zero)] = 0
    every = np.ones(len(adjustments["AdjNum"]), bool)
    adjustments["AdjAmt"][_some(rng, every, rates.zero_adjustment)] = 0
    lowering = adjustments["AdjAmt"] < 0
    at = _some(rng, lowering, rates.sign_against_type, len(lowering))
    adjustments["AdjType"][at] = site.adjustment_type("billing_charge")
    received = (lines["Status"] == 1) & (lines["WriteOff"] > 0)
    at = _some(rng, received, rates.negative_write_off)
    lines["WriteOff"][at] = -lines["WriteOff"][at]
    checks = chunk.rows("claimpayment")
    every = np.ones(len(checks["CheckAmt"]), bool)
    at = _some(rng, every, rates.check_amount_differs)
    checks["CheckAmt"][at] += rng.integers(1, 4_000, len(at))
    cash = payments["PayAmt"] > 0
    at = _some(rng, cash, rates.split_sum_differs)
    payments["PayAmt"][at] += rng.integers(1, 2_000, len(at))

    like = _some(rng, cash, rates.payment_without_splits)
    numbers = chunk.keys.take("payment", len(like))
    chunk.add("payment", **pick(payments, like) | {"PayNum": numbers})
    splits = chunk.rows("paysplit")
    every = np.ones(len(splits["SplitNum"]), bool)
    like = _some(rng, every, rates.zero_split)
    numbers = chunk.keys.take("paysplit", len(like))
    chunk.add("paysplit", **pick(splits, like) | {"SplitNum": numbers, "SplitAmt": 0})


def _links(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    base = ORPHANS_FROM + chunk.index * 100_000
    for table in ("procedurelog", "adjustment", "paysplit", "claimproc", "commlog"):
        rows = chunk.rows(table)
        every = np.ones(len(rows["PatNum"]), bool)
        at = _some(rng, every, rates.orphan_patient)
        rows["PatNum"][at] = base + rng.integers(0, 50_000, len(at))
    for table in ("procedurelog", "adjustment", "paysplit"):
        rows = chunk.rows(table)
        every = np.ones(len(rows["ClinicNum"]), bool)
        rows["ClinicNum"][_some(rng, every, rates.invalid_clinic)] = INVALID_CLINIC
    payments, splits = chunk.rows("payment"), chunk.rows("paysplit")
    cash = payments["PayType"] > 0
    payments["PayType"][_some(rng, cash, rates.unknown_pay_type)] = UNKNOWN_PAY_TYPE
    every = np.ones(len(splits["ProvNum"]), bool)
    splits["ProvNum"][_some(rng, every, rates.no_provider)] = 0
    procedures, lines = chunk.rows("procedurelog"), chunk.rows("claimproc")
    complete = procedures["ProcStatus"] == 2
    for statuses in ([0], [1, 4, 5, 7]):
        claimed = lines["ProcNum"][np.isin(lines["Status"], statuses)]
        at = _some(
            rng,
            complete & np.isin(procedures["ProcNum"], claimed),
            rates.uncompleted_procedure / 2,
            int(complete.sum()),
        )
        procedures["ProcStatus"][at] = 1


def _plans(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    plans, charges = chunk.rows("payplan"), chunk.rows("payplancharge")
    if not len(plans["PayPlanNum"]):
        return
    procedures, lines = chunk.rows("procedurelog"), chunk.rows("claimproc")
    credit = (charges["ChargeType"] == 1) & (charges["ProcNum"] > 0)
    if credit.any():
        at = _some(rng, credit, rates.plan_credit_orphan)
        charges["ProcNum"][at] = ORPHANS_FROM + chunk.index * 100_000 + np.arange(len(at))
    dynamic = plans["PayPlanNum"][plans["IsDynamic"] == 1]
    if len(dynamic):
        # One with a line of each state, one with a discount, then any procedure at all.
        of_states = [
            lines["ProcNum"][_some(rng, (lines["Status"] == status) & (lines["ProcNum"] > 0), 0.0)]
            for status in np.unique(lines["Status"])
        ]
        every = np.ones(len(procedures["ProcNum"]), bool)
        links = chunk.count("payplanlink")
        anything = procedures["ProcNum"][_some(rng, every, rates.odd_link, links)]
        adjustments = chunk.rows("adjustment")
        tied = (adjustments["ProcNum"] > 0) & (adjustments["AdjAmt"] < 0)
        discounted = adjustments["ProcNum"][_some(rng, tied, 0.0)]
        key = np.concatenate([*of_states, discounted, anything])
        key = key[key > 0]
        chunk.add(
            "payplanlink",
            PayPlanLinkNum=chunk.keys.take("payplanlink", len(key)),
            PayPlanNum=one_of(rng, dynamic, len(key)),
            LinkType=2,
            FKey=key,
            SecDateTEntry=chunk.site.first_day * DAY_SECONDS,
        )
    gone = np.ones(len(plans["PayPlanNum"]), bool)
    patient_plan = plans["PlanNum"] == 0
    gone[_some(rng, patient_plan, rates.plan_row_gone)] = False
    chunk.replace("payplan", pick(plans, gone))


def _people(chunk: Chunk, rng: Generator, rates: MessRates, people: People) -> None:
    patients = chunk.rows("patient")
    patients["EstBalance"] = patient_balance(chunk, people)
    is_guarantor = np.zeros(len(people.number), bool)
    is_guarantor[people.guarantor] = True
    members = np.bincount(people.family, minlength=people.families)
    several = people.guarantor[members > 1]
    owing = np.flatnonzero((patients["EstBalance"] != 0) & ~is_guarantor)
    at = _some(rng, owing, rates.deleted_with_balance, len(is_guarantor))
    patients["PatStatus"][at] = _DELETED
    at = _some(rng, owing, rates.archived_with_balance, len(is_guarantor))
    patients["PatStatus"][at] = _ARCHIVED
    drawn = rng.permutation(several)
    count = max(1, round(rates.deleted_guarantor * people.families))
    patients["PatStatus"][drawn[:count]] = _DELETED
    missing = drawn[count : count + max(1, round(rates.missing_guarantor * people.families))]
    kept = np.ones(len(is_guarantor), bool)
    kept[missing] = False
    chunk.replace("patient", pick(patients, kept))
