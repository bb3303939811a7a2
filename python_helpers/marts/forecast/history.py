"""What the forecast knows: dated money of one warehouse, each row with the day it was entered.

Read through Ibis from dbt's models `int_forecast_*`. Every frame carries `known_day`, the day on
which the row was entered in OpenDental: a forecast as of a day looks at rows with `known_day` up
to it and at no other. What OpenDental overwrites without a trace (an edited amount, a rebuilt
schedule, a moved family) can't be told from what was there before.

Days are whole days since 1970-01-01; NEVER stands for "not yet". Amounts are dollars as floats:
statistics, not bookkeeping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from python_helpers.marts.inputs import input_table

NEVER: Final = 10**6
STREAMS: Final = ("insurance", "patient", "payment_plan")


@dataclass(frozen=True, slots=True)
class History:
    """One practice's frames.

    cash: clinic_id, stream, service_day, cash_day, known_day, amount (net; transfers left out)
    production: clinic_id, service_day, known_day, amount (complete procedures, gross)
    charges: clinic_id, service_day, known_day, amount (fees, adjustments, write-offs; signed)
    claims: clinic_id, payer_id, service_day, sent_day, answer_day, answer_known_day,
        estimate_amount
    claim_payments: clinic_id, payer_id, answer_day, answer_known_day, cash_day, known_day, amount
        (all insurers' cash; without a claim answer_day is NEVER)
    instalments: payment_plan_id, due_day, known_day, amount
    plans: clinic_id, payment_plan_id, agreed_day, first_day, instalment_amount, instalment_count,
        charge_frequency, is_dynamic
    plan_payments: payment_plan_id, cash_day, known_day, amount
    promises: promise_id, account_id, clinic_id, made_day, due_day, grace_day, amount
    promise_lines: account_id, ledger_day, known_day, is_cash, amount (ledger of accounts with a
        promise)
    """

    practice_id: int
    clinics: np.ndarray
    cash: pd.DataFrame
    production: pd.DataFrame
    charges: pd.DataFrame
    claims: pd.DataFrame
    claim_payments: pd.DataFrame
    instalments: pd.DataFrame
    plans: pd.DataFrame
    plan_payments: pd.DataFrame
    promises: pd.DataFrame
    promise_lines: pd.DataFrame


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def read_histories(con: ibis.BaseBackend, as_of: date) -> Iterator[History]:
    """The history of every practice, lowest practice_id first, with rows entered up to `as_of`."""
    frames = {name: _fetched(table) for name, table in _tables(con, as_of).items()}
    found = sorted(set(frames["cash"]["practice_id"]) | set(frames["production"]["practice_id"]))
    for practice_id in found:
        own = {
            name: frame[frame["practice_id"] == practice_id]
            .drop(columns="practice_id")
            .reset_index(drop=True)
            for name, frame in frames.items()
        }
        clinics = np.unique(
            np.concatenate([own["cash"]["clinic_id"], own["production"]["clinic_id"]])
        )
        yield History(int(practice_id), clinics.astype(np.int64), **own)


def _tables(con: ibis.BaseBackend, as_of: date) -> Mapping[str, ir.Table]:
    def entered(model: str) -> ir.Table:
        table = input_table(con, model)
        return table.filter(table.known_date <= ibis.literal(as_of))

    cash, ledger = entered("int_forecast_cash"), entered("int_forecast_ledger")
    services = ("clinic_id", "service_date", "known_date")
    return {
        "cash": _summed(
            cash, "clinic_id", "cash_stream", "service_date", "cash_date", "known_date"
        ),
        "production": _summed(ledger.filter(ledger.is_production), *services),
        "charges": _summed(ledger.filter(ledger.is_charge), *services),
        "claims": _summed(
            input_table(con, "int_forecast_claims"),
            *("clinic_id", "payer_id", "service_date", "sent_date"),
            *("answer_date", "answer_known_date"),
            amount="estimate_amount",
        ),
        "claim_payments": _summed(
            cash.filter(cash.cash_stream == "insurance"),
            *("clinic_id", "payer_id", "answer_date", "answer_known_date"),
            *("cash_date", "known_date"),
        ),
        "instalments": _summed(
            input_table(con, "int_forecast_instalments"),
            *("payment_plan_id", "due_date", "known_date"),
        ),
        "plans": input_table(con, "int_forecast_plans"),
        "plan_payments": _summed(
            cash.filter(cash.payment_plan_id.notnull()),
            *("payment_plan_id", "cash_date", "known_date"),
        ),
        "promises": input_table(con, "int_forecast_promises"),
        "promise_lines": _summed(
            ledger.filter(ledger.is_of_promise),
            *("account_id", "ledger_date", "known_date", "is_cash"),
        ),
    }


def _summed(table: ir.Table, *columns: str, amount: str = "amount") -> ir.Table:
    """A practice's dollars by columns: rows that no step tells apart are one."""
    return table.group_by(["practice_id", *columns]).aggregate(**{amount: table[amount].sum()})


def _fetched(table: ir.Table) -> pd.DataFrame:
    """A frame with days as numbers and amounts as floats, in an order that is always the same."""
    frame = table.to_pyarrow().to_pandas(date_as_object=False)
    columns: dict[str, Any] = {}
    for name in frame.columns:
        values = frame[name]
        if name.endswith("_date"):
            days = values.to_numpy().astype("datetime64[D]")
            blank = np.isnat(days)
            numbers = np.where(blank, NEVER, days.astype(np.int64))
            columns[name.replace("_date", "_day")] = numbers
        elif name.endswith("_id") and name != "promise_id":
            columns[name] = values.fillna(-1).to_numpy().astype(np.int64)
        elif name == "cash_stream":
            # compared often: as numbers, not as texts
            columns["stream"] = pd.Categorical(values, categories=STREAMS)
        elif name.endswith("amount"):
            columns[name] = values.to_numpy().astype(np.float64)
        else:
            columns[name] = values.to_numpy()
    made = pd.DataFrame(columns)
    return made.sort_values(list(made.columns), kind="stable", ignore_index=True)
