"""A change of about one row in 200: what an office edits when it goes over the last days once more.

Run as `python -m python_helpers.bench.change <target> <as-of date>`.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date, timedelta
from typing import Final

import duckdb

from python_helpers.opendental.catalog import RAW_SCHEMA
from python_helpers.settings import PostgresSettings, Target, duckdb_path
from python_helpers.warehouse import schema

SHARE: Final = 0.005
YEARS: Final = 5

# Table, its date, and what is edited.
EDITS: Final = (
    ("procedurelog", "procdate", "procfee = procfee + 1"),
    ("claimproc", "datecp", "inspayamt = inspayamt + 1"),
    ("adjustment", "adjdate", "adjamt = adjamt + 1"),
    ("paysplit", "datepay", "splitamt = splitamt + 1"),
    ("commlog", "commdatetime", "usernum = usernum + 1"),
    ("task", "datetimeoriginal", "taskstatus = 2"),
    ("statement", "datesent", "mode_ = 2"),
)


def edits(as_of: date) -> list[str]:
    """Statements that edit the rows of the last days: SHARE of the years' days."""
    since = as_of - timedelta(days=round(YEARS * 365 * SHARE))
    return [
        f"update {schema(RAW_SCHEMA)}.{table} set {edit} "
        f"where {day} >= date '{since}' and {day} < date '{as_of + timedelta(days=1)}'"
        for table, day, edit in EDITS
    ]


def main(target: str, as_of: str) -> None:
    """Change the raw rows of one target, all or none."""
    statements = edits(date.fromisoformat(as_of))
    if Target(target) is Target.duckdb:
        with duckdb.connect(str(duckdb_path())) as connection:
            connection.execute(";".join(["begin", *statements, "commit"]))
        return
    import psycopg2

    settings = PostgresSettings.from_environment()
    postgres = psycopg2.connect(
        **settings.login,
        dbname=settings.dbname,
    )
    with closing(postgres), postgres, postgres.cursor() as cursor:
        cursor.execute(";".join(statements))


if __name__ == "__main__":
    main(*sys.argv[1:])
