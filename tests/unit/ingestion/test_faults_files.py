"""Files that vanish, change or are cut short while they are read: loaded as they were, or one sentence.

Every load is a whole one over an earlier load, which stays as it was when the load stops.
"""

import builtins
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dlt.extract.exceptions import ResourceExtractionError
from landings import Warehouse
from test_payroll_register import HEADER, good

from ingestion.errors import find_source_error
from ingestion.sources import canonical_files, payroll_register
from ingestion.sources.canonical_files.client import CanonicalFilesConfig
from ingestion.sources.payroll_register.client import PayrollRegisterConfig

RANGES = "company_id,grade_id,currency,minimum_amount,midpoint_amount,maximum_amount,valid_from"
OLD = RANGES + "\nKaveri Industries Ltd,G1,INR,100,150,200,2025-04-01\n"
NEW = OLD + "Kaveri Industries Ltd,G2,INR,300,350,400,2025-04-01\n"


@dataclass(frozen=True)
class FileSource:
    """A source of files: its one file, two contents of it, a date in its table, and how it is loaded."""

    name: str
    file: str
    old: str
    new: str
    table: str
    day: str
    build: Callable[[Path, Any], Any]


SOURCES = {
    source.name: source
    for source in (
        FileSource(
            "payroll_register",
            "2025-04.csv",
            "\n".join([HEADER, good("E1"), ""]),
            "\n".join([HEADER, good("E1"), good("E2"), ""]),
            "register_rows",
            "period_start",
            lambda folder, landing: payroll_register.build(PayrollRegisterConfig(folder=folder), landing),
        ),
        FileSource(
            "canonical_files",
            "pay_ranges.csv",
            OLD,
            NEW,
            "pay_ranges",
            "valid_from",
            lambda folder, landing: canonical_files.build(CanonicalFilesConfig(folder=folder), landing),
        ),
    )
}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> FileSource:
    return SOURCES[request.param]


@pytest.fixture
def folder(source: FileSource, warehouse: Warehouse, tmp_path: Path) -> Path:
    """A folder whose file was loaded once on 1 April and has a new content since."""
    folder = tmp_path / "files"
    folder.mkdir()
    path = folder / source.file
    path.write_text(source.old, encoding="utf-8")
    warehouse.run(source.build(folder, warehouse.landing(1)), warehouse.landing(1))
    path.write_text(source.new, encoding="utf-8")
    return folder


@contextmanager
def when_opened(path: Path, happens: Callable[[], None]) -> Iterator[None]:
    """Let something happen just before a file is opened for the first time."""
    opened, pending = io.open, [happens]

    def hooked(file: Any, *args: Any, **kwargs: Any) -> Any:
        if pending and not isinstance(file, int) and Path(file) == path:
            pending.pop()()
        return opened(file, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", hooked)
        patch.setattr(builtins, "open", hooked)
        yield


def rewrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def landed(source: FileSource, warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.rows(f"select * from raw_{source.name}.{source.table} order by all")


def accounts_for_every_row(source: FileSource, warehouse: Warehouse) -> None:
    unaccounted = warehouse.rows(
        f"""select table_name from raw_{source.name}.loads
        where received_count <> landed_count + unchanged_count + quarantined_count"""
    )
    assert unaccounted == []


def test_a_file_that_vanishes_when_it_is_read_stops_the_load(
    source: FileSource, warehouse: Warehouse, folder: Path
) -> None:
    before, path = landed(source, warehouse), folder / source.file
    with when_opened(path, path.unlink):
        landing = warehouse.landing(2)
        said = warehouse.refusal(source.build(folder, landing), landing)
    assert said.startswith(f"{source.name}, {source.file}: the file could not be read (FileNotFoundError)")
    assert str(folder) not in said
    assert landed(source, warehouse) == before


def test_a_file_that_changes_when_it_is_read_lands_as_one_of_the_two(
    source: FileSource, warehouse: Warehouse, folder: Path
) -> None:
    path = folder / source.file
    with when_opened(path, lambda: rewrite(path, source.new.replace("2025", "2024"))):
        landing = warehouse.landing(2)
        warehouse.run(source.build(folder, landing), landing)
    accounts_for_every_row(source, warehouse)
    years = warehouse.rows(
        f"""select distinct year({source.day}) from raw_{source.name}.{source.table}
        where known_from = '2026-04-02' and not is_deleted"""
    )
    assert years in ([(2024,)], [(2025,)])


def test_a_workbook_cut_anywhere_stops_the_load(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "payroll"
    folder.mkdir()
    book = openpyxl.Workbook()
    for line in (HEADER, good("E1")):
        book.active.append(line.split(","))
    whole = io.BytesIO()
    book.save(whole)
    content = whole.getvalue()
    landing = warehouse.landing(1)
    for length in (0, 1, 100, len(content) // 2, len(content) - 100, len(content) - 1):
        (folder / "2025-04.xlsx").write_bytes(content[:length])
        source = payroll_register.build(PayrollRegisterConfig(folder=folder), landing)
        assert "2025-04.xlsx" in warehouse.refusal(source, landing)
    assert not warehouse.first.warehouse.exists() or not warehouse.rows(
        "select 1 from duckdb_tables() where table_name = 'register_rows'"
    )


def test_a_register_cut_anywhere_lands_no_row_that_the_whole_one_lacks(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    folder = tmp_path / "payroll"
    folder.mkdir()
    text = "\n".join([HEADER, good("E1"), good("E2"), ""])
    (folder / "2025-04.csv").write_text(text, encoding="utf-8")

    def rows() -> list[Any]:
        """Every row as the source would land it; rows for quarantine are left out."""
        source = payroll_register.build(PayrollRegisterConfig(folder=folder), warehouse.landing(1))
        try:
            (table,) = list(source.resources["register_rows"])
        except ResourceExtractionError as error:
            assert find_source_error(error) is not None
            return []
        return [{**row, "file_hash": ""} for row in table.to_pylist()]

    whole = rows()
    assert len(whole) == 2
    # Through the whole of the last row, and at its ends to the byte.
    last = len(text) - len(good("E2")) - 1
    for length in (*range(0, len(text), 40), last - 1, last, last + 1, *range(len(text) - 12, len(text))):
        (folder / "2025-04.csv").write_text(text[:length], encoding="utf-8")
        assert all(row in whole for row in rows()), length
