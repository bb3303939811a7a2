"""What the loader asks of a source of OpenDental tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
import pyarrow as pa

from python_helpers.load.report import Mode
from python_helpers.opendental.catalog import Table
from python_helpers.warehouse.store import Keys

NO_KEYS: Keys = np.empty(0, dtype=np.int64)


@dataclass(slots=True)
class Reading:
    """One table to read, and, once its rows have been read, what was found.

    `has_moving_stamp` tells whether the table's stamps tell every edit.
    `known` are the keys that the raw table holds for the practice, and `newest` is the latest
    change stamp among them (UTC); both only when `mode` is incremental.
    After the last chunk `expected` is the number of rows that the raw table must then hold,
    and `deleted` the known keys that the source no longer has (incremental only: after a
    full reading, whatever did not come is gone).
    """

    table: Table
    mode: Mode
    missing_columns: tuple[str, ...] = ()
    has_moving_stamp: bool = False
    known: Keys = field(default_factory=lambda: NO_KEYS)
    newest: datetime | None = None
    rows_read: int = 0
    expected: int = 0
    deleted: Keys = field(default_factory=lambda: NO_KEYS)

    def read_in_full(self) -> None:
        """Forget what is known: every row is to be read again."""
        self.mode, self.known, self.newest = "full", NO_KEYS, None


class Source(Protocol):
    """A practice's OpenDental tables, read-only."""

    kind: str
    """`parquet` or `mysql`."""

    identity: str
    """Names the database, without credentials: rows of another one are no base for increments."""

    incremental: bool
    """Whether changes can be read since a stamp; False for a snapshot."""

    def columns(self, table: Table) -> frozenset[str] | None:
        """Lower-case names of the table's columns; None where the source lacks the table."""

    def stamps_move(self, table: Table) -> bool:
        """Whether every edit of a row moves its change stamp; asked of tables that have one."""

    def place(self, table: Table) -> str:
        """The table's place in the source, for messages."""

    def estimate(self, table: Table) -> int:
        """About how many rows a full reading yields."""

    def read(self, reading: Reading) -> Iterator[pa.Table]:
        """The rows wanted, in chunks of bounded size; fills in the reading's outcome."""

    def close(self) -> None:
        """Let go of files and connections."""
