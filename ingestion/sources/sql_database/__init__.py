"""Databases: tables and queries of any SQLAlchemy database, mapped to the canonical contract. See README.md.

Belongs here: what the source says about itself. Does not belong here: reading (`client.py`), fields
(`ingestion.contract`).
"""

from functools import partial

from dlt.extract import DltSource

from ingestion.contract import ENTITIES
from ingestion.landing import Landing
from ingestion.pipelines import landed_source
from ingestion.record import Record
from ingestion.sources.spec import SourceSpec
from ingestion.sources.sql_database.client import SOURCE, DatabaseReader, SqlDatabaseConfig
from ingestion.sources.sql_database.doctor import examine

RECORDS: tuple[type[Record], ...] = tuple(ENTITIES.values())


def build(config: SqlDatabaseConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a database; nothing is read before it is extracted."""
    reader = DatabaseReader(config)
    return landed_source(SOURCE, {record: partial(reader.read, record) for record in RECORDS}, landing)


SPEC = SourceSpec(SOURCE, RECORDS, SqlDatabaseConfig, build, examine)
