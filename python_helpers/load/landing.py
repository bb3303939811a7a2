"""dlt moves the rows of a source into the landing schema of the target, beside the raw tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from python_helpers.errors import UserError
from python_helpers.load.conform import conform
from python_helpers.load.progress import LoadProgress
from python_helpers.load.source import Reading, Source
from python_helpers.opendental.catalog import ColumnType
from python_helpers.warehouse.store import Store

DLT_TYPES: dict[ColumnType, dict[str, Any]] = {
    "bigint": {"data_type": "bigint"},
    "integer": {"data_type": "bigint", "precision": 32},
    "double": {"data_type": "double"},
    "date": {"data_type": "date"},
    "timestamp": {"data_type": "timestamp", "timezone": False, "precision": 6},
    "text": {"data_type": "text"},
}

DLT_SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    # dlt's log quotes rows that a target refuses.
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    # One table after another: the source has one connection.
    "EXTRACT__NEXT_ITEM_MODE": "fifo",
    "EXTRACT__WORKERS": "1",
    "LOAD__WORKERS": "2",
    # The files live for minutes; packing them costs more than all else together.
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
}


def land(
    source: Source,
    readings: Sequence[Reading],
    store: Store,
    practice: int,
    progress: LoadProgress,
) -> None:
    """Land the rows of every reading in the landing schema, as tables of OpenDental's names.

    Raises UserError for what the source or its rows do wrong; a failure of dlt itself is
    told by its type only, as its message may quote rows.
    """
    os.environ.update(DLT_SETTINGS)
    import dlt
    from dlt.pipeline.exceptions import PipelineStepFailed

    discard(store)
    pipeline = dlt.pipeline(
        "landing",
        destination=store.dlt_destination(),
        dataset_name=store.landing_schema,
        pipelines_dir=str(store.work_dir),
    )
    resources = [
        dlt.resource(
            _rows(source, reading, practice, progress),
            name=reading.table.name,
            columns={name.lower(): DLT_TYPES[kind] for name, kind in reading.table.columns.items()},
        )
        for reading in readings
    ]
    try:
        pipeline.extract(resources, loader_file_format=store.loader_file_format)
        progress.step("landing")
        pipeline.normalize()
        pipeline.load(raise_on_failed_jobs=True)
    except PipelineStepFailed as failure:
        raise _cause(failure) from None


def discard(store: Store) -> None:
    """Remove what a load left in the landing schema and on disk."""
    store.execute(f'drop schema if exists "{store.landing_schema}" cascade')
    if store.work_dir.exists():
        shutil.rmtree(store.work_dir)


def _rows(
    source: Source, reading: Reading, practice: int, progress: LoadProgress
) -> Iterator[pa.Table]:
    place = source.place(reading.table)
    for chunk in source.read(reading):
        reading.rows_read += chunk.num_rows
        yield conform(reading.table, chunk, practice, place)
        progress.rows_read(reading)


def _cause(failure: BaseException) -> UserError:
    """The UserError behind a failed step of dlt, or one that names the kind of failure."""
    deepest = failure
    while (inner := deepest.__cause__ or deepest.__context__) is not None:
        if isinstance(inner, UserError):
            return inner
        deepest = inner
    return UserError(
        f"the rows could not be brought to the target ({type(deepest).__name__}): "
        "check its free disk space and its log, then load again"
    )
