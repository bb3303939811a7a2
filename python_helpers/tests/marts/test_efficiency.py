"""The efficiency mart over small books that can be followed by hand, on DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from python_helpers.errors import UserError
from python_helpers.marts.efficiency import efficiency_table
from python_helpers.settings import Target
from python_helpers.tests.servers import PostgresServer
from python_helpers.warehouse.ibis import opened_ibis

TABLES = {
    "marts.dim_date": "date_day date, is_as_of_date boolean",
    "marts.dim_account": "account_id bigint, practice_id integer, clinic_id bigint",
    "intermediate.int_adjustment_kinds": "adjustment_type_id bigint, adjustment_kind varchar(30)",
    "intermediate.int_ar_ledger": (
        "account_id bigint, line_kind varchar(30), is_transfer boolean, "
        "adjustment_type_id bigint, aging_date date, amount decimal(18, 2)"
    ),
    "intermediate.int_ar_aging_snapshot": (
        "account_id bigint, snapshot_date date, is_month_end boolean, "
        "balance_as_of decimal(18, 2), balance_over_90 decimal(18, 2), "
        "past_due_current decimal(18, 2), past_due_1_30 decimal(18, 2), "
        "past_due_31_60 decimal(18, 2), past_due_61_90 decimal(18, 2), "
        "past_due_91_120 decimal(18, 2), past_due_over_120 decimal(18, 2)"
    ),
    "intermediate.int_collection_agency_changes": (
        "account_id bigint, event_date date, agency_change integer, agency_starts integer"
    ),
    "marts.fct_payment_allocation": (
        "account_id bigint, charge_line_id varchar(30), credit_kind varchar(30), "
        "is_transfer boolean, charge_date date, credit_date date, amount decimal(18, 2)"
    ),
    "intermediate.int_ar_charge_due_dates": "ledger_line_id varchar(30), due_date date",
}
BAD_DEBT, DISCOUNT, FEE = 1, 2, 3
AS_OF = date(2026, 5, 10)
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)

Books = Mapping[str, Sequence[tuple[Any, ...]]]


def line(account: int, kind: str, day: date, amount: str, **other: Any) -> tuple[Any, ...]:
    """A ledger line."""
    return (
        account,
        kind,
        other.get("is_transfer", False),
        other.get("adjustment_type"),
        day,
        Decimal(amount),
    )


def stood(account: int, day: date, balance: str, over_90: str = "0", **past_due: str) -> Any:
    """A snapshot; what is owed and in no bucket given is current."""
    names = ("late_1_30", "late_31_60", "late_61_90", "late_91_120", "late_over_120")
    late = [Decimal(past_due.get(name, "0")) for name in names]
    current = max(Decimal(balance), Decimal(0)) - sum(late)
    is_month_end = day != AS_OF
    return (account, day, is_month_end, Decimal(balance), Decimal(over_90), current, *late)


def books(**tables: Sequence[tuple[Any, ...]]) -> Books:
    """Books with an as-of date and the usual adjustment types; the rest is empty unless given."""
    return {
        **{name: tables.get(name.partition(".")[2], ()) for name in TABLES},
        "marts.dim_date": [(AS_OF, True), (MARCH, False)],
        "intermediate.int_adjustment_kinds": [
            (BAD_DEBT, "bad_debt"),
            (DISCOUNT, "discount"),
            (FEE, "late_charge"),
        ],
    }


def fill(execute: Any, rows: Books) -> None:
    """Make the tables through a function that runs SQL with parameters."""
    for name in ("marts", "intermediate"):
        execute(f"create schema {name}", None)
    for name, columns in TABLES.items():
        execute(f"create table {name} ({columns})", None)
        for row in rows[name]:
            execute(f"insert into {name} values ({', '.join(['?'] * len(row))})", row)


def rows_of(
    path: Path, content: Books, level: str = "practice"
) -> dict[tuple[date, int], dict[str, Any]]:
    """The mart's rows over books in a DuckDB file, by month-end and window."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(path) as connection:
        fill(lambda sql, row: connection.execute(sql, row), content)
    with opened_ibis(Target.duckdb) as con:
        found = efficiency_table(con).to_pylist()
    return {
        (row["month_end_date"], row["trailing_months"]): row
        for row in found
        if row["metric_level"] == level
    }


