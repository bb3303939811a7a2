"""Cash by its parts: where it came from, how it came, who paid, and how long after the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from python_helpers.report import draw, words
from python_helpers.report.bars import Bar, bars_chart, stacked_months
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Table

YEAR: Final = 12
PAYERS: Final = 12
SHOWN: Final = draw.WIDE.months
SOURCES: Final = {
    "insurance": ("Insurers", draw.BLUE),
    "patient": ("Patients", draw.SKY),
    "payment_plan": ("Payment plans", draw.ORANGE),
    "other": ("Agencies", draw.GREY),
}
METHODS: Final = {
    "cash": "Cash",
    "card": "Card",
    "check": "Check",
    "ach": "Bank transfer (ACH)",
    "wire": "Wire",
    "financing": "Financing",
    "agency": "Collection agency",
    "other": "Other",
    "unmapped": "Type not mapped",
    "unassigned": "No type stated",
}
TIMES: Final = {
    "same_day": ("On the day of service", draw.BLUE),
    "prepaid": ("Before it", draw.GREEN),
    "delayed": ("Later", draw.ORANGE),
    "unapplied": ("Not applied yet", draw.GREY),
}
Change = tuple[Decimal, Decimal | None]


def parts_blocks(marts: Marts) -> list[Block]:
    """Cash by source, method, payer and time."""
    until = marts.last_month
    return [
        _sources(marts),
        _methods(marts, until),
        *_payers(marts, until),
        _times(marts),
        *_posted(marts),
    ]


def _posted(marts: Marts) -> list[Block]:
    """From what came in to what accounts were paid: the two differ, and this is by what."""
    paid = {
        first: (insurers, patients)
        for first, insurers, patients in marts.rows(
            f"""
            select
                month_start_date, sum(insurance_payment_amount), sum(patient_payment_amount)
            from {marts["mart_ar_rollforward"]} as months
            group by month_start_date
            """
        )
    }
    rows = [
        row
        for row in _months(
            marts,
            *("cash_amount", "hidden_prepayment_amount", "outside_ledger_amount"),
            "ledger_cash_amount",
        )
        if row[0] in paid
    ][-YEAR - 1 :]
    if not rows:
        return []
    return [
        Block(
            "From what came in to what accounts were paid",
            table=Table(
                [
                    "Month",
                    "Collected",
                    "Prepayments held back",
                    "Outside accounts",
                    "Posted to accounts",
                    "Moved",
                    "Insurers paid",
                    "Patients paid",
                ],
                [
                    [
                        _named(first, marts),
                        words.cents(cash),
                        words.cents(-hidden),
                        words.cents(-outside),
                        words.cents(posted),
                        words.cents(sum(paid[first], Decimal(0)) - posted),
                        *(words.cents(amount) for amount in paid[first]),
                    ]
                    for first, cash, hidden, outside, posted in reversed(rows)
                ],
                note="Prepayments held back: those that OpenDental hides from the account until "
                "they are used. Outside accounts: what the practice's payment plan setting, or a "
                "treatment that is not complete, keeps off them. Moved: transfers, and held "
                "prepayments put to use. The last two are those of how receivables moved.",
            ),
        )
    ]


def _sources(marts: Marts) -> Block:
    rows = _months(marts, *(f"{source}_cash_amount" for source in SOURCES), "cash_amount")
    months: list[date] = [row[0] for row in rows]
    parts = [dict(zip(SOURCES, row[1:5], strict=True)) for row in rows]
    shown = [source for source in SOURCES if any(part[source] for part in parts)]
    lead = _largest(_last_whole(rows, marts))
    return Block(
        "Collections by source, by month",
        lead,
        draw.drawn(
            "Bars of collected cash by month, stacked by where it came from. " + lead,
            lambda size: stacked_months(
                months, parts, {name: SOURCES[name] for name in shown}, size, _running(marts)
            ),
            [Key(*SOURCES[name]) for name in shown],
        ),
        Table(
            ["Month", *(SOURCES[name][0] for name in SOURCES), "Collected"],
            [
                [_named(row[0], marts), *(words.cents(amount) for amount in row[1:])]
                for row in reversed(rows)
            ],
            note="Insurers: also what they pay on plans of their own. Payment plans: what patients "
            "paid towards theirs.",
        ),
    )


def _largest(row: Sequence[Any]) -> str:
    amounts = dict(zip(SOURCES, row[1:5], strict=True))
    whole = Decimal(str(row[5]))
    shares = [
        f"{SOURCES[name][0].lower()} {words.percent(words.share_of(amount, whole), digits=0)}"
        for name, amount in amounts.items()
        if isinstance(amount, Decimal) and amount
    ]
    first = row[0]
    assert isinstance(first, date)
    return f"{words.month(first)}: {', '.join(shares)}." if shares and whole > 0 else ""


def _methods(marts: Marts, until: date) -> Block:
    changes = _changes(marts, until, "payment_method")
    whole = words.add([amount for amount, _ in changes.values()])
    ordered = sorted(changes, key=lambda name: (-changes[name][0], name))
    span = _span(until)
    bars = [
        Bar(METHODS.get(name, name), changes[name][0], _share(changes[name][0], whole))
        for name in ordered
        if changes[name][0]
    ]
    title = "Collections by method"
    if not bars:
        return Block(title, f"Nothing was collected from {span}.")
    return Block(
        title,
        f"From {span}, against the twelve months before.",
        draw.drawn(
            f"Bars of cash collected from {span} by how it came, with their share of it all.",
            lambda size: bars_chart(bars, size, draw.BLUE),
        ),
        Table(
            ["Method", "Collected", "Share", "A year before", "Change"],
            [[METHODS.get(name, name), *_change_cells(changes[name], whole)] for name in ordered],
            total=["All", *_change_cells(_all(changes), whole)],
            note=_unmapped_note(changes),
        ),
    )


def _payers(marts: Marts, until: date) -> list[Block]:
    changes = _changes(marts, until, "payer_id", "payer_kind in ('carrier', 'unknown_carrier')")
    if not any(amount for amount, _ in changes.values()):
        return []
    names = dict(marts.rows(f"select payer_id, payer_name from {marts['dim_payer']} as payers"))
    ordered = sorted(changes, key=lambda key: (-changes[key][0], key))
    whole = words.add([amount for amount, _ in changes.values()])
    listed, rest = ordered[:PAYERS], ordered[PAYERS:]
    rows = [[names.get(key, "Unknown"), *_change_cells(changes[key], whole)] for key in listed]
    if rest:
        rows.append(
            [
                f"{words.count(len(rest))} more",
                *_change_cells(_all({key: changes[key] for key in rest}), whole),
            ]
        )
    return [
        Block(
            "Insurers that paid the most",
            f"From {_span(until)}, against the twelve months before.",
            table=Table(
                ["Insurer", "Collected", "Share", "A year before", "Change"],
                rows,
                total=["All insurers", *_change_cells(_all(changes), whole)],
            ),
        )
    ]


def _times(marts: Marts) -> Block:
    rows = _months(
        marts, *(f"{time}_amount" for time in TIMES), "collected_dollar_days", "timed_amount"
    )
    months: list[date] = [row[0] for row in rows]
    parts = [dict(zip(TIMES, row[1:5], strict=True)) for row in rows]
    last = _last_whole(rows, marts)
    mean = words.share_of(last[5], last[6])
    lead = (
        f"Money of {words.month(last[0])} came {words.decimal(mean, digits=0)} days after the "
        "service, on average of dollars."
        if mean is not None
        else ""
    )
    return Block(
        "When the money came, by month",
        lead,
        draw.drawn(
            "Bars of receipts by month, stacked by whether they came on the day of service, "
            "before or later. " + lead,
            lambda size: stacked_months(months, parts, TIMES, size, _running(marts)),
            [Key(*time) for time in TIMES.values()],
        ),
        Table(
            ["Month", *(name for name, _ in TIMES.values()), "Mean days"],
            [
                [
                    _named(row[0], marts),
                    *(words.cents(amount) for amount in row[1:5]),
                    words.decimal(words.share_of(row[5], row[6]), "no_cash_for_services"),
                ]
                for row in reversed(rows)
            ],
            note="Receipts before anything that went back. Mean days from service to payment, "
            "weighted by dollars; prepaid dollars count 0 days.",
        ),
    )


def _months(marts: Marts, *columns: str) -> list[tuple[Any, ...]]:
    """The last months of the books with the sums of columns; the running month is there too."""
    sums = ", ".join(f"sum({column})" for column in columns)
    return marts.rows(
        f"""
        select period_start_date, {sums}
        from {marts["mart_collection_summary"]} as months
        where period_start_date > date '1900-01-01'
        group by period_start_date
        order by period_start_date
        """
    )[-SHOWN:]


def _last_whole(rows: Sequence[tuple[Any, ...]], marts: Marts) -> tuple[Any, ...]:
    """The last month that is over; the running one where there is no other."""
    return rows[-2] if len(rows) > 1 and rows[-1][0] > marts.last_month else rows[-1]


def _changes(marts: Marts, until: date, column: str, only: str = "1 = 1") -> dict[Any, Change]:
    """Cash of the year to `until`, and of the year before; None where the books began later."""
    begin, before = words.months_before(until, YEAR - 1), words.months_before(until, 2 * YEAR - 1)
    rows = marts.rows(
        f"""
        select
            {column},
            sum(case when month_start_date >= date '{begin}' then cash_amount else 0 end),
            sum(case when month_start_date < date '{begin}' then cash_amount else 0 end)
        from {marts["mart_collection_mix"]} as mix
        where month_start_date between date '{before}' and date '{until}' and {only}
        group by {column}
        """
    )
    ((first,),) = marts.rows(
        f"""
        select min(period_start_date)
        from {marts["mart_collection_summary"]} as months
        where period_start_date > date '1900-01-01'
        """
    )
    has_before = first is not None and first <= before
    return {key: (now, then if has_before else None) for key, now, then in rows if now or then}


def _change_cells(change: Change, whole: Decimal) -> list[str]:
    now, then = change
    growth = None if then is None or then <= 0 else now / then - 1
    if growth is None:
        told = words.NOTHING
    else:
        told = words.percent(growth, digits=0)
        told = told if told.startswith(words.MINUS) else f"+{told}"
    return [words.cents(now), _share(now, whole), words.cents(then), told]


def _all(changes: Mapping[Any, Change]) -> Change:
    before = [then for _, then in changes.values()]
    return (
        words.add([now for now, _ in changes.values()]),
        None if None in before else words.add(before),
    )


def _unmapped_note(changes: Mapping[Any, Change]) -> str | None:
    if changes.get("unmapped", (0, 0))[0]:
        return "Types not mapped: name them in seeds/payment_methods.csv."
    return None


def _share(part: Decimal, whole: Decimal) -> str:
    return words.percent(words.share_of(part, whole), digits=0)


def _span(until: date) -> str:
    return f"{words.month(words.months_before(until, YEAR - 1))} to {words.month(until)}"


def _running(marts: Marts) -> date | None:
    return None if marts.last_month == marts.this_month else marts.this_month


def _named(month: date, marts: Marts) -> str:
    return words.month(month) + (" so far" if month == _running(marts) else "")
