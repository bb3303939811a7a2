"""Every known defect of real databases occurs, at about its stated rate and nowhere else."""

from __future__ import annotations

import pytest

from python_helpers.generate.mess.links import INVALID_CLINIC, ORPHANS_FROM, UNKNOWN_PAY_TYPE
from python_helpers.generate.rates import MessRates
from python_helpers.opendental.catalog import CATALOG
from python_helpers.tests.generate.practices import Practice, general, ortho

RATES = MessRates()
PROCEDURES = "select count(*) from procedurelog where ProcStatus = 2"
CASH = "select count(*) from payment where PayType > 0"

# Name of the rate: rows that show the defect, rows that it is a share of.
DEFECTS = {
    "future_procedure": (
        "select count(*) from procedurelog where ProcStatus = 2 and ProcDate > '2026-11-20'",
        PROCEDURES,
    ),
    "future_payment": ("select count(*) from payment where PayDate > '2026-11-20'", CASH),
    "future_insurance": (
        "select count(*) from claimpayment where CheckDate > '2026-11-20'",
        "select count(*) from claimpayment",
    ),
    "future_tied_discount": (
        "select count(*) from adjustment where AdjDate > '2026-11-20' and ProcNum > 0",
        "select count(*) from adjustment",
    ),
    "blank_procedure_date": (
        "select count(*) from procedurelog where ProcStatus = 2 and year(ProcDate) = 1",
        PROCEDURES,
    ),
    "blank_adjustment_date": (
        "select count(*) from adjustment where year(AdjDate) = 1",
        "select count(*) from adjustment",
    ),
    "blank_split_date": (
        "select count(*) from paysplit where year(DatePay) = 1",
        "select count(*) from paysplit",
    ),
    "split_date_differs": (
        "select count(*) from paysplit join payment using (PayNum)"
        " where DatePay <> PayDate and year(DatePay) > 1",
        "select count(*) from paysplit",
    ),
    "claim_date_differs": (
        "select count(*) from claimproc join claimpayment using (ClaimPaymentNum)"
        " where DateCP <> CheckDate",
        "select count(*) from claimproc",
    ),
    "undone_dates_blank": (
        "select count(*) from task where TaskStatus = 2 and year(DateTimeFinished) = 1",
        "select count(*) from task where TaskStatus = 2",
    ),
    "payment_without_splits": (
        "select count(*) from payment anti join paysplit using (PayNum)",
        CASH,
    ),
    "check_amount_differs": (
        "select count(*) from claimpayment join (select ClaimPaymentNum, sum(InsPayAmt) as total"
        " from claimproc group by 1) using (ClaimPaymentNum) where round(CheckAmt - total, 2) <> 0",
        "select count(*) from claimpayment",
    ),
    "unit_quantity_zero": (
        "select count(*) from procedurelog where ProcStatus = 2 and UnitQty = 0",
        PROCEDURES,
    ),
    "zero_split": (
        "select count(*) from paysplit where SplitAmt = 0",
        "select count(*) from paysplit",
    ),
    "zero_adjustment": (
        "select count(*) from adjustment where AdjAmt = 0",
        "select count(*) from adjustment",
    ),
    "negative_write_off": (
        "select count(*) from claimproc where Status = 1 and WriteOff < 0",
        "select count(*) from claimproc where Status = 1",
    ),
    "missing_guarantor": (
        "select count(distinct Guarantor) from patient"
        f" where Guarantor not in (select PatNum from patient) and Guarantor < {ORPHANS_FROM}",
        "select count(distinct Guarantor) from patient",
    ),
    "deleted_guarantor": (
        "select count(*) from patient where PatStatus = 4"
        " and PatNum in (select Guarantor from patient where PatNum <> Guarantor)",
        "select count(distinct Guarantor) from patient",
    ),
    "deleted_with_balance": (
        "select count(*) from patient where PatStatus = 4 and EstBalance <> 0",
        "select count(*) from patient",
    ),
    "invalid_clinic": (
        f"select count(*) from paysplit where ClinicNum = {INVALID_CLINIC}",
        "select count(*) from paysplit",
    ),
    "uncompleted_procedure": (
        "select count(distinct ProcNum) from claimproc join procedurelog using (ProcNum)"
        " where Status in (0, 1) and ProcStatus = 1",
        PROCEDURES,
    ),
    "plan_row_gone": (
        "select count(distinct PayPlanNum) from payplancharge anti join payplan using (PayPlanNum)",
        "select count(*) from payplan",
    ),
    "plan_credit_orphan": (
        "select count(*) from payplancharge anti join procedurelog using (ProcNum)"
        " where ChargeType = 1 and ProcNum > 0",
        "select count(*) from payplancharge where ChargeType = 1",
    ),
    "unknown_pay_type": (
        f"select count(*) from payment where PayType = {UNKNOWN_PAY_TYPE}",
        CASH,
    ),
    "no_provider": (
        "select count(*) from paysplit where ProvNum = 0",
        "select count(*) from paysplit",
    ),
    "orphan_patient": (
        f"select count(*) from procedurelog where PatNum >= {ORPHANS_FROM}",
        "select count(*) from procedurelog",
    ),
}


