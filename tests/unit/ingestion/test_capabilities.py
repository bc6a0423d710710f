"""What sources declare: four words, names of canonical models, and the best of the configured ones."""

import re
from pathlib import Path

import pytest
import yaml
from landings import Warehouse
from pydantic import SecretStr

from ingestion.capabilities import (
    ABSENT,
    ASSUMED,
    DERIVED,
    NATIVE,
    Declaration,
    best,
    capability_rows,
    declaration,
    field_matrix,
    matrix,
)
from ingestion.contract import ENTITIES
from ingestion.pipelines import landed_source
from ingestion.sources import SOURCES
from ingestion.sources.meritline import MeritlineConfig, build

PROJECT = Path(__file__).resolve().parents[3]
MODELS = PROJECT / "dbt_project" / "models"


def canonical_columns() -> dict[str, set[str]]:
    """The columns of each canonical model, by its entity."""
    found = {}
    for file in (MODELS / "canonical").glob("*.yml"):
        [model] = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
        found[model["name"].removeprefix("canonical__")] = {column["name"] for column in model["columns"]}
    return found


def test_a_declaration_is_read_by_entity_field_and_status(tmp_path: Path) -> None:
    file = tmp_path / "capabilities.yml"
    file.write_text("person:\n  native: [gender]\n  derived: [person_key]\n  assumed: [fte]\n")
    assert declaration(file).fields == {"person": {"gender": NATIVE, "person_key": DERIVED, "fte": ASSUMED}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("person:\n  nativ: [gender]\n", "there is no capability 'nativ'"),
        ("person:\n  absent: [gender]\n", "there is no capability 'absent'"),
        ("person:\n  native: [gender]\n  derived: [gender]\n", "person.gender: it stands there twice"),
    ],
)
def test_another_word_or_a_field_twice_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / f"{abs(hash(text))}.yml"
    file.write_text(text)
    with pytest.raises(ValueError, match=problem):
        declaration(file)


def test_the_best_of_several_counts_and_none_is_absent() -> None:
    assert best([ABSENT, ASSUMED, DERIVED]) == DERIVED
    assert best([]) == ABSENT


def test_the_matrix_has_a_column_per_source_and_the_best_of_each_entity() -> None:
    declared = {
        "hr": {"person": {"gender": NATIVE, "fte": ASSUMED}},
        "lms": {"learning_record": {"status": DERIVED}},
    }
    assert matrix(declared) == {
        "learning_record": {"hr": ABSENT, "lms": DERIVED},
        "person": {"hr": NATIVE, "lms": ABSENT},
    }
    assert field_matrix(declared, "person") == {
        "gender": {"hr": NATIVE, "lms": ABSENT},
        "fte": {"hr": ASSUMED, "lms": ABSENT},
    }


def test_every_source_but_meritline_declares_and_what_it_declares_exists() -> None:
    """A name is one of the canonical model's columns, or of the contract's fields where there is no model yet."""
    columns = canonical_columns()
    for name, spec in SOURCES.items():
        assert bool(spec.declaration.fields) is (name != "meritline"), name
        for entity, fields in spec.declaration.fields.items():
            known = columns.get(entity, set())
            if spec.declaration.delivers_what_it_holds:
                known = known | ENTITIES[entity].model_fields.keys()
            assert fields.keys() <= known, (name, entity, fields.keys() - known)


def test_names_of_the_contract_lead_to_columns_of_canonical_models() -> None:
    columns = canonical_columns()
    for spec in SOURCES.values():
        for entity, names in spec.declaration.canonical_names.items():
            assert names.keys() <= ENTITIES[entity].model_fields.keys(), entity
            assert set(names.values()) <= columns[entity], entity


def test_what_marts_withhold_for_is_declared_by_somebody() -> None:
    """A misspelt field would never be absent, so nothing would ever be withheld for it."""
    declared = {
        (entity, field)
        for spec in SOURCES.values()
        for entity, fields in spec.declaration.fields.items()
        for field in fields
    } | {(entity, field) for entity, record in ENTITIES.items() for field in record.model_fields}
    asked: set[tuple[str, str]] = set()
    for file in MODELS.rglob("*.sql"):
        sql = file.read_text(encoding="utf-8")
        for call in re.findall(r"absent_fields\(\{(.+?)\}\)", sql, re.DOTALL) + re.findall(
            r"absent_kpi\((.+?)\)", sql, re.DOTALL
        ):
            asked |= set(re.findall(r"\['(\w+)', '(\w+)'\]", call))
        if file.stem == "rpt_leadership_pack__withheld":
            asked |= set(re.findall(r"\('[\w ]+', '(\w+)', '(\w+)'\)", sql.partition("set needs")[2]))
    asked = {(entity, field) for entity, field in asked if entity in canonical_columns()}
    assert len(asked) >= 10
    assert asked <= declared


def test_a_source_in_the_contract_says_what_its_rows_hold() -> None:
    spec = SOURCES["canonical_files"]
    assert spec.declaration.delivers_what_it_holds
    filled = {("canonical_files", "talent_rating"): frozenset({"potential", "employee_number"})}
    rows = capability_rows({"canonical_files": spec.declaration}, ["canonical_files"], filled)
    found = {(row["entity"], row["field_name"]): row["status"] for row in rows}
    assert found["talent_rating", "potential_value"] == NATIVE
    assert found["talent_rating", "scale_min"] == ABSENT
    assert found["pay_range", "midpoint_amount"] == ABSENT


def test_declarations_land_with_what_the_files_hold_now(warehouse: Warehouse) -> None:
    """The files' potential is there on day 1, gone on day 2; the other source's declaration stays as it is."""
    rating = next(r for r in SOURCES["canonical_files"].records if r.table == "talent_ratings")
    files = SOURCES["canonical_files"].declaration
    rated = [
        {
            "company_id": "K",
            "employee_number": "E1",
            "potential": 2,
            "scale_min": 1,
            "scale_max": 3,
            "assessed_at": "2026-01-15",
        }
    ]
    for day, rows in ((1, rated), (2, [])):
        landing = warehouse.landing(day)
        warehouse.run(landed_source("canonical_files", {rating: lambda rows=rows: rows}, landing), landing)
        config = MeritlineConfig(
            person_key_secret=SecretStr("a secret of the test suite"),
            declarations={"canonical_files": files, "hr": Declaration({"person": {"gender": NATIVE}})},
            contracts={"canonical_files": {"talent_rating": rating}},
            configured=frozenset({"canonical_files"}),
        )
        warehouse.run(build(config, landing), landing)
    latest = warehouse.rows(
        """
        select known_from::date::varchar, source_name, entity, field_name, status, is_configured
        from raw_meritline.source_capabilities
        where field_name = 'potential_value' or source_name = 'hr' order by all
        """
    )
    assert latest == [
        ("2026-04-01", "canonical_files", "talent_rating", "potential_value", NATIVE, True),
        ("2026-04-01", "hr", "person", "gender", NATIVE, False),
        ("2026-04-02", "canonical_files", "talent_rating", "potential_value", ABSENT, True),
    ]
