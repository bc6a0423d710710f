"""What a source system has to say about itself to be loaded.

Belongs here: the form of the entry in `ingestion.sources.SOURCES`.
Does not belong here: any one source, reading the environment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel

from ingestion.capabilities import Declaration, declaration
from ingestion.doctor import Finding
from ingestion.landing import Landing
from ingestion.record import Record

SOURCES_FOLDER = Path(__file__).resolve().parent


def nothing_to_examine(config: Any) -> Iterable[Finding]:
    """Examine nothing: the source is Meritline's own."""
    return ()


@dataclass(frozen=True)
class SourceSpec:
    """A source system.

    Attributes:
        name: the source's name; its tables land in `raw_<name>`.
        records: its record classes, one per landed table.
        config: pydantic class of its settings; secrets are `SecretStr`.
        build: makes the dlt source from settings and landing; reads nothing yet.
        examine: tries the system with its settings, for `meritline doctor`; lands nothing.
    """

    name: str
    records: tuple[type[Record], ...]
    config: type[BaseModel]
    build: Callable[[Any, Landing], DltSource]
    examine: Callable[[Any], Iterable[Finding]] = nothing_to_examine

    @property
    def declaration(self) -> Declaration:
        """What the source can say of each canonical field; nothing where it has no `capabilities.yml`."""
        file = SOURCES_FOLDER / self.name / "capabilities.yml"
        return declaration(file, self.records) if file.exists() else Declaration({})
