"""Check an OpenDental database before the first load."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Final

from python_helpers.errors import UserError
from python_helpers.load.opening import opened_mysql, source_kind
from python_helpers.load.plan import has_stamp, tells_edits
from python_helpers.load.report import ConnectionReport, SourceTable
from python_helpers.opendental.catalog import CATALOG

if TYPE_CHECKING:
    from python_helpers.load.mysql_session import MySQLSession
    from python_helpers.load.mysql_source import MySQLSource

DEDICATED_USER: Final = "dental_collections"

PREFERENCES: Final = (
    "ProgramVersion",
    "DataBaseVersion",
    "DateLastAging",
    "PayPlansVersion",
    "AgingProcLifo",
    "BalancesDontSubtractIns",
    "PayPlansBillInAdvanceDays",
    "PrepaymentUnearnedType",
    "EasyNoClinics",
    "RandomPrimaryKeys",
)
"""What the warehouse's figures depend on."""

ROWS_APPLIED_PER_SECOND: Final = 150_000
"""Landing and applying on two cores, measured; reading is timed on the spot."""


def connect(source: str) -> ConnectionReport:
    """Log in to mysql://user@host:port/database and report what a load will find.

    Raises UserError when the login fails or the database is not OpenDental's.
    """
    if source_kind(source) != "mysql":
        raise UserError(
            "connect checks a database: write mysql://user@host:3306/opendental "
            "(a Parquet folder needs no check)"
        )
    with opened_mysql(source) as database:
        return _report(database)


def _report(source: MySQLSource) -> ConnectionReport:
    session = source.session
    sees_all, can_write = _privileges(session)
    if sees_all:
        source.require_opendental()
    tables = tuple(
        SourceTable(name, found.engine, found.rows) for name, found in sorted(source.tables.items())
    )
    missing_columns = [
        f"{table.name}.{column}"
        for table in CATALOG.values()
        if (present := source.columns(table)) is not None
        for column in table.columns
        if column.lower() not in present
    ]
    still_stamps = [
        f"{table.name}.{table.change_stamp}"
        for table in CATALOG.values()
        if has_stamp(source, table) and not tells_edits(source, table)
    ]
    preferences = _preferences(source)
    return ConnectionReport(
        server_version=session.scalar("select version()"),
        opendental_version=dict(preferences).get("DataBaseVersion", "unknown"),
        encrypted=bool(session.rows("show session status like 'Ssl_cipher'")[0][1]),
        can_write=can_write,
        tables=tables,
        missing_tables=tuple(name for name in CATALOG if name not in source.tables),
        missing_columns=tuple(missing_columns),
        still_stamps=tuple(still_stamps),
        preferences=preferences,
        clinics=_clinics(source),
        grants=_grants(source, sees_all, can_write),
        expected_minutes=_expected_minutes(source, sum(table.rows for table in tables)),
    )


def _privileges(session: MySQLSession) -> tuple[bool, bool]:
    """Whether the login sees every table of the database, and whether it can change anything."""
    database = session.address.database.replace("_", r"\_")
    whole = ("*.*", f"`{session.address.database}`.*", f"`{database}`.*")
    sees_all = can_write = False
    for (line,) in session.rows("show grants"):
        privileges, _, rest = str(line).removeprefix("GRANT ").partition(" ON ")
        names = {name.split("(")[0].strip() for name in _split(privileges)}
        sees_all |= bool(names & {"SELECT", "ALL PRIVILEGES"}) and rest.startswith(whole)
        can_write |= bool(rest) and not names <= {"SELECT", "USAGE", "SHOW VIEW", "PROXY"}
    return sees_all, can_write


def _split(privileges: str) -> list[str]:
    """Split at the commas between privileges, not at those between columns."""
    parts, depth = [""], 0
    for character in privileges:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _grants(source: MySQLSource, sees_all: bool, can_write: bool) -> tuple[str, ...]:
    """Statements that let a user read the declared columns and nothing else.

    A login that may do more is not the one to run loads: the grants then name a user of
    their own, who is made first, with a password that nobody has used. A login that does
    not see every table gets all that is declared; columns that its OpenDental does not have
    must be left out by hand.
    """
    session = source.session
    user = DEDICATED_USER if sees_all or can_write else session.address.user
    host = session.scalar("select substring_index(user(), '@', -1)")
    grants = []
    if user == DEDICATED_USER:
        grants.append(
            f"CREATE USER IF NOT EXISTS '{user}'@'{host}' "
            f"IDENTIFIED BY '{secrets.token_urlsafe(24)}';"
        )
    for table in CATALOG.values():
        found = source.tables.get(table.name) if sees_all else None
        if sees_all and found is None:
            continue
        columns = [
            f"`{column}`"
            for column in table.columns
            if found is None or column.lower() in found.columns
        ]
        grants.append(
            f"GRANT SELECT ({', '.join(columns)}) ON "
            f"`{session.address.database}`.`{found.name if found else table.name}` "
            f"TO '{user}'@'{host}';"
        )
    return tuple(grants)


def _preferences(source: MySQLSource) -> tuple[tuple[str, str], ...]:
    if "preference" not in source.tables:
        return ()
    marks = ", ".join(["%s"] * len(PREFERENCES))
    return tuple(
        source.session.rows(
            f"select PrefName, ValueString from `{source.tables['preference'].name}` "
            f"where PrefName in ({marks}) order by PrefName",
            PREFERENCES,
        )
    )


def _clinics(source: MySQLSource) -> tuple[str, ...]:
    if "clinic" not in source.tables:
        return ()
    rows = source.session.rows(
        f"select Abbr from `{source.tables['clinic'].name}` where IsHidden = 0 order by ClinicNum"
    )
    return tuple(abbreviation for (abbreviation,) in rows)


def _expected_minutes(source: MySQLSource, rows: int) -> float:
    """By the time that the largest table's first rows take to come."""
    if not rows:
        return 0.0
    largest = max(source.tables.values(), key=lambda found: found.rows)
    started = time.monotonic()
    first_rows = source.first_rows(CATALOG[largest.name.lower()]).num_rows
    seconds_per_row = (time.monotonic() - started) / max(1, first_rows)
    return rows * (seconds_per_row + 1 / ROWS_APPLIED_PER_SECOND) / 60
