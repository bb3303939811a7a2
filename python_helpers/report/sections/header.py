"""The top of the page: whose figures, how old, whether they tie out, and the key ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from python_helpers.report import words
from python_helpers.report.loads import Load
from python_helpers.report.marts import Marts
from python_helpers.report.page import Figure, Line
from python_helpers.report.sections import cash, efficiency, forecast
from python_helpers.report.sections.receivables import Owed
from python_helpers.settings import practices

OLD: Final = timedelta(hours=30)
_REASONS: Final = {
    "edited_since_last_aging": "edited in OpenDental since its last aging",
    "deleted_since_last_aging": "with a row deleted in OpenDental since its last aging",
    "never_aged": "never aged by OpenDental",
    "as_of_before_last_aging": "aged by OpenDental after the as-of date",
    "unexplained": "for no reason found",
}

_WRONG: Final = {
    "patient_missing": "name a patient who is not there",
    "unusable_amount": "have no usable amount",
    "unknown_procedure_status": "have a procedure status that nobody knows",
    "unknown_charge_type": "are of a kind of instalment that nobody knows",
    "unknown_claim_procedure_status": "have a claim status that nobody knows",
}


@dataclass(frozen=True, slots=True)
class TieOut:
    """Accounts by what the comparison with OpenDental's own aging found."""

    equal: int
    stored: int
    without_guarantor: int
    reasons: dict[str, int]


def title(marts: Marts) -> str:
    """The practice's name, or how many there are."""
    names = list(marts.practices.values())
    return names[0] if len(names) == 1 else f"{len(names)} practices"


def read_tie_out(marts: Marts) -> TieOut:
    """Compare every account with the figures that OpenDental stored at its last aging."""
    equal = stored = without = 0
    reasons: dict[str, int] = {}
    for is_equal, has_guarantor, reason, number in marts.rows(
        f"""
        select is_equal, has_guarantor, reason, count(*)
        from {marts["mart_ar_reconciliation"]} as accounts
        group by is_equal, has_guarantor, reason
        order by reason
        """
    ):
        if not has_guarantor:
            without += number
            continue
        stored += number
        if is_equal:
            equal += number
        else:
            reasons[reason] = reasons.get(reason, 0) + number
    return TieOut(equal, stored, without, reasons)


def lines(marts: Marts, loads: Sequence[Load], now: datetime) -> list[Line]:
    """The tie-out, the age of the data, and what should be looked into."""
    quarantined = marts.rows(
        f"select reason, count(*) from {marts['mart_quarantine']} as source_rows "
        "group by reason order by count(*) desc, reason"
    )
    found = [*_tie_out_lines(read_tie_out(marts)), *_load_lines(marts, loads, now)]
    if quarantined:
        rows = words.plural(
            sum(number for _, number in quarantined),
            "entry counts in no balance, here or in OpenDental: it",
            "entries count in no balance, here or in OpenDental: they",
        )
        why = "; ".join(
            f"{words.count(number)} {_WRONG.get(reason, words.reason_words(reason))}"
            for reason, number in quarantined
        )
        found.append(Line(f"{rows} can't. Of them: {why}."))
    return found


def _tie_out_lines(found: TieOut) -> list[Line]:
    if not found.stored:
        return [Line("OpenDental has stored no balances to compare with.", is_alert=True)]
    text = (
        f"{words.count(found.equal)} of {words.count(found.stored)} accounts equal OpenDental's "
        "own aging, to the cent."
    )
    differ = found.stored - found.equal
    if differ:
        why = ", ".join(
            f"{words.count(number)} {_REASONS.get(reason, words.reason_words(reason))}"
            for reason, number in sorted(found.reasons.items(), key=lambda item: -item[1])
        )
        text += f" {words.plural(differ, 'differs', 'differ')}: {why}."
    told = [Line(text, is_alert="unexplained" in found.reasons)]
    if found.without_guarantor:
        accounts = words.plural(
            found.without_guarantor, "more account lacks its", "more accounts lack their"
        )
        told.append(
            Line(f"{accounts} guarantor's row: OpenDental's reports leave them out, this one not.")
        )
    return told


def _load_lines(marts: Marts, loads: Sequence[Load], now: datetime) -> list[Line]:
    known = [load for load in loads if load.practice_id in marts.practices]
    good = [load for load in known if load.finished_at is not None]
    told = []
    if good:
        oldest = min(good, key=lambda load: load.finished_at or now)
        assert oldest.finished_at is not None
        whose = (
            f" (the oldest of {len(good)}: {marts.practices[oldest.practice_id]})"
            if len(good) > 1
            else ""
        )
        told.append(
            Line(
                f"Data loaded {_local(oldest.finished_at, oldest.practice_id)}, "
                f"{words.age(oldest.finished_at, now)} before this page was written{whose}.",
                is_alert=now - oldest.finished_at > OLD,
            )
        )
    else:
        told.append(Line("When the data was loaded is not known.", is_alert=True))
    stale = [load for load in known if load.is_stale]
    if stale:
        names = ", ".join(marts.practices[load.practice_id] for load in stale)
        told.append(Line(f"The last load failed, so older data is shown: {names}.", is_alert=True))
    return told


