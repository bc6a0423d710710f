"""What a what-if says and files, without building anything."""

import fcntl
import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console

from orchestration import cli
from orchestration.scenario_input import ScenarioError
from orchestration.settings import Settings
from orchestration.whatif import Answer, Question, answer, say

OUTCOME: dict[str, Any] = {
    "company_id": "ACME",
    "scenario_id": "base",
    "scenario_name": "As budgets and policies stand",
    "currency": "EUR",
    "budget_amount": Decimal("300000.00"),
    "recommended_amount": Decimal("299999.50"),
    "lump_sum_amount": Decimal("0.00"),
    "promotion_amount": Decimal("0.00"),
    "bonus_amount": Decimal("0.00"),
    "base_rise_amount": Decimal("299999.50"),
    "in_year_cost_amount": Decimal("224999.63"),
    "increased_count": 75,
    "promoted_count": 6,
    "mean_increment_ratio": Decimal("0.080000"),
    "median_increment_ratio": Decimal("0.075000"),
    "differentiation_ratio": None,
    "top_share_ratio": Decimal("0.500000"),
    "at_cap_count": 3,
    "at_range_maximum_count": 2,
    "increment_gap_ratio": Decimal("-0.000500"),
    "pay_gap_after_ratio": Decimal("-0.060000"),
    "block_count": 0,
    "warning_count": 1,
    "fairness_verdict": "warn",
}


def settings(home: Path) -> Settings:
    return Settings.from_environment({"MERITLINE_HOME": str(home), "MERITLINE_AS_OF": "2026-03-31"})


def said(found: Answer) -> list[str]:
    console = Console(file=io.StringIO(), soft_wrap=True, width=80)
    say(found, console)
    return [re.sub(r" {2,}", " | ", line) for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def test_base_and_scenario_stand_side_by_side() -> None:
    asked = {
        **OUTCOME,
        "scenario_id": "whatif",
        "budget_amount": Decimal("250000.00"),
        "mean_increment_ratio": Decimal("0.066700"),
        "block_count": 1,
        "fairness_verdict": "block",
    }
    lines = said(
        Answer(
            "2026",
            (OUTCOME, asked),
            {"ACME": {"Sales": Counter(less=40, more=2), "Service": Counter(less=30, other=1)}},
            {"ACME": ["8 people (female) get 2.00 % of base pay less."]},
            Path("somewhere"),
        )
    )
    assert "ACME, cycle 2026, EUR" in lines
    assert "merit budget | 300,000 | 250,000 | −50,000" in lines
    # 6.67 - 8.00 = -1.33
    assert "mean increment (%) | 8.00 | 6.67 | −1.33" in lines
    assert "top rating over the middle one | – | – | –" in lines
    assert "fairness findings that block | 0 | 1 | +1" in lines
    assert "fairness verdict | warn | block" in lines
    assert lines[lines.index("people who get | more | less | other") :][1:4] == [
        "Sales | 2 | 40 | 0",
        "Service | 0 | 30 | 1",
        "all | 2 | 70 | 1",
    ]
    assert "! fairness would block: 8 people (female) get 2.00 % of base pay less." in lines


def test_a_frontier_leads_from_budget_to_outcome() -> None:
    steps = [
        {**OUTCOME, "scenario_id": f"frontier_0.0{n}00", "scenario_name": f"{n}.00 %", "at_cap_count": n}
        for n in (4, 5)
    ]
    lines = said(Answer("2026", (OUTCOME, *steps), {}, {}, Path("somewhere")))
    start = next(n for n, line in enumerate(lines) if line.startswith("budget of base pay"))
    assert lines[start].split(" | ")[1:] == [
        *("cost in the year", "mean (%)", "top/middle", "women's pay (%)", "at cap", "fairness")
    ]
    assert lines[start + 1 : start + 4] == [
        "as given | 225,000 | 8.00 | – | −6.00 | 3 | warn",
        "4.00 % | 225,000 | 8.00 | – | −6.00 | 4 | warn",
        "5.00 % | 225,000 | 8.00 | – | −6.00 | 5 | warn",
    ]
    assert not any("people who get" in line for line in lines)


def test_a_scenario_that_changes_nobody_says_so() -> None:
    lines = said(Answer("2026", (OUTCOME, {**OUTCOME, "scenario_id": "whatif"}), {}, {}, Path("somewhere")))
    assert "Nobody changes." in lines


def test_without_a_warehouse_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"There is no warehouse at .+: run `meritline run` first"):
        answer(settings(tmp_path), Question(budget=Decimal("0.05")))


def test_a_warehouse_without_recommendations_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    with pytest.raises(
        ScenarioError, match="no recommendations to compare with: run `meritline build` first"
    ):
        answer(settings(tmp_path), Question(budget=Decimal("0.05")))
    assert not (tmp_path / "whatif" / "scratch").exists()


def test_one_what_if_at_a_time(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    (tmp_path / "whatif").mkdir()
    with (tmp_path / "whatif" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ScenarioError, match=r"Another what-if is under way in .+: wait for it to end"):
            answer(settings(tmp_path), Question(budget=Decimal("0.05")))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Ask for something: --budget, --matrix, --cap, --move or --frontier."),
        (["--budget", "6.5"], "--budget: 6.5 is not a percentage; write one such as 6.5%."),
        (["--cap", "none"], "--cap: none is not a percentage; write one such as 12%."),
        (["--budget", "5%"], "run `meritline run` first"),
    ],
)
def test_the_command_complains_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], complaint: str
) -> None:
    monkeypatch.setenv("MERITLINE_HOME", str(tmp_path))
    ended = CliRunner().invoke(cli.main, ["whatif", *arguments])
    assert ended.exit_code != 0
    assert complaint in ended.stderr
    assert "Traceback" not in ended.output
