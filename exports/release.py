"""What one run publishes: its id and its two times.

Belongs here: the release's facts and how its id is made from content.
Does not belong here: writing anything (`publish`, `deliver`).
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from exports.errors import ExportError

REPORTS = "reports"


@dataclass(frozen=True)
class Release:
    """One release: `as_of_date` is the effective date of its figures, `known_at` (UTC) when they were known."""

    release_id: str
    as_of_date: date
    known_at: datetime


def report_tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """Names of the tables in schema `reports` of an attached database, in order, without `release`."""
    rows = connection.execute(
        "select table_name from information_schema.tables where table_catalog = ? and table_schema = ? "
        "and table_name <> 'release' order by table_name",
        [catalog, REPORTS],
    ).fetchall()
    return [name for (name,) in rows]


def content_hash(warehouse: Path) -> str:
    """Sha256 hex of every table of schema `reports`: names, columns, types and rows, whatever their order.

    Raises ExportError when the file or the schema holds no report.
    """
    if not warehouse.exists():
        raise ExportError(f"warehouse {warehouse.name}", "the file does not exist", "run the build first")
    digest = hashlib.sha256()
    with duckdb.connect() as connection:
        attach_read_only(connection, warehouse, "warehouse")
        tables = report_tables(connection, "warehouse")
        if not tables:
            raise ExportError(
                f"warehouse {warehouse.name}", "schema reports holds no table", "run the build first"
            )
        for table in tables:
            columns = connection.execute(f'describe warehouse.reports."{table}"').fetchall()
            digest.update(repr((table, [(name, kind) for name, kind, *_ in columns])).encode())
            rows = connection.execute(
                f'select sha256(cast(to_json(t) as varchar)) as h from warehouse.reports."{table}" as t order by h'
            )
            while batch := rows.fetchmany(10_000):
                digest.update("".join(h for (h,) in batch).encode())
    return digest.hexdigest()


def make_release(warehouse: Path, as_of_date: date, known_at: datetime) -> Release:
    """The release a warehouse holds now: same content and dates, same id. Raises ExportError as `content_hash`."""
    return Release(f"{as_of_date:%Y%m%d}-{content_hash(warehouse)[:8]}", as_of_date, known_at)


def attach_read_only(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a DuckDB file read-only under a name. Raises ExportError when another process is writing it."""
    escaped = str(path).replace("'", "''")
    try:
        connection.execute(f"attach '{escaped}' as {name} (read_only)")
    except duckdb.IOException as error:
        raise ExportError(
            f"database {path.name}",
            "it cannot be opened for reading",
            "wait until the other process closes it",
        ) from error
