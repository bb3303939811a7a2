"""Prints a reconciliation: sums, then what differs and why. Account numbers only, never names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from python_helpers.opendental.versions import version_caution
from python_helpers.reconcile.compare import Comparison, Difference, Reason
from python_helpers.reconcile.figures import FIGURES
from python_helpers.reconcile.marts import MonthEnd, Practice, Unexplained

# Accounts or months that a list shows before it says how many more there are.
LISTED = 40

_LINES = {
    "balance_0_30": "0-30",
    "balance_31_60": "31-60",
    "balance_61_90": "61-90",
    "balance_over_90": "Over 90",
    "gross": "Gross: what is owed",
    "credits": "Credits held",
    "balance_total": "Net",
    "insurance_estimate": "Insurance estimate",
    "payment_plan_due": "Payment plans due",
}
_APART = {
    "edited_since_last_aging": "edited in OpenDental on that day or since",
    "deleted_since_last_aging": "lost a row in OpenDental on that day or since",
    "guarantor_missing": "without a guarantor row for OpenDental to store a balance on",
    "never_aged": "differ, but OpenDental never ran its aging: nothing to compare with",
    "as_of_before_last_aging": (
        "differ, but were aged after the as-of date: build with a later --as-of"
    ),
}
_APART_FROM_REPORT = {
    Reason.edited_since: "edited in OpenDental on the as-of date or since",
    Reason.guarantor_missing: "without a guarantor row, which OpenDental's reports leave out",
    Reason.left_out: "with a credit, and the report shows no credits",
}


def print_sums(practice: Practice, console: Console) -> None:
    """All figures of a practice, ours beside OpenDental's."""
    day = practice.compared_date.isoformat()
    aged = practice.last_aging_date
    since = "its last aging run" if aged == practice.compared_date else "the as-of date"
    table = Table(
        title=f"Practice {practice.practice_id} as of {day}, {since}",
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    table.add_column("")
    for heading in ("Ours", "OpenDental's", "Difference"):
        table.add_column(heading, justify="right")
    for line, label in _LINES.items():
        ours, theirs = practice.ours[line], practice.theirs[line]
        table.add_row(label, dollars(ours), dollars(theirs), dollars(ours - theirs))
    console.print(table)
    if caution := version_caution(practice.opendental_version):
        console.print(f"[yellow]Careful: {caution}[/]")
    rounded = practice.reasons.get("rounding", 0)
    equal = f"{practice.equal:,} of {practice.accounts:,} accounts equal OpenDental's own aging"
    console.print(
        f"[bold]{equal}[/]"
        + (f", {rounded:,} of them but for rounded fractions of a cent" if rounded else "")
    )


def print_apart(practice: Practice, reason: str, accounts: Sequence[int], console: Console) -> None:
    """The accounts that differ for a known reason; `accounts` may be just the first of them."""
    count = practice.reasons[reason]
    numbers = _listing(accounts, count)
    console.print(f"Apart: {count:,} {_APART[reason]}: {numbers}")


def print_unexplained(unexplained: Sequence[Unexplained], count: int, console: Console) -> None:
    """The figures that differ for no reason found, of the first of `count` accounts."""
    table = _differences_table(f"Accounts that differ unexplained: {count:,}")
    for row in unexplained:
        _add_difference(table, row.account, row.figure, row.ours, row.theirs)
    console.print(table)
    shown = len({row.account for row in unexplained})
    if shown < count:
        console.print(f"and {count - shown:,} more in mart_ar_reconciliation")


def print_month_ends(month_ends: Sequence[MonthEnd], console: Console) -> None:
    """How many month-ends agree with OpenDental's dashboard, and those that do not."""
    if not month_ends:
        console.print("OpenDental's dashboard has stored no month-end to compare with")
        return
    differing = [month_end for month_end in month_ends if not month_end.is_equal]
    equal = len(month_ends) - len(differing)
    console.print(f"{equal:,} of {len(month_ends):,} month-ends equal OpenDental's dashboard")
    if not differing:
        return
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Month-end", no_wrap=True)
    for heading in ("Gross", "Theirs", "Insurance", "Theirs", "Edited"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Reason")
    for month_end in differing[-LISTED:]:
        table.add_row(
            month_end.day.isoformat(),
            dollars(month_end.gross),
            dollars(month_end.opendental_gross),
            dollars(month_end.insurance_estimate),
            dollars(month_end.opendental_insurance_estimate),
            f"{month_end.edited_lines:,}",
            month_end.reason.replace("_", " "),
        )
    console.print(table)
    if len(differing) > LISTED:
        console.print(f"and {len(differing) - LISTED:,} earlier ones")


def print_comparison(comparison: Comparison, name: str, console: Console) -> None:
    """A report that OpenDental exported, beside ours."""
    console.print(
        f"[bold]{comparison.equal:,} of {comparison.accounts:,} accounts equal[/]", end=" "
    )
    console.print(name, markup=False)
    for reason, label in _APART_FROM_REPORT.items():
        apart = _accounts(comparison.having(reason))
        if apart:
            console.print(f"Apart: {len(apart):,} {label}: {_listing(apart[:LISTED], len(apart))}")
    unexplained = comparison.having(Reason.unexplained)
    if unexplained:
        accounts = _accounts(unexplained)
        shown = frozenset(accounts[:LISTED])
        table = _differences_table(f"Accounts that differ unexplained: {len(accounts):,}")
        for row in unexplained:
            if row.account in shown:
                _add_difference(table, row.account, row.figure, row.ours, row.theirs)
        console.print(table)
        if len(accounts) > LISTED:
            console.print(f"and {len(accounts) - LISTED:,} more")


def dollars(amount: Decimal | None) -> str:
    """An amount with its commas, or a dash where there is none."""
    return "-" if amount is None else f"{amount:,.2f}"


def _accounts(differences: Iterable[Difference]) -> list[int]:
    return list(dict.fromkeys(difference.account for difference in differences))


def _listing(accounts: Sequence[int], count: int) -> str:
    numbers = ", ".join(str(account) for account in accounts)
    return numbers if len(accounts) == count else f"{numbers} and {count - len(accounts):,} more"


def _differences_table(title: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("Account", justify="right")
    table.add_column("Figure")
    for heading in ("Ours", "OpenDental's", "Difference"):
        table.add_column(heading, justify="right")
    return table


def _add_difference(
    table: Table, account: int, figure: str, ours: Decimal | None, theirs: Decimal | None
) -> None:
    difference = (ours or Decimal(0)) - (theirs or Decimal(0))
    table.add_row(
        str(account), FIGURES[figure], dollars(ours), dollars(theirs), dollars(difference)
    )
