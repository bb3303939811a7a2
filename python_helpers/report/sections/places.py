"""Practices and clinics side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from python_helpers.report import words
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Section, Table
from python_helpers.report.sections.efficiency import WINDOW

YEAR: Final = 12
HEADINGS: Final = (
    "Owed by age",
    "Over 90",
    "Past due",
    "Collected, 12 months",
    "Net production, 12 months",
    "Net collection rate",
    "DSO",
)


@dataclass(slots=True)
class Place:
    """Sums of a practice or a clinic, in dollars; `dso` is of its last complete month."""

    owed: Decimal = Decimal(0)
    over_90: Decimal = Decimal(0)
    past_due: Decimal = Decimal(0)
    cash: Decimal = Decimal(0)
    production: Decimal = Decimal(0)
    dso: tuple[Decimal | None, str | None] = (None, "no_accounts")

    def cells(self) -> list[str]:
        """The place under HEADINGS."""
        return [
            words.cents(self.owed),
            words.percent(words.share_of(self.over_90, self.owed), "nothing_owed", 0),
            words.cents(self.past_due),
            words.cents(self.cash),
            words.cents(self.production),
            words.percent(words.share_of(self.cash, self.production), "no_production"),
            words.decimal(*self.dso, digits=0),
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not (self.owed or self.cash or self.production)


def places_section(marts: Marts) -> Section | None:
    """A table of practices where there are several, and of clinics; None for one clinic alone."""
    clinics = {key: place for key, place in _read(marts, "clinic_id").items() if not place.is_empty}
    many = len(marts.practices) > 1
    blocks = []
    if many:
        practices = _read(marts, "practice_id")
        blocks.append(
            Block(
                "By practice",
                table=Table(
                    ["Practice", *HEADINGS],
                    [
                        [marts.practices.get(key, str(key)), *practices[key].cells()]
                        for key in sorted(practices)
                    ],
                    note=_note(marts),
                ),
            )
        )
    if len(clinics) > 1:
        ordered = sorted(clinics, key=lambda key: (-clinics[key].production, key))
        blocks.append(
            Block(
                "By clinic",
                table=Table(
                    [*(["Practice"] if many else []), "Clinic", *HEADINGS],
                    [[*_names(marts, key, many), *clinics[key].cells()] for key in ordered],
                    words=2 if many else 1,
                    note=_note(marts)
                    + " What is owed is of the clinic's own patients, cash and production of what "
                    "was done there.",
                ),
            )
        )
    if not blocks:
        return None
    return Section("places", "Practices and clinics" if many else "Clinics", blocks)


def _names(marts: Marts, key: int, many: bool) -> list[str]:
    clinic = marts.clinics.get(key)
    if clinic is None:
        return [*([""] if many else []), f"Clinic {key}"]
    practice = marts.practices.get(clinic.practice_id, str(clinic.practice_id))
    return [*([practice] if many else []), clinic.name]


def _note(marts: Marts) -> str:
    return (
        f"Twelve months to {words.month(marts.last_month)}. "
        "DSO of the last complete month, over three months of net charges."
    )


def _read(marts: Marts, key: str) -> dict[int, Place]:
    places: dict[int, Place] = {}

    def place(row: tuple[Any, ...]) -> Place:
        return places.setdefault(int(row[0]), Place())

    for row in marts.rows(
        f"""
        select
            {key},
            sum(balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90),
            sum(balance_over_90),
            sum({" + ".join(words.LATE)})
        from {marts["mart_ar_aging"]} as aging
        group by {key}
        """
    ):
        place(row).owed, place(row).over_90, place(row).past_due = row[1:]
    begin = words.months_before(marts.last_month, YEAR - 1)
    for row in marts.rows(
        f"""
        select {key}, sum(cash_amount), sum(net_production_amount)
        from {marts["mart_collection_summary"]} as months
        where
            period_start_date between date '{begin}' and date '{marts.last_month}'
        group by {key}
        """
    ):
        place(row).cash, place(row).production = row[1:]
    level = "practice" if key == "practice_id" else "clinic"
    last = words.month_end(marts.last_month)
    for row in marts.rows(
        f"""
        select {key}, dso, dso_reason
        from {marts["mart_collection_efficiency"]} as months
        where
            metric_level = '{level}' and trailing_months = {WINDOW}
            and month_end_date = date '{last}'
        """
    ):
        place(row).dso = (row[1], row[2])
    return places
