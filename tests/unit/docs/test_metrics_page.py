"""The page of metrics says what the manifest says, in its order, and refuses what it has no words for."""

from typing import Any

import pytest

from orchestration.metrics_page import render


def model(name: str, **changed: Any) -> dict[str, Any]:
    kpi = {
        "id": name.removeprefix("kpi_"),
        "name": f"Name of {name}",
        "version": "2",
        "unit": "ratio",
        "direction": "lower",
        "additive": "parts",
        "default_variant": "daily",
        "definition": "What it is,\n  over two lines.",
        "is_not": "Not this.",
    }
    return {
        "resource_type": "model",
        "unique_id": f"model.meritline.{name}",
        "name": name,
        "original_file_path": f"models/marts/kpi/{name}.sql",
        "config": {"meta": {"owner": "people-analytics", "kpi": {**kpi, **changed}}},
    }


def variants_test(name: str, values: list[str]) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "attached_node": f"model.meritline.{name}",
        "column_name": "variant",
        "test_metadata": {"name": "accepted_values", "kwargs": {"values": values}},
    }


def manifest(*nodes: dict[str, Any]) -> dict[str, Any]:
    no_kpi = {"resource_type": "model", "name": "kpi_values", "config": {"meta": {"owner": "x"}}}
    singular = {"resource_type": "test", "name": "assert_something"}
    return {"nodes": {str(i): n for i, n in enumerate((no_kpi, singular, *nodes))}}


def test_a_metric_is_told_whole() -> None:
    page = render(
        manifest(model("kpi_turnover"), variants_test("kpi_turnover", ["daily", "simple", "monthly"]))
    )
    assert "| [Name of kpi_turnover](#name-of-kpi_turnover) | ratio | lower | `kpi_turnover` |" in page
    assert "\nWhat it is, over two lines.\n\nNot this.\n" in page
    assert "- Identifier and version: `turnover`, 2\n" in page
    # The default comes first and is not repeated among the others.
    assert "- Variants: `daily` where none is asked for; also `simple`, `monthly`\n" in page
    assert "[`kpi_turnover`](../dbt_project/models/marts/kpi/kpi_turnover.sql)" in page


def test_metrics_stand_in_order_of_their_models_whatever_the_order_of_the_manifest() -> None:
    one, two = model("kpi_a"), model("kpi_b")
    assert render(manifest(two, one)) == render(manifest(one, two))
    assert render(manifest(two, one)).index("## Name of kpi_a") < render(manifest(two, one)).index(
        "## Name of kpi_b"
    )


def test_a_model_without_a_kpi_is_no_metric() -> None:
    assert "##" not in render(manifest())


@pytest.mark.parametrize("field", ["unit", "direction", "additive"])
def test_a_word_without_a_meaning_is_refused(field: str) -> None:
    with pytest.raises(KeyError, match="furlongs"):
        render(manifest(model("kpi_a", **{field: "furlongs"})))
