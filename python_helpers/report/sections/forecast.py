"""What will come: the latest forecast with its band, and how good forecasts have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any, Final

import altair as alt

from python_helpers.report import draw, words
from python_helpers.report.draw import Drawing, Size
from python_helpers.report.marts import Marts
from python_helpers.report.page import Block, Key, Section, Table
from python_helpers.report.sections.efficiency import NOT_COMPUTED

TITLE: Final = "What will come"
STREAMS: Final = {"insurance": "Insurers", "patient": "Patients", "payment_plan": "Payment plans"}
TOTAL: Final = "total"
WEEKS: Final = 13
METHODS: Final = {
    "model": "model",
    "last_month": "last month",
    "same_month_last_year": "same month of last year",
    "mean_3_months": "mean of 3 months",
    "mean_6_months": "mean of 6 months",
    "mean_12_months": "mean of 12 months",
    "per_business_day": "mean of a business day",
    "ar_buckets": "shares of receivables by age",
    "as_served": "sum of the streams",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of all practices in one week or month; the band is 80 % wide."""

    unit: str
    number: int
    start: date
    end: date
    amount: Decimal
    low: Decimal | None
    high: Decimal | None
    streams: Mapping[str, Decimal]
    methods: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Missed:
    """A month that is over, what was forecast before it began, and what came."""

    month: date
    origin: date
    expected: Decimal
    actual: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The latest run: its periods in order, and the misses of earlier runs, the newest last."""

    origin: date | None
    periods: Sequence[Expected]
    missed: Sequence[Missed]

    def of(self, unit: str) -> list[Expected]:
        """The weeks, or the months."""
        return [period for period in self.periods if period.unit == unit]


def read_outlook(marts: Marts) -> Outlook:
    """The latest forecast of all practices together."""
    rows = marts.rows(
        f"""
        select
            horizon_unit, horizon_number, stream, practice_id, origin_date, period_start_date,
            period_end_date, expected_amount, low_80_amount, high_80_amount, method
        from {marts["mart_collection_forecast"]} as forecasts
        where is_latest_run and metric_level = 'practice'
        order by horizon_unit, horizon_number, practice_id, stream
        """
    )
    newest = max((row[4] for row in rows), default=None)
    found: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
    for row in rows:
        if row[4] == newest:
            found.setdefault((row[0], row[1]), []).append(row)
    periods = []
    for (unit, number), parts in found.items():
        totals = [part for part in parts if part[2] == TOTAL]
        amount, low, high = together([(part[7], part[8], part[9]) for part in totals])
        streams = {
            stream: words.add([part[7] for part in parts if part[2] == stream])
            for stream in STREAMS
        }
        methods = {
            stream: frozenset(str(part[10]) for part in parts if part[2] == stream)
            for stream in STREAMS
        }
        first = totals[0]
        periods.append(
            Expected(unit, number, first[5], first[6], amount, low, high, streams, methods)
        )
    return Outlook(newest, periods, _read_missed(marts))


def together(
    parts: Sequence[tuple[Decimal, Decimal | None, Decimal | None]],
) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Expected amounts and bands of practices as one: their misses are taken as independent.

    A half width is then the root of the sum of the squared half widths.
    """
    amount = words.add([part[0] for part in parts])
    if len(parts) == 1:
        return parts[0]
    below = above = 0.0
    for expected, low, high in parts:
        if low is None or high is None:
            return amount, None, None
        below += float(expected - low) ** 2
        above += float(high - expected) ** 2
    return amount, amount - _cents(sqrt(below)), amount + _cents(sqrt(above))


