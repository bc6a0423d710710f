"""Making a delivery: from an exposure's declaration to its files in a folder.

Belongs here: which writer makes which format, and file names. Does not belong here: what a document says (`compose`),
how a format looks (`writers`), who was given it (`ledger`).
"""

from collections.abc import Sequence
from pathlib import Path

from exports import compose
from exports.channels import folder
from exports.delivery import Delivery, TableSpec
from exports.reading import Reports
from exports.release import Release

_DOCUMENTS = ("xlsx", "html", "pdf", "parquet", "csv")


def deliver(
    delivery: Delivery, source: Path, out_dir: Path, release: Release, formats: Sequence[str] | None = None
) -> list[Path]:
    """Write a delivery's documents to `out_dir/<delivery>/<release id>/`; returns the files, in name order.

    `source` is a DuckDB file with schema `reports`: the published one, or the warehouse for audience hr. `formats`
    narrows to some of the delivery's own. A delivery that is split has a workbook of each part beside the whole one;
    its other formats are whole. A dashboard has no file: it reads what was published. Raises ExportError when the
    source lacks a declared table or column, the delivery declares too little for a format, or it is withheld. Where
    what it needs is not there, nothing is written: `nothing_to_deliver` says what.
    """
    if nothing_to_deliver(delivery, source):
        return []
    wanted = [f for f in delivery.formats if f in _DOCUMENTS and (formats is None or f in formats)]
    stem = f"{delivery.name}-{release.release_id}"
    files: dict[str, bytes] = {}
    with Reports(source) as reports:
        compose.refuse_withheld(delivery, reports)
        for name in wanted:
            files |= _write(name, stem, delivery, reports, release)
    return folder.put(out_dir / delivery.name / release.release_id, files) if files else []


def nothing_to_deliver(delivery: Delivery, source: Path) -> str:
    """Why there is nothing to deliver, as a clause with what to load; empty where there is something."""
    if delivery.needs is None:
        return ""
    with Reports(source) as reports:
        rows = reports.rows(delivery.table(delivery.needs.table))
    return "" if rows else delivery.needs.otherwise


def _write(name: str, stem: str, delivery: Delivery, reports: Reports, release: Release) -> dict[str, bytes]:
    # Each writer is imported when it is asked for: the chart and pdf engines cost half a second.
    match name:
        case "xlsx":
            from exports.writers import xlsx

            return {
                f"{stem}-{part}.xlsx" if part else f"{stem}.xlsx": xlsx.write(book)
                for part, book in compose.workbooks(delivery, reports, release)
            }
        case "html":
            from exports.writers import html

            return {f"{stem}.html": html.write(compose.pack(delivery, reports, release))}
        case "pdf":
            from exports.writers import pdf

            return {f"{stem}.pdf": pdf.write(compose.pack(delivery, reports, release))}
        case "csv":
            from exports.writers import csv

            return {f"{table}.csv": csv.write(reports.arrow(t)) for table, t in _tables(stem, delivery)}
        case _:
            from exports.writers import parquet

            return {
                f"{table}.parquet": parquet.write(reports.arrow(t), name=t.name, release=release)
                for table, t in _tables(stem, delivery)
            }


def _tables(stem: str, delivery: Delivery) -> list[tuple[str, TableSpec]]:
    """What each table of a delivery is called among its files; the one that must be empty is none of them."""
    prefix = f"rpt_{delivery.name}__"
    return [
        (f"{stem}-{t.name.removeprefix(prefix)}", t)
        for t in delivery.tables
        if t.name != delivery.withheld_while
    ]
