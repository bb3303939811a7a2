"""The efficiency mart over sums that can be followed by hand, on DuckDB and PostgreSQL.

How the sums come about is told by the unit tests of int_efficiency_months and its steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from python_helpers.errors import UserError
from python_helpers.marts.efficiency import efficiency_table
from python_helpers.settings import Target
from python_helpers.tests.marts.contracts import DIM_DATE, columns_of, contracted_models, tables
from python_helpers.tests.servers import PostgresServer
from python_helpers.warehouse.ibis import opened_ibis

MONTHS = "int_efficiency_months"
AS_OF = date(2026, 5, 10)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
APRIL_END, MAY_END = date(2026, 4, 30), date(2026, 5, 31)

Month = dict[str, Any]


def month(first_day: date, clinic: int = 7, **sums: str | int) -> Month:
    """A clinic's sums of a month; what is not given is 0, what is owed and in no bucket current."""
    row: Month = {"practice_id": 0, "clinic_id": clinic, "month_start_date": first_day}
    late = ("1_30", "31_60", "61_90", "91_120", "over_120")
    owed = Decimal(sums.get("owed_amount", 0))
    past_due = [Decimal(sums.get(f"past_due_{bucket}", 0)) for bucket in late]
    counts = {"account_count": int("owed_amount" in sums), "ledger_line_count": 1}
    return row | {"past_due_current": owed - sum(past_due)} | counts | sums


def fill(execute: Any, months: Sequence[Month]) -> None:
    """Make the tables through a function that runs SQL with parameters."""
    for name in ("marts", "intermediate"):
        execute(f"create schema {name}", None)
    for name, columns in tables([MONTHS]).items():
        execute(f"create table {name} ({columns})", None)
    execute(f"insert into {DIM_DATE} values (?, ?)", (AS_OF, True))
    execute(f"insert into {DIM_DATE} values (?, ?)", (MARCH, False))
    columns = columns_of(contracted_models()[MONTHS])
    for row in months:
        assert set(row) <= set(columns)
        values = tuple(row.get(column, 0) for column in columns)
        marks = ", ".join(["?"] * len(columns))
        execute(f"insert into intermediate.{MONTHS} values ({marks})", values)


