"""Canonical files: every entity of the canonical contract as a file. See README.md beside this file.

Belongs here: what the source says about itself. Does not belong here: reading (`client.py`, `formats.py`), fields
(`ingestion.contract`).
"""

from functools import partial

from dlt.extract import DltSource

from ingestion.contract import ENTITIES
from ingestion.landing import Landing
from ingestion.pipelines import landed_source
from ingestion.record import Record
from ingestion.sources.canonical_files.client import SOURCE, CanonicalFilesConfig, CanonicalReader
from ingestion.sources.canonical_files.doctor import examine
from ingestion.sources.spec import SourceSpec

RECORDS: tuple[type[Record], ...] = tuple(ENTITIES.values())


def build(config: CanonicalFilesConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a folder of canonical files; nothing is read before it is extracted."""
    reader = CanonicalReader(config, RECORDS, landing.limits)
    return landed_source(SOURCE, {record: partial(reader.read, record) for record in RECORDS}, landing)


SPEC = SourceSpec(SOURCE, RECORDS, CanonicalFilesConfig, build, partial(examine, records=RECORDS))
