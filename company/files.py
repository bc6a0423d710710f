"""Writes the invented employer to files: registers and canonical files, or the raw tables in bulk.

Belongs here: file formats and names. Does not belong here: content (the world's parts), HTTP.
The bulk path writes what ingestion would have landed at the load of the demo; it knows the raw layer only
through `company.raw_shapes`.
"""

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import xlsxwriter

from company import limesurvey, moodle
from company.columns import constant, dates, flag, money, pick, real, whole
from company.frappe import DOCUMENT_ONLY, Site
from company.pay import DEDUCTIONS, EARNINGS, PayMonth, payroll
from company.planning import Rows
from company.raw_shapes import RAW_SCHEMAS
from company.world import World, generate

Progress = Callable[[str], None]
HEADER = (
    *(
        "Employee Number",
        "Company",
        "Period Start",
        "Period End",
        "Pay Date",
        "Currency",
        "Paid Days",
        "LOP Days",
    ),
    *EARNINGS,
    "Gross Pay",
    *DEDUCTIONS,
    *("Total Deduction", "Net Pay"),
)
XLSX_MONTHS = (6, 12)
SECRET = "kaveri-demo-secret-not-for-real-people"
LOAD_ID = "demo-load"
FIRST_DATA_ROW = 2
PIECE_ROWS = 122_880  # a row group of DuckDB: what its threads share out


def _silent(line: str) -> None:
    """Say nothing."""


def _day(value: int) -> date:
    """The date of a day number."""
    found: date = np.datetime64(value, "D").item()
    return found


def _months(world: World) -> Iterator[PayMonth]:
    """Payroll of the Indian company, month by month."""
    for month in payroll(world.organisation, world.history, world.salaries, world.years, world.seed):
        if month.company == 0:
            yield month


def register_name(world: World, month: PayMonth) -> str:
    """File name of a month's register."""
    start = _day(month.start)
    kind = "xlsx" if start.month in XLSX_MONTHS else "csv"
    return f"{world.truths.companies[0].abbr}-payroll-{start:%Y-%m}.{kind}"


def write(world: World, folder: Path, known_at: datetime | None = None) -> None:
    """Write `payroll/` (one register per month) and `canonical/` (one csv per table) below `folder`.

    Registers of months that end after `known_at` (UTC; None: the load of the demo) are left out. The same
    world writes the same bytes.
    """
    site = world.site(known_at)
    numbers = site.number.to_pylist()
    registers, canonical = folder / "payroll", folder / "canonical"
    registers.mkdir(parents=True, exist_ok=True)
    canonical.mkdir(parents=True, exist_ok=True)
    for month in _months(world):
        if month.end >= site.today:
            continue
        rows = [list(HEADER), *_register_rows(world, month, numbers)]
        path = registers / register_name(world, month)
        if path.suffix == ".xlsx":
            _write_xlsx(path, rows, month)
        else:
            write_csv(path, rows)
    for table, content in world.canonical.items():
        header = RAW_SCHEMAS["canonical_files"][table].names
        write_csv(
            canonical / f"{table}.csv", [header, *[[row.get(name) for name in header] for row in content]]
        )


def _register_rows(world: World, month: PayMonth, numbers: list[str]) -> Iterator[list[Any]]:
    """Cells of a register, a row per person; a component that is nothing is blank."""
    facts = world.truths.companies[month.company]
    start, end = _day(month.start), _day(month.end)

    def amount(hundredths: int) -> Decimal | None:
        """An amount, None for nothing."""
        return Decimal(hundredths).scaleb(-2) if hundredths else None

    for place, row in enumerate(month.row.tolist()):
        yield [
            *(numbers[row], facts.company_id, start, end, end, facts.currency),
            *(month.paid_days[place].item(), month.unpaid_days[place].item()),
            *(amount(value) for value in month.earnings[place].tolist()),
            Decimal(int(month.gross[place])).scaleb(-2),
            *(amount(value) for value in month.deductions[place].tolist()),
            Decimal(int(month.deducted[place])).scaleb(-2),
            Decimal(int(month.net[place])).scaleb(-2),
        ]


