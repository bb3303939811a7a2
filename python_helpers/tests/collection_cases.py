"""A practice of hand-made accounts, one for each case of promises and attribution with a known end.

An account is named by its case: patient 34 is the account of case 34, 141 to 147 those of case 14.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import pyarrow as pa

from python_helpers.tests.random_practice import arrow_table

PHONE, TEXT, EMAIL = 3, 5, 1
SENT: Final = 1
CARD: Final = 301
Rows = list[dict[str, object]]


class Cases:
    """Collects raw rows; keys are counted up, dates are of 2024 unless given in full."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {
            name: []
            for name in ("patient", "procedurelog", "payment", "paysplit", "commlog", "task")
        }
        # a user, or the notes would be an automation's
        self.rows["userod"] = [{"UserNum": 1, "UserName": "collector"}]
        self.rows["definition"] = [{"DefNum": CARD, "Category": 10, "ItemName": "Credit Card"}]

    def account(self, key: int, owed: float, on: str = "2024-01-15") -> int:
        """An account that owes a procedure; returns its ProcNum."""
        self.rows["patient"].append({"PatNum": key, "Guarantor": key})
        return self.procedure(key, owed, on)

    def procedure(self, patient: int, fee: float, on: str) -> int:
        """A completed procedure."""
        return self._add(
            "procedurelog", "ProcNum", PatNum=patient, ProcDate=date.fromisoformat(on),
            ProcFee=fee, ProcStatus=2, UnitQty=1,
        )  # fmt: skip

    def payment(
        self, patient: int, amount: float, on: str, procedure: int, at: str | None = None
    ) -> None:
        """A payment of one split; `at` is the time of day of its last edit."""
        day = date.fromisoformat(on)
        edited = datetime.fromisoformat(f"{on} {at}") if at else datetime(2025, 1, 1)
        common: dict[str, object] = {"PatNum": patient, "SecDateTEdit": edited}
        number = self._add("payment", "PayNum", PayType=CARD, PayDate=day, PayAmt=amount, **common)
        self._add("paysplit", "SplitNum", PayNum=number, DatePay=day, SplitAmt=amount,
                  ProcNum=procedure, **common)  # fmt: skip

    def note(self, patient: int, at: str, text: str, mode: int = PHONE) -> None:
        """A commlog that the office made."""
        moment = datetime.fromisoformat(at)
        self._add("commlog", "CommlogNum", PatNum=patient, CommDateTime=moment, Note=text,
                  Mode_=mode, SentOrReceived=SENT, UserNum=1)  # fmt: skip

    def task(self, patient: int, at: str, text: str) -> None:
        """A task about a patient."""
        moment = datetime.fromisoformat(at)
        self._add("task", "TaskNum", ObjectType=1, KeyNum=patient, Descript=text,
                  DateTimeEntry=moment, DateTimeOriginal=moment, UserNum=1)  # fmt: skip

    def tables(self) -> dict[str, pa.Table]:
        """All rows, as OpenDental's tables."""
        return {name: arrow_table(name, rows) for name, rows in self.rows.items()}

    def _add(self, table: str, key: str, **columns: object) -> int:
        number = len(self.rows[table]) + 1
        self.rows[table].append({key: number} | columns)
        return number


def collection_cases() -> dict[str, pa.Table]:
    """The tables of all cases."""
    cases = Cases()
    _fourteen(cases)
    _promises(cases)
    _attribution(cases)
    return cases.tables()


def _fourteen(cases: Cases) -> None:
    """Seven promises: kept, in part, broken, kept late, paid much later, open, replaced."""
    for account, amount, due, paid in (
        (141, 200.0, "5/15/2024", (200.0, "2024-05-14")),
        (142, 100.0, "5/10/2024", (60.0, "2024-05-09")),
        (143, 300.0, "5/1/2024", None),
        (144, 150.0, "5/20/2024", (150.0, "2024-05-22")),
        (145, 80.0, "5/5/2024", (80.0, "2024-05-20")),
    ):
        procedure = cases.account(account, 1_000.0)
        cases.note(account, "2024-04-22 10:00", f"Spoke with pt, will pay ${amount:.2f} on {due}")
        if paid:
            cases.payment(account, *paid, procedure)
    cases.account(146, 1_000.0)
    cases.note(146, "2026-11-18 10:00", "Spoke with pt, will pay $90.00 on 11/25/2026")
    cases.account(147, 1_000.0)
    cases.note(147, "2026-11-09 10:00", "Spoke with pt, will pay $70.00 on 11/17/2026")
    cases.note(147, "2026-11-16 10:00", "Spoke with pt, will pay $50.00 on 12/1/2026")


def _promises(cases: Cases) -> None:
    """15: a dollar serves one promise. 161, 162: the tolerance. 17: the check bounces."""
    procedure = cases.account(15, 1_000.0)
    cases.note(15, "2024-05-01 10:00", "Spoke with pt, will pay $100.00 on 5/10/2024")
    cases.note(15, "2024-05-01 10:30", "Spoke with spouse, will pay $150.00 on 5/20/2024")
    cases.payment(15, 120.0, "2024-05-09", procedure)
    for account, paid in ((161, 99.00), (162, 98.99)):
        procedure = cases.account(account, 1_000.0)
        cases.note(account, "2024-05-01 10:00", "Spoke with pt, will pay $100.00 on 5/10/2024")
        cases.payment(account, paid, "2024-05-10", procedure)
    procedure = cases.account(17, 1_000.0)
    cases.note(17, "2024-05-01 10:00", "Spoke with pt, will pay $100.00 on 5/20/2024")
    cases.payment(17, 100.0, "2024-05-19", procedure)
    cases.payment(17, -100.0, "2024-06-02", procedure)


def _attribution(cases: Cases) -> None:
    """34: text, promise, e-mail. 35: paid before the text. 36: three messages, one payment."""
    due = "Your account is past due, balance $500.00. Please pay at our office"
    old = cases.account(34, 500.0)
    service = cases.procedure(34, 300.0, "2024-05-20")
    cases.note(34, "2024-05-02 10:00", f"Text message sent: {due}", TEXT)
    cases.note(34, "2024-05-06 10:00", "Spoke with pt, will pay $200.00 on 5/10/2024")
    cases.note(34, "2024-05-12 10:00", f"Emailed pt: {due}", EMAIL)
    cases.payment(34, 200.0, "2024-05-09", old)
    cases.payment(34, 150.0, "2024-05-14", old)
    cases.payment(34, 300.0, "2024-05-20", service)
    cases.payment(34, -150.0, "2024-05-30", old)

    old = cases.account(35, 100.0)
    cases.payment(35, 100.0, "2024-05-02", old, at="09:00:00")
    cases.note(35, "2024-05-02 11:00", f"Text message sent: {due}", TEXT)

    old = cases.account(36, 100.0)
    cases.task(36, "2024-05-01 09:00", "Call pt about past due balance of $100.00")
    cases.task(36, "2024-05-02 09:00", "Call pt again about past due balance of $100.00")
    for day in (1, 2, 3):
        cases.note(36, f"2024-05-0{day} 10:00", f"Text message sent: {due}", TEXT)
    cases.payment(36, 100.0, "2024-05-04", old)
