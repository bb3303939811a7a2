"""What is owed: by age over time, by days past due, and how it moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.bars import Bar, bars_chart, stacked_months
from python_helpers.report.draw import Drawing, Size
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Section, Table

SHOWN: Final = draw.WIDE.months
AGES: Final = {
    "0-30": ("0 to 30 days", draw.AGES[0]),
    "31-60": ("31 to 60", draw.AGES[1]),
    "61-90": ("61 to 90", draw.AGES[2]),
    "over 90": ("Over 90", draw.AGES[3]),
    "credit": ("Credits held for patients", draw.GREY),
}
MOVES: Final = {
    "charge_amount": ("Charges", 1),
    "adjustment_amount": ("Adjustments", 1),
    "writeoff_amount": ("Write-offs", -1),
    "insurance_payment_amount": ("Insurers paid", -1),
    "patient_payment_amount": ("Patients paid", -1),
    "plan_amount": ("Payment plans", 1),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed as of the date, in dollars."""

    ages: dict[str, Decimal]
    past_due: dict[str, Decimal]
    balance: Decimal
    future_dated: Decimal
    insurance_estimate: Decimal
    patients_owe: Decimal
    patients_left: Decimal
    accounts: int

    @property
    def gross(self) -> Decimal:
        """All buckets: what accounts owe by age, before credits held for others."""
        return words.add([self.ages[age] for age in AGES if age != "credit"])

    @property
    def over_90_share(self) -> Decimal | None:
        """The part of `gross` that is over 90 days old."""
        return words.share_of(self.ages["over 90"], self.gross)


def read_owed(marts: Marts) -> Owed:
    """Sums over all accounts."""
    buckets = ", ".join(f"coalesce(sum({bucket}), 0)" for bucket in words.PAST_DUE)
    ((*figures, accounts),) = marts.rows(
        f"""
        select
            coalesce(sum(balance_0_30), 0),
            coalesce(sum(balance_31_60), 0),
            coalesce(sum(balance_61_90), 0),
            coalesce(sum(balance_over_90), 0),
            {buckets},
            coalesce(sum(balance_as_of), 0),
            coalesce(sum(future_dated_amount), 0),
            coalesce(sum(insurance_estimate), 0),
            coalesce(sum(case when patient_portion > 0 then patient_portion else 0 end), 0),
            coalesce(sum(case when patient_portion < 0 then -patient_portion else 0 end), 0),
            count(
                case
                    when balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90 > 0 then 1
                end
            )
        from {marts["mart_ar_aging"]} as aging
        """
    )
    aged, past_due = figures[:4], figures[4:10]
    balance, future_dated, insurance_estimate, patients_owe, patients_left = figures[10:]
    return Owed(
        dict(zip(AGES, [*aged, balance - sum(aged)], strict=True)),
        dict(zip(words.PAST_DUE, past_due, strict=True)),
        balance,
        future_dated,
        insurance_estimate,
        patients_owe,
        patients_left,
        accounts,
    )


def receivables_section(marts: Marts, owed: Owed) -> Section:
    """Accounts receivable: where they stand, and how they came there."""
    return Section(
        "receivables",
        "What is owed",
        [_ages(marts, owed), _bridge(marts, owed), _past_due(owed), *_rollforward(marts)],
    )


def _ages(marts: Marts, owed: Owed) -> Block:
    by_month: dict[date, dict[str, Decimal]] = {}
    for month_end, bucket, amount in marts.rows(
        f"""
        select month_end_date, aging_bucket, sum(amount)
        from {marts["fct_ar_month_end"]} as month_ends
        group by month_end_date, aging_bucket
        order by month_end_date, aging_bucket
        """
    ):
        if month_end < marts.as_of:
            by_month.setdefault(month_end, dict.fromkeys(AGES, Decimal(0)))[bucket] = amount
    by_month[marts.as_of] = owed.ages
    days = list(by_month)[-SHOWN:]
    parts = [by_month[day] for day in days]
    share = words.percent(owed.over_90_share, "nothing_owed", 0)
    lead = (
        f"{words.dollars(owed.gross)} is owed by age on {words.day(marts.as_of)}, {share} of it "
        f"for more than 90 days; {words.dollars(-owed.ages['credit'])} is held as credits."
    )
    return Block(
        "Receivables by age, at month-ends",
        lead,
        draw.drawn(
            "Bars of what was owed at each month-end, stacked by age from the newest at the "
            "bottom to over 90 days on top; credits hang below. " + lead,
            lambda size: stacked_months(
                [day.replace(day=1) for day in days], parts, AGES, size, height=300
            ),
            [Key(*AGES[age]) for age in AGES],
        ),
        Table(
            ["Day", *(label for label, _ in AGES.values()), "Balance", "Over 90"],
            [
                [
                    words.day(day),
                    *(words.cents(part[age]) for age in AGES),
                    words.cents(words.add(list(part.values()))),
                    words.percent(_over_90(part), "nothing_owed"),
                ]
                for day, part in zip(reversed(days), reversed(parts), strict=True)
            ],
            note="Aged as OpenDental does: by days since the charge, credits paying the oldest "
            "first. The last bar is the as-of date.",
        ),
    )


def _bridge(marts: Marts, owed: Owed) -> Block:
    """How the totals that people know by one name or another hang together."""
    day = words.day(marts.as_of)
    total = owed.balance + owed.future_dated
    return Block(
        "From what is owed to the balance, and whose it is",
        table=Table(
            ["", "Dollars"],
            [
                ["Owed by age", words.cents(owed.gross)],
                ["Credits held for patients", words.cents(owed.ages["credit"])],
                [f"Balance on {day}: accounts receivable", words.cents(owed.balance)],
                ["Dated later", words.cents(owed.future_dated)],
                ["OpenDental's total balance", words.cents(total)],
                ["Insurers are expected to settle", words.cents(-owed.insurance_estimate)],
                ["Then patients owe", words.cents(owed.patients_owe)],
                ["and others have to their credit", words.cents(-owed.patients_left)],
            ],
            note="The first two lines make the balance, with the fourth OpenDental's total. That "
            "total, less what insurers are expected to settle, is what patients then owe less what "
            "others have to their credit.",
        ),
    )


def _over_90(part: dict[str, Decimal]) -> Decimal | None:
    return words.share_of(
        part["over 90"], words.add([part[age] for age in AGES if age != "credit"])
    )


def _past_due(owed: Owed) -> Block:
    late = words.add([amount for name, amount in owed.past_due.items() if "current" not in name])
    lead = f"{words.dollars(late)} of {words.dollars(owed.gross)} owed is past due."
    bars = [
        Bar(label, owed.past_due[name], words.percent(_of(owed, name), digits=0))
        for name, label in words.PAST_DUE.items()
    ]
    return Block(
        "What is past due today",
        lead,
        draw.drawn(
            "Bars of what is owed by days past due. " + lead,
            lambda size: bars_chart(bars, size, draw.BLUE),
        ),
        Table(
            ["Days past due", "Owed", "Share"],
            [
                [label, words.cents(owed.past_due[name]), words.percent(_of(owed, name))]
                for name, label in words.PAST_DUE.items()
            ],
            total=["All", words.cents(owed.gross), ""],
            note="Past due counts from the day a patient knew: after the insurer's answer and the "
            "first bill. What waits for an insurer is not past due.",
        ),
    )


def _of(owed: Owed, name: str) -> Decimal | None:
    return words.share_of(owed.past_due[name], owed.gross)


