"""Python reads what its exposure names, of columns that contracts hold, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from python_helpers.marts.efficiency import efficiency_table
from python_helpers.marts.forecast import forecast_tables
from python_helpers.marts.inputs import INPUTS
from python_helpers.settings import Target
from python_helpers.tests.marts.contracts import columns_of, contracted_models, tables
from python_helpers.tests.warehouses import PROJECT
from python_helpers.warehouse.ibis import built_as_of, opened_ibis
from python_helpers.warehouse.python_marts import ensure_tables
from python_helpers.warehouse.write import opened_store

EXPOSURES = PROJECT / "models" / "marts" / "_python_marts__exposures.yml"


@pytest.fixture
def named() -> set[str]:
    """What the exposure depends on, as schema-less names."""
    (exposure,) = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    assert exposure["name"] == "python_marts"
    return {depended.split("'")[-2] for depended in exposure["depends_on"]}


def test_what_is_read_is_what_the_exposure_names(
    duckdb_file: Path, monkeypatch: pytest.MonkeyPatch, named: set[str]
) -> None:
    """Every mart is computed once, over empty tables in the layout of the contracts."""
    duckdb_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(duckdb_file) as connection:
        connection.execute("create schema marts; create schema intermediate")
        for name, columns in tables(contracted_models()).items():
            connection.execute(f"create table {name} ({columns})")
        connection.execute("insert into marts.dim_date values ('2026-05-10', true)")
    with opened_store(Target.duckdb) as store, store.transaction():
        ensure_tables(store)

    read: set[str] = set()
    with opened_ibis(Target.duckdb) as con:
        table = type(con).table

        def noted(self: Any, name: str, **place: Any) -> Any:
            read.add(name)
            return table(self, name, **place)

        monkeypatch.setattr(type(con), "table", noted)
        assert efficiency_table(con).num_rows == 0
        assert all(rows.num_rows == 0 for rows in forecast_tables(con, built_as_of(con)).values())

    assert read == named


def test_contracts_hold_the_columns_that_are_read_and_a_key() -> None:
    contracted = contracted_models()
    assert set(contracted) == set(INPUTS)
    for name, model in contracted.items():
        keys = {
            column["name"]
            for column in model["columns"]
            if "unique" in column.get("data_tests", ())
        }
        assert set(columns_of(model)) - keys == set(INPUTS[name]) - keys, name
