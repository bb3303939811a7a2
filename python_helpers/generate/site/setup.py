"""Setting the practice up: definitions, clinics, staff, codes, carriers, plans, preferences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.random import Generator

from python_helpers.generate.calendar import DAY_SECONDS, Ints, day
from python_helpers.generate.chunk import Keys, one_of, stream
from python_helpers.generate.columns import Rows, choose_text, complete, pick
from python_helpers.generate.laws import Laws, draw_kind
from python_helpers.generate.options import Options
from python_helpers.generate.rates import Densities, MessRates
from python_helpers.generate.site.campaigns import make_campaigns
from python_helpers.generate.site.practice import (
    Carriers,
    Category,
    Codes,
    InsurancePlans,
    Site,
    Staff,
    data,
)

_PATIENTS_PER_CLINIC: Final = 1_200
_PATIENTS_PER_INSURANCE_PLAN: Final = 40
_SITE_CHUNK: Final = 2**31
"""The number of the random streams that belong to no chunk of patients."""


def build_site(options: Options, keys: Keys) -> Site:
    """Set up a practice: everything that does not grow with every patient."""
    as_of = day(options.as_of)
    started = options.as_of - timedelta(days=round(365.25 * options.years))

    def rng(subject: str) -> Generator:
        return stream(options.seed, _SITE_CHUNK, subject)

    stamp = day(started) * DAY_SECONDS + 36_000
    tables: dict[str, Rows] = {}
    definitions = _definitions(rng("definitions"), tables)
    clinics = _clinics(options, definitions, keys, tables)
    codes = _codes(definitions, keys, stamp, tables)
    staff, task_lists, inboxes = _people(len(clinics), rng, keys, stamp, tables, clinics)
    collectors = _logins(tables["userod"], staff.collectors)
    tables["collection_campaigns"] = make_campaigns(as_of, collectors)
    carriers = _carriers(rng("carriers"), definitions, keys, stamp, tables)
    plans = _insurance_plans(options, rng("plans"), carriers, keys, stamp, tables)
    _preferences(options, definitions, keys, tables)
    return Site(
        options, Laws(), Densities(), MessRates(), day(started), as_of, tables, definitions,
        clinics, codes, staff, carriers, plans, task_lists, inboxes,
    )  # fmt: skip


def _definitions(rng: Generator, tables: dict[str, Rows]) -> dict[tuple[Category, str], int]:
    entries = [
        (Category(number), slug, order, *entry)
        for number, items in data("site")["definitions"].items()
        for order, (slug, entry) in enumerate(items.items())
    ]
    # Numbers differ from site to site, so that nothing downstream can rely on one.
    numbers = 140 + rng.integers(0, 90) + np.cumsum(rng.integers(1, 4, len(entries)))
    numbers = rng.permutation(numbers)
    tables["definition"] = complete(
        "definition",
        {
            "DefNum": numbers,
            "Category": np.array([int(e[0]) for e in entries]),
            "ItemOrder": np.array([e[2] for e in entries]),
            "ItemName": [e[3] for e in entries],
            "ItemValue": [e[4] for e in entries],
            "IsHidden": np.array([int(len(e) > 5) for e in entries]),
        },
    )
    return {(e[0], e[1]): int(n) for e, n in zip(entries, numbers, strict=True)}


def _clinics(
    options: Options,
    definitions: Mapping[tuple[Category, str], int],
    keys: Keys,
    tables: dict[str, Rows],
) -> Ints:
    towns = [town[0] for town in data("people")["towns"]]
    count = min(60, max(3, options.patients // _PATIENTS_PER_CLINIC))
    numbers = keys.take("clinic", count)
    regions = [definitions[Category.region, slug] for slug in ("north", "south")]
    names = [f"{towns[i % len(towns)]} {1 + i // len(towns)}" for i in range(count)]
    tables["clinic"] = complete(
        "clinic",
        {
            "ClinicNum": numbers,
            "Abbr": ["".join(w[0] for w in n.split()) + f"{i + 1}" for i, n in enumerate(names)],
            "Description": names,
            "Region": np.array([regions[i % 2] for i in range(count)]),
            "ItemOrder": np.arange(count),
            "IsHidden": np.zeros(count, np.int64),
            "TimeZone": "America/Los_Angeles",
        },
    )
    return numbers


def _codes(
    definitions: Mapping[tuple[Category, str], int],
    keys: Keys,
    stamp: int,
    tables: dict[str, Rows],
) -> Codes:
    listed = data("site")["procedure_codes"]
    kinds = list(data("site")["coverage"])
    entries = [(*entry, 0, 0, 0)[: 8 if len(entry) <= 8 else None] for entry in listed.values()]
    codes = Codes(
        number=keys.take("procedurecode", len(listed)) + 60,
        code=list(listed),
        fee=np.array([e[3] * 100 for e in entries]),
        coverage=np.array([kinds.index(e[4]) for e in entries]),
        is_taxed=np.array([e[5] == 1 for e in entries]),
        not_billed=np.array([e[6] == 1 for e in entries]),
        base_units=np.array([e[7] for e in entries]),
    )
    tables["procedurecode"] = complete(
        "procedurecode",
        {
            "CodeNum": codes.number,
            "ProcCode": codes.code,
            "Descript": [e[0] for e in entries],
            "AbbrDesc": [e[1] for e in entries],
            "ProcCat": np.array([definitions[Category.procedure, e[2]] for e in entries]),
            "NoBillIns": codes.not_billed.astype(np.int64),
            "IsTaxed": codes.is_taxed.astype(np.int64),
            "BaseUnits": codes.base_units,
            "TreatArea": np.array([2 if e[2] in ("basic", "major") else 3 for e in entries]),
            "DateTStamp": stamp,
        },
    )
    return codes


def _people(
    clinics: int,
    rng: Callable[[str], Generator],
    keys: Keys,
    stamp: int,
    tables: dict[str, Rows],
    clinic_numbers: Ints,
) -> tuple[Staff, dict[str, int], Ints]:
    given, family = data("people")["given_names"], data("people")["family_names"]
    draw = rng("staff")
    count = clinics * 4 + 3  # two dentists and two hygienists each; hidden, retired, billing entity
    provider = keys.take("provider", count)
    is_hygienist = np.arange(count) % 4 >= 2
    is_hygienist[clinics * 4 :] = False
    hidden, retired, entity = clinics * 4, clinics * 4 + 1, clinics * 4 + 2
    first, last = one_of(draw, np.arange(len(given)), count), draw.permutation(count) % len(family)
    tables["provider"] = complete(
        "provider",
        {
            "ProvNum": provider,
            "Abbr": [
                ("HYG" if is_hygienist[i] else "DR") + family[last[i]][:3].upper() + str(i + 1)
                for i in range(count)
            ],
            "LName": choose_text(family, last),
            "FName": choose_text(given, first),
            "IsSecondary": is_hygienist.astype(np.int64),
            "IsHidden": np.isin(np.arange(count), [hidden, retired]).astype(np.int64),
            "ProvStatus": (np.arange(count) == retired).astype(np.int64),
            "IsNotPerson": (np.arange(count) == entity).astype(np.int64),
            "DateTStamp": stamp,
        },
    )
    # Two at the desk and half a manager per clinic, one collector per three clinics.
    roles = ["desk"] * (2 * clinics) + ["manager"] * (1 + clinics // 2)
    roles += ["collector"] * (1 + clinics // 3) + ["left"]
    users = keys.take("userod", len(roles) + 1)
    employees = keys.take("employee", len(roles))
    names = draw.permutation(len(given))[np.arange(len(roles)) % len(given)]
    tables["employee"] = complete(
        "employee",
        {
            "EmployeeNum": employees,
            "LName": choose_text(family, one_of(draw, np.arange(len(family)), len(roles))),
            "FName": choose_text(given, names),
            "IsHidden": np.array([int(role == "left") for role in roles]),
            "ReportsTo": np.where(np.array(roles) == "manager", 0, employees[2 * clinics]),
        },
    )
    lists, inboxes = _task_lists(len(roles), keys, tables)
    tables["userod"] = complete(
        "userod",
        {
            "UserNum": users,
            "UserName": ["Admin", *(f"{given[n]}{i}" for i, n in enumerate(names))],
            "EmployeeNum": np.concatenate([[0], employees]),
            "ClinicNum": np.concatenate(
                [[0], [clinic_numbers[i // 2] if r == "desk" else 0 for i, r in enumerate(roles)]]
            ),
            "IsHidden": np.array([0, *(int(role == "left") for role in roles)]),
            "TaskListInBox": np.concatenate([[0], inboxes]),
        },
    )
    by_role = np.array(roles)
    grid = provider[: clinics * 4].reshape(clinics, 4)
    staff = Staff(
        dentists=grid[:, :2],
        hygienists=grid[:, 2:],
        hidden_provider=int(provider[hidden]),
        billing_provider=int(provider[entity]),
        front_desk=users[1:][by_role == "desk"],
        collectors=users[1:][by_role == "collector"],
        managers=users[1:][by_role == "manager"],
    )
    return staff, lists, inboxes


def _logins(users: Rows, numbers: Ints) -> list[str]:
    """The logins of these users."""
    names: list[str] = pick(users, np.isin(users["UserNum"], numbers))["UserName"].to_pylist()
    return names


def _task_lists(people: int, keys: Keys, tables: dict[str, Rows]) -> tuple[dict[str, int], Ints]:
    tree = [(name, "") for name in data("site")["task_lists"]]
    tree += [(child, p) for p, children in data("site")["task_lists"].items() for child in children]
    tree += [(f"Inbox {i + 1}", "") for i in range(people)]
    numbers = keys.take("tasklist", len(tree))
    by_name = {name: int(n) for (name, _), n in zip(tree, numbers, strict=True)}
    tables["tasklist"] = complete(
        "tasklist",
        {
            "TaskListNum": numbers,
            "Descript": [name for name, _ in tree],
            "Parent": np.array([by_name.get(parent, 0) for _, parent in tree]),
            "TaskListStatus": np.array([int(name.startswith("zOld")) for name, _ in tree]),
        },
    )
    return by_name, numbers[-people:]


def _carriers(
    rng: Generator,
    definitions: Mapping[tuple[Category, str], int],
    keys: Keys,
    stamp: int,
    tables: dict[str, Rows],
) -> Carriers:
    listed = data("site")["carriers"]
    entries = list(listed.values())
    carriers = Carriers(
        number=keys.take("carrier", len(entries)) + 400,
        name=list(listed),
        median_days=np.array([e[1] for e in entries]),
        discount_percent=np.array([e[2] for e in entries]),
        by_eft=np.array([e[3] == 1 for e in entries]),
        pay_weekday=rng.integers(0, 5, len(entries)),
    )
    tables["carrier"] = complete(
        "carrier",
        {
            "CarrierNum": carriers.number,
            "CarrierName": carriers.name,
            "ElectID": [e[0] for e in entries],
            "Phone": [f"(800)555-01{i:02d}" for i in range(len(entries))],
            "CarrierGroupName": np.array(
                [definitions[Category.carrier_group, e[4]] for e in entries]
            ),
            "SecDateTEdit": stamp,
        },
    )
    return carriers


def _insurance_plans(
    options: Options,
    rng: Generator,
    carriers: Carriers,
    keys: Keys,
    stamp: int,
    tables: dict[str, Rows],
) -> InsurancePlans:
    count = max(4 * len(carriers.name), options.patients // _PATIENTS_PER_INSURANCE_PLAN)
    carrier = np.concatenate(
        [np.arange(len(carriers.name)), rng.integers(0, len(carriers.name), count)]
    )[:count]
    usual = np.array(["p", "", "f"])[draw_kind(rng, {"p": 0.74, "": 0.21, "f": 0.05}, count)]
    is_capitation = np.array([name.endswith("DMO") for name in carriers.name])[carrier]
    kind = np.where(is_capitation, "c", usual)
    plans = InsurancePlans(
        number=keys.take("insplan", count) + 1_000,
        carrier=carrier,
        kind=kind,
        grade=draw_kind(rng, {"high": 0.5, "middle": 0.3, "low": 0.2}, count),
    )
    tables["insplan"] = complete(
        "insplan",
        {
            "PlanNum": plans.number,
            "GroupName": [f"Employer Group {i + 1}" for i in range(count)],
            "GroupNum": [f"G{10_000 + 7 * i}" for i in range(count)],
            "PlanType": list(kind),
            "CarrierNum": carriers.number[carrier],
            "IsHidden": (rng.random(count) < 0.03).astype(np.int64),
            "SecDateTEdit": stamp,
        },
    )
    return plans


def _preferences(
    options: Options,
    definitions: Mapping[tuple[Category, str], int],
    keys: Keys,
    tables: dict[str, Rows],
) -> None:
    def number(category: Category, *slugs: str) -> str:
        return ",".join(str(definitions[category, slug]) for slug in slugs)

    adjustment, unearned = Category.adjustment, Category.unearned
    values: dict[str, str] = data("site")["preferences"] | {
        "PayPlansVersion": str(options.pay_plans_version),
        "AgingProcLifo": "1" if options.aging_proc_lifo else "2",
        "DateLastAging": f"{options.as_of:%Y-%m-%d}",
        "PrepaymentUnearnedType": number(unearned, "prepayment"),
        "TpUnearnedType": number(unearned, "planned_treatment"),
        "DynamicPayPlanPrepaymentUnearnedType": number(unearned, "dynamic_plan"),
        "BadDebtAdjustmentTypes": number(adjustment, "bad_debt", "bad_debt_legal"),
        "FinanceChargeAdjustmentType": number(adjustment, "finance_charge"),
        "BillingChargeAdjustmentType": number(adjustment, "billing_charge"),
        "LateChargeAdjustmentType": number(adjustment, "late_charge"),
        "SalesTaxAdjustmentType": number(adjustment, "sales_tax"),
        "TreatPlanDiscountAdjustmentType": number(adjustment, "treatment_plan_discount"),
        "BrokenAppointmentAdjustmentType": number(adjustment, "broken_appointment"),
        "RefundAdjustmentType": number(adjustment, "refund"),
        "TransworldPaidInFullBillingType": number(Category.billing, "paid_in_full"),
        "PracticeDefaultBillType": number(Category.billing, "standard"),
        "AccountingCashPaymentType": number(Category.payment, "cash"),
        "DynamicPayPlanLastDateTime": f"{options.as_of:%Y-%m-%d} 02:00:00",
        "PracticeTitle": "Sample Dental Group",
    }
    tables["preference"] = complete(
        "preference",
        {
            "PrefNum": keys.take("preference", len(values)),
            "PrefName": list(values),
            "ValueString": list(values.values()),
        },
    )
