"""One Great Expectations suite over a small frame of measures: a rule is an expectation."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from python_helpers.errors import extra_missing
from python_helpers.quality.measures import Measure
from python_helpers.quality.rules import Rule

_SEVERITIES: Final = {"stop": "critical", "warn": "warning"}

# the pages' own styles are beside them: no browser that opens them is to ask the internet for more
_NOTHING_FROM_OUTSIDE: Final = (
    '<head><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'self' 'unsafe-inline' data:\">"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold in one place; `value` is the measure's."""

    rule: Rule
    practice_id: int
    table: str
    column: str
    value: float


def judge(rules: Sequence[Rule], measures: Sequence[Measure], pages: Path) -> list[Finding]:
    """What breaks a rule, stops first. Writes Data Docs (HTML, counts only) into `pages`.

    Raises UserError when Great Expectations is not installed.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    try:
        import great_expectations as gx
    except ModuleNotFoundError as error:
        raise extra_missing("check", "quality", error) from None
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    context.add_data_docs_site(site_name="pages", site_config=_site(pages))
    batch = (
        context.data_sources.add_pandas("measures")
        .add_dataframe_asset("raw tables")
        .add_batch_definition_whole_dataframe("all practices")
    )
    suite = context.suites.add(gx.ExpectationSuite(name="raw data"))
    for rule in rules:
        suite.add_expectation(_expectation(gx, rule))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name="raw data", data=batch, suite=suite)
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="before the build",
            validation_definitions=[definition],
            actions=[gx.checkpoint.UpdateDataDocsAction(name="pages", site_names=["pages"])],
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["practice_id", "table_name", "column_name"],
            },
        )
    )
    result = checkpoint.run(batch_parameters={"dataframe": _frame(measures)})
    _keep_pages_at_home(pages)
    (validation,) = result.run_results.values()
    by_name = {rule.name: rule for rule in rules}
    found = [
        finding for expectation in validation.results for finding in _findings(by_name, expectation)
    ]
    return sorted(found, key=lambda one: (one.rule.severity, one.practice_id, one.table))


def _site(pages: Path) -> Any:
    return {
        "class_name": "SiteBuilder",
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(pages.resolve()),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _expectation(gx: Any, rule: Rule) -> Any:
    column = gx.expectations.row_conditions.Column
    where = (column("measure") == rule.measure) & (column("base") >= rule.at_least)
    if rule.tables:
        where &= column("table_name").is_in(rule.tables)
    return gx.expectations.ExpectColumnValuesToBeBetween(
        column="value",
        min_value=rule.min,
        max_value=rule.max,
        row_condition=where,
        severity=_SEVERITIES[rule.severity],
        notes=f"{rule.name}: {rule.says}; {rule.mend}",
        meta={"rule": rule.name},
    )


def _frame(measures: Sequence[Measure]) -> Any:
    rows = pa.table(
        {
            "practice_id": [one.practice_id for one in measures],
            "table_name": [one.table for one in measures],
            "column_name": [one.column for one in measures],
            "measure": [one.name for one in measures],
            "value": [one.value for one in measures],
            "base": [one.base for one in measures],
        }
    )
    return rows.to_pandas()


def _findings(rules: dict[str, Rule], expectation: Any) -> Iterator[Finding]:
    rule = rules[expectation.expectation_config.meta["rule"]]
    if expectation.exception_info.get("raised_exception"):
        raise RuntimeError(f"rule {rule.name} could not be judged")
    for place in expectation.result.get("unexpected_index_list") or ():
        yield Finding(
            rule,
            int(place["practice_id"]),
            str(place["table_name"]),
            str(place["column_name"]),
            float(place["value"]),
        )


def _keep_pages_at_home(pages: Path) -> None:
    for page in pages.rglob("*.html"):
        # a page that somebody has open may not be written now
        with suppress(OSError):
            text = page.read_text(encoding="utf-8")
            if _NOTHING_FROM_OUTSIDE not in text:
                page.write_text(text.replace("<head>", _NOTHING_FROM_OUTSIDE, 1), encoding="utf-8")
