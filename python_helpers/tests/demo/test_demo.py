"""The demo never touches a real practice, and its table adds up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from python_helpers.demo.run import print_receivables, refuse_to_overwrite, run_demo, tie_out
from python_helpers.errors import UserError
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.load.practices import write_practice


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return write_practice(tmp_path / "sample_practice", ["patient", "preference"])


def test_a_warehouse_that_is_not_there_is_free(duckdb_file: Path, sample: Path) -> None:
    refuse_to_overwrite(sample)
    assert not duckdb_file.exists()


def test_the_sample_may_be_loaded_again(duckdb_file: Path, sample: Path) -> None:
    load(str(sample), 0, Target.duckdb)
    refuse_to_overwrite(sample)


@pytest.mark.parametrize("practice", [0, 3])
def test_a_practice_of_ones_own_is_left_alone(
    duckdb_file: Path, sample: Path, tmp_path: Path, practice: int
) -> None:
    own = write_practice(tmp_path / "own", ["patient"])
    load(str(sample), 0, Target.duckdb)
    load(str(own), practice, Target.duckdb, accept_source=True)
    before = duckdb_file.read_bytes()
    with pytest.raises(UserError, match="holds a practice that is not this demo's sample"):
        run_demo(date(2026, 6, 30), Console(file=StringIO()))
    assert duckdb_file.read_bytes() == before


def test_a_practice_of_ones_own_counts_even_when_the_sample_came_later(
    duckdb_file: Path, sample: Path, tmp_path: Path
) -> None:
    load(str(write_practice(tmp_path / "own", ["patient"])), 0, Target.duckdb)
    load(str(sample), 0, Target.duckdb, accept_source=True)
    with pytest.raises(UserError, match="set DUCKDB_PATH to another file"):
        refuse_to_overwrite(sample)


def test_a_load_that_failed_brought_nothing(
    duckdb_file: Path, sample: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError):
        load(str(tmp_path / "nowhere"), 0, Target.duckdb)
    refuse_to_overwrite(sample)


def test_a_prefix_separates_two_warehouses_in_one_file(
    duckdb_file: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(str(write_practice(tmp_path / "own", ["patient"])), 0, Target.duckdb)
    monkeypatch.setenv("DENTAL_SCHEMA_PREFIX", "dev_")
    refuse_to_overwrite(sample)


class Marts:
    """A warehouse of two marts in memory, its rows as the marts' columns say."""

    def __init__(self, aging: Sequence[str] = (), reconciliation: Sequence[str] = ()) -> None:
        self.connection = duckdb.connect()
        for statement in (
            "create schema marts",
            "create table marts.dim_clinic (clinic_id bigint, clinic_name text)",
            "insert into marts.dim_clinic values (0, 'Unassigned'), (1, 'North'), (2, 'South')",
            "create table marts.mart_ar_aging (clinic_id bigint, balance_0_30 decimal(18, 2), "
            "balance_31_60 decimal(18, 2), balance_61_90 decimal(18, 2), "
            "balance_over_90 decimal(18, 2), balance_as_of decimal(18, 2), "
            "future_dated_amount decimal(18, 2), "
            "insurance_estimate decimal(18, 2), patient_portion decimal(18, 2))",
            "create table marts.mart_ar_reconciliation (is_equal boolean, has_guarantor boolean)",
            *(f"insert into marts.mart_ar_aging values ({row})" for row in aging),
            *(f"insert into marts.mart_ar_reconciliation values ({row})" for row in reconciliation),
        ):
            self.connection.execute(statement)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def printed(marts: Marts) -> list[list[str]]:
    """The words of each line that the demo prints of the receivables."""
    console = Console(file=StringIO(), width=80, highlight=False)
    print_receivables(marts, date(2026, 6, 30), console)
    return [line.split() for line in console.file.getvalue().splitlines()]


def test_every_line_of_the_table_adds_up() -> None:
    lines = printed(
        Marts(
            aging=[
                # a credit, one that is beside what is owed with 3 dated ahead, and a plain account
                "1, 0.00, 0.00, 0.00, 0.00, -250.10, 0.00, 0.00, -250.10",
                "1, 1000.00, 200.00, 0.00, 30.25, 1220.25, 3.00, 300.00, 923.25",
                "2, 500.00, 0.00, 40.00, 0.00, 540.00, 0.00, 0.00, 540.00",
                "0, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00",
            ]
        )
    )
    by_name = {line[0]: line[1:] for line in lines if line}
    assert by_name["North"] == ["1,000.00", "200.00", "0.00", "30.25", "-260.10", "970.15"]
    assert by_name["South"] == ["500.00", "0.00", "40.00", "0.00", "0.00", "540.00"]
    assert by_name["All"] == ["1,500.00", "200.00", "40.00", "30.25", "-260.10", "1,510.15"]
    assert by_name["Share"] == ["85%", "11%", "2%", "2%"]
    assert "Unassigned" not in by_name
    amounts = [Decimal(word.replace(",", "")) for word in by_name["All"]]
    assert sum(amounts[:-1]) == amounts[-1]
    told = " ".join(word for line in lines for word in line)
    assert "With what is dated later, OpenDental's own total is 1,513.15." in told
    assert "settle 300.00; then patients owe 1,463.25, and others have 250.10 to their" in told


def test_a_practice_that_owes_nothing_has_a_table_too() -> None:
    assert ["All"] in [line[:1] for line in printed(Marts(aging=["1, 0, 0, 0, 0, -5, 0, 0, -5"]))]
    assert ["All"] in [line[:1] for line in printed(Marts())]


def test_the_tie_out_counts_what_opendental_has_a_figure_for() -> None:
    found = tie_out(
        Marts(reconciliation=["true, true", "true, true", "false, true", "false, false"])
    )
    assert (found.equal, found.stored, found.without_guarantor) == (2, 3, 1)
