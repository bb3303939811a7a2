"""Staging by value: one view over each raw table, the same rows, in business words."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from python_helpers.opendental.catalog import CATALOG
from python_helpers.tests.staging_project import PROJECT, build_untested, write_raw

STAGING = PROJECT / "models" / "staging" / "opendental"
OTHER_PRACTICE = 7 * 10**12

ROWS: dict[str, list[dict[str, Any]]] = {
    "patient": [
        {"PatNum": 1, "Guarantor": 2, "PatStatus": 3, "TxtMsgOk": 2, "PreferContactMethod": 8},
        {"PatNum": 2, "PatStatus": 99, "LName": "Invented", "BalTotal": 10.004999},
        {"practice_id": 7, "PatNum": 1, "Guarantor": 1, "ClinicNum": 3, "PriProv": 4},
    ],
    "procedurelog": [
        {
            "ProcNum": 1,
            "PatNum": 1,
            "ProcFee": 33.335,
            "UnitQty": 2,
            "BaseUnits": 1,
            "ProcStatus": 2,
            "ProcDate": date(2024, 2, 29),
        },
        {"ProcNum": 2, "ProcFee": float("nan"), "UnitQty": 1, "ProcStatus": 6},
        {"ProcNum": 3, "ProcFee": 80.0, "UnitQty": None, "BaseUnits": None, "ProcStatus": 1},
    ],
    "claimproc": [
        {
            "ClaimProcNum": 1,
            "Status": 4,
            "InsPayAmt": -12.5,
            "WriteOff": 3.005,
            "InsEstTotalOverride": -1.0,
            "WriteOffEst": -1.0,
            "WriteOffEstOverride": 0.0,
            "DateCP": date(2024, 5, 6),
            "IsTransfer": 1,
        },
        {"ClaimProcNum": 2, "ProcNum": 9, "InsPayAmt": 1e12, "InsPayEst": -1.0},
    ],
    "payment": [
        {"PayNum": 1, "PayAmt": 0.0, "PaymentSource": 7},
        {"PayNum": 2, "PayType": 5, "PayAmt": -20.0, "PaymentStatus": 3, "CheckNum": "118"},
    ],
    "payplan": [
        {"PayPlanNum": 1, "PlanNum": 6, "APR": 18.0},
        {"PayPlanNum": 2, "Guarantor": 2, "IsClosed": 1},
    ],
    "payplancharge": [
        {
            "PayPlanChargeNum": 1,
            "ChargeType": 1,
            "ChargeDate": date(9999, 12, 31),
            "Principal": 9.99,
        },
        {"PayPlanChargeNum": 2, "FKey": 5, "LinkType": 2, "Interest": float("inf")},
    ],
    "patientlink": [
        {"PatientLinkNum": 1, "PatNumFrom": 5, "PatNumTo": 6, "LinkType": 1},
        {"PatientLinkNum": 2, "PatNumFrom": 5, "PatNumTo": 6, "LinkType": 3},
    ],
    "commoptout": [{"CommOptOutNum": 1, "OptOutSms": 256 + 4096, "OptOutEmail": 1}],
    "insplan": [{"PlanNum": 1}, {"PlanNum": 2, "PlanType": "p"}],
    "claim": [{"ClaimNum": 1, "ClaimStatus": "S", "ClaimType": "PreAuth"}],
    "task": [
        {"TaskNum": 1, "ObjectType": 1, "KeyNum": 44, "TaskStatus": 2, "Descript": "call"},
        {"TaskNum": 2, "ObjectType": 2, "KeyNum": 44, "DescriptOverride": "short"},
        {"TaskNum": 3, "KeyNum": 44},
    ],
    "commlog": [
        {"CommlogNum": 1, "CommSource": None, "Mode_": 5, "SentOrReceived": 1},
        {"CommlogNum": 2, "CommSource": 42},
    ],
    "tsitranslog": [{"TsiTransLogNum": 1, "TransType": -1, "FKeyType": -1, "ServiceCode": 2}],
}


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Staging over the rows above, and over many rows of random codes in practice 1."""
    folder = tmp_path_factory.mktemp("staging")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        write_raw(connection, {name: ROWS.get(name, []) + random_rows(name) for name in CATALOG})
    build_untested(folder, "opendental_codes", *(path.stem for path in models().values()))
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def random_rows(table: str, count: int = 40) -> list[dict[str, Any]]:
    """Rows whose coded columns hold every sort of code, known and unknown."""
    source = random.Random(table)
    columns = [column for named, column in seeded_codes() if named == table]
    kinds = CATALOG[table].columns
    texts = ["", " ", "S", "R", "p", "PreAuth", "Manual", "nonsense"]
    return [
        {"practice_id": 1, CATALOG[table].primary_key: number}
        | {
            column: source.choice(texts) if kinds[column] == "text" else source.randint(-2, 60)
            for column in columns
        }
        for number in range(1, count + 1)
    ]


