"""The product's face: a sample practice from nothing to its key figures and its report."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from python_helpers.dbt.runner import DbtProject
from python_helpers.demo.collections import print_collections
from python_helpers.demo.marts import print_marts
from python_helpers.demo.tables import dollars, percent, plain_table
from python_helpers.errors import UserError
from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.marts.run import update_marts
from python_helpers.quality import check
from python_helpers.report import write_report
from python_helpers.run.steps import READERS
from python_helpers.settings import Target, duckdb_path, project_dir
from python_helpers.warehouse import Warehouse, open_warehouse, schema, table_exists

PATIENTS: Final = 2500
YEARS: Final = 5
SEED: Final = 1
HEADINGS: Final = ("0-30", "31-60", "61-90", "Over 90", "Credits", "Balance")


@dataclass(frozen=True, slots=True)
class TieOut:
    """Accounts whose every figure equals OpenDental's, of those that OpenDental has figures for."""

    equal: int
    stored: int
    without_guarantor: int


def run_demo(as_of: date, console: Console) -> None:
    """Generate, load, build, print and draw, into the DuckDB warehouse.

    Raises UserError when the warehouse already holds a practice that is not the sample, when a
    test fails, or when a balance does not equal OpenDental's.
    """
    started = time.monotonic()
    sample = sample_folder()
    refuse_to_overwrite(sample)
    console.print(
        f"[bold]1/4[/] Generating a sample practice: {PATIENTS:,} patients, {YEARS} years, "
        "every person invented"
    )
    with console.status("generating"):
        generate(Options(patients=PATIENTS, years=YEARS, seed=SEED, as_of=as_of, out=sample))
    console.print("[bold]2/4[/] Loading it into DuckDB, as `load` does from your OpenDental")
    with console.status("loading"):
        report = load(str(sample), 0, Target.duckdb)
    console.print(f"    {report.rows_total:,} rows in {len(report.tables)} tables")
    with console.status("checking"):
        checked = check(Target.duckdb, as_of)
    console.print(
        f"    checked before use: {checked.measure_count:,} measures, "
        f"{len(checked.stops)} must stop a build, {len(checked.warns)} to look at"
    )
    console.print("[bold]3/4[/] Building the warehouse with dbt, and testing it")
    with console.status("building"):
        project = DbtProject(Target.duckdb, as_of)
        results = _build(project, "--exclude", READERS)
    console.print("[bold]4/4[/] Computing effectiveness and forecast in Python, for dbt to read")
    with console.status("computing"):
        marts = update_marts(Target.duckdb, as_of)
        results += _build(project, "--select", READERS)
    console.print(f"    {sum(marts.rows.values()):,} rows in {len(marts.rows)} tables")
    console.print(f"    {_tests_told(results)}")
    with open_warehouse(Target.duckdb) as warehouse:
        print_receivables(warehouse, as_of, console)
        found = tie_out(warehouse)
        _print_tie_out(found, console)
        print_collections(warehouse, as_of, console)
        print_marts(warehouse, as_of, console)
    if found.equal != found.stored:
        raise UserError(
            f"{found.stored - found.equal:,} accounts differ from OpenDental's aging: "
            "see marts.mart_ar_reconciliation"
        )
    with console.status("drawing"):
        # not where `report` writes a practice's own
        page = write_report(Target.duckdb, as_of, sample.with_name("sample_report.html"))
    _print_next_steps(time.monotonic() - started, page, console)


def _build(project: DbtProject, *selection: str) -> list[Any]:
    """Build and test a part of it. Unit tests have rows of their own: they say nothing of these."""
    result = project.run("build", "--exclude-resource-type", "unit_test", *selection)
    return list(result.result.results)


def sample_folder() -> Path:
    """Where the demo keeps the sample practice."""
    return project_dir() / "data" / "sample_practice"


def refuse_to_overwrite(sample: Path) -> None:
    """Raise UserError when the DuckDB warehouse was ever loaded from anything but the sample."""
    if not duckdb_path().is_file():
        return
    with open_warehouse(Target.duckdb) as warehouse:
        if not table_exists(warehouse, "operations", "load_runs"):
            return
        sources = warehouse.rows(
            f"select distinct source_identity from {schema('operations')}.load_runs "
            "where source_identity is not null"
        )
    if {identity for (identity,) in sources} - {sample.resolve().as_uri()}:
        raise UserError(
            f"{duckdb_path()} holds a practice that is not this demo's sample, and stays as it is: "
            "set DUCKDB_PATH to another file"
        )


