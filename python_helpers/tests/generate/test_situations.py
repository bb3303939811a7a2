"""All that OpenDental's ledger and aging treat apart occurs in the practice of `make demo`."""

from __future__ import annotations

import pytest

from python_helpers.tests.generate.practices import general, ortho

TIED = "adjustment join procedurelog using (ProcNum) where ProcStatus = 2 and AdjAmt < 0"
LINKED = """
    payplanlink join procedurelog on LinkType = 2 and FKey = procedurelog.ProcNum
    join payplan using (PayPlanNum) where ProcStatus = 2 and AmountOverride = 0
"""
HIDDEN = "(select DefNum from definition where Category = 29 and ItemValue <> '')"


def on_linked(status: int) -> str:
    return f"""
        payplanlink join procedurelog on LinkType = 2 and FKey = procedurelog.ProcNum
        join claimproc on claimproc.ProcNum = procedurelog.ProcNum
        where AmountOverride = 0 and Status = {status}
    """


SITUATIONS = {
    "tied discount on the day": f"{TIED} and AdjDate = procedurelog.ProcDate",
    "tied discount later": f"{TIED} and AdjDate > procedurelog.ProcDate",
    "tied discount earlier": f"{TIED} and AdjDate < procedurelog.ProcDate",
    "tied discount ahead": f"{TIED} and AdjDate > '2026-11-20'",
    "discount on a future procedure": f"{TIED} and procedurelog.ProcDate > '2026-11-20'",
    "other date stored on the discount": f"{TIED} and adjustment.ProcDate <> procedurelog.ProcDate",
    "other provider on the discount": f"{TIED} and adjustment.ProvNum <> procedurelog.ProvNum",
    "tax on a procedure": "adjustment where ProcNum > 0 and AdjAmt > 0",
    "units above one": "procedurelog where ProcStatus = 2 and UnitQty > 1",
    "base units": "procedurelog where ProcStatus = 2 and BaseUnits > 0",
    "no charge": "procedurelog where ProcStatus = 2 and ProcFee = 0",
    "by-total pay": "claimproc where ProcNum = 0 and Status = 1 and InsPayAmt > 0",
    "claim total moved": "claimproc where IsTransfer = 1 and InsPayAmt < 0",
    "denial": "claimproc where Status = 1 and InsPayAmt = 0 and WriteOff = 0 and FeeBilled > 0",
    "supplemental": "claimproc where Status = 4 and IsTransfer = 0 and InsPayAmt > 0",
    "money taken back": "claimproc where Status = 4 and IsTransfer = 0 and InsPayAmt < 0",
    "received without a check": "claimproc where Status = 1 and ClaimPaymentNum = 0",
    "open estimate with write-off": "claimproc where Status = 0 and WriteOff > 0",
    "over-payment row": "claimproc where IsOverpay = 1 and Status = 0",
    "negative estimate": "claimproc where Status = 0 and InsPayEst < 0",
    "preauthorisation": "claimproc where Status = 2",
    "benefit adjustment": "claimproc where Status = 3",
    "capitation pay": "claimproc where Status = 5 and InsPayAmt > 0",
    "estimate off the claim": "claimproc where Status = 6",
    "capitation write-off": "claimproc where Status = 7 and WriteOff > 0",
    "capitation estimate": "claimproc where Status = 8",
    "insurance history": "claimproc where Status = 9",
    "estimate override": "claimproc where InsEstTotalOverride > 0",
    "pay on a procedure not complete": (
        "claimproc join procedurelog using (ProcNum)"
        " where Status in (1, 4) and InsPayAmt > 0 and ProcStatus <> 2"
    ),
    "estimate on a procedure not complete": (
        "claimproc join procedurelog using (ProcNum) where Status = 0 and ProcStatus <> 2"
    ),
    "secondary claim": "claim where ClaimType = 'S' and ClaimStatus = 'R'",
    "held secondary claim": "claim where ClaimType = 'S' and ClaimStatus = 'H'",
    "visible unearned": f"paysplit where UnearnedType > 0 and UnearnedType not in {HIDDEN}",
    "hidden unearned": f"paysplit where UnearnedType in {HIDDEN} and PayPlanNum = 0",
    "hidden unearned on a plan": f"paysplit where UnearnedType in {HIDDEN} and PayPlanNum > 0",
    "unallocated split": (
        "paysplit where ProcNum = 0 and AdjNum = 0 and PayPlanNum = 0 and UnearnedType = 0"
    ),
    "split on an adjustment": "paysplit where AdjNum > 0",
    "split in another family": (
        "paysplit join payment using (PayNum) join patient p on p.PatNum = paysplit.PatNum"
        " join patient q on q.PatNum = payment.PatNum"
        " where PayType = 0 and SplitAmt > 0 and p.Guarantor <> q.Guarantor"
    ),
    "refund": "payment where PayAmt < 0",
    "transfer": "payment where PayType = 0",
    "ACH failed": "payment where PaymentStatus = 3",
    "static plan": "payplan where IsDynamic = 0 and PlanNum = 0",
    "closed static plan": "payplan where IsDynamic = 0 and IsClosed = 1 and PlanNum = 0",
    "closed dynamic plan": "payplan where IsDynamic = 1 and IsClosed = 1",
    "open dynamic plan": "payplan where IsDynamic = 1 and IsClosed = 0",
    "insurance plan": "payplan where PlanNum > 0 and Guarantor = 0 and CompletedAmt > 0",
    "pay on an insurance plan": "claimproc where PayPlanNum > 0 and Status in (1, 4)",
    "plan of another family": (
        "payplan join patient p on p.PatNum = payplan.PatNum"
        " join patient g on g.PatNum = payplan.Guarantor where p.Guarantor <> g.Guarantor"
    ),
    "debit on another account": "payplancharge where ChargeType = 0 and Guarantor <> PatNum",
    "credit of treatment to come": (
        "payplancharge where ChargeType = 1 and ChargeDate = '9999-12-31'"
    ),
    "credit without procedure": "payplancharge where ChargeType = 1 and ProcNum = 0",
    "interest": "payplancharge where Interest > 0",
    "negative principal": "payplancharge where ChargeType = 0 and Principal < 0",
    "offset": "payplancharge where IsOffset = 1",
    "debit to come soon": (
        "payplancharge where ChargeType = 0"
        " and ChargeDate between date '2026-11-21' and date '2026-11-30'"
    ),
    "plan row gone": "payplancharge anti join payplan using (PayPlanNum)",
    "credit for a missing procedure": (
        "payplancharge anti join procedurelog using (ProcNum) where ChargeType = 1 and ProcNum > 0"
    ),
    "link with override": "payplanlink where LinkType = 2 and AmountOverride > 0",
    "link without override": LINKED,
    "link on an adjustment": "payplanlink join adjustment on LinkType = 1 and FKey = AdjNum",
    "linked adjustment paid in part": (
        "payplanlink join paysplit on LinkType = 1 and FKey = paysplit.AdjNum"
        " where paysplit.PayPlanNum = 0"
    ),
    "link on a case": "payplanlink where LinkType = 3",
    "link on a procedure not complete": (
        "payplanlink join procedurelog on LinkType = 2 and FKey = ProcNum where ProcStatus <> 2"
    ),
    "hidden money on a linked procedure": (
        "payplanlink join paysplit on LinkType = 2 and FKey = paysplit.ProcNum"
        f" where AmountOverride = 0 and paysplit.PayPlanNum = 0 and UnearnedType in {HIDDEN}"
    ),
    "discount on a linked procedure": (
        "payplanlink join adjustment on LinkType = 2 and FKey = ProcNum where AmountOverride = 0"
    ),
    **{f"line of status {s} on a link": on_linked(s) for s in (0, 1, 2, 4, 5, 6, 7, 8, 9)},
    "recurring charge failed": "recurringcharge where ChargeStatus in (2, 3) and PayNum = 0",
    "recurring charge made": "recurringcharge where ChargeStatus = 1 and PayNum > 0",
    "merged patient": "patientlink where LinkType = 1",
    "cloned patient": "patientlink where LinkType = 2",
    "deceased": "patient where PatStatus = 5",
    "super family": "patient where SuperFamily > 0 and HasSuperBilling = 1",
    "clinic unassigned": "procedurelog where ProcStatus = 2 and ClinicNum = 0",
    "hidden provider with money": (
        "procedurelog join provider using (ProvNum) where ProcStatus = 2 and IsHidden = 1"
    ),
    "in collections": "patient join definition on DefNum = BillingType where ItemValue = 'C'",
    "never to be sent": "patient join definition on DefNum = BillingType where ItemValue = 'CE'",
    "sent to the agency": "tsitranslog where TransType = 4",
    "statement not sent": "statement where IsSent = 0",
    "limited statement": "statement where StatementType = 'LimitedStatement'",
    "item of a limited statement": (
        "stmtlink join statement using (StatementNum) where StatementType = 'LimitedStatement'"
    ),
    "slip from the desk": "statement where SinglePatient = 1 and HidePayment = 1 and IsReceipt = 0",
    "super statement": "statement where SuperFamily > 0",
    "late charge of a statement": "statementprod where LateChargeAdjNum > 0",
    "reminder": "task where ReminderGroupId <> ''",
    "repeating template": "task where IsRepeating = 1",
    "task in an inbox": "task join userod on TaskListNum = TaskListInBox",
    "opt-out of statements": "commoptout where OptOutSms & 256 > 0",
    "ambiguous sender": "smsfrommobile where MatchCount > 1",
    "e-mail that bounced": "emailmessage where SentOrReceived = 17",
    "automatic commlog": "commlog where UserNum = 0 and CommSource in (3, 4)",
}  # fmt: skip


