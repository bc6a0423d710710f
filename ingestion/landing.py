"""Where one load goes: the warehouse, dlt's folder, the quarantine, and from when it is known.

Belongs here: the settings of a load and the connections it may open. Does not belong here: what it lands.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingestion.guards import Limits
from ingestion.sql import literal

MEMORY_LIMIT = "2500MB"
"""What DuckDB may take while a load is judged or written; beyond it works on disk."""


@dataclass(frozen=True)
class Landing:
    """Where one load goes and from when it is known.

    Attributes:
        warehouse: the DuckDB file.
        pipelines_dir: folder of dlt's working files.
        quarantine_dir: folder of the quarantine files.
        load_time: knowledge time of the load; UTC, naive or aware.
        limits: how much one load may lose before it stops.
        is_full_asked: whether every table is to be read whole, whatever the source can tell of changes.
        full_reload_days: age at which the last whole reading of a table no longer holds.
    """

    warehouse: Path
    pipelines_dir: Path
    quarantine_dir: Path
    load_time: datetime
    limits: Limits = field(default_factory=Limits)
    is_full_asked: bool = False
    full_reload_days: int = 7

    @property
    def known_from(self) -> datetime:
        """The load time as it lands: naive UTC."""
        if self.load_time.tzinfo is None:
            return self.load_time
        return self.load_time.astimezone(UTC).replace(tzinfo=None)

    def load_id(self, source: str) -> str:
        """Return the identifier of this load of a source."""
        return f"{source}-{self.known_from:%Y%m%dT%H%M%S}"


def connect(landing: Landing) -> duckdb.DuckDBPyConnection:
    """Connect to the warehouse, or to nothing when there is none yet."""
    connection = duckdb.connect(str(landing.warehouse)) if landing.warehouse.exists() else duckdb.connect()
    _within_memory(connection, landing)
    return connection


def bounded_connection(landing: Landing) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection to nothing, within the memory that a load may take."""
    connection = duckdb.connect()
    _within_memory(connection, landing)
    return connection


def _within_memory(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Let a connection work on disk beyond the memory that a load may take; the order of rows says nothing."""
    connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"set temp_directory = {literal(str(landing.pipelines_dir / 'spilled'))}")
    connection.execute("set preserve_insertion_order = false")
