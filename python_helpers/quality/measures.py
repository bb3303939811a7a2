"""Counts what the raw tables hold: one pass a table, in the engine; only numbers leave it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from python_helpers.opendental.catalog import CATALOG, KEY_LIMIT, ColumnType, Table
from python_helpers.quality.rules import Header, Thresholds
from python_helpers.settings import project_dir
from python_helpers.warehouse.store import Store

CODES: Final = "seeds/reference/opendental_codes.csv"
UNUSABLE: Final = 1e9
"""Amounts from here on are no amounts, as macro `money` takes them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about a practice's table, or about a column of it (else `column` is "").

    `base` is what a share is of, and what a change is against: rows or dollars, 0 for neither.
    """

    practice_id: int
    table: str
    column: str
    name: str
    value: float
    base: float = 0.0


def count_measures(store: Store, thresholds: Thresholds, as_of: date) -> list[Measure]:
    """All measures of the rows that are there, by practice; tables without rows count 0."""
    codes = _codes()
    practices = [
        int(number)
        for (number,) in store.rows(
            f'select distinct practice_id from "{store.operations_schema}".load_runs '
            "where status = 'success' order by 1"
        )
    ]
    found: list[Measure] = []
    for table in CATALOG.values():
        wanted = list(_of_table(table, thresholds, codes, as_of, is_alone=practices == [0]))
        found += _pass_over(store, table, wanted, practices)
    for name, targets in thresholds.links.items():
        found += _orphans(store, CATALOG[name], targets)
    for header in thresholds.headers:
        found += _headers(store, header)
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    column: str
    name: str
    expression: str


def _of_table(
    table: Table,
    thresholds: Thresholds,
    codes: Mapping[tuple[str, str], Sequence[str]],
    as_of: date,
    *,
    is_alone: bool,
) -> Iterator[_Wanted]:
    """What one pass over a table counts, as aggregates."""
    yield _Wanted("", "row_count", "count(*)")
    # random keys of one practice alone meet nobody's
    highest = 2**63 - 1 if is_alone else KEY_LIMIT - 1
    for name, kind in table.columns.items():
        column = f'"{name.lower()}"'
        yield _Wanted(name, "filled_rows", _count(_is_filled(column, kind)))
        yield _Wanted(name, "null_rows", f"count(*) - count({column})")
        if name == table.primary_key:
            outside = f"{column} not between 1 and {highest}"
            yield _Wanted(name, "key_out_of_bounds", _count(outside))
        elif kind == "bigint":
            outside = f"{column} not between 0 and {highest}"
            yield _Wanted(name, "link_out_of_bounds", _count(outside))
        elif kind == "double":
            usable = f"{column} > -{UNUSABLE} and {column} < {UNUSABLE}"
            total = f"sum(case when {usable} then abs({column}) else 0 end)"
            yield _Wanted(name, "amount_total", f"coalesce({total}, 0)")
            yield _Wanted(name, "unusable_amounts", _count(f"not ({usable})"))
            large = f"{usable} and abs({column}) >= {thresholds.large_amount}"
            yield _Wanted(name, "large_amounts", _count(large))
        elif kind in ("date", "timestamp"):
            # OpenDental's "no date" is before 1880, its "never" the last day of 9999
            odd = (
                f"{column} >= cast('1880-01-01' as date) and "
                f"({column} < cast('{thresholds.earliest_year}-01-01' as date) or "
                f"{column} > cast('{as_of.year + thresholds.years_ahead}-12-31' as date) "
                f"and {column} < cast('9999-12-31' as date))"
            )
            yield _Wanted(name, "odd_dates", _count(odd))
        if name in thresholds.needed.get(table.name, ()):
            share = f"cast(count(*) - count({column}) as double precision) / nullif(count(*), 0)"
            yield _Wanted(name, "needed_null_share", f"coalesce({share}, 0)")
        if known := codes.get((table.name, name)):
            is_text = kind == "text"
            # as macro text_code writes them
            code = f"coalesce(nullif(trim({column}), ''), '(blank)')" if is_text else column
            listed = ", ".join(f"'{word}'" if is_text else word for word in known)
            unknown = f"{code} not in ({listed})"
            yield _Wanted(name, "unknown_codes", _count(unknown))


def _count(condition: str) -> str:
    return f"coalesce(sum(case when {condition} then 1 else 0 end), 0)"


def _is_filled(column: str, kind: ColumnType) -> str:
    if kind == "text":
        return f"{column} <> ''"
    if kind in ("date", "timestamp"):
        return f"{column} >= cast('1880-01-01' as date)"
    return f"{column} <> 0"


def _pass_over(
    store: Store, table: Table, wanted: Sequence[_Wanted], practices: Sequence[int]
) -> Iterator[Measure]:
    aggregates = ", ".join(one.expression for one in wanted)
    rows = {
        row[0]: row[1:]
        for row in store.rows(
            f'select practice_id, {aggregates} from "{store.raw_schema}"."{table.name}" '
            "group by practice_id"
        )
    }
    for practice in practices:
        values = [float(value) for value in rows.get(practice) or (0,) * len(wanted)]
        for one, value in zip(wanted, values, strict=True):
            # the table's rows are counted first
            base = values[0] if one.name.endswith("_share") else 0.0
            yield Measure(practice, table.name, one.column, one.name, value, base)


def _orphans(store: Store, table: Table, targets: Mapping[str, str]) -> Iterator[Measure]:
    """Rows whose link names no row of the practice's own; one pass for all links of a table."""
    joins, counts = [], []
    for number, (column, target) in enumerate(targets.items()):
        key = CATALOG[target].primary_key.lower()
        # the keys alone, once each: a link never doubles rows
        joins.append(
            f'left join (select distinct practice_id as p, {key} as k from "{store.raw_schema}".'
            f'"{target}") as t{number} on t{number}.p = r.practice_id '
            f"and t{number}.k = r.{column.lower()}"
        )
        counts.append(_count(f"r.{column.lower()} > 0 and t{number}.k is null"))
        counts.append(_count(f"r.{column.lower()} > 0"))
    for practice, *values in store.rows(
        f'select r.practice_id, {", ".join(counts)} from "{store.raw_schema}"."{table.name}" as r '
        f"{' '.join(joins)} group by r.practice_id"
    ):
        pairs = zip(values[::2], values[1::2], strict=True)
        for column, (orphans, linked) in zip(targets, pairs, strict=True):
            share = float(orphans) / float(linked) if linked else 0.0
            yield Measure(practice, table.name, column, "orphan_rows", float(orphans))
            yield Measure(practice, table.name, column, "orphan_share", share, float(linked))


