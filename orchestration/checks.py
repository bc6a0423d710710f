"""Gates: quality suites carried as blocking asset checks, and freshness of what was loaded.

Belongs here: which asset a suite's table is, severity as Dagster knows it.
Does not belong here: the rules (`quality/`).
"""

import warnings
from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from ingestion.contract import ENTITIES
from ingestion.sources import SOURCES
from orchestration.resources import Meritline
from quality.suite import Entity, Suite, TableResult
from quality.validate import landing_suites, release_suites, validate

_SELDOM = ("payroll_register", "canonical_files", "increment_decisions", "meritline")


def landing_checks() -> list[dg.AssetChecksDefinition]:
    """A check per landed table, blocking dbt."""
    return [_gate(suite, pool="warehouse") for suite in landing_suites(contract()).values()]


def contract() -> list[Entity]:
    """Return the entities of the canonical contract in the words of `quality`."""
    return [
        Entity(
            record.table,
            tuple(record.model_fields),
            record.key,
            frozenset(name for name, field in record.model_fields.items() if field.is_required()),
        )
        for record in ENTITIES.values()
    ]


def release_checks() -> list[dg.AssetChecksDefinition]:
    """A check per released table, blocking publication and deliveries."""
    return [_gate(suite, pool="warehouse") for suite in release_suites().values()]


def freshness_checks() -> list[dg.AssetChecksDefinition]:
    """Warn when a source was not loaded for more than a day and a half (what people make and send: 35 days)."""
    checks: list[dg.AssetChecksDefinition] = []
    for spec in SOURCES.values():
        days = 35.0 if spec.name in _SELDOM else 1.5
        keys = [dg.AssetKey([f"raw_{spec.name}", record.table]) for record in spec.records]
        with warnings.catch_warnings():
            # Dagster would have freshness policies instead; those warn nobody who runs `meritline check`.
            warnings.simplefilter("ignore", dg.SupersessionWarning)
            checks += dg.build_last_update_freshness_checks(
                assets=keys, lower_bound_delta=timedelta(days=days)
            )
    return checks


def _gate(suite: Suite, pool: str) -> dg.AssetChecksDefinition:
    keys = {table.name: dg.AssetKey(table.name.split(".")) for table in suite.tables}
    name = f"{suite.stage}_gate"

    @dg.multi_asset_check(
        name=f"{suite.stage}_gate_{suite.name}",
        specs=[dg.AssetCheckSpec(name, asset=key, blocking=True) for key in keys.values()],
        pool=pool,
    )
    def gate(context: dg.AssetCheckExecutionContext, meritline: Meritline) -> Iterator[dg.AssetCheckResult]:
        settings = meritline.settings()
        if suite.stage == "landing" and suite.name not in (*settings.sources, "meritline"):
            for key in keys.values():
                yield dg.AssetCheckResult(
                    passed=True, asset_key=key, check_name=name, metadata={"state": "source not configured"}
                )
            return
        with settings.turn_at_warehouse():
            results = validate(suite, settings.warehouse, settings.data_docs)
        for result in results:
            for sentence in result.sentences:
                context.log.warning(sentence)
            yield _as_check_result(result, keys[result.table], name)

    return gate


def _as_check_result(result: TableResult, key: dg.AssetKey, name: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not result.failures,
        asset_key=key,
        check_name=name,
        severity=dg.AssetCheckSeverity.ERROR if result.blocks else dg.AssetCheckSeverity.WARN,
        description=" ".join(result.sentences) or None,
        metadata={
            "rules": len(result.rules),
            "against": len(result.failures),
            "rows against": sum(r.unexpected_count or 0 for r in result.failures),
        },
    )
