"""The Parquet folder of a practice: written beside its place, moved there when complete."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from python_helpers.errors import UserError
from python_helpers.opendental.catalog import CATALOG

_MARKER: Final = "GENERATED_PRACTICE.txt"
_MARKER_TEXT: Final = (
    "Invented data, written by `dental-collections generate`; it may be overwritten.\n"
)


class PracticeWriter:
    """Writes tables in parts; `out` appears, or changes, only when the block ends without error.

    Raises UserError when `out` is something else than a generated practice.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._work = out.with_name(f".{out.name}.unfinished")
        self._writers: dict[Path, pq.ParquetWriter] = {}
        self.rows: dict[str, int] = defaultdict(int)
        if out.exists() and not (out / _MARKER).is_file() and not _is_empty_folder(out):
            raise UserError(f"{out} is not a generated practice: give --out a new folder")

    def __enter__(self) -> PracticeWriter:
        try:
            shutil.rmtree(self._work, ignore_errors=True)
            (self._work / "truth").mkdir(parents=True)
            (self._work / _MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        except OSError as error:
            raise UserError(f"{self.out}: can't write there: {error.strerror}") from error
        return self

    def table(self, name: str, rows: pa.Table) -> None:
        """Append rows to an OpenDental table."""
        self._append(self._work / f"{name}.parquet", rows)
        self.rows[name] += rows.num_rows

    def truth(self, name: str, rows: pa.Table) -> None:
        """Append rows to a table of the truth."""
        self._append(self._work / "truth" / f"{name}.parquet", rows)

    def truth_text(self, name: str, text: str) -> None:
        """Write a text file of the truth."""
        (self._work / "truth" / name).write_text(text, encoding="utf-8")

    def _append(self, path: Path, rows: pa.Table) -> None:
        writer = self._writers.get(path)
        if writer is None:
            writer = self._writers[path] = pq.ParquetWriter(path, rows.schema, compression="zstd")
        if rows.num_rows:
            writer.write_table(rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        if error is not None:
            shutil.rmtree(self._work, ignore_errors=True)
            return
        missing = [name for name in CATALOG if not (self._work / f"{name}.parquet").is_file()]
        if missing:
            raise RuntimeError(f"tables not written: {', '.join(missing)}")
        _replace(self.out, self._work)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _replace(out: Path, work: Path) -> None:
    """Put the finished folder in place; the old one goes only after the new one stands."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def as_table(columns: Mapping[str, pa.Array]) -> pa.Table:
    """A table from named arrays."""
    return pa.table(dict(columns))
