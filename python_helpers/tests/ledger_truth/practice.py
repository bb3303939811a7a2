"""Small practices written row by row, and one family's balances read back, for the ledger tests."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from python_helpers.ledger_truth import family_balances
from python_helpers.opendental.catalog import CATALOG

AS_OF = date(2026, 6, 30)

Row = tuple[str, dict[str, Any]]


def ago(days: int) -> date:
    """A day before the as-of date; negative is after it."""
    return AS_OF - timedelta(days=days)


def patient(number: int, guarantor: int) -> Row:
    return "patient", {"PatNum": number, "Guarantor": guarantor}


def procedure(fee: float, day: date | None, **columns: Any) -> Row:
    row = {"PatNum": 1, "ProcFee": fee, "ProcDate": day, "ProcStatus": 2, "UnitQty": 1}
    return "procedurelog", row | columns


def claimproc(status: int, day: date | None, **columns: Any) -> Row:
    return "claimproc", {"PatNum": 1, "Status": status, "DateCP": day} | columns


def adjustment(amount: float, day: date | None, **columns: Any) -> Row:
    return "adjustment", {"PatNum": 1, "AdjAmt": amount, "AdjDate": day} | columns


def split(amount: float, day: date | None, **columns: Any) -> Row:
    return "paysplit", {"PatNum": 1, "SplitAmt": amount, "DatePay": day} | columns


def plan(**columns: Any) -> Row:
    return "payplan", {"PayPlanNum": 1, "PatNum": 1, "Guarantor": 1} | columns


def debit(principal: float, day: date | None, **columns: Any) -> Row:
    row = {"PayPlanNum": 1, "PatNum": 1, "Guarantor": 1, "ChargeType": 0}
    return "payplancharge", row | {"Principal": principal, "ChargeDate": day} | columns


def credit(principal: float, day: date | None, **columns: Any) -> Row:
    return debit(principal, day, ChargeType=1, **columns)


def link(kind: int, key: int, **columns: Any) -> Row:
    return "payplanlink", {"PayPlanNum": 1, "LinkType": kind, "FKey": key} | columns


def unearned_type(number: int, item_value: str, category: int = 29) -> Row:
    return "definition", {"DefNum": number, "Category": category, "ItemValue": item_value}


def preference(name: str, value: str) -> Row:
    return "preference", {"PrefName": name, "ValueString": value}


def practice(
    *rows: Row, version: int | None = 2, lifo: int | None = 1, bill_in_advance: int | None = None
) -> dict[str, pa.Table]:
    """Arrow tables as a Parquet practice has them; rows without a key are numbered from 1.

    Where no patient is given there is patient 1, their own guarantor.
    """
    given = defaultdict(list)
    for table, row in rows:
        key = CATALOG[table].primary_key
        given[table].append({key: len(given[table]) + 1} | row)
    given["patient"] = given["patient"] or [patient(1, 1)[1]]
    for name, value in {
        "PayPlansVersion": version,
        "AgingProcLifo": lifo,
        "PayPlansBillInAdvanceDays": bill_in_advance,
    }.items():
        if value is not None:
            given["preference"].append(preference(name, str(value))[1])
    return {
        name: pa.Table.from_pylist(table, schema=CATALOG[name].arrow_schema)
        for name, table in given.items()
    }


class Balances(NamedTuple):
    """One family's row, buckets youngest first."""

    buckets: tuple[float, float, float, float]
    total: float
    ins_est: float
    plan_due: float


def balances(tables: dict[str, pa.Table], account: int = 1, as_of: date = AS_OF) -> Balances:
    [row] = [
        row for row in family_balances(tables, as_of).to_pylist() if row["account_id"] == account
    ]
    return Balances(
        (row["bal_0_30"], row["bal_31_60"], row["bal_61_90"], row["bal_over_90"]),
        row["bal_total"],
        row["ins_est"],
        row["pay_plan_due"],
    )
