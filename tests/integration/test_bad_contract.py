"""Rows of the contract that cannot be, or name what nobody delivers: told by file and column, never mended.

Belongs here: what the build says about such rows. Does not belong here: cells that cannot be read (the reader's
tests).
"""

import shutil
from pathlib import Path

import duckdb

from tests.fixtures.built import told
from tests.integration.conftest import Home

SPOILED = (
    # Somebody whom no file employs.
    """insert into raw_canonical_files.assignments by name
    select * replace ('NOBODY' as employee_number) from raw_canonical_files.assignments limit 1""",
    """update raw_canonical_files.assignments set manager_employee_number = 'GHOST', org_unit_id = 'NOWHERE'
    where rowid = 5""",
    "update raw_canonical_files.learning_records set learning_item_id = 'LOST' where rowid = 0",
    # An employment within another of the same person, which ends before it begins.
    """insert into raw_canonical_files.employments by name
    select * replace (date '2026-01-05' as start_date, date '2026-01-01' as end_date)
    from raw_canonical_files.employments where end_date is null and start_date < date '2025-01-01' limit 1""",
)


def test_what_cannot_be_is_named_by_file_and_column(files_home: Home, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(files_home.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for statement in SPOILED:
            connection.execute(statement)
    said = told(
        warehouse,
        tmp_path / "target",
        "assert_contract_rows_name_what_exists",
        "assert_contract_dates_are_possible",
    )
    assert [line.split(";")[0] for line in said] == [
        "canonical_files, assignments.employee_number: 1 row(s) name days on which the person has no employment",
        "canonical_files, assignments.manager_employee_number: 1 row(s) name a manager that nobody delivers",
        "canonical_files, assignments.org_unit_id: 1 row(s) name a unit that nobody delivers",
        "canonical_files, learning_records.learning_item_id: 1 row(s) name an item that nobody delivers",
        "canonical_files, employments.end_date: 1 row(s), each of which ends before it begins",
        "canonical_files, employments.start_date: 1 row(s), each of which begins before the person's earlier "
        "employment there has ended",
    ]
    assert not any("NOBODY" in line or "GHOST" in line for line in said)
