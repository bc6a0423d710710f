"""Every canonical, core, mart and report table holds the same rows on DuckDB and on Spark."""

import math
from datetime import datetime
from typing import Any

import pytest

from tests.engines.conftest import Built

SCHEMAS = (
    "canonical",
    "core",
    "identity",
    "kpi",
    "scorecard",
    "appraisal",
    "compensation",
    "succession",
    "development",
    "engagement",
    "reports",
)


def tables(built: Built, schema: str) -> list[dict[str, Any]]:
    nodes = built.manifest["nodes"].values()
    return [n for n in nodes if n["resource_type"] == "model" and n["config"]["schema"] == schema]


def grain(built: Built, node: dict[str, Any]) -> list[str]:
    [test] = [
        t
        for t in built.manifest["nodes"].values()
        if t["resource_type"] == "test"
        and t.get("attached_node") == node["unique_id"]
        and (t["test_metadata"] or {}).get("name") == "grain"
    ]
    return test["test_metadata"]["kwargs"]["columns"]


def rows_of(arrow: Any, key: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[k] for k in key): row for row in arrow.to_pylist()}


def same(left: Any, right: Any) -> bool:
    """Equal; doubles to a relative 1e-9, because the engines sum in another order. A null is no zero."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left.replace(tzinfo=None) == right.replace(tzinfo=None)
    return bool(left == right)


def differences(built: Built, node: dict[str, Any]) -> list[str]:
    name = f"{node['config']['schema']}.{node['name']}"
    key = grain(built, node)
    left = rows_of(built.duckdb.execute(f"select * from {name}").fetch_arrow_table(), key)
    right = rows_of(built.spark.table(name).toArrow(), key)
    if left.keys() != right.keys():
        only_left, only_right = len(left.keys() - right.keys()), len(right.keys() - left.keys())
        return [f"{name}: {only_left} rows only on DuckDB, {only_right} only on Spark"]
    found: dict[str, list[str]] = {}
    for k, row in left.items():
        for column, value in row.items():
            if not same(value, right[k][column]):
                found.setdefault(column, []).append(f"{value!r} ≠ {right[k][column]!r}")
    return [
        f"{name}.{column}: {len(cells)} of {len(left)} rows differ, first: {cells[0]}"
        for column, cells in found.items()
    ]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_both_engines_hold_the_same_rows(built: Built, schema: str) -> None:
    found = [line for node in tables(built, schema) for line in differences(built, node)]
    assert found == []


def test_no_schema_is_left_out_and_the_marts_are_not_empty(built: Built) -> None:
    built_schemas = {
        n["config"]["schema"] for n in built.manifest["nodes"].values() if n["resource_type"] == "model"
    }
    assert built_schemas <= {*SCHEMAS, "staging"}
    empty = [
        n["name"]
        for schema in ("kpi", "scorecard", "compensation", "succession", "reports")
        for n in tables(built, schema)
        if built.duckdb.execute(f"select count(*) from {schema}.{n['name']}").fetchall() == [(0,)]
    ]
    assert empty == []
