"""What the demo tells of production, of how long money takes and of what will come."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from rich.console import Console

from python_helpers.demo.tables import dollars, percent, plain_table
from python_helpers.report.words import last_whole_month
from python_helpers.warehouse import Warehouse, schema

# Months over which a rate of one month's luck evens out.
WINDOW: Final = 3
STREAMS: Final = {
    "insurance": "Insurers",
    "patient": "Patients",
    "payment_plan": "Payment plans",
    "total": "All",
}


def print_marts(warehouse: Warehouse, as_of: date, console: Console) -> None:
    """Cash against production, effectiveness, payment plans and next month's forecast."""
    month = last_whole_month(as_of)
    _print_summary(warehouse, month, console)
    _print_efficiency(warehouse, month, console)
    _print_plans(warehouse, console)
    _print_forecast(warehouse, console)


def _print_summary(warehouse: Warehouse, month: date, console: Console) -> None:
    ((cash, production, year_cash, year_production),) = warehouse.rows(
        f"""
        select
            sum(cash_amount), sum(net_production_amount),
            sum(trailing_cash_amount), sum(trailing_net_production_amount)
        from {schema("marts")}.mart_collection_summary
        where period_start_date = date '{month.isoformat()}'
        """
    )
    if cash is None:
        return
    told = (
        f"In {month:%Y-%m}, {dollars(cash)} came in on net production of {dollars(production)}"
        f" ({percent(cash, production) or 'no production'})"
    )
    if year_production:
        told += f"; over twelve months {year_cash / year_production:.1%} was collected"
    console.print(f"{told}.\n")


def _print_efficiency(warehouse: Warehouse, month: date, console: Console) -> None:
    rows = warehouse.rows(
        f"""
        select cei_cash, dso, dso_best_possible
        from {schema("marts")}.mart_collection_efficiency
        where
            metric_level = 'practice' and trailing_months = {WINDOW}
            and date_trunc('month', month_end_date) = date '{month.isoformat()}'
        """
    )
    for effectiveness, days, best in rows:
        if None not in (effectiveness, days, best):
            console.print(
                f"Over {WINDOW} months, {effectiveness:.1f}% of what could be collected was (CEI); "
                f"receivables stand for {days:.0f} days of charges (DSO), {best:.0f} at best.\n"
            )


def _print_plans(warehouse: Warehouse, console: Console) -> None:
    ((plans, late, past_due, left, to_come),) = warehouse.rows(
        f"""
        select
            count(case when plan_status = 'active' then 1 end),
            count(case when plan_status = 'active' and past_due_amount > 0 then 1 end),
            coalesce(sum(case when plan_status = 'active' then past_due_amount end), 0),
            coalesce(sum(case when plan_status <> 'active' then past_due_amount end), 0),
            coalesce(sum(case when plan_status = 'active' then not_yet_due_amount end), 0)
        from {schema("marts")}.mart_payment_plans
        """
    )
    if plans:
        told = (
            f"{plans:,} payment plans are active: {dollars(to_come)} not yet due, "
            f"{dollars(past_due)} past due on {late:,} of them"
        )
        if left:
            told += f"; closed plans left {dollars(left)} past due"
        console.print(f"{told}.\n")


def _print_forecast(warehouse: Warehouse, console: Console) -> None:
    rows = warehouse.rows(
        f"""
        select stream, period_start_date, expected_amount, low_80_amount, high_80_amount, method
        from {schema("marts")}.mart_collection_forecast
        where
            is_latest_run and metric_level = 'practice' and practice_id = 0
            and horizon_unit = 'month' and horizon_number = 1
        """
    )
    if not rows:
        return
    found: dict[str, tuple[Any, ...]] = {stream: tuple(row) for stream, *row in rows}
    month = next(iter(found.values()))[0]
    table = plain_table(
        f"Expected in {month:%Y-%m}, with 80% intervals",
        ["From"],
        ["Expected", "Low", "High"],
    )
    table.add_column("By")
    for stream, name in STREAMS.items():
        if stream not in found:
            continue
        _, expected, low, high, method = found[stream]
        bounds = [dollars(bound) if bound is not None else "-" for bound in (low, high)]
        how = str(method).replace("_", " ")
        style = "bold" if stream == "total" else None
        table.add_row(name, dollars(expected), *bounds, how, style=style)
    console.print(table)
    console.print()
