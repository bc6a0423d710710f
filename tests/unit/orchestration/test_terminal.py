"""What a person reads when a build fails."""

import json
from pathlib import Path

import duckdb

from orchestration.terminal import dbt_failures, dbt_warnings, plain_name


def test_steps_have_names_a_person_reads() -> None:
    assert plain_name("land_frappe_hr") == "load frappe_hr"
    assert plain_name("landing_gate_moodle") == "check arrival of moodle"
    assert plain_name("deliver_increments") == "deliver increments"


def test_a_failed_test_is_its_own_sentence(tmp_path: Path) -> None:
    nodes = {
        "test.m.a": {"resource_type": "test", "name": "assert_x", "config": {"meta": {}},
                     "description": "X holds.\nAdd a row to y.",
                     "original_file_path": "tests/assert_x.sql"},
        "model.m.b": {"resource_type": "model", "name": "b", "description": "", "original_file_path": "models/b.sql"},
    }  # fmt: skip
    results = [
        {"unique_id": "test.m.a", "status": "fail", "failures": 1234, "message": "Got 1234 results"},
        {
            "unique_id": "model.m.b",
            "status": "error",
            "failures": None,
            "message": "Could not convert 'Zara' to DATE",
        },
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    sentences = dbt_failures(tmp_path, tmp_path / "warehouse.duckdb")
    assert sentences == [
        "test assert_x: 1,234 row(s) against it. X holds. Add a row to y.",
        "model b could not be built; see models/b.sql.",
    ]
    assert "Zara" not in " ".join(sentences), "a database's message may quote a row"


def test_a_test_that_speaks_for_itself_is_asked(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table t as select 'frappe_hr, Employee.x: wrong; set it.' as sentence")
    node = {"resource_type": "test", "name": "assert_y", "config": {"meta": {"tells": True}}}
    result = {
        "unique_id": "test.m.y",
        "status": "fail",
        "failures": 1,
        "compiled_code": "select sentence from t",
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": {"test.m.y": node}}))
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [result]}))
    assert dbt_failures(tmp_path, warehouse) == ["frappe_hr, Employee.x: wrong; set it."]


def test_a_warning_that_speaks_for_itself_is_told_and_is_no_failure(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create table t as select 'ACME: 2 x paid after the last day; stop it.' as sentence"
        )
    nodes = {
        "test.m.y": {"resource_type": "test", "name": "assert_y", "config": {"meta": {"tells": True}}},
        "test.m.z": {"resource_type": "test", "name": "assert_z", "config": {"meta": {}}},
    }
    results = [
        {"unique_id": name, "status": "warn", "failures": 2, "compiled_code": "select sentence from t"}
        for name in nodes
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    assert dbt_warnings(tmp_path, warehouse) == ["ACME: 2 x paid after the last day; stop it."]
    assert dbt_failures(tmp_path, warehouse) == []


def test_no_results_is_said(tmp_path: Path) -> None:
    assert dbt_failures(tmp_path, tmp_path / "warehouse.duckdb")[0].startswith(
        "build models: dbt stopped before it ran to its end"
    )