WORKED = books(
    dim_account=[(1, 0, 7), (2, 0, 7)],
    # opens with 100,000; sales 90,000; cash 95,000; refund 1,000; bad debt 16,000; closes at 80,000
    int_ar_ledger=[
        line(1, "procedure", MARCH, "100000"),
        line(1, "procedure", date(2026, 4, 3), "100000"),
        line(1, "writeoff", date(2026, 4, 9), "-8000"),
        line(1, "adjustment", date(2026, 4, 9), "-2000", adjustment_type=DISCOUNT),
        line(1, "insurance_payment", date(2026, 4, 9), "-50000"),
        line(1, "patient_payment", date(2026, 4, 9), "-45000"),
        line(1, "patient_payment", date(2026, 4, 12), "1000"),
        line(1, "adjustment", date(2026, 4, 30), "-16000", adjustment_type=BAD_DEBT),
        # a transfer to another account of the clinic is neither cash nor sales
        line(1, "patient_payment", date(2026, 4, 20), "500", is_transfer=True),
        line(2, "patient_payment", date(2026, 4, 20), "-500", is_transfer=True),
        # not yet: after the as-of date
        line(1, "procedure", date(2026, 5, 20), "777"),
    ],
    int_ar_aging_snapshot=[
        stood(1, MARCH, "100000", late_1_30="40000"),
        stood(1, APRIL, "80500", over_90="20125", late_31_60="30000"),
        stood(2, APRIL, "-500"),
        stood(1, AS_OF, "80500", late_31_60="30000"),
        stood(2, AS_OF, "-500"),
    ],
)


def test_a_month_by_hand(duckdb_file: Path) -> None:
    april = rows_of(duckdb_file, WORKED)[APRIL, 1]

    assert april["sales_amount"] == Decimal(90_000)
    assert (april["cash_amount"], april["refund_amount"]) == (94_000, 1_000)
    assert april["writeoff_amount"] == Decimal(16_000)
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
    may = rows[date(2026, 5, 31), 1]

    assert may["is_period_complete"] is False
    assert (may["closing_date"], may["days_in_period"]) == (AS_OF, 10)
    assert may["sales_amount"] == 0 and may["ar_net_amount"] == Decimal(80_000)
    assert (may["dso"], may["dso_reason"]) == (None, "zero_denominator")
    # ten days without sales, then April: 80,500 of 90,000 over 30 days
    assert may["dso_countback"] == Decimal("36.833333")
    assert (may["cure_rate"], may["delinquent_account_count"]) == (None, None)
    assert may["cure_rate_reason"] == "period_incomplete"
    # no window reaches before the first month-end
    assert set(rows) == {(APRIL, 1), (date(2026, 5, 31), 1)}


def test_credits_are_not_netted_with_what_others_owe(duckdb_file: Path) -> None:
    content = books(
        dim_account=[(1, 0, 7), (2, 0, 8), (3, 0, 8)],
        int_ar_ledger=[
            line(1, "procedure", MARCH, "300"),
            line(2, "patient_payment", MARCH, "-80"),
            line(3, "procedure", APRIL, "1"),
        ],
        int_ar_aging_snapshot=[
            stood(account, day, balance)
            for day in (MARCH, APRIL)
            for account, balance in ((1, "300"), (2, "-80"))
        ]
        + [stood(3, APRIL, "1")],
    )
    april = rows_of(duckdb_file, content)[APRIL, 1]

    assert april["opening_ar_amount"] == 300 and april["opening_ar_credit_amount"] == 80
    assert april["opening_ar_net_amount"] == 220
    assert april["closing_ar_amount"] == 301


def test_accounts_leave_delinquency_for_one_reason_each(duckdb_file: Path) -> None:
    """Sixty are delinquent: 18 pay, 4 go on a plan, 3 are given up, 2 placed, 1 re-aged."""
    late = [stood(account, MARCH, "100", late_1_30="100") for account in range(1, 61)]
    slightly = stood(61, MARCH, "1", late_1_30="1")
    gone = {
        **dict.fromkeys(range(1, 19), "pay"),
        **dict.fromkeys(range(19, 23), "plan"),
        **dict.fromkeys(range(23, 26), "give up"),
        **dict.fromkeys(range(26, 28), "place"),
        28: "re-age",
    }
    day = date(2026, 4, 15)
    lines = [line(1, "procedure", date(2026, 3, 1), "1")]
    for account, why in gone.items():
        if why == "pay":
            lines.append(line(account, "patient_payment", day, "-99"))
        elif why == "plan":
            lines += [
                line(account, "plan_credit", day, "-90"),
                line(account, "patient_payment", day, "-10"),
            ]
        elif why in {"give up", "place"}:
            lines.append(
                line(account, "adjustment", day, "-100", adjustment_type=BAD_DEBT),
            )
    content = books(
        dim_account=[(account, 0, 7) for account in range(1, 62)],
        int_ar_ledger=lines,
        int_ar_aging_snapshot=[
            *late,
            slightly,
            *(stood(account, APRIL, "100", late_31_60="100") for account in range(29, 61)),
            # the dollar that a payment of 99 leaves is no delinquency
            stood(1, APRIL, "1", late_31_60="1"),
            stood(28, APRIL, "100"),
        ],
        int_collection_agency_changes=[(26, day, 1, 1), (27, day, 1, 1), (28, day, -1, 0)],
    )
    april = rows_of(duckdb_file, content)[APRIL, 1]

    assert april["delinquent_account_count"] == 60
    assert april["cure_rate"] == Decimal("0.3")
    names = ("cured", "plan_converted", "written_off", "placed", "reaged")
    assert [april[f"{name}_account_count"] for name in names] == [18, 4, 3, 2, 1]


