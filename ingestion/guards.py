"""Guards on arrival: a load that looks like an accident stops before anything lands.

Belongs here: limits on how much one load may delete, end or fail to read, fields that changed their shape or
fell silent.
Does not belong here: what a value means, checks of landed tables (quality/landing does those).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

import duckdb
from pydantic_core import PydanticUndefined

from ingestion.errors import SourceError
from ingestion.quarantine import Rejected
from ingestion.record import Record
from ingestion.sql import columns_of, latest_versions, literal, quoted


@dataclass(frozen=True)
class Limits:
    """How much of one table a load may lose before it stops; both parts of a limit must be exceeded.

    Attributes:
        deleted_percent: share of the table's live rows that may be gone, 0 to 100.
        deleted_rows: number of rows that may be gone whatever the share.
        terminated_percent: share of the people who were active that may have left, 0 to 100.
        terminated_rows: number of people from which on a load may be stopped for those who left.
        unreadable_percent: share of the received rows that may be unreadable, 0 to 100.
        unreadable_rows: number of rows that may be unreadable whatever the share.
        emptied_rows: number of filled rows from which on a field may not fall silent.
        accepted_emptied: fields that may, as "<source>.<table>.<field>".
    """

    deleted_percent: int = 10
    deleted_rows: int = 10
    terminated_percent: int = 10
    terminated_rows: int = 10
    unreadable_percent: int = 10
    unreadable_rows: int = 10
    emptied_rows: int = 10
    accepted_emptied: frozenset[str] = frozenset()


def check_deletions(source: str, table: str, deleted: int, live: int, limits: Limits) -> None:
    """Stop a load in which too many known rows are gone.

    Args:
        source: name of the source.
        table: name of the landed table.
        deleted: rows known as live that the load does not hold.
        live: rows known as live before the load.
        limits: the limits in force.

    Raises:
        SourceError: when both limits on deletions are exceeded.
    """
    if deleted > limits.deleted_rows and deleted * 100 > live * limits.deleted_percent:
        raise SourceError(
            source,
            table,
            f"{deleted} of {live} known rows are gone, above the {limits.deleted_percent} % of one load",
            "see whether the source lost them; if they are gone for good, load once with "
            f"MERITLINE_MAX_DELETED_PERCENT={_percent_above(deleted, live)}",
        )


def check_terminations(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    record: type[Record],
    landed: str | None,
    appended: str,
    limits: Limits,
) -> None:
    """Stop a load in which too many people who were active have left.

    Args:
        connection: a connection to the warehouse; nothing is written to it.
        source: name of the source.
        record: the record class; where it does not say how an employment ends, nothing is checked.
        landed: the landed table's qualified name, or None before its first load.
        appended: as SQL, the relation of the versions that the load would add.
        limits: the limits in force.

    Raises:
        SourceError: when both limits on terminations are reached.
    """
    if record.ended is None or landed is None:
        return
    if not columns_of(connection, landed).issuperset({*record.key, record.ended.field}):
        return
    field = quoted(record.ended.field)
    ended = f"{field} is not null" if record.ended.value is None else f"{field} is not distinct from $value"
    keys = ", ".join(quoted(name) for name in record.key)
    found = connection.execute(
        f"""
        with active as (
            select {keys} from ({latest_versions(landed, record.key)}) where not is_deleted and not ({ended})
        )
        select (select count(*) from active), count(*)
        from active semi join (select {keys} from {appended} where not is_deleted and {ended}) using ({keys})
        """,
        {} if record.ended.value is None else {"value": record.ended.value},
    ).fetchall()
    [(active, left)] = found
    if left >= limits.terminated_rows and left * 100 > active * limits.terminated_percent:
        raise SourceError(
            source,
            record.table,
            f"{left} of {active} people who were active have left, above the {limits.terminated_percent} % "
            "of one load",
            "see whether that is so; if it is, load once with "
            f"MERITLINE_MAX_TERMINATED_PERCENT={_percent_above(left, active)}",
        )


def check_emptied(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    record: type[Record],
    landed: str | None,
    arrived: str,
    limits: Limits,
) -> None:
    """Stop a reading of most of a table in which fields that were filled are empty in every row.

    That is how a field looks that the source renamed, hides from the user or no longer sends.

    Args:
        connection: a connection to the warehouse; nothing is written to it.
        source: name of the source.
        record: the record class.
        landed: the landed table's qualified name, or None before its first load.
        arrived: as SQL, the relation of the readable rows of the table.
        limits: the limits in force.

    Raises:
        SourceError: naming each such field with how many rows held it before.
    """
    if landed is None:
        return
    have = columns_of(connection, landed)
    fields = [name for name in record.model_fields if name in have and name not in record.key]
    if not fields:
        return
    now, *counts = connection.execute(
        f"select count(*), {_filled(record, fields)} from {arrived}"
    ).fetchall()[0]
    silent = [name for name, count in zip(fields, counts) if not count]
    silent = [name for name in silent if f"{source}.{record.table}.{name}" not in limits.accepted_emptied]
    if now < limits.emptied_rows or not silent:
        return
    before, *held = connection.execute(
        f"select count(*), {_filled(record, silent)} from ({latest_versions(landed, record.key)}) where not is_deleted"
    ).fetchall()[0]
    emptied = {name: count for name, count in zip(silent, held) if count >= limits.emptied_rows}
    # A few rows of a large table, such as the new ones, say nothing about the others.
    if emptied and 2 * now >= before:
        named = ", ".join(f"{name} was filled in {count} of {before} rows" for name, count in emptied.items())
        accepted = ",".join(f"{source}.{record.table}.{name}" for name in emptied)
        raise SourceError(
            source,
            f"{record.table}.{next(iter(emptied))}" if len(emptied) == 1 else record.table,
            f"{named} and is in none of {now} now",
            "see whether the source renamed it or hides it from the user; if it is empty for good, load once with "
            f"MERITLINE_ACCEPT_EMPTIED={accepted}",
        )


_KINDS = {
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    Decimal: "an amount",
    datetime: "a time",
    date: "a date",
    str: "text",
}


def shape_changes(record: type[Record], rejected: Sequence[Rejected]) -> str:
    """Return, field by field, what the record class expects and what came in the rows that cannot be read.

    Args:
        record: the record class.
        rejected: the rows; their reasons begin with the name of a field.

    Returns:
        A clause such as "date_of_joining: a date before, text now in 52 rows", the commonest first; without a value.
    """
    came: Counter[tuple[str, str]] = Counter()
    for item in rejected:
        for name in dict.fromkeys(part.partition(":")[0] for part in item.reason.split("; ")):
            if name in record.model_fields:
                came[name, _kind_of(item.row[name]) if name in item.row else "missing"] += 1
            else:
                came["", item.reason] += 1
    told = []
    for (name, kind), count in came.most_common(5):
        expected = _kind_expected(record.model_fields[name].annotation) if name else ""
        if not name:
            told.append(f"{kind} in {count} rows")
        elif kind == expected:
            told.append(f"{name}: {kind} of another form than before in {count} rows")
        else:
            told.append(f"{name}: {expected} before, {kind} now in {count} rows")
    return ", ".join(told)


def _kind_expected(annotation: Any) -> str:
    """Return the plain word for a field's type."""
    for kind in _parts(annotation):
        if isinstance(kind, type):
            return next((word for known, word in _KINDS.items() if issubclass(kind, known)), "text")
    return "text"


