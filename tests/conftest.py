"""Fixtures shared by all tests: the parsed dbt project."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT / "dbt_project"

# PySpark, which Great Expectations imports where it is installed, takes a process without a main file for a run of its
# own doctests and ends it. The processes that the tests are divided among have none.
sys.modules["__main__"].__dict__.setdefault("__file__", __file__)


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
