"""Spark: its session to read from, and raw tables as versions of Parquet, switched at once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_helpers.errors import UserError
from python_helpers.settings import project_dir, spark_dir

if TYPE_CHECKING:
    import duckdb

CURRENT = "current.json"
VERSIONS_KEPT = 2


class SparkReader:
    """A session that is open to read."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return [tuple(row) for row in self._session.sql(sql).collect()]


def read_spark() -> SparkReader:
    """The warehouse of SPARK_DIR to read from. Raises UserError when it is not there."""
    from pyspark.sql import SparkSession

    if not (spark_dir() / "metastore").exists():
        raise UserError(
            f"no Spark warehouse in {spark_dir()}: run `load` and `build --target spark`"
        )
    return SparkReader(SparkSession.getActiveSession() or _session())


def _session() -> Any:
    """A session with the very settings of profiles.yml, so that both see one metastore."""
    import yaml
    from jinja2 import Environment
    from pyspark.sql import SparkSession

    text = (project_dir() / "profiles.yml").read_text(encoding="utf-8")
    profile = yaml.safe_load(text)["dental_collections"]["outputs"]["spark"]
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in profile["server_side_parameters"].items():
        rendered = Environment().from_string(str(value)).render(env_var=lambda *_: str(spark_dir()))
        builder = builder.config(name, rendered)
    return builder.getOrCreate()


def write_version(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Iterable[str]],
    folder: Path,
    version: str,
) -> None:
    """Write `folder`/`version`/<table>.parquet for the tables of each schema, then switch to it.

    Readers follow `current.json` ({"version": …}), which is replaced in one step once every
    file is complete. The version before stays for readers that have begun with it.
    """
    target = folder / version
    target.mkdir(parents=True)
    for schema, names in tables.items():
        for name in names:
            path = str(target / f"{name}.parquet").replace("'", "''")
            connection.execute(f"""copy "{schema}"."{name}" to '{path}' (format parquet)""")
    fresh = folder / f"{CURRENT}.{version}"
    fresh.write_text(json.dumps({"version": version}), encoding="utf-8")
    os.replace(fresh, folder / CURRENT)  # noqa: PTH105 -- replaces on Windows too, in one step
    _remove_old(folder)


def current_version(folder: Path) -> Path | None:
    """The folder of the version to read; None before the first load."""
    pointer = folder / CURRENT
    if not pointer.is_file():
        return None
    return folder / str(json.loads(pointer.read_text(encoding="utf-8"))["version"])


def _remove_old(folder: Path) -> None:
    """Keep the last versions; a half-written one of a killed load goes too."""
    current = current_version(folder)
    versions = sorted(path for path in folder.iterdir() if path.is_dir())
    for version in versions[:-VERSIONS_KEPT]:
        if version != current:
            # A reader on Windows may still hold a file: the next load tries again.
            shutil.rmtree(version, ignore_errors=True)
    for pointer in folder.glob(f"{CURRENT}.*"):
        pointer.unlink(missing_ok=True)
