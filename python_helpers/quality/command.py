"""`dental-collections check`: counts the raw tables, judges the counts, remembers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from python_helpers.errors import UserError
from python_helpers.quality.changes import compare
from python_helpers.quality.history import CheckHistory
from python_helpers.quality.judge import Finding, judge
from python_helpers.quality.measures import count_measures
from python_helpers.quality.rules import read_thresholds
from python_helpers.settings import Target, as_of_date, duckdb_path
from python_helpers.warehouse.write import opened_store, utc_now

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check counted and found; `pages` is the first page of the Data Docs."""

    measure_count: int
    findings: tuple[Finding, ...]
    pages: Path
    is_accepted: bool

    @property
    def stops(self) -> list[Finding]:
        """What no build may use."""
        return [one for one in self.findings if one.rule.severity == "stop"]

    @property
    def warns(self) -> list[Finding]:
        """What is told, and stops nothing."""
        return [one for one in self.findings if one.rule.severity == "warn"]


def check(target: Target, as_of: date | None = None, *, accept: bool = False) -> CheckReport:
    """Judge the raw tables of every practice that was loaded.

    `accept` says that what they hold is meant: later checks compare with it. Raises UserError
    when nothing was loaded, when `thresholds.yml` is wrong, or without Great Expectations.
    """
    thresholds = read_thresholds()
    with opened_store(target) as store:
        if "load_runs" not in store.columns(store.operations_schema):
            raise UserError("nothing has been loaded: run `dental-collections load` first")
        history = CheckHistory(store)
        loads = history.last_loads()
        if not loads:
            raise UserError("no load has succeeded yet: run `dental-collections load` first")
        now = count_measures(store, thresholds, as_of or as_of_date())
        most = thresholds.history_loads
        compared = compare(now, history.earlier(loads, most), history.missing_columns(loads))
        pages = duckdb_path().parent / "data_docs" / target.value
        findings = judge(thresholds.rules, compared, pages)
        at = utc_now()
        verdicts = {practice: _verdict(practice, findings, accept) for practice in loads}
        history.add(f"{at:%Y%m%dT%H%M%S%f}Z-check", at, loads, verdicts, now, most)
    return CheckReport(len(compared), tuple(findings), pages / "index.html", accept)


def _verdict(practice: int, findings: Sequence[Finding], accept: bool) -> tuple[str, int, int]:
    of_practice = [one.rule.severity for one in findings if one.practice_id == practice]
    stops, warns = of_practice.count("stop"), of_practice.count("warn")
    status = "accepted" if accept else "stopped" if stops else "warned" if warns else "passed"
    return status, stops, warns


def told(finding: Finding) -> str:
    """A finding in words, without any value of a row."""
    place = f"{finding.table}.{finding.column}" if finding.column else finding.table
    return f"practice {finding.practice_id}, {place}: {finding.rule.says} ({_amount(finding)})"


def _amount(finding: Finding) -> str:
    measure = finding.rule.measure
    if measure.endswith(("_share", "_kept", "_rise", "_typical")):
        return f"{measure} {finding.value:.1%}"
    return f"{measure} {finding.value:,.0f}"


def show(report: CheckReport, console: Console) -> None:
    """Print what was found, what stops first, and each rule's mend once."""
    mends: dict[str, str] = {}
    for finding in report.findings[:_SHOWN]:
        colour = "red" if finding.rule.severity == "stop" else "yellow"
        console.print(f"[{colour}]{finding.rule.severity}[/]  {told(finding)}", soft_wrap=True)
        mends.setdefault(finding.rule.name, finding.rule.mend)
    if len(report.findings) > _SHOWN:
        console.print(f"and {len(report.findings) - _SHOWN:,} more on the pages")
    for name, mend in mends.items():
        console.print(f"  {name}: {mend}", soft_wrap=True)
    console.print(
        f"{report.measure_count:,} measures, {len(report.stops)} stop, {len(report.warns)} warn; "
        f"{report.pages}",
        soft_wrap=True,
    )
    if report.is_accepted:
        console.print("Accepted: later checks compare with what is there now")
