"""Small practices of pure chance: every code, sign, link and missing row that the ledger can meet.

The sample generator makes practices that look real. These do not: keys are few, so that
everything collides with everything, and each row is drawn without regard to the others.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa

from python_helpers.opendental import CATALOG

BLANK = date(1, 1, 1)
MAX_DATE = date(9999, 12, 31)


def random_practice(
    seed: int,
    as_of: date,
    pay_plans_version: int,
    aging_proc_lifo: str,
    families: int = 12,
    opendental_version: str = "24.3.10.0",
) -> dict[str, pa.Table]:
    """The ledger's tables with random rows, under OpenDental's own column names."""
    return _Builder(np.random.default_rng(seed), as_of, families).tables(
        pay_plans_version, aging_proc_lifo, opendental_version
    )


class _Builder:
    def __init__(self, rng: np.random.Generator, as_of: date, families: int) -> None:
        self.rng = rng
        self.as_of = as_of
        self.patients = families * 2
        self.procedures = families * 8
        self.plans = families
        self.adjustments = families * 4
        self.plan_charges = families * 6

    def tables(
        self, pay_plans_version: int, aging_proc_lifo: str, opendental_version: str
    ) -> dict[str, pa.Table]:
        rng = self.rng
        hidden, visible = 501, 502
        rows: dict[str, list[dict[str, object]]] = {}
        rows["patient"] = [
            {
                "PatNum": key,
                # now and then a guarantor that has no row of its own
                "Guarantor": int(rng.integers(1, self.patients + 3)),
                "PatStatus": int(rng.integers(0, 7)),
                "SuperFamily": int(rng.choice([0, 0, 1, 2])),
                "HasSuperBilling": int(rng.integers(0, 2)),
                "ClinicNum": int(rng.integers(0, 3)),
                "PriProv": 1,
            }
            for key in range(1, self.patients + 1)
        ]
        rows["procedurelog"] = [
            {
                "ProcNum": key,
                "PatNum": self.patient(),
                "ProcDate": self.day(),
                "ProcFee": self.amount(zero=0.05),
                "ProcStatus": int(rng.choice([2, 2, 2, 2, 1, 3, 6, 8])),
                "UnitQty": int(rng.choice([1, 1, 1, 1, 0, 2])),
                "BaseUnits": int(rng.choice([0, 0, 0, 1])),
                "Discount": self.amount(zero=0.5),
                "DiscountPlanAmt": self.amount(zero=0.5),
                "ProvNum": int(rng.integers(0, 3)),
                "ClinicNum": int(rng.integers(0, 2)),
            }
            for key in range(1, self.procedures + 1)
        ]
        rows["claimproc"] = [
            {
                "ClaimProcNum": key,
                "ProcNum": self.link(self.procedures, 0.2),
                "PatNum": self.patient(),
                "Status": int(rng.choice([0, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9])),
                "InsPayAmt": self.amount(zero=0.2, negative=0.1),
                "WriteOff": self.amount(zero=0.4, negative=0.1),
                "InsPayEst": self.amount(zero=0.2),
                "InsEstTotalOverride": float(rng.choice([-1, -1, 0, 35.5])),
                "WriteOffEst": float(rng.choice([-1, 0, 12.25])),
                "WriteOffEstOverride": float(rng.choice([-1, -1, 0, 9.99])),
                "DateCP": self.day(),
                "ProcDate": self.day(),
                "DateEntry": self.day(),
                "PayPlanNum": self.link(self.plans, 0.9),
            }
            for key in range(1, self.procedures * 2 + 1)
        ]
        rows["adjustment"] = [
            {
                "AdjNum": key,
                "PatNum": self.patient(),
                "AdjDate": self.day(),
                "AdjAmt": self.amount(zero=0.05, negative=0.6),
                "ProcNum": self.link(self.procedures, 0.3),
                "ProcDate": self.day(),
                "ProvNum": int(rng.integers(0, 3)),
                "ClinicNum": int(rng.integers(0, 2)),
            }
            for key in range(1, self.adjustments + 1)
        ]
        rows["payment"] = [
            {
                "PayNum": key,
                "PatNum": self.patient(),
                "PayType": int(rng.choice([0, 301, 302])),
                "PayDate": self.day(),
            }
            for key in range(1, self.procedures + 1)
        ]
        rows["paysplit"] = [
            {
                "SplitNum": key,
                "PatNum": self.patient(),
                "PayNum": int(rng.integers(1, self.procedures + 1)),
                "SplitAmt": self.amount(zero=0.05, negative=0.2),
                "DatePay": self.day(),
                "ProcNum": self.link(self.procedures, 0.5),
                "AdjNum": self.link(self.adjustments, 0.9),
                "PayPlanNum": self.link(self.plans, 0.8),
                "PayPlanChargeNum": self.link(self.plan_charges, 0.9),
                "UnearnedType": int(rng.choice([0, 0, 0, hidden, visible, 999])),
            }
            for key in range(1, self.procedures * 2 + 1)
        ]
        rows["payplan"] = [
            {
                "PayPlanNum": key,
                "PatNum": self.patient(),
                "Guarantor": self.patient(),
                "PayPlanDate": self.day(),
                "PlanNum": int(rng.choice([0, 0, 0, 7])),
                "CompletedAmt": self.amount(zero=0.2, negative=0.1),
                "IsClosed": int(rng.integers(0, 2)),
                "IsDynamic": int(rng.integers(0, 2)),
                "DynamicPayPlanTPOption": int(rng.choice([0, 1, 2, 2])),
            }
            # the last ones are gone, though charges, links and splits still name them
            for key in range(1, self.plans - 1)
        ]
        rows["payplancharge"] = [
            {
                "PayPlanChargeNum": key,
                "PayPlanNum": int(rng.integers(1, self.plans + 1)),
                "PatNum": self.patient(),
                "Guarantor": self.patient(),
                "ChargeDate": MAX_DATE if rng.random() < 0.1 else self.day(),
                "Principal": self.amount(zero=0.05, negative=0.1),
                "Interest": self.amount(zero=0.7),
                "ChargeType": int(rng.integers(0, 2)),
                "ProcNum": self.link(self.procedures, 0.3),
            }
            for key in range(1, self.plan_charges + 1)
        ]
        rows["payplanlink"] = [
            {
                "PayPlanLinkNum": key,
                "PayPlanNum": int(rng.integers(1, self.plans + 1)),
                "LinkType": int(rng.choice([1, 2, 2, 2, 3])),
                "FKey": int(rng.integers(1, self.adjustments + 5)),
                "AmountOverride": float(rng.choice([0, 0, 80, 12.34])),
                "SecDateTEntry": self.moment(),
            }
            for key in range(1, self.plans * 3)
        ]
        rows["definition"] = [
            {"DefNum": hidden, "Category": 29, "ItemName": "Hidden", "ItemValue": "X"},
            {"DefNum": visible, "Category": 29, "ItemName": "Prepayment", "ItemValue": ""},
            {"DefNum": 301, "Category": 10, "ItemName": "Check", "ItemValue": ""},
            {"DefNum": 302, "Category": 10, "ItemName": "Cash", "ItemValue": ""},
        ]
        rows["statement"] = [
            {
                "StatementNum": key,
                "PatNum": self.patient(),
                "DateSent": self.day(),
                "IsSent": int(rng.integers(0, 2)),
                "SinglePatient": int(rng.integers(0, 2)),
                "HidePayment": int(rng.integers(0, 2)),
                "SuperFamily": int(rng.choice([0, 0, 1, 2])),
                "StatementType": str(rng.choice(["NotSet", "NotSet", "LimitedStatement"])),
            }
            for key in range(1, self.patients)
        ]
        rows["stmtlink"] = [
            {
                "StmtLinkNum": key,
                "StatementNum": int(rng.integers(1, self.patients)),
                "StmtLinkType": int(rng.integers(0, 7)),
                "FKey": int(rng.integers(1, self.adjustments)),
            }
            for key in range(1, self.patients * 3)
        ]
        preferences = {
            "PayPlansVersion": str(pay_plans_version),
            "AgingProcLifo": aging_proc_lifo,
            "DateLastAging": self.as_of.isoformat(),
            "PayPlansBillInAdvanceDays": str(rng.choice([0, 10])),
            "BalancesDontSubtractIns": "0",
            "DataBaseVersion": opendental_version,
        }
        rows["preference"] = [
            {"PrefNum": number, "PrefName": name, "ValueString": value}
            for number, (name, value) in enumerate(preferences.items(), start=1)
        ]
        return {name: arrow_table(name, given) for name, given in rows.items()}

    def patient(self) -> int:
        """A patient's key; one in thirty names nobody."""
        return 9999 if self.rng.random() < 1 / 30 else int(self.rng.integers(1, self.patients + 1))

    def link(self, count: int, none: float) -> int:
        """A key that may be 0 (no link) or point to a row that is not there."""
        return 0 if self.rng.random() < none else int(self.rng.integers(1, count + 2))

    def day(self) -> date:
        """A day near a bucket's edge, somewhere else, in the future, or blank."""
        chance = self.rng.random()
        if chance < 0.03:
            return BLANK
        if chance < 0.4:
            edge = int(self.rng.choice([0, 30, 31, 60, 61, 90, 91]))
            return self.as_of - timedelta(days=edge)
        return self.as_of - timedelta(days=int(self.rng.integers(-25, 400)))

    def moment(self) -> datetime | None:
        """A time on such a day, or none."""
        day = self.day()
        return None if day == BLANK else datetime.combine(day, time(15, 4, 5))

    def amount(self, zero: float = 0.0, negative: float = 0.0) -> float:
        """Whole cents up to 300 dollars, of either sign."""
        if self.rng.random() < zero:
            return 0.0
        sign = -1 if self.rng.random() < negative else 1
        return sign * int(self.rng.integers(1, 30_000)) / 100


def arrow_table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    """Rows of an OpenDental table; what is not given is as blank as OpenDental leaves it."""
    schema = CATALOG[name].arrow_schema
    blank = {
        pa.int64(): 0,
        pa.int32(): 0,
        pa.float64(): 0.0,
        pa.date32(): BLANK,
        pa.string(): "",
        pa.timestamp("us"): None,
    }
    full = [
        {field.name: row.get(field.name, blank[field.type]) for field in schema} for row in rows
    ]
    return pa.Table.from_pylist(full, schema=schema)
