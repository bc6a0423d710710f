"""The models' own unit tests: expected rows worked out by hand, run by dbt on a warehouse that has been built."""

import json
from pathlib import Path


def test_every_unit_test_of_the_models_passes(
    unit_test_states: dict[str, str], parsed_manifest: Path
) -> None:
    declared = json.loads(parsed_manifest.read_text(encoding="utf-8"))["unit_tests"]
    assert len(unit_test_states) == len(declared)
    assert {name: state for name, state in unit_test_states.items() if state != "pass"} == {}
