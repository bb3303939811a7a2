"""A read-only session with an OpenDental database on MySQL or MariaDB."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pymysql
from pymysql.constants import CR, ER
from pymysql.cursors import SSCursor

from python_helpers.errors import UserError


class Tls(StrEnum):
    """How the connection is protected."""

    verify = "verify"
    skip_verify = "skip-verify"
    off = "off"


CRASHED = frozenset(
    {ER.CRASHED_ON_USAGE, ER.CRASHED_ON_REPAIR, ER.NOT_KEYFILE, ER.OLD_KEYFILE, ER.GET_ERRNO}
    | {126, 127, 144, 145}
)
"""What the server, or MyISAM itself, says of a table that a crash left half-written."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EXAMPLE = "mysql://user@host:3306/opendental"

SESSION_SETTINGS = (
    # Change stamps come in UTC, whatever the server's zone: no hour is there twice.
    "set session time_zone = '+00:00', sql_mode = '', group_concat_max_len = 16777216, "
    "net_write_timeout = 600",
    "set session transaction read only",
)


@dataclass(frozen=True, slots=True)
class MySQLAddress:
    """Where an OpenDental database is and how to reach it; holds no password."""

    host: str
    port: int
    user: str
    database: str
    tls: Tls
    ca_file: str | None

    @classmethod
    def parse(cls, url: str) -> MySQLAddress:
        """Read mysql://user@host:port/database?tls=verify|skip-verify|off&ca=FILE.

        TLS is verified unless told otherwise, but not asked for on this machine itself.
        Raises UserError when the URL is malformed or carries a password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or 3306
        except ValueError:
            raise UserError(f"the database URL cannot be read: write {EXAMPLE}") from None
        database = unquote(parts.path.strip("/"))
        if parts.scheme not in {"mysql", "mariadb"}:
            raise UserError(f"{parts.scheme}:// is no OpenDental source: write {EXAMPLE}")
        if parts.password:
            raise UserError(
                "a password in the URL ends up in shell histories and process lists: leave it "
                "out, and set OPENDENTAL_PASSWORD, or OPENDENTAL_PASSWORD_FILE to a file with it"
            )
        if not (parts.hostname and parts.username and database) or "/" in database:
            raise UserError(f"the database URL lacks user, host or database: write {EXAMPLE}")
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        tls = options.pop("tls", Tls.off if parts.hostname in LOOPBACK else Tls.verify)
        ca_file = options.pop("ca", None)
        if tls not in set(Tls) or options:
            raise UserError(
                "the database URL takes ?tls=verify, skip-verify or off, and ca=FILE "
                "(a certificate authority in PEM form), and nothing else"
            )
        return cls(parts.hostname, port, unquote(parts.username), database, Tls(tls), ca_file)

    @property
    def place(self) -> str:
        """Host, port and database, for messages."""
        return f"{self.host}:{self.port}/{self.database}"


class MySQLSession:
    """One connection, which never writes, sees times in UTC and text as UTF-8.

    Every failure is a UserError that names the place and the fix.
    """

    def __init__(self, address: MySQLAddress) -> None:
        self.address = address
        try:
            self._connection = pymysql.connect(
                host=address.host,
                port=address.port,
                user=address.user,
                password=_password(),
                database=address.database,
                charset="utf8mb4",
                autocommit=True,
                connect_timeout=10,
                read_timeout=600,
                ssl=_tls_context(address),
                ssl_disabled=address.tls is Tls.off,
                program_name="dental-collections",
            )
            for setting in SESSION_SETTINGS:
                self._connection.query(setting)
        except (pymysql.Error, OSError) as error:
            raise _told(error, address) from None
        except RuntimeError:
            # PyMySQL's way to say that it cannot hash this user's kind of password by itself.
            raise UserError(
                f"MySQL at {address.host}:{address.port} takes the password of {address.user} "
                "only over TLS: add ?tls=verify, or ?tls=skip-verify, to the database URL"
            ) from None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, fetched as they come so that its locks are short."""
        try:
            with self._connection.cursor(SSCursor) as cursor:
                cursor.execute(sql, parameters or None)
                return list(cursor.fetchall())
        except (pymysql.Error, OSError) as error:
            raise _told(error, self.address) from None

    def scalar(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row."""
        return self.rows(sql, parameters)[0][0]

    def close(self) -> None:
        """Close the connection."""
        if self._connection.open:
            self._connection.close()


def _password() -> str:
    """From OPENDENTAL_PASSWORD, else from the file that OPENDENTAL_PASSWORD_FILE names."""
    file = os.environ.get("OPENDENTAL_PASSWORD_FILE")
    if (password := os.environ.get("OPENDENTAL_PASSWORD")) is not None or not file:
        return password or ""
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"OPENDENTAL_PASSWORD_FILE names {file}, which cannot be read "
            f"({type(error).__name__}): name a text file that holds just the password"
        ) from None


def _tls_context(address: MySQLAddress) -> ssl.SSLContext | None:
    if address.tls is Tls.off:
        return None
    try:
        context = ssl.create_default_context(cafile=address.ca_file)
    except OSError as error:
        raise UserError(
            f"ca={address.ca_file} cannot be read ({type(error).__name__}): "
            "name the PEM file of the authority that signed the server's certificate"
        ) from None
    if address.tls is Tls.skip_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _told(error: Exception, address: MySQLAddress) -> UserError:
    """The failure in our words; the server's may quote data."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else None
    server = f"MySQL at {address.host}:{address.port}"
    if code == ER.ACCESS_DENIED_ERROR:
        return UserError(
            f"{server} refused user {address.user}: check the user, and the password in "
            "OPENDENTAL_PASSWORD or the file that OPENDENTAL_PASSWORD_FILE names"
        )
    if code in {ER.BAD_DB_ERROR, ER.DBACCESS_DENIED_ERROR}:
        return UserError(
            f"{server} has no database {address.database} that user {address.user} may read: "
            "check the name, or grant access (see `dental-collections connect`)"
        )
    if code in {ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR}:
        return UserError(
            f"{address.place}: user {address.user} may not read what it is to load: "
            "run the grants that `dental-collections connect` prints"
        )
    if code in CRASHED:
        return UserError(
            f"{address.place}: {_table_named(error)} is damaged at the server (error {code}): have "
            "it repaired there, as by OpenDental's Database Maintenance or REPAIR TABLE, then load "
            "again"
        )
    if code == ER.DISK_FULL:
        return UserError(f"{server} has no disk space left: free some there and load again")
    if _is_tls_failure(error):
        return UserError(
            f"{server} offers no TLS that can be verified: give its authority as ?ca=FILE, or "
            "accept the risk with ?tls=skip-verify (encrypted) or ?tls=off (readable on the way)"
        )
    if code in {CR.CR_CONN_HOST_ERROR, CR.CR_UNKNOWN_HOST}:
        return UserError(f"{server} cannot be reached: check host, port and firewall")
    if code in {CR.CR_SERVER_LOST, CR.CR_SERVER_GONE_ERROR, 0} or isinstance(error, OSError):
        return UserError(f"{server} broke off the connection: check the server and load again")
    return UserError(f"{address.place} refused a query (error {code}): see the server's log")


def _table_named(error: Exception) -> str:
    """The table in a server's message, which may quote data besides."""
    found = re.search(r"'(?:[^']*[/\\.])?(\w+)(?:\.MY[ID])?'", str(error.args[-1]))
    return f"table {found[1]}" if found else "a table"


def _is_tls_failure(error: BaseException | None) -> bool:
    """TLS refused by either side; PyMySQL wraps the cause."""
    while error is not None:
        if isinstance(error, ssl.SSLError) or "SSL" in str(error):
            return True
        error = getattr(error, "original_exception", None) or error.__cause__
    return False
