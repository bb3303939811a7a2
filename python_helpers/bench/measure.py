"""One command in a process of its own: wall time, CPU time and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_helpers.errors import UserError
from python_helpers.settings import project_dir


@dataclass(frozen=True, slots=True)
class Measure:
    """What a command took: seconds, and bytes. None where the system does not tell (Windows).

    CPU time (user + system) and memory are those of the command and its children, not of a
    database server that it talks to. Memory is at least this process's own: a child begins as it.
    """

    seconds: float
    cpu_seconds: float | None
    peak_bytes: int | None

    def __add__(self, other: Measure) -> Measure:
        """One command after the other: times add up, the larger peak counts."""
        return Measure(
            self.seconds + other.seconds,
            None
            if self.cpu_seconds is None or other.cpu_seconds is None
            else self.cpu_seconds + other.cpu_seconds,
            None
            if self.peak_bytes is None or other.peak_bytes is None
            else max(self.peak_bytes, other.peak_bytes),
        )


def measured(arguments: Sequence[str], environment: Mapping[str, str], output: Path) -> Measure:
    """Run `python -m <arguments>` in the project's folder, its output going to a file.

    The folder is this project's, or DENTAL_PROJECT_DIR of the `environment` given.
    Raises UserError naming that file when the command fails.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("w", encoding="utf-8") as lines:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=environment.get("DENTAL_PROJECT_DIR") or project_dir(),
            env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
        try:
            cpu_seconds, peak_bytes = _wait(process)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = time.perf_counter() - started
    if process.returncode != 0:
        raise UserError(
            f"{' '.join(arguments[:2])} failed with exit code {process.returncode}: see {output}"
        )
    return Measure(seconds, cpu_seconds, peak_bytes)


def _wait(process: subprocess.Popen[bytes]) -> tuple[float | None, int | None]:
    if sys.platform == "win32":
        process.wait()
        return None, None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit
