"""Rows of the contract that cannot be, or name what nobody delivers: told by file and column, never mended.

Belongs here: what the build says about such rows. Does not belong here: cells that cannot be read (the reader's
tests).
"""

import shutil
from pathlib import Path

import duckdb

from tests.fixtures.built import build, told
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

COVER = """select sum(successor_count), sum(ready_now_count), sum(emergency_count), sum(excluded_count)
    from succession.critical_role_coverage"""


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


def test_a_nomination_for_no_plan_is_listed_counts_nowhere_and_stops_nothing(
    files_home: Home, tmp_path: Path
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(files_home.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        [before] = connection.execute(COVER).fetchall()
        connection.execute(
            """insert into raw_canonical_files.successors by name
            select * replace ('SP-LOST' as plan_id, true as is_emergency)
            from raw_canonical_files.successors where readiness = 'ready_now' limit 1"""
        )
    build(
        warehouse,
        tmp_path / "target",
        "--select",
        *("canonical__successor", "fct_successor", "succession_nomination", "critical_role_coverage"),
        "quality_finding",
        "assert_contract_rows_name_what_exists",
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(COVER).fetchall() == [before]
        [(reason,)] = connection.execute(
            """select exclusion_reason from succession.succession_nomination
            where role_key not in (select role_key from core.dim_critical_role)"""
        ).fetchall()
        [found] = connection.execute(
            """select owner, remedy from quality.quality_finding
            where rule_id = 'successor_of_no_plan' and record_id like 'SP-LOST/%'"""
        ).fetchall()
    assert reason == "role_unknown"
    assert found == (
        "talent management",
        "Deliver the plan in succession_plans, or correct the plan_id of the nomination.",
    )
