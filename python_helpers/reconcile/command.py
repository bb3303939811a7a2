"""The command `dental-collections reconcile`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.reconcile import marts, printing
from python_helpers.reconcile.aging_report import AgingReport, read_aging_report
from python_helpers.reconcile.compare import Reason, compare
from python_helpers.settings import Target
from python_helpers.warehouse import Warehouse, open_warehouse, table_exists

_UNEXPLAINED: Final = "unexplained"
_APART: Final = (
    "edited_since_last_aging",
    "deleted_since_last_aging",
    "guarantor_missing",
    "never_aged",
    "as_of_before_last_aging",
)


def reconcile(
    target: Target, against: Path | None, console: Console, practice: int | None = None
) -> bool:
    """Print our balances beside OpenDental's own; False when a difference is unexplained.

    Compares with the balances that OpenDental stored at its last aging run and with the month-ends
    of its dashboard; with `against`, also with an aging report that it exported. `practice` limits
    all of it to one practice, and must be given for a report where the warehouse holds several.

    Raises UserError when the warehouse or its marts are not there, when it holds no such practice,
    or when the report can't be read.
    """
    report = read_aging_report(against) if against else None
    with open_warehouse(target) as warehouse:
        practices = _practices(warehouse, target, practice)
        if report is not None and len(practices) > 1:
            numbers = ", ".join(str(found.practice_id) for found in practices)
            raise UserError(f"a report is of one practice: say --practice, one of {numbers}")
        explained = [_reconcile_stored(warehouse, found, console) for found in practices]
        if against and report is not None:
            number = practices[0].practice_id
            explained.append(_reconcile_report(warehouse, number, report, against, console))
    return all(explained)


def _practices(warehouse: Warehouse, target: Target, practice: int | None) -> list[marts.Practice]:
    if target is not Target.spark and not table_exists(
        warehouse, "marts", "mart_ar_reconciliation"
    ):
        raise UserError("the warehouse has no mart_ar_reconciliation: run `build` first")
    practices = [
        found
        for found in marts.read_practices(warehouse)
        if practice is None or found.practice_id == practice
    ]
    if not practices:
        wanted = "account" if practice is None else f"account of practice {practice}"
        raise UserError(f"mart_ar_reconciliation has no {wanted}: run `load`, then `build`")
    return practices


def _reconcile_stored(warehouse: Warehouse, practice: marts.Practice, console: Console) -> bool:
    number = practice.practice_id
    printing.print_sums(practice, console)
    for reason in _APART:
        if practice.reasons.get(reason):
            accounts = marts.read_account_numbers(warehouse, number, reason, printing.LISTED)
            printing.print_apart(practice, reason, accounts, console)
    unexplained = practice.reasons.get(_UNEXPLAINED, 0)
    if unexplained:
        figures = marts.read_unexplained(warehouse, number, printing.LISTED)
        printing.print_unexplained(figures, unexplained, console)
    month_ends = marts.read_month_ends(warehouse, number)
    printing.print_month_ends(month_ends, console)
    return not unexplained and all(month.reason != _UNEXPLAINED for month in month_ends)


def _reconcile_report(
    warehouse: Warehouse, practice: int, report: AgingReport, path: Path, console: Console
) -> bool:
    as_of = marts.read_as_of_date(warehouse)
    if report.as_of not in {None, as_of}:
        raise UserError(
            f"{path} is as of {report.as_of}, the warehouse as of {as_of}: "
            f"run `build --as-of {report.as_of}` first"
        )
    comparison = compare(report, marts.read_accounts(warehouse, practice), as_of)
    printing.print_comparison(comparison, path.name, console)
    return not comparison.having(Reason.unexplained)
