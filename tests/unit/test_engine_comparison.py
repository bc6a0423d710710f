"""The comparison of the two engines can fail: each kind of drift is seen and told, sameness is not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.engines.comparison import differences

ROWS = [
    {"unit": "a", "day": date(2026, 3, 31), "n": 3, "share": 0.1, "amount": Decimal("1.00"), "why": None},
    {"unit": "b", "day": date(2026, 3, 31), "n": 0, "share": 0.2, "amount": Decimal("2.50"), "why": "small"},
]
GRAIN = ["unit", "day"]


def changed(column: str, value: Any) -> list[dict[str, Any]]:
    return [ROWS[0], ROWS[1] | {column: value}]


def test_the_same_rows_in_another_order_do_not_differ() -> None:
    assert differences("kpi.t", GRAIN, ROWS, ROWS[::-1]) == []


def test_one_changed_cell_is_told_with_its_place() -> None:
    assert differences("kpi.t", GRAIN, ROWS, changed("n", 1)) == [
        "kpi.t.n: 1 of 2 rows differ, first: 0 ≠ 1 at ('b', datetime.date(2026, 3, 31))"
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("n", None),  # a null is no zero
        ("n", False),  # nor is false, though Python says that they are equal
        ("amount", Decimal("2.51")),
        ("amount", 2.5),  # a decimal became a double
        ("why", ""),  # an empty text is no null, nor another text
        ("share", 0.2 * (1 + 2e-9)),  # twice the tolerance
        ("share", float("inf")),
        ("share", None),
    ],
)
def test_every_kind_of_drift_in_a_cell_is_seen(column: str, value: Any) -> None:
    [told] = differences("kpi.t", GRAIN, ROWS, changed(column, value))
    assert told.startswith(f"kpi.t.{column}: 1 of 2 rows differ")


def test_doubles_may_differ_by_the_order_of_a_sum_only() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 as a double: 1.8e-16 off 0.3, against a tolerance of 1e-9.
    left, right = [{"k": 1, "x": 0.1 + 0.2}], [{"k": 1, "x": 0.3}]
    assert differences("t", ["k"], left, right) == []
    # No absolute tolerance: 1e-12 is not zero.
    assert differences("t", ["k"], [{"k": 1, "x": 0.0}], [{"k": 1, "x": 1e-12}]) != []


def test_a_time_with_the_zone_utc_is_the_time_without() -> None:
    left, right = [{"k": 1, "t": datetime(2026, 4, 1)}], [{"k": 1, "t": datetime(2026, 4, 1, tzinfo=UTC)}]
    assert differences("t", ["k"], left, right) == []


def test_a_missing_row_is_told() -> None:
    [told] = differences("kpi.t", GRAIN, ROWS, ROWS[:1])
    assert told.startswith("kpi.t: 1 rows only on the left, 0 only on the right, first: ('b',")


def test_a_doubled_row_is_told_though_its_key_is_known() -> None:
    assert differences("kpi.t", GRAIN, ROWS, [*ROWS, ROWS[0]]) == [
        "kpi.t: 3 rows but 2 of grain ['unit', 'day'] on the right"
    ]


def test_a_missing_column_is_told() -> None:
    [told] = differences("t", ["k"], [{"k": 1, "x": 1}], [{"k": 1}])
    assert told == "t: columns ['k', 'x'] against ['k']"
