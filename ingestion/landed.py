"""What the warehouse holds of a source, for whoever reads that source again.

Belongs here: questions about landed tables whose answers decide what is read next. Does not belong here: comparing an
arrival with them (history), landing.
Before its first load a table answers as an empty one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

import duckdb

from ingestion.history import landed_schema
from ingestion.landing import Landing, connect
from ingestion.record import Record
from ingestion.rows import record_schema
from ingestion.sql import columns_of, latest_versions, quoted


def known_rows(source: str, record: type[Record], landing: Landing) -> list[dict[str, Any]]:
    """Return the landed versions of a table in the fields of its record class.

    Args:
        source: name of the source.
        record: the record class, which keeps every row (`deletes` is False).
        landing: names the warehouse.
    """
    with _opened(source, record, landing) as (connection, landed):
        return (
            connection.execute(f"select {_listed(record.model_fields)} from {landed}")
            .to_arrow_table()
            .to_pylist()
        )


def live_columns(
    source: str, record: type[Record], fields: Sequence[str], landing: Landing
) -> list[tuple[Any, ...]]:
    """Return some fields of every row that is known as live.

    Args:
        source: name of the source.
        record: the record class.
        fields: fields of it.
        landing: names the warehouse.
    """
    with _opened(source, record, landing) as (connection, landed):
        latest = latest_versions(landed, record.key)
        return connection.execute(f"select {_listed(fields)} from ({latest}) where not is_deleted").fetchall()


def filled_fields(source: str, record: type[Record], landing: Landing) -> frozenset[str]:
    """Return the fields that some live row of a landed table fills.

    Args:
        source: name of the source.
        record: the record class.
        landing: names the warehouse.
    """
    with _opened(source, record, landing) as (connection, landed):
        have = columns_of(connection, landed)
        fields = [name for name in record.model_fields if name in have]
        counts = ", ".join(f"count({quoted(name)})" for name in fields)
        # Without a tombstone every key lives, and no version has to be looked for.
        (has_gone,) = connection.execute(f"select bool_or(is_deleted) from {landed}").fetchall()[0]
        live = f"({latest_versions(landed, record.key)})" if has_gone else landed
        [found] = connection.execute(f"select {counts} from {live} where not is_deleted").fetchall()
    return frozenset(name for name, count in zip(fields, found) if count)


def landed_counts(source: str, record: type[Record], column: str, landing: Landing) -> Mapping[Any, int]:
    """Return the number of landed versions per value of a column.

    Args:
        source: name of the source.
        record: the record class.
        column: a field of it.
        landing: names the warehouse.
    """
    with _opened(source, record, landing) as (connection, landed):
        return dict(
            connection.execute(f"select {quoted(column)}, count(*) from {landed} group by 1").fetchall()
        )


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
    with _opened(source, record, landing) as (connection, landed):
        query = f"select distinct {quoted(column)} from {landed} where {quoted(where)} in (select unnest(?))"
        return {value for (value,) in connection.execute(query, [list(values)]).fetchall()}


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
    with closing(connect(landing)) as connection:
        loads = landed_name(connection, source, "loads")
        if loads is None or not {"is_full", "absent_reason"} <= columns_of(connection, loads):
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
            landed = landed_name(connection, source, record.table)
            if (
                landed is None
                or record.table not in fresh
                or not columns_of(connection, landed).issuperset(record.model_fields)
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


def landed_name(connection: duckdb.DuckDBPyConnection, source: str, table: str) -> str | None:
    """Return the qualified name of a landed table, or None before its first load."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [f"raw_{source}", table],
    ).fetchone()
    return f'"raw_{source}"."{table}"' if found else None


@contextmanager
def _opened(
    source: str, record: type[Record], landing: Landing
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Open the warehouse; yield the connection with the landed table, or with an empty one in its place."""
    with closing(connect(landing)) as connection:
        name = landed_name(connection, source, record.table)
        if name is None:
            name = "never_landed"
            connection.register(name, landed_schema(record_schema(record)).empty_table())
        yield connection, name


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)
