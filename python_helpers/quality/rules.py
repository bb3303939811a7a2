"""The thresholds that raw data is held to, read from `thresholds.yml` and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

from python_helpers.errors import UserError
from python_helpers.opendental.catalog import CATALOG

FILE: Final = "python_helpers/quality/thresholds.yml"

COUNTED: Final = frozenset(
    {
        *("row_count", "filled_rows", "null_rows", "amount_total", "unusable_amounts"),
        *("large_amounts", "key_out_of_bounds", "link_out_of_bounds", "odd_dates"),
        *("needed_null_share", "orphan_rows", "orphan_share", "header_differs_share"),
        "unknown_codes",
    }
)
"""Measures of the rows that are there now."""

COMPARED: Final = frozenset(
    {
        *("column_lost", "filled_kept", "rows_kept", "rows_to_typical", "amount_kept"),
        "null_share_rise",
    }
)
"""Measures against those of earlier loads."""

Severity = Literal["stop", "warn"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Bounds of one measure, in every table or in some, and what to tell when they don't hold."""

    name: str
    measure: str
    severity: Severity
    says: str
    mend: str
    min: float | None = None
    max: float | None = None
    tables: tuple[str, ...] = ()
    at_least: float = 0
    """Rows, or dollars, that a share must be of, or a change against, for the rule to hold."""


@dataclass(frozen=True, slots=True)
class Header:
    """A table's amount that its lines in another table add up to, by the key `by`."""

    table: str
    amount: str
    lines: str
    line_amount: str
    by: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All that `thresholds.yml` says; `needed` and `links` are by table."""

    rules: tuple[Rule, ...]
    history_loads: int
    large_amount: float
    earliest_year: int
    years_ahead: int
    needed: Mapping[str, tuple[str, ...]]
    links: Mapping[str, Mapping[str, str]]
    headers: tuple[Header, ...]


def read_thresholds(text: str | None = None) -> Thresholds:
    """The project's thresholds, or those of a text in the same form.

    Raises UserError that names the file, the entry and the fault.
    """
    if text is None:
        text = files(__package__).joinpath("thresholds.yml").read_text(encoding="utf-8")
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise UserError(f"{FILE} line {line} is no YAML: correct it") from None
    if not isinstance(given, dict):
        raise _fault("the file", "holds no entries")
    numbers = {
        name: _number(given, name)
        for name in ("history_loads", "large_amount", "earliest_year", "years_ahead")
    }
    return Thresholds(
        rules=tuple(_rule(name, spec) for name, spec in _entries(given, "rules")),
        history_loads=int(numbers["history_loads"]),
        large_amount=numbers["large_amount"],
        earliest_year=int(numbers["earliest_year"]),
        years_ahead=int(numbers["years_ahead"]),
        needed={
            table: tuple(_column("needed", table, name) for name in names)
            for table, names in _entries(given, "needed")
        },
        links={
            table: {
                _column("links", table, name): _table("links", target)
                for name, target in targets.items()
            }
            for table, targets in _entries(given, "links")
        },
        headers=tuple(_header(table, spec) for table, spec in _entries(given, "headers")),
    )


def _fault(where: str, what: str) -> UserError:
    return UserError(f"{FILE}: {where}: {what}")


def _entries(given: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    entries = given.get(name)
    if not isinstance(entries, dict):
        raise _fault(name, "is missing, or holds no entries")
    yield from entries.items()


def _number(given: Mapping[str, Any], name: str) -> float:
    value: Any = given.get(name)
    if not _is_number(value) or value <= 0:
        raise _fault(name, "must be a number above 0")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rule(name: str, spec: Any) -> Rule:
    where = f"rule {name}"
    if not isinstance(spec, dict):
        raise _fault(where, "holds no entries")
    known = set(Rule.__dataclass_fields__) - {"name"}
    if odd := sorted(set(spec) - known):
        raise _fault(where, f"{odd[0]} is no entry of a rule ({', '.join(sorted(known))})")
    if lacking := [word for word in ("measure", "severity", "says", "mend") if word not in spec]:
        raise _fault(where, f"{lacking[0]} is missing")
    if spec["measure"] not in COUNTED | COMPARED:
        raise _fault(where, f"{spec['measure']} is no measure: {sorted(COUNTED | COMPARED)}")
    if spec["severity"] not in ("stop", "warn"):
        raise _fault(where, "severity must be stop or warn")
    for bound in ("min", "max", "at_least"):
        if bound in spec and not _is_number(spec[bound]):
            raise _fault(where, f"{bound} must be a number")
    low, high = spec.get("min"), spec.get("max")
    if low is None and high is None:
        raise _fault(where, "needs min, max or both")
    if low is not None and high is not None and low > high:
        raise _fault(where, "min is above max")
    tables = tuple(_table(where, table) for table in spec.get("tables", ()))
    return Rule(**{"name": name, **spec, "tables": tables})


def _table(where: str, table: str) -> str:
    if table not in CATALOG:
        raise _fault(where, f"{table} is no table of python_helpers/opendental/tables.yml")
    return table


def _column(where: str, table: str, name: str) -> str:
    if name not in CATALOG[_table(where, table)].columns:
        raise _fault(where, f"{table} has no column {name} in python_helpers/opendental/tables.yml")
    return name


def _header(table: str, spec: Mapping[str, str]) -> Header:
    where = f"headers of {table}"
    try:
        header = Header(table=table, **spec)
    except TypeError:
        raise _fault(where, "needs amount, lines, line_amount and by") from None
    for owner, name in (
        (table, header.amount),
        (header.lines, header.line_amount),
        (header.lines, header.by),
    ):
        _column(where, owner, name)
    return header
