"""The warehouse through Ibis: one code for DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from python_helpers.errors import UserError
from python_helpers.settings import PostgresSettings, Target, duckdb_path
from python_helpers.warehouse.read import open_warehouse, schema

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir


@contextmanager
def opened_ibis(target: Target) -> Iterator[ibis.BaseBackend]:
    """The target as an Ibis backend, to read from; closed afterwards.

    Raises UserError when there is no warehouse or it does not answer.
    """
    import ibis

    # says what is wrong, in the words of every other command
    with open_warehouse(target):
        pass
    if target is Target.duckdb:
        connection = ibis.duckdb.connect(
            duckdb_path(),
            read_only=True,
            memory_limit=os.environ.get("DUCKDB_MEMORY_LIMIT", "7GB"),
        )
    elif target is Target.postgres:
        settings = PostgresSettings.from_environment()
        connection = ibis.postgres.connect(
            **settings.login,
            database=settings.dbname,
            application_name="dental-collections marts",
            # as under dbt (macro before_model): without statistics, joins of thousands look small
            options="-c enable_nestloop=off",
        )
    else:
        from pyspark.sql import SparkSession

        # dbt's own session, or the one that open_warehouse has just begun
        yield ibis.pyspark.connect(SparkSession.getActiveSession())
        return
    try:
        yield connection
    finally:
        connection.disconnect()


def read(con: ibis.BaseBackend, schema_name: str, table: str) -> ir.Table:
    """A table of the warehouse, such as `read(con, "marts", "fct_ar_ledger")`.

    Raises UserError when it is not there.
    """
    from ibis.common.exceptions import IbisError, TableNotFound

    try:
        return con.table(table, database=schema(schema_name))
    except (TableNotFound, IbisError) as error:
        raise UserError(
            f"no table {schema(schema_name)}.{table}: run `dental-collections build` first"
        ) from error


def built_as_of(con: ibis.BaseBackend) -> date:
    """The as-of date of the models that stand in the warehouse, from dim_date.

    Raises UserError when nothing was built yet.
    """
    days = read(con, "marts", "dim_date")
    found = days.filter(days.is_as_of_date).select("date_day").to_pyarrow().to_pylist()
    if len(found) != 1:
        raise UserError(
            f"{schema('marts')}.dim_date names no as-of date: run `dental-collections build` first"
        )
    day: date = found[0]["date_day"]
    return day
