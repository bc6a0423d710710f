"""The one place that knows the destination and the landing contract.

Belongs here: the dlt pipeline of a source, how its tables land, and its `loads`.
Does not belong here: anything about one source system, dagster, SQL about people.

A load goes in this order: every table of the source is read completely and through its record class;
duplicates, unreadable rows and mass changes are judged; the rows are compared with the latest landed
versions; quarantine files are written; last, dlt appends what changed. A load that was killed while dlt
appended is healed by the next one, because the comparison is with what really landed.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import dlt
import duckdb
import pyarrow as pa
from dlt.common.libs.pyarrow import py_arrow_to_table_schema_columns
from dlt.common.schema.typing import TColumnSchema
from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials
from dlt.extract import DltResource, DltSource
from dlt.pipeline.pipeline import Pipeline

from ingestion.columnar import Columnar, stage
from ingestion.errors import TableAbsent
from ingestion.guards import Limits, check_deletions, check_unreadable
from ingestion.history import Change, compare, drop_duplicates, landed_schema, literal
from ingestion.quarantine import Unreadable, quarantine_file, write_quarantine
from ingestion.record import Record
from ingestion.rows import Arrival, read_rows, record_schema

log = logging.getLogger(__name__)

Reader = Callable[[], Iterable[Mapping[str, Any] | Unreadable] | Columnar]
"""Reads one table completely, as rows or as columns.

