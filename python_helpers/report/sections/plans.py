"""Payment plans: what is past due on them, and how well they are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from python_helpers.report import draw, words
from python_helpers.report.bars import Bar, bars_and_line, bars_chart
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Section, Table

TITLE: Final = "Payment plans"
YEAR: Final = 12
KINDS: Final = {
    "static": "Fixed schedule",
    "dynamic": "Dynamic",
    "insurance": "Insurers' plans",
}
SUMS: Final = (
    "scheduled_amount",
    "due_to_date_amount",
    "paid_amount",
    "past_due_amount",
    "not_yet_due_amount",
)
COUNTS: Final = (
    "matured_instalment_count",
    "on_time_instalment_count",
    "missed_instalment_count",
    "failed_card_charge_count",
)


def plans_section(marts: Marts) -> Section:
    """Past due by age, and plans by kind and state."""
    rows = marts.rows(
        f"""
        select
            plan_kind,
            plan_status,
            count(*),
            {", ".join(f"sum({name})" for name in (*SUMS, *COUNTS, *words.LATE))},
            sum(balance_outside_amount)
        from {marts["mart_payment_plans"]} as plans
        group by plan_kind, plan_status
        order by plan_kind, plan_status
        """
    )
    if not rows:
        return Section("plans", TITLE, [Block("Plans", "The practice has no payment plan.")])
    return Section("plans", TITLE, [_asked(marts), _past_due(rows), _by_kind(rows)])


def _asked(marts: Marts) -> Block:
    rows = marts.rows(
        f"""
        select period_start_date, sum(due_amount), sum(payment_plan_cash_amount)
        from {marts["mart_collection_summary"]} as months
        where period_start_date > date '1900-01-01'
        group by period_start_date
        order by period_start_date
        """
    )[-draw.WIDE.months :]
    title = "What plans asked for and what came, by month"
    if not any(due for _, due, _ in rows):
        return Block(title, "No instalment fell due in the last two years.")
    begin = words.months_before(marts.last_month, YEAR - 1)
    year = [row for row in rows if begin <= row[0] <= marts.last_month]
    asked, came = words.add([row[1] for row in year]), words.add([row[2] for row in year])
    lead = (
        f"Over the twelve months to {words.month(marts.last_month)}, patients' plans asked for "
        f"{words.dollars(asked)} and {words.dollars(came)} came, "
        f"{words.percent(words.share_of(came, asked), 'nothing_due')}."
    )
    running = None if marts.last_month == marts.this_month else marts.this_month
    return Block(
        title,
        lead,
        draw.drawn(
            "Bars: what patients paid towards plans in each month. Line: what the plans asked "
            "for. " + lead,
            lambda size: bars_and_line(
                [row[0] for row in rows],
                [row[2] for row in rows],
                [row[1] for row in rows],
                running,
                size,
            ),
            [Key("Came", draw.SKY), Key("Asked for", draw.INK, "line")],
        ),
        Table(
            ["Month", "Asked for", "Came", "Of what was asked"],
            [
                [
                    words.month(month) + (" so far" if month == running else ""),
                    words.cents(due),
                    words.cents(cash),
                    words.percent(words.share_of(cash, due), "nothing_due"),
                ]
                for month, due, cash in reversed(rows)
            ],
            note="Instalments, principal and interest, in the month in which they fell due; what "
            "was paid ahead or late counts in the month in which it came.",
        ),
    )


def _past_due(rows: list[tuple[Any, ...]]) -> Block:
    begin = 3 + len(SUMS) + len(COUNTS)
    late = {
        name: words.add([row[begin + place] for row in rows])
        for place, name in enumerate(words.LATE)
    }
    total = words.add(list(late.values()))
    outside = words.add([row[-1] for row in rows])
    title = "Instalments past due"
    past_due = 3 + SUMS.index("past_due_amount")
    active = words.add([row[past_due] for row in rows if row[1] == "active"])
    lead = f"{words.dollars(active)} of instalments is past due on active plans"
    if total > active:
        lead += f", and closed plans left {words.dollars(total - active)}"
    lead += "."
    if outside:
        lead += (
            f" Plans hold {words.dollars(outside)} that is in no account's balance, as the "
            "practice's setting of payment plans has it."
        )
    if not total:
        return Block(title, lead)
    return Block(
        title,
        lead,
        draw.drawn(
            "Bars of instalments past due by days. " + lead,
            lambda size: bars_chart(
                [
                    Bar(
                        label,
                        late[name],
                        words.percent(words.share_of(late[name], total), digits=0),
                    )
                    for name, label in words.LATE.items()
                ],
                size,
                draw.BLUE,
            ),
        ),
        Table(
            ["Days past due", "Instalments", "Share"],
            [
                [label, words.cents(late[name]), words.percent(words.share_of(late[name], total))]
                for name, label in words.LATE.items()
            ],
            total=["All", words.cents(total), ""],
        ),
    )


def _by_kind(rows: list[tuple[Any, ...]]) -> Block:
    places = {name: 3 + place for place, name in enumerate((*SUMS, *COUNTS))}

    def cells(group: list[tuple[Any, ...]]) -> list[str]:
        def added(name: str) -> Decimal:
            return sum((Decimal(str(row[places[name]] or 0)) for row in group), Decimal(0))

        due, kept = added("matured_instalment_count"), added("on_time_instalment_count")
        return [
            words.count(sum(int(str(row[2])) for row in group)),
            *(words.cents(added(name)) for name in SUMS),
            words.percent(words.share_of(kept, due), "no_matured_instalments", 0),
            words.count(int(added("missed_instalment_count"))),
            words.count(int(added("failed_card_charge_count"))),
        ]

    return Block(
        "Plans by kind and state",
        table=Table(
            [
                "Kind",
                "State",
                "Plans",
                "Scheduled",
                "Due so far",
                "Paid",
                "Past due",
                "Not yet due",
                "On time",
                "Missed",
                "Failed cards",
            ],
            [
                [KINDS.get(str(row[0]), str(row[0])), str(row[1]).replace("_", " "), *cells([row])]
                for row in rows
            ],
            words=2,
            total=["All", "", *cells(rows)],
            note="On time: of instalments that fell due, those paid in time. Missed: unpaid ones "
            "that fell due. Failed cards: charges to a card that did not go through.",
        ),
    )