def write_csv(path: Path, rows: list[list[Any]]) -> None:
    """Write cells as csv: ISO dates, true and false, blank for None."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row in rows:
            writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in row])


def _write_xlsx(path: Path, rows: list[list[Any]], month: PayMonth) -> None:
    """Write cells as a workbook whose bytes depend on nothing but them."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(_day(month.end).year, _day(month.end).month, 28)})
    sheet = book.add_worksheet("Register")
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    money_format = book.add_format({"num_format": "#,##0.00"})
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day_format)
            elif isinstance(cell, Decimal):
                sheet.write_number(line, column, float(cell), money_format)
            elif cell is not None:
                sheet.write(line, column, cell)
    book.close()


def write_raw(
    people: int, years: int, folder: Path, seed: int | None = None, progress: Progress = _silent
) -> dict[str, int]:
    """Write every raw table as parquet to `folder/raw_<source>/<table>/`; return the rows per `source.table`.

    The rows are those of the demo's load of a world of `people` and `years`: the fields of the record
    classes, `known_from`, `is_deleted` and `load_id`, and a `loads` table per source. Streams:
    memory does not grow with the payroll. Writes `READY` last.
    """
    world = generate(people, seed, years)
    progress(f"{world.history.staff.count} employments in {years} years")
    counts: dict[str, int] = {}
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as engine:
        for source, table, piece in _pieces(world):
            key = f"{source}.{table}"
            if key not in counts:
                (folder / f"raw_{source}" / table).mkdir(parents=True, exist_ok=True)
                progress(f"raw_{source}.{table}")
            serial = len(list((folder / f"raw_{source}" / table).glob("*.parquet")))
            _write_piece(
                engine, world, piece, folder / f"raw_{source}" / table / f"part-{serial:04d}.parquet"
            )
            counts[key] = counts.get(key, 0) + len(piece)
        for source in RAW_SCHEMAS:
            _write_loads(engine, world, source, counts, folder)
    (folder / "READY").write_text(f"{people} people, {years} years\n", encoding="utf-8")
    return counts


def _pieces(world: World) -> Iterator[tuple[str, str, pa.Table]]:
    """Every raw table in pieces, in the raw layer's columns and types; empty tables come as one empty
    piece.
    """
    site = world.site()
    seen = set()
    for source, table, piece in _all(world, site):
        seen.add((source, table))
        schema = RAW_SCHEMAS[source][table]
        yield source, table, piece.select(schema.names).cast(schema)
    for source, tables in RAW_SCHEMAS.items():
        for table, schema in tables.items():
            if (source, table) not in seen:
                yield source, table, schema.empty_table()


def _all(world: World, site: Site) -> Iterator[tuple[str, str, pa.Table]]:
    """Pieces of all sources."""
    for name, piece in site.tables():
        if name not in DOCUMENT_ONLY:
            yield "frappe_hr", name, piece
    for name, piece in moodle.tables(world, site, world.utc_seconds(None)):
        yield "moodle", name, piece
    for name, piece in limesurvey.tables(world, site, site.cut):
        yield "limesurvey", name, piece
    for name, rows in world.canonical.items():
        yield "canonical_files", name, _canonical_table(name, rows)
    yield "meritline", "person_key_secrets", pa.table({"secret_id": [1], "secret": [SECRET]})
    for month in _months(world):
        yield from register_tables(world, site, month)


def _canonical_table(name: str, rows: Rows) -> pa.Table:
    """A canonical file's rows as a table."""
    schema = RAW_SCHEMAS["canonical_files"][name]
    return pa.Table.from_pylist(rows, schema=schema)


