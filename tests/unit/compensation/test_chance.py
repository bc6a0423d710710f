"""What chance makes of a difference: against the error function of the standard library, and a plain reading of BH.

Belongs here: the macros for any figures. Does not belong here: what the gate makes of them (unit tests of `fairness`).
"""

import math
import random

import duckdb
import pytest

from tests.fixtures.macros import rendered


def test_p_values_are_those_of_the_normal_curve() -> None:
    z_scores = [n / 100 for n in range(-1000, 1001)]
    sql = rendered("chance.sql").two_sided_p("z")
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select z, {sql} from unnest($1::double[]) as t(z)", [z_scores]
        ).fetchall()
        assert connection.execute(f"select {sql} from (select null::double as z)").fetchall() == [(None,)]
    for z, p in found:
        assert 0 <= p <= 1
        assert p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)), rel=1.5e-7)


def adjusted(p_values: list[float]) -> list[float]:
    """Benjamini and Hochberg as they wrote it: from the largest p down, p x m / rank, never more than the one above."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    found, above = [0.0] * len(p_values), 1.0
    for rank in range(len(p_values), 0, -1):
        above = min(above, p_values[order[rank - 1]] * len(p_values) / rank)
        found[order[rank - 1]] = above
    return found


def test_findings_among_many_are_adjusted_family_by_family() -> None:
    """Families of 1 to 12 comparisons, with ties, in any order of rows."""
    rng = random.Random(3)
    families = {
        f: [rng.choice([rng.random() / 20, rng.random(), 0.03]) for _ in range(1 + f % 12)] for f in range(60)
    }
    rows = [(f, n, p) for f, p_values in families.items() for n, p in enumerate(p_values)]
    rng.shuffle(rows)
    sql = rendered("chance.sql").among_many("comparisons", ["family"], ["number"])
    with duckdb.connect() as connection:
        connection.execute("create table comparisons (family int, number int, p_value double)")
        connection.executemany("insert into comparisons values (?, ?, ?)", rows)
        found = {(f, n): p for f, n, p in connection.execute(sql).fetchall()}
    assert len(found) == len(rows)
    for family, p_values in families.items():
        for number, expected in enumerate(adjusted(p_values)):
            assert found[family, number] == pytest.approx(expected, rel=1e-12)
