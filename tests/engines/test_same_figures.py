"""Every canonical, core, mart and report table holds the same rows on DuckDB (left) and on Spark (right)."""

from typing import Any

import pytest

from tests.engines.comparison import Row, differences
from tests.engines.conftest import Built

SCHEMAS = (
    "canonical",
    "core",
    "identity",
    "kpi",
    "scorecard",
    "compensation",
    "succession",
    "development",
    "reconciliation",
    "quality",
    "reports",
)


def models(built: Built) -> list[dict[str, Any]]:
    return [node for node in built.manifest["nodes"].values() if node["resource_type"] == "model"]


def tables(built: Built, schema: str) -> list[dict[str, Any]]:
    return [node for node in models(built) if node["config"]["schema"] == schema]


def grain(built: Built, node: dict[str, Any]) -> list[str]:
    # A table may have a second key; either orders its rows.
    test, *_ = [
        t
        for t in built.manifest["nodes"].values()
        if t.get("attached_node") == node["unique_id"]
        and (t.get("test_metadata") or {}).get("name") == "grain"
    ]
    return test["test_metadata"]["kwargs"]["columns"]


def on_duckdb(built: Built, table: str) -> list[Row]:
    return built.duckdb.execute(f"select * from {table}").to_arrow_table().to_pylist()


def on_spark(built: Built, table: str) -> list[Row]:
    return built.spark.table(table).toArrow().to_pylist()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_both_engines_hold_the_same_rows(built: Built, schema: str) -> None:
    found = []
    for node in tables(built, schema):
        table = f"{schema}.{node['name']}"
        found += differences(table, grain(built, node), on_duckdb(built, table), on_spark(built, table))
    assert found == []


def test_no_schema_is_left_out_and_the_tables_are_not_empty(built: Built) -> None:
    assert {node["config"]["schema"] for node in models(built)} == {*SCHEMAS, "staging"}
    empty = [
        node["name"]
        for schema in SCHEMAS
        for node in tables(built, schema)
        if built.duckdb.execute(f"select count(*) from {schema}.{node['name']}").fetchall() == [(0,)]
    ]
    # What a company of three quiet years does not have. No other table may be empty.
    nobody = {"identity_unmatched", "manager_circle", "succession_circle", "goal_finding"}
    one_load_that_is_late_in_nothing = {"fct_late_record"}
    nothing_published_before = {
        *("figure_change", "restatement_cause", "restatement", "rpt_leadership_pack__restated"),
    }
    nothing_decided_yet = {
        *(
            "canonical__comp_decision",
            "decision_check",
            "decision_fairness",
            "increment_history",
            "pay_change",
        ),
        *("rpt_increments__findings", "rpt_promotions__findings"),
        *("rpt_payroll_changes__blocking", "rpt_payroll_changes__changes"),
    }
    one_scenario = {"scenario_change"}
    no_goal_has_a_weight = {"scorecard_employee_goal"}
    assert set(empty) <= {
        *nobody,
        *one_load_that_is_late_in_nothing,
        *nothing_published_before,
        *nothing_decided_yet,
        *one_scenario,
        *no_goal_has_a_weight,
    }
