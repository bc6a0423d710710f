"""The dbt models as assets: staging to reports, each model's tests as its checks.

Belongs here: how dbt is called. Does not belong here: selection of models for a purpose, rules about people.
"""

from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)

from orchestration.resources import Meritline
from orchestration.settings import DBT_PROJECT


class HouseGroups(DagsterDbtTranslator):
    """dbt's default keys (`[schema, model]`); groups are the layers and marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema a model is built in."""
        return dbt_resource_props["config"].get("schema") or super().get_group_name(dbt_resource_props)


def dbt_project() -> DbtProject:
    """Where the dbt project and its profile are."""
    return DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT)


def model_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """Every model and seed as an asset.

    Args:
        manifest_path: dbt's manifest of the models as they stand.
    """
    translator = HouseGroups(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))

    # No retry: what a model made of the same rows the second time would be the same.
    @dbt_assets(
        manifest=manifest_path,
        name="build_models",
        dagster_dbt_translator=translator,
        pool="warehouse",
    )
    def build_models(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, meritline: Meritline
    ) -> Iterator[Any]:
        settings = meritline.settings()
        # Unit tests use invented rows and belong to `make test`; a production build runs the data tests.
        arguments = ["build", "--exclude-resource-type", "unit_test", "--vars", settings.dbt_variables]
        # Until dbt writes new results there are none: a build that is ended halfway counts as none.
        (settings.dbt_target / "run_results.json").unlink(missing_ok=True)
        # dbt's own lines go to a file: seven hundred of them hide what a person should read.
        with settings.turn_at_warehouse(), settings.dbt_log() as log, redirect_stdout(log):
            yield from dbt.cli(arguments, context=context, target_path=settings.dbt_target).stream()

    return build_models
