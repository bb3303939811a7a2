"""The Parquet folder of a practice: written beside its place, moved there when complete."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from python_helpers.errors import UserError
from python_helpers.opendental.catalog import DECLARED

_MARKER: Final = "GENERATED_PRACTICE.txt"
_MARKER_TEXT: Final = (
    "Invented data, written by `dental-collections generate`; it may be overwritten.\n"
)


class PracticeWriter:
    """Appends rows to the Parquet files of a folder, each as one row group."""

    def __init__(self, folder: Path, open_files: ExitStack) -> None:
        self.rows: dict[str, int] = defaultdict(int)
        """Rows written so far, per OpenDental table."""
        self._folder = folder
        self._open_files = open_files
        self._writers: dict[str, pq.ParquetWriter] = {}

    def table(self, name: str, rows: pa.Table) -> None:
        """Append rows to an OpenDental table."""
        self._append(f"{name}.parquet", rows)
        self.rows[name] += rows.num_rows

    def truth(self, name: str, rows: pa.Table) -> None:
        """Append rows to a table of the truth."""
        self._append(f"truth/{name}.parquet", rows)

    def truth_text(self, name: str, text: str) -> None:
        """Write a text file of the truth."""
        (self._folder / "truth" / name).write_text(text, encoding="utf-8")

    def _append(self, path: str, rows: pa.Table) -> None:
        if path not in self._writers:
            file = pq.ParquetWriter(self._folder / path, rows.schema, compression="zstd")
            self._writers[path] = self._open_files.enter_context(file)
        if rows.num_rows:
            self._writers[path].write_table(rows)


@contextmanager
def written_practice(out: Path) -> Iterator[PracticeWriter]:
    """A writer into a folder beside `out`, which takes its place when the block ends.

    When the block fails or is killed, `out` is as it was. Raises UserError when `out` is
    something else than a generated practice, or can't be written.
    """
    out = out.resolve()
    if out.exists() and not (out / _MARKER).is_file() and not _is_empty_folder(out):
        raise UserError(f"{out} is not a generated practice: give --out a new folder")
    work = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(work, ignore_errors=True)
    try:
        (work / "truth").mkdir(parents=True)
        (work / _MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        with ExitStack() as open_files:
            writer = PracticeWriter(work, open_files)
            yield writer
        missing = DECLARED.keys() - writer.rows.keys()
        if missing:
            raise RuntimeError(f"tables not written: {', '.join(sorted(missing))}")
        _replace(out, work)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UserError(f"{out}: can't write there ({why}): give --out another folder") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


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
