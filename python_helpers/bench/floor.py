"""The floor: one bare query that sums the raw ledger by account and bucket.

No warehouse that reads every ledger line can be faster than this, on the same engine and machine.
Run as `python -m python_helpers.bench.floor <target> <as-of date> <file for the result>`, so that
the database's memory and time are a process of their own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from python_helpers.opendental import CATALOG
from python_helpers.opendental.catalog import RAW_SCHEMA
from python_helpers.settings import Target
from python_helpers.warehouse import Warehouse, open_warehouse, schema

RUNS = 3
SUMS = ("accounts", "lines", "over_90", "days_61_90", "days_31_60", "days_0_30")
# Days that no future-dated line is ahead.
NO_LIMIT = 36_500


def floor_query(as_of: date) -> str:
    """Accounts, and cents in each bucket, from the raw tables: OpenDental's five ledger sources.

    Bare on purpose: no preferences, no netting of credits, no plans but their charges.
    """
    raw = schema(RAW_SCHEMA)

    def bucket(oldest: int | None, newest: int) -> str:
        """Sum of what is older than `newest` days but not older than `oldest`."""
        bounds = [f"day < date '{as_of - timedelta(days=newest)}'"]
        if oldest is not None:
            bounds.append(f"day >= date '{as_of - timedelta(days=oldest)}'")
        return f"sum(case when {' and '.join(bounds)} then amount else 0 end)"

    return f"""
        with lines as (
            select
                practice_id, patnum, procdate as day,
                procfee * greatest(1, unitqty + baseunits) as amount
            from {raw}.procedurelog where procstatus = 2
            union all
            select practice_id, patnum, datecp, -inspayamt - writeoff
            from {raw}.claimproc where status in (1, 4, 5, 7)
            union all
            select practice_id, patnum, adjdate, adjamt from {raw}.adjustment
            union all
            select practice_id, patnum, datepay, -splitamt from {raw}.paysplit
            union all
            select practice_id, case chargetype when 0 then guarantor else patnum end, chargedate,
                case chargetype when 0 then principal + interest else -principal end
            from {raw}.payplancharge
        ),
        accounts as (
            select
                patient.practice_id,
                patient.guarantor,
                count(*) as line_count,
                {bucket(None, 90)} as over_90,
                {bucket(90, 60)} as days_61_90,
                {bucket(60, 30)} as days_31_60,
                {bucket(30, -NO_LIMIT)} as days_0_30
            from lines
            inner join {raw}.patient as patient
                on lines.practice_id = patient.practice_id and lines.patnum = patient.patnum
            group by patient.practice_id, patient.guarantor
        )
        select
            count(*), sum(line_count),
            sum(over_90), sum(days_61_90), sum(days_31_60), sum(days_0_30)
        from accounts
    """


def measure_floor(warehouse: Warehouse, as_of: date) -> dict[str, float | int]:
    """Seconds of the query (the median of three) and what there is to sum."""
    query, seconds = floor_query(as_of), []
    for _ in range(RUNS):
        started = time.perf_counter()
        (sums,) = warehouse.rows(query)
        seconds.append(time.perf_counter() - started)
    raw = schema(RAW_SCHEMA)
    return {
        "seconds": statistics.median(seconds),
        **dict(zip(SUMS, map(float, sums), strict=True)),
        "raw_rows": sum(
            int(warehouse.rows(f'select count(*) from {raw}."{name}"')[0][0]) for name in CATALOG
        ),
        "ledger_lines": int(
            warehouse.rows(f"select count(*) from {schema('intermediate')}.int_ar_ledger")[0][0]
        ),
    }


def main(target: str, as_of: str, out: str) -> None:
    """Measure on one target and write the result as JSON."""
    with open_warehouse(Target(target)) as warehouse:
        result = measure_floor(warehouse, date.fromisoformat(as_of))
    Path(out).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
