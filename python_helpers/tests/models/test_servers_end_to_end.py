"""OpenDental on MariaDB to DuckDB and PostgreSQL: both build the same rows, after changes too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from python_helpers.generate import Options, generate
from python_helpers.settings import Target
from python_helpers.tests.load.sources import change
from python_helpers.tests.opendental_schema import create_tables, fill_tables
from python_helpers.tests.servers import MariaDBServer, PostgresServer
from python_helpers.tests.warehouse_comparison import compare_warehouses, model_columns
from python_helpers.tests.warehouses import build, command, update_marts
from python_helpers.warehouse import open_warehouse

pytestmark = pytest.mark.servers

AS_OF = date(2026, 11, 20)
NEXT_DAY = date(2026, 11, 21)
# Kept as first published, or of what is gone, and so not a function of what the source holds now.
HISTORY = (
    "stg_opendental__deleted_rows",
    "int_ar_account_evidence",
    "int_ar_month_end_evidence",
    "mart_ar_reconciliation",
    "mart_ar_reconciliation_month_end",
    "int_ar_aging_snapshot_published",
    "int_collection_metrics_published",
    "mart_collection_forecast",
    "mart_collection_forecast_accuracy",
)

# A day's work at the practice, and what only a database administrator or a merge does.
CHANGES = (
    # a fee is put right, a treatment undone, one added
    "update procedurelog set ProcFee = ProcFee + 25.5 where ProcStatus = 2 and ProcNum % 97 = 0",
    "update procedurelog set ProcStatus = 6 where ProcStatus = 2 and ProcNum % 211 = 0",
    "insert into procedurelog (ProcNum, PatNum, ProcDate, ProcFee, ProcStatus, UnitQty, BaseUnits, "
    "ProvNum, ClinicNum) select 900001, PatNum, '2026-11-20', 180, 2, 1, 0, PriProv, ClinicNum "
    "from patient where PatStatus = 0 order by PatNum limit 1",
    # money comes in, and is taken back
    "insert into payment (PayNum, PatNum, PayDate, PayAmt) "
    "select 900001, PatNum, '2026-11-20', 75.25 from procedurelog where ProcNum = 900001",
    "insert into paysplit (SplitNum, PatNum, PayNum, DatePay, SplitAmt, ProcNum) "
    "select 900001, PatNum, 900001, '2026-11-20', 75.25, 900001 from procedurelog "
    "where ProcNum = 900001",
    "delete from paysplit where SplitNum % 89 = 0",
    "delete from adjustment where AdjNum % 13 = 0",
    # an insurer answers, another claim is deleted with all its lines
    "update claimproc set Status = 1, InsPayAmt = InsPayEst, DateCP = '2026-11-19' "
    "where Status = 0 and ClaimProcNum % 3 = 0",
    "delete from claimproc where ClaimNum <> 0 and ClaimNum % 151 = 0",
    "delete from claim where ClaimNum % 151 = 0",
    # a plan is closed, and one is deleted; its charges stay behind
    "update payplan set IsClosed = 1 where PayPlanNum % 2 = 0",
    "delete from payplan where PayPlanNum % 5 = 0",
    # somebody moves to another family, another is gone without a trace
    "update patient set Guarantor = (select g from (select min(Guarantor) as g from patient) as m) "
    "where PatNum % 43 = 0",
    "delete from patient where PatNum % 101 = 0",
    # the office ages by another rule from today on
    "update preference set ValueString = '3' where PrefName = 'PayPlansVersion'",
)


@dataclass(frozen=True, slots=True)
class Office:
    """A practice on MariaDB, and the environment in which both targets are of the test's own."""

    server: MariaDBServer
    database: str
    folder: Path

    def load_and_build(self, target: Target, as_of: date, *options: str) -> None:
        command("load", "--from", self.server.url(self.database), "--target", target.value)
        build(self.folder, "--target", target.value, "--as-of", as_of.isoformat(), *options)
        update_marts(self.folder, target, as_of)


@pytest.fixture(scope="module")
def office(
    mariadb_server: MariaDBServer,
    postgres_server: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    practice = folder / "practice"
    generate(
        Options(patients=250, years=3, seed=77, as_of=AS_OF, out=practice, pay_plans_version=2)
    )
    with ExitStack() as stack:
        database = stack.enter_context(mariadb_server.temporary_database())
        with closing(mariadb_server.connect(database)) as connection:
            create_tables(connection, "MyISAM")
            fill_tables(connection, practice)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("DUCKDB_PATH", str(folder / "warehouse.duckdb"))
        target = stack.enter_context(postgres_server.temporary_database())
        for name, value in postgres_server.environment(target).items():
            patch.setenv(name, value)
        yield Office(mariadb_server, database, folder)


def _differences(left: Target, right: Target, without: tuple[str, ...] = ()) -> list[str]:
    with open_warehouse(left) as ours, open_warehouse(right) as theirs:
        return compare_warehouses(ours, theirs, without=without)


def test_both_engines_build_the_same_rows(office: Office) -> None:
    for target in (Target.duckdb, Target.postgres):
        office.load_and_build(target, AS_OF)

    with open_warehouse(Target.duckdb) as warehouse:
        models = model_columns(warehouse, ("staging", "intermediate", "marts"))
        empty = {
            model for model in models if warehouse.rows(f"select count(*) from {model}") == [(0,)]
        }
    assert len(models) > 80
    # a comparison of nothing with nothing says nothing; OpenDental has no campaigns of its own
    assert len(empty) <= 4, empty
    assert _differences(Target.duckdb, Target.postgres) == []


def test_changes_at_the_source_reach_both_as_if_loaded_afresh(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_warehouse(Target.duckdb) as warehouse:
        before = warehouse.rows("select sum(balance_total) from marts.mart_ar_aging")
    change(office.server, office.database, *CHANGES)

    for target in (Target.duckdb, Target.postgres):
        office.load_and_build(target, NEXT_DAY)

    with open_warehouse(Target.duckdb) as warehouse:
        assert warehouse.rows("select sum(balance_total) from marts.mart_ar_aging") != before
    assert _differences(Target.duckdb, Target.postgres) == []

    monkeypatch.setenv("DUCKDB_PATH", str(office.folder / "fresh.duckdb"))
    office.load_and_build(
        Target.duckdb, NEXT_DAY, "--no-tests", "--select", "path:seeds staging intermediate marts"
    )
    assert _differences(Target.duckdb, Target.postgres, without=HISTORY) == []
