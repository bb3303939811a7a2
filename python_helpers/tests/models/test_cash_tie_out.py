"""Cash and production against OpenDental's reports, on practices whose settings differ.

The comparison itself is SQL, `tests/cash`; here it meets every plan version, all three datings of
write-offs, and practices of pure chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow.parquet as pq
import pytest

from python_helpers.generate import Options, generate
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.random_practice import random_practice
from python_helpers.tests.warehouses import PROJECT, build, insert_practice

AS_OF = date(2026, 11, 20)
# profile and PayPlansVersion of the generated practices; those of chance come after them
GENERATED: list[tuple[Literal["general", "ortho"], Literal[1, 2, 3, 4]]] = [
    ("general", 1),
    ("ortho", 2),
    ("general", 3),
    ("ortho", 4),
]
RANDOM = 8
DATINGS = {
    0: "writeoff_insurance_date_amount",
    1: "writeoff_procedure_date_amount",
    2: "writeoff_claim_date_amount",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The warehouse's path. Practice n reports write-offs by dating n modulo 3."""
    folder = tmp_path_factory.mktemp("cash")
    path = folder / "warehouse.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        for number, (profile, version) in enumerate(GENERATED):
            source = folder / f"practice_{number}"
            generate(
                Options(
                    patients=150,
                    years=2,
                    seed=500 + number,
                    as_of=AS_OF,
                    out=source,
                    profile=profile,
                    pay_plans_version=version,
                )
            )
            if number == 0:
                load(str(source), number, Target.duckdb, accept_source=True)
            else:
                tables = {file.stem: pq.read_table(file) for file in source.glob("*.parquet")}
                insert_practice(path, number, tables)
        for number in range(len(GENERATED), len(GENERATED) + RANDOM):
            insert_practice(path, number, random_practice(number, AS_OF, 1 + number % 4, "1"))
        _choose_datings(path)
        build(
            folder,
            *("--as-of", AS_OF.isoformat(), "--no-tests"),
            *("--select", "path:seeds +path:models/marts/cash"),
        )
        yield path


def _choose_datings(path: Path) -> None:
    name = "ReportsPPOwriteoffDefaultToProcDate"
    with closing(duckdb.connect(path)) as connection:
        connection.execute("delete from opendental.preference where prefname = ?", [name])
        connection.execute(
            "insert into opendental.preference (practice_id, prefnum, prefname, valuestring) "
            "select practice_id, max(prefnum) + 1, ?, cast(practice_id % 3 as varchar) "
            "from opendental.preference group by practice_id",
            [name],
        )


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(path, read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def test_every_practice_ties_to_the_reports(built: Path) -> None:
    output = build(
        built.parent,
        *("--as-of", AS_OF.isoformat()),
        *("--select", "path:tests/cash"),
    )
    tests = len(list((PROJECT / "tests" / "cash").glob("*.sql")))
    # and the hooks at the start and the end of a run
    assert f"PASS={tests + 2} " in output, output


def test_the_headline_follows_the_practices_own_setting(built: Path) -> None:
    for practice in range(len(GENERATED) + RANDOM):
        chosen = DATINGS[practice % 3]
        ((headline, expected),) = _rows(
            built,
            f"select sum(writeoff_amount), sum({chosen}) from marts.fct_production_daily "
            f"where practice_id = {practice}",
        )
        assert headline == expected
    totals = _rows(
        built,
        f"select {', '.join(f'sum({column})' for column in DATINGS.values())} "
        "from marts.fct_production_daily",
    )
    assert len(set(totals[0])) == 3, "open claims set the datings apart, or this proves nothing"


def test_the_bridge_meets_every_reason_that_a_practice_can_have(built: Path) -> None:
    items = {item for (item,) in _rows(built, "select distinct item from marts.mart_cash_bridge")}
    assert items >= {
        "cash",
        "hidden_prepayment",
        "plan_payment_outside_account",
        "insurance_plan_payment",
        "procedure_not_complete",
        "patient_missing",
        "transfer",
        "no_check",
        "other_date",
        "capitation",
    }


def test_cash_is_the_bank_deposits_of_the_source(built: Path) -> None:
    """Per practice, from the raw rows: splits that are no transfers, and insurers' posted pay."""
    theirs = dict(
        _rows(
            built,
            f"""
            select practice_id, sum(amount)
            from (
                select splits.practice_id, round(splits.splitamt, 2)::decimal(18, 2) as amount
                from opendental.paysplit as splits
                left join opendental.payment as payments
                    on splits.practice_id = payments.practice_id and splits.paynum = payments.paynum
                where coalesce(payments.paytype, 1) <> 0
                    and splits.datepay <= date '{AS_OF}'
                    and abs(splits.splitamt) < 1e9
                union all
                select practice_id, round(inspayamt, 2)::decimal(18, 2)
                from opendental.claimproc
                where status in (1, 4, 5, 7)
                    and coalesce(istransfer, 0) = 0
                    and datecp <= date '{AS_OF}'
                    and abs(inspayamt) < 1e9
            )
            group by practice_id
            """,
        )
    )
    ours = dict(
        _rows(
            built,
            "select practice_id, sum(cash_amount) from marts.fct_collections_daily group by 1",
        )
    )
    assert set(theirs) == set(range(len(GENERATED) + RANDOM))
    assert {practice: Decimal(amount) for practice, amount in ours.items()} == theirs
