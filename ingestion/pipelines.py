"""The one place that knows the destination and the landing contract.

Belongs here: the dlt pipeline of a source, how its tables land, and its `loads`.
Does not belong here: anything about one source system, dagster, SQL about people.

A load goes in this order: every table of the source is read, whole or what changed, through its record class;
duplicates, unreadable rows and mass changes are judged; the rows are compared with the latest landed
versions; quarantine files are written; last, dlt appends what changed. A load that was killed while dlt
appended is healed by the next one, because the comparison is with what really landed.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
    Limits,
    check_deletions,
    check_emptied,
    check_terminations,
    check_unreadable,
    shape_changes,
)
from ingestion.history import Change, compare, drop_duplicates, landed_schema, literal, parquet
from ingestion.partial import Partial
from ingestion.quarantine import Unreadable, quarantine_file, write_quarantine
from ingestion.record import Record
from ingestion.rows import Arrival, read_rows, record_schema

log = logging.getLogger(__name__)

Reader = Callable[[], Iterable[Mapping[str, Any] | Unreadable] | Partial | Columnar]
"""Reads one table: every row of it, as rows or as columns, or a `Partial` of what changed since an earlier load.

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
        ("is_full", pa.bool_()),
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


def live_columns(
    source: str, record: type[Record], fields: Sequence[str], landing: Landing
) -> list[tuple[Any, ...]]:
    """Return some fields of every row that is known as live; [] before the first load.

    Args:
        source: name of the source.
        record: the record class.
        fields: fields of it.
        landing: names the warehouse.
    """
    with closing(_connect(landing)) as connection:
        landed = _landed_name(connection, source, record.table)
        if landed is None:
            return []
        keys = ", ".join(f'"{name}"' for name in record.key)
        wanted = ", ".join(f'"{name}"' for name in fields)
        return connection.execute(
            f"""
            select {wanted} from (
                select * from {landed}
                qualify row_number() over (partition by {keys} order by known_from desc) = 1
            ) where not is_deleted
            """
        ).fetchall()


def due_whole(source: str, records: Iterable[type[Record]], landing: Landing) -> frozenset[type[Record]]:
    """Return the tables that have to be read whole, however well their source can tell what changed.

    Those are all of them when that is asked for, and when an earlier load was killed while it was landing: its
    tables may not fit together. Else it is one that never was read whole, or `full_reload_days` ago; one whose
    record class has a field that the landed table lacks; and one that the last load found absent.

    Args:
        source: name of the source.
        records: its record classes.
        landing: names the warehouse and the time of the load.
    """
    records = frozenset(records)
    if landing.is_full_asked:
        return records
    oldest = landing.known_from - timedelta(days=landing.full_reload_days)
    with closing(_connect(landing)) as connection:
        loads = _landed_name(connection, source, "loads")
        if loads is None or not {"is_full", "absent_reason"} <= _columns(connection, loads):
            return records
        fresh = dict(
            connection.execute(
                f"""
                select table_name, max(known_from) filter (where is_full) as last_full from {loads}
                group by table_name having last_full > ? and arg_max(absent_reason is null, known_from)
                """,
                [oldest],
            ).fetchall()
        )
        due = set()
        for record in records:
            landed = _landed_name(connection, source, record.table)
            if (
                landed is None
                or record.table not in fresh
                or not _columns(connection, landed).issuperset(record.model_fields)
            ):
                due.add(record)
            elif not _has_landed(connection, loads, landed, record.table, fresh[record.table]):
                return records
    return frozenset(due)


def _has_landed(
    connection: duckdb.DuckDBPyConnection, loads: str, landed: str, table: str, since: datetime
) -> bool:
    """Return whether a table has the versions that its loads since a moment say they added, no more and no less."""
    [(added, found)] = connection.execute(
        f"""
        select
            (select sum(landed_count + deleted_count) from {loads} where table_name = ? and known_from >= ?),
            (select count(*) from {landed} where known_from >= ?)
        """,
        [table, since, since],
    ).fetchall()
    return bool(added == found)


def filled_fields(source: str, record: type[Record], landing: Landing) -> frozenset[str]:
    """Return the fields that some live row of a landed table fills; none before its first load.

    Args:
        source: name of the source.
        record: the record class.
        landing: names the warehouse.
    """
    with closing(_connect(landing)) as connection:
        landed = _landed_name(connection, source, record.table)
        if landed is None:
            return frozenset()
        have = {name for name, *_ in connection.execute(f"describe {landed}").fetchall()}
        fields = [name for name in record.model_fields if name in have]
        counts = ", ".join(f'count("{name}")' for name in fields)
        keys = ", ".join(f'"{name}"' for name in record.key)
        # Without a tombstone every key lives, and no version has to be looked for.
        (has_gone,) = connection.execute(f"select bool_or(is_deleted) from {landed}").fetchall()[0]
        latest = f"qualify row_number() over (partition by {keys} order by known_from desc) = 1"
        live = f"(select * from {landed} {latest})" if has_gone else landed
        [found] = connection.execute(f"select {counts} from {live} where not is_deleted").fetchall()
    return frozenset(name for name, count in zip(fields, found) if count)


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
    landed = _landed_name(connection, source, table)
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


def _columns(connection: duckdb.DuckDBPyConnection, landed: str) -> set[str]:
    """Return the names of a landed table's columns."""
    return {name for name, *_ in connection.execute(f"describe {landed}").fetchall()}


def _landed_name(connection: duckdb.DuckDBPyConnection, source: str, table: str) -> str | None:
    """Return the qualified name of a landed table, or None before its first load."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [f"raw_{source}", table],
    ).fetchone()
    return f'"raw_{source}"."{table}"' if found else None
