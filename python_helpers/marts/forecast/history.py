"""What the forecast knows: dated money of one warehouse, each row with the day it was entered.

Read through Ibis from dbt's tables, summed in the engine as far as dates allow. Every frame carries
`known_day`, the day on which the row was entered in OpenDental: a forecast as of a day looks at
rows with `known_day` up to it and at no other. What OpenDental overwrites without a trace (an
edited amount, a rebuilt schedule, a moved family) can't be told from what was there before.

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

from python_helpers.warehouse.ibis import read

NEVER: Final = 10**6
STREAMS: Final = ("insurance", "patient", "payment_plan")


@dataclass(frozen=True, slots=True)
class History:
    """One practice's frames.

    cash: clinic_id, stream, service_day, cash_day, known_day, amount (net; transfers left out)
    production: clinic_id, day, known_day, amount (complete procedures, gross)
    charges: clinic_id, service_day, known_day, amount (fees, adjustments, write-offs; signed)
    claims: clinic_id, payer_id, service_day, sent_day, answer_day, known_day (of the answer),
        estimate
    claim_payments: clinic_id, payer_id, answer_day, answer_known_day, cash_day, known_day, amount
        (all insurers' cash; without a claim answer_day is NEVER)
    instalments: clinic_id, payment_plan_id, due_day, known_day, amount
    plans: clinic_id, payment_plan_id, agreed_day, first_day, instalment, count, step_days,
    is_dynamic plan_payments: payment_plan_id, cash_day, known_day, amount
    promises: promise_id, account_id, clinic_id, made_day, due_day, grace_day, amount
    promise_lines: account_id, day, known_day, amount, is_cash (ledger of accounts with a promise)
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
    expressions = _expressions(con, as_of)
    frames = {name: _fetched(expression) for name, expression in expressions.items()}
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


def _expressions(con: ibis.BaseBackend, as_of: date) -> Mapping[str, ir.Table]:
    def staging(name: str) -> ir.Table:
        return read(con, "staging", f"stg_opendental__{name}")

    def intermediate(name: str) -> ir.Table:
        return read(con, "intermediate", name)

    claim_procedures = staging("claim_procedures")
    cash_lines = intermediate("int_cash_lines")
    splits = _patient_cash(cash_lines, staging("payment_splits"), staging("procedures"))
    receipts = _insurance_cash(cash_lines, claim_procedures)
    claims = _claims(claim_procedures, staging("insurance_plans"))
    plans, charges = staging("payment_plans"), staging("payment_plan_charges")
    ledger = _ledger(intermediate("int_ar_ledger"), staging)
    promises = _promises(intermediate("int_payment_promise_terms"), staging("patients"))
    expressions = {
        "cash": _summed(
            splits.select(*_CASH).union(receipts.select(*_CASH)),
            ("practice_id", "clinic_id", "stream", "service_date", "cash_date", "known_date"),
        ),
        "production": _summed(
            _production(staging("procedures"), staging("patients")),
            ("practice_id", "clinic_id", "date", "known_date"),
        ),
        "claims": _grouped_claims(claims),
        "claim_payments": _claim_payments(receipts, claims),
        "instalments": _instalments(charges, plans),
        "plans": _plans(plans, charges, staging("patients")),
        "plan_payments": _plan_payments(splits, receipts),
        "charges": _charges(ledger),
        "promises": promises,
        "promise_lines": _promise_lines(promises, ledger),
    }
    limit = ibis.literal(as_of)
    for name in (
        "cash",
        "production",
        "claim_payments",
        "plan_payments",
        "charges",
        "promise_lines",
    ):
        table = expressions[name]
        expressions[name] = table.filter(table.known_date <= limit)
    return expressions


_CASH: Final = (
    "practice_id", "clinic_id", "stream", "service_date", "cash_date", "known_date", "amount",
)  # fmt: skip


def _summed(table: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    return table.group_by(list(keys)).aggregate(amount=table.amount.sum())


def _patient_cash(cash_lines: ir.Table, splits: ir.Table, procedures: ir.Table) -> ir.Table:
    """Splits that are cash, with the service that they pay.

    Named by the split, else the patient's last service that was entered by then: what pays for
    what is looked up in nothing that is entered later.
    """
    lines = cash_lines.filter(cash_lines.is_cash, ~cash_lines.is_from_insurer)
    entered = splits.select(
        payment_split_id=splits.payment_split_id,
        procedure_id=splits.procedure_id,
        payment_plan_id=splits.payment_plan_id,
        entry_date=splits.entry_date,
    )
    done = _complete(procedures)
    named = done.select(procedure_id=done.procedure_id, procedure_date=done.procedure_date)
    lines = lines.left_join(entered, "payment_split_id").left_join(named, "procedure_id")
    cash = lines.select(
        source_id=lines.payment_split_id,
        practice_id=lines.practice_id,
        patient_id=lines.patient_id,
        clinic_id=lines.clinic_id,
        payment_plan_id=lines.payment_plan_id,
        stream=_stream(lines),
        procedure_date=lines.procedure_date,
        cash_date=lines.cash_date,
        known_date=ibis.coalesce(lines.entry_date, lines.cash_date),
        amount=lines.amount,
    )
    visits = done.select(
        patient_id=done.patient_id,
        known_date=_procedure_known(done),
        event=ibis.literal(0),
        source_id=done.procedure_id,
        service_date=done.procedure_date,
    )
    asked = cash.filter(cash.procedure_date.isnull())
    asked = asked.select(
        patient_id=asked.patient_id,
        known_date=asked.known_date,
        event=ibis.literal(1),
        source_id=asked.source_id,
        service_date=ibis.null("date"),
    )
    events = visits.union(asked)
    window = ibis.cumulative_window(
        group_by=events.patient_id, order_by=[events.known_date, events.event, events.source_id]
    )
    events = events.mutate(last_service=events.service_date.max().over(window))
    last = events.filter(events.event == 1).select("source_id", "last_service")
    cash = cash.left_join(last, "source_id")
    service = ibis.coalesce(cash.procedure_date, cash.last_service, cash.cash_date)
    return cash.mutate(service_date=ibis.least(service, cash.cash_date))


def _complete(procedures: ir.Table) -> ir.Table:
    return procedures.filter(
        procedures.procedure_status == "complete",
        procedures.is_usable_amount,
        procedures.procedure_date.notnull(),
    )


def _procedure_known(procedures: ir.Table) -> ir.Value:
    return ibis.coalesce(procedures.entry_date, procedures.procedure_date)


def _production(procedures: ir.Table, patients: ir.Table) -> ir.Table:
    done = _complete(procedures).semi_join(patients, "patient_id")
    return done.select(
        practice_id=done.practice_id,
        clinic_id=done.clinic_id,
        date=done.procedure_date,
        known_date=_procedure_known(done),
        amount=done.charge_amount,
    )


def _insurance_cash(cash_lines: ir.Table, claim_procedures: ir.Table) -> ir.Table:
    """Insurers' payments, entered when posted."""
    lines = cash_lines.filter(cash_lines.is_cash, cash_lines.is_from_insurer)
    entered = claim_procedures.select(
        claim_procedure_id=claim_procedures.claim_procedure_id,
        claim_id=claim_procedures.claim_id,
        payment_plan_id=claim_procedures.payment_plan_id,
        entry_date=claim_procedures.entry_date,
        entered_date=claim_procedures.entered_date,
    )
    lines = lines.left_join(entered, "claim_procedure_id")
    created = ibis.coalesce(lines.entered_date, lines.cash_date)
    return lines.select(
        practice_id=lines.practice_id,
        clinic_id=lines.clinic_id,
        claim_id=lines.claim_id,
        payment_plan_id=lines.payment_plan_id,
        stream=_stream(lines),
        service_date=ibis.coalesce(lines.service_date, lines.cash_date),
        cash_date=lines.cash_date,
        # the row is as old as the claim; when it was received, it got an entry date of its own
        known_date=ibis.coalesce(lines.entry_date, ibis.greatest(created, lines.cash_date)),
        amount=lines.amount,
    )


def _stream(cash_lines: ir.Table) -> ir.Value:
    """insurance and payment_plan as the line's source; all other cash is the patients'."""
    source = cash_lines.payment_source
    return ibis.ifelse(source.isin(["insurance", "payment_plan"]), source, "patient")


def _claims(claim_procedures: ir.Table, insurance_plans: ir.Table) -> ir.Table:
    """Claims: what was asked of whom, when, and which answer was entered first."""
    asked = claim_procedures.filter(
        claim_procedures.claim_id.notnull(),
        claim_procedures.claim_procedure_status.isin(["received", "not_received"]),
    )
    payers = insurance_plans.select(
        insurance_plan_id=insurance_plans.insurance_plan_id, payer_id=insurance_plans.carrier_id
    )
    asked = asked.left_join(payers, "insurance_plan_id")
    claims = asked.group_by(["practice_id", "claim_id"]).aggregate(
        clinic_id=asked.clinic_id.max(),
        payer_id=asked.payer_id.max().fill_null(-1),
        sent_date=ibis.coalesce(asked.entered_date.min(), asked.procedure_date.min()),
        service_date=asked.procedure_date.min(),
        estimate=asked.insurance_estimate_amount.sum().fill_null(0),
    )
    received = asked.filter(asked.claim_procedure_status == "received")
    created = ibis.coalesce(received.entered_date, received.payment_date)
    answers = received.select(
        claim_id=received.claim_id,
        answer_date=received.payment_date,
        known_date=ibis.coalesce(
            received.entry_date, ibis.greatest(created, received.payment_date)
        ),
    )
    # an answer that was entered later must not move the one that was there
    place = ibis.row_number().over(
        group_by=answers.claim_id, order_by=[answers.known_date, answers.answer_date]
    )
    first = answers.mutate(place=place)
    first = first.filter(first.place == 0).drop("place")
    return claims.filter(claims.sent_date.notnull()).left_join(first, "claim_id")


def _grouped_claims(claims: ir.Table) -> ir.Table:
    keys = [
        "practice_id", "clinic_id", "payer_id", "service_date", "sent_date", "answer_date",
        "known_date",
    ]  # fmt: skip
    return claims.group_by(keys).aggregate(estimate=claims.estimate.sum())


def _claim_payments(receipts: ir.Table, claims: ir.Table) -> ir.Table:
    of_claim = claims.select(
        claim_id=claims.claim_id,
        payer_id=claims.payer_id,
        answer_date=claims.answer_date,
        answer_known_date=claims.known_date,
    )
    paid = receipts.filter(receipts.stream == "insurance").left_join(of_claim, "claim_id")
    paid = paid.mutate(payer_id=paid.payer_id.fill_null(-1))
    keys = ("practice_id", "clinic_id", "payer_id", "answer_date", "answer_known_date",
            "cash_date", "known_date")  # fmt: skip
    return _summed(paid, keys)


def _plan_payments(splits: ir.Table, receipts: ir.Table) -> ir.Table:
    keys = ("practice_id", "payment_plan_id", "cash_date", "known_date")
    both = splits.select(*keys, "amount").union(receipts.select(*keys, "amount"))
    return _summed(both.filter(both.payment_plan_id.notnull()), keys)


def _instalments(charges: ir.Table, plans: ir.Table) -> ir.Table:
    debits = charges.filter(
        charges.charge_type == "debit", charges.is_usable_amount, charges.charge_date.notnull()
    )
    debits = debits.semi_join(plans, "payment_plan_id")
    debits = debits.select(
        practice_id=debits.practice_id,
        clinic_id=debits.clinic_id,
        payment_plan_id=debits.payment_plan_id,
        due_date=debits.charge_date,
        known_date=ibis.coalesce(debits.entered_at.cast("date"), debits.charge_date),
        amount=debits.principal_amount + debits.interest_amount,
    )
    return _summed(
        debits, ("practice_id", "clinic_id", "payment_plan_id", "due_date", "known_date")
    )


def _plans(plans: ir.Table, charges: ir.Table, patients: ir.Table) -> ir.Table:
    agreed = plans.filter(plans.plan_date.notnull())
    places = charges.group_by("payment_plan_id").aggregate(clinic_id=charges.clinic_id.max())
    placed = agreed.left_join(places, "payment_plan_id")
    homes = patients.select(patient_id=patients.patient_id, home_id=patients.clinic_id)
    placed = placed.left_join(homes, "patient_id")
    return placed.select(
        practice_id=placed.practice_id,
        # a plan that was never charged is its patient's
        clinic_id=ibis.coalesce(placed.clinic_id, placed.home_id),
        payment_plan_id=placed.payment_plan_id,
        agreed_date=placed.plan_date,
        first_date=ibis.coalesce(placed.first_charge_date, placed.plan_date),
        instalment=placed.instalment_amount.fill_null(0),
        number=placed.instalment_count.fill_null(0),
        charge_frequency=placed.charge_frequency.fill_null(""),
        is_dynamic=placed.is_dynamic,
    )


def _promises(terms: ir.Table, patients: ir.Table) -> ir.Table:
    homes = patients.select(account_id=patients.patient_id, clinic_id=patients.clinic_id)
    dated = terms.filter(terms.due_date.notnull()).left_join(homes, "account_id")
    return dated.select(
        practice_id=dated.practice_id,
        promise_id=dated.promise_id,
        account_id=dated.account_id,
        clinic_id=dated.clinic_id,
        made_date=dated.made_date,
        due_date=dated.due_date,
        grace_date=dated.grace_date,
        # an unstated amount was "the balance", which a late entry may change: looked up anew
        amount=ibis.ifelse(
            dated.is_amount_stated, dated.promised_amount, ibis.null(dated.promised_amount.type())
        ),
    )


def _promise_lines(promises: ir.Table, ledger: ir.Table) -> ir.Table:
    """Ledger of the accounts that promised: what they owed and paid, as it became known."""
    lines = ledger.semi_join(promises, "account_id")
    is_cash = (lines.line_kind == "patient_payment") & ~lines.is_transfer
    dated = lines.select(
        practice_id=lines.practice_id,
        account_id=lines.account_id,
        date=lines.ledger_date,
        known_date=lines.known_date,
        is_cash=is_cash & lines.payment_plan_id.isnull(),
        amount=lines.amount,
    )
    return _summed(dated, ("practice_id", "account_id", "date", "known_date", "is_cash"))


def _charges(ledger: ir.Table) -> ir.Table:
    """What services cost in the end: fees, adjustments and write-offs, by day of service."""
    lines = ledger.filter(ledger.line_kind.isin(["procedure", "adjustment", "writeoff"]))
    dated = lines.select(
        practice_id=lines.practice_id,
        clinic_id=lines.clinic_id,
        service_date=ibis.coalesce(lines.service_date, lines.ledger_date),
        known_date=lines.known_date,
        amount=lines.amount,
    )
    return _summed(dated, ("practice_id", "clinic_id", "service_date", "known_date"))


def _ledger(ledger: ir.Table, staging: Any) -> ir.Table:
    """Dated ledger lines with the day on which each was entered; plans' lines, on their own day."""
    lines = ledger.filter(ledger.ledger_date.notnull())
    entries = [
        ("paysplit", staging("payment_splits"), "payment_split_id"),
        ("claimproc", staging("claim_procedures"), "claim_procedure_id"),
        ("procedurelog", staging("procedures"), "procedure_id"),
        ("adjustment", staging("adjustments"), "adjustment_id"),
    ]
    entered = ibis.union(
        *(
            table.select(
                source_table=ibis.literal(name), source_id=table[key], entry_date=table.entry_date
            )
            for name, table, key in entries
        )
    )
    lines = lines.left_join(entered, ["source_table", "source_id"])
    return lines.mutate(known_date=ibis.coalesce(lines.entry_date, lines.ledger_date))


def _fetched(table: ir.Table) -> pd.DataFrame:
    """A frame with days as numbers and amounts as floats, in an order that is always the same."""
    frame = table.to_pyarrow().to_pandas(date_as_object=False)
    columns: dict[str, Any] = {}
    for name in frame.columns:
        values = frame[name]
        if name.endswith("_date") or name == "date":
            days = values.to_numpy().astype("datetime64[D]")
            blank = np.isnat(days)
            numbers = np.where(blank, NEVER, days.astype(np.int64))
            columns["day" if name == "date" else name.replace("_date", "_day")] = numbers
        elif name.endswith("_id") and name != "promise_id":
            columns[name] = values.fillna(-1).to_numpy().astype(np.int64)
        elif name == "stream":
            # compared often: as numbers, not as texts
            columns[name] = pd.Categorical(values, categories=STREAMS)
        elif name in {"amount", "estimate", "instalment"}:
            columns[name] = values.to_numpy().astype(np.float64)
        else:
            columns[name] = values.to_numpy()
    made = pd.DataFrame(columns)
    return made.sort_values(list(made.columns), kind="stable", ignore_index=True)