def seeded_codes() -> dict[tuple[str, str], list[str]]:
    """The words of the seed by OpenDental's table and column."""
    words: dict[tuple[str, str], list[str]] = {}
    path = PROJECT / "seeds" / "reference" / "opendental_codes.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words.setdefault((row["table_name"], row["column_name"]), []).append(row["word"])
    return words


def models() -> dict[str, Path]:
    """The staging model over each table that OpenDental has."""
    found: dict[str, Path] = {}
    for path in STAGING.glob("stg_*.sql"):
        for table in re.findall(r"source\('opendental', '(\w+)'\)", read(path)):
            assert table not in found, f"{table} is staged twice"
            found[table] = path
    return {table: path for table, path in found.items() if table in CATALOG}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def model_of(table: str) -> str:
    return models()[table].stem


def row(staged: duckdb.DuckDBPyConnection, model: str, key: int) -> dict[str, Any]:
    """The row of a model whose own key, its second column, has the value."""
    relation = staged.execute(f"select * from staging.stg_opendental__{model}")
    names = [column[0] for column in relation.description]
    (found,) = [values for values in relation.fetchall() if values[1] == key]
    return dict(zip(names, found, strict=True))


def has(actual: dict[str, Any], **expected: Any) -> bool:
    assert {name: actual[name] for name in expected} == expected
    return True


def test_every_declared_table_and_column_is_staged() -> None:
    assert models().keys() == CATALOG.keys()
    for name, path in models().items():
        words = set(re.findall(r"\w+", read(path)))
        assert not set(CATALOG[name].columns) - words, name


def test_every_declared_table_is_a_source() -> None:
    (source,) = yaml.safe_load(read(STAGING / "_opendental__sources.yml"))["sources"]
    assert {table["name"] for table in source["tables"]} >= CATALOG.keys()


def test_every_code_list_is_read_and_every_coded_column_has_one() -> None:
    decoded = {
        coded
        for path in models().values()
        for coded in re.findall(r"opendental_words\('(\w+)', '(\w+)'", read(path))
    }
    assert decoded == set(seeded_codes())
    assert all(column in CATALOG[table].columns for table, column in decoded)


def test_every_column_is_described(staged: duckdb.DuckDBPyConnection) -> None:
    described = {
        model["name"]: [column["name"] for column in model["columns"]]
        for path in STAGING.glob("_*.yml")
        for model in yaml.safe_load(read(path)).get("models", [])
    }
    for table in CATALOG:
        relation = staged.execute(f"select * from staging.{model_of(table)} limit 0")
        assert described[model_of(table)] == [column[0] for column in relation.description]


@pytest.mark.parametrize("table", CATALOG)
def test_no_row_is_lost_or_doubled(staged: duckdb.DuckDBPyConnection, table: str) -> None:
    model = model_of(table)
    key = staged.execute(f"select * from staging.{model} limit 0").description[1][0]
    counts = staged.execute(
        f"select (select count(*) from opendental.{table}), count(*), count(distinct {key}) "
        f"from staging.{model}"
    ).fetchone()
    assert counts[0] == counts[1] == counts[2] >= 40


