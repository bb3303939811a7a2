"""Account by account: what counts as a difference between a report and our balances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from python_helpers.reconcile.aging_report import AgingReport
from python_helpers.reconcile.compare import Account, Comparison, Difference, Reason, compare
from python_helpers.reconcile.figures import FIGURES, rounding_tolerance

AS_OF = date(2026, 6, 30)


def account(
    number: int,
    total: str,
    *,
    has_guarantor: bool = True,
    subcent_rows: int = 0,
    last_change: date | None = None,
) -> Account:
    figures = dict.fromkeys(FIGURES, Decimal(0)) | {"balance_total": Decimal(total)}
    return Account(number, has_guarantor, figures, subcent_rows, last_change)


def report(**totals: str) -> AgingReport:
    accounts = {int(key[1:]): {"balance_total": Decimal(total)} for key, total in totals.items()}
    return AgingReport(accounts, None)


def reasons(comparison: Comparison) -> dict[int, Reason]:
    return {difference.account: difference.reason for difference in comparison.differences}


def test_equal_accounts_are_counted() -> None:
    comparison = compare(
        report(a1="10.00", a2="-5"), [account(1, "10"), account(2, "-5.00")], AS_OF
    )
    assert comparison == Comparison(accounts=2, equal=2, differences=())


def test_a_cent_is_a_difference() -> None:
    comparison = compare(report(a1="10.01"), [account(1, "10.00")], AS_OF)
    assert comparison.differences == (
        Difference(1, "balance_total", Decimal("10.00"), Decimal("10.01"), Reason.unexplained),
    )
    assert comparison.equal == 0


@pytest.mark.parametrize(
    ("last_change", "reason"),
    [
        pytest.param(date(2026, 6, 29), Reason.unexplained, id="the day before"),
        pytest.param(date(2026, 6, 30), Reason.edited_since, id="on the day"),
        pytest.param(None, Reason.unexplained, id="never"),
    ],
)
def test_a_change_on_the_day_or_after_explains(last_change: date | None, reason: Reason) -> None:
    ours = [account(1, "10.00", last_change=last_change)]
    assert reasons(compare(report(a1="99.00"), ours, AS_OF)) == {1: reason}


def test_rounded_rows_allow_half_a_cent_each() -> None:
    ours = [account(1, "10.00", subcent_rows=3), account(2, "10.00", subcent_rows=3)]
    comparison = compare(report(a1="10.02", a2="10.03"), ours, AS_OF)
    assert reasons(comparison) == {2: Reason.unexplained}
    assert rounding_tolerance(0) == 0


def test_only_the_figures_of_the_report_are_compared() -> None:
    ours = [account(1, "10.00")]
    assert compare(report(a1="10.00"), ours, AS_OF).equal == 1
    with_bucket = AgingReport({1: {"balance_total": Decimal(10), "balance_0_30": Decimal(1)}}, None)
    (difference,) = compare(with_bucket, ours, AS_OF).differences
    assert difference.figure == "balance_0_30"


def test_an_account_that_only_the_report_has_is_unexplained() -> None:
    comparison = compare(report(a7="3.00"), [], AS_OF)
    assert comparison.differences == (
        Difference(7, "balance_total", None, Decimal("3.00"), Reason.unexplained),
    )


def test_what_a_report_may_leave_out() -> None:
    ours = [account(1, "10.00"), account(2, "-5.00"), account(3, "0.00"), account(4, "20.00")]
    assert reasons(compare(report(a4="20.00"), ours, AS_OF)) == {
        1: Reason.unexplained,
        2: Reason.left_out,
    }


def test_reports_leave_out_families_without_a_guarantor_row() -> None:
    ours = [account(1, "10.00", has_guarantor=False), account(2, "0.00", has_guarantor=False)]
    assert reasons(compare(report(), ours, AS_OF)) == {1: Reason.guarantor_missing}


def test_a_report_with_credits_has_them_all() -> None:
    ours = [account(2, "-5.00"), account(4, "-20.00")]
    assert reasons(compare(report(a4="-20.00"), ours, AS_OF)) == {2: Reason.unexplained}
