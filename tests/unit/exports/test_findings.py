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
