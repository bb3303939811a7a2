"""Where things are and how to reach them, from the environment; no secret is in a file here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from python_helpers.errors import UserError
from python_helpers.seed_files import read_seed

PRACTICES_SEED: Final = Path("seeds", "practices.csv")


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
    """Raw Parquet, warehouse and metastore of the Spark target: SPARK_DIR, else data/spark."""
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
        """PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, as libpq names them.

        Raises UserError when PGPORT is no port.
        """
        return cls(
            host=os.environ.get("PGHOST", "127.0.0.1"),
            port=_port(os.environ.get("PGPORT", "5432")),
            user=os.environ.get("PGUSER", "postgres"),
            password=os.environ.get("PGPASSWORD", ""),
            dbname=os.environ.get("PGDATABASE", "dental_collections"),
        )

    @property
    def login(self) -> dict[str, Any]:
        """Server and user, as drivers name them; the database has no common name."""
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password or None,
        }


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise UserError(f"PGPORT is {text!r}: give the port's number, such as 5432")


@dataclass(frozen=True, slots=True)
class Practice:
    """One OpenDental database, a row of seeds/practices.csv."""

    practice_id: int
    time_zone: str


def practices() -> list[Practice]:
    """The rows of seeds/practices.csv, lowest id first.

    Raises UserError naming file and row when a row is malformed.
    """
    found: dict[int, Practice] = {}
    for number, row in read_seed(project_dir(), PRACTICES_SEED):
        practice = _practice(f"{PRACTICES_SEED.as_posix()} row {number}", row)
        if practice.practice_id in found:
            raise UserError(
                f"{PRACTICES_SEED.as_posix()} row {number}: "
                f"practice_id {practice.practice_id} is there twice"
            )
        found[practice.practice_id] = practice
    if not found:
        raise UserError(
            f"{PRACTICES_SEED.as_posix()} has no practice: add a row with practice_id 0"
        )
    return [found[key] for key in sorted(found)]


def _practice(place: str, row: Mapping[str, str]) -> Practice:
    for name in ("practice_id", "time_zone"):
        if not row.get(name):
            raise UserError(f"{place}: {name} is blank")
    number, zone = row["practice_id"], row["time_zone"]
    try:
        practice_id = int(number)
    except ValueError as error:
        raise UserError(f"{place}: practice_id {number!r} is not a whole number") from error
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise UserError(
            f"{place}: time_zone {zone!r} is no time zone: write it as America/New_York"
        ) from error
    return Practice(practice_id, zone)


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
