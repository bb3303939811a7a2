"""A folder of Parquet files, one per OpenDental table, as a source: always a whole snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from python_helpers.errors import UserError
from python_helpers.load.source import Reading
from python_helpers.opendental.catalog import DECLARED, Table

CHUNK_ROWS = 100_000
REQUIRED_TABLE = "patient"


class ParquetFolder:
    """`<table>.parquet` files with OpenDental's column names, in any case.

    Raises UserError when the folder, or a file in it, cannot be read.
    """

    kind = "parquet"
    incremental = False

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UserError(
                f"{folder} is no folder: name a folder of Parquet files, one per OpenDental "
                "table, or a database as mysql://user@host:3306/opendental"
            )
        files = {path.stem.lower(): path for path in folder.iterdir() if _is_parquet(path)}
        if REQUIRED_TABLE not in files:
            raise UserError(
                f"{folder} has no {REQUIRED_TABLE}.parquet: name the folder that holds one "
                "Parquet file per OpenDental table"
            )
        self._files = {name: _open(path) for name, path in files.items() if name in DECLARED}
        for name, file in self._files.items():
            _check_names(files[name], file.schema_arrow.names)
        self._folder = folder
        self.identity = folder.resolve().as_uri()

    def columns(self, table: Table) -> frozenset[str] | None:
        """Lower-case column names of the file, None without a file."""
        file = self._files.get(table.name)
        return frozenset(name.lower() for name in file.schema_arrow.names) if file else None

    def stamps_move(self, table: Table) -> bool:
        """A file does not tell; it is read whole anyway."""
        return False

    def place(self, table: Table) -> str:
        """The file's path."""
        return str(self._folder / f"{table.name}.parquet")

    def estimate(self, table: Table) -> int:
        """The file's own row count, exact."""
        return self._files[table.name].metadata.num_rows

    def read(self, reading: Reading) -> Iterator[pa.Table]:
        """All rows of the file, declared columns only."""
        table = reading.table
        file = self._files[table.name]
        declared = {name.lower() for name in table.columns}
        wanted = [name for name in file.schema_arrow.names if name.lower() in declared]
        try:
            for batch in file.iter_batches(batch_size=CHUNK_ROWS, columns=wanted):
                yield pa.Table.from_batches([batch])
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(Path(self.place(table)), error) from None
        reading.expected = file.metadata.num_rows

    def close(self) -> None:
        """Close every file."""
        for file in self._files.values():
            file.close()


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from None


def _check_names(path: Path, names: Sequence[str]) -> None:
    """Case does not count in names: of two that differ in nothing else, neither is believed."""
    lowered = [name.lower() for name in names]
    for position, name in enumerate(names):
        first = lowered.index(name.lower())
        if first != position:
            raise UserError(f"{path} has columns {names[first]} and {name}: keep one of them")


def _unreadable(path: Path, error: Exception) -> UserError:
    return UserError(f"{path} is no readable Parquet file ({type(error).__name__}): write it again")
