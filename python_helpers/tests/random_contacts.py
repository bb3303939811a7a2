"""What an office of pure chance wrote down: tasks, notes, texts and letters, to every odd key.

Goes with the ledger of `random_practice`: the same few patients, so that everything collides.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from python_helpers.tests.random_practice import arrow_table

PHRASES = (
    "pt will pay $50 on friday",
    "promised 120.00 by the 15th",
    "says will send $75 next week, call back on monday",
    "took 40.00 cash on acct",
    "LM re balance",
    "called about past due bal, no answer",
    "wants payment plan, 5 x $60 starting 1/5",
    "disputes the balance, says ins should have paid",
    "refuses to pay the balance",
    "lost job, cannot pay balance now",
    "number disconnected, past due account",
    "sent to collections agency",
    "filed bankruptcy, stop all collection calls",
    "write off small balance",
    "waiting on ins to pay before pt pays balance, check again 3/1",
    "Text message sent: Your account is past due, please call us",
    "confirmed appt",
    "checked claim status with carrier",
    "recall due, will call in spring",
    "",
)
COUNTS = {
    "tasks": 24,
    "task_notes": 24,
    "commlogs": 36,
    "texts": 10,
    "replies": 6,
    "emails": 8,
    "agency": 3,
    "appointments": 12,
}
USERS = 4
LISTS = ("Collections", "Insurance", "Inbox 1", "Calls", "Misc", "Past-Due Drive", "Later")
PRIORITIES = (601, 602)


def random_contacts(seed: int, as_of: date, patients: int) -> dict[str, pa.Table]:
    """Tables of tasks and communications, under OpenDental's own column names."""
    return _Office(np.random.default_rng(seed), as_of, patients).tables()


class _Office:
    def __init__(self, rng: np.random.Generator, as_of: date, patients: int) -> None:
        self.rng = rng
        self.as_of = as_of
        self.patients = patients

    def tables(self) -> dict[str, pa.Table]:
        return {
            name: arrow_table(name, rows)
            for name, rows in {**self._people(), **self._tasks(), **self._messages()}.items()
        }

    def _people(self) -> dict[str, list[dict[str, object]]]:
        return {
            "userod": [
                {
                    "UserNum": key,
                    "UserName": f"user{key}",
                    "TaskListInBox": int(self.rng.choice([0, 3, 3, 5])),
                    "IsHidden": int(self.rng.random() < 0.2),
                }
                for key in range(1, USERS + 1)
            ],
            "appointment": [
                {
                    "AptNum": key,
                    "PatNum": self.patient(),
                    "AptStatus": 1,
                    "AptDateTime": self.time(),
                }
                for key in range(1, COUNTS["appointments"] + 1)
            ],
            "tsitranslog": [
                {
                    "TsiTransLogNum": key,
                    "PatNum": self.patient(),
                    "TransType": int(self.rng.integers(0, 8)),
                    "TransDateTime": self.time(),
                }
                for key in range(1, COUNTS["agency"] + 1)
            ],
        }

    def _tasks(self) -> dict[str, list[dict[str, object]]]:
        rng = self.rng
        return {
            "tasklist": [
                {
                    "TaskListNum": key,
                    "Descript": name,
                    "Parent": int(rng.choice([0, 0, 3, key - 1])),
                }
                for key, name in enumerate(LISTS, start=1)
            ],
            "task": [
                {
                    "TaskNum": key,
                    "TaskListNum": int(rng.integers(0, len(LISTS) + 2)),
                    "ObjectType": int(rng.choice([0, 1, 1, 1, 2])),
                    "KeyNum": self.patient(),
                    "Descript": self.text(),
                    "TaskStatus": int(rng.integers(0, 3)),
                    "IsRepeating": int(rng.random() < 0.1),
                    "DateType": int(rng.choice([0, 0, 1])),
                    "DateTask": self.day(),
                    "DateTimeOriginal": None if rng.random() < 0.2 else self.time(),
                    "DateTimeEntry": None if rng.random() < 0.1 else self.time(),
                    "DateTimeFinished": None if rng.random() < 0.5 else self.time(),
                    "UserNum": int(rng.integers(0, USERS + 1)),
                    "PriorityDefNum": int(rng.choice([0, *PRIORITIES])),
                    "ReminderGroupId": str(rng.choice(["", "", "g"])),
                }
                for key in range(1, COUNTS["tasks"] + 1)
            ],
            "tasknote": [
                {
                    "TaskNoteNum": key,
                    "TaskNum": int(rng.integers(1, COUNTS["tasks"] + 2)),
                    "UserNum": int(rng.integers(0, USERS + 1)),
                    "DateTimeNote": self.time(),
                    "Note": self.text(),
                }
                for key in range(1, COUNTS["task_notes"] + 1)
            ],
        }

    def _messages(self) -> dict[str, list[dict[str, object]]]:
        rng = self.rng
        return {
            "commlog": [
                {
                    "CommlogNum": key,
                    "PatNum": self.patient(),
                    "CommDateTime": self.time(),
                    "Note": self.text(),
                    "Mode_": int(rng.integers(0, 9)),
                    "SentOrReceived": int(rng.integers(0, 3)),
                    "UserNum": int(rng.integers(0, USERS + 1)),
                }
                for key in range(1, COUNTS["commlogs"] + 1)
            ],
            "smstomobile": [
                {
                    "SmsToMobileNum": key,
                    "PatNum": self.patient(),
                    "MsgType": int(rng.integers(0, 20)),
                    "MsgText": "Your account is past due, please call us",
                    "SmsStatus": int(rng.integers(0, 6)),
                    "DateTimeSent": self.time(),
                }
                for key in range(1, COUNTS["texts"] + 1)
            ],
            "smsfrommobile": [
                {
                    "SmsFromMobileNum": key,
                    "PatNum": self.patient(),
                    "CommlogNum": int(rng.integers(0, COUNTS["commlogs"] + 1)),
                    "MsgText": self.text(),
                    "DateTimeReceived": self.time(),
                }
                for key in range(1, COUNTS["replies"] + 1)
            ],
            "emailmessage": [
                {
                    "EmailMessageNum": key,
                    "PatNum": self.patient(),
                    "MsgDateTime": self.time(),
                    "SentOrReceived": int(rng.integers(0, 12)),
                    "MsgType": str(rng.choice(["", "Statement", "MsgToPay"])),
                }
                for key in range(1, COUNTS["emails"] + 1)
            ],
        }

    def patient(self) -> int:
        """A patient's key; one in twenty names nobody."""
        return 9999 if self.rng.random() < 1 / 20 else int(self.rng.integers(1, self.patients + 1))

    def text(self) -> str:
        """A note, of a balance or not."""
        return str(self.rng.choice(PHRASES))

    def day(self) -> date:
        """A day of the last months, now and then of the coming ones."""
        return self.as_of - timedelta(days=int(self.rng.integers(-20, 200)))

    def time(self) -> datetime:
        """A time of such a day; few hours, so that many are the same."""
        return datetime.combine(self.day(), datetime.min.time()) + timedelta(
            hours=int(self.rng.choice([0, 9, 9, 10, 16]))
        )
