"""Reading the aging reports that OpenDental exports, in all the ways that people export them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_helpers.errors import UserError
from python_helpers.reconcile.aging_report import money, read_aging_report

PLAIN = """\
PatNum,0-30,31-60,61-90,Over 90,Total,Ins Est
17,100.00,20.00,3.00,0.40,123.40,15.00
18,0,0,0,0,-25.5,0
"""


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "aging.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("cell", "dollars"),
    [
        pytest.param("12", "12", id="whole dollars"),
        pytest.param("1,234,567.89", "1234567.89", id="commas"),
        pytest.param(" $1,234.50 ", "1234.50", id="dollar sign"),
        pytest.param("(12.00)", "-12.00", id="brackets are a minus"),
        pytest.param("($1,012.00)", "-1012.00", id="brackets around the dollar sign"),
        pytest.param("-$12.00", "-12.00", id="minus before the dollar sign"),
        pytest.param("$-12.00", "-12.00", id="minus after the dollar sign"),
        pytest.param("12.00-", "-12.00", id="minus behind"),
        pytest.param("−12.00", "-12.00", id="a typographer's minus"),
        pytest.param(".5", "0.5", id="no whole dollars"),
        pytest.param("", "0", id="blank"),
        pytest.param("-", "0", id="a dash"),
        pytest.param("$", "0", id="only a dollar sign"),
    ],
)
def test_money_as_people_write_it(cell: str, dollars: str) -> None:
    assert money(cell) == Decimal(dollars)


@pytest.mark.parametrize(
    "cell", ["12,34", "1.234,50", "12.00.00", "twelve", "1 2", "--1", "(-1)", "1e3", "NaN", "."]
)
def test_no_money(cell: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        money(cell)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["-{}", "({})", "-${}", "(${})", "{}-"]))
def test_money_survives_being_written(cents: int, negative: str) -> None:
    written = f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    cell = negative.format(written) if cents < 0 else written
    assert money(cell) == Decimal(cents) / 100


def test_reads_every_figure_of_every_account(tmp_path: Path) -> None:
    report = read_aging_report(write(tmp_path, PLAIN))
    assert report.as_of is None
    assert report.accounts == {
        17: {
            "balance_0_30": Decimal("100.00"),
            "balance_31_60": Decimal("20.00"),
            "balance_61_90": Decimal("3.00"),
            "balance_over_90": Decimal("0.40"),
            "balance_total": Decimal("123.40"),
            "insurance_estimate": Decimal("15.00"),
        },
        18: {
            "balance_0_30": Decimal(0),
            "balance_31_60": Decimal(0),
            "balance_61_90": Decimal(0),
            "balance_over_90": Decimal(0),
            "balance_total": Decimal("-25.5"),
            "insurance_estimate": Decimal(0),
        },
    }


@pytest.mark.parametrize(
    "header",
    [
        "Guarantor,0-30 Days,31-60 Days,61-90 Days,> 90 Days,Total,-Ins Est",
        "account,0 - 30,31 - 60,61 - 90,>90,Balance,Insurance Estimate",
        "PatNum,Bal_0_30,Bal_31_60,Bal_61_90,BalOver90,BalTotal,InsEst",
        "Patient Number,0 to 30,31 to 60,61 to 90,90+,total,ins. est.",
        "guar no,balance_0_30,balance_31_60,balance_61_90,balance_over_90,balance,ins pay est",
        "Account ID,Aged 0-30,Aged 31-60,Aged 61-90,91+,TOTAL AMOUNT,InsPayEst",
    ],
)
def test_headings_of_many_kinds_mean_the_same(tmp_path: Path, header: str) -> None:
    expected = read_aging_report(write(tmp_path, PLAIN)).accounts
    renamed = PLAIN.replace(PLAIN.splitlines()[0], header)
    assert read_aging_report(write(tmp_path, renamed)).accounts == expected


def test_the_report_as_opendental_prints_it(tmp_path: Path) -> None:
    text = (
        "AGING OF ACCOUNTS RECEIVABLE\n"
        "A Dental Practice\n"
        "As of 06/17/2026\n"
        "\n"
        "Guarantor\t0-30 Days\t31-60 Days\t61-90 Days\t> 90 Days\tTotal\t"
        "-W/O Est\t-Ins Est\t=Patient\n"
        "17-Example, Ann\t100.00\t20.00\t3.00\t0.40\t123.40\t5.00\t10.00\t108.40\n"
        '"18-Example, Bo"\t0.00\t0.00\t0.00\t0.00\t-25.50\t0.00\t0.00\t-25.50\n'
        "Total:\t100.00\t20.00\t3.00\t0.40\t97.90\t5.00\t10.00\t82.90\n"
    )
    report = read_aging_report(write(tmp_path, text))
    assert report.as_of == date(2026, 6, 17)
    assert set(report.accounts) == {17, 18}
    assert report.accounts[17]["insurance_estimate"] == Decimal("15.00"), "write-offs included"
    assert report.accounts[18]["balance_total"] == Decimal("-25.50")


def test_a_number_column_is_the_account_beside_a_name(tmp_path: Path) -> None:
    text = "Guarantor,Guarantor Num,Total\nAnn Example,17,5.00\n"
    assert set(read_aging_report(write(tmp_path, text)).accounts) == {17}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_windows(tmp_path: Path, encoding: str) -> None:
    text = "Praxis Zoë\n" + PLAIN.replace(",", ";")
    assert len(read_aging_report(write(tmp_path, text, encoding)).accounts) == 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("a,b\n1,2\n", "is a header", id="no header"),
        pytest.param("", "is a header", id="an empty file"),
        pytest.param("PatNum,0-30,31-60\n1,2,3\n", "is a header", id="no total, not all buckets"),
        pytest.param(
            "PatNum,Total\n1,x12\n", "row 2, column 'Total': not an amount", id="no amount"
        ),
        pytest.param(
            "PatNum,Total\n1,1.00\n2\n", "row 3, column 'Total': the row ends", id="a short row"
        ),
        pytest.param(
            'Guarantor,Total\n"Example, Ann",1.00\n',
            "row 2, column 'Guarantor': no account number",
            id="a name for a number",
        ),
        pytest.param("PatNum,Total\n1,1\n1,2\n", "row 3: account 1 is there twice", id="twice"),
        pytest.param(
            "PatNum,Total,Balance\n1,2,3\n", "'Total' and 'Balance' could both", id="two totals"
        ),
    ],
)
def test_what_is_wrong_is_named_by_file_row_and_column(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError) as raised:
        read_aging_report(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert complaint in message
    assert "Ann" not in message, "a report holds patients' names"
    assert "\n" not in message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        read_aging_report(tmp_path / "nothing.csv")
