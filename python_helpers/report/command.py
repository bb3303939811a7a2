"""`dental-collections report`: reads the marts and writes the page."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from python_helpers.errors import UserError
from python_helpers.report.loads import Load, read_loads
from python_helpers.report.marts import Marts, read_marts
from python_helpers.report.page import Page, render
from python_helpers.report.sections import header
from python_helpers.report.sections.cash import cash_section, read_months
from python_helpers.report.sections.efficiency import efficiency_section
from python_helpers.report.sections.efficiency import read_months as read_speed
from python_helpers.report.sections.forecast import forecast_section, read_outlook
from python_helpers.report.sections.places import places_section
from python_helpers.report.sections.plans import plans_section
from python_helpers.report.sections.receivables import read_owed, receivables_section
from python_helpers.report.sections.waterfall import waterfall_section
from python_helpers.report.sections.work import work_section
from python_helpers.report.words import day
from python_helpers.settings import Target, project_dir
from python_helpers.warehouse import open_warehouse
from python_helpers.warehouse.write import utc_now

NOTES = (
    "Dollars. Every figure is of the warehouse's schema marts, whose documentation says how it is "
    "made. No patient is named here.",
    "Rates are divided from sums, never averaged. A figure that can't be computed is -, with the "
    "reason.",
)


def default_path() -> Path:
    """Where the page goes when nobody says: data/report.html in the project."""
    return project_dir() / "data" / "report.html"


def write_report(
    target: Target,
    as_of: date | None = None,
    out: Path | None = None,
    practice: int | None = None,
) -> Path:
    """Write the report of a warehouse as built, and give the file's path.

    `as_of` only checks that the models are as of that day; `practice` leaves the others of a
    group out. Raises UserError when the models are not there or of another day, and when the
    file can't be written.
    """
    with open_warehouse(target) as warehouse:
        marts = read_marts(warehouse, target, practice)
        if as_of is not None and as_of != marts.as_of:
            raise UserError(
                f"the models are as of {marts.as_of}, not {as_of}: "
                f"run `dental-collections build --as-of {as_of}` first"
            )
        html = render(report_page(marts, read_loads(warehouse, target), utc_now()))
    path = out or default_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror or error}") from error
    return path


def report_page(marts: Marts, loads: list[Load], now: datetime) -> Page:
    """All parts of the page; `now` is UTC, naive, and tells how old the data is."""
    owed, months = read_owed(marts), read_months(marts)
    speed, outlook = read_speed(marts), read_outlook(marts)
    sections = [
        cash_section(marts),
        receivables_section(marts, owed),
        waterfall_section(marts),
        efficiency_section(marts, speed),
        forecast_section(marts, outlook),
        work_section(marts),
        plans_section(marts),
        places_section(marts),
    ]
    return Page(
        title=header.title(marts),
        as_of=day(marts.as_of),
        lines=header.lines(marts, loads, now),
        figures=header.figures(marts, owed, months, speed, outlook),
        sections=[section for section in sections if section is not None],
        notes=NOTES,
    )
