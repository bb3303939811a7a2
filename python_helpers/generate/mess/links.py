"""Links that lead nowhere, and plans whose rows are gone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS
from python_helpers.generate.chunk import Chunk, one_of
from python_helpers.generate.columns import pick
from python_helpers.generate.mess.draw import some
from python_helpers.generate.rates import MessRates

ORPHANS_FROM: Final = 900_000_000
"""Patients, procedures with numbers from here on exist nowhere."""
INVALID_CLINIC: Final = 9_999
UNKNOWN_PAY_TYPE: Final = 99_999


def mess_up_links(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    """Links to patients, clinics, methods and providers that are not there, work set back."""
    base = ORPHANS_FROM + chunk.index * 100_000
    for table in ("procedurelog", "adjustment", "paysplit", "claimproc", "commlog"):
        rows = chunk.rows(table)
        every = np.ones(len(rows["PatNum"]), bool)
        at = some(rng, every, rates.orphan_patient)
        rows["PatNum"][at] = base + rng.integers(0, 50_000, len(at))
    for table in ("procedurelog", "adjustment", "paysplit"):
        rows = chunk.rows(table)
        every = np.ones(len(rows["ClinicNum"]), bool)
        rows["ClinicNum"][some(rng, every, rates.invalid_clinic)] = INVALID_CLINIC
    payments, splits = chunk.rows("payment"), chunk.rows("paysplit")
    cash = payments["PayType"] > 0
    payments["PayType"][some(rng, cash, rates.unknown_pay_type)] = UNKNOWN_PAY_TYPE
    every = np.ones(len(splits["ProvNum"]), bool)
    splits["ProvNum"][some(rng, every, rates.no_provider)] = 0
    procedures, lines = chunk.rows("procedurelog"), chunk.rows("claimproc")
    complete = procedures["ProcStatus"] == 2
    for statuses in ([0], [1, 4, 5, 7]):
        claimed = lines["ProcNum"][np.isin(lines["Status"], statuses)]
        at = some(
            rng,
            complete & np.isin(procedures["ProcNum"], claimed),
            rates.uncompleted_procedure / 2,
            int(complete.sum()),
        )
        procedures["ProcStatus"][at] = 1


def mess_up_plans(chunk: Chunk, rng: Generator, rates: MessRates) -> None:
    """Payment plans without their rows, and links of theirs to any procedure."""
    plans, charges = chunk.rows("payplan"), chunk.rows("payplancharge")
    if not len(plans["PayPlanNum"]):
        return
    procedures, lines = chunk.rows("procedurelog"), chunk.rows("claimproc")
    credit = (charges["ChargeType"] == 1) & (charges["ProcNum"] > 0)
    if credit.any():
        at = some(rng, credit, rates.plan_credit_orphan)
        charges["ProcNum"][at] = ORPHANS_FROM + chunk.index * 100_000 + np.arange(len(at))
    dynamic = plans["PayPlanNum"][plans["IsDynamic"] == 1]
    if len(dynamic):
        # One with a line of each state, one with a discount, then any procedure at all.
        of_states = [
            lines["ProcNum"][some(rng, (lines["Status"] == status) & (lines["ProcNum"] > 0), 0.0)]
            for status in np.unique(lines["Status"])
        ]
        every = np.ones(len(procedures["ProcNum"]), bool)
        links = chunk.count("payplanlink")
        anything = procedures["ProcNum"][some(rng, every, rates.odd_link, links)]
        adjustments = chunk.rows("adjustment")
        tied = (adjustments["ProcNum"] > 0) & (adjustments["AdjAmt"] < 0)
        discounted = adjustments["ProcNum"][some(rng, tied, 0.0)]
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
    gone[some(rng, patient_plan, rates.plan_row_gone)] = False
    chunk.replace("payplan", pick(plans, gone))
