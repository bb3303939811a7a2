"""One load of one practice: plan, land, apply, keep history."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.load import landing
from python_helpers.load.apply import apply, ensure_raw_tables
from python_helpers.load.history import History, LastLoad
from python_helpers.load.opening import opened_source, source_kind
from python_helpers.load.plan import Plan, make_plan
from python_helpers.load.progress import LoadProgress
from python_helpers.load.report import LoadReport
from python_helpers.load.source import Source
from python_helpers.notes.facts import update_store
from python_helpers.settings import PRACTICES_SEED, Target, practices
from python_helpers.warehouse.store import Store
from python_helpers.warehouse.write import opened_store, utc_now


def load(
    source: str,
    practice: int,
    target: Target,
    *,
    full: bool = False,
    accept_source: bool = False,
    console: Console | None = None,
) -> LoadReport:
    """Bring one practice's raw tables to what its source holds now: all of them, or none.

    `source` is a folder of Parquet files or mysql://user@host:port/database. `full` reads
    every row again instead of the changed ones, and accepts that a table is gone. A practice's
    rows come from one source, and a new practice is one of seeds/practices.csv, unless
    `accept_source` says that another one is meant. Raises UserError when that is not so, and
    when source or target fail; the practice then keeps its last good rows and is marked stale
    in operations.load_runs.
    """
    if practice < 0:
        raise UserError(f"--practice {practice}: a practice_id is 0 or more")
    with opened_store(target) as store:
        started = utc_now()
        load_id = f"{started:%Y%m%dT%H%M%S%f}Z-practice-{practice}"
        history = History(store)
        history.start(load_id, practice, source_kind(source), started)
        try:
            last = history.last_good(practice)
            with opened_source(source) as opened:
                if not accept_source:
                    _check_source(practice, opened.identity, last)
                is_same = last is not None and last.source_identity == opened.identity
                plan = make_plan(store, opened, practice, last if is_same and not full else None)
                if console:
                    _warn(plan, console)
                with LoadProgress(console, opened, plan.present) as progress:
                    landing.land(opened, plan.present, store, practice, progress)
                    progress.step("applying")
                    report = _apply(
                        store, history, opened, plan, practice, load_id, started, is_same
                    )
        except BaseException as failure:
            # What went wrong first is what counts, even if noting it fails too.
            with suppress(UserError):
                told = isinstance(failure, UserError)
                history.fail(load_id, str(failure) if told else type(failure).__name__)
                _finish(store, load_id)
            raise
        try:
            update_store(store, practice)
        finally:
            _finish(store, load_id)
    if console:
        report.show(console)
    return report


def _apply(
    store: Store,
    history: History,
    source: Source,
    plan: Plan,
    practice: int,
    load_id: str,
    started: datetime,
    is_same: bool,
) -> LoadReport:
    """Apply every table, and note it, in one transaction."""
    landed = store.columns(store.landing_schema)
    noticed_at = utc_now() if is_same else None
    with store.transaction():
        ensure_raw_tables(store)
        tables = [
            apply(store, reading, practice, reading.table.name in landed, noticed_at)
            for reading in plan.readings
        ]
        report = LoadReport(
            load_id=load_id,
            practice_id=practice,
            source_kind=source.kind,
            started_at=started,
            finished_at=utc_now(),
            tables=tuple(tables),
            missing_tables=tuple(plan.missing_tables),
            missing_columns=tuple(plan.missing_columns),
        )
        history.succeed(report, source.identity, plan.readings)
    return report


def _finish(store: Store, load_id: str) -> None:
    landing.discard(store)
    store.publish(load_id)


def _check_source(practice: int, identity: str, last: LastLoad | None) -> None:
    """Refuse what would mix two databases, or fill a practice that nobody has named."""
    if last is None:
        listed = [found.practice_id for found in practices()]
        if practice not in listed:
            raise UserError(
                f"practice {practice} is not in {PRACTICES_SEED.as_posix()}, which lists "
                f"{', '.join(map(str, listed))}: add a row for it, name a practice that is there, "
                "or say --accept-source"
            )
    elif last.source_identity != identity:
        raise UserError(
            f"practice {practice} holds rows of {last.source_identity}, not of {identity}: name "
            "another --practice or another warehouse, or say --accept-source once if this is the "
            "same practice in a new place, or is to replace it"
        )


def _warn(plan: Plan, console: Console) -> None:
    if plan.missing_tables:
        console.print(
            f"[yellow]Not in the source, taken as empty: {', '.join(plan.missing_tables)}"
        )
    if plan.missing_columns:
        console.print(
            f"[yellow]Not in the source, taken as null: {', '.join(plan.missing_columns)}"
        )
    if plan.still_stamps:
        console.print(
            f"[yellow]Read whole, as edits do not move the stamp: {', '.join(plan.still_stamps)}. "
            "OpenDental makes these columns with ON UPDATE CURRENT_TIMESTAMP: ask its support to "
            "restore that"
        )