def test_late_days_of_patients_payments(duckdb_file: Path) -> None:
    due = date(2026, 4, 1)

    def paid(kind: str, charge: str, day: int, amount: str) -> tuple[Any, ...]:
        charged, received = date(2026, 3, 1), date(2026, 4, day)
        return (1, charge, kind, False, charged, received, Decimal(amount))

    content = books(
        dim_account=[(1, 0, 7)],
        int_ar_ledger=[line(1, "procedure", date(2026, 3, 1), "5000")],
        int_ar_aging_snapshot=[stood(1, MARCH, "5000"), stood(1, APRIL, "5000")],
        int_ar_charge_due_dates=[("a", due), ("b", date(2026, 2, 20)), ("c", date(2026, 5, 1))],
        fct_payment_allocation=[
            paid("patient_payment", "a", 11, "1000"),
            paid("patient_payment", "b", 1, "500"),
            paid("patient_payment", "c", 11, "1500"),
            # an insurer is not late on the patient's due date
            paid("insurance_payment", "a", 30, "9999"),
        ],
    )
    april = rows_of(duckdb_file, content)[APRIL, 1]

    assert april["weighted_days_late"] == 10
    assert april["dated_payment_amount"] == 3_000


def test_a_loss_is_expected_only_from_twelve_months_of_steps(duckdb_file: Path) -> None:
    """Each month 100 fall 1 to 30 days late; of them 40 roll on and are given up, 60 are paid."""
    months = [date(2025, month, 28) for month in range(3, 13)] + [
        date(2026, month, 28) for month in range(1, 5)
    ]
    ends = {day: date.fromordinal(_month_end(day)) for day in months}
    lines, snapshots = [line(1, "procedure", months[0], "1")], []
    for day in months:
        lines += [
            line(1, "procedure", day, "100"),
            line(1, "patient_payment", day, "-60"),
            line(1, "adjustment", day, "-40", adjustment_type=BAD_DEBT),
        ]
        snapshots.append(stood(1, ends[day], "140", late_1_30="100", late_31_60="40"))
    content = books(dim_account=[(1, 0, 7)], int_ar_ledger=lines, int_ar_aging_snapshot=snapshots)
    rows = rows_of(duckdb_file, content)

    assert rows[APRIL, 3]["expected_bad_amount_reason"] == "needs_12_months"
    # 40 of 100 roll and are all given up: 40 of the 100, and the 40
    assert rows[APRIL, 12]["expected_bad_amount"] == 80
    assert rows[APRIL, 12]["roll_rate_1_30_to_31_60"] == Decimal("0.4")
    assert rows[APRIL, 12]["rollable_1_30_amount"] == 1_200


def _month_end(day: date) -> int:
    first_of_next = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first_of_next.toordinal() - 1


def test_clinics_add_up_to_the_practice(duckdb_file: Path) -> None:
    content = dict(WORKED)
    content["marts.dim_account"] = [(1, 0, 7), (2, 0, 8)]
    practice = rows_of(duckdb_file, content)
    with opened_ibis(Target.duckdb) as con:
        found = [
            row
            for row in efficiency_table(con).to_pylist()
            if (row["month_end_date"], row["trailing_months"]) == (APRIL, 1)
        ]
    clinics = [row for row in found if row["metric_level"] == "clinic"]

    assert [row["clinic_id"] for row in clinics] == [7, 8]
    assert [row["transfer_amount"] for row in clinics] == [-500, 500]
    for name in ("sales_amount", "cash_amount", "closing_ar_amount", "ar_net_amount"):
        assert sum(row[name] for row in clinics) == practice[APRIL, 1][name], name


def test_without_books_there_are_no_rows(duckdb_file: Path) -> None:
    assert rows_of(duckdb_file, books()) == {}


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
