"""Rows of the two forecast tables, from arrays; and what earlier runs become when a run is
added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from python_helpers.marts.forecast.backtest import LEAST_ORIGINS, Backtest, half_widths
from python_helpers.marts.forecast.history import STREAMS
from python_helpers.marts.forecast.measures import bias, coverage, interval_score, mase, wape
from python_helpers.marts.forecast.methods import ALL_STREAMS, METHODS, MODEL, TOTAL, Forecast
from python_helpers.warehouse.python_marts import arrow_schema

FORECAST: Final = "mart_collection_forecast"
ACCURACY: Final = "mart_collection_forecast_accuracy"
RUN_OFF: Final = "mart_collection_run_off"
AS_SERVED: Final = "as_served"
PRACTICE, CLINIC = "practice", "clinic"

Row = dict[str, Any]


def to_date(day: int) -> date:
    """The date of a day since 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=int(day))


def cents(amount: float) -> Decimal:
    """Whole cents, half up."""
    return Decimal(repr(float(amount))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ratio(value: float) -> Decimal | None:
    """Six decimals; null where there is nothing to say."""
    return Decimal(f"{value:.6f}") if np.isfinite(value) else None


def served(values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Values (methods, streams with the total last, clinics, periods) of the chosen methods
    (streams, periods), the total summed anew: (streams, clinics, periods)."""
    made = np.zeros(values.shape[1:])
    for stream, period in np.ndindex(chosen.shape):
        made[stream, ..., period] = values[chosen[stream, period], stream, ..., period]
    made[-1] = made[:-1].sum(axis=0)
    return made


def forecast_rows(
    practice_id: int,
    clinics: np.ndarray,
    forecast: Forecast,
    chosen: np.ndarray,
    shares: np.ndarray,
    bases: np.ndarray,
) -> list[Row]:
    """A run's rows: every stream and the total, by clinic and for the practice, by period.

    shares: (streams with the total last, periods), half width of the 80 % interval ÷ usual cash;
    bases: the same shape, what the interval rests on. The practice's expected amount is the sum
    of its clinics' cents.
    """
    origin = to_date(forecast.origin)
    expected = served(forecast.expected, chosen)
    half = half_widths(shares, forecast.usual)
    whole = shares * forecast.usual.sum(axis=1)
    rows: list[Row] = []
    for s, stream in enumerate(ALL_STREAMS):
        for p, period in enumerate(forecast.periods):
            method = AS_SERVED
            is_baseline = bool((chosen[:, p] != 0).all())
            if stream != TOTAL:
                method = METHODS[chosen[s, p]]
                is_baseline = method != MODEL
            key = {
                "run_id": f"{practice_id}-{origin.isoformat()}",
                "origin_date": origin,
                "practice_id": practice_id,
                "stream": stream,
                "horizon_unit": period.unit,
                "horizon_number": period.number,
                "period_start_date": to_date(period.start),
                "period_end_date": to_date(period.end),
                "method": method,
                "is_baseline": is_baseline,
                "interval_basis": str(bases[s, p]),
            }
            parts = range(len(STREAMS)) if stream == TOTAL else [s]
            of_clinics = [
                sum((cents(expected[k, c, p]) for k in parts), Decimal(0))
                for c in range(len(clinics))
            ]
            for c, clinic_id in enumerate(clinics):
                own = {"metric_level": CLINIC, "clinic_id": int(clinic_id)}
                usual = forecast.usual[s, c, p]
                rows.append(key | own | _amounts(of_clinics[c], half[s, c, p], usual))
            own = {"metric_level": PRACTICE, "clinic_id": None}
            total = sum(of_clinics, Decimal(0))
            usual = forecast.usual[s, :, p].sum()
            rows.append(key | own | _amounts(total, whole[s, p], usual))
    return rows


def _amounts(expected: Decimal, half: float, usual: float) -> Row:
    """Expected amount with its interval; cash below 0 is refunds, which no interval is drawn to."""
    row: Row = {"expected_amount": expected, "usual_amount": cents(usual)}
    if not np.isfinite(half):
        return row | {"low_80_amount": None, "high_80_amount": None}
    low = max(expected - cents(half), min(expected, Decimal("0.00")))
    return row | {"low_80_amount": low, "high_80_amount": expected + cents(half)}


def with_actuals(
    rows: Iterable[Row],
    received: Mapping[int, tuple[np.ndarray, int, np.ndarray]],
    as_of: int,
) -> list[Row]:
    """Rows with what came, where the period is over; others keep what they had.

    received: by practice, its clinics, the first day and running totals of cash by stream
    (total last), clinic and day: (streams, clinics, days + 1). Cash before the first day is out.
    """
    made = []
    for row in rows:
        end = (row["period_end_date"] - date(1970, 1, 1)).days
        filled = dict(row)
        filled.setdefault("actual_amount", None)
        if end <= as_of and row["practice_id"] in received:
            clinics, first, running = received[row["practice_id"]]
            start = (row["period_start_date"] - date(1970, 1, 1)).days
            last = running.shape[-1] - 1
            low, high = (int(np.clip(day - first, 0, last)) for day in (start, end + 1))
            came = running[ALL_STREAMS.index(row["stream"])]
            came = came[:, high] - came[:, low]
            if row["clinic_id"] is None:
                amount = came.sum()
            else:
                amount = came[clinics == row["clinic_id"]].sum()
            filled["actual_amount"] = cents(round(float(amount), 4))
        actual = filled["actual_amount"]
        filled["variance_amount"] = None if actual is None else actual - row["expected_amount"]
        made.append(filled)
    return made


def with_latest_run(rows: list[Row]) -> list[Row]:
    """Rows with is_latest_run: the practice's run of the latest origin."""
    latest: dict[int, date] = {}
    for row in rows:
        practice = row["practice_id"]
        latest[practice] = max(latest.get(practice, row["origin_date"]), row["origin_date"])
    return [
        row | {"is_latest_run": row["origin_date"] == latest[row["practice_id"]]} for row in rows
    ]


def accuracy_rows(
    practice_id: int,
    test: Backtest,
    prequential: np.ndarray,
    as_served: np.ndarray,
    as_served_shares: np.ndarray,
    chosen: np.ndarray,
    shares: np.ndarray,
    as_served_now: np.ndarray,
    as_of: int,
) -> list[Row]:
    """Measures of every method and of what would have been served, at the same origins.

    as_served: (origins, streams, periods) of the practice; *_shares likewise, half widths ÷ usual
    cash; shares and as_served_now: today's, by method and as served. Origins that only taught (the
    first twelve, where there are more than 24) are not measured.
    """
    rows: list[Row] = []
    count = len(test.origins)
    warm = min(LEAST_ORIGINS, max(count - LEAST_ORIGINS, 0))
    actual_all = test.actual.sum(axis=2)
    usual_all = test.usual.sum(axis=2)
    for s, stream in enumerate(ALL_STREAMS):
        for p, period in enumerate(test.periods):
            over = np.flatnonzero((test.ends[:, p] <= as_of) & (np.arange(count) >= warm))
            if len(over) == 0:
                continue
            actual, usual = actual_all[over, s, p], usual_all[over, s, p]
            scale = test.scale[over, s, 0 if period.unit == "week" else 1]
            candidates = [
                (name, test.expected[over, m, s].sum(axis=1)[:, p], prequential[over, m, s, p],
                 shares[m, s, p])
                for m, name in enumerate(METHODS)
            ]  # fmt: skip
            candidates.append(
                (AS_SERVED, as_served[over, s, p], as_served_shares[over, s, p],
                 as_served_now[s, p])
            )  # fmt: skip
            for name, forecast, share, share_now in candidates:
                low, high = forecast - share * usual, forecast + share * usual
                is_served = name == AS_SERVED if stream == TOTAL else name == METHODS[chosen[s, p]]
                measured = _measures(actual, forecast, scale, low, high)
                rows.append(
                    {
                        "practice_id": practice_id,
                        "stream": stream,
                        "horizon_unit": period.unit,
                        "horizon_number": period.number,
                        "method": name,
                        "is_served": is_served,
                        "origin_count": len(over),
                        "covered_count": int(np.isfinite(share).sum()),
                        "interval_share_80": ratio(share_now),
                        "first_origin_date": to_date(test.origins[over[0]]),
                        "last_origin_date": to_date(test.origins[over[-1]]),
                    }
                    | measured
                )
    return rows


def _measures(
    actual: np.ndarray,
    forecast: np.ndarray,
    scale: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> Row:
    """The measures of one method at one horizon, with a reason for each that is null."""
    row: Row = {
        "wape": ratio(wape(actual, forecast)),
        "bias": ratio(bias(actual, forecast)),
        "mase": ratio(mase(actual, forecast, scale)),
        "coverage_80": ratio(coverage(actual, low, high)),
        "interval_score_80": ratio(interval_score(actual, low, high)),
        "absolute_error_amount": cents(np.abs(actual - forecast).sum()),
        "actual_amount": cents(actual.sum()),
        "forecast_amount": cents(forecast.sum()),
    }
    reasons = {
        "wape": "no_cash",
        "bias": "no_cash",
        "mase": "under_two_seasons",
        "coverage_80": "no_interval_yet",
    }
    return row | {
        f"{name}_reason": reason if row[name] is None else None for name, reason in reasons.items()
    }


def to_table(name: str, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table of a declared table's schema; a column that a row lacks is null."""
    schema = arrow_schema(name)
    columns = {column: [row.get(column) for row in rows] for column in schema.names}
    return pa.table(columns, schema=schema)
