"""Fixtures for every test: a clean environment, fresh targets, real servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from python_helpers.tests.servers import (
    MariaDBServer,
    PostgresServer,
    running_mariadb,
    running_postgres,
)

OWN_SETTINGS = (
    "DENTAL_SCHEMA_PREFIX",
    "DUCKDB_PATH",
    "SPARK_DIR",
    "OPENDENTAL_PASSWORD",
    "OPENDENTAL_PASSWORD_FILE",
)


@pytest.fixture(autouse=True, scope="session")
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of whoever runs the tests leaks into them, and no test reaches their warehouse.

    For the whole session, so that it comes before the settings that other fixtures make.
    """
    nowhere = tmp_path_factory.mktemp("default_targets")
    with pytest.MonkeyPatch.context() as patch:
        for name in OWN_SETTINGS:
            patch.delenv(name, raising=False)
        patch.setenv("DUCKDB_PATH", str(nowhere / "warehouse.duckdb"))
        patch.setenv("SPARK_DIR", str(nowhere / "spark"))
        # one folder for all of pytest's processes; each of several has a base of its own in it
        base = tmp_path_factory.getbasetemp()
        several = "PYTEST_XDIST_WORKER" in os.environ
        patch.setenv("DENTAL_TEST_PARSES", str((base.parent if several else base) / "parses"))
        yield


@pytest.fixture
def duckdb_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the DuckDB target, a file that is not there yet."""
    path = tmp_path / "warehouse" / "test.duckdb"
    monkeypatch.setenv("DUCKDB_PATH", str(path))
    return path


@pytest.fixture
def spark_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the Spark target, not there yet."""
    path = tmp_path / "spark"
    monkeypatch.setenv("SPARK_DIR", str(path))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server; tests that ask for it carry the marker `servers`."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_database(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The PostgreSQL target: a database of the test's own, named in the environment."""
    with postgres_server.temporary_database() as name:
        for variable, value in postgres_server.environment(name).items():
            monkeypatch.setenv(variable, value)
        yield name


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDBServer]:
    """A MariaDB server; tests that ask for it carry the marker `servers`."""
    with running_mariadb() as server:
        yield server


@pytest.fixture
def mariadb_database(mariadb_server: MariaDBServer) -> Iterator[str]:
    """An empty database of the test's own on the MariaDB server."""
    with mariadb_server.temporary_database() as name:
        yield name
