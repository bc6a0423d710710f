"""The one graph from source to delivery.

Belongs here: assembly only. Does not belong here: assets, checks, jobs or settings themselves.
"""

from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource
from dagster_dlt import DagsterDltResource

from orchestration.assets.deliveries import delivery_assets
from orchestration.assets.models import dbt_project, model_assets
from orchestration.assets.raw import raw_assets
from orchestration.checks import freshness_checks, landing_checks, release_checks
from orchestration.jobs import jobs
from orchestration.resources import Meritline
from orchestration.schedules import schedules
from orchestration.sensors import sensors
from orchestration.settings import DBT
from orchestration.terminal import step_lines


def assemble(manifest_path: Path) -> dg.Definitions:
    """Assemble the graph; nothing is connected to and no setting is read before an asset runs.

    Args:
        manifest_path: dbt's manifest of the models as they stand.
    """
    landing, release, freshness = landing_checks(), release_checks(), freshness_checks()
    return dg.Definitions(
        assets=[*raw_assets(), model_assets(manifest_path), *delivery_assets(manifest_path)],
        asset_checks=[*landing, *release, *freshness],
        jobs=jobs(landing, release, freshness),
        schedules=schedules(),
        sensors=sensors(),
        resources={
            "dbt": DbtCliResource(project_dir=dbt_project(), dbt_executable=DBT),
            "dlt": DagsterDltResource(),
            "meritline": Meritline(),
        },
        executor=dg.in_process_executor,
        loggers={"step_lines": step_lines},
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The graph of the project; its models are parsed first where they never were."""
    project = dbt_project()
    if not project.manifest_path.exists():
        project.preparer.prepare(project)
    return assemble(project.manifest_path)
