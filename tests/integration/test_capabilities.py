"""Declarations against facts on the built company, and a company that has one source only."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingestion.contract import ENTITIES
from ingestion.sources import SOURCES
from tests.fixtures.built import build
from tests.fixtures.raw_tables import SOURCES as RAW_SOURCES
from tests.fixtures.raw_tables import land_capabilities

# Of the warehouse, not of a source; `company_id` stands on every table, also where it can only be '*'.
TECHNICAL = {"source_system", "source_id", "known_from", "company_id"}
BUILT = {"identity_link", "hr_system", "org_unit_state"}
PAID_BY_REGISTER = "Kaveri Industries Ltd"


def facts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], int]:
    """How many rows of each source fill each field of each canonical model that has rows of that source."""
    found: dict[tuple[str, str, str], int] = {}
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'canonical' order by 1"
    ).fetchall()
    for (table,) in tables:
        entity = table.removeprefix("canonical__")
        described = connection.execute(f"describe canonical.{table}").fetchall()
        fields = [name for name, *_ in described if name not in TECHNICAL]
        if entity in BUILT or "source_system" not in {name for name, *_ in described}:
            continue
        counts = ", ".join(f'count("{field}")' for field in fields)
        for source, *filled in connection.execute(
            f"select source_system, {counts} from canonical.{table} group by 1"
        ).fetchall():
            found |= {(source, entity, field): count for field, count in zip(fields, filled, strict=True)}
    return found


@pytest.fixture(scope="module")
def filled(built_company: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], int]:
    return facts(built_company)


def test_what_a_source_declares_is_not_empty_everywhere(filled: dict[tuple[str, str, str], int]) -> None:
    """Take a field that is named here out of capabilities.yml, or fill it."""
    empty = [
        f"{source}: {entity}.{field} is declared {status} and is null everywhere"
        for source, spec in SOURCES.items()
        if not spec.declaration.delivers_what_it_holds
        for entity, fields in spec.declaration.fields.items()
        for field, status in fields.items()
        if field not in TECHNICAL and filled.get((source, entity, field)) == 0
    ]
    assert empty == []


def test_what_every_source_declares_absent_is_empty_everywhere(
    filled: dict[tuple[str, str, str], int],
) -> None:
    """Add a field that is named here to capabilities.yml of the source that fills it."""
    declared = {
        (entity, field)
        for spec in SOURCES.values()
        for entity, fields in spec.declaration.fields.items()
        for field in fields
    } | {(entity, field) for entity, record in ENTITIES.items() for field in record.model_fields}
    undeclared = [
        f"{source}: {entity}.{field} is declared by no source and is filled in {count} rows"
        for (source, entity, field), count in sorted(filled.items())
        if count and (entity, field) not in declared
    ]
    assert undeclared == []


def test_the_warehouse_holds_the_best_of_the_configured_sources(
    built_company: duckdb.DuckDBPyConnection,
) -> None:
    status = dict(
        built_company.execute(
            "select entity || '.' || field_name, status from core.field_capability"
        ).fetchall()
    )
    assert status["learning_record.hours"] == "native"
    assert status["assignment.fte"] == "assumed"
    assert status["talent_rating.potential_value"] == "native"
    assert status["pay_range.midpoint_amount"] == "native"


@pytest.fixture(scope="module")
def frappe_only(
    built_warehouse: Path,
    unit_test_states: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The company with Frappe HR alone: the other sources were never configured. dbt holds every test of it."""
    folder = tmp_path_factory.mktemp("frappe_only")
    warehouse = folder / "warehouse.duckdb"
    shutil.copyfile(built_warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for source in set(RAW_SOURCES) - {"frappe_hr", "meritline"}:
            tables = connection.execute(
                "select table_name from duckdb_tables() where schema_name = ?", [f"raw_{source}"]
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"delete from raw_{source}.{table}")
        # Paid by registers: the one slip that Frappe HR holds of it too would be all of its payroll, and stop the gate.
        connection.execute(
            "delete from raw_frappe_hr.salary_details where parent in "
            "(select name from raw_frappe_hr.salary_slips where company = ?)",
            [PAID_BY_REGISTER],
        )
        connection.execute("delete from raw_frappe_hr.salary_slips where company = ?", [PAID_BY_REGISTER])
        land_capabilities(connection, configured=("frappe_hr",))
    build(warehouse, folder / "target")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def test_without_a_source_figures_are_withheld_with_a_reason_and_not_zero(
    frappe_only: duckdb.DuckDBPyConnection,
) -> None:
    reasons = dict(
        frappe_only.execute(
            """select kpi_id, string_agg(distinct withheld_reason, ',') from kpi.kpi_values
            where numerator is null group by 1"""
        ).fetchall()
    )
    assert reasons["favourable_share"] == "no_source_delivers_answers"
    assert reasons["response_rate"] == "no_source_delivers_invitations"
    shown = frappe_only.execute(
        "select count(*) from kpi.kpi_values where numerator is not null and withheld_reason like 'no_source%'"
    ).fetchall()
    assert shown == [(0,)]
    grid = frappe_only.execute(
        "select distinct status, not_assessed_reason from succession.talent_grid"
    ).fetchall()
    assert grid == [("not_assessed", "no_source_delivers_potential")]


def test_the_pack_says_which_tables_are_empty_for_want_of_a_source(
    frappe_only: duckdb.DuckDBPyConnection, built_company: duckdb.DuckDBPyConnection
) -> None:
    query = """select section_name, withheld_reason from reports.rpt_leadership_pack__withheld
        where cell_count = 0 order by sequence"""
    assert built_company.execute(query).fetchall() == []
    said = dict(frappe_only.execute(query).fetchall())
    assert said["Pay position by grade"] == "No configured source delivers pay_range.midpoint_amount."
    assert said["Increment budgets by holder"] == "No configured source delivers comp_budget.amount."
    assert said["Talent grid"] == "No configured source delivers talent_rating.potential_value."
