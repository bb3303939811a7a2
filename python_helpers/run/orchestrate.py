"""`dental-collections run`: a night's work in one go, with one summary and one exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

from rich.console import Console

from python_helpers.dbt.runner import DbtProject
from python_helpers.errors import UserError
from python_helpers.run.steps import (
    WORST_FIRST,
    ExitCode,
    Outcome,
    Step,
    build_step,
    check_step,
    execute,
    load_step,
    marts_step,
    readers_step,
    test_step,
)
from python_helpers.settings import Target, as_of_date, practices
from python_helpers.warehouse.lock import StillHeld, run_lock
from python_helpers.warehouse.run_history import RunHistory
from python_helpers.warehouse.write import opened_store, utc_now

_NEEDED: Final = {
    "build": {"check"},
    "marts": {"check", "build"},
    "build on marts": {"check", "build", "marts"},
    "test": {"check", "build"},
}
"""The steps without which a step is skipped."""


def paired(sources: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, int]]:
    """Sources with their practices: the first with the first, and so on.

    One source needs no number: it is practice 0. Raises UserError when they don't pair, when a
    practice comes twice or when seeds/practices.csv does not know one.
    """
    given = list(numbers) or ([0] if len(sources) == 1 else [])
    if len(given) != len(sources):
        raise UserError(
            f"{len(sources)} --from and {len(numbers)} --practice: "
            "give each source its practice, in the same order"
        )
    known = {practice.practice_id for practice in practices()}
    for number in given:
        if given.count(number) > 1:
            raise UserError(f"--practice {number} is given more than once")
        if number not in known:
            raise UserError(f"--practice {number}: seeds/practices.csv has no such practice_id")
    return list(zip(sources, given, strict=True))


def run(
    target: Target,
    sources: Sequence[tuple[str, int]],
    as_of: date | None,
    console: Console,
) -> ExitCode:
    """Load, check, build, compute the Python marts, build what reads them, test.

    `sources` are pairs of source and practice; without any, what was loaded before is built. A load
    that fails stops no other and not the build, which then has the practice's last good
    rows. A check that finds raw rows not fit for use stops all that follows: the marts stay as
    they are. A build that fails stops what comes after it, marts that fail only what reads
    them. "Today" is one day for all steps, `as_of` or the day on which the run began.
    Raises AlreadyRunningError when another run works on the target, UserError when the target
    can't be opened; nothing has then been done.
    """
    today = as_of or as_of_date()
    project = DbtProject(target, today)
    steps = [
        *(load_step(source, practice, target) for source, practice in sources),
        check_step(target, today),
        build_step(project),
        marts_step(target, today),
        readers_step(project),
        test_step(project),
    ]
    with run_lock(target) as still_held:
        return _run(target, steps, today, still_held, console)


def _run(
    target: Target, steps: Sequence[Step], today: date, still_held: StillHeld, console: Console
) -> ExitCode:
    started = utc_now()
    run_id = f"{started:%Y%m%dT%H%M%S%f}Z-run"
    with opened_store(target) as store:
        RunHistory(store).start(run_id, "run", today, started)
    console.print(f"Run {run_id} of {target.value}, as of {today}", soft_wrap=True)
    outcomes: list[Outcome] = []
    code = ExitCode.build_failed
    try:
        for number, step in enumerate(steps, start=1):
            outcome = _one(step, outcomes, still_held)
            outcomes.append(outcome)
            _note(target, run_id, number, outcome)
            console.print(_line(outcome), soft_wrap=True, markup=False)
        code = exit_code(outcomes)
    finally:
        # a run that is stopped by hand has not finished its steps
        _finish(target, run_id, code, is_whole=len(outcomes) == len(steps))
    seconds = (utc_now() - started).total_seconds()
    console.print(f"{_verdict(outcomes)}; {seconds:.0f} s, exit code {int(code)}", soft_wrap=True)
    return code


def _one(step: Step, before: Sequence[Outcome], still_held: StillHeld) -> Outcome:
    failed = {outcome.step.name for outcome in before if outcome.status != "success"}
    if failed & _NEEDED.get(step.name, frozenset()):
        now = utc_now()
        return Outcome(step, "skipped", "as before", now, now)

    def guarded() -> str:
        still_held()
        return step.work()

    return execute(replace(step, work=guarded))


def exit_code(outcomes: Sequence[Outcome]) -> ExitCode:
    """The most serious of what failed; `good` when nothing did."""
    failed = {outcome.step.code for outcome in outcomes if outcome.status == "failed"}
    return next((code for code in WORST_FIRST if code in failed), ExitCode.good)


def _verdict(outcomes: Sequence[Outcome]) -> str:
    failed = [outcome.step.title for outcome in outcomes if outcome.status == "failed"]
    if failed:
        return f"Failed: {', '.join(failed)}; docs/scheduling.md says what stands now"
    return "All good"


def _line(outcome: Outcome) -> str:
    return (
        f"  {outcome.step.title:<16} {outcome.status:<8} {outcome.seconds:>7.1f} s  {outcome.told}"
    )


def _note(target: Target, run_id: str, number: int, outcome: Outcome) -> None:
    # the night's work matters more than its history
    with suppress(UserError), opened_store(target) as store:
        RunHistory(store).step(
            run_id,
            number,
            step=outcome.step.name,
            practice_id=outcome.step.practice_id,
            started_at=outcome.started_at,
            finished_at=outcome.finished_at,
            status=outcome.status,
            told=outcome.told,
        )


def _finish(target: Target, run_id: str, code: ExitCode, *, is_whole: bool) -> None:
    status = "interrupted" if not is_whole else "failed" if code else "success"
    with suppress(UserError), opened_store(target) as store:
        RunHistory(store).finish(run_id, status, int(code), utc_now())


def run_marts(target: Target, as_of: date | None, console: Console) -> None:
    """The marts step by itself, noted like one of a run.

    Raises AlreadyRunningError when a run works on the target, UserError as update_marts does.
    """
    from python_helpers.marts.run import update_marts

    with run_lock(target):
        started = utc_now()
        report = update_marts(target, as_of, console)
        run_id = f"{started:%Y%m%dT%H%M%S%f}Z-marts"
        step = Step("marts", str, ExitCode.marts_failed)
        told = f"{sum(report.rows.values()):,} rows in {len(report.rows)} tables"
        with suppress(UserError), opened_store(target) as store:
            history = RunHistory(store)
            history.start(run_id, "marts", report.as_of, started)
        _note(target, run_id, 1, Outcome(step, "success", told, started, utc_now()))
        _finish(target, run_id, ExitCode.good, is_whole=True)
