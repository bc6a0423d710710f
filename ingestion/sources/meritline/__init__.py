"""Meritline's own settings that SQL needs: the secret of the keyed hash.

Belongs here: landing that secret, and refusing to change it unseen.
Does not belong here: anything about a person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel, ConfigDict, SecretStr

from ingestion.errors import SourceError
from ingestion.pipelines import Landing, known_rows, landed_source
from ingestion.sources.meritline.records import PersonKeySecret
from ingestion.sources.spec import SourceSpec

SOURCE = "meritline"
SHORTEST_SECRET = 16


class MeritlineConfig(BaseModel):
    """Meritline's own settings.

    Attributes:
        person_key_secret: what `person_key` is hashed with; the same for the life of a warehouse.
    """

    model_config = ConfigDict(frozen=True)

    person_key_secret: SecretStr


def build(config: MeritlineConfig, landing: Landing) -> DltSource:
    """Return the dlt source of Meritline's own settings; nothing is read before it is extracted."""

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

    return landed_source(SOURCE, {PersonKeySecret: secrets}, landing)


SPEC = SourceSpec(SOURCE, (PersonKeySecret,), MeritlineConfig, build)
