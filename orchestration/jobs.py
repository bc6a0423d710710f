"""Jobs: which part of the graph each verb runs; a gate is always part of it.

Belongs here: selections. Does not belong here: when they run (`schedules.py`, `sensors.py`), assets.
"""

from collections.abc import Sequence

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from ingestion.sources import SOURCES


def jobs(
    landing: Sequence[dg.AssetChecksDefinition],
    release: Sequence[dg.AssetChecksDefinition],
    freshness: Sequence[dg.AssetChecksDefinition],
) -> list[UnresolvedAssetJobDefinition]:
    """The jobs `run`, `load`, `build`, `deliver` and `check`, and a `load_<source>` each.

    Args:
        landing: the gates between a load and the models.
        release: the gates between the reports and their readers.
        freshness: warnings about sources not loaded for long; they run with `check` only.
    """
    raw = dg.AssetSelection.groups(*(f"raw_{name}" for name in SOURCES))
    exports = dg.AssetSelection.groups("published", "deliveries")
    everything = dg.AssetSelection.all()
    stale = dg.AssetSelection.checks(*freshness)
    landing_gates = dg.AssetSelection.checks(*landing)
    release_gates = dg.AssetSelection.checks(*release)
    # Everything that is neither a source nor an export is a model, with the tests dbt runs on it.
    models = everything - stale - raw - exports - landing_gates - release_gates

    def job(name: str, selection: dg.AssetSelection, description: str) -> UnresolvedAssetJobDefinition:
        return dg.define_asset_job(
            name, selection=selection, description=description, executor_def=dg.in_process_executor
        )

    def load_one(source: str) -> UnresolvedAssetJobDefinition:
        own = dg.AssetSelection.groups(f"raw_{source}")
        # What a source can say lands anew with its rows.
        with_capabilities = dg.AssetSelection.groups(f"raw_{source}", "raw_meritline")
        return job(
            f"load_{source}",
            with_capabilities.without_checks() | (own & landing_gates),
            f"Load {source} and check its arrival.",
        )

    return [
        *(load_one(source) for source in SOURCES),
        job("run", everything - stale, "From the sources to the deliveries."),
        job(
            "load",
            raw.without_checks() | landing_gates,
            "Bring every source's rows in and check their arrival.",
        ),
        job("build", models | landing_gates, "Build and test the models from what has landed."),
        job(
            "deliver",
            exports.without_checks() | release_gates,
            "Check the reports, publish and deliver them.",
        ),
        job(
            "check",
            dg.AssetSelection.all_asset_checks(),
            "Every gate, test and freshness check, changing nothing.",
        ),
    ]
