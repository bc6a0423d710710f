"""Knowledge history of a landed table: what a load adds to what earlier loads left.

Belongs here: the latest landed versions, the comparison with an arrival, tombstones, rising knowledge time.
Does not belong here: reading sources, writing to the warehouse (dlt does that), judging a change.

Two rows with one key are the same when DuckDB's 64-bit hash over the fields of today's record class is the same
on both sides. Both hashes are made in the query that compares them and never kept: nothing depends on the
version or the machine that landed a row, and a field that is new and empty changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingestion.errors import SourceError
from ingestion.quarantine import Rejected
from ingestion.record import Record
from ingestion.rows import POSITION, Arrival, record_schema
from ingestion.sql import columns_of, latest_versions, literal, parquet, quoted

LANDED_FIELDS = (
    pa.field("known_from", pa.timestamp("us")),
    pa.field("is_deleted", pa.bool_()),
    pa.field("load_id", pa.string()),
)


@dataclass(frozen=True)
class Change:
    """What one load adds to one landed table.

    Attributes:
        rows: new and changed versions and tombstones, in the landed columns.
        files: parquet files of further ones.
        landed: number of new or changed rows among them.
        unchanged: received rows that are known as they are.
        deleted: number of tombstones among them.
        live: rows known as live before the load.
        has_new_columns: whether the landed table is missing, or lacks a field of the record class.
    """

    rows: pa.Table
    landed: int
    unchanged: int
    deleted: int
    live: int
    has_new_columns: bool
    files: tuple[Path, ...] = ()


def landed_schema(arrival_schema: pa.Schema) -> pa.Schema:
    """Return the schema of the landed table of a record class."""
    return pa.schema([*arrival_schema, *LANDED_FIELDS])


def drop_duplicates(connection: duckdb.DuckDBPyConnection, source: str, arrival: Arrival) -> None:
    """Move repeated identical rows of an arrival to its rejected rows; refuse different rows with one key.

    Args:
        connection: any DuckDB connection; nothing is written to it.
        source: name of the source.
        arrival: changed in place. When it is refused, the rows in conflict are among its rejected rows.

    Raises:
        SourceError: when two rows have one key and differ.
    """
    record, arrived = arrival.record, arrival.table
    if arrival.staged:
        check_conflicts(source, record, arrival.conflicts)
        return
    connection.register("received", arrived)
    drop, conflicts = find_duplicates(connection, record, "received")
    connection.unregister("received")
    if not drop:
        return
    index_of = {position: index for index, position in enumerate(arrived.column(POSITION).to_pylist())}
    for position, first in drop.items():
        row = arrived.slice(index_of[position], 1).select(list(record.model_fields)).to_pylist()[0]
        reason = "different rows with the same key" if conflicts else f"the same row as number {first}"
        arrival.rejected.append(Rejected(position, f"{', '.join(record.key)}: {reason}", row))
    arrival.rejected.sort(key=lambda item: item.position)
    check_conflicts(source, record, conflicts)
    arrival.table = arrived.filter(
        pa.array([position not in drop for position in arrived.column(POSITION).to_pylist()], pa.bool_())
    )


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, record: type[Record], relation: str
) -> tuple[dict[int, int], list[int]]:
    """Find the rows that share their key with another.

    Args:
        connection: any DuckDB connection; nothing is written to it.
        record: the record class.
        relation: the name of a relation with its fields and `POSITION`.

    Returns:
        The rows that may not land, by position, with the position of the first one of that key: where all
        rows of every key are the same, those after the first, else all. Then the positions of rows that
        share a key but differ.
    """
    repeated = connection.execute(
        f"""
        select {POSITION}, min({POSITION}) over same_key,
            min(content) over same_key <> max(content) over same_key
        from (select *, {_content(record)} as content from {relation})
        window same_key as (partition by {", ".join(quoted(name) for name in record.key)})
        qualify count(*) over same_key > 1
        order by {POSITION}
        """
    ).fetchall()
    conflicts = [position for position, _, differs in repeated if differs]
    return {position: first for position, first, _ in repeated if conflicts or position != first}, conflicts


def check_conflicts(source: str, record: type[Record], conflicts: Sequence[int]) -> None:
    """Refuse a table in which rows share a key but differ.

    Args:
        source: name of the source.
        record: the record class.
        conflicts: the positions of those rows.

    Raises:
        SourceError: when there is one.
    """
    if conflicts:
        raise SourceError(
            source,
            f"{record.table}.{'+'.join(record.key)}",
            f"{len(conflicts)} rows share a key but differ, first rows {conflicts[0]} and {conflicts[1]}",
            "remove the wrong one in the source; all of them are in the quarantine file of this load",
        )


def compare(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    landed: str | None,
    arrival: Arrival,
    load_time: datetime,
    load_id: str,
) -> Change:
    """Compare an arrival with the latest landed version of each key.

    Args:
        connection: a connection to the warehouse; nothing is written to it.
        source: name of the source.
        landed: the landed table's qualified name, or None before its first load.
        arrival: readable rows without duplicate keys.
        load_time: knowledge time of this load, naive UTC.
        load_id: identifier of this load.

    Returns:
        The versions to append. A key that is gone gets a tombstone (its last values) if the record class
        says so, unless the load could not read that row or holds only a part of the table without it.

    Raises:
        SourceError: when the table knows something from a later time than `load_time`, or a changed row
            from the same time: knowledge time is unique and rising per key.
    """
    record = arrival.record
    schema = record_schema(record)
    fields = ", ".join(quoted(name) for name in schema.names)
    keys = [quoted(name) for name in record.key]
    same_key = " and ".join(f"l.{key} is not distinct from a.{key}" for key in keys)
    have = columns_of(connection, landed) if landed is not None else set()
    latest = _latest(connection, landed, have, schema, record)
    connection.execute(f"create or replace temp view latest as {latest}")
    kept = pa.table(
        {
            name: pa.array([key[i] for key in arrival.kept_keys], schema.field(name).type)
            for i, name in enumerate(record.key)
        }
    )
    if not arrival.staged:
        connection.register("received", arrival.table)
    received = parquet(arrival.staged) if arrival.staged else "received"
    connection.execute(
        f"create or replace temp view arrived as select *, {_compared(record)} as content from {received}"
    )
    connection.register("kept", kept)
    connection.register("scope", pa.table({"value": pa.array(sorted(arrival.scope), pa.string())}))
    try:
        _check_time(connection, source, arrival, load_time, same_key)
        changed = f"""
            select {", ".join(f"a.{quoted(name)}" for name in schema.names)}
            from arrived a left join latest l on {same_key}
            where l.content is null or l.is_deleted or l.content <> a.content
        """
        if arrival.staged:
            files, landed_count = _staged_changes(connection, arrival, changed, landed, load_time, load_id)
            versions = schema.empty_table()
        else:
            files = ()
            versions = connection.execute(f"{changed} order by a.{POSITION}").to_arrow_table()
            landed_count = versions.num_rows
        gone = connection.execute(
            f"""
            select {fields} from latest l
            where not l.is_deleted and {_deletes(arrival)}
                and not exists (select 1 from arrived a where {same_key})
                and not exists (select 1 from kept a where {same_key})
            order by {", ".join(keys)}
            """
        ).to_arrow_table()
        live = _scalar(connection, "select count(*) from latest where not is_deleted")
    finally:
        connection.execute("drop view arrived")
        connection.unregister("received")
        connection.unregister("kept")
        connection.unregister("scope")
        connection.execute("drop view latest")
    rows = pa.concat_tables(
        [
            _stamped(versions, schema, load_time, load_id, False),
            _stamped(gone, schema, load_time, load_id, True),
        ]
    )
    return Change(
        rows=rows,
        landed=landed_count,
        unchanged=arrival.readable - landed_count,
        deleted=gone.num_rows,
        live=live,
        has_new_columns=not have.issuperset(schema.names),
        files=files,
    )


def _staged_changes(
    connection: duckdb.DuckDBPyConnection,
    arrival: Arrival,
    changed: str,
    landed: str | None,
    load_time: datetime,
    load_id: str,
) -> tuple[tuple[Path, ...], int]:
    """Return the files of the new and changed versions of a table that arrived as columns, and their number.

    Before the first load those are the staged files as they are.
    """
    if landed is None:
        return arrival.staged, arrival.staged_count
    path = arrival.staged[0].with_name("changed.parquet")
    count = copy_to_parquet(connection, f"select *, {stamp(load_time, load_id)} from ({changed})", path)
    return ((path,) if count else ()), count


def stamp(load_time: datetime, load_id: str) -> str:
    """Return, as SQL, the columns that the landing adds to a live row."""
    return (
        f"timestamp '{load_time:%Y-%m-%d %H:%M:%S.%f}' as known_from, false as is_deleted, "
        f"'{load_id}' as load_id"
    )


def copy_to_parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a query to a parquet file, in any order, and return their number."""
    row = connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet)").fetchone()
    return int(row[0]) if row else 0


def _check_time(
    connection: duckdb.DuckDBPyConnection, source: str, arrival: Arrival, load_time: datetime, same_key: str
) -> None:
    """Refuse a load from before what is known, and a change at the very time of the version it changes."""
    table = arrival.record.table
    last = _scalar(connection, "select max(known_from) from latest")
    if last is not None and last > load_time:
        raise SourceError(
            source,
            table,
            f"the warehouse knows this table from {last:%Y-%m-%d %H:%M:%S} UTC, after this load's time",
            "load with a later time",
        )
    conflict = _scalar(
        connection,
        f"""
        select count(*) from latest l left join arrived a on {same_key}
        where l.known_from = ?::timestamp
            and (l.is_deleted <> (a.content is null) or a.content <> l.content)
            and (a.content is not null or ({_deletes(arrival)}
                and not exists (select 1 from kept a where {same_key})))
        """,
        [load_time],
    )
    if conflict:
        raise SourceError(
            source,
            table,
            f"{conflict} rows changed since an earlier load at {load_time:%Y-%m-%d %H:%M:%S} UTC",
            "load with a later time, or start from an empty warehouse",
        )


def _deletes(arrival: Arrival) -> str:
    """Return, as SQL, whether a key of `latest l` that is missing from the arrival was deleted."""
    if not arrival.record.deletes or arrival.has_unknown_key or arrival.absent_reason is not None:
        return "false"
    if arrival.is_full:
        return "true"
    return f"l.{quoted(arrival.scope_field)} in (select value from scope)" if arrival.scope else "false"