def _cents(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(Decimal("0.01"))


def _read_missed(marts: Marts) -> list[Missed]:
    """For every month that is over, the newest forecast made before it, where all have one."""
    rows = marts.rows(
        f"""
        select
            period_start_date, practice_id, origin_date, expected_amount, low_80_amount,
            high_80_amount, actual_amount
        from {marts["mart_collection_forecast"]} as forecasts
        where
            horizon_unit = 'month' and stream = '{TOTAL}' and metric_level = 'practice'
            and actual_amount is not null
        order by period_start_date, practice_id, origin_date
        """
    )
    newest: dict[date, dict[int, tuple[Any, ...]]] = {}
    for month, practice, *rest in rows:
        newest.setdefault(month, {})[practice] = tuple(rest)
    missed = []
    for month, parts in newest.items():
        made = [(part[1], part[2], part[3]) for part in parts.values()]
        amount, low, high = together(made)
        origin = min(part[0] for part in parts.values())
        actual = words.add([part[4] for part in parts.values()])
        missed.append(Missed(month, origin, amount, actual, low, high))
    return missed


def forecast_section(marts: Marts, outlook: Outlook) -> Section:
    """The fan by month and by week, the last miss, and what each stream is served."""
    if not outlook.periods:
        return Section("forecast", TITLE, [Block("Expected collections", NOT_COMPUTED)])
    return Section(
        "forecast",
        TITLE,
        [_months(marts, outlook), _weeks(marts, outlook), *_methods(marts)],
    )


def _stale(marts: Marts, outlook: Outlook) -> str | None:
    if outlook.origin is not None and outlook.origin != marts.as_of:
        return (
            f"This forecast was made as of {words.day(outlook.origin)}: run "
            "`dental-collections marts`, then `build`, for a newer one."
        )
    return None


def band(period: Expected | Missed) -> str:
    """The 80 % interval in words; what there is instead where there is none."""
    if period.low is None or period.high is None:
        return "no interval yet"
    return f"{words.dollars(period.low)} to {words.dollars(period.high)}"


def _months(marts: Marts, outlook: Outlook) -> Block:
    periods = outlook.of("month")
    past = marts.rows(
        f"""
        select period_start_date, sum(cash_amount)
        from {marts["mart_collection_summary"]} as months
        where
            period_start_date >= date '{words.months_before(marts.this_month, 12)}'
            and is_period_complete
        group by period_start_date
        order by period_start_date
        """
    )
    first = periods[0]
    lead = (
        f"{words.dollars(first.amount)} is expected in {words.month(first.start)}; in eight of ten "
        f"such months, {band(first)} comes in. {miss_told(outlook)} {_served(first)}"
    )
    points: list[dict[str, object]] = [
        {"at": draw.month_key(month), "actual": float(cash)} for month, cash in past
    ]
    running = marts.rows(
        f"""
        select coalesce(sum(cash_amount), 0)
        from {marts["mart_collection_summary"]} as months
        where period_start_date = date '{marts.this_month}' and not is_period_complete
        """
    )[0][0]
    if running:
        points.append({"at": draw.month_key(marts.this_month), "so_far": float(running)})
    points += [
        {"at": draw.month_key(missed.month), "forecast": float(missed.expected)}
        for missed in outlook.missed
        if any(missed.month == month for month, _ in past)
    ]
    ahead = [_fan_row(draw.month_key(period.start), period) for period in periods]
    keys = [draw.month_key(month) for month, _ in past]
    if marts.this_month not in {month for month, _ in past}:
        keys.append(draw.month_key(marts.this_month))
    keys += [draw.month_key(period.start) for period in periods]
    marks = [
        Key("Collected", draw.INK, "line"),
        Key("Expected", draw.BLUE, "dash"),
        Key("Eight of ten months", draw.BLUE, "band"),
    ]
    if any("forecast" in point for point in points):
        marks.append(Key("Was expected", draw.RED, "diamond"))
    return Block(
        "Expected collections of the next months",
        lead,
        draw.drawn(
            "Line: collections of past months. Dashed with a band: what is expected of the next "
            "months. " + lead,
            lambda size: _fan(points, ahead, keys, draw.month_axis(keys, size), size),
            marks,
        ),
        Table(
            ["Month", *STREAMS.values(), "Expected", "80% from", "80% to"],
            [_table_row(words.month(period.start), period) for period in periods],
            note=_missed_note(outlook),
        ),
        _stale(marts, outlook),
    )


def miss_told(outlook: Outlook) -> str:
    """What the forecast of the last month that is over missed by."""
    if not outlook.missed:
        return "No month that was forecast is over yet."
    last = outlook.missed[-1]
    gap = last.actual - last.expected
    share = words.percent(words.share_of(abs(gap), last.expected), digits=0)
    said = "more" if gap >= 0 else "less"
    return (
        f"{words.month(last.month)} brought {words.dollars(last.actual)}, "
        f"{words.dollars(abs(gap))} ({share}) {said} than was expected on "
        f"{words.day(last.origin)}."
    )


def _served(period: Expected) -> str:
    """Which method each stream's figure is made by, baselines called so."""
    streams: dict[str, list[str]] = {}
    for stream, name in STREAMS.items():
        for method in sorted(period.methods[stream]):
            streams.setdefault(method, []).append(name.lower())
    return " ".join(
        f"{_listed(names).capitalize()}: {METHODS.get(method, method)}"
        + ("." if method == "model" else ", a baseline.")
        for method, names in streams.items()
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _missed_note(outlook: Outlook) -> str | None:
    told = [
        f"{words.month(missed.month)}: expected {words.cents(missed.expected)} on "
        f"{words.day(missed.origin)}, came {words.cents(missed.actual)}, "
        f"variance {words.cents(missed.actual - missed.expected)}"
        for missed in reversed(outlook.missed[-6:])
    ]
    return "Earlier forecasts. " + "; ".join(told) + "." if told else None


def _weeks(marts: Marts, outlook: Outlook) -> Block:
    periods = outlook.of("week")
    first = periods[0].start
    begin = first - timedelta(weeks=WEEKS)
    by_week = [Decimal(0)] * WEEKS
    for day, cash in marts.rows(
        f"""
        select period_start_date, sum(cash_amount)
        from {marts["mart_collection_summary_daily"]} as days
        where
            period_start_date >= date '{begin}' and period_start_date < date '{first}'
        group by period_start_date
        """
    ):
        by_week[(day - begin).days // 7] += cash
    starts = [begin + timedelta(weeks=number) for number in range(WEEKS)]
    points: list[dict[str, object]] = [
        {"at": start.isoformat(), "actual": float(cash)}
        for start, cash in zip(starts, by_week, strict=True)
    ]
    # the band opens from what came last
    last = {"at": starts[-1].isoformat(), **dict.fromkeys(("expected", "low", "high"), by_week[-1])}
    ahead = [_numbers(last), *(_fan_row(period.start.isoformat(), period) for period in periods)]
    dates = [*starts, *(period.start for period in periods)]
    keys = [day.isoformat() for day in dates]
    names = {day.isoformat(): words.short_day(day) for day in dates}
    four = words.add([period.amount for period in periods[:4]])
    lead = (
        f"{words.dollars(four)} is expected in the four weeks to "
        f"{words.short_day(periods[min(3, len(periods) - 1)].end)}. {_served(periods[0])}"
    )
    return Block(
        "Expected collections of the next weeks",
        lead,
        draw.drawn(
            "Line: collections of past weeks. Dashed with a band: what is expected of the next "
            "weeks. " + lead,
            lambda size: _fan(points, ahead, keys, _week_axis(names, size), size),
            [
                Key("Collected", draw.INK, "line"),
                Key("Expected", draw.BLUE, "dash"),
                Key("Eight of ten weeks", draw.BLUE, "band"),
            ],
        ),
        Table(
            ["Week from", *STREAMS.values(), "Expected", "80% from", "80% to"],
            [_table_row(words.day(period.start), period) for period in periods],
            note="Weeks are seven days each from the day after the forecast.",
        ),
    )


def _week_axis(names: Mapping[str, str], size: Size) -> alt.Axis:
    step = 2 if size.is_wide else 5
    keys = list(names)
    shown = "{" + ",".join(f"'{key}':'{names[key]}'" for key in keys[::step]) + "}"
    return alt.Axis(
        title=None,
        labelAngle=0,
        labelExpr=f"{shown}[datum.label] || ''",
        labelOverlap=False,
        grid=False,
        ticks=False,
    )


def _fan_row(at: str, period: Expected) -> dict[str, object]:
    return _numbers({"at": at, "expected": period.amount, "low": period.low, "high": period.high})


def _numbers(row: Mapping[str, object]) -> dict[str, object]:
    """A row for a chart, its amounts as JSON has numbers."""
    return {
        name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


def _fan(
    points: Sequence[Mapping[str, object]],
    ahead: Sequence[Mapping[str, object]],
    keys: Sequence[str],
    axis: alt.Axis,
    size: Size,
) -> Drawing:
    x = alt.X("at:O", sort=list(keys), axis=axis, scale=alt.Scale(domain=list(keys)))
    dollars = draw.dollar_axis()
    past = alt.Chart(draw.data(points)).encode(x=x)
    coming = alt.Chart(draw.data(ahead)).encode(x=x)
    return alt.layer(
        coming.transform_filter("datum.low != null")
        .mark_area(color=draw.BLUE, opacity=0.22)
        .encode(y=alt.Y("low:Q", axis=dollars, title=None), y2="high:Q"),
        past.transform_filter("isValid(datum.actual)")
        .mark_line(color=draw.INK, point={"color": draw.INK, "size": 30})
        .encode(y="actual:Q"),
        coming.mark_line(
            color=draw.BLUE, strokeDash=[7, 4], point={"color": draw.BLUE, "size": 30}
        ).encode(y="expected:Q"),
        past.transform_filter("isValid(datum.so_far)")
        .mark_point(color=draw.INK, size=40)
        .encode(y="so_far:Q"),
        past.transform_filter("isValid(datum.so_far)")
        .mark_text(dy=14, color=draw.MUTED)
        .encode(y="so_far:Q", text=alt.value("so far")),
        past.transform_filter("isValid(datum.forecast)")
        .mark_point(color=draw.RED, shape="diamond", size=70, strokeWidth=2)
        .encode(y="forecast:Q"),
    ).properties(height=280 if size.is_wide else 220)


def _table_row(name: str, period: Expected) -> list[str]:
    return [
        name,
        *(words.cents(period.streams[stream]) for stream in STREAMS),
        words.cents(period.amount),
        words.cents(period.low, "no interval yet"),
        words.cents(period.high, "no interval yet"),
    ]


def _methods(marts: Marts) -> list[Block]:
    rows = marts.rows(
        f"""
        select
            practice_id, stream, horizon_unit, method, is_served, origin_count, wape,
            wape_reason, bias, bias_reason, coverage_80, coverage_80_reason
        from {marts["mart_collection_forecast_accuracy"]} as accuracy
        where horizon_number = 1 and (is_served or method = 'model')
        order by practice_id, horizon_unit, stream, method
        """
    )
    title = "How good the forecasts have been"
    if not rows:
        return [Block(title, "Not measured yet: the books are too short to look back.")]
    models = {
        (practice, stream, unit): wape
        for practice, stream, unit, method, _, _, wape, *_ in rows
        if method == "model"
    }
    served = [row for row in rows if row[4]]
    order = [*STREAMS, TOTAL]
    served.sort(key=lambda row: (row[0], row[2] != "month", order.index(row[1])))
    many = len(marts.practices) > 1
    baselines = sum(1 for row in served if row[1] in STREAMS and row[3] != "model")
    streams = sum(1 for row in served if row[1] in STREAMS)
    told = (
        f"In {baselines} of {streams} cases a simple baseline is served instead of the model, "
        "which did not beat it by enough."
        if baselines
        else "The model is served everywhere: it beat every baseline by enough."
    )
    return [
        Block(
            title,
            "Forecasts made again for earlier days, with what was known then. " + told,
            table=Table(
                [
                    *(["Practice"] if many else []),
                    "Stream",
                    "Ahead",
                    "Served",
                    "Error",
                    "Error of the model",
                    "Bias",
                    "In the 80% band",
                    "Forecasts",
                ],
                [
                    [
                        *([marts.practices.get(row[0], str(row[0]))] if many else []),
                        STREAMS.get(row[1], "All"),
                        f"one {row[2]}",
                        METHODS.get(row[3], row[3])
                        + ("" if row[3] in ("model", "as_served") else " (baseline)"),
                        words.percent(row[6], row[7]),
                        words.percent(models.get((row[0], row[1], row[2]))),
                        words.percent(row[8], row[9]),
                        words.percent(row[10], row[11], 0),
                        words.count(row[5]),
                    ]
                    for row in served
                ],
                words=4 if many else 3,
                note="Error: misses without their sign ÷ what came. Bias: more (+) or less "
                "(−) forecast than came. The band should hold 80% of what came. The model is "
                "served where its error is at least 10% below the best baseline's, its bias "
                "within 5% and its band right.",
            ),
        )
    ]
