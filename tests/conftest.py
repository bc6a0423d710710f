"""Fixtures shared by all tests: the parsed dbt project."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT / "dbt_project"

# PySpark, which Great Expectations imports where it is installed, takes a process without a main file for a run of its
# own doctests and ends it. The processes that the tests are divided among have none.
sys.modules["__main__"].__dict__.setdefault("__file__", __file__)

# Tests of one group are run by one process: they share a whole run, or a built warehouse, which two processes would
# make twice. Commands that run jobs parse the models in the project's own folder, so those stay together too.
BUILT = (
    *("capabilities", "cast", "decisions", "flight_risk", "mappings_and_links"),
    *("models", "reconciliation", "truths"),
)
# These build what they ask by themselves, and share it with no other.
APART = ("restatement", "sealing")


def group_of(nodeid: str) -> str:
    """Return what a test must stay together with: its group, or itself alone."""
    file = Path(nodeid.partition("::")[0])
    if file.parent.name != "integration":
        return nodeid
    name = file.stem.removeprefix("test_")
    if name in APART:
        return name
    return "built" if name in BUILT else "runs"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Divide the tests among processes by group."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)


@pytest.fixture(scope="session")
def parsed_manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of the project as it stands, parsed once for the session."""
    target = tmp_path_factory.mktemp("dbt_target")
    dbt = Path(sys.executable).with_name("dbt")
    command = [
        str(dbt),
        "--quiet",
        "parse",
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
    ]
    run = subprocess.run(
        [*command, "--target-path", str(target)], capture_output=True, text=True, cwd=PROJECT
    )
    assert run.returncode == 0, run.stdout
    return target / "manifest.json"
