"""What a phase is said to take is what it took."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from python_helpers.bench.measure import Measure, measured
from python_helpers.errors import UserError

MEGABYTES = 800


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module `phase` that a measured process can run."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "phase.py"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell")
def test_memory_and_time_are_those_of_the_process(script: Path, tmp_path: Path) -> None:
    script.write_text(
        "import sys, time\n"
        f"held = b'x' * ({MEGABYTES} * 2**20)\n"
        "while time.process_time() < 0.5: pass\n"
        "time.sleep(0.5)\n"
        "print('done, by', sys.argv[1])\n",
        encoding="utf-8",
    )
    measure = measured(["phase", "name"], {}, tmp_path / "logs" / "phase.log")

    assert measure.peak_bytes is not None and measure.cpu_seconds is not None
    assert MEGABYTES <= measure.peak_bytes / 2**20 < MEGABYTES + 100
    assert 0.5 <= measure.cpu_seconds <= measure.seconds - 0.5
    assert (tmp_path / "logs" / "phase.log").read_text(encoding="utf-8") == "done, by name\n"


def test_a_phase_reads_its_own_environment(script: Path, tmp_path: Path) -> None:
    script.write_text("import os\nprint(os.environ['PLACE'])\n", encoding="utf-8")
    measured(["phase"], {"PLACE": "here"}, tmp_path / "out.log")
    assert (tmp_path / "out.log").read_text(encoding="utf-8") == "here\n"


def test_a_phase_that_fails_names_its_output(script: Path, tmp_path: Path) -> None:
    script.write_text("raise SystemExit(3)\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"phase load failed with exit code 3: see .*out\.log"):
        measured(["phase", "load", "--from", "x"], {}, tmp_path / "out.log")


def test_steps_add_up_but_peaks_do_not() -> None:
    assert Measure(1.0, 2.0, 30) + Measure(0.5, 0.25, 20) == Measure(1.5, 2.25, 30)
    assert Measure(1.0, None, None) + Measure(0.5, 0.25, 20) == Measure(1.5, None, None)
