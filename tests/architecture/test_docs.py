"""What the pages name exists: links, paths, commands, models, figures of the invented company."""

import ast
import csv
import functools
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from sqlglot import exp

from company.cast import CAST
from orchestration.metrics_page import render
from orchestration.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
MARTS = (
    "kpi",
    "scorecard",
    "appraisal",
    "compensation",
    "succession",
    "development",
    "engagement",
    "reconciliation",
    "quality",
)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
# A path of the repository begins with one of these; other code (columns, commands, a folder below the home) is not one.
_TOP = tuple(
    f"{p.name}{'/' if p.is_dir() else ''}"
    for p in PROJECT.iterdir()
    if p.name not in {".git", ".venv", "var"} and (p.is_dir() or p.suffix or p.name == "Makefile")
)
# Programs that are not ours; a page may use them without a test of what they do.
_OUTSIDE = {"cp", "chromium"}


def ids(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return _FENCE.sub("", text_of(page))


def blocks(language: str) -> list[tuple[Path, str]]:
    return [(p, body) for p in PAGES for kind, body in _FENCE.findall(text_of(p)) if kind == language]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def dead_links(page: Path) -> list[str]:
    dead = []
    for target in _LINK.findall(prose_of(page)):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    return dead


def paths_named(page: Path) -> Iterator[str]:
    for code in _CODE.findall(prose_of(page)):
        if code.startswith(_TOP) and " " not in code:
            yield code


def exists(path: str) -> bool:
    """`<name>` and `*` in a path stand for any name."""
    pattern = re.sub(r"<[^>]+>", "*", path.rstrip("/"))
    return any(PROJECT.glob(pattern))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    assert dead_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_paths_exist(page: Path) -> None:
    assert [p for p in paths_named(page) if not exists(p)] == []


def test_a_dead_link_and_a_path_that_is_not_there_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n[a](nowhere.md) [b](#a-page) [c](#gone) `docs/nowhere.md` `docs/<page>.md`\n")
    assert dead_links(page) == ["nowhere.md", "#gone"]
    assert [p for p in paths_named(page) if not exists(p)] == ["docs/nowhere.md"]


def test_every_page_is_reached_from_the_readme() -> None:
    """By links, also over other pages; a page nobody finds is nobody's."""
    reached, open_pages = set(), [PROJECT / "README.md"]
    while open_pages:
        page = open_pages.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in _LINK.findall(prose_of(page)):
            file = (page.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file.exists():
                open_pages.append(file)
            elif file == PROJECT / "docs" / "decisions":
                open_pages += sorted(file.glob("*.md"))
    assert [ids(p) for p in PAGES if p not in reached] == []


def commands() -> list[list[str]]:
    """Every command of a shell block, once, without the variables set before it."""
    lines = {line for _, body in blocks("sh") for line in body.splitlines() if line.strip()}
    words = [[w for w in shlex.split(line) if not re.match(r"^[A-Z_]+=", w)] for line in sorted(lines)]
    return [w for w in words if w[0] not in _OUTSIDE]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text_of(PROJECT / "Makefile"), re.MULTILINE))


@functools.cache
def answers_help(*command: str) -> bool:
    run = subprocess.run([*command, "--help"], cwd=PROJECT, capture_output=True, text=True, check=False)
    return run.returncode == 0 and "usage" in run.stdout.lower()


def runnable(words: list[str]) -> list[str] | None:
    """The command whose `--help` proves it, down to its verb; None for one that no test knows."""
    verb = [w for w in words[:4] if re.fullmatch(r"[a-z_.]+", w)]
    if words[0] == "meritline":
        return [sys.executable, "-m", "orchestration.cli", *verb[1:2]]
    if words[:2] == ["python", "-m"]:
        own_verb = verb[2:3] if words[2] == "company" else []
        return [sys.executable, "-m", words[2], *own_verb]
    if words[0] == "dbt":
        return [str(Path(sys.executable).with_name("dbt")), words[1]]
    return None


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_are_ones_that_work(words: list[str]) -> None:
    if words[0] == "make":
        assert set(words[1:]) <= targets()
        return
    command = runnable(words)
    assert command is not None, "a command that no test knows: name the program in _OUTSIDE, or leave it out"
    assert answers_help(*command)


def options_of(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


def test_options_and_verbs_named_in_prose_exist() -> None:
    prose = "\n".join(prose_of(p) for p in PAGES)
    verbs = set(re.findall(r"`meritline ([a-z]+)", prose))
    made = set(re.findall(r"`make ([a-z-]+)", prose))
    source = text_of(PROJECT / "orchestration" / "cli.py")
    known = set(re.findall(r"^_job_command\(\"(\w+)\"|^def ([a-z]+)\(", source, re.MULTILINE))
    assert verbs <= {word for pair in known for word in pair if word}
    assert made <= targets()
    named = {o for code in _CODE.findall(prose) if code.startswith("--") for o in options_of(code)}
    assert named <= options_of(source)


def test_variables_named_exist() -> None:
    """`MERITLINE_X`, and in the README's table the endings of variables of one beginning."""
    source = text_of(PROJECT / "orchestration" / "settings.py") + text_of(PROJECT / ".env.example")
    known = set(re.findall(r"MERITLINE_[A-Z_]+", source)) | {"MERITLINE_WAREHOUSE"}
    found = {v for p in PAGES for v in re.findall(r"MERITLINE_[A-Z_]+\*?", text_of(p))}
    beginnings = {v for v in found if v.endswith(("_*", "*"))}
    assert {v for v in found - beginnings if v not in known} == set()
    assert {b for b in beginnings if not any(k.startswith(b.rstrip("*")) for k in known)} == set()
    for first, rest in re.findall(r"`(MERITLINE_[A-Z]+)_[A-Z_]+`((?:, `_[A-Z_]+`)+)", text_of(PAGES[0])):
        assert {first + ending for ending in re.findall(r"`(_[A-Z_]+)`", rest)} <= known


def test_what_lies_where_is_what_the_settings_say() -> None:
    table = text_of(PROJECT / "README.md").partition("## What lies where")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in table.splitlines() if line.startswith("| `"))
    named = {c.partition("/")[0] for c in _CODE.findall(rows)}
    made = {
        name: getattr(Settings, name).fget
        for name, value in vars(Settings).items()
        if isinstance(value, property) and name != "dbt_variables"
    }
    home = Settings.from_environment({"MERITLINE_HOME": os.sep + "home"})
    assert {get(home).name for get in made.values()} <= named


@pytest.mark.parametrize(
    ("page", "code"), blocks("python"), ids=lambda x: ids(x) if isinstance(x, Path) else ""
)
def test_python_on_a_page_imports_what_exists(page: Path, code: str) -> None:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = importlib.import_module(node.module)
            assert [a.name for a in node.names if not hasattr(module, a.name)] == []


@pytest.fixture(scope="module")
def manifest(parsed_manifest: Path) -> dict[str, Any]:
    return json.loads(parsed_manifest.read_text(encoding="utf-8"))


def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


def grains(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """The grain of each model, by its name."""
    names = {n["unique_id"]: n["name"] for n in models(manifest)}
    return {
        names[t["attached_node"]]: t["test_metadata"]["kwargs"]["columns"]
        for t in manifest["nodes"].values()
        if (t.get("test_metadata") or {}).get("name") == "grain" and t.get("attached_node") in names
    }


def test_the_page_of_metrics_is_up_to_date(manifest: dict[str, Any]) -> None:
    """Run `meritline docs` when this fails."""
    assert text_of(PROJECT / "docs" / "metrics.md") == render(manifest)


def test_the_page_of_models_names_every_mart_with_its_key(manifest: dict[str, Any]) -> None:
    page = text_of(PROJECT / "docs" / "models.md").partition("## Marts")[2].partition("\n## ")[0]
    kpi_key = re.findall(
        r"`(\w+)`", re.findall(r"^The KPI key is (.+?)\.\s", page, re.MULTILINE | re.DOTALL)[0]
    )
    said: dict[str, dict[str, list[str]]] = {}
    for section in page.split("\n### ")[1:]:
        schema, _, rest = section.partition("\n")
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", rest, re.MULTILINE)
        said[schema] = {
            name: kpi_key if key == "the KPI key" else re.findall(r"`(\w+)`", key) for name, key in rows
        }
    grain = grains(manifest)
    made: dict[str, dict[str, list[str]]] = {}
    for node in models(manifest):
        if node["config"]["schema"] in MARTS:
            made.setdefault(node["config"]["schema"], {})[node["name"]] = grain[node["name"]]
    assert said == made


def test_tables_named_with_their_schema_exist(manifest: dict[str, Any]) -> None:
    built = {f"{n['config']['schema']}.{n['name']}" for n in models(manifest)} | {"reports.release"}
    schemas = {b.partition(".")[0] for b in built}
    named = {
        code
        for p in PAGES
        for code in _CODE.findall(prose_of(p))
        if re.fullmatch(r"[a-z]+\.[a-z_]+", code) and code.partition(".")[0] in schemas
    }
    assert named - built == set()


@pytest.mark.parametrize(("page", "sql"), blocks("sql"), ids=lambda x: ids(x) if isinstance(x, Path) else "")
def test_sql_on_a_page_reads_columns_that_exist(manifest: dict[str, Any], page: Path, sql: str) -> None:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    [table] = tree.find_all(exp.Table)
    [node] = [n for n in models(manifest) if n["name"] == table.name and n["config"]["schema"] == table.db]
    assert {c.name for c in tree.find_all(exp.Column)} <= set(node["columns"])


def test_deliveries_are_told_with_their_audience(manifest: dict[str, Any]) -> None:
    page = text_of(PROJECT / "docs" / "deliveries.md").partition("\n## ")[0]
    told = {
        name: (audience, formats)
        for name, audience, formats in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    }
    exposures = {e["name"]: e["config"]["meta"] for e in manifest["exposures"].values()}
    assert told.keys() == exposures.keys()
    for name, meta in exposures.items():
        audience, formats = told[name]
        assert audience.lower().startswith(meta["audience"])
        if meta["formats"] != ["dashboard"]:
            assert formats.split(", ") == meta["formats"]


def test_the_invented_company_is_told_whole() -> None:
    page = text_of(PROJECT / "docs" / "company.md")
    named = set(re.findall(r"`(CAST-[\w-]+)`", page))
    assert named == {member.number for member in CAST}
    truths = yaml.safe_load(text_of(PROJECT / "company" / "truths.yml"))["truths"]
    rows = re.findall(r"^\| `([a-z_]+)` \| .+ \|$", page, re.MULTILINE)
    assert rows == list(truths)


def test_sizes_of_truths_are_those_of_the_file() -> None:
    page = text_of(PROJECT / "docs" / "company.md")
    truths = yaml.safe_load(text_of(PROJECT / "company" / "truths.yml"))["truths"]
    row = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", page, re.MULTILINE))
    assert str(truths["lenient_rater"]["feedback_shift"]) in row["lenient_rater"]
    assert f"{-100 * truths['gender_pay_gap']['base_ratio']:.0f} % below" in row["gender_pay_gap"]
    rate = truths["high_turnover_division"]["voluntary_turnover"]
    assert f"{100 * rate:.0f} % a year" in row["high_turnover_division"]
    assert f"{-truths['unhappy_team']['answer_shift']} less" in row["unhappy_team"]
    assert f"{truths['helpful_course']['rating_shift']} more" in row["helpful_course"]


def test_the_minimum_group_is_the_one_of_the_policy() -> None:
    with (PROJECT / "dbt_project/seeds/policy/disclosure_policy.csv").open(encoding="utf-8") as file:
        [everybody] = [r for r in csv.DictReader(file) if r["company_id"] == "*" and not r["valid_to"]]
    assert f"that is {everybody['minimum_group']}, in" in text_of(PROJECT / "docs" / "privacy.md")
