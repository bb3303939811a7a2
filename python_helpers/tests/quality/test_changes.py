"""Now against earlier loads, with numbers worked out by hand."""

from __future__ import annotations

from python_helpers.quality.changes import compare
from python_helpers.quality.measures import Measure

TABLE = (0, "paysplit", "")
COLUMN = (0, "paysplit", "SplitAmt")


def counted(rows: float, filled: float, nulls: float, total: float) -> list[Measure]:
    return [
        Measure(*TABLE, "row_count", rows),
        Measure(*COLUMN, "filled_rows", filled),
        Measure(*COLUMN, "null_rows", nulls),
        Measure(*COLUMN, "amount_total", total),
    ]


def past(*loads: tuple[float, float, float, float]) -> list[dict[tuple[object, str], float]]:
    return [
        {((m.practice_id, m.table, m.column), m.name): m.value for m in counted(*load)}
        for load in loads
    ]


def changes(found: list[Measure]) -> dict[str, tuple[float, float]]:
    base = {"row_count", "filled_rows", "null_rows", "amount_total"}
    return {one.name: (one.value, one.base) for one in found if one.name not in base}


def test_the_first_load_is_compared_with_nothing() -> None:
    assert changes(compare(counted(10, 5, 0, 100), [], {})) == {}


def test_rows_and_amounts_are_compared_with_the_last_load_and_shares_with_the_usual() -> None:
    now = counted(90, 9, 45, 500)
    # newest first; medians: rows 200, filled share .4, null share .1
    earlier = past((100, 40, 10, 1000), (200, 80, 0, 900), (300, 150, 60, 10))

    assert changes(compare(now, earlier, {})) == {
        "rows_kept": (0.9, 100),
        "rows_to_typical": (0.45, 200),
        "amount_kept": (0.5, 1000),
        "column_lost": (0.0, 40),
        "filled_kept": (0.1 / 0.4, 40),
        "null_share_rise": (0.5 - 0.1, 10),
    }


def test_a_column_is_lost_only_when_it_is_missing_and_held_something() -> None:
    gone = {0: frozenset({("paysplit", "SplitAmt")})}

    lost = changes(compare(counted(100, 0, 100, 0), past((100, 1, 0, 5)), gone))
    never = changes(compare(counted(100, 0, 100, 0), past((100, 0, 100, 0)), gone))

    assert lost["column_lost"] == (1.0, 1)
    assert never["column_lost"] == (0.0, 0)


def test_a_table_without_rows_loses_its_rows_and_not_each_column() -> None:
    found = changes(compare(counted(0, 0, 0, 0), past((100, 90, 0, 50)), {}))

    assert found["rows_kept"] == (0.0, 100)
    assert "filled_kept" not in found and "null_share_rise" not in found
