"""Publication and deliveries: what leaves, once every gate below it has passed.

Belongs here: which asset a publication or document is, entering it in the ledger and its figures among those kept.
Does not belong here: what a delivery looks like (`exports/`), any figure.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from exports.deliver import deliver, nothing_to_deliver
from exports.delivery import Delivery, read_deliveries, read_tables
from exports.errors import ExportError
from exports.ledger import append, entry_for
from exports.publish import publish
from exports.release import Release, make_release
from ingestion.sources.meritline.figures import enter
from orchestration.resources import Meritline
from orchestration.settings import Settings
from orchestration.terminal import NOT_MADE, dbt_failures

PUBLISHED = dg.AssetKey(["published", "meritline"])


def delivery_assets(manifest_path: Path) -> list[dg.AssetsDefinition]:
    """The publication and one group of documents per delivery, as the manifest declares them.

    Args:
        manifest_path: dbt's manifest; exposures become deliveries keyed `[deliveries, <delivery>, <format>]`.
    """
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    # Every report stands below the publication, so one failed release check stops all that leaves.
    reports = [dg.AssetKey(["reports", table.name]) for table in read_tables(manifest).values()]
    documents = [d for d in read_deliveries(manifest) if document_formats(d)]
    return [_publication(manifest, reports), *(_documents(d) for d in documents)]


def document_formats(delivery: Delivery) -> list[str]:
    """The formats of a delivery that are files; a dashboard reads what is published."""
    return [f for f in delivery.formats if f != "dashboard"]


def release_of(settings: Settings) -> Release:
    """The release that the warehouse holds now."""
    return make_release(settings.warehouse, settings.as_of_date, settings.known_at or settings.load_time)


def built(settings: Settings) -> None:
    """Make sure that the last build ran to its end and every blocking test of it held.

    Raises:
        dagster.Failure: what the warehouse holds may not leave; the sentences say why.
    """
    failures = dbt_failures(settings.dbt_target, settings.warehouse)
    if failures:
        raise dg.Failure(
            description=" ".join(["The last build does not stand, so nothing is published.", *failures[:3]]),
            allow_retries=False,
        )


def _publication(manifest: dict[str, Any], reports: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUBLISHED,
        name=None,
        group_name="published",
        deps=reports,
        kinds={"duckdb", "parquet"},
        description="The file and folder BI tools read, replaced in one step; an open reader keeps a whole release.",
        pool="warehouse",
    )
    def publish_release(meritline: Meritline) -> dg.MaterializeResult[Any]:
        settings = meritline.settings()
        with settings.turn_at_warehouse():
            built(settings)
            release = release_of(settings)
            publication = publish(settings.warehouse, settings.published, manifest, release)
            entry = enter(
                settings.warehouse, settings.figures, release.release_id, release.as_of_date, release.known_at
            )
        return dg.MaterializeResult(
            metadata={
                "release": release.release_id,
                "as of": release.as_of_date.isoformat(),
                "tables": len(publication.row_counts),
                "rows": sum(publication.row_counts.values()),
                "entered": "no: its figures stand already" if entry is None else entry.release_number,
            }
        )

    return publish_release


def _documents(delivery: Delivery) -> dg.AssetsDefinition:
    reports = [dg.AssetKey(["reports", table.name]) for table in delivery.tables]
    formats = document_formats(delivery)

    @dg.multi_asset(
        name=f"deliver_{delivery.name}",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["deliveries", delivery.name, kind]),
                group_name="deliveries",
                deps=[PUBLISHED, *reports],
                kinds={kind},
                description=f"{delivery.title}, for {delivery.audience}.",
            )
            for kind in formats
        ],
        pool="warehouse",
    )
    def documents(meritline: Meritline) -> Iterator[dg.MaterializeResult[Any]]:
        settings = meritline.settings()
        with settings.turn_at_warehouse():
            built(settings)
            release = release_of(settings)
            try:
                files = deliver(delivery, settings.warehouse, settings.deliveries, release)
            except ExportError as error:
                # One sentence, and no second try: a delivery that is withheld is so until somebody puts it right.
                raise dg.Failure(description=str(error), allow_retries=False) from None
            reason = "" if files else nothing_to_deliver(delivery, settings.warehouse)
        now = datetime.now(UTC)
        append(
            settings.ledger,
            [
                entry_for(
                    file,
                    delivered_at=now,
                    release=release.release_id,
                    delivery=delivery.name,
                    audience=delivery.audience,
                )
                for file in files
            ],
        )
        for kind in formats:
            own = [f for f in files if f.suffix == f".{kind}"]
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey(["deliveries", delivery.name, kind]),
                metadata={
                    "release": release.release_id,
                    "files": len(own),
                    **({NOT_MADE: reason} if reason else {}),
                    "folder": str(settings.deliveries / delivery.name / release.release_id),
                },
            )

    return documents
