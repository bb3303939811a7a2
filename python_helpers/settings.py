"""Where things are and how to reach them, from the environment; no secret is ever in a file here."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from python_helpers.errors import UserError


class Target(StrEnum):
    """The engines that the warehouse runs on; also the names of the dbt targets."""

    duckdb = "duckdb"
    postgres = "postgres"
    spark = "spark"


def project_dir() -> Path:
    """The folder of dbt_project.yml: DENTAL_PROJECT_DIR, else here or above, else beside the code.

    Raises UserError when there is none.
    """
    named = os.environ.get("DENTAL_PROJECT_DIR")
    here = Path.cwd()
    candidates = [Path(named)] if named else [here, *here.parents, Path(__file__).parent.parent]
    for candidate in candidates:
        if (candidate / "dbt_project.yml").is_file():
            return candidate.resolve()
    raise UserError(
        "no dbt_project.yml here or above: run this in the project's folder, "
        "or set DENTAL_PROJECT_DIR to it"
    )


def duckdb_path() -> Path:
    """The DuckDB warehouse file: DUCKDB_PATH, else data/warehouse.duckdb in the project."""
    named = os.environ.get("DUCKDB_PATH")
    return Path(named) if named else project_dir() / "data" / "warehouse.duckdb"


def spark_dir() -> Path:
    """Where the Spark target keeps raw Parquet, warehouse and metastore: SPARK_DIR, else data/spark."""
    named = os.environ.get("SPARK_DIR")
    return Path(named) if named else project_dir() / "data" / "spark"


def schema_prefix() -> str:
    """Prefix of every schema, so that dev, CI and production can share a database."""
    return os.environ.get("DENTAL_SCHEMA_PREFIX", "")


@dataclass(frozen=True, slots=True)
class PostgresSettings:
    """How to reach the PostgreSQL target; the same variables that profiles.yml reads."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    @classmethod
    def from_environment(cls) -> PostgresSettings:
        """PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, as libpq names them."""
        return cls(
            host=os.environ.get("PGHOST", "127.0.0.1"),
            port=int(os.environ.get("PGPORT", "5432")),
            user=os.environ.get("PGUSER", "postgres"),
            password=os.environ.get("PGPASSWORD", ""),
            dbname=os.environ.get("PGDATABASE", "dental_collections"),
        )


@dataclass(frozen=True, slots=True)
class Practice:
    """One OpenDental database, a row of seeds/practices.csv."""

    practice_id: int
    name: str
    time_zone: str


def practices() -> list[Practice]:
    """The rows of seeds/practices.csv, lowest id first.

    Raises UserError naming file and row when a row is malformed.
    """
    path = project_dir() / "seeds" / "practices.csv"
    found: dict[int, Practice] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                practice = Practice(int(row["practice_id"]), row["practice_name"], row["time_zone"])
                ZoneInfo(practice.time_zone)
            except (KeyError, TypeError, ValueError) as error:
                raise UserError(
                    f"seeds/practices.csv row {number}: {type(error).__name__}: {error}"
                ) from error
            if practice.practice_id in found:
                raise UserError(
                    f"seeds/practices.csv row {number}: practice_id {practice.practice_id} is there twice"
                )
            found[practice.practice_id] = practice
    if not found:
        raise UserError("seeds/practices.csv has no practice: add a row with practice_id 0")
    return [found[key] for key in sorted(found)]


def as_of_date(text: str | None = None) -> date:
    """The as-of date: the one given as YYYY-MM-DD, else today where the first practice is.

    Raises UserError when the text is no date.
    """
    if text is None:
        return datetime.now(ZoneInfo(practices()[0].time_zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--as-of {text!r} is no date: write it as YYYY-MM-DD") from error
