"""`meritline init`, `doctor` and `sources` at the terminal: what is made, what is said, how a command ends."""

import csv
import os
import re
import stat
from io import StringIO
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from rich.console import Console

from ingestion.contract.mapping import read_mapping
from ingestion.sources import SOURCES
from orchestration import cli, company_folder
from orchestration.capability_table import say
from orchestration.company_folder import make
from orchestration.settings import PROJECT, Settings


def meritline(*arguments: str, **given: str) -> Result:
    """Run a command with some MERITLINE_ variables and no others."""
    before = dict(os.environ)
    try:
        for name in [name for name in os.environ if name.startswith("MERITLINE_")]:
            del os.environ[name]
        os.environ |= {"COLUMNS": "200", **given}
        return CliRunner().invoke(cli.main, arguments, input="")
    finally:
        os.environ.clear()
        os.environ |= before


def test_init_asks_nothing_and_makes_a_folder_that_the_settings_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "acme"
    result = meritline("init", "--folder", str(folder))
    assert result.exit_code == 0
    assert sorted(p.name for p in folder.iterdir()) == [
        ".env",
        "POLICIES.md",
        "decisions",
        "files",
        "payroll",
        "payroll_components.yml",
    ]
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(f"{number}. " in result.stdout for number in (1, 2, 3, 4))
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("MERITLINE_")]:
        monkeypatch.delenv(name)
    settings = Settings.from_environment()
    assert settings.home == folder / "var"
    assert settings.sources == {"canonical_files": {"folder": str(folder / "files")}}


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MERITLINE_HOME=/elsewhere\n")
    result = meritline("init", "--folder", str(tmp_path))
    assert (tmp_path / ".env").read_text() == "MERITLINE_HOME=/elsewhere\n"
    assert f"- {tmp_path / '.env'}: there already, left as it is" in result.stdout
    assert [made.is_new for made in make(tmp_path)] == [False] * 7


def test_init_writes_every_variable_and_mappings_that_say_nothing_yet(tmp_path: Path) -> None:
    make(tmp_path)
    pattern = re.compile(r"^(MERITLINE_[A-Z_]+)=", re.MULTILINE)
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert set(pattern.findall((tmp_path / ".env").read_text())) == set(pattern.findall(example))
    known = set(re.findall(r"MERITLINE_[A-Z_]+", (PROJECT / "orchestration" / "settings.py").read_text()))
    assert set(pattern.findall(example)) >= known - {
        # Set by the machine itself, or by an option of a command.
        "MERITLINE_WAREHOUSE",
        "MERITLINE_LOAD_TIME",
        "MERITLINE_KNOWN_AT",
        # The beginning of names, each an option of a file system.
        "MERITLINE_PAYROLL_STORAGE_",
    }
    for name in ("payroll_components.yml", "files/mapping.yml"):
        assert yaml.safe_load((tmp_path / name).read_text()) is None


def test_the_policies_that_init_points_at_are_those_of_the_project(tmp_path: Path) -> None:
    make(tmp_path)
    named = set(re.findall(r"(\w+\.csv)", (tmp_path / "POLICIES.md").read_text())) - {"exchange_rates.csv"}
    assert named == {path.name for path in (PROJECT / "dbt_project/seeds/policy").glob("*.csv")}


def test_the_doctor_of_a_new_folder_fails_nothing_and_says_what_is_not_configured(tmp_path: Path) -> None:
    make(tmp_path)
    result = meritline(
        "doctor", MERITLINE_HOME=str(tmp_path / "var"), MERITLINE_FILES_FOLDER=str(tmp_path / "files")
    )
    assert result.exit_code == 0
    assert "can be written to" in result.stdout
    assert re.search(r"frappe_hr\n +- not configured: it is not loaded", result.stdout)
    assert "! entities: no file holds a row" in result.stdout


def test_the_doctor_ends_with_1_when_something_needed_fails_and_shows_no_secret(tmp_path: Path) -> None:
    result = meritline(
        "doctor",
        MERITLINE_HOME=str(tmp_path / "var"),
        MERITLINE_MOODLE_URL="not an address",
        MERITLINE_MOODLE_TOKEN="a-token-of-the-test-suite",
        MERITLINE_PAYROLL_FOLDER=str(tmp_path / "nowhere"),
    )
    assert result.exit_code == 1
    assert "✗ base_url: " in result.stdout
    assert f"✗ folder {tmp_path / 'nowhere'}: there is none" in result.stdout
    assert "a-token-of-the-test-suite" not in result.stdout


