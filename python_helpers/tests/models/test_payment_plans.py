"""Payment plans of generated practices under all four plan versions, against plain arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from python_helpers.generate import Options, generate
from python_helpers.generate.options import PayPlansVersion, Profile
from python_helpers.load import load
from python_helpers.settings import Target
from python_helpers.tests.warehouses import Built, build, insert_practice

AS_OF = date(2026, 11, 20)
KEY = 10**12
# profile and PayPlansVersion of practice 0, 1, 2, ...; a profile's four are the same people
PROFILES: tuple[Profile, ...] = ("general", "ortho")
VERSIONS: tuple[PayPlansVersion, ...] = (1, 2, 3, 4)
PRACTICES = list(product(PROFILES, VERSIONS))

HIDDEN_TYPES = "select DefNum from raw_definition where Category = 29 and ItemValue <> ''"


@dataclass(slots=True)
class Plan:
    """A plan as it must be: its instalments that fell due, and what was paid, in cents."""

    due: dict[date, int]
    paid: list[tuple[date, int]]

    def late(self) -> tuple[int, date | None]:
        """Cents past due or due today, and the due day of the oldest of them."""
        left = sum(cents for _, cents in self.paid)
        left -= sum(cents for cents in self.due.values() if cents < 0)
        open_cents, oldest = 0, None
        for day, cents in sorted(self.due.items()):
            if cents <= 0:
                continue
            covered = min(max(left, 0), cents)
            left -= covered
            if covered < cents:
                open_cents += cents - covered
                oldest = oldest or day
        return open_cents, oldest


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("plans")
    path = folder / "warehouse.duckdb"
    folders = [folder / f"practice_{number}" for number in range(len(PRACTICES))]
    for number, (profile, version) in enumerate(PRACTICES):
        generate(
            Options(
                patients=260 if profile == "ortho" else 500,
                years=3,
                seed=41,
                as_of=AS_OF,
                out=folders[number],
                profile=profile,
                pay_plans_version=version,
            )
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_PATH", str(path))
        load(str(folders[0]), 0, Target.duckdb)
        for number in range(1, len(PRACTICES)):
            insert_practice(path, number, _tables(folders[number]))
        # all models that plans need, and the tests of the plans' own
        build(
            folder,
            *("--as-of", AS_OF.isoformat(), "--no-tests"),
            *("--select", "+path:models/marts/plans +int_ar_open_charges +mart_ar_aging"),
        )
        build(folder, "--as-of", AS_OF.isoformat(), "--select", "path:tests/plans")
    yield Built(path, folders)


def _tables(folder: Path) -> dict[str, Any]:
    return {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}


def _truth(folder: Path) -> dict[int, Plan]:
    """Every patient's plan from OpenDental's rows, with no model in between."""
    with closing(duckdb.connect()) as raw:
        for name in ("payplan", "payplancharge", "paysplit", "definition"):
            file = (folder / name).as_posix()
            raw.execute(f"create view raw_{name} as from read_parquet('{file}.parquet')")
        charges = raw.execute(
            "select c.PayPlanNum, c.ChargeDate, "
            "round(sum(c.Principal + c.Interest) * 100)::bigint "
            "from raw_payplancharge c join raw_payplan p using (PayPlanNum) "
            "where c.ChargeType = 0 and p.PlanNum = 0 and c.ChargeDate <= ? group by all",
            [AS_OF],
        ).fetchall()
        splits = raw.execute(
            "select s.PayPlanNum, s.DatePay, round(s.SplitAmt * 100)::bigint "
            "from raw_paysplit s join raw_payplan p using (PayPlanNum) "
            f"where p.PlanNum = 0 and s.DatePay <= ? and s.UnearnedType not in ({HIDDEN_TYPES})",
            [AS_OF],
        ).fetchall()
    plans: dict[int, Plan] = defaultdict(lambda: Plan({}, []))
    for number, day, cents in charges:
        plans[number].due[day] = cents
    for number, day, cents in splits:
        plans[number].paid.append((day, cents))
    return plans


def _cents(amount: Decimal) -> int:
    return round(amount * 100)


@pytest.mark.parametrize(
    "number", range(len(PRACTICES)), ids=lambda n: "-".join(map(str, PRACTICES[n]))
)
def test_every_plan_is_due_paid_and_late_as_its_rows_say(built: Built, number: int) -> None:
    ours = {
        plan % KEY: (_cents(due), _cents(paid), _cents(late), days)
        for plan, due, paid, late, days in built.rows(
            "select payment_plan_id, due_to_date_amount, paid_amount, "
            "past_due_amount + due_today_amount, days_past_due "
            f"from marts.mart_payment_plans where practice_id = {number} "
            "and plan_kind <> 'insurance' and (due_to_date_amount <> 0 or paid_amount <> 0)"
        )
    }
    theirs = {}
    for plan, truth in _truth(built.folders[number]).items():
        late, oldest = truth.late()
        due, paid = sum(truth.due.values()), sum(cents for _, cents in truth.paid)
        if due or paid:
            theirs[plan] = (due, paid, late, (AS_OF - oldest).days if oldest else 0)
    assert len(theirs) >= 15
    assert any(late for _, _, late, _ in theirs.values())
    assert ours == theirs


@pytest.mark.parametrize("profile", ["general", "ortho"])
def test_the_total_receivable_is_the_same_under_every_plan_version(
    built: Built, profile: str
) -> None:
    numbers = {version: n for n, (of, version) in enumerate(PRACTICES) if of == profile}
    forgiven = _amount(
        built,
        "sum(forgiven_amount) from intermediate.int_plan_balances as plans",
        numbers[1],
    )
    totals = {}
    for version, number in numbers.items():
        outside = _amount(
            built, "sum(balance_outside_amount) from marts.mart_payment_plans as plans", number
        )
        balance = _amount(built, "sum(balance_total) from marts.mart_ar_aging as plans", number)
        assert outside != 0
        totals[version] = balance + outside
        # money towards a deleted plan lowers the account under 2 and 4 only, a patient who
        # does not exist has none, and a deleted plan's credits count under 3
        splits = (
            "coalesce(sum(split_amount), 0) from staging.stg_opendental__payment_splits as splits "
            "left join staging.stg_opendental__payment_plans as plans using (payment_plan_id) "
            "{} join staging.stg_opendental__patients as patients "
            "on splits.patient_id = patients.patient_id "
            "where splits.payment_plan_id is not null and {} is null and "
        )
        if version in (1, 3):
            totals[version] -= _amount(
                built, splits.format("inner", "plans.payment_plan_id"), number, "splits"
            )
            totals[version] += _amount(
                built, splits.format("left", "patients.patient_id"), number, "splits"
            )
        if version == 3:
            totals[version] -= _amount(
                built,
                "coalesce(sum(amount), 0) from intermediate.int_ar_ledger as plans "
                "where line_kind = 'plan_credit' and payment_plan_id not in "
                "(select payment_plan_id from staging.stg_opendental__payment_plans) and ",
                number,
            )
        if version == 4:
            totals[version] -= forgiven
            totals[version] += _amount(
                built,
                "coalesce(sum(interest_amount), 0) "
                "from staging.stg_opendental__payment_plan_charges as charges "
                "inner join staging.stg_opendental__payment_plans as plans using (payment_plan_id) "
                "where charges.charge_type = 'debit' and not plans.is_insurance_plan "
                f"and charges.charge_date <= date '{AS_OF}' and ",
                number,
            )
    assert len(set(totals.values())) == 1, totals


def _amount(built: Built, query: str, number: int, table: str = "plans") -> Decimal:
    """One sum over a practice; the query ends before its condition."""
    where = "" if query.endswith(" and ") else " where "
    ((amount,),) = built.rows(f"select {query}{where}{table}.practice_id = {number}")
    return Decimal(amount)


def test_what_plans_take_off_the_account_stands_outside_it(built: Built) -> None:
    """Version 4 leaves patients' plans alone; 1 and 3 keep out all that 2 keeps out, and more."""
    outside = dict(
        built.rows(
            "select practice_id, sum(balance_outside_amount) from marts.mart_payment_plans "
            "where plan_kind <> 'insurance' group by practice_id"
        )
    )
    for first in (0, 4):
        one, two, three, four = (outside[first + at] for at in range(4))
        assert four == 0
        assert one != two
        assert three != two


