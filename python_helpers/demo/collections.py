"""What the demo tells of collections: campaigns, promises that fall due, what brought cash in."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from rich.console import Console

from python_helpers.demo.tables import dollars, percent, plain_table
from python_helpers.report.owners import cash_by_owner
from python_helpers.report.words import last_whole_month
from python_helpers.warehouse import Warehouse, schema

WEEK: Final = timedelta(days=6)


def print_collections(warehouse: Warehouse, as_of: date, console: Console) -> None:
    """Campaigns, the promises of the week that begins with `as_of`, and last month's cash."""
    _print_campaigns(warehouse, console)
    _print_promises(warehouse, as_of, console)
    _print_cash(warehouse, last_whole_month(as_of), console)


def _print_campaigns(warehouse: Warehouse, console: Console) -> None:
    rows = warehouse.rows(
        f"""
        select
            campaign_name, campaign_status, account_count, targeted_amount, collected_amount
        from {schema("marts")}.mart_campaign_performance
        order by
            case campaign_status when 'active' then 0 when 'planned' then 1 else 2 end,
            targeted_amount desc,
            campaign_id
        """
    )
    table = plain_table(
        "Collection campaigns, over their whole life",
        ["Campaign", "Status"],
        ["Accounts", "Targeted", "Collected", "Rate"],
    )
    for name, status, accounts, targeted, collected in rows:
        table.add_row(
            name,
            status,
            f"{accounts:,}",
            dollars(targeted),
            dollars(collected),
            percent(collected, targeted),
        )
    console.print()
    console.print(table)


def _print_promises(warehouse: Warehouse, as_of: date, console: Console) -> None:
    until = as_of + WEEK
    ((count, amount),) = warehouse.rows(
        f"""
        select count(*), coalesce(sum(promised_amount), 0)
        from {schema("marts")}.fct_payment_promise
        where
            state = 'pending'
            and due_date between date '{as_of.isoformat()}' and date '{until.isoformat()}'
        """
    )
    promises = "1 promise to pay falls" if count == 1 else f"{count:,} promises to pay fall"
    console.print(
        f"\nFrom {as_of.isoformat()} to {until.isoformat()}, {promises} due: "
        f"{dollars(Decimal(amount))}."
    )


def _print_cash(warehouse: Warehouse, month: date, console: Console) -> None:
    rows = warehouse.rows(
        f"""
        select owner_type, organic_reason, channel, sum(cash_amount)
        from {schema("marts")}.mart_collected_by_owner
        where month_start_date = date '{month.isoformat()}'
        group by owner_type, organic_reason, channel
        """
    )
    amounts = cash_by_owner(rows)
    total = sum(amounts.values(), Decimal(0))
    table = plain_table(
        f"Cash of {month:%Y-%m}, by what came before it", ["Paid"], ["Cash", "Share"]
    )
    for name, amount in amounts.items():
        if amount:
            table.add_row(name, dollars(amount), percent(amount, total))
    table.add_row("Collected", dollars(total), style="bold")
    console.print()
    console.print(table)