def _local(moment: datetime, practice_id: int) -> str:
    """A moment of UTC on the practice's own clock."""
    zones = {practice.practice_id: practice.time_zone for practice in practices()}
    zone = zones.get(practice_id, "UTC")
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return f"{words.day(local.date())} at {local:%H:%M} ({zone})"


def figures(
    marts: Marts,
    owed: Owed,
    months: Sequence[cash.Month],
    speed: Sequence[efficiency.Month],
    outlook: forecast.Outlook,
) -> list[Figure]:
    """The key figures, each with what to hold it against."""
    return [
        _owed(marts, owed),
        _over_90(marts, owed),
        _collected(marts, months),
        _rate(months),
        _dso(speed),
        _expected(outlook),
    ]


def _owed(marts: Marts, owed: Owed) -> Figure:
    note = f"{words.dollars(owed.gross)} owed by {words.plural(owed.accounts, 'account')}"
    if owed.ages["credit"]:
        note += f", less {words.dollars(-owed.ages['credit'])} of credits"
    if owed.future_dated:
        note += (
            "; with what is dated later, OpenDental's total: "
            f"{words.dollars(owed.balance + owed.future_dated)}"
        )
    return Figure("Accounts receivable", words.dollars(owed.balance), note)


def _over_90(marts: Marts, owed: Owed) -> Figure:
    ((before, old),) = marts.rows(
        f"""
        select
            sum(case when aging_bucket <> 'credit' then amount else 0 end),
            sum(case when aging_bucket = 'over 90' then amount else 0 end)
        from {marts["fct_ar_month_end"]} as month_ends
        where
            month_end_date = date '{words.month_end(words.months_before(marts.this_month, 12))}'
        """
    )
    then = None if before is None else words.share_of(old, before)
    now = owed.over_90_share
    note = words.dollars(owed.ages["over 90"])
    if then is not None and now is not None:
        way = "up from" if now > then else "down from" if now < then else "as"
        note += f"; {way} {words.percent(then)} a year ago"
    return Figure("Owed for over 90 days", words.percent(now, "nothing_owed"), note)


def _collected(marts: Marts, months: Sequence[cash.Month]) -> Figure:
    running = next((month for month in months if month.first == marts.this_month), None)
    last = next((month for month in reversed(months) if month.is_complete), None)
    amount = Decimal(0) if running is None else running.cash
    label = f"Collected, {words.short_day(marts.this_month)} to {marts.as_of.day}"
    told = [] if last is None else [f"{words.dollars(last.cash)} in {words.month(last.first)}"]
    days = marts.rows(
        f"""
        select period_start_date, sum(cash_amount)
        from {marts["mart_collection_summary_daily"]} as days
        where period_start_date between date '{marts.this_month}' and date '{marts.as_of}'
        group by period_start_date
        having sum(receipt_amount) > 0
        order by period_start_date
        """
    )
    if days:
        told.insert(0, f"{words.dollars(days[-1][1])} on {words.short_day(days[-1][0])} alone")
    return Figure(label, words.dollars(amount), "; ".join(told))


def _rate(months: Sequence[cash.Month]) -> Figure:
    years = cash.years(months)
    if not years:
        return Figure("Net collection rate", words.missing("less_than_a_year_of_books"))
    last = years[-1]
    benchmark = last.last.benchmark
    return Figure(
        "Net collection rate",
        words.percent(last.rate, "no_production"),
        f"twelve months to {words.month(last.last.first)}; {_against(last.rate, benchmark)}",
    )


def _against(rate: Decimal | None, benchmark: Decimal) -> str:
    told = f"the {words.percent(benchmark, digits=0)} benchmark"
    if rate is None:
        return told
    points = words.decimal(abs(rate - benchmark) * 100)
    return f"{points} points {'below' if rate < benchmark else 'above'} {told}"


def _dso(speed: Sequence[efficiency.Month]) -> Figure:
    complete = [month for month in speed if month.is_complete]
    if not complete:
        return Figure("Days sales outstanding", words.NOTHING, "not computed yet")
    last = complete[-1]
    possible = words.decimal(*last.best_possible, digits=0)
    return Figure(
        "Days sales outstanding",
        words.decimal(*last.dso, digits=0),
        f"{words.month(last.end)}; {possible} if nothing were past due",
    )


def _expected(outlook: forecast.Outlook) -> Figure:
    months = outlook.of("month")
    if not months:
        return Figure("Expected collections", words.NOTHING, "not computed yet")
    weeks = words.add([week.amount for week in outlook.of("week")[:4]])
    return Figure(
        f"Expected in {words.month(months[0].start)}",
        words.dollars(months[0].amount),
        f"80% band {forecast.band(months[0])}; {words.dollars(weeks)} in the next four weeks",
    )
