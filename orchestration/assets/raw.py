"""Raw assets: one dlt source each, keyed `[raw_<source>, <table>]` so that dbt's sources join by themselves.

Belongs here: handing settings to ingestion, and how often the network is tried again.
Does not belong here: anything a source needs to know about its system.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dlt import DagsterDltResource, DagsterDltTranslator
from dagster_dlt.translator import DltResourceTranslatorData

from ingestion.contract import entity_name
from ingestion.guards import Limits
from ingestion.landing import Landing
from ingestion.pipelines import absent_source, make_pipeline
from ingestion.sources import SOURCES, SourceSpec
from orchestration.resources import Meritline, plain_failures
from orchestration.settings import Settings

_AGAIN = dg.RetryPolicy(max_retries=2, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)


class RawKeys(DagsterDltTranslator):
    """Keys `[raw_<source>, <table>]`, grouped by source, without dlt's phantom upstream."""

    def get_asset_spec(self, data: DltResourceTranslatorData) -> dg.AssetSpec:
        """The default spec under the house's key."""
        source = data.resource.source_name
        return (
            super()
            .get_asset_spec(data)
            .replace_attributes(
                key=dg.AssetKey([f"raw_{source}", data.resource.name]),
                group_name=f"raw_{source}",
                deps=[],
                kinds={"dlt", "duckdb"},
            )
        )


def landing_of(settings: Settings) -> Landing:
    """Where a load of these settings goes."""
    return Landing(
        warehouse=settings.warehouse,
        pipelines_dir=settings.pipelines,
        quarantine_dir=settings.quarantine,
        load_time=settings.load_time,
        limits=Limits(
            deleted_percent=settings.deleted_percent,
            terminated_percent=settings.terminated_percent,
            accepted_emptied=settings.accepted_emptied,
        ),
        is_full_asked=settings.is_full_load,
        full_reload_days=settings.full_reload_days,
    )


def source_of(spec: SourceSpec, settings: Settings, landing: Landing) -> Any | None:
    """The dlt source as the settings configure it, or None where it is not configured."""
    if spec.name == "meritline":
        return spec.build(meritline_config(spec, settings), landing)
    fields = settings.sources.get(spec.name)
    return None if fields is None else spec.build(spec.config(**fields), landing)


def meritline_config(spec: SourceSpec, settings: Settings) -> Any:
    """What Meritline lands of its own: its secret, what every source declares, what was published."""
    return spec.config(
        person_key_secret=settings.secret(),
        declarations={name: other.declaration for name, other in SOURCES.items()},
        contracts={
            name: {entity_name(record): record for record in other.records}
            for name, other in SOURCES.items()
            if other.declaration.delivers_what_it_holds
        },
        configured=frozenset(settings.sources),
        figures_dir=settings.figures,
    )


def absent(spec: SourceSpec, landing: Landing) -> Any:
    """The dlt source with its tables and no rows: the shape of its graph, and what an unconfigured source lands."""
    return absent_source(spec.name, spec.records, "the source is not configured", landing)


def raw_assets() -> list[dg.AssetsDefinition]:
    """The assets of every source in the register; nothing is opened or read until one runs."""
    return [_assets_of(spec) for spec in SOURCES.values()]


def _assets_of(spec: SourceSpec) -> dg.AssetsDefinition:
    translator = RawKeys()
    nowhere = Landing(Path(), Path(), Path(), load_time=datetime.min)
    specs = [
        translator.get_asset_spec(DltResourceTranslatorData(resource=resource, pipeline=None))
        for resource in absent(spec, nowhere).resources.values()
    ]
    if spec.name == "meritline":
        # What a source in the canonical contract can say is what its rows say: they land first.
        others = [dg.AssetKey([f"raw_{s.name}", r.table]) for s in SOURCES.values() for r in s.records]
        specs = [
            s.replace_attributes(deps=[k for k in others if k.path[0] != "raw_meritline"]) for s in specs
        ]

    # A load is a source whole or not at all, so its assets cannot be taken one by one.
    @dg.multi_asset(name=f"land_{spec.name}", specs=specs, retry_policy=_AGAIN, pool="warehouse")
    def load(
        context: dg.AssetExecutionContext, dlt: DagsterDltResource, meritline: Meritline
    ) -> Iterator[Any]:
        settings = meritline.settings()
        landing = landing_of(settings)
        source = source_of(spec, settings, landing)
        if source is None:
            context.log.warning(f"{spec.name} is not configured: its tables stay empty (see .env.example).")
            source = absent(spec, landing)
        with plain_failures(), settings.turn_at_warehouse():
            yield from dlt.run(
                context=context,
                dlt_source=source,
                dlt_pipeline=make_pipeline(spec.name, landing),
                dagster_dlt_translator=translator,
            )

    return load
