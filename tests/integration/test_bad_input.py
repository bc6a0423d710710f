"""Whatever goes wrong ends in one clear sentence, a non-zero exit, and everything earlier still in place."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from company.servers import Faults, SystemFaults
from company.world import World
from orchestration.demo import served
from tests.integration.conftest import Ended, Home

SAVED = "2026-04-01 20:00:00.000000"
"""When a document was saved last, after the first load: a site tells by it what changed."""


class Spoiled:
    """A world whose Frappe site says something else about some documents."""

    def __init__(self, world: World, doctype: str, change: Any) -> None:
        self._world, self._doctype, self._change = world, doctype, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def documents(self, known_at: Any = None) -> Mapping[str, list[dict[str, Any]]]:
        documents = dict(self._world.documents(known_at))
        documents[self._doctype] = self._change([dict(d) for d in documents[self._doctype]])
        return documents


@pytest.fixture
def untouched(home: Home) -> Iterator[Home]:
    """The home of the whole run, proved to hold the same tables and publication afterwards."""
    before, published = home.fingerprint(), home.publication.read_bytes()
    yield home
    assert home.fingerprint() == before
    assert home.publication.read_bytes() == published


def ends_plainly(ended: Ended, *words: str) -> None:
    assert ended.code == 1, ended.said
    assert "Traceback" not in ended.complained + ended.said
    sentence = ended.complained.splitlines()[1]
    assert [w for w in words if w not in sentence] == [], ended.complained
    assert "The last publication is still in place" in ended.complained


@pytest.mark.parametrize(
    ("source", "faults", "words"),
    [
        ("frappe_hr", Faults(frappe_hr=SystemFaults(wrong_token=True)), ("API",)),
        ("moodle", Faults(moodle=SystemFaults(wrong_token=True)), ("token",)),
        ("limesurvey", Faults(limesurvey=SystemFaults(wrong_token=True)), ("password",)),
        ("moodle", Faults(moodle=SystemFaults(down=True)), ("the connection to", "load again")),
        ("frappe_hr", Faults(frappe_hr=SystemFaults(stop_after=12)), ("does not answer, or breaks off",)),
        ("frappe_hr", Faults(frappe_hr=SystemFaults(truncate_at=range(9, 99))), ("JSON",)),
    ],
    ids=["wrong Frappe key", "wrong Moodle token", "wrong LimeSurvey password", "Moodle down",
         "Frappe stops halfway", "truncated pages"],
)  # fmt: skip
def test_a_server_that_fails_leaves_everything_as_it_was(
    untouched: Home, world: World, source: str, faults: Faults, words: tuple[str, ...]
) -> None:
    with served(world, faults=faults) as variables:
        ended = untouched.meritline("load", "--source", source, **variables)
    ends_plainly(ended, source, *words)


def test_a_register_with_a_missing_column_is_named(untouched: Home, tmp_path: Path) -> None:
    folder = tmp_path / "payroll"
    shutil.copytree(untouched.variables["MERITLINE_PAYROLL_FOLDER"], folder)
    register = sorted(folder.glob("*.csv"))[-1]
    lines = register.read_text(encoding="utf-8").splitlines()
    dropped = lines[0].split(",").index("Net Pay")
    cut = [",".join(c for i, c in enumerate(line.split(",")) if i != dropped) for line in lines]
    register.write_text("\n".join(cut) + "\n", encoding="utf-8")
    ended = untouched.meritline("load", "--source", "payroll_register", MERITLINE_PAYROLL_FOLDER=str(folder))
    ends_plainly(ended, "payroll_register", register.name, "Net Pay")


def test_a_duplicate_key_with_two_meanings_is_refused(untouched: Home, world: World) -> None:
    def twice(employees: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [*employees, {**employees[0], "branch": "Elsewhere"}]

    with served(Spoiled(world, "Employee", twice)) as variables:  # type: ignore[arg-type]
        ended = untouched.meritline("load", "--source", "frappe_hr", **variables)
    ends_plainly(ended, "frappe_hr", "Employee")


def test_a_half_configured_source_says_which_variable_is_missing(home: Home) -> None:
    ended = home.meritline("load", MERITLINE_MOODLE_TOKEN="")
    assert ended.code == 1
    assert "moodle is configured by half: set MERITLINE_MOODLE_TOKEN too" in ended.complained


@pytest.fixture
def spare(home: Home, tmp_path: Path) -> Home:
    """A copy of the home for what lands before it is stopped."""
    shutil.copytree(home.path, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home", home.variables)


def test_an_unknown_status_stops_at_the_landing_gate(spare: Home, world: World) -> None:
    published = spare.publication.read_bytes()

    def unknown(employees: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**employees[0], "status": "On Sabbatical", "modified": SAVED}, *employees[1:]]

    later = {"MERITLINE_LOAD_TIME": "2026-04-02T00:00:00"}
    with served(Spoiled(world, "Employee", unknown)) as variables:  # type: ignore[arg-type]
        ended = spare.meritline("run", **{**variables, **later})
    ends_plainly(ended, "raw_frappe_hr.employees.status", "1 of", "Left")
    # The row has landed; the gate still stands before the models when only they are asked for.
    again = spare.meritline("build", **later)
    ends_plainly(again, "raw_frappe_hr.employees.status")
    assert spare.publication.read_bytes() == published


def test_an_unknown_word_and_an_employee_without_manager_stop_the_build(spare: Home, world: World) -> None:
    published = spare.publication.read_bytes()

    def changed(employees: list[dict[str, Any]]) -> list[dict[str, Any]]:
        active = [e for e in employees if e["status"] == "Active" and e.get("reports_to")]
        active[0] |= {"employment_type": "Apprentice of the moon", "modified": SAVED}
        active[1] |= {"reports_to": None, "modified": SAVED}
        return employees

    later = {"MERITLINE_LOAD_TIME": "2026-04-02T00:00:00"}
    with served(Spoiled(world, "Employee", changed)) as variables:  # type: ignore[arg-type]
        ended = spare.meritline("run", **{**variables, **later})
    ends_plainly(ended)
    sentences = {line.strip() for line in ended.complained.splitlines()}
    assert (
        "frappe_hr, Employee.employment_type: the word 'Apprentice of the moon' is in no mapping; "
        "add the row frappe_hr,apprentice of the moon,<employee, contingent or intern>,<share of full time such as "
        "0.5000, or nothing> to dbt_project/seeds/mappings/mapping_employment_types.csv."
    ) in sentences
    assert any(
        s.startswith(
            "frappe_hr, Employee.reports_to: 1 active employee(s) below the top unit report to nobody; set"
        )
        for s in sentences
    ), ended.complained
    # What such a build left in the warehouse cannot be delivered by asking for the delivery alone.
    alone = spare.meritline("deliver", **later)
    ends_plainly(alone, "The last build does not stand", "Employee.")
    assert spare.publication.read_bytes() == published