@pytest.fixture(params=[general, ortho], ids=["general", "ortho"], scope="module")
def practice(request: pytest.FixtureRequest) -> Practice:
    return request.param()


@pytest.mark.parametrize("name", DEFECTS)
def test_defect(practice: Practice, name: str) -> None:
    found, among = (practice.value(query) for query in DEFECTS[name])
    expected = getattr(RATES, name) * among
    assert found >= 1
    assert found <= 2.5 * expected + 3


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [
        ("procedurelog", "PatNum", "patient"),
        ("procedurelog", "CodeNum", "procedurecode"),
        ("procedurelog", "ProvNum", "provider"),
        ("procedurelog", "AptNum", "appointment"),
        ("claimproc", "PatNum", "patient"),
        ("claimproc", "ProcNum", "procedurelog"),
        ("claimproc", "ClaimNum", "claim"),
        ("claimproc", "ClaimPaymentNum", "claimpayment"),
        ("claimproc", "PlanNum", "insplan"),
        ("claimproc", "InsSubNum", "inssub"),
        ("claimproc", "PayPlanNum", "payplan"),
        ("claim", "PatNum", "patient"),
        ("claim", "InsSubNum", "inssub"),
        ("claimsnapshot", "ClaimProcNum", "claimproc"),
        ("claimtracking", "ClaimNum", "claim"),
        ("paysplit", "PatNum", "patient"),
        ("paysplit", "PayNum", "payment"),
        ("paysplit", "ProcNum", "procedurelog"),
        ("paysplit", "AdjNum", "adjustment"),
        ("paysplit", "PayPlanNum", "payplan"),
        ("paysplit", "PayPlanChargeNum", "payplancharge"),
        ("adjustment", "PatNum", "patient"),
        ("adjustment", "ProcNum", "procedurelog"),
        ("payplancharge", "PatNum", "patient"),
        ("payplanlink", "PayPlanNum", "payplan"),
        ("inssub", "PlanNum", "insplan"),
        ("inssub", "Subscriber", "patient"),
        ("patplan", "InsSubNum", "inssub"),
        ("insplan", "CarrierNum", "carrier"),
        ("orthoproclink", "OrthoCaseNum", "orthocase"),
        ("orthoproclink", "ProcNum", "procedurelog"),
        ("orthoplanlink", "OrthoCaseNum", "orthocase"),
        ("statement", "PatNum", "patient"),
        ("statementprod", "StatementNum", "statement"),
        ("recurringcharge", "PayNum", "payment"),
        ("tasknote", "TaskNum", "task"),
        ("taskhist", "TaskNum", "task"),
        ("task", "TaskListNum", "tasklist"),
        ("commlog", "PatNum", "patient"),
        ("smsfrommobile", "CommlogNum", "commlog"),
        ("smstomobile", "PatNum", "patient"),
        ("emailmessage", "PatNum", "patient"),
        ("appointment", "PatNum", "patient"),
        ("tsitranslog", "PatNum", "patient"),
        ("userod", "EmployeeNum", "employee"),
    ],
)
def test_links_lead_somewhere(practice: Practice, table: str, column: str, parent: str) -> None:
    """Only the stated mess is orphaned: missing guarantors, orphan patients, plans gone."""
    key = CATALOG[parent].primary_key
    found = practice.row(f"""
        select count(*) filter (where {column} > 0) as links, count(*) filter (
            where {column} > 0 and {column} not in (select {key} from {parent})
        ) as broken
        from {table}
    """)
    messy = {"patient": 0.012, "payplan": 0.03}.get(parent, 0.0)
    assert found["links"] > 0
    assert found["broken"] <= messy * found["links"] + (3 if messy else 0)


def test_appointment_tasks_name_appointments() -> None:
    found = general().row("""
        select
            count(*) filter (where ObjectType = 2) as about_appointments,
            count(*) filter (where ObjectType = 2
                and KeyNum not in (select AptNum from appointment)) as broken,
            count(*) filter (where ObjectType = 1
                and KeyNum not in (select PatNum from patient)) as without_patient,
            count(*) filter (where ObjectType = 0 and KeyNum <> 0) as keyed_for_nothing
        from task
    """)
    assert found["about_appointments"] > 50
    assert found["broken"] == found["keyed_for_nothing"] == 0
    assert found["without_patient"] <= 12
