"""What the report reads: marts of one warehouse, of all its practices or of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from python_helpers.errors import UserError
from python_helpers.report import words
from python_helpers.settings import Target
from python_helpers.warehouse import Warehouse, schema

MARTS: Final = (
    "dim_clinic",
    "dim_date",
    "dim_payer",
    "fct_ar_month_end",
    "fct_payment_promise",
    "mart_ar_aging",
    "mart_ar_reconciliation",
    "mart_ar_rollforward",
    "mart_campaign_performance",
    "mart_collected_by_owner",
    "mart_collection_efficiency",
    "mart_collection_forecast",
    "mart_collection_forecast_accuracy",
    "mart_collection_mix",
    "mart_collection_summary",
    "mart_collection_summary_daily",
    "mart_collection_summary_weekly",
    "mart_collection_waterfall",
    "mart_payment_plans",
    "mart_promise_performance",
    "mart_quarantine",
)


@dataclass(frozen=True, slots=True)
class Clinic:
    """A member of dim_clinic."""

    practice_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Marts:
    """The marts as built: their as-of date, and the practices and clinics by key."""

    warehouse: Warehouse
    practice: int | None
    as_of: date
    practices: Mapping[int, str]
    clinics: Mapping[int, Clinic]

    def __getitem__(self, mart: str) -> str:
        """A mart as it is written in a query's `from`: of one practice where only one is asked."""
        return _place(mart, self.practice)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.warehouse.rows(sql)

    @property
    def this_month(self) -> date:
        """First day of the as-of date's month."""
        return self.as_of.replace(day=1)

    @property
    def last_month(self) -> date:
        """First day of the last month that is over; the as-of date's own on its last day."""
        return words.last_whole_month(self.as_of)


def read_marts(warehouse: Warehouse, target: Target, practice: int | None) -> Marts:
    """The marts of a warehouse that was built.

    Raises UserError where a mart is not there, and where the practice is none of those loaded.
    """
    lacking = sorted(set(MARTS) - _tables(warehouse, target))
    if lacking:
        raise UserError(
            f"{schema('marts')}.{lacking[0]} is not there: run `dental-collections build` first"
        )
    days = warehouse.rows(f"select date_day from {schema('marts')}.dim_date where is_as_of_date")
    if len(days) != 1:
        raise UserError(
            f"{schema('marts')}.dim_date names no as-of date: run `dental-collections build` first"
        )
    clinics: dict[int, Clinic] = {}
    practices: dict[int, str] = {}
    for clinic_id, practice_id, practice_name, clinic_name in warehouse.rows(
        "select clinic_id, practice_id, practice_name, clinic_name "
        f"from {_place('dim_clinic', practice)} as clinics order by clinic_id"
    ):
        clinics[clinic_id] = Clinic(practice_id, clinic_name)
        practices[practice_id] = practice_name
    if not practices:
        raise UserError(
            f"--practice {practice}: no such practice in {schema('marts')}.dim_clinic"
            if practice is not None
            else f"{schema('marts')}.dim_clinic is empty: run `dental-collections build` first"
        )
    return Marts(warehouse, practice, days[0][0], dict(sorted(practices.items())), clinics)


def _place(mart: str, practice: int | None) -> str:
    place = f"{schema('marts')}.{mart}"
    return place if practice is None else f"(select * from {place} where practice_id = {practice})"


def _tables(warehouse: Warehouse, target: Target) -> set[str]:
    if target is Target.spark:
        return {row[1] for row in warehouse.rows(f"show tables in {schema('marts')}")}
    return {
        row[0]
        for row in warehouse.rows(
            f"select table_name from information_schema.tables "
            f"where table_schema = '{schema('marts')}'"
        )
    }
