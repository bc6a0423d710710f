"""What Meritline itself puts beside the sources: the secret of the keyed hash, what the sources can say, what it said.

Belongs here: landing the three, and refusing to change the secret unseen.
Does not belong here: anything about a person, what a capability means for a figure (the marts).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel, ConfigDict, SecretStr

from ingestion.capabilities import Contract, Declaration, capability_rows
from ingestion.columnar import Columnar, from_files
from ingestion.errors import SourceError
from ingestion.landed import filled_fields, known_rows
from ingestion.landing import Landing
from ingestion.pipelines import Reader, landed_source
from ingestion.record import Record
from ingestion.sources.meritline import figures
from ingestion.sources.meritline.records import (
    PersonKeySecret,
    PublishedFigure,
    PublishedRelease,
    SourceCapability,
)
from ingestion.sources.spec import SourceSpec
from ingestion.sql import quoted

SOURCE = "meritline"
SHORTEST_SECRET = 16


class MeritlineConfig(BaseModel):
    """Meritline's own settings.

    Attributes:
        person_key_secret: what `person_key` is hashed with; the same for the life of a warehouse.
        declarations: what each source declares, by its name.
        contracts: of each source that delivers what it holds, its record classes by entity.
        configured: names of the sources that are configured.
        figures_dir: the folder of the figures that earlier releases said; None where none is kept.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    person_key_secret: SecretStr
    declarations: Mapping[str, Declaration] = {}
    contracts: Mapping[str, Contract] = {}
    configured: frozenset[str] = frozenset()
    figures_dir: Path | None = None


def build(config: MeritlineConfig, landing: Landing) -> DltSource:
    """Return the dlt source of Meritline's own settings; nothing is read before it is extracted.

    A source in the canonical contract can say what its landed rows say, so it has to be loaded before.
    """

    def secrets() -> Iterable[Mapping[str, Any]]:
        secret = config.person_key_secret.get_secret_value().strip()
        if len(secret) < SHORTEST_SECRET:
            raise SourceError(
                SOURCE,
                "person_key_secret",
                f"it is shorter than {SHORTEST_SECRET} characters",
                "set a longer one",
            )
        if any(row["secret"] != secret for row in known_rows(SOURCE, PersonKeySecret, landing)):
            raise SourceError(
                SOURCE,
                "person_key_secret",
                "it is not the one this warehouse was built with, and every person key would change",
                "set the former secret, or start an empty warehouse",
            )
        return [{"secret_id": 1, "secret": secret}]

    def capabilities() -> Iterable[Mapping[str, Any]]:
        filled = {
            (source, entity): filled_fields(source, record, landing)
            for source, records in config.contracts.items()
            for entity, record in records.items()
        }
        return capability_rows(config.declarations, config.configured, filled)

    def releases() -> Iterable[Mapping[str, Any]]:
        return figures.releases(config.figures_dir) if config.figures_dir else ()

    def published() -> Iterable[Mapping[str, Any]] | Columnar:
        files = [r.figures for r in figures.entered(config.figures_dir)] if config.figures_dir else []
        return (
            from_files(files, {name: quoted(name) for name in PublishedFigure.model_fields}) if files else ()
        )

    readers: Mapping[type[Record], Reader] = {
        PersonKeySecret: secrets,
        SourceCapability: capabilities,
        PublishedRelease: releases,
        PublishedFigure: published,
    }
    return landed_source(SOURCE, readers, landing)


SPEC = SourceSpec(
    SOURCE, (PersonKeySecret, SourceCapability, PublishedRelease, PublishedFigure), MeritlineConfig, build
)
