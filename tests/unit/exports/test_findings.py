"""The rules that make sentences of figures."""

from datetime import date
from decimal import Decimal

import pytest

from exports import findings
from exports.delivery import ColumnSpec, SectionSpec, TableSpec
from exports.document import Row

NB = "\u00a0"
TABLE = TableSpec(
    name="t",
    audience="leadership",
    description="",
    columns=(
        ColumnSpec(name="unit", label="Unit", data_type="string", description=""),
        ColumnSpec(name="rate", label="Rate", data_type="double", description="", format="percent"),
    ),
)
SECTION = SectionSpec(part="P", table="t", view="bars", subject="Turnover", category="unit", value="rate")


def rows(**rates: float | None) -> list[Row]:
    return [{"unit": u, "rate": r} for u, r in rates.items()]


def test_parts_that_read_the_same_are_said_once() -> None:
    # 0.0801 and 0.0799 both read 8.0 %.
    assert (
        findings.bars_heading(SECTION, TABLE, rows(A=0.0801, B=0.0799), None)
        == f"Turnover: 8.0{NB}% in every part shown"
    )


def test_nothing_shown_is_said() -> None:
    heading = findings.bars_heading(SECTION, TABLE, rows(A=None), {"unit": "All", "rate": 0.1})
    assert heading == f"Turnover is 10.0{NB}%; too few people to show its parts"


@pytest.mark.parametrize(
    ("driver", "words"),
    [
        ("0.0160", "all of it"),  # 0.016 of 0.016
        ("0.0090", "most of it"),  # 56 % of the change
        ("0.0080", "the largest part"),  # just half is not most
        ("0.0200", "most of it"),  # more than all: others moved the other way
    ],
)
def test_where_a_change_lies_is_said_in_words_its_size_bears_out(driver: str, words: str) -> None:
    row = figure_row() | {"driver_name": "Operations", "driver_value": Decimal(driver)}
    assert (
        findings.pack_heading([], [row], "31 Mar 2026")
        == f"Turnover rose to 11.4{NB}%, {words} in Operations"
    )


def test_without_a_change_the_figures_held_against_something_are_told() -> None:
    beside = {"previous_value": None, "change_value": None, "unit": "count"}
    covered = (
        figure_row() | beside | {"measure": "Covered", "value": 11, "target_value": 22, "target_label": "of"}
    )
    spent = (
        figure_row() | beside | {"measure": "Spent", "value": 9, "target_value": 8, "target_label": "budget"}
    )
    plain = figure_row() | beside | {"measure": "People", "value": 74}
    figures = [findings.figure(row) for row in (plain, covered, spent)]
    assert findings.pack_heading(figures, [], "31 Mar 2026") == "Covered: 11 of 22; spent: 9 with budget 8"
    assert (
        findings.pack_heading([figures[0]] * 2, [], "31 Mar 2026")
        == "Two headline figures to 31 Mar 2026, none withheld"
    )


def figure_row() -> Row:
    return {
        "sequence": 1,
        "measure": "Turnover",
        "unit": "percent",
        "currency": None,
        "direction": "lower",
        "period_start": date(2025, 4, 1),
        "period_end": date(2026, 3, 31),
        "value": Decimal("0.1140"),
        "previous_value": Decimal("0.0980"),
        "change_value": Decimal("0.0160"),
        "n": 74,
        "n_label": "people",
        "driver_name": None,
        "driver_value": None,
        "withheld_reason": None,
    }


def test_a_change_too_small_to_read_is_no_change() -> None:
    row = figure_row() | {"change_value": Decimal("0.0004"), "previous_value": Decimal("0.1136")}
    figure = findings.figure(row)
    assert (figure.change, figure.state) == ("unchanged", "none")
    assert findings.moved([row]) == []


def test_a_withheld_figure_says_why() -> None:
    figure = findings.figure(figure_row() | {"value": None, "withheld_reason": "fewer than 5 people"})
    assert (figure.value, figure.withheld_reason) == ("withheld", "fewer than 5 people")


def test_rounded_shares_that_do_not_add_up_say_so() -> None:
    # Three thirds read 33.3 + 33.3 + 33.3 = 99.9.
    assert findings.rounding_note([1 / 3, 1 / 3, 1 / 3]) == "Shares are rounded and add to 99.9."
    assert findings.rounding_note([0.5, 0.5]) == ""
    assert findings.rounding_note([0.5, None]) == ""


