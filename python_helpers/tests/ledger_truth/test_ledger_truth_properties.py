"""Laws that hold on any practice."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from python_helpers.ledger_truth import dashboard_ar, family_balances
from python_helpers.tests.ledger_truth.practice import (
    AS_OF,
    adjustment,
    ago,
    claimproc,
    credit,
    debit,
    link,
    patient,
    plan,
    practice,
    procedure,
    split,
    unearned_type,
)

_PEOPLE = st.integers(1, 5)
"""Patient 5 has no row."""

_ITEMS = st.integers(0, 4)
_CENTS = st.integers(-50_000, 50_000).map(lambda cents: cents / 100)
_PAST = st.integers(0, 120)


def _practices(days):
    """Practices with every kind of row, dated in `days` before the as-of date."""
    when = days.map(ago)
    rows = st.one_of(
        st.builds(
            procedure,
            _CENTS,
            when,
            PatNum=_PEOPLE,
            ProcStatus=st.sampled_from([1, 2, 2, 2]),
            UnitQty=st.integers(0, 2),
        ),
        st.builds(
            claimproc,
            st.integers(0, 9),
            when,
            PatNum=_PEOPLE,
            ProcNum=_ITEMS,
            PayPlanNum=st.integers(0, 1),
            InsPayAmt=_CENTS,
            WriteOff=_CENTS,
            InsPayEst=_CENTS,
            ProcDate=when,
        ),
        st.builds(
            adjustment, _CENTS, when, PatNum=_PEOPLE, ProcNum=_ITEMS, ProcDate=_PAST.map(ago)
        ),
        st.builds(
            split,
            _CENTS,
            when,
            PatNum=_PEOPLE,
            PayPlanNum=st.integers(0, 3),
            ProcNum=_ITEMS,
            AdjNum=_ITEMS,
            UnearnedType=st.sampled_from([0, 0, 10]),
        ),
        st.builds(
            plan,
            PatNum=_PEOPLE,
            PlanNum=st.integers(0, 1),
            IsClosed=st.integers(0, 1),
            CompletedAmt=_CENTS,
            PayPlanDate=when,
        ).map(_without_key),
        st.builds(debit, _CENTS, when, PayPlanNum=st.integers(1, 3), Guarantor=_PEOPLE),
        # On a procedure that may have no row, a credit would be in the total only.
        st.builds(credit, _CENTS, when, PayPlanNum=st.integers(1, 3), PatNum=_PEOPLE),
        st.builds(link, st.integers(1, 2), _ITEMS, AmountOverride=st.just(0.0) | _CENTS),
    )
    people = [patient(1, 1), patient(2, 1), patient(3, 3), patient(4, 9), unearned_type(10, "X")]
    return st.builds(
        lambda rows, version, lifo: practice(*people, *rows, version=version, lifo=lifo),
        st.lists(rows, max_size=25),
        st.integers(1, 4),
        st.sampled_from([0, 1, 2]),
    )


def _without_key(row):
    table, columns = row
    return table, {name: value for name, value in columns.items() if name != "PayPlanNum"}


def _bucket_sum(row):
    return round(row["bal_0_30"] + row["bal_31_60"] + row["bal_61_90"] + row["bal_over_90"], 2)


@settings(deadline=None)
@given(_practices(_PAST))
def test_buckets_add_up_to_the_positive_balance(tables):
    for row in family_balances(tables, AS_OF).to_pylist():
        assert _bucket_sum(row) == max(row["bal_total"], 0.0)


@settings(deadline=None)
@given(_practices(st.integers(-120, 120)), st.randoms())
def test_the_order_of_rows_changes_nothing(tables, random):
    shuffled = {}
    for name, table in tables.items():
        order = list(range(table.num_rows))
        random.shuffle(order)
        shuffled[name] = table.take(pa.array(order, type=pa.int64()))
    assert family_balances(tables, AS_OF).equals(family_balances(shuffled, AS_OF))
    month_ends = [ago(50), ago(20), AS_OF]
    assert dashboard_ar(tables, month_ends).equals(dashboard_ar(shuffled, month_ends))


@settings(deadline=None)
@given(_practices(st.integers(-120, 120)))
def test_no_bucket_is_below_zero(tables):
    for row in family_balances(tables, AS_OF).to_pylist():
        assert min(row["bal_0_30"], row["bal_31_60"], row["bal_61_90"], row["bal_over_90"]) >= 0


@settings(deadline=None)
@given(_practices(_PAST))
def test_looking_back_at_today_is_today(tables):
    today = family_balances(tables, AS_OF)
    [seen] = dashboard_ar(tables, [AS_OF]).to_pylist()
    assert seen["BalTotal"] == round(sum(map(_bucket_sum, today.to_pylist())), 2)


@settings(deadline=None)
@given(_practices(_PAST), st.integers(0, 120))
def test_looking_back_is_todays_run_over_the_lines_of_that_day(tables, age):
    """Without links and discounts made later, a past day needs only the lines dated until then."""
    without_links = {name: table for name, table in tables.items() if name != "payplanlink"}
    day = ago(age)
    known = without_links | {
        name: _dated_until(without_links[name], column, day)
        for name, column in {
            "procedurelog": "ProcDate",
            "adjustment": "AdjDate",
            "paysplit": "DatePay",
            "payplancharge": "ChargeDate",
        }.items()
        if name in without_links
    }
    known.pop("claimproc", None)
    known.pop("payplan", None)
    whole = {name: table for name, table in without_links.items() if name in known}
    [seen] = dashboard_ar(whole, [day]).to_pylist()
    then = family_balances(known, day).to_pylist()
    assert seen["BalTotal"] == round(sum(map(_bucket_sum, then)), 2)


def _dated_until(table, column, day):
    limit = pa.scalar(day + timedelta(days=1), type=pa.date32())
    return table.filter(pc.less(table[column], limit))


@settings(deadline=None)
@given(_practices(st.integers(-120, 120)))
def test_a_practice_twice_over_owes_twice(tables):
    """Every key moved out of the way of the first copy."""
    keys = (
        "PatNum", "Guarantor", "ProcNum", "ClaimProcNum", "AdjNum", "SplitNum", "PayPlanNum",
        "PayPlanChargeNum", "PayPlanLinkNum", "FKey",
    )  # fmt: skip
    doubled = dict(tables)
    for name in tables.keys() - {"preference", "definition"}:
        moved = tables[name].to_pylist()
        for row in moved:
            row.update({key: row[key] + 1000 for key in keys if row.get(key)})
        doubled[name] = pa.concat_tables(
            [tables[name], pa.Table.from_pylist(moved, schema=tables[name].schema)]
        )
    once = family_balances(tables, AS_OF)
    twice = family_balances(doubled, AS_OF)
    again = twice.slice(once.num_rows)
    assert twice.slice(0, once.num_rows).equals(once)
    assert again.drop_columns("account_id").equals(once.drop_columns("account_id"))
