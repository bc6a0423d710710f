"""A what-if on a warehouse that a run has built: the answer is right, and nothing else has changed.

Belongs here: the command from end to end. Does not belong here: what is refused before anything is built, how tables
are printed (unit tests).
"""

import csv
import shutil
import stat
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

import duckdb
import pytest

from tests.integration.conftest import Ended, Home

CENT = Decimal("0.01")
MATRIX = """rating_band,0-0.85,0.85-1.05,1.05-
1,0%,0%,0%
2,0%,0%,0%
3,6%,5%,4%
4,12%,10%,8%
5,18%,15%,12%
"""


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def asked_folder(home: Home) -> Path:
    [folder] = [f.parent for f in (home.path / "whatif").glob("*/outcomes.csv")]
    return folder


@pytest.fixture(scope="module")
def asked(home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Ended]:
    """A copy of the home, in which somebody has asked for another budget, matrix and cap, and for a frontier."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(home.path, folder / "home", symlinks=True)
    (folder / "alt.csv").write_text(MATRIX, encoding="utf-8")
    copy = Home(folder / "home", home.variables)
    ended = copy.meritline(
        *("whatif", "--budget", "6.5%", "--matrix", str(folder / "alt.csv"), "--cap", "12%"),
        *("--frontier", "4%:8%:2%"),
    )
    assert ended.code == 0, ended.said + ended.complained
    return copy, ended


def test_the_answer_is_that_of_the_question(asked: tuple[Home, Ended]) -> None:
    home, ended = asked
    outcomes = {(r["company_id"], r["scenario_id"]): r for r in rows_of(asked_folder(home) / "outcomes.csv")}
    companies = {company for company, _ in outcomes}
    assert {name for _, name in outcomes} == {
        "base",
        "whatif",
        *(f"frontier_0.0{n}00" for n in (4, 6, 8)),
    }
    for company in companies:
        assert f"{company}, cycle 2026" in ended.said
        base, what_if = outcomes[company, "base"], outcomes[company, "whatif"]
        payroll = Decimal(base["base_amount"])
        # 6.5 % of base payroll, to the cent.
        budget = (payroll * Decimal("0.065")).quantize(CENT, ROUND_FLOOR)
        assert Decimal(what_if["budget_amount"]) == budget
        assert 0 < Decimal(what_if["recommended_amount"]) <= budget
        spent = [Decimal(outcomes[company, f"frontier_0.0{n}00"]["recommended_amount"]) for n in (4, 6, 8)]
        assert spent == sorted(spent)
        with home.open_warehouse() as connection:
            [(recommended,)] = connection.execute(
                "select recommended_amount from compensation.scenario_outcome where company_id = $1",
                [company],
            ).fetchall()
        assert Decimal(base["recommended_amount"]) == recommended


def test_who_changes_is_counted_for_all_and_named_for_hr_alone(asked: tuple[Home, Ended]) -> None:
    home, ended = asked
    folder = asked_folder(home)
    changes = rows_of(folder / "changes.csv")
    assert len({r["employee_number"] for r in changes}) == len(changes) > 0
    names = {r["employee_name"] for r in changes}
    assert "" not in names
    assert not any(name in ended.said for name in names)
    for row in changes:
        # Base pay decides, and where it is equal what is paid once.
        before, after = (
            [
                Decimal(row[f"{which}_new_base_amount"] or 0),
                Decimal(row[f"{which}_lump_sum_amount"] or 0) + Decimal(row[f"{which}_bonus_amount"] or 0),
            ]
            for which in ("recommended", "scenario")
        )
        assert (row["direction"] == "more") == (after > before)
        # The cap asked for, 12 %, whatever the matrix gives: base pay is the new base less the increment.
        increment = Decimal(row["scenario_increment_amount"] or 0)
        assert increment <= (after[0] - increment) * Decimal("0.12")
    assert {stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_warehouse_and_publication_are_as_before(home: Home, asked: tuple[Home, Ended]) -> None:
    copy, _ = asked
    assert copy.warehouse.read_bytes() == home.warehouse.read_bytes()
    assert copy.publication.read_bytes() == home.publication.read_bytes()
    assert not (copy.path / "whatif" / "scratch").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["--budget", "5%", "--cycle", "1999"],
            "--cycle: there is no compensation cycle 1999; there are 2026.",
        ),
        (
            ["--budget", "5%", "--company", "Nobody Ltd"],
            "--company: there is no company Nobody Ltd; there are ",
        ),
        (["--matrix", "nowhere.csv"], "nowhere.csv: No such file or directory; name the file of the matrix."),
    ],
)
def test_what_does_not_exist_is_refused(
    asked: tuple[Home, Ended], arguments: list[str], complaint: str
) -> None:
    ended = asked[0].meritline("whatif", *arguments)
    assert (ended.code, ended.said) == (1, "")
    assert complaint in ended.complained


def test_a_recommendation_that_no_longer_holds_is_not_compared_with(asked: tuple[Home, Ended]) -> None:
    """Somebody has changed a policy since the build: base today is not what was delivered."""
    home, _ = asked
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update policy.merit_policy set policy_cap_ratio = 0.01")
    ended = home.meritline("whatif", "--budget", "6.5%")
    assert ended.code == 1
    assert "the recommendation comes out otherwise today than when it was built" in ended.complained