def _latest(
    connection: duckdb.DuckDBPyConnection,
    landed: str | None,
    have: set[str],
    schema: pa.Schema,
    record: type[Record],
) -> str:
    """Return the query of the latest landed version per key, in the columns of today's record class."""
    empty = connection.from_arrow(landed_schema(schema).empty_table())
    columns = [
        quoted(name) if name in have else f"cast(null as {kind}) as {quoted(name)}"
        for name, kind in zip(empty.columns, empty.types)
    ]
    if landed is None:
        return f"select *, {_compared(record)} as content from (select {', '.join(columns)}) where false"
    versions = f"(select {', '.join(columns)} from {landed})"
    if not record.is_taken_once:
        versions = f"({latest_versions(versions, record.key)})"
    return f"select *, {_compared(record)} as content from {versions}"


def _content(record: type[Record]) -> str:
    """Return, as SQL, the hash of a row's fields."""
    return f"hash({', '.join(quoted(name) for name in record.model_fields)})"


def _compared(record: type[Record]) -> str:
    """Return, as SQL, what a row is compared by with the version that landed; one that is taken once, by nothing."""
    return "0::ubigint" if record.is_taken_once else _content(record)


def _stamped(
    rows: pa.Table, schema: pa.Schema, load_time: datetime, load_id: str, is_deleted: bool
) -> pa.Table:
    """Return rows with the columns of the landing, cast to the landed schema."""
    count = rows.num_rows
    for name, value, kind in (
        ("known_from", load_time, pa.timestamp("us")),
        ("is_deleted", is_deleted, pa.bool_()),
        ("load_id", load_id, pa.string()),
    ):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, kind), count))
    return rows.cast(landed_schema(schema))


def _scalar(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any] | None = None) -> Any:
    """Return the single value of a query."""
    row = connection.execute(query, values or []).fetchone()
    return row[0] if row else None
