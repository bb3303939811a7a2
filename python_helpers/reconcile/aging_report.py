"""Reads an aging report exported from OpenDental: text with commas, tabs or semicolons."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Final

from python_helpers.errors import UserError
from python_helpers.reconcile.report_columns import Columns, find_columns

_DELIMITERS: Final = (",", "\t", ";")
_ROWS_BEFORE_HEADER: Final = 20
_MONEY: Final = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+")
_AS_OF: Final = re.compile(r"as of:?\s*(\d{1,4})[/-](\d{1,2})[/-](\d{1,4})", re.IGNORECASE)
_SUM_ROWS: Final = frozenset({"", "total", "totals", "grand total"})


@dataclass(frozen=True, slots=True)
class AgingReport:
    """What a report says of each account.

    `accounts` maps OpenDental's guarantor number to the figures of the report, in dollars, under
    the names of `figures.FIGURES`; all accounts have the same ones. `as_of` is the day that the
    lines above the header name, if any.
    """

    accounts: Mapping[int, Mapping[str, Decimal]]
    as_of: date | None


def read_aging_report(path: Path) -> AgingReport:
    """Read a report. Money may have dollar signs, commas, and a minus or brackets when negative.

    Raises UserError, naming file, row and column but never what a cell holds, when the file can't
    be read, has no header, or holds a cell that is no amount or no account number.
    """
    text = _text_of(path)
    for delimiter in _DELIMITERS:
        try:
            report = _read(path, _lines(text, delimiter))
        except csv.Error as error:
            raise UserError(f"{path} is no table of text: {error}") from error
        if report is not None:
            return report
    raise UserError(
        f"{path}: none of the first {_ROWS_BEFORE_HEADER} rows is a header: name one column PatNum "
        "or Guarantor and others 0-30, 31-60, 61-90, Over 90, Total"
    )


def money(text: str) -> Decimal:
    """Dollars of a cell: "$1,234.50", "(12.00)", "-12", "12.00-"; a blank or a dash is nothing.

    Raises ValueError when it is no amount.
    """
    bare = text.replace("$", "").replace("−", "-").strip()
    in_brackets = bare.startswith("(") and bare.endswith(")")
    if in_brackets:
        bare = bare[1:-1].strip()
    has_minus = bare.startswith("-") != bare.endswith("-")
    digits = bare.removeprefix("-").removesuffix("-").strip() if has_minus else bare
    if bare in {"", "-"}:
        return Decimal(0)
    if not _MONEY.fullmatch(digits) or (in_brackets and has_minus):
        raise ValueError("no amount")
    amount = Decimal(digits.replace(",", ""))
    return -amount if in_brackets or has_minus else amount


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror}") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows programs of the West write this; it has a letter for nearly every byte.
        return data.decode("cp1252", errors="replace")


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the number of the line that they end on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _read(path: Path, lines: Iterator[tuple[int, list[str]]]) -> AgingReport | None:
    """The report, or None when no header is found with this delimiter."""
    above: list[Sequence[str]] = []
    for number, row in islice(lines, _ROWS_BEFORE_HEADER):
        try:
            columns = find_columns(row)
        except UserError as error:
            raise UserError(f"{path}: row {number}: {error}") from None
        if columns is not None:
            return AgingReport(_accounts(path, columns, lines), _as_of(above))
        above.append(row)
    return None


def _accounts(
    path: Path, columns: Columns, lines: Iterator[tuple[int, list[str]]]
) -> dict[int, dict[str, Decimal]]:
    accounts: dict[int, dict[str, Decimal]] = {}
    for number, row in lines:
        cell = row[columns.account].strip() if columns.account < len(row) else ""
        if cell.lower().rstrip(":") in _SUM_ROWS:
            continue
        # OpenDental writes "123-Name" when reports show patient numbers.
        match = re.match(r"\d+(?=\D|$)", cell)
        if not match:
            raise UserError(
                f"{path}: row {number}, column {columns.names[columns.account]!r}: "
                "no account number: let the report show the guarantor's PatNum"
            )
        account = int(match.group())
        if account in accounts:
            raise UserError(
                f"{path}: row {number}: account {account} is there twice: "
                "group the report by family"
            )
        accounts[account] = _figures(path, columns, number, row)
    return accounts


def _figures(path: Path, columns: Columns, number: int, row: Sequence[str]) -> dict[str, Decimal]:
    figures: dict[str, Decimal] = {}
    for figure, index in columns.figures.items():
        where = f"{path}: row {number}, column {columns.names[index]!r}"
        if index >= len(row):
            raise UserError(f"{where}: the row ends before it")
        try:
            figures[figure] = money(row[index])
        except ValueError:
            raise UserError(f"{where}: not an amount of money") from None
    if "writeoff_estimate" in figures:
        writeoff = figures.pop("writeoff_estimate")
        if "insurance_estimate" in figures:
            figures["insurance_estimate"] += writeoff
    return figures


def _as_of(rows: Sequence[Sequence[str]]) -> date | None:
    """The day after "as of" above the header: month first, or year first."""
    for row in rows:
        match = _AS_OF.search(" ".join(row))
        if match:
            first, second, third = (int(part) for part in match.groups())
            year, month, day = (first, second, third) if first > 31 else (third, first, second)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