def _rollforward(marts: Marts) -> list[Block]:
    columns = ["opening_amount", *MOVES, "closing_amount"]
    rows = marts.rows(
        f"""
        select
            month_start_date,
            max(closing_date),
            {", ".join(f"sum({column})" for column in columns)}
        from {marts["mart_ar_rollforward"]} as months
        group by month_start_date
        order by month_start_date
        """
    )
    if not rows:
        return [Block("How receivables moved", "No month in the books yet.")]
    running = rows[-1][1] < words.month_end(rows[-1][0])
    row = rows[-2] if running and len(rows) > 1 else rows[-1]
    figures = dict(zip(columns, row[2:], strict=True))
    month = words.month(row[0])
    lead = (
        f"{month} began with a balance of {words.dollars(figures['opening_amount'])} and ended "
        f"with {words.dollars(figures['closing_amount'])}."
    )
    return [
        Block(
            f"How receivables moved in {month}",
            lead,
            draw.drawn(
                f"Steps from what was owed when {month} began to what was owed when it ended. "
                + "; ".join(
                    f"{label} {words.dollars(sign * figures[name])}"
                    for name, (label, sign) in MOVES.items()
                )
                + f". {lead}",
                lambda size: _steps(figures, size),
            ),
            Table(
                ["Month", "Opening", *(label for label, _ in MOVES.values()), "Closing"],
                [
                    [
                        words.month(first)
                        + (" so far" if running and first == rows[-1][0] else ""),
                        words.cents(amounts[0]),
                        *(
                            words.cents(sign * amount)
                            for amount, (_, sign) in zip(amounts[1:-1], MOVES.values(), strict=True)
                        ),
                        words.cents(amounts[-1]),
                    ]
                    for first, _, *amounts in reversed(rows[-13:])
                ],
                note="Signed by what a move does to what is owed. Opening and all moves make the "
                "closing, and a month's closing is the next one's opening, to the cent. Patients "
                "paid: with payment plans, agencies and transfers. Payment plans: instalments that "
                "fell due, less treatment moved to a plan.",
            ),
        )
    ]


def _steps(figures: dict[str, Decimal], size: Size) -> Drawing:
    """A bridge from opening to closing: horizontal, so that its words fit a phone."""
    rows: list[tuple[str, Decimal, Decimal, Decimal, str]] = []
    level = figures["opening_amount"]
    rows.append(("Opening", Decimal(0), level, level, "total"))
    for name, (label, sign) in MOVES.items():
        change = sign * figures[name]
        rows.append((label, level, level + change, change, "up" if change > 0 else "down"))
        level += change
    rows.append(("Closing", Decimal(0), figures["closing_amount"], level, "total"))
    names = [row[0] for row in rows]
    levels: list[Decimal] = [edge for row in rows for edge in (row[1], row[2])]
    longest: Decimal = max(levels)
    lowest: Decimal = min(levels)
    base = alt.Chart(
        draw.data(
            [
                {
                    "name": name,
                    "begin": float(begin),
                    "end": float(end),
                    "high": float(max(begin, end)),
                    "label": words.dollars(amount)
                    if kind == "total" or amount <= 0
                    else f"+{words.dollars(amount)}",
                    "kind": kind,
                }
                for name, begin, end, amount, kind in rows
            ]
        )
    ).encode(
        y=alt.Y(
            "name:N",
            sort=names,
            axis=alt.Axis(title=None, labelColor=draw.INK, grid=False, labelLimit=140),
        )
    )
    room = Decimal("1.12") if size.is_wide else Decimal("1.42")
    x = alt.X(
        "begin:Q",
        axis=None,
        scale=alt.Scale(domain=[float(min(lowest, Decimal(0))), float(longest * room)], nice=False),
    )
    return alt.layer(
        base.mark_bar(height={"band": 0.66}).encode(
            x=x,
            x2="end:Q",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(
                    domain=["total", "up", "down"], range=[draw.INK, draw.ORANGE, draw.BLUE]
                ),
                legend=None,
            ),
        ),
        base.mark_text(align="left", dx=6).encode(x="high:Q", text="label:N"),
    ).properties(height=len(rows) * (32 if size.is_wide else 30))