def register_tables(world: World, site: Site, month: PayMonth) -> Iterator[tuple[str, str, pa.Table]]:
    """The three raw tables of one register; the file's hash stands for a file that is not written."""
    facts, count, text = world.truths.companies[month.company], len(month.row), pa.string()
    name = register_name(world, month)
    digest = hashlib.sha256(f"{name} {world.people} {world.seed} {world.years}".encode()).hexdigest()
    amounts = np.concatenate([month.earnings, month.deductions], axis=1)
    period = {
        "period_start": constant(_day(month.start), 1, pa.date32()),
        "period_end": constant(_day(month.end), 1, pa.date32()),
    }
    yield (
        "payroll_register",
        "register_files",
        pa.table(
            {
                "file_hash": [digest],
                "file_name": [name],
                "company": [facts.company_id],
                **period,
                "run": pa.nulls(1, text),
                "row_count": [count],
                "line_count": [int(np.count_nonzero(amounts))],
            }
        ),
    )
    number = np.arange(count) + FIRST_DATA_ROW
    end = np.full(count, month.end)
    yield (
        "payroll_register",
        "register_rows",
        pa.table(
            {
                "file_hash": constant(digest, count, text),
                "row_number": whole(number),
                "employee_number": site.number.take(pa.array(month.row)),
                "company": constant(facts.company_id, count, text),
                "period_start": dates(np.full(count, month.start)),
                "period_end": dates(end),
                "run": pa.nulls(count, text),
                "pay_date": dates(end),
                "currency": constant(facts.currency, count, text),
                "paid_days": real(month.paid_days),
                "lop_days": real(month.unpaid_days),
                "gross_pay": money(month.gross),
                "total_deduction": money(month.deducted),
                "net_pay": money(month.net),
            }
        ),
    )
    which, place = np.nonzero(amounts)
    yield (
        "payroll_register",
        "register_lines",
        pa.table(
            {
                "file_hash": constant(digest, len(which), text),
                "row_number": whole(number[which]),
                "component": pick((*EARNINGS, *DEDUCTIONS), place),
                "line_number": pa.nulls(len(which), pa.int64()),
                "is_deduction": flag(place >= len(EARNINGS)),
                "amount": money(amounts[which, place]),
            }
        ),
    )


def _write_piece(engine: duckdb.DuckDBPyConnection, world: World, piece: pa.Table, path: Path) -> None:
    """Write one piece with the landing columns."""
    engine.register("piece", pa.Table.from_batches(piece.to_batches(PIECE_ROWS), piece.schema))
    engine.execute(
        f"""
        copy (
            select
                *,
                timestamp '{world.loaded_at:%Y-%m-%d %H:%M:%S}' as known_from,
                false as is_deleted,
                '{LOAD_ID}' as load_id
            from piece
        ) to '{path}' (format parquet, compression zstd, row_group_size {PIECE_ROWS})
        """
    )
    engine.unregister("piece")


def _write_loads(
    engine: duckdb.DuckDBPyConnection, world: World, source: str, counts: dict[str, int], folder: Path
) -> None:
    """Write the source's `loads`: one row per table, everything received has landed."""
    tables = list(RAW_SCHEMAS[source])
    landed = [counts[f"{source}.{table}"] for table in tables]
    nothing = [0] * len(tables)
    loads = pa.table(
        {
            "load_id": [LOAD_ID] * len(tables),
            "table_name": tables,
            "known_from": pa.array([world.loaded_at] * len(tables), pa.timestamp("us")),
            "received_count": landed,
            "landed_count": landed,
            "unchanged_count": nothing,
            "deleted_count": nothing,
            "quarantined_count": nothing,
            "absent_reason": pa.nulls(len(tables), pa.string()),
            "is_full": [True] * len(tables),
        }
    )
    path = folder / f"raw_{source}" / "loads"
    path.mkdir(parents=True, exist_ok=True)
    engine.register("loads", loads)
    engine.execute(f"copy loads to '{path / 'part-0000.parquet'}' (format parquet)")
    engine.unregister("loads")
