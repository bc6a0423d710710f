"""What a source system has to say about itself to be loaded.

Belongs here: the form of the entry in `ingestion.sources.SOURCES`.
Does not belong here: any one source, reading the environment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel

from ingestion.pipelines import Landing
from ingestion.record import Record


@dataclass(frozen=True)
class SourceSpec:
    """A source system.

    Attributes:
        name: the source's name; its tables land in `raw_<name>`.
        records: its record classes, one per landed table.
        config: pydantic class of its settings; secrets are `SecretStr`.
        build: makes the dlt source from settings and landing; reads nothing yet.
    """

    name: str
    records: tuple[type[Record], ...]
    config: type[BaseModel]
    build: Callable[[Any, Landing], DltSource]