def _parts(annotation: Any) -> Iterable[Any]:
    """Yield the types that an annotation is made of, None and marks apart."""
    if get_origin(annotation) is None:
        if annotation is not type(None):
            yield annotation
        return
    for part in get_args(annotation):
        if isinstance(part, type) or get_origin(part) is not None:
            yield from _parts(part)


def _kind_of(value: Any) -> str:
    """Return the plain word for what came."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, list | tuple | dict):
        return "a list" if isinstance(value, list | tuple) else "an object"
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), "something else")


def _filled(record: type[Record], fields: Iterable[str]) -> str:
    """Return, as SQL, how many rows say something in each field: neither null nor the default."""
    parts = []
    for name in fields:
        default = record.model_fields[name].default
        is_plain = (
            default is PydanticUndefined or default is None or not isinstance(default, bool | int | str)
        )
        parts.append(
            f"count({quoted(name)})"
            if is_plain
            else "count(*) filter ("
            f"where cast({quoted(name)} as varchar) not in ({literal(str(default))}, {literal(str(default).lower())}))"
        )
    return ", ".join(parts)


def _percent_above(part: int, whole: int) -> int:
    """Return the least whole percentage that a share does not exceed."""
    return -(-part * 100 // whole)


def check_unreadable(
    source: str, table: str, unreadable: int, received: int, changes: str, limits: Limits
) -> None:
    """Stop a load of which too many rows cannot be read: the source has changed its shape.

    Args:
        source: name of the source.
        table: name of the landed table.
        unreadable: received rows that cannot be read.
        received: all received rows.
        changes: what changed, field by field, from `shape_changes`.
        limits: the limits in force.

    Raises:
        SourceError: when both limits on unreadable rows are exceeded.
    """
    if unreadable > limits.unreadable_rows and unreadable * 100 > received * limits.unreadable_percent:
        raise SourceError(
            source,
            table,
            f"{unreadable} of {received} rows cannot be read: {changes}",
            "correct the source, or the record class if the source has changed its shape",
        )