def rows_of(
    path: Path, months: Sequence[Month], level: str = "practice"
) -> dict[tuple[date, int], dict[str, Any]]:
    """The mart's rows over months in a DuckDB file, by month-end and window."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(path) as connection:
        fill(lambda sql, row: connection.execute(sql, row), months)
    with opened_ibis(Target.duckdb) as con:
        found = efficiency_table(con).to_pylist()
    return {
        (row["month_end_date"], row["trailing_months"]): row
        for row in found
        if row["metric_level"] == level
    }


# opens with 100,000; sales 90,000; cash 95,000; refund 1,000; bad debt 16,000; closes at 80,000
WORKED = [
    month(
        MARCH,
        charge_amount="100000",
        ledger_amount="100000",
        owed_amount="100000",
        past_due_1_30="40000",
    ),
    month(
        APRIL,
        charge_amount="100000",
        contractual_writeoff_amount="8000",
        discount_amount="2000",
        ledger_cash_amount="94000",
        refund_amount="1000",
        given_up_amount="16000",
        ledger_amount="-20000",
        owed_amount="80500",
        credit_amount="500",
        over_90_amount="20125",
        past_due_31_60="30000",
        rollable_1_30="40000",
        rolled_1_30="30000",
        dated_payment_amount="3000",
        late_dollar_days="30000",
        delinquent_account_count=60,
        cured_account_count=18,
        plan_converted_account_count=4,
        written_off_account_count=3,
        placed_account_count=2,
        reaged_account_count=1,
    ),
    month(MAY, owed_amount="80500", credit_amount="500", past_due_31_60="30000"),
]


def test_a_month_by_hand(duckdb_file: Path) -> None:
    april = rows_of(duckdb_file, WORKED)[APRIL_END, 1]

    assert april["sales_amount"] == Decimal(90_000)
    assert (april["ledger_cash_amount"], april["refund_amount"]) == (94_000, 1_000)
    assert april["given_up_amount"] == Decimal(16_000)
    assert april["transfer_amount"] == 0
    assert april["closing_ar_amount"] == Decimal(80_500)
    assert (april["ar_credit_amount"], april["ar_net_amount"]) == (500, 80_000)
    # 94,000 of 109,500 and of 139,500; 109,500 of 139,500
    assert april["cei_seed"] == Decimal("85.844749")
    assert april["cei_crf"] == Decimal("78.494624")
    assert april["cei_cash"] == Decimal("67.383513")
    assert april["dso"] == Decimal("26.833333")
    assert april["dso_best_possible"] == Decimal("16.833333")
    assert april["average_days_delinquent"] == 10
    assert april["dso_countback"] == Decimal("26.833333")
    assert april["over_90_share"] == Decimal("0.25")
    # 30,000 of the 40,000 that were 1 to 30 days late are 31 to 60 days late now
    assert april["roll_rate_1_30_to_31_60"] == Decimal("0.75")
    assert april["roll_rate_31_60_to_61_90_reason"] == "zero_denominator"


def test_a_running_month_counts_its_days_and_has_no_steps(duckdb_file: Path) -> None:
    rows = rows_of(duckdb_file, WORKED)
    may = rows[MAY_END, 1]

    assert may["is_period_complete"] is False
    assert (may["closing_date"], may["days_in_period"]) == (AS_OF, 10)
    assert may["sales_amount"] == 0 and may["ar_net_amount"] == Decimal(80_000)
    assert (may["dso"], may["dso_reason"]) == (None, "zero_denominator")
    # ten days without sales, then April: 80,500 of 90,000 over 30 days
    assert may["dso_countback"] == Decimal("36.833333")
    assert (may["cure_rate"], may["delinquent_account_count"]) == (None, None)
    assert may["cure_rate_reason"] == "period_incomplete"
    # no window reaches before the first month-end
    assert set(rows) == {(APRIL_END, 1), (MAY_END, 1)}


def test_accounts_leave_delinquency_for_one_reason_each(duckdb_file: Path) -> None:
    """Sixty are delinquent: 18 pay, 4 go on a plan, 3 are given up, 2 placed, 1 re-aged."""
    april = rows_of(duckdb_file, WORKED)[APRIL_END, 1]

    assert april["delinquent_account_count"] == 60
    assert april["cure_rate"] == Decimal("0.3")
    names = ("cured", "plan_converted", "written_off", "placed", "reaged")
    assert [april[f"{name}_account_count"] for name in names] == [18, 4, 3, 2, 1]


def test_late_days_of_patients_payments(duckdb_file: Path) -> None:
    """1,000 came ten days late, 500 forty, 1,500 on time: 30,000 dollars × days."""
    april = rows_of(duckdb_file, WORKED)[APRIL_END, 1]

    assert april["weighted_days_late"] == 10
    assert april["dated_payment_amount"] == 3_000


def test_what_came_before_the_first_month_end_is_in_the_net(duckdb_file: Path) -> None:
    """Undated lines, and months that no snapshot closes: 11 and 300 before what April adds."""
    rows = rows_of(
        duckdb_file,
        [
            month(date(1900, 1, 1), ledger_amount="11"),
            month(date(2026, 2, 1), ledger_amount="300"),
            month(MARCH, ledger_amount="-80", owed_amount="311", credit_amount="80"),
            month(APRIL, ledger_amount="1", owed_amount="312", credit_amount="80"),
        ],
    )
    april = rows[APRIL_END, 1]

    assert april["opening_ar_amount"] == 311 and april["opening_ar_credit_amount"] == 80
    assert (april["opening_ar_net_amount"], april["ar_net_amount"]) == (231, 232)
    assert april["closing_ar_amount"] == 312


def test_a_month_without_accounts_and_lines_has_no_row(duckdb_file: Path) -> None:
    """Somebody paid late in May, and that is all."""
    rows = rows_of(
        duckdb_file,
        [
            month(MARCH, ledger_amount="5", owed_amount="5"),
            month(APRIL, ledger_amount="-5"),
            month(MAY, ledger_line_count=0, dated_payment_amount="1"),
        ],
    )
    assert set(rows) == {(APRIL_END, 1)}


def test_a_loss_is_expected_only_from_twelve_months_of_steps(duckdb_file: Path) -> None:
    """Each month 100 fall 1 to 30 days late; of them 40 roll on and are given up, 60 are paid."""
    first_days = [date(2025, number, 1) for number in range(3, 13)] + [
        date(2026, number, 1) for number in range(1, 5)
    ]
    months = [
        month(
            first_day,
            owed_amount="140",
            past_due_1_30="100",
            past_due_31_60="40",
            rollable_1_30="100" if number else "0",
            rolled_1_30="40" if number else "0",
            settled_1_30="60" if number else "0",
            rollable_31_60="40" if number else "0",
            bad_31_60="40" if number else "0",
        )
        for number, first_day in enumerate(first_days)
    ]
    rows = rows_of(duckdb_file, months)

    assert rows[APRIL_END, 3]["expected_bad_amount_reason"] == "needs_12_months"
    # 40 of 100 roll and are all given up: 40 of the 100, and the 40
    assert rows[APRIL_END, 12]["expected_bad_amount"] == 80
    assert rows[APRIL_END, 12]["roll_rate_1_30_to_31_60"] == Decimal("0.4")
    assert rows[APRIL_END, 12]["rollable_1_30_amount"] == 1_200


def test_clinics_add_up_to_the_practice(duckdb_file: Path) -> None:
    other = [
        month(MARCH, 8, ledger_amount="700", owed_amount="700"),
        month(
            APRIL, 8, transfer_amount="500", ledger_cash_amount="50", ledger_amount="-550",
            owed_amount="150",
        ),
    ]  # fmt: skip
    practice = rows_of(duckdb_file, [*WORKED, *other])
    with opened_ibis(Target.duckdb) as con:
        found = [
            row
            for row in efficiency_table(con).to_pylist()
            if (row["month_end_date"], row["trailing_months"]) == (APRIL_END, 1)
        ]
    clinics = [row for row in found if row["metric_level"] == "clinic"]

    assert [row["clinic_id"] for row in clinics] == [7, 8]
    assert [row["transfer_amount"] for row in clinics] == [0, 500]
    for name in ("sales_amount", "ledger_cash_amount", "closing_ar_amount", "ar_net_amount"):
        assert sum(row[name] for row in clinics) == practice[APRIL_END, 1][name], name


def test_without_books_there_are_no_rows(duckdb_file: Path) -> None:
    assert rows_of(duckdb_file, []) == {}


def test_models_that_were_not_built_are_named(duckdb_file: Path) -> None:
    duckdb_file.parent.mkdir(parents=True)
    duckdb.connect(duckdb_file).close()
    with opened_ibis(Target.duckdb) as con, pytest.raises(UserError, match="build"):
        efficiency_table(con)


@pytest.mark.servers
def test_postgresql_gives_the_same_rows(
    duckdb_file: Path, postgres_server: PostgresServer, postgres_database: str
) -> None:
    rows_of(duckdb_file, WORKED)
    with opened_ibis(Target.duckdb) as con:
        here = efficiency_table(con)
    connection = postgres_server.connect(postgres_database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            fill(lambda sql, row: cursor.execute(sql.replace("?", "%s"), row), WORKED)
    finally:
        connection.close()
    with opened_ibis(Target.postgres) as con:
        there = efficiency_table(con)

    assert here.num_rows > 0
    assert there.equals(here)
