"""The product's face: a sample practice from nothing to its key figures."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from python_helpers.dbt_runner import run_dbt
from python_helpers.errors import UserError
from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.settings import Target, duckdb_path, project_dir
from python_helpers.warehouse import Warehouse, open_warehouse, schema, table_exists

PATIENTS = 2500
YEARS = 5
SEED = 1
SAMPLE_FOLDER = "sample_practice"


def run_demo(as_of: date, console: Console) -> None:
    """Generate, load, build and print, into the DuckDB warehouse.

    Raises UserError when the warehouse already holds a practice that is not the sample, or when
    our balances do not equal OpenDental's.
    """
    started = time.monotonic()
    sample = project_dir() / "data" / SAMPLE_FOLDER
    _refuse_to_overwrite(str(sample))
    console.print(
        f"[bold]1/3[/] A sample practice: {PATIENTS:,} patients, {YEARS} years, invented people"
    )
    generate(
        Options(patients=PATIENTS, years=YEARS, seed=SEED, as_of=as_of, out=sample),
        on_progress=lambda _: None,
    )
    console.print("[bold]2/3[/] Loading it into DuckDB")
    load(str(sample), 0, Target.duckdb, console=None)
    console.print("[bold]3/3[/] Building and testing the warehouse with dbt")
    run_dbt(["build"], Target.duckdb, as_of, quiet=True)
    with open_warehouse(Target.duckdb) as warehouse:
        print_receivables(warehouse, as_of, console)
        equal, total = tie_out(warehouse)
    console.print(
        f"\n[bold]{equal:,} of {total:,} accounts equal OpenDental's own aging[/], to the cent."
    )
    console.print(f"Done in {time.monotonic() - started:.0f} s. What to do next:")
    console.print(
        f"  ask it        a DuckDB file: {duckdb_path()}, schema marts, start with mart_ar_aging"
    )
    console.print("  compare       dental-collections reconcile")
    console.print(
        "  your own      dental-collections connect --from mysql://user@host:3306/opendental"
    )
    if equal != total:
        raise UserError(
            f"{total - equal} accounts differ from OpenDental's aging: see mart_ar_reconciliation"
        )


def _refuse_to_overwrite(sample: str) -> None:
    if not duckdb_path().is_file():
        return
    with open_warehouse(Target.duckdb) as warehouse:
        if not table_exists(warehouse, "operations", "load_runs"):
            return
        others = warehouse.rows(
            f"select count(*) from {schema('operations')}.load_runs "
            f"where practice_id = 0 and source_name <> '{sample}'"
        )
    if others[0][0]:
        raise UserError(
            f"{duckdb_path()} holds a practice that is not the sample: set DUCKDB_PATH to another file"
        )


def tie_out(warehouse: Warehouse) -> tuple[int, int]:
    """How many accounts equal OpenDental's stored aging, and how many there are."""
    equal, total = warehouse.rows(
        "select count(case when is_equal then 1 end), count(*) "
        f"from {schema('marts')}.mart_ar_reconciliation"
    )[0]
    return int(equal), int(total)


def print_receivables(warehouse: Warehouse, as_of: date, console: Console) -> None:
    """Accounts receivable by clinic and bucket, as OpenDental ages them."""
    rows = warehouse.rows(
        f"""
        select
            clinics.clinic_name,
            sum(aging.balance_0_30),
            sum(aging.balance_31_60),
            sum(aging.balance_61_90),
            sum(aging.balance_over_90),
            sum(case when aging.balance_total < 0 then aging.balance_total else 0 end),
            sum(aging.balance_total),
            sum(aging.insurance_estimate)
        from {schema("marts")}.mart_ar_aging as aging
        inner join {schema("marts")}.dim_clinic as clinics on aging.clinic_id = clinics.clinic_id
        group by clinics.clinic_name
        having sum(abs(aging.balance_total)) > 0
        order by sum(aging.balance_total) desc
        """
    )
    table = Table(title=f"Accounts receivable as of {as_of.isoformat()}", title_justify="left")
    table.add_column("Clinic")
    for heading in ("0-30", "31-60", "61-90", "over 90", "Credits", "Balance", "Insurance est."):
        table.add_column(heading, justify="right")
    for name, *amounts in rows:
        table.add_row(name, *(_money(amount) for amount in amounts))
    totals = [sum((row[column] for row in rows), Decimal(0)) for column in range(1, 8)]
    table.add_section()
    table.add_row("All", *(_money(total) for total in totals), style="bold")
    console.print()
    console.print(table)


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