It raises `SourceError`, or `TableAbsent` where the source has no such table.
"""

MEMORY_LIMIT = "2500MB"
"""What DuckDB may take while a load is judged or written; beyond it works on disk."""

LOADS_SCHEMA = pa.schema(
    [
        ("load_id", pa.string()),
        ("table_name", pa.string()),
        ("known_from", pa.timestamp("us")),
        ("received_count", pa.int64()),
        ("landed_count", pa.int64()),
        ("unchanged_count", pa.int64()),
        ("deleted_count", pa.int64()),
        ("quarantined_count", pa.int64()),
        ("absent_reason", pa.string()),
    ]
)


@dataclass(frozen=True)
class Landing:
    """Where one load goes and from when it is known.

    Attributes:
        warehouse: the DuckDB file.
        pipelines_dir: folder of dlt's working files.
        quarantine_dir: folder of the quarantine files.
        load_time: knowledge time of the load; UTC, naive or aware.
        limits: how much one load may lose before it stops.
    """

    warehouse: Path
    pipelines_dir: Path
    quarantine_dir: Path
    load_time: datetime
    limits: Limits = field(default_factory=Limits)

    @property
    def known_from(self) -> datetime:
        """The load time as it lands: naive UTC."""
        if self.load_time.tzinfo is None:
            return self.load_time
        return self.load_time.astimezone(UTC).replace(tzinfo=None)

    def load_id(self, source: str) -> str:
        """Return the identifier of this load of a source."""
        return f"{source}-{self.known_from:%Y%m%dT%H%M%S}"


def make_pipeline(source: str, landing: Landing) -> Pipeline:
    """Return the dlt pipeline of a source: DuckDB, dataset `raw_<source>`.

    What an interrupted load left in dlt's working files is dropped: the next load finds what is missing.

    Args:
        source: name of the source.
        landing: where the load goes; missing folders are made.
    """
    landing.warehouse.parent.mkdir(parents=True, exist_ok=True)
    landing.pipelines_dir.mkdir(parents=True, exist_ok=True)
    for left in landing.pipelines_dir.glob(f"{source}-columns-*"):
        rmtree(left, ignore_errors=True)
    pipeline = dlt.pipeline(
        pipeline_name=source,
        pipelines_dir=str(landing.pipelines_dir),
        destination=dlt.destinations.duckdb(_credentials(landing)),
        dataset_name=f"raw_{source}",
    )
    return pipeline.drop() if pipeline.has_pending_data else pipeline


def _credentials(landing: Landing) -> DuckDbCredentials:
    """Return how dlt connects to the warehouse: within the memory that a load may take."""
    return DuckDbCredentials(
        str(landing.warehouse), pragmas=[f"memory_limit='{MEMORY_LIMIT}'", "preserve_insertion_order=false"]
    )


def landed_source(source: str, readers: Mapping[type[Record], Reader], landing: Landing) -> DltSource:
    """Return a dlt source with a resource per record class and `loads`; it reads when it is extracted.

    Every resource yields the rows that are new, changed or gone since the last load, as parquet files to import
    and as one arrow table, or nothing. The first extracted resource reads all tables, so a source that fails
    halfway lands nothing.

    Args:
        source: name of the source.
        readers: per record class, what reads its table completely.
        landing: where the load goes and from when it is known.

    Raises (on extraction):
        SourceError: when a reader fails, rows with one key differ, a guard stops the load, or knowledge time
            would run backwards.
    """

    @cache
    def folder() -> TemporaryDirectory[str]:
        landing.pipelines_dir.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=landing.pipelines_dir, prefix=f"{source}-columns-")

    @cache
    def tables() -> Mapping[str, list[Any]]:
        return _prepare(source, readers, landing, Path(folder().name))

    def resource(name: str, schema: pa.Schema) -> DltResource:
        def rows() -> Iterator[Any]:
            yield from tables().get(name, ())
            # dlt has linked the files into its own folder when it asks for more.
            rmtree(Path(folder().name) / name, ignore_errors=True)

        return dlt.resource(
            rows, name=name, columns=_hints(schema), write_disposition="append", max_table_nesting=0
        )

    @dlt.source(
        name=source,
        max_table_nesting=0,
        schema_contract={"tables": "evolve", "columns": "evolve", "data_type": "freeze"},
    )
    def landed() -> list[DltResource]:
        return [
            *(resource(record.table, landed_schema(record_schema(record))) for record in readers),
            resource("loads", LOADS_SCHEMA),
        ]

    return landed()


def absent_source(source: str, records: Iterable[type[Record]], reason: str, landing: Landing) -> DltSource:
    """Return the dlt source of a system that cannot be read now: empty tables, or what landed earlier, untouched.

    Args:
        source: name of the source.
        records: its record classes.
        reason: why, as a clause; it stands in `loads`.
        landing: where the load goes.
    """

    def absent() -> Iterable[Mapping[str, Any]]:
        raise TableAbsent(reason)

    return landed_source(source, dict.fromkeys(records, absent), landing)


def known_rows(source: str, record: type[Record], landing: Landing) -> list[dict[str, Any]]:
    """Return the landed versions of a table in the fields of its record class; [] before its first load.

    Args:
        source: name of the source.
        record: the record class, which keeps every row (`deletes` is False).
        landing: names the warehouse.
    """
    with closing(_connect(landing)) as connection:
        landed = _landed_name(connection, source, record.table)
        if landed is None:
            return []
        fields = ", ".join(f'"{name}"' for name in record.model_fields)
        return connection.execute(f"select {fields} from {landed}").to_arrow_table().to_pylist()


def landed_counts(source: str, record: type[Record], column: str, landing: Landing) -> Mapping[Any, int]:
    """Return the number of landed versions per value of a column; {} before the first load.

    Args:
        source: name of the source.
        record: the record class.
        column: a field of it.
        landing: names the warehouse.
    """
    with closing(_connect(landing)) as connection:
        landed = _landed_name(connection, source, record.table)
        if landed is None:
            return {}
        return dict(connection.execute(f'select "{column}", count(*) from {landed} group by 1').fetchall())


def landed_values(
    source: str, record: type[Record], column: str, where: str, values: Collection[str], landing: Landing
) -> set[Any]:
    """Return the values of a column in the landed versions whose column `where` holds one of some values.

    Args:
        source: name of the source.
        record: the record class.
        column: a field of it.
        where: another field of it.
        values: what that one holds.
        landing: names the warehouse.
    """
    with closing(_connect(landing)) as connection:
        landed = _landed_name(connection, source, record.table)
        if landed is None:
            return set()
        query = f'select distinct "{column}" from {landed} where "{where}" in (select unnest(?))'
        return {value for (value,) in connection.execute(query, [list(values)]).fetchall()}


def bounded_connection(landing: Landing) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection to nothing, within the memory that a load may take."""
    connection = duckdb.connect()
    _within_memory(connection, landing)
    return connection


