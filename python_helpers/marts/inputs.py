"""What the Python marts read: models that dbt makes for them, and of each only these columns.

Exposure `python_marts` names the same models, and their contracts hold the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from python_helpers.warehouse.ibis import read

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

BUCKETS: Final = ("current", "1_30", "31_60", "61_90", "91_120", "over_120")
"""The past-due buckets of the snapshots; each rolls into the next."""

INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "int_efficiency_months": (
        *("practice_id", "clinic_id", "month_start_date"),
        *("charge_amount", "contractual_writeoff_amount", "discount_amount", "ledger_cash_amount"),
        *("refund_amount", "given_up_amount", "other_adjustment_amount", "plan_amount"),
        *("transfer_amount", "ledger_amount", "ledger_line_count"),
        *("owed_amount", "credit_amount", "over_90_amount", "account_count"),
        *(
            f"{measure}_{bucket}"
            for measure in ("past_due", "rollable", "rolled", "bad", "settled")
            for bucket in BUCKETS
        ),
        *("delinquent_account_count", "cured_account_count", "plan_converted_account_count"),
        *("placed_account_count", "written_off_account_count", "reaged_account_count"),
        *("dated_payment_amount", "late_dollar_days"),
    ),
    "int_forecast_cash": (
        *("practice_id", "clinic_id", "payer_id", "payment_plan_id", "cash_stream", "service_date"),
        *("cash_date", "known_date", "answer_date", "answer_known_date", "amount"),
    ),
    "int_forecast_claims": (
        *("practice_id", "clinic_id", "payer_id", "service_date", "sent_date"),
        *("answer_date", "answer_known_date", "estimate_amount"),
    ),
    "int_forecast_instalments": (
        *("practice_id", "payment_plan_id", "due_date", "known_date", "amount"),
    ),
    "int_forecast_ledger": (
        *("practice_id", "clinic_id", "account_id", "service_date", "ledger_date", "known_date"),
        *("is_production", "is_charge", "is_of_promise", "is_cash", "amount"),
    ),
    "int_forecast_plans": (
        *("practice_id", "clinic_id", "payment_plan_id", "agreed_date", "first_date"),
        *("instalment_amount", "instalment_count", "charge_frequency", "is_dynamic"),
    ),
    "int_forecast_promises": (
        *("practice_id", "promise_id", "account_id", "clinic_id"),
        *("made_date", "due_date", "grace_date", "amount"),
    ),
}


def input_table(con: ibis.BaseBackend, model: str) -> ir.Table:
    """The columns that are read of a model.

    Raises UserError when it was not built.
    """
    return read(con, "intermediate", model).select(INPUTS[model])
