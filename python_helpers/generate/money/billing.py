"""Statements: monthly bills and what was on them, receipts, invoices, slips from the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from python_helpers.generate.calendar import NEVER, Ints, day, month_index
from python_helpers.generate.care.visits import Treatments
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.money.episodes import Episodes, first_run, run_day
from python_helpers.generate.money.running_balance import insurance_expected, running_balance
from python_helpers.generate.people.families import People
from python_helpers.generate.site.practice import NO_DAY

_MOST_BILLS: Final = 7
_NOT_SENT: Final = 0.03
_RECEIPTS: Final = 0.10  # of visits: a walk-out receipt
_INVOICES: Final = 0.006
_SLIPS: Final = 0.03  # of visits: one patient's statement without ways to pay, handed over
_MODES: Final = {"mail": 0, "in_person": 1, "email": 2, "electronic": 3}
_PRODUCTS_KEPT: Final = 550  # days
_OPEN_END: Final = day(date(2200, 1, 1))  # "to" of a statement that shows everything


@dataclass(frozen=True, slots=True)
class Bills:
    """One row per episode on a statement: the episode, its how-manieth bill, month and day."""

    episode: Ints
    round: Ints
    month: Ints
    day: Ints


def bill_episodes(chunk: Chunk, episodes: Episodes, resolved: Ints) -> Bills:
    """The billing runs between the day a visit became the patient's to pay and its end."""
    live = np.flatnonzero((episodes.rest > 0) & (episodes.open_from < NEVER))
    start = first_run(episodes.family[live], episodes.open_from[live])
    rounds = np.tile(np.arange(_MOST_BILLS), len(live))
    episode = np.repeat(live, _MOST_BILLS)
    month = np.repeat(start, _MOST_BILLS) + rounds
    sent = run_day(episodes.family[episode], month)
    kept = (sent < resolved[episode]) & (sent <= chunk.site.as_of)
    return Bills(episode[kept], rounds[kept], month[kept], sent[kept])


def write_statements(
    chunk: Chunk,
    people: People,
    treatments: Treatments,
    episodes: Episodes,
    owed: Ints,
    bills: Bills,
    late_charge: Ints,
) -> None:
    """Write statement, statementprod, stmtlink; `late_charge` is the AdjNum per bill, 0 = none."""
    site, rng = chunk.site, chunk.rng("statements")
    family = episodes.family[bills.episode]
    base = int(month_index(np.array([site.first_day]))[0])
    key, lead, statement = np.unique(
        family * 10_000 + bills.month - base, return_index=True, return_inverse=True
    )
    family, sent = family[lead], bills.day[lead]
    balance = running_balance(chunk, people).at(family, sent)
    expected = insurance_expected(chunk, people).at(family, sent)
    worth_it = balance >= 100
    number = np.zeros(len(key), np.int64)
    number[worth_it] = chunk.keys.take("statement", int(worth_it.sum()))
    at = np.flatnonzero(worth_it)
    family, sent = family[at], sent[at]
    way = rng.random(people.families)[family]
    mode = np.select(
        [way < 0.35, way < 0.55], [_MODES["electronic"], _MODES["email"]], _MODES["mail"]
    )
    patients = chunk.rows("patient")
    guarantor = people.guarantor[family]
    # the head's own bill asks the other families too
    by_super = (patients["SuperFamily"][guarantor] == people.number[guarantor]) & (
        patients["HasSuperBilling"][guarantor] == 1
    )
    limited = rng.random(len(at)) < 0.04
    chunk.add(
        "statement",
        StatementNum=number[at],
        PatNum=people.payer(family, sent),
        DateSent=sent,
        DateRangeFrom=np.where(rng.random(len(at)) < 0.3, NO_DAY, sent - 90),
        DateRangeTo=np.where(rng.random(len(at)) < 0.3, _OPEN_END, sent),
        Mode_=mode,
        Intermingled=(rng.random(len(at)) < 0.2).astype(int),
        IsSent=(rng.random(len(at)) >= _NOT_SENT).astype(int),
        SuperFamily=np.where(by_super, people.number[guarantor], 0),
        IsBalValid=1,
        InsEst=np.maximum(expected[at], 0),
        BalTotal=balance[at],
        StatementType=["LimitedStatement" if x else "NotSet" for x in limited],
        SmsSendStatus=np.where(mode == _MODES["email"], 3, 1),
    )
    is_limited = np.zeros(len(key), bool)
    is_limited[at] = limited
    billed = number[statement]
    recent = np.flatnonzero((billed > 0) & (bills.day > site.as_of - _PRODUCTS_KEPT))
    _write_products(chunk, treatments, episodes, owed, bills, billed, recent, late_charge)
    listed = np.flatnonzero((billed > 0) & is_limited[statement])
    _write_links(chunk, treatments, episodes, owed, bills, billed, listed)
    _write_receipts(chunk, people, episodes)


