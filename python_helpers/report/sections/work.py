"""Collection work: campaigns, promises, and what came before the cash of last month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from python_helpers.report import draw, words
from python_helpers.report.bars import Bar, bars_chart, stacked_months
from python_helpers.report.marts import Marts
from python_helpers.report.owners import cash_by_owner
from python_helpers.report.page import Block, Key, Section, Table

WEEK: Final = timedelta(days=6)
CAMPAIGNS: Final = 30
OUTCOMES: Final = {
    "kept": ("Kept", draw.BLUE),
    "partial": ("In part", draw.SKY),
    "broken": ("Broken", draw.ORANGE),
}


def work_section(marts: Marts) -> Section:
    """Campaigns, promises and the owners of cash."""
    return Section(
        "work",
        "Collection work",
        [_campaigns(marts), _promises_due(marts), _promises(marts), _owners(marts)],
    )


def _campaigns(marts: Marts) -> Block:
    rows = marts.rows(
        f"""
        select
            campaign_name, campaign_status, account_count, member_count, targeted_amount,
            collected_amount, recovery_rate, recovery_rate_reason, promise_kept_rate,
            promise_kept_rate_reason, practice_id
        from {marts["mart_campaign_performance"]} as campaigns
        order by
            case campaign_status when 'active' then 0 when 'planned' then 1 else 2 end,
            targeted_amount desc,
            campaign_id
        """
    )
    title = "Campaigns, over their whole life"
    if not rows:
        return Block(title, "No campaign: seeds/collection_campaigns.csv is where they are set up.")
    many = len(marts.practices) > 1
    active = sum(1 for row in rows if row[1] == "active")
    collected, targeted = words.add([row[5] for row in rows]), words.add([row[4] for row in rows])
    lead = (
        f"{words.plural(active, 'campaign')} active. All together collected "
        f"{words.dollars(collected)} of {words.dollars(targeted)} targeted."
    )
    bars = [
        Bar(row[0], row[5], "" if row[6] is None else words.percent(row[6], digits=0), row[4])
        for row in rows
        if row[4]
    ][:CAMPAIGNS]
    table = Table(
        [
            *(["Practice"] if many else []),
            "Campaign",
            "Status",
            "Accounts",
            "In it now",
            "Targeted",
            "Collected",
            "Rate",
            "Promises kept",
        ],
        [
            [
                *([marts.practices.get(row[10], str(row[10]))] if many else []),
                row[0],
                row[1],
                words.count(row[2]),
                words.count(row[3]),
                words.cents(row[4]),
                words.cents(row[5]),
                words.percent(row[6], row[7], 0),
                words.percent(row[8], row[9], 0),
            ]
            for row in rows
        ],
        words=3 if many else 2,
        note="Targeted: what an account owed past due when it first came in. An account in two "
        "campaigns is targeted by both; its cash is collected by one.",
    )
    if not bars:
        return Block(title, lead, table=table)
    return Block(
        title,
        lead,
        draw.drawn(
            "Bars of what each campaign collected, with what it targets. " + lead,
            lambda size: bars_chart(bars, size, draw.BLUE),
        ),
        table,
    )


def _promises_due(marts: Marts) -> Block:
    until = marts.as_of + WEEK
    rows: list[tuple[date, int, Decimal]] = [
        (day, count, amount)
        for day, count, amount in marts.rows(
            f"""
            select due_date, count(*), coalesce(sum(promised_amount), 0)
            from {marts["fct_payment_promise"]} as promises
            where
                state = 'pending'
                and due_date between date '{marts.as_of}' and date '{until}'
            group by due_date
            order by due_date
            """
        )
    ]
    title = "Promises to pay that fall due in the next seven days"
    if not rows:
        return Block(
            title, f"No promise from {words.short_day(marts.as_of)} to {words.short_day(until)}."
        )
    number, amount = sum(row[1] for row in rows), words.add([row[2] for row in rows])
    return Block(
        title,
        f"{words.plural(number, 'promise')} of {words.dollars(amount)} together.",
        table=Table(
            ["Day", "Promises", "Promised"],
            [[words.day(day), words.count(count), words.cents(due)] for day, count, due in rows],
            total=["All", words.count(number), words.cents(amount)],
        ),
    )


def _promises(marts: Marts) -> Block:
    rows = marts.rows(
        f"""
        select
            month_start_date,
            sum(promise_kept_count),
            sum(promise_partial_count),
            sum(promise_broken_count),
            sum(promise_matured_count),
            sum(promise_matured_amount),
            sum(promise_paid_in_grace_amount)
        from {marts["mart_promise_performance"]} as months
        where month_start_date <= date '{marts.this_month}'
        group by month_start_date
        having sum(promise_matured_count) > 0
        order by month_start_date
        """
    )
    begin = words.months_before(marts.this_month, draw.WIDE.months - 1)
    rows = [row for row in rows if row[0] >= begin]
    title = "Promises kept and broken, by month"
    if not rows:
        return Block(title, "No promise to pay was judged in the last two years.")
    judged_in = {row[0]: dict(zip(OUTCOMES, map(Decimal, row[1:4]), strict=True)) for row in rows}
    ago = [words.months_before(marts.this_month, back) for back in range(draw.WIDE.months)]
    months = [month for month in reversed(ago) if month >= rows[0][0]]
    parts = [judged_in.get(month, dict.fromkeys(OUTCOMES, Decimal(0))) for month in months]
    year = [row for row in rows if row[0] > words.months_before(marts.this_month, 12)]
    judged = Decimal(sum(int(row[4]) for row in year))
    kept = Decimal(sum(int(row[1]) for row in year))
    lead = (
        f"Of {words.plural(int(judged), 'promise')} judged in the last twelve months, "
        f"{words.percent(words.share_of(kept, judged), 'none', 0)} were kept in full."
    )
    return Block(
        title,
        lead,
        draw.drawn(
            "Bars of promises judged in each month, stacked by kept, kept in part and broken. "
            + lead,
            lambda size: stacked_months(months, parts, OUTCOMES, size, height=220, is_money=False),
            [Key(*outcome) for outcome in OUTCOMES.values()],
        ),
        Table(
            [
                "Month",
                "Judged",
                "Kept",
                "In part",
                "Broken",
                "Kept rate",
                "Promised",
                "Paid in time",
            ],
            [
                [
                    words.month(row[0]),
                    words.count(row[4]),
                    words.count(row[1]),
                    words.count(row[2]),
                    words.count(row[3]),
                    words.percent(words.share_of(Decimal(row[1]), Decimal(row[4])), digits=0),
                    words.cents(row[5]),
                    words.cents(row[6]),
                ]
                for row in reversed(rows)
            ],
            note="A promise is judged when its days of grace are over, and counts in that month.",
        ),
    )


def _owners(marts: Marts) -> Block:
    month = marts.last_month
    amounts = cash_by_owner(
        marts.rows(
            f"""
            select owner_type, organic_reason, channel, sum(cash_amount)
            from {marts["mart_collected_by_owner"]} as owners
            where month_start_date = date '{month}'
            group by owner_type, organic_reason, channel
            """
        )
    )
    title = f"Cash of {words.month(month)}, by what came before it"
    shown = [(name, amount) for name, amount in amounts.items() if amount]
    if not shown:
        return Block(title, "No cash in that month.")
    total = words.add(list(amounts.values()))
    return Block(
        title,
        "Each dollar counts once. What came before need not be why it came.",
        draw.drawn(
            f"Bars of the cash of {words.month(month)} by the contact, plan or reason before it.",
            lambda size: bars_chart(
                [Bar(name, amount, _share(amount, total)) for name, amount in shown],
                size,
                draw.BLUE,
            ),
        ),
        Table(
            ["Paid", "Cash", "Share"],
            [[name, words.cents(amount), _share(amount, total)] for name, amount in shown],
            total=["Collected", words.cents(total), ""],
        ),
    )


def _share(part: Decimal, whole: Decimal) -> str:
    return words.percent(words.share_of(part, whole), digits=0)