def test_a_bridge_is_told_from_opening_to_closing() -> None:
    steps = [
        ("opening", "Opening", 480),
        ("inflow", "Joined", 74),
        ("outflow", "Left", -62),
        ("closing", "Closing", 492),
    ]
    told: list[Row] = [{"step_type": t, "step_name": n, "people_count": c} for t, n, c in steps]
    # 480 + 74 - 62 = 492, 12 more.
    heading = findings.bridge_heading(SECTION.model_copy(update={"subject": "Headcount"}), told)
    assert heading == "Headcount grew by 12 to 492: 74 joined, 62 left"


def test_few_parts_in_order_are_told_beside_their_mark() -> None:
    section = SECTION.model_copy(update={"order": "given", "target": "aim", "target_name": "before"})
    table = TABLE.model_copy(
        update={
            "columns": (*TABLE.columns, TABLE.column("rate").model_copy(update={"name": "aim"})),
        }
    )
    found = [
        {"unit": "Lower third", "rate": 0.084, "aim": 0.329},
        {"unit": "Upper", "rate": 0.414, "aim": 0.12},
    ]
    assert findings.bars_heading(section, table, found) == (
        f"Turnover: 8.4{NB}% lower third (before 32.9{NB}%), 41.4{NB}% upper (before 12.0{NB}%)"
    )
    # Sorted by value, parts that all read as their mark say so.
    same = section.model_copy(update={"order": "value", "target_name": "budget"})
    found = [{"unit": "A", "rate": 0.08, "aim": 0.08}, {"unit": "B", "rate": 0.0801, "aim": 0.0799}]
    assert findings.bars_heading(same, table, found) == (
        f"Turnover: 8.0{NB}% in every part shown, the whole budget"
    )


def test_how_many_parts_rise_is_said_first() -> None:
    section = SECTION.model_copy(update={"previous": "was"})
    found = [
        {"unit": "A", "rate": 0.05, "was": 0.04},
        {"unit": "B", "rate": 0.03, "was": 0.03},
        {"unit": "C", "rate": None, "was": None},
    ]
    assert findings.bars_heading(section, TABLE, found) == (
        f"Turnover rises in 1 of 2 parts shown: highest in A (5.0{NB}%), lowest in B (3.0{NB}%)"
    )


@pytest.mark.parametrize(
    ("sign", "side", "first", "last"),
    [(-1, "below", ("C", "9.0"), ("A", "1.0")), (1, "above", ("A", "1.0"), ("C", "9.0"))],
)
def test_intervals_are_counted_that_lie_wholly_on_one_side(
    sign: int, side: str, first: tuple[str, str], last: tuple[str, str]
) -> None:
    """A: 1 %, from -1 to 3, holds zero; B: 5 %, from 3 to 7, and C: 9 %, from 8 to 10, do not; D is withheld."""
    section = SECTION.model_copy(update={"low": "low", "high": "high", "reference_name": "no gap"})
    ends = {"A": (-0.01, 0.01, 0.03), "B": (0.03, 0.05, 0.07), "C": (0.08, 0.09, 0.1)}
    found: list[Row] = [
        {
            "unit": unit,
            "rate": sign * rate,
            "low": min(sign * low, sign * high),
            "high": max(sign * low, sign * high),
        }
        for unit, (low, rate, high) in ends.items()
    ]
    found.append({"unit": "D", "rate": None, "low": None, "high": None})
    minus = "\u2212" if sign < 0 else ""
    assert findings.interval_heading(section, TABLE, found) == (
        f"Turnover: 2 of 3 comparisons lie wholly {side} no gap,"
        f" from {minus}{first[1]}{NB}% ({first[0]}) to {minus}{last[1]}{NB}% ({last[0]})"
    )
    assert findings.interval_heading(section, TABLE, found[3:]) == "Turnover: too few people to show"


def test_a_figure_without_an_earlier_one_is_held_against_its_target_or_its_interval() -> None:
    alone = figure_row() | {"change_value": None, "previous_value": None}
    aimed = alone | {"target_value": Decimal("0.12"), "target_label": "budget"}
    assert findings.figure(aimed).change == f"budget 12.0{NB}%"
    bounded = alone | {"lower_value": Decimal("0.1"), "upper_value": Decimal("0.13")}
    assert findings.figure(bounded).change == f"chance leaves open 10.0{NB}% to 13.0{NB}%"
    assert findings.figure(alone).change == "no earlier figure to compare with"


def test_a_change_within_a_year_names_its_days() -> None:
    row = figure_row() | {"period_start": date(2026, 3, 31), "period_end": date(2026, 4, 1)}
    assert findings.changes([row]) == (
        f"Turnover rose from 9.8{NB}% to 11.4{NB}%, between 31 Mar 2026 and 1 Apr 2026.",
    )
    assert findings.changes([figure_row()])[0].endswith("over the year to 31 Mar 2026.")
