"""How often things happen in the sample practice, apart from when money comes (laws.py)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Densities:
    """Rows per patient and year, over all patients whether already known or not."""

    completed_procedures: float = 4.0
    commlogs: float = 1.5
    tasks: float = 0.15


@dataclass(frozen=True, slots=True)
class MessRates:
    """The known defects of real OpenDental databases, as shares of the table named.

    At least one row of each occurs in every practice.
    """

    # Dates
    future_procedure: float = 0.0004  # complete procedures dated after the as-of date
    future_payment: float = 0.0005  # payments dated ahead (FutureTransDatesAllowed)
    future_insurance: float = 0.0004  # insurance pay dated ahead (AllowFutureInsPayments)
    future_tied_discount: float = 0.003  # of adjustments: dated ahead, tied to a past procedure
    blank_procedure_date: float = 0.0002  # ProcDate 0001-01-01
    blank_adjustment_date: float = 0.001
    blank_split_date: float = 0.0002
    split_date_differs: float = 0.0008  # DatePay not the payment's PayDate
    claim_date_differs: float = 0.002  # DateCP not the check's CheckDate
    undone_dates_blank: float = 0.05  # of done tasks: DateTimeFinished empty

    # Amounts
    payment_without_splits: float = 0.0008
    split_sum_differs: float = 0.0008  # of payments: PayAmt is not the sum of its splits
    check_amount_differs: float = 0.006  # of checks
    unit_quantity_zero: float = 0.0010  # of complete procedures
    zero_split: float = 0.0008
    zero_adjustment: float = 0.002
    negative_write_off: float = 0.0008  # of claim lines received
    sign_against_type: float = 0.003  # of adjustments: + type, negative amount or reverse

    # Links
    orphan_patient: float = 0.0004  # of procedures, adjustments, splits, commlogs: no such PatNum
    missing_guarantor: float = 0.0015  # of families: the guarantor's row is gone
    deleted_guarantor: float = 0.0015  # of families: guarantor has PatStatus Deleted
    deleted_with_balance: float = 0.003  # of patients
    archived_with_balance: float = 0.006
    invalid_clinic: float = 0.0006  # of procedures, adjustments and splits
    uncompleted_procedure: float = 0.0015  # complete procedures set back under their claim lines
    plan_row_gone: float = 0.008  # of plans: charges stay, the plan is gone
    plan_credit_orphan: float = 0.010  # of plan credits: the procedure's row is gone
    odd_link: float = 0.03  # of plan links: to any procedure, whatever its state or patient
    unknown_pay_type: float = 0.002  # of payments: a PayType that no definition has
    no_provider: float = 0.001  # of splits: ProvNum 0
