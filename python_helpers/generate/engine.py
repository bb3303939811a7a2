"""The run: chunk after chunk of patients, each complete with its truth before the next begins."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from python_helpers.generate.calendar import EPOCH, NEVER, Ints
from python_helpers.generate.care.visits import make_visits
from python_helpers.generate.chunk import PATIENTS_PER_CHUNK, Chunk, Keys
from python_helpers.generate.claims.checks import write_checks
from python_helpers.generate.claims.other import (
    make_benefit_rows,
    make_capitation,
    make_planned_lines,
)
from python_helpers.generate.claims.procedures import make_claims
from python_helpers.generate.collecting.agency import write_agency_log
from python_helpers.generate.collecting.desk_notes import note_insurance_waits, note_payments
from python_helpers.generate.collecting.giving_up import give_up
from python_helpers.generate.collecting.rounds import Lost, work_episodes
from python_helpers.generate.columns import complete, empty, to_arrow
from python_helpers.generate.contacts.communications import write_contacts
from python_helpers.generate.contacts.log import Contacts
from python_helpers.generate.mess.defects import make_mess
from python_helpers.generate.money.billing import bill_episodes, write_statements
from python_helpers.generate.money.episodes import (
    Kind,
    Pieces,
    end_episodes,
    open_episodes,
    patient_parts,
)
from python_helpers.generate.money.fees import charge_late_payers, charge_missed_appointments
from python_helpers.generate.money.receipts import receive
from python_helpers.generate.money.settlement import (
    only,
    resolved_on,
    settle,
    write_settling_adjustments,
)
from python_helpers.generate.money.tied_adjustments import make_tied_adjustments
from python_helpers.generate.money.transfers import make_transfers
from python_helpers.generate.options import Options, Summary
from python_helpers.generate.people.coverage import make_coverage
from python_helpers.generate.people.families import make_people
from python_helpers.generate.plans.agreements import agree_plans
from python_helpers.generate.plans.insurance import track_large_claims
from python_helpers.generate.plans.ortho import make_ortho
from python_helpers.generate.site.setup import build_site
from python_helpers.generate.stamps import stamp
from python_helpers.generate.truth import (
    add_balances,
    laws_text,
    month_ends,
    note_truth,
    payment_cause,
    spread_balances,
)
from python_helpers.generate.writer import PracticeWriter, written_practice
from python_helpers.ledger_truth import dashboard_ar, family_balances
from python_helpers.opendental.catalog import CATALOG

_BALANCES: Final = {
    "bal_0_30": "Bal_0_30",
    "bal_31_60": "Bal_31_60",
    "bal_61_90": "Bal_61_90",
    "bal_over_90": "BalOver90",
    "ins_est": "InsEst",
    "bal_total": "BalTotal",
    "pay_plan_due": "PayPlanDue",
}


def generate(options: Options, on_progress: Callable[[str], None] = lambda _: None) -> Summary:
    """Write a sample practice into `options.out`.

    `on_progress` gets one line per chunk of patients. Raises UserError when an option makes no
    practice, or when the folder is something else than a generated practice.
    """
    options.check()
    began = time.monotonic()
    with written_practice(options.out) as writer:
        keys = Keys()
        site = build_site(options, keys)
        for name, rows in site.tables.items():
            writer.table(name, to_arrow(name, rows))
        dashboard: pa.Table | None = None
        for index, start in enumerate(range(0, options.patients, PATIENTS_PER_CHUNK)):
            count = min(PATIENTS_PER_CHUNK, options.patients - start)
            chunk = Chunk(site, index, keys)
            make_patients(chunk, count)
            dashboard = _write(chunk, writer, dashboard)
            on_progress(f"{start + count:,} of {options.patients:,} patients")
        writer.table("dashboardar", _dashboard(dashboard, keys))
        writer.truth_text("payment_lag_laws.json", laws_text(site))
    return Summary(dict(writer.rows), time.monotonic() - began)


def make_patients(chunk: Chunk, count: int) -> None:
    """Everything that happened to `count` patients, into the chunk."""
    people = make_people(chunk, count)
    coverage = make_coverage(chunk, people)
    treatments, planned, broken = make_visits(chunk, people)
    insured = make_claims(chunk, people, coverage, treatments)
    make_capitation(chunk, people, coverage, treatments, insured)
    make_planned_lines(chunk, people, coverage, planned)
    make_benefit_rows(chunk, people, coverage, treatments)
    tied = make_tied_adjustments(chunk, people, treatments)

    owed, expected = patient_parts(treatments, tied, insured)
    pieces, contacts = Pieces(), Contacts()
    episodes = open_episodes(chunk, people, treatments, insured, owed, expected, pieces)
    endings = end_episodes(chunk, people, episodes, pieces)
    lost = work_episodes(chunk, people, episodes, endings, pieces, contacts)
    lost = lost.joined(
        Lost(endings.abandoned, endings.abandoned_on, episodes.rest[endings.abandoned])
    )
    placements = give_up(chunk, people, episodes, lost, pieces, contacts)

    settled = settle(chunk, treatments, episodes, owed, pieces)
    write_settling_adjustments(chunk, people, treatments, settled)
    receive(chunk, people, treatments, episodes, only(settled, Kind.cash), contacts)
    agree_plans(chunk, people, treatments, planned, only(settled, Kind.plan), contacts)
    make_ortho(chunk, people, coverage, contacts)
    resolved = resolved_on(episodes, settled, NEVER)
    bills = bill_episodes(chunk, episodes, resolved)
    late_charge = charge_late_payers(chunk, people, episodes, bills, resolved)
    charge_missed_appointments(chunk, people, broken)
    make_transfers(chunk, people)
    note_insurance_waits(chunk, people, episodes, contacts)
    note_payments(chunk, people, contacts)
    write_statements(chunk, people, treatments, episodes, owed, bills, late_charge)
    write_agency_log(chunk, people, placements, contacts)
    track_large_claims(chunk, people)
    write_checks(chunk)
    write_contacts(chunk, people, contacts)
    make_mess(chunk, people)
    stamp(chunk)


def _write(chunk: Chunk, writer: PracticeWriter, dashboard: pa.Table | None) -> pa.Table | None:
    """Write a chunk's tables with their truth; returns the month-end balances so far."""
    site = chunk.site
    of_chunk = [name for name in CATALOG if name not in site.tables and name != "dashboardar"]
    tables = {name: to_arrow(name, chunk.rows(name)) for name in of_chunk}
    if site.options.truth:
        known = tables | {name: to_arrow(name, rows) for name, rows in site.tables.items()}
        account = family_balances(known, site.options.as_of)
        patients = chunk.rows("patient")
        patients |= spread_balances(account, patients["PatNum"], _BALANCES)
        tables["patient"] = to_arrow("patient", patients)
        writer.truth("family_balances", account)
        dashboard = add_balances(dashboard, dashboard_ar(known, _dates(month_ends(site))))
    for name in of_chunk:
        writer.table(name, tables.pop(name))
    writer.truth("note_truth", note_truth(chunk))
    writer.truth("payment_cause", payment_cause(chunk))
    return dashboard


def _dates(days: Ints) -> list[date]:
    return [date.fromordinal(EPOCH) + timedelta(days=int(day)) for day in days]


def _dashboard(balances: pa.Table | None, keys: Keys) -> pa.Table:
    if balances is None:
        return empty("dashboardar")
    days = balances["DateCalc"].cast(pa.int32()).to_numpy().astype(np.int64)
    cents = {
        name: np.rint(balances[name].to_numpy() * 100).astype(np.int64)
        for name in ("BalTotal", "InsEst")
    }
    numbers = keys.take("dashboardar", len(days))
    rows = complete("dashboardar", {"DashboardARNum": numbers, "DateCalc": days, **cents})
    return to_arrow("dashboardar", rows)
