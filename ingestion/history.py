"""Knowledge history of a landed table: what a load adds to what earlier loads left.

Belongs here: the latest landed versions, the comparison with an arrival, tombstones, rising knowledge time.
Does not belong here: reading sources, writing to the warehouse (dlt does that), judging a change.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from ingestion.errors import SourceError
from ingestion.quarantine import Rejected
from ingestion.rows import POSITION, Arrival, record_schema

LANDED_FIELDS = (
    pa.field("row_hash", pa.string()),
    pa.field("known_from", pa.timestamp("us")),
    pa.field("is_deleted", pa.bool_()),
    pa.field("load_id", pa.string()),
)


@dataclass(frozen=True)
class Change:
    """What one load adds to one landed table.

    Attributes:
        rows: new and changed versions and tombstones, in the landed columns.
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
    keys = ", ".join(_quoted(name) for name in record.key)
    repeated = connection.execute(
        f"""
        select {POSITION}, min({POSITION}) over same_key,
            min(row_hash) over same_key <> max(row_hash) over same_key
        from arrived
        window same_key as (partition by {keys})
        qualify count(*) over same_key > 1
        order by {POSITION}
        """
    ).fetchall()
    if not repeated:
        return
    conflicts = [position for position, _, differs in repeated if differs]
    drop = {position: first for position, first, _ in repeated if conflicts or position != first}
    index_of = {position: index for index, position in enumerate(arrived.column(POSITION).to_pylist())}
    for position, first in drop.items():
        row = arrived.slice(index_of[position], 1).select(list(record.model_fields)).to_pylist()[0]
        reason = "different rows with the same key" if conflicts else f"the same row as number {first}"
        arrival.rejected.append(Rejected(position, f"{', '.join(record.key)}: {reason}", row))
    arrival.rejected.sort(key=lambda item: item.position)
    if conflicts:
        raise SourceError(
            source,
            f"{record.table}.{'+'.join(record.key)}",
            f"{len(conflicts)} rows share a key but differ, first rows {conflicts[0]} and {conflicts[1]}",
            "remove the wrong one in the source; all of them are in the quarantine file of this load",
        )
    arrival.table = arrived.filter(
        pa.array([position not in drop for position in arrived.column(POSITION).to_pylist()], pa.bool_())
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
    fields = ", ".join(_quoted(name) for name in schema.names)
    keys = [_quoted(name) for name in record.key]
    same_key = " and ".join(f"l.{key} is not distinct from a.{key}" for key in keys)
    have: set[str] = set()
    if landed is not None:
        have = {name for name, *_ in connection.execute(f"describe {landed}").fetchall()}
    latest = _latest(connection, landed, have, schema, keys)
    connection.execute(f"create or replace temp view latest as {latest}")
    arrived = arrival.table
    kept = pa.table(
        {
            name: pa.array([key[i] for key in arrival.kept_keys], schema.field(name).type)
            for i, name in enumerate(record.key)
        }
    )
    connection.register("arrived", arrived)
    connection.register("kept", kept)
    connection.register("scope", pa.table({"value": pa.array(sorted(arrival.scope), pa.string())}))
    try:
        _check_time(connection, source, arrival, load_time, same_key)
        changed = connection.execute(
            f"""
            select {", ".join(f"a.{_quoted(name)}" for name in schema.names)}, a.row_hash
            from arrived a left join latest l on {same_key}
            where l.row_hash is null or l.is_deleted or l.row_hash <> a.row_hash
            order by a.{POSITION}
            """
        ).to_arrow_table()
        gone = connection.execute(
            f"""
            select {fields}, row_hash from latest l
            where not l.is_deleted and {_deletes(arrival)}
                and not exists (select 1 from arrived a where {same_key})
                and not exists (select 1 from kept a where {same_key})
            order by {", ".join(keys)}
            """
        ).to_arrow_table()
        live = _scalar(connection, "select count(*) from latest where not is_deleted")
    finally:
        connection.unregister("arrived")
        connection.unregister("kept")
        connection.unregister("scope")
        connection.execute("drop view latest")
    rows = pa.concat_tables(
        [
            _stamped(changed, schema, load_time, load_id, False),
            _stamped(gone, schema, load_time, load_id, True),
        ]
    )
    return Change(
        rows=rows,
        landed=changed.num_rows,
        unchanged=arrived.num_rows - changed.num_rows,
        deleted=gone.num_rows,
        live=live,
        has_new_columns=not have.issuperset(schema.names),
    )


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
            and (l.is_deleted <> (a.row_hash is null) or a.row_hash <> l.row_hash)
            and (a.row_hash is not null or ({_deletes(arrival)}
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
    return f"l.{_quoted(arrival.scope_field)} in (select value from scope)" if arrival.scope else "false"


def _latest(
    connection: duckdb.DuckDBPyConnection,
    landed: str | None,
    have: set[str],
    schema: pa.Schema,
    keys: list[str],
) -> str:
    """Return the query of the latest landed version per key, in the columns of today's record class."""
    empty = connection.from_arrow(landed_schema(schema).empty_table())
    columns = [
        _quoted(name) if name in have else f"cast(null as {kind}) as {_quoted(name)}"
        for name, kind in zip(empty.columns, empty.types)
    ]
    if landed is None:
        return f"select {', '.join(columns)} where false"
    return f"""
        select {", ".join(columns)} from {landed}
        qualify row_number() over (partition by {", ".join(keys)} order by known_from desc) = 1
    """


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


def _quoted(name: str) -> str:
    """Return a column name quoted for DuckDB (a record class may use a reserved word)."""
    return f'"{name}"'
