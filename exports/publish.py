"""Publication for BI and other readers: one DuckDB file and one folder of Parquet, each replaced in one step.

Belongs here: copying the publishable reports, their descriptions, and the two swaps.
Does not belong here: reports for HR (they hold names and never leave this way), documents (`deliver`).
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from exports.channels import folder
from exports.delivery import TableSpec, read_tables
from exports.errors import ExportError
from exports.reading import Reports
from exports.release import REPORTS, Release, attach_read_only
from exports.writers import parquet

DATABASE: Final = "meritline.duckdb"
PARQUET: Final = "parquet"
_PUBLIC: Final = frozenset({"bi", "leadership"})
_RELEASE_COLUMNS: Final = {
    "release_id": ("varchar", "Which release this file is; the same id is on every delivered document."),
    "as_of_date": ("date", "Effective date of the figures."),
    "known_at": ("timestamp", "When the figures were known, UTC."),
}


@dataclass(frozen=True)
class Publication:
    """What was published: the database file, the Parquet folder, and the rows of each table."""

    database: Path
    parquet: Path
    row_counts: dict[str, int]


def publish(
    warehouse: Path, published_dir: Path, manifest: Mapping[str, Any], release: Release
) -> Publication:
    """Replace the publication by the reports of audience bi and leadership that the warehouse holds.

    Readers of the old file or folder keep a whole old release until they reopen. Raises ExportError, with the old
    publication still in place, when the warehouse cannot be read or lacks a table the manifest declares.
    """
    tables = sorted(
        (t for t in read_tables(manifest).values() if t.audience in _PUBLIC), key=lambda t: t.name
    )
    if not tables:
        raise ExportError(
            "publication", "the manifest declares no report for bi or leadership", "build the reports"
        )
    folder.private_folder(published_dir)
    new_folder = _write_parquet(warehouse, published_dir, tables, release)
    database, counts = _write_database(warehouse, published_dir, tables, release)
    database.replace(published_dir / DATABASE)
    _swap_link(published_dir, new_folder)
    return Publication(published_dir / DATABASE, published_dir / PARQUET, counts)


def _write_database(
    warehouse: Path, published_dir: Path, tables: list[TableSpec], release: Release
) -> tuple[Path, dict[str, int]]:
    partial = published_dir / f".{DATABASE}.partial"
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    partial.unlink()
    counts: dict[str, int] = {}
    with duckdb.connect(str(partial)) as connection:
        partial.chmod(0o600)
        attach_read_only(connection, warehouse, "warehouse")
        connection.execute(f"create schema {REPORTS}")
        for table in tables:
            counts[table.name] = _copy(connection, table)
        _describe_release(connection, release)
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return partial, counts


def _copy(connection: duckdb.DuckDBPyConnection, table: TableSpec) -> int:
    name = f"{REPORTS}.{table.name}"
    columns = ", ".join(c.name for c in table.columns)
    order = ", ".join(f"{c} nulls last" for c in (*table.order_by, *(c.name for c in table.columns)))
    try:
        connection.execute(f"create table {name} as select {columns} from warehouse.{name} order by {order}")
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ExportError(
            f"report {table.name}",
            "the warehouse does not hold it as the manifest declares it",
            "build again with the same project",
        ) from error
    connection.execute(f"comment on table {name} is {_literal(table.description)}")
    for column in table.columns:
        connection.execute(f"comment on column {name}.{column.name} is {_literal(column.description)}")
    counted = connection.execute(f"select count(*) from {name}").fetchone()
    return int(counted[0]) if counted else 0


def _describe_release(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    name = f"{REPORTS}.release"
    connection.execute(
        f"create table {name} ({', '.join(f'{c} {kind}' for c, (kind, _) in _RELEASE_COLUMNS.items())})"
    )
    values = [release.release_id, release.as_of_date, release.known_at.replace(tzinfo=None)]
    connection.execute(f"insert into {name} values (?, ?, ?)", values)
    connection.execute(f"comment on table {name} is 'One row: the release that this file holds.'")
    for column, (_, description) in _RELEASE_COLUMNS.items():
        connection.execute(f"comment on column {name}.{column} is {_literal(description)}")


def _literal(text: str) -> str:
    return "'" + text.strip().replace("'", "''") + "'"


def _write_parquet(warehouse: Path, published_dir: Path, tables: list[TableSpec], release: Release) -> Path:
    final = published_dir / f".{PARQUET}-{release.release_id}"
    if final.exists():
        # The id stands for the content, so a folder of that name is whole and already right.
        return final
    partial = published_dir / f"{final.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    with Reports(warehouse) as reports:
        files = {
            f"{t.name}.parquet": parquet.write(reports.arrow(t), name=t.name, release=release) for t in tables
        }
    folder.put(partial, files)
    return partial.rename(final)


def _swap_link(published_dir: Path, new_folder: Path) -> None:
    """Point the link at the new folder, then drop all but it and the one before, which readers may still hold."""
    link = published_dir / PARQUET
    before = published_dir / link.readlink() if link.is_symlink() else None
    fresh = published_dir / f".{PARQUET}.link"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(new_folder.name, target_is_directory=True)
    fresh.replace(link)
    for old in published_dir.glob(f".{PARQUET}-*"):
        if old not in {new_folder, before}:
            shutil.rmtree(old)