@pytest.mark.parametrize("number", range(len(PRACTICES)))
def test_open_dynamic_plans_project_all_that_is_left(built: Built, number: int) -> None:
    ((wrong, projected),) = built.rows(
        "select count(*) filter (where plans.scheduled_amount - plans.interest_amount "
        "<> plans.production_amount - terms.reduction_amount), count(*) "
        "from marts.mart_payment_plans as plans "
        "inner join intermediate.int_plan_terms as terms using (payment_plan_id) "
        f"where plans.practice_id = {number} and plans.projected_amount > 0"
    )
    assert projected > 0
    assert wrong == 0


def test_a_contract_is_its_family_and_its_insurer(built: Built) -> None:
    rows = built.rows(
        "select fee_amount, insurance_share_amount, patient_share_amount, produced_amount, "
        "patient_paid_amount, contract_status from marts.mart_ortho_contracts "
        "where practice_id >= 4 and contract_source = 'ortho_case'"
    )
    assert len(rows) > 100
    assert {status for *_, status in rows} >= {"active", "completed"}
    for fee, insurance, patient, produced, _, status in rows:
        assert fee == insurance + patient
        assert 0 <= produced <= fee
        if status == "completed":
            assert produced > Decimal("0.9") * fee
    assert sum(paid for *_, paid, _ in rows) > 0
