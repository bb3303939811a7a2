"""The file of thresholds: what is wrong in it is named with its place."""

from __future__ import annotations

import pytest
import yaml

from python_helpers.errors import UserError
from python_helpers.quality.rules import COMPARED, COUNTED, read_thresholds

GOOD = {
    "history_loads": 30,
    "large_amount": 1_000_000,
    "earliest_year": 1950,
    "years_ahead": 20,
    "needed": {"patient": ["Guarantor"]},
    "links": {"paysplit": {"PatNum": "patient"}},
    "headers": {
        "payment": {
            "amount": "PayAmt",
            "lines": "paysplit",
            "line_amount": "SplitAmt",
            "by": "PayNum",
        }
    },
    "rules": {
        "gone": {
            "measure": "rows_kept",
            "min": 0.5,
            "severity": "stop",
            "says": "rows are gone",
            "mend": "look",
        }
    },
}


def test_the_projects_own_file_is_sound_and_uses_what_is_counted() -> None:
    thresholds = read_thresholds()

    # what is counted only to be compared needs no rule of its own
    base = {"row_count", "filled_rows", "null_rows", "amount_total"}
    assert {rule.measure for rule in thresholds.rules} == (COUNTED | COMPARED) - base
    assert any(rule.severity == "stop" for rule in thresholds.rules)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("history_loads",), 0, "history_loads: must be a number above 0"),
        (("large_amount",), "much", "large_amount: must be a number above 0"),
        (("needed", "patient"), ["Guarrantor"], "needed: patient has no column Guarrantor"),
        (("links", "paysplit", "PatNum"), "patients", "links: patients is no table"),
        (("headers", "payment", "by"), "PayNumber", "headers of payment: paysplit has no column"),
        (("headers", "payment"), {"amount": "PayAmt"}, "headers of payment: needs amount, lines"),
        (("rules",), None, "rules: is missing"),
        (("rules", "gone", "measure"), "rows", "rule gone: rows is no measure"),
        (("rules", "gone", "severity"), "panic", "rule gone: severity must be stop or warn"),
        (("rules", "gone", "min"), "half", "rule gone: min must be a number"),
        (("rules", "gone", "min"), None, "rule gone: min must be a number"),
        (("rules", "gone", "max"), 0.1, "rule gone: min is above max"),
        (("rules", "gone", "tables"), ["payments"], "rule gone: payments is no table"),
        (("rules", "gone", "least"), 5, "rule gone: least is no entry of a rule"),
        (("rules", "gone"), {"measure": "rows_kept"}, "rule gone: severity is missing"),
    ],
)
def test_a_fault_is_told_with_its_place(path: tuple[str, ...], value: object, told: str) -> None:
    given = yaml.safe_load(yaml.safe_dump(GOOD))
    inside = given
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value

    with pytest.raises(UserError) as error:
        read_thresholds(yaml.safe_dump(given))

    assert str(error.value).startswith("python_helpers/quality/thresholds.yml: ")
    assert told in str(error.value)


def test_a_file_that_is_no_yaml_is_told_with_its_line() -> None:
    with pytest.raises(UserError, match=r"thresholds\.yml line 2 is no YAML"):
        read_thresholds("history_loads: 30\nrules: [")


def test_what_is_right_is_read() -> None:
    thresholds = read_thresholds(yaml.safe_dump(GOOD))

    (rule,) = thresholds.rules
    assert (rule.name, rule.measure, rule.min, rule.max) == ("gone", "rows_kept", 0.5, None)
    assert thresholds.needed == {"patient": ("Guarantor",)}
    assert thresholds.headers[0].lines == "paysplit"