def _write_products(
    chunk: Chunk,
    treatments: Treatments,
    episodes: Episodes,
    owed: Ints,
    bills: Bills,
    number: Ints,
    recent: Ints,
    late_charge: Ints,
) -> None:
    """The procedures on the recent bills, with the late charge made for them."""
    bill, treatment, is_first = _procedures_on(treatments, episodes, owed, bills, recent)
    chunk.add(
        "statementprod",
        StatementProdNum=chunk.keys.take("statementprod", len(bill)),
        StatementNum=number[bill],
        FKey=treatments.number[treatment],
        ProdType=0,
        LateChargeAdjNum=np.where(is_first, late_charge[bill], 0),
    )


def _write_links(
    chunk: Chunk,
    treatments: Treatments,
    episodes: Episodes,
    owed: Ints,
    bills: Bills,
    number: Ints,
    limited: Ints,
) -> None:
    """The procedures that a limited statement was made for."""
    bill, treatment, _ = _procedures_on(treatments, episodes, owed, bills, limited)
    chunk.add(
        "stmtlink",
        StmtLinkNum=chunk.keys.take("stmtlink", len(bill)),
        StatementNum=number[bill],
        StmtLinkType=0,
        FKey=treatments.number[treatment],
    )


def _procedures_on(
    treatments: Treatments, episodes: Episodes, owed: Ints, bills: Bills, chosen: Ints
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Of the chosen bills: the bill, a procedure on it, and whether it is the bill's first."""
    episode_of = np.searchsorted(episodes.visit, treatments.visit)
    open_ = np.flatnonzero(owed > 0)
    open_ = open_[np.argsort(episode_of[open_], kind="stable")]
    owner = episode_of[open_]
    first = np.searchsorted(owner, bills.episode[chosen], side="left")
    size = np.searchsorted(owner, bills.episode[chosen], side="right") - first
    bill = np.repeat(chosen, size)
    offset = np.arange(len(bill)) - np.repeat(np.cumsum(size) - size, size)
    return bill, open_[np.repeat(first, size) + offset], offset == 0


def _write_receipts(chunk: Chunk, people: People, episodes: Episodes) -> None:
    """Receipts, invoices and slips without ways to pay, handed over: no dunning."""
    rng = chunk.rng("receipts handed over")
    roll = rng.random(len(episodes.visit))
    at = np.flatnonzero(roll < _RECEIPTS + _INVOICES + _SLIPS)
    is_receipt = roll[at] < _RECEIPTS
    is_slip = roll[at] >= _RECEIPTS + _INVOICES
    count = len(at)
    service = episodes.service[at]
    chunk.add(
        "statement",
        StatementNum=chunk.keys.take("statement", count),
        PatNum=people.number[episodes.patient[at]],
        DateSent=service,
        DateRangeFrom=service,
        DateRangeTo=service,
        Mode_=_MODES["in_person"],
        HidePayment=(is_receipt | is_slip).astype(int),
        SinglePatient=1,
        IsSent=1,
        IsReceipt=is_receipt.astype(int),
        IsInvoice=(~is_receipt & ~is_slip).astype(int),
        BalTotal=episodes.rest[at],
        StatementType="NotSet",
        SmsSendStatus=1,
    )
