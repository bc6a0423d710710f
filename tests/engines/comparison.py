"""Two tables compared row by row and cell by cell.

Belongs here: when two cells, rows and tables are the same, and the sentences that say where they are not.
Does not belong here: building or reading tables.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

Row = dict[str, Any]


def same(left: Any, right: Any) -> bool:
    """Equal; doubles to a relative 1e-9, because the engines sum in another order. A null is no zero."""
    if isinstance(left, float) and isinstance(right, float):
        if math.isnan(left) and math.isnan(right):
            return True
        return math.isclose(left, right, rel_tol=1e-9)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left.replace(tzinfo=None) == right.replace(tzinfo=None)
    return type(left) is type(right) and bool(left == right)


def differences(name: str, grain: Sequence[str], left: Sequence[Row], right: Sequence[Row]) -> list[str]:
    """One sentence per column that differs, or the one that says why rows cannot be paired; none when same.

    Rows are paired by the columns of `grain`, which must identify one on either side. Values are of an invented
    company, so sentences quote them.
    """
    if left and right and left[0].keys() != right[0].keys():
        return [f"{name}: columns {list(left[0])} against {list(right[0])}"]
    pairs_left, pairs_right = _by_key(grain, left), _by_key(grain, right)
    for side, rows, paired in (("left", left, pairs_left), ("right", right, pairs_right)):
        if len(rows) != len(paired):
            return [f"{name}: {len(rows)} rows but {len(paired)} of grain {list(grain)} on the {side}"]
    if pairs_left.keys() != pairs_right.keys():
        only_left, only_right = pairs_left.keys() - pairs_right.keys(), pairs_right.keys() - pairs_left.keys()
        first = sorted(map(str, only_left | only_right))[0]
        return [
            f"{name}: {len(only_left)} rows only on the left, {len(only_right)} only on the right, first: {first}"
        ]
    found: dict[str, list[str]] = {}
    for key, row in pairs_left.items():
        for column, value in row.items():
            other = pairs_right[key][column]
            if not same(value, other):
                found.setdefault(column, []).append(f"{value!r} ≠ {other!r} at {key}")
    return [
        f"{name}.{column}: {len(cells)} of {len(left)} rows differ, first: {cells[0]}"
        for column, cells in found.items()
    ]


def _by_key(grain: Sequence[str], rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[column] for column in grain): row for row in rows}
