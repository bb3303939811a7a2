"""What may happen to a practice's raw rows between two loads, as SQL that every engine runs.

Edits, deletes, moves and back-dating; nothing tells the warehouse of them but the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from python_helpers.opendental import CATALOG
from python_helpers.tests.random_contacts import LISTS, PHRASES, USERS

# tables with their key, and the columns that an edit may set
KEYS: Mapping[str, str] = {
    "task": "tasknum",
    "tasknote": "tasknotenum",
    "commlog": "commlognum",
    "smstomobile": "smstomobilenum",
    "smsfrommobile": "smsfrommobilenum",
    "emailmessage": "emailmessagenum",
    "statement": "statementnum",
    "stmtlink": "stmtlinknum",
    "procedurelog": "procnum",
    "adjustment": "adjnum",
    "paysplit": "splitnum",
    "payment": "paynum",
    "claimproc": "claimprocnum",
    "tsitranslog": "tsitranslognum",
    "patient": "patnum",
    "appointment": "aptnum",
}
TEXTS: Mapping[str, str] = {"task": "descript", "tasknote": "note", "commlog": "note"}
DAYS: Mapping[str, tuple[str, ...]] = {
    "procedurelog": ("procdate",),
    "adjustment": ("adjdate",),
    "paysplit": ("datepay",),
    "statement": ("datesent",),
    "claimproc": ("datecp",),
    "task": ("datetask",),
}
TIMES: Mapping[str, tuple[str, ...]] = {
    "task": ("datetimeoriginal", "datetimeentry", "datetimefinished"),
    "tasknote": ("datetimenote",),
    "commlog": ("commdatetime",),
    "smstomobile": ("datetimesent",),
    "smsfrommobile": ("datetimereceived",),
    "emailmessage": ("msgdatetime",),
    "tsitranslog": ("transdatetime",),
}
AMOUNTS: Mapping[str, str] = {
    "procedurelog": "procfee",
    "adjustment": "adjamt",
    "paysplit": "splitamt",
    "claimproc": "inspayest",
}
NUMBERS: Mapping[str, tuple[str, int]] = {
    "task": ("taskstatus", 3),
    "commlog": ("sentorreceived", 3),
    "procedurelog": ("procstatus", 4),
    "claimproc": ("status", 5),
    "smstomobile": ("smsstatus", 6),
    "statement": ("issent", 2),
    "patient": ("superfamily", 3),
    "payment": ("paytype", 2),
}
# numbers of other rows: whose work it is, where it was done, what it pays
LINKS: Mapping[str, tuple[str, ...]] = {
    "procedurelog": ("provnum", "clinicnum"),
    "adjustment": ("procnum", "clinicnum"),
    "paysplit": ("procnum", "adjnum", "clinicnum"),
    "claimproc": ("procnum", "provnum"),
    "stmtlink": ("statementnum", "fkey"),
}
OF_PATIENTS = ("commlog", "smstomobile", "statement", "paysplit", "procedurelog", "tsitranslog")


@dataclass(frozen=True, slots=True)
class Edits:
    """Random edits of one practice."""

    rng: np.random.Generator
    practice: int
    as_of: date
    patients: int

    def draw(self, count: int) -> list[str]:
        """SQL statements, each of one thing that happened."""
        kinds: tuple[Callable[[], str], ...] = (
            self.rewrite,
            self.rewrite,
            self.redate,
            self.retime,
            self.reprice,
            self.renumber,
            self.relink,
            self.relink,
            self.move_to_patient,
            self.delete,
            self.delete,
            self.move_task,
            self.move_family,
            self.rename_list,
            self.move_inbox,
            self.repeat,
        )
        return [kinds[int(self.rng.integers(len(kinds)))]() for _ in range(count)]

    def rewrite(self) -> str:
        """A text is edited."""
        table = self._one_of(TEXTS)
        return self._set(table, TEXTS[table], f"'{self.rng.choice(PHRASES)}'")

    def redate(self) -> str:
        """A row is dated back or forward."""
        table = self._one_of(DAYS)
        return self._set(table, str(self.rng.choice(DAYS[table])), f"date '{self._day()}'")

    def retime(self) -> str:
        """A row with a time is moved to another."""
        table = self._one_of(TIMES)
        time = datetime.combine(self._day(), datetime.min.time()) + timedelta(
            hours=int(self.rng.choice([0, 9, 15]))
        )
        return self._set(table, str(self.rng.choice(TIMES[table])), f"timestamp '{time}'")

    def reprice(self) -> str:
        """An amount is put right."""
        table = self._one_of(AMOUNTS)
        return self._set(table, AMOUNTS[table], f"{int(self.rng.integers(1, 20_000)) / 100}")

    def renumber(self) -> str:
        """A status or a direction changes."""
        table = self._one_of(NUMBERS)
        column, values = NUMBERS[table]
        return self._set(table, column, str(int(self.rng.integers(0, values))))

    def relink(self) -> str:
        """A row is put on another procedure, provider or clinic, or on none."""
        table = self._one_of(LINKS)
        value = str(int(self.rng.integers(0, 24)))
        return self._set(table, str(self.rng.choice(LINKS[table])), value)

    def move_to_patient(self) -> str:
        """A row goes to another patient, as in a merge."""
        table = str(self.rng.choice(OF_PATIENTS))
        return self._set(table, "patnum", str(self._patient()))

    def move_family(self) -> str:
        """A patient goes to another family."""
        return self._set("patient", "guarantor", str(self._patient()))

    def delete(self) -> str:
        """A row is gone, and leaves behind what hangs on it."""
        table = self._one_of(KEYS)
        return f"delete from opendental.{table} where {self._some_row(table)}"

    def move_task(self) -> str:
        """A task is given to somebody else, by putting it into another list."""
        return self._set("task", "tasklistnum", str(int(self.rng.integers(0, len(LISTS) + 2))))

    def rename_list(self) -> str:
        """A list gets another name, and its tasks another meaning."""
        name, number = self.rng.choice(LISTS), self.rng.integers(1, len(LISTS) + 1)
        return (
            f"update opendental.tasklist set descript = '{name}' "
            f"where practice_id = {self.practice} and tasklistnum = {number}"
        )

    def move_inbox(self) -> str:
        """A user takes over an inbox."""
        inbox, user = self.rng.integers(0, len(LISTS) + 1), self.rng.integers(1, USERS + 1)
        return (
            f"update opendental.userod set tasklistinbox = {inbox} "
            f"where practice_id = {self.practice} and usernum = {user}"
        )

    def repeat(self) -> str:
        """A row is copied under a new key, as a second entry of the same."""
        table = self._one_of({"task", "tasknote", "commlog", "paysplit", "procedurelog"})
        key = KEYS[table]
        names = [field.name.lower() for field in CATALOG[table].arrow_schema]
        values = [f"{key} + 1000" if name == key else name for name in names]
        return (
            f"insert into opendental.{table} (practice_id, {', '.join(names)}) "
            f"select practice_id, {', '.join(values)} from opendental.{table} "
            f"where {self._some_row(table)} and {key} < 1000"
        )

    def _set(self, table: str, column: str, value: str) -> str:
        return f"update opendental.{table} set {column} = {value} where {self._some_row(table)}"

    def _some_row(self, table: str) -> str:
        """Which row: by its rest, so that there nearly always is one, and now and then two."""
        return (
            f"practice_id = {self.practice} and {KEYS[table]} % 8 = {int(self.rng.integers(8))} "
            f"and {KEYS[table]} % 3 = {int(self.rng.integers(3))}"
        )

    def _one_of(self, tables: Mapping[str, object] | set[str]) -> str:
        return str(self.rng.choice(sorted(tables)))

    def _patient(self) -> int:
        return int(self.rng.integers(1, self.patients + 1))

    def _day(self) -> date:
        return self.as_of - timedelta(days=int(self.rng.integers(-20, 200)))
