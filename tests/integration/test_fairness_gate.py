"""Recommendations that are unfair to a group reach nobody: the gate stands between the marts and the deliveries.

Belongs here: a world planted unfair, run whole. Does not belong here: how a finding comes about (unit tests of
`fairness` and `fairness_impact`).
"""

import shutil
from pathlib import Path
from typing import Any

import pytest

from company.world import World
from orchestration.demo import served
from tests.integration.conftest import Home
from tests.integration.test_bad_input import SAVED, Spoiled

LATER = {"MERITLINE_LOAD_TIME": "2026-04-02T00:00:00"}


@pytest.fixture
def spare(home: Home, tmp_path: Path) -> Home:
    """A copy of the home for what lands before it is stopped."""
    shutil.copytree(home.path, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home", home.variables)


def verdicts(home: Home) -> set[tuple[str, str]]:
    """Attribute and verdict of everything that was looked at."""
    with home.open_warehouse() as connection:
        return set(connection.execute("select attribute, verdict from compensation.fairness").fetchall())


def test_a_fair_company_passes_the_gate(home: Home) -> None:
    found = verdicts(home)
    assert ("gender", "pass") in found
    assert {verdict for _, verdict in found} <= {"pass", "warn", "not_judged"}


def test_women_rated_down_get_no_increment_and_nothing_is_delivered(spare: Home, world: World) -> None:
    women = {e["name"] for e in world.documents()["Employee"] if e["gender"] == "Female"}
    published = spare.publication.read_bytes()
    delivered = sorted((spare.path / "deliveries").rglob("*"))

    def rated_down(appraisals: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**a, "final_score": 1.0, "modified": SAVED} if a["employee"] in women else a for a in appraisals
        ]

    with served(Spoiled(world, "Appraisal", rated_down)) as variables:  # type: ignore[arg-type]
        ended = spare.meritline("run", **{**variables, **LATER})
    assert ended.code == 1, ended.said
    [sentence] = {
        s.strip() for s in ended.complained.splitlines() if "fairness by gender: An increment is" in s
    }
    # The figures and the sizes of the groups, the policy, and nobody.
    assert "is recommended to 0.0 % of" in sentence
    assert "a ratio of 0.00, and the policy asks for 0.80. Chance does not explain it." in sentence
    assert "seeds/policy/fairness_policy.csv" in sentence
    assert ("gender", "block") in verdicts(spare)
    # Neither now nor when only the delivery is asked for.
    assert spare.meritline("deliver", **LATER).code == 1
    assert spare.publication.read_bytes() == published
    assert sorted((spare.path / "deliveries").rglob("*")) == delivered
