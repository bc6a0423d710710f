"""The one place that knows the destination and the landing contract.

Belongs here: the dlt pipeline of a source, how its tables land, and its `loads`.
Does not belong here: anything about one source system, dagster, SQL about people.

A load goes in this order: every table of the source is read, whole or what changed, through its record class;
duplicates, unreadable rows and mass changes are judged; the rows are compared with the latest landed
versions; quarantine files are written; last, dlt appends what changed. A load that was killed while dlt
appended is healed by the next one, because the comparison is with what really landed.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
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
from ingestion.errors import SourceError, TableAbsent
from ingestion.guards import (
    check_deletions,
    check_emptied,
    check_terminations,
    check_unreadable,
    shape_changes,
)
from ingestion.history import Change, compare, drop_duplicates, landed_schema
from ingestion.landed import landed_name
from ingestion.landing import MEMORY_LIMIT, Landing, bounded_connection, connect
from ingestion.partial import Partial
from ingestion.quarantine import Unreadable, quarantine_file, write_quarantine
from ingestion.record import Record
from ingestion.rows import Arrival, read_rows, record_schema
from ingestion.sql import parquet

log = logging.getLogger(__name__)

Reader = Callable[[], Iterable[Mapping[str, Any] | Unreadable] | Partial | Columnar]
"""Reads one table: every row of it, as rows or as columns, or a `Partial` of what changed since an earlier load.

It raises `SourceError`, or `TableAbsent` where the source has no such table.
"""

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
        ("is_full", pa.bool_()),
    ]
)


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
    """Return how dlt connects to the warehouse: within the memory that a load may take.

    FSST is left out of the ways to compress that DuckDB tries on every text: without it the insert of 20 million
    payroll lines took a fifth less processor time and the file was no larger. Long texts that never repeat, such
    as comments, may take more room; that was not measured.
    """
    return DuckDbCredentials(
        str(landing.warehouse),
        pragmas=[
            f"memory_limit='{MEMORY_LIMIT}'",
            "preserve_insertion_order=false",
            "disabled_compression_methods='fsst,dict_fsst'",
        ],
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
        try:
            return _prepare(source, readers, landing, Path(folder().name))
        except OSError as error:
            raise _unreadable_file(source, error) from error

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


def _prepare(
    source: str, readers: Mapping[type[Record], Reader], landing: Landing, folder: Path
) -> Mapping[str, list[Any]]:
    """Read, judge and compare every table of a load; return what to append per table, with `loads`.

    A table to which nothing is added is left out, unless it has to be made or widened first.
    """
    load_id = landing.load_id(source)
    arrivals = [_arrive(source, record, reader, landing, folder) for record, reader in readers.items()]
    try:
        with closing(connect(landing)) as connection:
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
    _say_absent(source, arrivals)
    tables = {arrival.record.table: _appended(change) for arrival, change in zip(arrivals, changes)}
    return {**tables, "loads": [pa.Table.from_pylist(loads, schema=LOADS_SCHEMA)]}


def _say_absent(source: str, arrivals: Sequence[Arrival]) -> None:
    """Say which tables are absent and why; a source of which nothing is there is one line, and no warning."""
    absent = [arrival for arrival in arrivals if arrival.absent_reason is not None]
    if len(absent) == len(arrivals) and len({arrival.absent_reason for arrival in absent}) == 1:
        log.info("%s is absent: %s", source, absent[0].absent_reason)
        return
    for arrival in absent:
        log.warning("%s.%s is absent: %s", source, arrival.record.table, arrival.absent_reason)


def _unreadable_file(source: str, error: OSError) -> SourceError:
    """Return the error for a file that vanished or may not be read, by its name without its folder."""
    return SourceError(
        source,
        Path(str(error.filename or "its files")).name,
        f"the file could not be read ({type(error).__name__})",
        "see that it is there, may be read and is not being written, then load again",
        is_transient=isinstance(error, FileNotFoundError),
    )


def _appended(change: Change) -> list[Any]:
    """Return what dlt is to append to a table; files first, so that it imports them as they are."""
    files = [dlt.mark.with_file_import(str(path), "parquet") for path in change.files]
    has_rows = change.rows.num_rows or (change.has_new_columns and not files)
    return [*files, *([change.rows] if has_rows else [])]


def _arrive(source: str, record: type[Record], reader: Reader, landing: Landing, folder: Path) -> Arrival:
    """Read one table; an absent one arrives empty with its reason."""
    try:
        read = reader()
        if isinstance(read, Columnar):
            with closing(bounded_connection(landing)) as connection:
                load_id = landing.load_id(source)
                return stage(
                    connection, source, record, read, folder / record.table, landing.known_from, load_id
                )
        if not isinstance(read, Partial):
            return read_rows(record, read)
        arrival = read_rows(record, read.rows)
        arrival.is_full, arrival.scope_field, arrival.scope = False, read.scope_field, read.scope
    except TableAbsent as absent:
        arrival = read_rows(record, ())
        arrival.absent_reason, arrival.is_full = absent.reason, False
    return arrival


def _judge(
    connection: duckdb.DuckDBPyConnection, source: str, arrival: Arrival, landing: Landing, load_id: str
) -> Change:
    """Compare one arrival with what is known and let the guards judge it."""
    record, table, limits = arrival.record, arrival.record.table, landing.limits
    changes = shape_changes(record, arrival.rejected)
    check_unreadable(source, table, len(arrival.rejected), arrival.received, changes, limits)
    landed = landed_name(connection, source, table)
    change = compare(connection, source, landed, arrival, landing.known_from, load_id)
    check_deletions(source, table, change.deleted, change.live, limits)
    connection.register("appended", change.rows)
    connection.register("readable", arrival.table)
    added = parquet(change.files) if change.files else "appended"
    check_terminations(connection, source, record, landed, added, limits)
    came = parquet(arrival.staged) if arrival.staged else "readable"
    check_emptied(connection, source, record, landed, came, limits)
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
        "is_full": arrival.is_full,
    }


def _hints(schema: pa.Schema) -> list[TColumnSchema]:
    """Return the columns of a table in dlt's words; of a file that it imports it knows no others."""
    return list(py_arrow_to_table_schema_columns(schema).values())
