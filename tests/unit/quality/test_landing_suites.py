"""The landing suites of the contract: what a field's name carries, for every entity, by file and from databases."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.contract import ENTITIES
from quality.landing import canonical_files, sql_database
from quality.suite import Suite
from quality.validate import validate
from tests.fixtures.raw_tables import create_raw_tables, insert_rows

ABSENCE = {
    "company_id": "C",
    "absence_id": "A1",
    "employee_number": "E1",
    "from_date": date(2026, 1, 5),
    "to_date": date(2026, 1, 6),
    "absence_days": 2,
}
COMPETENCY = {"company_id": "C", "competency_id": "K1", "level_min": 1, "level_max": 5}
RECORD = {
    "company_id": "C",
    "employee_number": "E1",
    "learning_item_id": "L1",
    "attempt": 1,
    "score_ratio": 1,
}


def test_every_entity_has_rules_and_each_is_about_fields_that_it_has() -> None:
    by_table = {record.table: record for record in ENTITIES.values()}
    assert [table.name.partition(".")[2] for table in canonical_files.SUITE.tables] == list(by_table)
    for table in canonical_files.SUITE.tables:
        record = by_table[table.name.partition(".")[2]]
        assert table.key == record.key
        assert table.rules
        for rule in table.rules:
            named = {rule.arguments.get(name) for name in ("column", "column_A", "column_B")} - {None}
            assert named <= record.model_fields.keys(), table.name


def test_the_tables_of_the_rules_are_the_contracts() -> None:
    pairs = {name for pair in (*canonical_files.NOT_BEFORE, *canonical_files.NOT_BELOW) for name in pair}
    ruled = pairs | set(canonical_files.RANGES)
    for record in ENTITIES.values():
        has = canonical_files.CONTRACT[record.table]
        fields = record.model_fields
        assert tuple(has["key"]) == record.key
        assert set(has.get("may_be_empty", ())) == {n for n in record.key if not fields[n].is_required()}
        assert set(has.get("fields", ())) == ruled & fields.keys(), record.table


def test_every_name_with_a_rule_is_a_field_of_some_entity() -> None:
    fields = {name for record in ENTITIES.values() for name in record.model_fields}
    pairs = {name for pair in (*canonical_files.NOT_BEFORE, *canonical_files.NOT_BELOW) for name in pair}
    assert pairs | set(canonical_files.RANGES) <= fields
    assert set(canonical_files.OWN) <= {record.table for record in ENTITIES.values()}


def test_databases_are_held_to_the_same_rules() -> None:
    assert [table.rules for table in sql_database.SUITE.tables] == [
        table.rules for table in canonical_files.SUITE.tables
    ]
    assert {table.name.partition(".")[0] for table in sql_database.SUITE.tables} == {"raw_sql_database"}


@pytest.mark.parametrize("suite", [canonical_files.SUITE, sql_database.SUITE], ids=lambda suite: suite.name)
@pytest.mark.parametrize(
    ("entity", "row", "wrong", "sentence"),
    [
        ("absence", ABSENCE, {"to_date": date(2026, 1, 4)}, "to_date is not before from_date"),
        ("absence", ABSENCE, {"absence_days": -1}, "at least 0"),
        ("absence", ABSENCE, {"company_id": None}, "company_id, absence_id are filled"),
        ("competency", COMPETENCY, {"level_max": 0}, "level_max is not below level_min"),
        ("learning_record", RECORD, {"attempt": 2, "score_ratio": 85}, "between 0 and 1"),
    ],
)
def test_a_row_against_a_rule_is_named(
    tmp_path: Path, suite: Suite, entity: str, row: dict[str, Any], wrong: dict[str, Any], sentence: str
) -> None:
    record = ENTITIES[entity]
    warehouse = tmp_path / "w.duckdb"
    [table] = [table for table in suite.tables if table.name.endswith(f".{record.table}")]
    alone = Suite(suite.name, suite.stage, (table,))
    with duckdb.connect(str(warehouse)) as connection:
        create_raw_tables(connection)
        insert_rows(connection, record, suite.name, [row])
    [result] = validate(alone, warehouse, tmp_path / "docs")
    assert not result.failures
    with duckdb.connect(str(warehouse)) as connection:
        insert_rows(connection, record, suite.name, [{**row, record.key[-1]: "other", **wrong}])
    [result] = validate(alone, warehouse, tmp_path / "docs")
    assert result.blocks
    assert [text for text in result.sentences if sentence in text] == result.sentences
