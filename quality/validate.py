"""Runs a suite with Great Expectations and writes the Data Docs.

Belongs here: the one way a suite is run, and the one setting that keeps failing values out of every result.
Does not belong here: rules (`landing/`, `release/`), what a failure leads to (orchestration).
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import duckdb

import quality.landing
import quality.release
from quality import data_docs as data_docs_site
from quality.suite import Entity, Rule, RuleResult, Suite, Table, TableResult

# SUMMARY with no partial list: counts are kept, the failing values themselves never are.
_COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


def _found(package: Any, contract: Sequence[Entity] = ()) -> dict[str, Suite]:
    modules = [import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)]
    suites = [m.SUITE if hasattr(m, "SUITE") else m.suite(contract) for m in modules]
    return {suite.name: suite for suite in suites}


def landing_suites(contract: Sequence[Entity]) -> dict[str, Suite]:
    """The landing suites by source, one per module of `quality/landing`.

    Args:
        contract: the entities of the canonical contract, which sources in it are held against.
    """
    return _found(quality.landing, contract)


def release_suites() -> dict[str, Suite]:
    """The release suites by delivery, one per module of `quality/release`."""
    return _found(quality.release)


def validate(suite: Suite, warehouse: Path, data_docs: Path) -> list[TableResult]:
    """Check every table of a suite and write its Data Docs.

    Args:
        suite: the rules.
        warehouse: the DuckDB file; opened read-only, and closed again at the end.
        data_docs: the folder of the static site; each call renews the page of this suite and the index.

    Returns:
        One result per table, in the suite's order, holding counts and never values. A rule that cannot be
        checked (a missing table or column) counts as not passed.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    from quality.duckdb_dialect import SCHEME

    settings = DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=settings)
    source = context.data_sources.add_sql(
        suite.name, connection_string=f"{SCHEME}:///{warehouse}", create_temp_table=False
    )
    results = []
    # Great Expectations connects for each statement; with the file open already, connecting costs nothing.
    with duckdb.connect(str(warehouse), read_only=True):
        for table in suite.tables:
            # Given as a list: added one by one, a rule would replace an earlier one of its type on the same columns.
            expectations = gx.ExpectationSuite(
                name=table.name, expectations=[_configuration(rule, i) for i, rule in enumerate(table.rules)]
            )
            rows = (
                source.add_query_asset(table.name, query=table.query).add_batch_definition("rows").get_batch()
            )
            results.append(_table_result(table, rows.validate(expectations, result_format=_COUNTS_ONLY)))
    data_docs_site.write(data_docs, suite, results)
    return results


def _configuration(rule: Rule, position: int) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    # Results come back in another order; the position in meta finds the rule again.
    return ExpectationConfiguration(
        type=rule.expectation, kwargs=dict(rule.arguments), meta={"position": position}
    )


def _table_result(table: Table, outcome: Any) -> TableResult:
    found = {r.expectation_config.meta["position"]: r for r in outcome.results}
    return TableResult(table.name, tuple(_rule_result(r, found[i]) for i, r in enumerate(table.rules)))


def _rule_result(rule: Rule, result: Any) -> RuleResult:
    counts = result.result or {}
    info = result.exception_info or {}
    raised = info.get("raised_exception") or any(
        isinstance(v, Mapping) and v.get("raised_exception") for v in info.values()
    )
    is_query = rule.expectation == "unexpected_rows_expectation"
    return RuleResult(
        rule=rule,
        passed=bool(result.success),
        checked_count=counts.get("element_count"),
        unexpected_count=counts.get("observed_value" if is_query else "unexpected_count"),
        error="the table or column is missing, or its type does not fit" if raised else "",
    )
