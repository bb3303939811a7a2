"""The run as a whole: options, same bytes, chunks, nothing half-written, balances stored."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from python_helpers.errors import UserError
from python_helpers.generate import Options, chunk, engine, generate
from python_helpers.generate.people import families
from python_helpers.ledger_truth import dashboard_ar, family_balances
from python_helpers.opendental.catalog import CATALOG
from python_helpers.tests.generate.practices import AS_OF, Practice, general, opened, ortho

SMALL = Options(patients=240, years=2, seed=3, as_of=AS_OF, out=Path("unset"))


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def tables(folder: Path) -> dict[str, pa.Table]:
    return {name: pq.read_table(folder / f"{name}.parquet") for name in CATALOG}


def test_same_options_same_bytes(tmp_path: Path) -> None:
    first = generate(replace(SMALL, out=tmp_path / "a"))
    generate(replace(SMALL, out=tmp_path / "b"))
    assert fingerprints(tmp_path / "a") == fingerprints(tmp_path / "b")
    assert first.rows["patient"] == pq.read_metadata(tmp_path / "a" / "patient.parquet").num_rows


def test_another_seed_is_another_practice(tmp_path: Path) -> None:
    generate(replace(SMALL, out=tmp_path / "a"))
    generate(replace(SMALL, out=tmp_path / "b", seed=4))
    one, other = fingerprints(tmp_path / "a"), fingerprints(tmp_path / "b")
    same = {name for name in one if one[name] == other[name]}
    assert same <= {"GENERATED_PRACTICE.txt", "tasklist.parquet", "truth/payment_lag_laws.json"}
    definitions = [
        pq.read_table(tmp_path / folder / "definition.parquet")["DefNum"].to_pylist()
        for folder in "ab"
    ]
    assert definitions[0] != definitions[1]


def test_the_plan_version_changes_balances_but_not_what_happened(tmp_path: Path) -> None:
    generate(replace(SMALL, out=tmp_path / "a", pay_plans_version=2))
    generate(replace(SMALL, out=tmp_path / "b", pay_plans_version=1, aging_proc_lifo=False))
    one, other = fingerprints(tmp_path / "a"), fingerprints(tmp_path / "b")
    differing = {name for name in one if one[name] != other[name]}
    assert differing == {
        "patient.parquet",
        "preference.parquet",
        "dashboardar.parquet",
        "truth/family_balances.parquet",
    }


def test_chunks_are_parts_of_one_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (chunk, engine, families):
        monkeypatch.setattr(module, "PATIENTS_PER_CHUNK", 80)
    lines: list[str] = []
    out = tmp_path / "p"
    generate(replace(SMALL, out=out), lines.append)
    assert lines == [f"{done} of 240 patients" for done in (80, 160, 240)]
    rows = tables(out)
    for name, table in CATALOG.items():
        key = rows[name][table.primary_key]
        assert len(key.unique()) == len(key), name
    # What each chunk said of its own families is what the whole practice says.
    whole = family_balances(rows, AS_OF).sort_by("account_id")
    stored = pq.read_table(out / "truth" / "family_balances.parquet").sort_by("account_id")
    assert stored.equals(whole)
    days = rows["dashboardar"]["DateCalc"].to_pylist()
    again = dashboard_ar(rows, days)
    for column in ("BalTotal", "InsEst"):
        assert rows["dashboardar"][column].to_pylist() == again[column].to_pylist()


@pytest.mark.parametrize("make", [general, ortho], ids=["general", "ortho"])
def test_balances_are_stored_on_guarantors_alone(make: Practice) -> None:
    practice = make()
    found = practice.row("""
        select
            count(*) filter (where PatNum = Guarantor) as guarantors,
            count(*) filter (where PatNum <> Guarantor and (
                Bal_0_30 <> 0 or Bal_31_60 <> 0 or Bal_61_90 <> 0 or BalOver90 <> 0
                or BalTotal <> 0 or InsEst <> 0 or PayPlanDue <> 0)) as members_with_balance,
            count(*) filter (where PatNum = Guarantor and BalTotal <> 0) as with_balance
        from patient
    """)
    assert found["members_with_balance"] == 0
    assert found["with_balance"] > found["guarantors"] / 5
    differing = practice.value("""
        select count(*) from patient join family_balances on account_id = PatNum
        where patient.Bal_0_30 <> family_balances.bal_0_30
            or patient.Bal_31_60 <> family_balances.bal_31_60
            or patient.Bal_61_90 <> family_balances.bal_61_90
            or BalOver90 <> bal_over_90
            or BalTotal <> bal_total
            or InsEst <> ins_est
            or PayPlanDue <> pay_plan_due
    """)
    assert differing == 0


def test_dashboard_has_the_last_24_month_ends() -> None:
    days = [row[0] for row in general().rows("select DateCalc from dashboardar order by 1")]
    assert len(days) == 24
    assert days[-1] == date(2026, 10, 31)
    assert days[0] == date(2024, 11, 30)


def test_a_month_end_is_its_own_last_month(tmp_path: Path) -> None:
    generate(replace(SMALL, out=tmp_path / "p", as_of=date(2024, 2, 29)))
    latest = opened(tmp_path / "p").value("select max(DateCalc) from dashboardar")
    assert latest == date(2024, 2, 29)


def test_without_truth_nothing_is_stored(tmp_path: Path) -> None:
    generate(replace(SMALL, out=tmp_path / "p", truth=False))
    practice = opened(tmp_path / "p")
    assert practice.value("select count(*) from dashboardar") == 0
    assert practice.value("select count(*) from patient where BalTotal <> 0") == 0
    assert not (tmp_path / "p" / "truth" / "family_balances.parquet").exists()
    assert practice.value("select count(*) from note_truth") > 0


def test_preferences_follow_the_options(tmp_path: Path) -> None:
    generate(replace(SMALL, out=tmp_path / "p", pay_plans_version=4, aging_proc_lifo=False))
    stored = dict(opened(tmp_path / "p").rows("select PrefName, ValueString from preference"))
    assert stored["PayPlansVersion"] == "4"
    assert stored["AgingProcLifo"] == "2"
    assert stored["DateLastAging"] == "2026-11-20"
    names = dict(
        opened(tmp_path / "p").rows("select cast(DefNum as varchar), ItemName from definition")
    )
    assert names[stored["PrepaymentUnearnedType"]] == "PrePayment"
    assert len(stored["BadDebtAdjustmentTypes"].split(",")) == 2


def test_the_laws_are_published() -> None:
    text = (general().folder / "truth" / "payment_lag_laws.json").read_text(encoding="utf-8")
    laws = json.loads(text)
    assert laws["carrier_median_days"]["Teamsters Local Fund"] == 66
    assert laws["laws"]["statement"] == {"least": 1, "median": 9.0, "sigma": 0.6}


@pytest.mark.parametrize(
    "wrong",
    [
        {"patients": 10},
        {"years": 0},
        {"seed": -1},
        {"profile": "perio"},
        {"pay_plans_version": 5},
        {"as_of": date(1066, 10, 14)},
    ],
)
def test_impossible_options_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(UserError, match="--"):
        generate(replace(SMALL, out=tmp_path / "p", **wrong))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("profile", ["general", "ortho"])
@pytest.mark.parametrize("seed", range(4))
def test_the_smallest_practice(tmp_path: Path, profile: str, seed: int) -> None:
    out = tmp_path / "p"
    wanted = replace(SMALL, patients=50, years=1, seed=seed, out=out, profile=profile)
    assert generate(wanted).rows["patient"] > 40


def test_long_ago(tmp_path: Path) -> None:
    out = tmp_path / "p"
    generate(replace(SMALL, patients=60, years=30, as_of=date(1999, 12, 31), out=out))
    first = opened(out).value(
        "select min(ProcDate) from procedurelog where ProcStatus = 2 and year(ProcDate) > 1"
    )
    assert first.year in (1969, 1970)


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(UserError, match="No space left"):
        generate(replace(SMALL, out=tmp_path / "p"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UserError, match="not a generated practice"):
        generate(replace(SMALL, out=tmp_path))
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_practice_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "p"
    generate(replace(SMALL, out=out))
    generate(replace(SMALL, out=out, seed=5))
    again = fingerprints(out)
    generate(replace(SMALL, out=tmp_path / "q", seed=5))
    assert again == fingerprints(tmp_path / "q")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p", "q"]


def test_a_failed_run_leaves_the_old_practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "p"
    generate(replace(SMALL, out=out))
    before = fingerprints(out)

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(engine, "write_checks", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        generate(replace(SMALL, out=out, seed=6))
    assert fingerprints(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
