"""The graph: keys that join, jobs that hold their gates, what starts a run."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ingestion.sources import SOURCES
from orchestration.sensors import folder_state


@pytest.fixture(scope="module")
def graph(parsed_manifest: Path) -> dg.Definitions:
    from orchestration.definitions import assemble

    return assemble(parsed_manifest)


def test_the_code_location_loads(graph: dg.Definitions) -> None:
    """What `dagster definitions validate` asks: every job resolves, no two things have one name."""
    dg.Definitions.validate_loadable(graph)


def upstream(graph: dg.Definitions, key: dg.AssetKey) -> set[dg.AssetKey]:
    assets = graph.resolve_asset_graph()
    found, waiting = set(), [key]
    while waiting:
        for parent in assets.get(waiting.pop()).parent_keys - found:
            found.add(parent)
            waiting.append(parent)
    return found


@pytest.mark.parametrize(
    "delivery",
    [
        "increments/xlsx",
        "increments/parquet",
        "promotions/xlsx",
        "payroll_changes/csv",
        "leadership_pack/html",
        "leadership_pack/pdf",
        "succession_review/xlsx",
    ],
)
def test_every_delivery_hangs_on_the_hr_system_through_one_graph(
    graph: dg.Definitions, delivery: str
) -> None:
    above = upstream(graph, dg.AssetKey(["deliveries", *delivery.split("/")]))
    assert dg.AssetKey(["raw_frappe_hr", "employees"]) in above
    assert dg.AssetKey(["published", "meritline"]) in above


def test_the_publication_hangs_on_every_source(graph: dg.Definitions) -> None:
    above = upstream(graph, dg.AssetKey(["published", "meritline"]))
    reached = {key.path[0] for key in above if key.path[0].startswith("raw_")}
    assert reached == {f"raw_{name}" for name in SOURCES}


def test_dbt_reads_no_source_table_that_no_load_lands(graph: dg.Definitions) -> None:
    assets = graph.resolve_asset_graph()
    assert [k for k in assets.get_all_asset_keys() if assets.get(k).is_external] == []


def checks_of(graph: dg.Definitions, job: str) -> set[str]:
    return {str(k.name) for k in graph.resolve_job_def(job).asset_layer.asset_graph.asset_check_keys}


@pytest.mark.parametrize(
    ("job", "gates"),
    [
        ("run", {"landing_gate", "release_gate"}),
        ("load", {"landing_gate"}),
        ("build", {"landing_gate"}),
        ("deliver", {"release_gate"}),
        ("check", {"landing_gate", "release_gate"}),
    ],
)
def test_no_verb_can_skip_its_gates(graph: dg.Definitions, job: str, gates: set[str]) -> None:
    assert gates <= checks_of(graph, job)


def test_gates_block(graph: dg.Definitions) -> None:
    assets = graph.resolve_asset_graph()
    gates = [k for k in assets.asset_check_keys if k.name.endswith("_gate")]
    assert len(gates) > 30
    assert [k for k in gates if not assets.get(k).blocking] == []


def test_network_steps_are_tried_again_with_backoff(graph: dg.Definitions) -> None:
    loads: list[Any] = [n for n in graph.resolve_job_def("load").nodes if n.name.startswith("land_")]
    assert len(loads) == len(SOURCES)
    for node in loads:
        assert node.definition.retry_policy.backoff == dg.Backoff.EXPONENTIAL


def test_schedules_and_sensors_are_there(graph: dg.Definitions) -> None:
    repository = graph.get_repository_def()
    assert {s.name for s in repository.schedule_defs} == {"daily", "monthly"}
    assert {"payroll_folder", "report_failed_run"} <= {s.name for s in repository.sensor_defs}


def test_a_new_or_changed_register_changes_the_folder_state(tmp_path: Path) -> None:
    assert folder_state(tmp_path) is None
    (tmp_path / "march.csv").write_text("a")
    first = folder_state(tmp_path)
    assert first == folder_state(tmp_path)
    (tmp_path / "april.csv.part").write_text("half")
    assert folder_state(tmp_path) == first, "a half-written file is not a register"
    (tmp_path / "april.csv").write_text("b")
    assert folder_state(tmp_path) != first
