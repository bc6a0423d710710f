"""The rules of the house are failing builds: imports, charters, models that say what they are."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingestion", "quality", "exports", "orchestration", "company")
TOOLS = Path(sys.executable).parent


def python_files() -> list[Path]:
    folders = (*PACKAGES, "benchmarks", "dbt_project/solvers")
    return [f for p in folders for f in sorted((PROJECT / p).rglob("*.py"))]


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(PROJECT)))
def test_every_module_opens_with_its_charter(path: Path) -> None:
    charter = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert charter, "the module says nothing about itself"
    if path.name != "__init__.py":
        assert "Belongs here:" in charter
        assert re.search(r"Does\s+not\s+belong\s+here:", charter)


def test_only_settings_read_the_environment() -> None:
    allowed = {"orchestration/settings.py", "orchestration/cli.py", "ingestion/__init__.py"}
    readers = {
        str(f.relative_to(PROJECT))
        for f in python_files()
        if f.is_relative_to(PROJECT / "benchmarks") is False
        and re.search(r"os\.environ|os\.getenv", f.read_text(encoding="utf-8"))
    }
    assert readers <= allowed


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / "lint-imports"), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def a_copy_of_the_house(folder: Path) -> Path:
    """The packages alone, so that a rule can be broken without touching the project."""
    for package in PACKAGES:
        for file in (PROJECT / package).rglob("*.py"):
            target = folder / file.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return folder


def test_the_layers_hold() -> None:
    result = lint_imports(PROJECT)
    assert result.returncode == 0, result.stdout


def test_exports_importing_ingestion_breaks_the_build(tmp_path: Path) -> None:
    house = a_copy_of_the_house(tmp_path)
    with (house / "exports" / "ledger.py").open("a", encoding="utf-8") as file:
        file.write("\nimport ingestion.record\n")
    result = lint_imports(house)
    assert result.returncode == 1
    assert "exports.ledger -> ingestion.record" in result.stdout.replace("\n", " ")


@pytest.mark.parametrize("package", ["ingestion", "quality", "exports", "company"])
def test_dagster_outside_orchestration_breaks_the_build(tmp_path: Path, package: str) -> None:
    module = tmp_path / package / "intruder.py"
    module.parent.mkdir()
    module.write_text('"""Charter."""\n\nimport dagster\n\nprint(dagster)\n', encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    result = subprocess.run(
        [str(TOOLS / "ruff"), "check", "--no-cache", str(module)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "TID251" in result.stdout


def test_telemetry_is_off_in_files() -> None:
    assert tomllib.loads((PROJECT / ".dlt/config.toml").read_text())["runtime"]["dlthub_telemetry"] is False
    assert "send_anonymous_usage_stats: false" in (PROJECT / "dbt_project/dbt_project.yml").read_text()
    assert "telemetry:\n  enabled: false" in (PROJECT / "orchestration/dagster.yaml").read_text()
    assert "analytics_enabled=False" in (PROJECT / "quality/validate.py").read_text()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-engines.lock"])
def test_the_lock_names_hashes_and_no_host(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--?(i|index|extra|find|trusted)", text, re.MULTILINE)
    requirements = re.findall(
        r"^[A-Za-z0-9][^\n]*==[^\n]*(?:\n    --hash=sha256:\w{64}[^\n]*)*", text, re.MULTILINE
    )
    assert len(requirements) > 40
    assert all("--hash=sha256:" in r for r in requirements)


@pytest.fixture(scope="module")
def manifest(parsed_manifest: Path) -> dict:
    return json.loads(parsed_manifest.read_text(encoding="utf-8"))


def models(manifest: dict) -> list[dict]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


def what_is_missing(manifest: dict, node: dict) -> list[str]:
    """What a model owes the reader and does not give."""
    missing = []
    if len(node["description"].strip()) < 20:
        missing.append("description")
    if not node["config"]["meta"].get("owner"):
        missing.append("owner")
    tests = [
        t
        for t in manifest["nodes"].values()
        if t["resource_type"] == "test" and t.get("attached_node") == node["unique_id"]
    ]
    if not any((t["test_metadata"] or {}).get("name") == "grain" for t in tests):
        missing.append("grain")
    above_staging = node["config"]["schema"] != "staging"
    if above_staging and not node["config"]["contract"]["enforced"]:
        missing.append("contract")
    if above_staging:
        missing += [
            f"description of {c['name']}" for c in node["columns"].values() if not c["description"].strip()
        ]
    return missing


def test_every_model_says_what_it_is(manifest: dict) -> None:
    owing = {n["name"]: missing for n in models(manifest) if (missing := what_is_missing(manifest, n))}
    assert owing == {}


@pytest.mark.parametrize("lack", ["description", "owner", "grain"])
def test_a_mart_that_lacks_something_is_found(manifest: dict, lack: str) -> None:
    node = next(n for n in models(manifest) if n["config"]["schema"] == "compensation")
    broken = json.loads(json.dumps(node))
    tests = manifest
    if lack == "description":
        broken["description"] = ""
    elif lack == "owner":
        broken["config"]["meta"] = {}
    else:
        broken["unique_id"] = "model.meritline.without_tests"
    assert lack in what_is_missing(tests, broken)


def test_models_stand_where_their_name_says(manifest: dict) -> None:
    prefixes = {"staging": "stg_", "canonical": "canonical__", "reports": "rpt_"}
    expected = {n["name"]: prefixes.get(n["config"]["schema"], "") for n in models(manifest)}
    expected |= {n["name"]: "kpi_" for n in models(manifest) if "kpi" in n["config"]["meta"]}
    assert [name for name, prefix in expected.items() if not name.startswith(prefix)] == []


def test_every_singular_test_says_what_it_means(manifest: dict) -> None:
    singular = [
        n
        for n in manifest["nodes"].values()
        if n["resource_type"] == "test" and n["original_file_path"].startswith("tests/assert_")
    ]
    assert len(singular) > 30
    assert [n["name"] for n in singular if len(n["description"].strip()) < 20] == []


def test_nothing_is_switched_off(manifest: dict) -> None:
    assert manifest["disabled"] == {}
    silenced = [
        str(f.relative_to(PROJECT))
        for f in (PROJECT / "tests").rglob("test_*.py")
        if re.search(r"mark\.(skip|xfail)|pytest\.skip\(", f.read_text(encoding="utf-8"))
        and f.name != Path(__file__).name
    ]
    assert silenced == []


def test_reports_are_read_by_deliveries_and_by_nobody_else(manifest: dict) -> None:
    reports = {n["unique_id"] for n in models(manifest) if n["config"]["schema"] == "reports"}
    for exposure in manifest["exposures"].values():
        assert set(exposure["depends_on"]["nodes"]) <= reports
    for node in models(manifest):
        if node["unique_id"] not in reports:
            assert not reports & set(node["depends_on"]["nodes"])


def test_identity_is_joined_by_reports_for_a_named_audience_only(manifest: dict) -> None:
    for node in models(manifest):
        if "model.meritline.person_identity" in node["depends_on"]["nodes"]:
            assert node["config"]["schema"] == "reports", node["name"]
            assert node["config"]["meta"]["audience"] == "hr", node["name"]


def test_scores_of_leaving_are_read_by_hr_and_by_no_decision(manifest: dict) -> None:
    """Tables with a score of a person: read by one another, by groups, and by reports whose audience is HR."""
    scores = {f"model.meritline.flight_{name}" for name in ("month", "score", "risk")}
    groups = {
        f"model.meritline.flight_{name}"
        for name in ("baseline", "coefficient", "risk_validation", "risk_group")
    }
    nodes = manifest["nodes"]
    readers = {
        child
        for score in scores
        for child in manifest["child_map"][score]
        if child.startswith("model.") and child not in scores | groups
    }
    assert scores <= set(nodes)
    assert {name for name in readers if nodes[name]["config"]["meta"].get("audience") != "hr"} == set()


def test_deliveries_read_the_recommendation_and_no_other_scenario(parsed_manifest: Path) -> None:
    """A report that reads a table of scenarios takes `base` of each: a what-if must never reach anybody as advice."""
    nodes = json.loads(parsed_manifest.read_text(encoding="utf-8"))["nodes"]
    reading = {
        (node["name"], nodes[parent]["name"]): node["raw_code"]
        for node in nodes.values()
        if node["resource_type"] == "model" and node["config"]["schema"] == "reports"
        for parent in node["depends_on"]["nodes"]
        if parent in nodes
        and nodes[parent]["config"]["schema"] == "compensation"
        and "scenario_id" in nodes[parent].get("columns", {})
        # Of the cycle a report takes its dates, which are those of every scenario.
        and nodes[parent]["name"] != "compensation_cycle"
    }
    assert len(reading) > 10
    # headline_reasons joins the reasons to rows that are base alone.
    assert {names for names, code in reading.items() if "scenario_id = 'base'" not in code} == set()