def tie_out(warehouse: Warehouse) -> TieOut:
    """Compare every account with the figures that OpenDental's own aging stored."""
    ((equal, stored, total),) = warehouse.rows(
        "select count(case when is_equal and has_guarantor then 1 end), "
        "count(case when has_guarantor then 1 end), count(*) "
        f"from {schema('marts')}.mart_ar_reconciliation"
    )
    return TieOut(equal=equal, stored=stored, without_guarantor=total - stored)


def print_receivables(warehouse: Warehouse, as_of: date, console: Console) -> None:
    """Accounts receivable by clinic and bucket, as OpenDental ages them; every row adds up."""
    rows = warehouse.rows(
        f"""
        select
            clinics.clinic_name,
            sum(aging.balance_0_30),
            sum(aging.balance_31_60),
            sum(aging.balance_61_90),
            sum(aging.balance_over_90),
            sum(
                aging.balance_as_of - aging.balance_0_30 - aging.balance_31_60
                - aging.balance_61_90 - aging.balance_over_90
            ),
            sum(aging.balance_as_of),
            sum(aging.future_dated_amount),
            sum(aging.insurance_estimate),
            sum(case when aging.patient_portion > 0 then aging.patient_portion else 0 end),
            sum(case when aging.patient_portion < 0 then -aging.patient_portion else 0 end)
        from {schema("marts")}.mart_ar_aging as aging
        inner join {schema("marts")}.dim_clinic as clinics on aging.clinic_id = clinics.clinic_id
        group by clinics.clinic_name
        order by sum(aging.balance_as_of) desc
        """
    )
    table = plain_table(
        f"Accounts receivable as of {as_of.isoformat()}, by days since the charge",
        ["Clinic"],
        HEADINGS,
    )
    width = len(HEADINGS)
    for name, *amounts in rows:
        if any(amounts[:width]):
            table.add_row(name, *(dollars(amount) for amount in amounts[:width]))
    sums = [sum((row[1 + place] for row in rows), Decimal(0)) for place in range(width + 4)]
    table.add_row()
    table.add_row("All", *(dollars(figure) for figure in sums[:width]), style="bold")
    table.add_row("Share", *_shares(sums[:4]))
    console.print()
    console.print(table)
    later, insurance, owed, left = sums[width:]
    told = "\n"
    if later:
        told += (
            f"With what is dated later, OpenDental's own total is "
            f"{dollars(sums[width - 1] + later)}. "
        )
    told += (
        f"Insurers are expected to settle {dollars(insurance)}; then patients owe {dollars(owed)}"
    )
    if left:
        told += f", and others have {dollars(left)} to their credit"
    console.print(f"{told}.")


def _print_tie_out(found: TieOut, console: Console) -> None:
    console.print(
        f"\n[bold]{found.equal:,} of {found.stored:,} accounts equal OpenDental's own aging[/], "
        "to the cent."
    )
    if found.without_guarantor:
        console.print(
            f"{found.without_guarantor:,} more lack their guarantor's row: OpenDental's reports "
            "leave them out, this one counts them."
        )


def _print_next_steps(seconds: float, page: Path, console: Console) -> None:
    command = _command()
    console.print(f"\nDone in {seconds:.0f} s. What to do next:")
    for what, how in (
        ("look", f"open {_short(page)} in a browser: all of this and more, in pictures"),
        ("compare", f"{command} reconcile"),
        ("ask", f"any DuckDB client on {_short(duckdb_path())}, schema marts; see README.md"),
        ("yours", f"{command} connect --from mysql://user@host:3306/opendental"),
        ("", "(load it into another file: set DUCKDB_PATH)"),
    ):
        console.print(f"  {what:<9}{how}", soft_wrap=True)


def _tests_told(results: Sequence[Any]) -> str:
    """What the data tests found; `results` are dbt's own."""
    outcomes = Counter(
        str(result.status) for result in results if result.node.resource_type == "test"
    )
    told = f"{outcomes['pass']:,} tests on the data passed"
    if outcomes["warn"]:
        told += f", {outcomes['warn']:,} warn of rows to put right in OpenDental"
    return told


def _command() -> str:
    """How this program can be called again from here."""
    if shutil.which("dental-collections"):
        return "dental-collections"
    called = Path(sys.argv[0])
    return _short(called) if called.stem == "dental-collections" else "python -m python_helpers"


def _short(path: Path) -> str:
    """A path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _shares(buckets: Sequence[Decimal]) -> list[str]:
    """Parts of their sum, in whole percent; nothing where nothing is owed."""
    owed = sum(buckets, Decimal(0))
    return [percent(bucket, owed) for bucket in buckets] if owed else []