def test_a_home_that_cannot_be_written_to_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("orchestration.doctor.NamedTemporaryFile", refused)
    result = meritline("doctor", MERITLINE_HOME=str(tmp_path))
    assert result.exit_code == 1
    assert "it cannot be written to; set MERITLINE_HOME" in result.stdout


def test_sources_prints_entities_by_sources_and_which_are_configured(tmp_path: Path) -> None:
    result = meritline("sources", MERITLINE_HOME=str(tmp_path), MERITLINE_FILES_FOLDER=str(tmp_path))
    assert result.exit_code == 0
    [header] = [line for line in result.stdout.splitlines() if line.startswith("entity")]
    assert header.split() == [
        *("entity", "frappe_hr*", "moodle*", "limesurvey*", "payroll_register*"),
        *("canonical_files", "sql_database*"),
    ]
    assert "*: not configured." in result.stdout
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line[:1].isalpha()}
    declared = [spec.declaration.fields for spec in SOURCES.values()]
    assert rows.keys() >= {entity for fields in declared if len(fields) > 1 for entity in fields}
    assert "Beside them increment_decisions* brings comp_decision." in result.stdout
    assert rows["learning_record"][:2] == ["native", "native"]


def test_sources_prints_the_fields_of_an_entity_and_refuses_an_unknown_one(tmp_path: Path) -> None:
    result = meritline("sources", "--entity", "learning_record", MERITLINE_HOME=str(tmp_path))
    assert re.search(r"^hours +native +- ", result.stdout, re.MULTILINE)
    wrong = meritline("sources", "--entity", "learning", MERITLINE_HOME=str(tmp_path))
    assert wrong.exit_code == 1
    assert "There is no entity learning. There are" in wrong.output


def test_sources_stand_side_by_side_on_a_narrow_terminal() -> None:
    """No name is cut: an entity's is whole, a source's stands on two lines."""
    page = StringIO()
    say(None, (), Console(file=page, width=80, force_terminal=True, color_system=None))
    lines = page.getvalue().splitlines()
    assert max(map(len, lines[:-4])) <= 80
    assert "…" not in page.getvalue()
    assert any(
        line.split() == ["entity", "hr*", "moodle*", "limesurvey*", "register*", "files*", "database*"]
        for line in lines
    )


def test_a_template_says_where_files_are_read_from(tmp_path: Path) -> None:
    given = {"MERITLINE_HOME": str(tmp_path), "MERITLINE_FILES_FOLDER": str(tmp_path / "files")}
    elsewhere = meritline("template", "grade", "--folder", str(tmp_path), **given)
    assert f"Files are read from {tmp_path / 'files'}: move it there" in elsewhere.stdout
    (tmp_path / "files").mkdir()
    there = meritline("template", "grade", "--folder", str(tmp_path / "files"), **given)
    assert "move it" not in there.stdout
    nothing = meritline("template", MERITLINE_HOME=str(tmp_path))
    assert nothing.exit_code == 1
    assert "Which entity? `meritline template --list` lists them." in nothing.output


def test_the_mapping_that_init_leaves_commented_out_is_one(tmp_path: Path) -> None:
    lines = company_folder.MAPPING.splitlines()
    text = "\n".join(line.removeprefix("# ") for line in lines[lines.index("#") + 1 :])
    (tmp_path / "mapping.yml").write_text(text, encoding="utf-8")
    [foreign] = read_mapping("canonical_files", tmp_path / "mapping.yml", "files").values()
    assert foreign.ignore == ("Notes",)


def test_every_policy_seed_is_named_and_holds_for_every_company() -> None:
    for seed in sorted((PROJECT / "dbt_project" / "seeds" / "policy").glob("*.csv")):
        assert seed.name in company_folder.POLICIES
        with seed.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert any(row["company_id"] == "*" for row in rows), seed.name
