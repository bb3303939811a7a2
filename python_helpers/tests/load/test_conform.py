"""Columns as other programs write them, brought to the declared types, or refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.errors import UserError
from python_helpers.load.conform import conform
from python_helpers.opendental.catalog import CATALOG, KEY_LIMIT

PATIENT = CATALOG["patient"]


def conformed(column: str, values: pa.Array) -> list[Any]:
    """The values of one patient column after conform."""
    keys = pa.array(range(1, len(values) + 1))
    rows = conform(PATIENT, pa.table({"PatNum": keys, column: values}), 0, "here")
    return rows.column(column.lower()).to_pylist()


def test_layout_is_the_declared_one() -> None:
    chunk = pa.table({"SSN": ["000-00-0000"], "PATNUM": [7]})

    rows = conform(PATIENT, chunk, 0, "here")

    assert rows.schema.names == [name.lower() for name in PATIENT.columns]
    assert rows.schema.types == PATIENT.arrow_schema.types
    assert rows.num_rows == 1
    assert {name for name, value in rows.to_pylist()[0].items() if value is not None} == {"patnum"}


@given(
    st.lists(st.integers(0, 127) | st.none()),
    st.sampled_from(
        [pa.int8(), pa.uint8(), pa.int64(), pa.float64(), pa.decimal128(21, 2), pa.string()]
    ),
)
def test_whole_numbers_come_from_any_numeric_type(
    numbers: list[int | None], written: pa.DataType
) -> None:
    values = pa.array(numbers, pa.int64()).cast(written)

    assert conformed("PatStatus", values) == numbers
    assert conformed("BillingType", values) == numbers
    assert conformed("BalTotal", values) == numbers


@given(
    st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)) | st.none()),
    st.sampled_from(["us", "ns"]),
    st.sampled_from([None, "UTC", "America/New_York"]),
)
def test_times_come_from_any_unit_and_zone_as_utc(
    times: list[datetime | None], unit: str, zone: str | None
) -> None:
    aware = [time and time.replace(tzinfo=UTC) for time in times]
    values = pa.array(aware if zone else times, pa.timestamp(unit, zone))

    assert conformed("DateTStamp", values) == times


@given(st.lists(st.dates() | st.none()))
def test_dates_come_from_dates_and_times(days: list[date | None]) -> None:
    assert conformed("Birthdate", pa.array(days, pa.date32())) == days
    assert conformed("Birthdate", pa.array(days, pa.date64())) == days
    assert conformed("Birthdate", pa.array(days, pa.date32()).cast(pa.timestamp("us"))) == days


@given(st.lists(st.text() | st.none()))
def test_text_keeps_everything_but_nul(texts: list[str | None]) -> None:
    expected = [text and text.replace("\x00", "") for text in texts]

    assert conformed("LName", pa.array(texts, pa.string())) == expected
    assert conformed("LName", pa.array(texts, pa.large_string())) == expected
    assert conformed("LName", pa.array(texts, pa.string()).dictionary_encode()) == expected


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("PatStatus", pa.array([2**31])),
        ("PatStatus", pa.array([1.5])),
        ("BalTotal", pa.array(["seven"])),
        ("BalTotal", pa.array([date(2026, 1, 1)])),
        ("BillingType", pa.array([datetime(2026, 1, 1)])),
        ("Birthdate", pa.array([20_000])),
        ("Birthdate", pa.array(["2021-02-31"])),
        ("DateTStamp", pa.array([20_000])),
        ("LName", pa.array([1.5])),
        ("LName", pa.array([b"\xff"])),
        ("BalTotal", pa.array([[1.0]])),
    ],
)
def test_what_does_not_fit_is_named_without_its_value(column: str, values: pa.Array) -> None:
    with pytest.raises(UserError, match=f"^here: column {column} is ") as failure:
        conformed(column, values)

    assert "\n" not in str(failure.value)
    for value in ("2147483648", "1.5", "seven", "20000", "2021-02-31"):
        assert value not in str(failure.value)


def test_amounts_in_decimal_are_doubles() -> None:
    assert conformed("BalTotal", pa.array([Decimal("12.34"), None])) == [12.34, None]


@pytest.mark.parametrize(("practice", "allowed"), [(0, True), (1, False)])
def test_keys_of_the_limit_and_above_belong_to_practice_0(practice: int, allowed: bool) -> None:
    below = pa.table({"PatNum": [KEY_LIMIT - 1]})
    at = pa.table({"PatNum": [KEY_LIMIT]})

    assert conform(PATIENT, below, practice, "here").num_rows == 1
    if allowed:
        assert conform(PATIENT, at, practice, "here").num_rows == 1
    else:
        with pytest.raises(UserError, match="load this database as practice 0, not 1"):
            conform(PATIENT, at, practice, "here")


def test_only_listed_preferences_keep_their_values() -> None:
    chunk = pa.table(
        {
            "PrefNum": [1, 2, 3, 4],
            "PrefName": ["PayPlansVersion", "payplansversion ", "CentralManagerPassHash", None],
            "ValueString": ["2", "3", "a secret", "another"],
        }
    )

    rows = conform(CATALOG["preference"], chunk, 0, "here")

    assert rows.column("valuestring").to_pylist() == ["2", "3", None, None]
    assert rows.column("prefname").to_pylist() == chunk.column("PrefName").to_pylist()
    assert rows.schema.types == CATALOG["preference"].arrow_schema.types


def test_every_preference_that_the_warehouse_reads_keeps_its_value() -> None:
    kept = CATALOG["preference"].kept_values
    assert kept is not None
    project = Path(__file__).parents[3]
    mapped = re.findall(
        r"^preference,(\w+),", (project / "seeds/adjustment_kinds.csv").read_text("utf-8"), re.M
    )
    read = [
        name
        for model in (project / "models").rglob("*.sql")
        for name in re.findall(r"preference_name = '(\w+)'", model.read_text("utf-8"))
    ]
    assert mapped
    assert read
    assert {*mapped, *read} <= kept.names
