"""Campaigns that come with a practice keep the seed's rules; an error names practice and row."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from python_helpers.tests.staging_project import build_untested, write_raw

CAMPAIGN = {
    "practice_id": 0,
    "campaign_row": 1,
    "campaign_number": 1,
    "campaign_code": "spring",
    "campaign_name": "Spring",
    "start_date": date(2024, 1, 1),
    "end_date": date(2024, 3, 31),
    "oldest_bucket_from": "1_30",
    "oldest_bucket_to": "over_120",
    "priority": 1,
}
OVERLAPPING = CAMPAIGN | {"campaign_row": 7, "start_date": date(2024, 3, 31)}


def build(folder: Path, *campaigns: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Code, first and last day of the campaigns that come with practices."""
    with closing(duckdb.connect(str(folder / "warehouse.duckdb"))) as connection:
        write_raw(connection, {"collection_campaigns": campaigns})
    build_untested(
        folder,
        "practices",
        "opendental_codes",
        "collection_campaigns",
        "stg_opendental__users",
        "stg_opendental__collection_campaigns",
        "int_collection_campaign_versions",
    )
    with closing(duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True)) as connection:
        return connection.execute(
            "select practice_id, campaign_code, start_date, end_date, minimum_balance, "
            "maximum_balance from intermediate.int_collection_campaign_versions "
            "where campaign_source = 'practice' order by practice_id"
        ).fetchall()


def test_each_practice_has_its_own(tmp_path: Path) -> None:
    # the same campaign, on the same days, of another practice
    elsewhere = OVERLAPPING | {"practice_id": 1, "end_date": date(1, 1, 1)}
    assert build(tmp_path, CAMPAIGN, elsewhere) == [
        (0, "spring", date(2024, 1, 1), date(2024, 3, 31), 0, None),
        (1, "spring", date(2024, 3, 31), None, 0, None),
    ]


@pytest.mark.parametrize(
    ("campaign", "problem"),
    [
        (OVERLAPPING, "row 7: its days start_date to end_date overlap those of row 1"),
        (
            CAMPAIGN | {"campaign_row": 2, "campaign_number": 2, "campaign_code": ""},
            "row 2: campaign_code is blank",
        ),
        (
            CAMPAIGN | {"campaign_row": 3, "campaign_code": "b", "campaign_number": 1},
            "row 3: campaign_number 1 has campaign_code b, but spring in row 1",
        ),
    ],
)
def test_a_malformed_one_is_named(tmp_path: Path, campaign: dict[str, Any], problem: str) -> None:
    with pytest.raises(AssertionError, match=f"collection_campaigns of practice 0, {problem}"):
        build(tmp_path, CAMPAIGN, campaign)
