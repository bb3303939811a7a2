"""Reading from the warehouse, whichever engine it stands on; only here is it opened to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from python_helpers.errors import UserError
from python_helpers.settings import PostgresSettings, Target, duckdb_path, schema_prefix, spark_dir


class Warehouse(Protocol):
    """Runs a query and gives its rows; schema names in it are written through `schema`."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...


def schema(name: str) -> str:
    """The name of a schema in this warehouse, prefix included."""
    return f"{schema_prefix()}{name}"


class _DuckDB:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(sql).fetchall())


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


class _Spark:
    def __init__(self, session: Any) -> None:
        self.session = session

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(sql).collect()]


@contextmanager
def open_warehouse(target: Target) -> Iterator[Warehouse]:
    """A warehouse to read from, closed afterwards.

    Raises UserError when there is none yet or it does not answer.
    """
    if target is Target.duckdb:
        import duckdb

        path = duckdb_path()
        if not path.is_file():
            raise UserError(
                f"no warehouse at {path}: run `dental-collections load` and `build` first"
            )
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise UserError(
                f"{path} can't be opened: another program is writing to it, or it is no DuckDB file"
            ) from error
        try:
            yield _DuckDB(connection)
        finally:
            connection.close()
    elif target is Target.postgres:
        import psycopg2

        settings = PostgresSettings.from_environment()
        try:
            connection = psycopg2.connect(
                **settings.login,
                dbname=settings.dbname,
            )
        except psycopg2.Error as error:
            raise UserError(
                f"PostgreSQL at {settings.host}:{settings.port}, database {settings.dbname}, "
                "does not let us in: check PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE"
            ) from error
        try:
            connection.set_session(readonly=True, autocommit=True)
            yield _Postgres(connection)
        finally:
            connection.close()
    else:
        from pyspark.sql import SparkSession

        if not (spark_dir() / "metastore").exists():
            raise UserError(
                f"no Spark warehouse in {spark_dir()}: run `load` and `build --target spark`"
            )
        session = SparkSession.getActiveSession() or _spark_session()
        yield _Spark(session)


def _spark_session() -> Any:
    """A session with the very settings of profiles.yml, so that both see one metastore."""
    import yaml
    from jinja2 import Environment
    from pyspark.sql import SparkSession

    from python_helpers.settings import project_dir

    text = (project_dir() / "profiles.yml").read_text(encoding="utf-8")
    profile = yaml.safe_load(text)["dental_collections"]["outputs"]["spark"]
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in profile["server_side_parameters"].items():
        rendered = Environment().from_string(str(value)).render(env_var=lambda *_: str(spark_dir()))
        builder = builder.config(name, rendered)
    return builder.getOrCreate()


def table_exists(warehouse: Warehouse, schema_name: str, table: str) -> bool:
    """Whether a table or view is there (DuckDB and PostgreSQL)."""
    found: Sequence[tuple[Any, ...]] = warehouse.rows(
        "select 1 from information_schema.tables "
        f"where table_schema = '{schema(schema_name)}' and table_name = '{table}'"
    )
    return bool(found)


def require_loaded(target: Target) -> None:
    """Raise UserError when no practice was ever loaded into the target."""
    if target is Target.spark:
        from python_helpers.load.versions import current_version

        is_loaded = current_version(spark_dir() / "raw") is not None
    else:
        with open_warehouse(target) as warehouse:
            is_loaded = table_exists(warehouse, "opendental", "patient")
    if not is_loaded:
        raise UserError(
            f"the {target.value} warehouse holds no practice yet: "
            "run `dental-collections load` first"
        )
