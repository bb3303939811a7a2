"""Runs dbt inside this process, once per command: importing it costs seconds."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from python_helpers.dbt.packages import ensure_dbt_packages
from python_helpers.dbt.seed_rules import check_seeds
from python_helpers.errors import UserError, disk_full
from python_helpers.seed_files import check_seed_files
from python_helpers.settings import (
    Target,
    duckdb_path,
    practices,
    project_dir,
    schema_prefix,
    spark_dir,
)


def run_dbt(
    arguments: Sequence[str],
    target: Target,
    as_of: date | None = None,
    *,
    variables: Mapping[str, Any] | None = None,
    quiet: bool = False,
    manifest: Any = None,
) -> Any:
    """Run one dbt command, such as ["build", "--select", "marts"], against a target.

    Every engine has its own target and log folder, so that switching does not cost a full parse.
    "Today" is the first practice's, as in seeds/practices.csv. A `manifest` is the project as an
    earlier "parse" with the same settings gave it: nothing is then parsed or described again.
    Returns dbt's own result object. Raises UserError, naming dbt's first failures, when a node
    failed; dbt has then printed them.
    """
    from dbt.cli.main import dbtRunner

    root = project_dir()
    # a manifest is of a parse just now, which has checked them
    if manifest is None:
        check_seed_files(root)
        check_seeds(root)
    ensure_dbt_packages()
    given = dict(variables or {})
    if as_of is not None:
        given["as_of_date"] = as_of.isoformat()
    given.setdefault("time_zone", practices()[0].time_zone)
    if schema_prefix():
        given.setdefault("schema_prefix", schema_prefix())
    command = [
        *(["--quiet"] if quiet else []),
        *(["--no-write-json"] if manifest else []),
        # statements in the log cost a tenth of a run; DBT_LOG_LEVEL_FILE=debug brings them back
        *("--log-level-file", os.environ.get("DBT_LOG_LEVEL_FILE", "info")),
        *([] if sys.stdout.isatty() else ["--no-use-colors"]),
        *arguments,
        *("--project-dir", str(root), "--profiles-dir", str(root), "--target", target.value),
        *("--target-path", str(target_folder(target))),
        *("--log-path", str(_folder("DBT_LOG_PATH", "logs") / target.value)),
        *("--vars", json.dumps(given)),
    ]
    # dbt makes millions of objects that live on: looking through them for garbage takes a tenth
    gc.set_threshold(50_000, 20, 20)
    try:
        with _environment(_engine_environment(target)):
            result = dbtRunner(manifest=manifest).invoke(command)
    finally:
        _close(target)
    if not result.success and (full := disk_full(result.exception or _messages(result.result))):
        where = f"of {duckdb_path()}" if target is Target.duckdb else f"of target {target.value}"
        raise UserError(
            f"dbt {arguments[0]} stopped, as a disk {where} is full ({full}): free some space and "
            "build again; what was built before is as it was"
        )
    if result.exception is not None:
        raise UserError(f"dbt {arguments[0]} stopped: {_first_line(result.exception)}")
    if not result.success:
        raise UserError(
            f"dbt {arguments[0]} failed: {', '.join(_failures(result.result)) or 'see above'}"
        )
    return result


class DbtProject:
    """The project, parsed once for several commands in a row: it takes longer than most of them.

    No two of the commands may share a node: dbt puts ephemeral models into it the first time only.
    """

    def __init__(self, target: Target, as_of: date) -> None:
        self.target = target
        self.as_of = as_of
        self._manifest: Any = None

    def run(self, *arguments: str) -> Any:
        """Run a dbt command quietly, as run_dbt does; the first one parses."""
        if self._manifest is None:
            self._manifest = run_dbt(
                ["parse", "--no-write-json"], self.target, self.as_of, quiet=True
            ).result
        return run_dbt(arguments, self.target, self.as_of, quiet=True, manifest=self._manifest)


def target_folder(target: Target) -> Path:
    """Where dbt writes what it makes of the project for an engine: manifest, compiled SQL, docs."""
    return _folder("DBT_TARGET_PATH", "target") / target.value


def _close(target: Target) -> None:
    """Let go of the DuckDB file: dbt-duckdb keeps it open, and nobody else could read it."""
    if target is Target.duckdb:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        environment = DuckDBConnectionManager._ENV
        if environment is not None:
            environment.close()
        DuckDBConnectionManager.close_all_connections()


def _folder(variable: str, default: str) -> Path:
    """A folder that dbt's own environment variable can move, so that runs don't share one."""
    named = os.environ.get(variable)
    return Path(named) if named else project_dir() / default


def _engine_environment(target: Target) -> dict[str, str]:
    if target is Target.duckdb:
        path = duckdb_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "DUCKDB_PATH": str(path),
            "DUCKDB_TEMP_DIR": os.environ.get("DUCKDB_TEMP_DIR", str(path.parent / "duckdb_tmp")),
        }
    if target is Target.postgres:
        return {}
    from python_helpers.warehouse.spark import current_version

    folder = spark_dir()
    folder.mkdir(parents=True, exist_ok=True)
    version = current_version(folder / "raw")
    return {
        "SPARK_DIR": folder.as_posix(),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_RAW_VERSION": version.resolve().as_posix() if version else "",
    }


class _environment:
    """Environment variables for the length of a `with` block."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        self.before: dict[str, str | None] = {}

    def __enter__(self) -> None:
        for name, value in self.values.items():
            self.before[name] = os.environ.get(name)
            os.environ[name] = value

    def __exit__(self, *_: object) -> None:
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _failures(result: Any) -> list[str]:
    """What failed, by name; a malformed seed by its file and row."""
    failed = [
        node
        for node in getattr(result, "results", [])
        if str(node.status) in {"error", "fail", "runtime error"}
    ]
    named = [_malformed_seed(node) or node.node.name for node in failed]
    return named[:5] + (["..."] if len(named) > 5 else [])


def _messages(result: Any) -> str:
    return "\n".join(str(node.message) for node in getattr(result, "results", []) if node.message)


def _malformed_seed(node: Any) -> str | None:
    """The line in which macro check_seed names file, row and fault."""
    lines = (line.strip() for line in (node.message or "").splitlines())
    return next(
        (line for line in lines if line.startswith(f"{node.node.original_file_path} row ")), None
    )


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:3])[:400] if lines else type(error).__name__
