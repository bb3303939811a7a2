"""What the warehouse must find out by itself: meanings of notes, causes of payments, balances."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_helpers.generate.calendar import Ints, month_end, month_index
from python_helpers.generate.chunk import Chunk
from python_helpers.generate.columns import choose_text, nulls_where
from python_helpers.generate.contacts.communications import SOURCES
from python_helpers.generate.money.episodes import Cause
from python_helpers.generate.money.payments import NO_CONTACT
from python_helpers.generate.site.practice import NO_DAY, Site

_MONTH_ENDS: Final = 24


def note_truth(chunk: Chunk) -> pa.Table:
    """One row per note: what a careful reader finds in it; null where it says nothing."""
    kept = chunk.remembered("note_truth")
    outcome = kept["contact_outcome"]
    about_money = pc.not_equal(outcome, "")

    def amount(name: str) -> pa.Array:
        return nulls_where(kept[name] / 100.0, kept[name] == 0, pa.float64())

    def day(name: str) -> pa.Array:
        return nulls_where(kept[name].astype(np.int32), kept[name] == NO_DAY, pa.date32())

    return pa.table(
        {
            "source_table": kept["source_table"],
            "source_id": pa.array(kept["source_id"]),
            "is_collection": about_money.cast(pa.int32()),
            "contact_outcome": pc.if_else(about_money, outcome, pa.scalar(None, pa.string())),
            "promised_amount": amount("promised_amount"),
            "promised_date": day("promised_date"),
            "follow_up_date": day("follow_up_date"),
            "paid_amount": amount("paid_amount"),
        }
    )


def payment_cause(chunk: Chunk) -> pa.Table:
    """One row per split: the contact that caused it, or why it came without one."""
    kept, sources = chunk.remembered("payment_cause"), chunk.remembered("contact_source")
    by_contact = kept["contact"] != NO_CONTACT
    contact = np.maximum(kept["contact"], 0)
    table = choose_text(SOURCES, sources["place"][contact])
    names = [cause.name for cause in sorted(Cause)]
    return pa.table(
        {
            "split_num": pa.array(kept["split_num"]),
            "pay_num": pa.array(kept["pay_num"]),
            "cause": choose_text(names, kept["cause"]),
            "source_table": pc.if_else(pa.array(by_contact), table, pa.scalar(None, pa.string())),
            "source_id": nulls_where(sources["source_id"][contact], ~by_contact, pa.int64()),
        }
    )


def laws_text(site: Site) -> str:
    """The payment-lag laws, as JSON."""
    carriers = dict(zip(site.carriers.name, site.carriers.median_days.astype(float), strict=True))
    return json.dumps(site.laws.published(carriers), indent=2, sort_keys=True) + "\n"


def month_ends(site: Site) -> Ints:
    """The last 24 month-ends up to the as-of date, oldest first."""
    month = int(month_index(np.array([site.as_of + 1]))[0])
    return month_end(np.arange(month - _MONTH_ENDS, month))


def add_balances(total: pa.Table | None, part: pa.Table) -> pa.Table:
    """Month-end balances of the chunks so far and one more."""
    if total is None:
        return part
    summed = {name: pc.round(pc.add(total[name], part[name]), 2) for name in ("BalTotal", "InsEst")}
    return pa.table({"DateCalc": part["DateCalc"], **summed})


def spread_balances(
    account: pa.Table, patient: Ints, columns: Mapping[str, str]
) -> dict[str, Ints]:
    """Cents for patient rows from family balances, by guarantor number; 0 for all others."""
    numbers = account["account_id"].to_numpy()
    order = np.argsort(numbers)
    at = np.minimum(np.searchsorted(numbers[order], patient), max(len(numbers) - 1, 0))
    found = numbers[order][at] == patient
    return {
        theirs: np.where(
            found, np.rint(account[ours].to_numpy()[order][at] * 100).astype(np.int64), 0
        )
        for ours, theirs in columns.items()
    }
