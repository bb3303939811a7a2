"""Generated practices to measure on, kept between runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from python_helpers.bench.measure import Measure, measured

YEARS = 5
SEED = 1
# A fixed day: the same practice, and the same work, whenever the benchmark runs.
AS_OF = date(2026, 10, 31)
# Truth is worked out family by family in plain Python: too slow at larger sizes.
TRUTH_BELOW_PATIENTS = 50_000
NOTE = "bench.json"


@dataclass(frozen=True, slots=True)
class Practice:
    """A generated practice, and what generating it took, now or when it was made."""

    patients: int
    folder: Path
    generate: Measure
    is_reused: bool


def ensure_practice(patients: int, root: Path) -> Practice:
    """The practice of a size under `root`; generated unless it is there complete.

    Delete its folder to have it generated anew. Raises UserError when generating fails.
    """
    folder = root / f"practice_{patients}"
    note = folder / NOTE
    if note.is_file():
        kept = json.loads(note.read_text(encoding="utf-8"))
        return Practice(patients, folder, Measure(**kept), is_reused=True)
    truth = "--truth" if patients < TRUTH_BELOW_PATIENTS else "--no-truth"
    measure = measured(
        [
            *("python_helpers", "generate", truth),
            *("--patients", str(patients), "--years", str(YEARS), "--seed", str(SEED)),
            *("--as-of", AS_OF.isoformat(), "--out", str(folder)),
        ],
        {},
        root / "logs" / f"generate_{patients}.log",
    )
    note.write_text(json.dumps(asdict(measure)), encoding="utf-8")
    return Practice(patients, folder, measure, is_reused=False)
