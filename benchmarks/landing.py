"""Landing of columns against DuckDB's own `create table as` from the same files, and registers taken twice.

Belongs here: files of two shapes (a wide table, payroll lines), both ways of landing them, their seconds, peak
memory and ratio; long registers of the same number of lines through `payroll_register`, and the same load again,
which finds them taken. Does not belong here: a verdict. Machines differ and are shared: only the ratio can be compared.

Run as `python -m benchmarks.landing [--rows N] [--lines N] [--repeat N]`; every measurement is a process of its
own. Writes `var/benchmarks/landing-<rows>-<lines>.json` and prints a table.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from benchmarks.stages import PROJECT, measure
from ingestion.columnar import Columnar, from_files
from ingestion.landing import Landing
from ingestion.pipelines import landed_source, make_pipeline
from ingestion.record import Record
from ingestion.sources.payroll_register import build
from ingestion.sources.payroll_register.client import PayrollRegisterConfig
from ingestion.sources.payroll_register.folders import SOURCE
from ingestion.sql import quoted

FILES = 12
MONTHS = 30


class Wide(Record):
    """Twenty columns as an HR system's largest table has them."""

    table: ClassVar[str] = "wide"
    key: ClassVar[tuple[str, ...]] = ("id",)
    id: int
    employee_number: str
    text_0: str
    text_1: str
    text_2: str
    text_3: str
    text_4: str | None = None
    amount_0: Decimal
    amount_1: Decimal
    amount_2: Decimal
    amount_3: Decimal
    count_0: int
    count_1: int
    count_2: int
    share_0: float
    share_1: float
    is_active: bool
    start: date
    end: date | None = None
    seen_at: datetime


class Line(Record):
    """Eight columns of a payroll line."""

    table: ClassVar[str] = "lines"
    key: ClassVar[tuple[str, ...]] = ("employee_number", "period_start", "component")
    employee_number: str
    company: str
    period_start: date
    period_end: date
    component: str
    is_deduction: bool
    amount: Decimal
    currency: str


WIDE = """
    select i as id, 'E' || lpad((i % 50000)::varchar, 6, '0') as employee_number,
        'Department ' || (i * 7 % 97) as text_0, 'Designation ' || (i * 11 % 397) as text_1,
        'Branch ' || (i * 13 % 23) as text_2, 'Grade ' || (i % 12) as text_3,
        case when i % 3 > 0 then 'Remark ' || i end as text_4,
        ((i * 7919) % 90000000 / 100)::decimal(18, 4) as amount_0,
        ((i * 104729) % 70000000 / 100)::decimal(18, 4) as amount_1,
        ((i * 1299709) % 50000000 / 100)::decimal(18, 4) as amount_2,
        ((i * 15485863) % 30000000 / 100)::decimal(18, 4) as amount_3,
        i % 31 as count_0, i * 17 % 365 as count_1, i * 19 % 100000 as count_2,
        sin(i) as share_0, cos(i) as share_1, i % 5 > 0 as is_active,
        date '2000-01-01' + (i % 9000)::int as start,
        case when i % 9 = 0 then date '2026-01-01' end as end,
        timestamp '2026-01-01' + to_seconds(i) as seen_at
    from range({first}, {last}) r(i)
"""
LINES = """
    select 'E' || lpad((i // 10 % {people})::varchar, 7, '0') as employee_number,
        'Kaveri Industries Ltd' as company, {start} as period_start, last_day({start}) as period_end,
        (['Basic', 'HRA', 'Special Allowance', 'Conveyance', 'Bonus', 'Arrears', 'Overtime', 'PF', 'ESI', 'TDS'])
            [1 + i % 10] as component,
        i % 10 > 6 as is_deduction, ((i * 7919) % 9000000 / 100)::decimal(18, 4) as amount, 'INR' as currency
    from range({first}, {last}) r(i)
"""
REGISTER = """
    with lines as (
        select i // 10 as person, i % 10 > 6 as is_deduction,
            (['Basic', 'HRA', 'Special Allowance', 'Conveyance', 'Bonus', 'Arrears', 'Overtime', 'PF', 'ESI', 'TDS'])
                [1 + i % 10] as component,
            ((i * 7919 + {number}) % 9000000 / 100)::decimal(12, 2) as amount
        from range({size}) r(i)
    ), totals as (
        select person, sum(amount) filter (where not is_deduction) as gross,
            sum(amount) filter (where is_deduction) as deducted
        from lines group by person
    )
    select 'E' || lpad(person::varchar, 7, '0') as "Employee Number", 'Kaveri Industries Ltd' as "Company",
        {start} as "Period Start", last_day({start}) as "Period End", 'INR' as "Currency",
        component as "Component", case when is_deduction then 'Deduction' else 'Earning' end as "Type",
        amount as "Amount", gross as "Gross Pay", deducted as "Total Deduction", gross - deducted as "Net Pay"
    from lines join totals using (person)
    order by person, component
"""
SHAPES: dict[str, type[Record]] = {"wide": Wide, "lines": Line}


