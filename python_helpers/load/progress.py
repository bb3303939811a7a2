"""A progress bar over the tables of a load."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from python_helpers.load.source import Reading, Source


class LoadProgress:
    """Shows which table is read and how far; silent without a console."""

    def __init__(
        self, console: Console | None, source: Source, readings: Sequence[Reading]
    ) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=console is None,
            transient=True,
        )
        self._positions = {reading.table.name: at for at, reading in enumerate(readings)}
        self._estimates = {
            reading.table.name: max(1, source.estimate(reading.table)) for reading in readings
        }
        self._task = self._progress.add_task("connecting", total=len(readings))

    def __enter__(self) -> LoadProgress:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def rows_read(self, reading: Reading) -> None:
        """Take note that more rows of a table have come."""
        name = reading.table.name
        part = min(1.0, reading.rows_read / self._estimates[name])
        self._progress.update(
            self._task,
            description=f"{name}: {reading.rows_read:,} rows",
            completed=self._positions[name] + part,
        )

    def step(self, description: str) -> None:
        """All tables are read; name what happens now."""
        self._progress.update(self._task, description=description, completed=len(self._positions))