def test_patients(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(
        row(staged, "patients", 1),
        guarantor_id=2,
        patient_status="archived",
        text_message_consent="no",
        short_code_consent="unknown",
        preferred_contact_method="text_message",
        clinic_id=0,
        primary_provider_id=0,
        billing_type_id=None,
        last_name=None,
        birth_date=None,
        edited_at=None,
    )
    assert has(
        row(staged, "patients", 2),
        guarantor_id=2,
        patient_status="unmapped",
        last_name="Invented",
        balance_total_amount=Decimal("10.00"),
    )
    assert has(
        row(staged, "patients", OTHER_PRACTICE + 1),
        practice_id=7,
        guarantor_id=OTHER_PRACTICE + 1,
        clinic_id=OTHER_PRACTICE + 3,
        primary_provider_id=OTHER_PRACTICE + 4,
    )


def test_procedures(staged: duckdb.DuckDBPyConnection) -> None:
    # 3 x 33.335 is 100.005: rounded once, after the product
    assert has(
        row(staged, "procedures", 1),
        procedure_status="complete",
        procedure_date=date(2024, 2, 29),
        quantity=3,
        charge_amount=Decimal("100.01"),
        is_usable_amount=True,
        has_subcents=True,
    )
    assert has(
        row(staged, "procedures", 2),
        procedure_status="deleted",
        patient_id=None,
        procedure_date=None,
        charge_amount=None,
        is_usable_amount=False,
        has_subcents=False,
    )
    assert has(row(staged, "procedures", 3), quantity=0, charge_amount=Decimal("0.00"))


def test_claim_procedures(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(
        row(staged, "claim_procedures", 1),
        claim_procedure_status="supplemental",
        is_posted=True,
        procedure_id=None,
        payment_date=date(2024, 5, 6),
        insurance_paid_amount=Decimal("-12.50"),
        writeoff_amount=Decimal("3.01"),
        insurance_estimate_override_amount=None,
        writeoff_estimate_amount=None,
        writeoff_estimate_override_amount=Decimal("0.00"),
        is_usable_amount=True,
        has_subcents=True,
        is_transfer=True,
        is_overpayment=False,
    )
    assert has(
        row(staged, "claim_procedures", 2),
        procedure_id=9,
        claim_procedure_status="not_received",
        is_posted=False,
        insurance_paid_amount=None,
        writeoff_amount=Decimal("0.00"),
        insurance_estimate_amount=Decimal("-1.00"),
        is_usable_amount=False,
        has_subcents=False,
    )


def test_payments(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(
        row(staged, "payments", 1),
        is_income_transfer=True,
        payment_type_id=None,
        payment_source="paysimple_ach",
        check_number=None,
    )
    assert has(
        row(staged, "payments", 2),
        is_income_transfer=False,
        payment_type_id=5,
        payment_source="manual",
        payment_status="ach_failed",
        payment_amount=Decimal("-20.00"),
        check_number="118",
    )


def test_payment_plans(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(
        row(staged, "payment_plans", 1),
        is_insurance_plan=True,
        insurance_plan_id=6,
        guarantor_id=None,
        annual_interest_rate=Decimal("0.18"),
    )
    assert has(
        row(staged, "payment_plans", 2), is_insurance_plan=False, guarantor_id=2, is_closed=True
    )
    assert has(
        row(staged, "payment_plan_charges", 1),
        charge_type="credit",
        charge_date=date(9999, 12, 31),
        principal_amount=Decimal("9.99"),
        has_subcents=False,
        link_type="none",
        linked_id=None,
    )
    assert has(
        row(staged, "payment_plan_charges", 2),
        charge_type="debit",
        charge_date=None,
        link_type="procedure",
        linked_id=5,
        interest_amount=None,
        is_usable_amount=False,
    )


def test_what_depends_on_the_kind_of_link(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(
        row(staged, "patient_links", 1), link_type="merge", from_patient_id=5, to_patient_id=6
    )
    assert has(row(staged, "patient_links", 2), from_patient_id=None, to_patient_id=None)
    assert has(row(staged, "tasks", 1), patient_id=44, appointment_id=None, task_status="done")
    assert has(row(staged, "tasks", 1), task_title="call", task_description="call")
    assert has(row(staged, "tasks", 2), patient_id=None, appointment_id=44, task_title="short")
    assert has(row(staged, "tasks", 3), patient_id=None, appointment_id=None, object_type="none")


def test_codes_of_letters_flags_and_nulls(staged: duckdb.DuckDBPyConnection) -> None:
    assert has(row(staged, "insurance_plans", 1), plan_type="percentage")
    assert has(row(staged, "insurance_plans", 2), plan_type="ppo")
    assert has(row(staged, "claims", 1), claim_status="sent", claim_type="preauthorization")
    assert has(
        row(staged, "communications", 1),
        communication_source="not_recorded",
        communication_mode="text",
        direction="sent",
    )
    assert has(row(staged, "communications", 2), communication_source="unmapped")
    assert has(
        row(staged, "communication_opt_outs", 1),
        is_opted_out_of_all_texts=False,
        is_opted_out_of_statement_texts=True,
        is_opted_out_of_payment_texts=True,
        is_opted_out_of_all_emails=True,
        is_opted_out_of_statement_emails=False,
    )
    assert has(
        row(staged, "agency_transactions", 1),
        transaction_type="none",
        link_type="none",
        service_type="accelerator",
        service_code="bad_check",
    )


def test_personal_data_stays_where_it_is_allowed(staged: duckdb.DuckDBPyConnection) -> None:
    personal = (
        "note_text|message_text|subject$|_phone$|birth|address|task_title|task_desc|financial_note"
    )
    found = staged.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'staging' "
        "and data_type = 'VARCHAR' and regexp_matches(column_name, ?)",
        [personal],
    ).fetchall()
    allowed = {
        "patients",
        "patient_notes",
        "tasks",
        "task_notes",
        "communications",
        "outbound_texts",
        "inbound_texts",
        "emails",
    }
    assert {name.removeprefix("stg_opendental__") for (name,) in found} == allowed
