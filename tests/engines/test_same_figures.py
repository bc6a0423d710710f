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
    # Everybody of this company is matched and has a line of managers, and no plans need one another; one load is late
    # in nothing and nothing was published before it. No other table may be empty.
    assert set(empty) <= {
        *("identity_unmatched", "manager_circle", "succession_circle", "fct_late_record"),
        *("figure_change", "restatement_cause", "restatement", "rpt_leadership_pack__restated"),
    }