def _headers(store: Store, header: Header) -> Iterator[Measure]:
    """The share of a table's rows whose amount is not the sum of their lines."""
    key = CATALOG[header.table].primary_key.lower()
    by, amount, line = (name.lower() for name in (header.by, header.amount, header.line_amount))
    schema = store.raw_schema
    usable = f"{line} > -{UNUSABLE} and {line} < {UNUSABLE}"
    differs = (
        f"abs(coalesce(h.{amount}, 0) - coalesce(l.total, 0)) >= 0.005 "
        f"or not (h.{amount} > -{UNUSABLE} and h.{amount} < {UNUSABLE})"
    )
    for practice, count, rows in store.rows(
        f'select h.practice_id, {_count(differs)}, count(*) from "{schema}"."{header.table}" as h '
        f"left join (select practice_id, {by} as k, sum(case when {usable} then {line} else 0 end) "
        f'as total from "{schema}"."{header.lines}" group by practice_id, {by}) as l '
        f"on l.practice_id = h.practice_id and l.k = h.{key} group by h.practice_id"
    ):
        share = float(count) / float(rows)
        place = practice, header.table, header.amount
        yield Measure(*place, "header_differs_share", share, float(rows))


def _codes() -> dict[tuple[str, str], list[str]]:
    """The codes that the project knows, by table and column."""
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    with (project_dir() / CODES).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            known[row["table_name"], row["column_name"]].append(row["code"])
    return known