@pytest.mark.parametrize("name", SITUATIONS)
def test_situation(name: str) -> None:
    assert general().value(f"select count(*) from {SITUATIONS[name]}") > 0


def test_all_codes_occur() -> None:
    practice = general()
    codes = {
        "procedurelog.ProcStatus": set(range(1, 9)),
        "claimproc.Status": set(range(10)),
        "claim.ClaimStatus": set("UHWSRI"),
        "patient.PatStatus": {0, 2, 3, 4, 5},
        "patient.TxtMsgOk": {0, 1, 2},
        "task.ObjectType": {0, 1, 2},
        "task.TaskStatus": {0, 1, 2},
        "commlog.Mode_": {0, 1, 2, 3, 4, 5},
        "commlog.SentOrReceived": {0, 1, 2},
        "statement.Mode_": {0, 1, 2, 3},
        "appointment.AptStatus": {1, 2, 3, 5, 6},
        "insplan.PlanType": {"", "p", "f", "c"},
        "payplan.PaySchedule": {0, 2, 3, 4},
    }
    for place, wanted in codes.items():
        table, column = place.split(".")
        found = {row[0] for row in practice.rows(f"select distinct {column} from {table}")}
        assert found >= wanted, place


def test_families_reach_across_clinics_and_months() -> None:
    found = general().row("""
        select
            (select count(distinct ClinicNum) from patient) as clinics,
            (select max(members) from (select count(*) as members from patient group by Guarantor))
                as largest,
            (select count(distinct date_trunc('month', ProcDate)) from procedurelog
                where ProcStatus = 2 and year(ProcDate) > 1) as months
    """)
    assert found["clinics"] >= 4
    assert found["largest"] >= 5
    assert found["months"] >= 60


def test_ortho_steps_add_up_to_their_case() -> None:
    """Banding, visits and debond, done and to come, make the contract's fee."""
    differing = ortho().value("""
        select count(*) from orthocase join (
            select OrthoCaseNum, sum(ProcFee) as done from orthoproclink
            join procedurelog using (ProcNum) group by 1
        ) using (OrthoCaseNum)
        where DebondDate > '1900-01-01' and abs(done - Fee) > 0.001
    """)
    finished = ortho().value("select count(*) from orthocase where DebondDate > '1900-01-01'")
    assert finished > 50
    assert differing <= 3
    kinds = {row[0] for row in ortho().rows("select distinct ProcLinkType from orthoproclink")}
    assert kinds == {0, 1, 2}
    links = {row[0] for row in ortho().rows("select distinct LinkType from orthoplanlink")}
    assert links == {0, 1, 2}