def _prepare(
    source: str, readers: Mapping[type[Record], Reader], landing: Landing, folder: Path
) -> Mapping[str, list[Any]]:
    """Read, judge and compare every table of a load; return what to append per table, with `loads`.

    A table to which nothing is added is left out, unless it has to be made or widened first.
    """
    load_id = landing.load_id(source)
    arrivals = [_arrive(source, record, reader, landing, folder) for record, reader in readers.items()]
    try:
        with closing(_connect(landing)) as connection:
            for arrival in arrivals:
                drop_duplicates(connection, source, arrival)
            changes = [_judge(connection, source, arrival, landing, load_id) for arrival in arrivals]
    finally:
        for arrival in arrivals:
            path = quarantine_file(landing.quarantine_dir, source, arrival.record.table, load_id)
            write_quarantine(path, source, arrival.record.table, arrival.rejected)
    loads = []
    for arrival, change in zip(arrivals, changes):
        row = _loads_row(arrival, change, landing.known_from, load_id)
        loads.append(row)
        if arrival.rejected:
            log.warning("%s.%s: %d rows in quarantine", source, arrival.record.table, len(arrival.rejected))
        if arrival.absent_reason is not None:
            log.warning("%s.%s is absent: %s", source, arrival.record.table, arrival.absent_reason)
    tables = {arrival.record.table: _appended(change) for arrival, change in zip(arrivals, changes)}
    return {**tables, "loads": [pa.Table.from_pylist(loads, schema=LOADS_SCHEMA)]}


def _appended(change: Change) -> list[Any]:
    """Return what dlt is to append to a table; files first, so that it imports them as they are."""
    files = [dlt.mark.with_file_import(str(path), "parquet") for path in change.files]
    has_rows = change.rows.num_rows or (change.has_new_columns and not files)
    return [*files, *([change.rows] if has_rows else [])]


def _arrive(source: str, record: type[Record], reader: Reader, landing: Landing, folder: Path) -> Arrival:
    """Read one table completely; an absent one arrives empty with its reason."""
    try:
        read = reader()
        if not isinstance(read, Columnar):
            return read_rows(record, read)
    except TableAbsent as absent:
        arrival = read_rows(record, ())
        arrival.absent_reason = absent.reason
        return arrival
    with closing(bounded_connection(landing)) as connection:
        load_id = landing.load_id(source)
        return stage(connection, source, record, read, folder / record.table, landing.known_from, load_id)


def _judge(
    connection: duckdb.DuckDBPyConnection, source: str, arrival: Arrival, landing: Landing, load_id: str
) -> Change:
    """Compare one arrival with what is known and let the guards judge it."""
    table = arrival.record.table
    check_unreadable(
        source, table, len(arrival.rejected), arrival.received, arrival.commonest_reason(), landing.limits
    )
    landed = _landed_name(connection, source, table)
    change = compare(connection, source, landed, arrival, landing.known_from, load_id)
    check_deletions(source, table, change.deleted, change.live, landing.limits)
    return change


def _loads_row(arrival: Arrival, change: Change, known_from: datetime, load_id: str) -> dict[str, Any]:
    """Return the row of `loads` for one table; received = landed + unchanged + quarantined."""
    return {
        "load_id": load_id,
        "table_name": arrival.record.table,
        "known_from": known_from,
        "received_count": arrival.received,
        "landed_count": change.landed,
        "unchanged_count": change.unchanged,
        "deleted_count": change.deleted,
        "quarantined_count": len(arrival.rejected),
        "absent_reason": arrival.absent_reason,
    }


def _hints(schema: pa.Schema) -> list[TColumnSchema]:
    """Return the columns of a table in dlt's words; of a file that it imports it knows no others."""
    return list(py_arrow_to_table_schema_columns(schema).values())


def _connect(landing: Landing) -> duckdb.DuckDBPyConnection:
    """Connect to the warehouse, or to nothing when there is none yet."""
    connection = duckdb.connect(str(landing.warehouse)) if landing.warehouse.exists() else duckdb.connect()
    _within_memory(connection, landing)
    return connection


def _within_memory(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Let a connection work on disk beyond the memory that a load may take; the order of rows says nothing."""
    connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    connection.execute(f"set temp_directory = {literal(str(landing.pipelines_dir / 'spilled'))}")
    connection.execute("set preserve_insertion_order = false")


def _landed_name(connection: duckdb.DuckDBPyConnection, source: str, table: str) -> str | None:
    """Return the qualified name of a landed table, or None before its first load."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [f"raw_{source}", table],
    ).fetchone()
    return f'"raw_{source}"."{table}"' if found else None
