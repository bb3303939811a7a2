"""Contacts about money as they come about, to be written down at the end of a chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from python_helpers.generate.calendar import Ints
from python_helpers.generate.contacts.notes import topic_number
from python_helpers.generate.contacts.phrases import DateStyle
from python_helpers.generate.site.practice import NO_DAY

_COLUMNS: Final = ("episode", "patient", "day", "topic", "balance", "promised", "due_style", "due",
                   "paid")  # fmt: skip


@dataclass(slots=True)
class Contacts:
    """Notes and messages to be written; a contact's number is its position."""

    parts: list[dict[str, Ints]] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        topic: str | Ints,
        episode: Any,
        patient: Ints,
        day: Ints,
        **meaning: Any,
    ) -> Ints:
        """Append contacts, with balance, promised, due_style, due and paid where known.

        Returns their numbers.
        """
        rows: dict[str, Any] = {"due": NO_DAY, "due_style": int(DateStyle.month_day)} | meaning
        rows |= {"episode": episode, "patient": patient, "day": day}
        rows["topic"] = topic_number(topic) if isinstance(topic, str) else topic
        count = len(day)
        self.parts.append(
            {
                name: np.broadcast_to(np.asarray(rows.get(name, 0), np.int64), count).copy()
                for name in _COLUMNS
            }
        )
        self.count += count
        return np.arange(self.count - count, self.count)

    def all(self) -> dict[str, Ints]:
        """All contacts by number."""
        return {name: np.concatenate([part[name] for part in self.parts]) for name in _COLUMNS}