def write(shape: str, rows: int, folder: Path) -> None:
    """Write the files of one shape."""
    size = -(-rows // FILES // 10) * 10
    for number in range(FILES):
        first, last = number * size, min((number + 1) * size, rows)
        start = f"(date '2025-04-01' + interval {number} month)::date"
        text = (WIDE if shape == "wide" else LINES).format(
            first=first, last=last, start=start, people=size // 10
        )
        path = folder / f"{shape}-{number:02}.parquet"
        duckdb.execute(f"copy ({text}) to '{path}' (format parquet, compression zstd)")


def write_registers(lines: int, folder: Path) -> None:
    """Write a long register per month."""
    folder.mkdir()
    for number in range(MONTHS):
        start = f"(date '2023-04-01' + interval {number} month)::date"
        text = REGISTER.format(number=number, size=lines // MONTHS // 10 * 10, start=start)
        duckdb.execute(f"copy ({text}) to '{folder}/{number:02}.parquet' (format parquet, compression zstd)")


def ctas(shape: str, folder: Path) -> None:
    """Make the table as DuckDB does by itself."""
    with duckdb.connect(str(folder / "ctas.duckdb")) as connection:
        connection.execute(f"create table t as from read_parquet('{folder}/{shape}-*.parquet')")


def land(shape: str, folder: Path) -> None:
    """Land the table: judged, with knowledge time, through dlt."""
    record = SHAPES[shape]
    paths = sorted(folder.glob(f"{shape}-*.parquet"))

    def read() -> Columnar:
        return from_files(paths, {name: quoted(name) for name in record.model_fields})

    home = folder / "home"
    landing = Landing(home / "warehouse.duckdb", home / "dlt", home / "quarantine", datetime(2026, 4, 1))
    make_pipeline("bench", landing).run(landed_source("bench", {record: read}, landing))


def take(day: int, folder: Path) -> None:
    """Load the registers, and see that every line is there."""
    home = folder / "home"
    landing = Landing(home / "warehouse.duckdb", home / "dlt", home / "quarantine", datetime(2026, 4, day))
    config = PayrollRegisterConfig(folder=str(folder / "registers"))
    make_pipeline(SOURCE, landing).run(build(config, landing))
    with duckdb.connect(str(landing.warehouse)) as connection:
        [(lines, amount)] = connection.execute(
            f"select count(*), sum(amount) from raw_{SOURCE}.register_lines"
        ).fetchall()
    sent = duckdb.execute(
        f"""select count(*), sum("Amount") from '{folder}/registers/*.parquet'"""
    ).fetchall()
    assert sent == [(lines, amount)], (sent, lines, amount)


def run_registers(lines: int) -> dict[str, Any]:
    """Measure the first load of long registers and the one that finds them taken."""
    result: dict[str, Any] = {"shape": "registers", "rows": lines // MONTHS // 10 * 10 * MONTHS}
    with tempfile.TemporaryDirectory() as name:
        write_registers(lines, Path(name) / "registers")
        for way in ("start", "take", "again"):
            command = [sys.executable, "-m", "benchmarks.landing", "--way", way, "registers", name]
            measured = measure(command, dict(os.environ))
            assert measured["exit_code"] == 0, way
            result |= {f"{way}_{key}": value for key, value in measured.items() if key != "exit_code"}
    began = result["start_seconds"]
    result["ratio"] = round((result["again_seconds"] - began) / (result["take_seconds"] - began), 3)
    return result


def run(rows: int, lines: int, repeat: int) -> list[dict[str, Any]]:
    """Measure both ways for both shapes; start of Python and imports are measured and taken off."""
    results = []
    for shape, count in (("wide", rows), ("lines", lines)):
        with tempfile.TemporaryDirectory() as name:
            write(shape, count, Path(name))
            for _ in range(repeat):
                result: dict[str, Any] = {"shape": shape, "rows": count}
                for way in ("start", "ctas", "land"):
                    for old in Path(name).glob("ctas.duckdb*"):
                        old.unlink()
                    measure(["rm", "-rf", str(Path(name) / "home")], dict(os.environ))
                    measured = measure(
                        [sys.executable, "-m", "benchmarks.landing", "--way", way, shape, name],
                        dict(os.environ),
                    )
                    assert measured["exit_code"] == 0, way
                    result |= {f"{way}_{key}": value for key, value in measured.items() if key != "exit_code"}
                began = result["start_seconds"]
                result["ratio"] = round(
                    (result["ctas_seconds"] - began) / (result["land_seconds"] - began), 2
                )
                results.append(result)
    return results


def main() -> None:
    """Measure, print and record; with `--way` do one of the measured things."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--way", nargs=3)
    chosen = parser.parse_args()
    if chosen.way:
        way, shape, folder = chosen.way
        ways: dict[str, Callable[[], None]] = {
            "start": lambda: None,
            "ctas": lambda: ctas(shape, Path(folder)),
            "land": lambda: land(shape, Path(folder)),
            "take": lambda: take(1, Path(folder)),
            "again": lambda: take(2, Path(folder)),
        }
        ways[way]()
        return
    results = run(chosen.rows, chosen.lines, chosen.repeat)
    print(f"{'shape':<8}{'rows':>12}{'CTAS s':>9}{'landing s':>11}{'ratio':>7}{'peak MiB':>10}")
    for r in results:
        began = r["start_seconds"]
        print(
            f"{r['shape']:<8}{r['rows']:>12}{r['ctas_seconds'] - began:>9.2f}{r['land_seconds'] - began:>11.2f}"
            f"{r['ratio']:>7}{r['land_peak_mib']:>10}"
        )
    taken = run_registers(chosen.lines)
    began = taken["start_seconds"]
    print(f"{'shape':<11}{'lines':>11}{'first s':>9}{'again s':>9}{'ratio':>7}{'peak MiB':>10}")
    print(
        f"{taken['shape']:<11}{taken['rows']:>11}{taken['take_seconds'] - began:>9.2f}"
        f"{taken['again_seconds'] - began:>9.2f}{taken['ratio']:>7}{taken['take_peak_mib']:>10}"
    )
    results.append(taken)
    target = PROJECT / "var" / "benchmarks" / f"landing-{chosen.rows}-{chosen.lines}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
