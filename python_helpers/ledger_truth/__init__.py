"""OpenDental's ledger and aging, family by family, in plain Python: the model the SQL is held to.

Written from OpenDental's documented behaviour alone and sharing no code with the dbt models, so
that a tie-out between the two means something. Where OpenDental's runs differ, this follows its
all-families aging run. Version is preference PayPlansVersion; section numbers are those of our
notes on OpenDental: 2 ledger, 3 aging, 4 payment plans.

Ledger lines; + raises what a family owes, on the account of `whose` (section 2)

    source           counts when                           amount               date, whose
    procedurelog     Complete                              ProcFee x (UnitQty   ProcDate,
                                                           + BaseUnits)         PatNum
    claimproc        Status 1, 4, 5, 7; by total or on a   -(InsPayAmt +        DateCP,
                     Complete procedure; on a plan only    WriteOff)            PatNum
                     the write-off
    adjustment       always                                AdjAmt               AdjDate, PatNum
    paysplit         UnearnedType not hidden; on a plan    -SplitAmt            DatePay, PatNum
                     under versions 2 and 4 only
    payplan          version 1; version 4 if insurance     -CompletedAmt        PayPlanDate, PatNum
    payplancharge,   version 2, plan exists                -Principal           ChargeDate, plan's
      credit                                                                    PatNum
                     version 3                             -Principal           ChargeDate, PatNum
    payplancharge,   version 2, patient plan exists        Principal +          ChargeDate,
      debit                                                Interest             Guarantor
    payplanlink,     versions 2, 3; plan exists and        -(override, else     ProcDate and PatNum
      procedure      procedure Complete                    patient's portion)   of the procedure
    payplanlink,     versions 2, 3; adjustment exists      -(override, else     AdjDate and PatNum
      adjustment                                           AdjAmt - splits)     of the adjustment

Patient's portion of a linked procedure (section 2), of any date: fee, adjustments of the same
procedure, patient, provider and clinic, less insurance and write-offs of all its claimprocs but
preauthorisations (actual for Status 1, 4, 7; else override, else estimate), less its splits.
Splits here are those on no plan, hidden ones included.

Aging as of A (sections 3 and 4)

    buckets       lines > 0 by date D: A-30..A, A-60..A-31, A-90..A-61, older; D > A in none
    pool          lines < 0 dated <= A eat the oldest bucket first; the sign is tested line by line
    AgingProcLifo adjustments, plan credits and procedure links on a procedure are netted by
                  patient, procedure and date; a net < 0 lowers the bucket of the procedure's date
                  (none if that is after A or unknown); a bucket left < 0 joins the pool. When the
                  lines of a net disagree on the procedure's date, the lowest AdjNum decides, then
                  plan credits, then links
    BalTotal      every line, future ones too, but payplancharge only if ChargeDate <= A
    InsEst        InsPayEst + WriteOff of Status 0, by total or on a Complete procedure
    PayPlanDue    debits of existing patient plans up to A + PayPlansBillInAdvanceDays, less all
                  splits on plans but hidden ones; version 2 ignores closed plans on both sides
    looking back  only lines dated <= A; InsEst of ProcDate <= A, Status 0, or 1 with DateCP > A

Families are the Guarantor numbers that patient rows name, whether or not the guarantor's own row
exists; rows of a patient without a patient row are in no family. Blank dates (null, year < 1880)
are very old. Each stored amount is rounded to whole cents before anything is added up.
"""

from python_helpers.ledger_truth.balances import dashboard_ar, family_balances

__all__ = ["dashboard_ar", "family_balances"]
