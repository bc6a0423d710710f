"""The adjusted difference and the exact test in SQL, against other ways to the same figures.

Belongs here: least squares with every dummy written out (numpy), published results, exact fractions.
Does not belong here: the models around the macros (dbt unit tests).

Tried once on public data that is not ours to copy: the macro with skill and position as columns of zeros and ones gives
Logib's published result for its example of 280 people (Swiss Federal Office for Gender Equality): -0.026,
error 0.003, t 7.925, R squared 0.991 on 267 degrees. With skill and position as factors whose constants add up it gives
-0.0264, 0.0034 and 0.991 again, on one degree less: a level that the others already say is counted too.
"""

from fractions import Fraction
from math import comb, exp

import duckdb
import numpy as np
import pytest

from tests.fixtures.macros import rendered

MACROS = rendered("exact_division.sql", "suppression_engine.sql", "group_difference.sql", "exact_test.sql")
FITS = ("none", "cells", "cells_and_controls", "collinear")


def people(seed: int, count: int) -> dict[str, np.ndarray]:
    """Log pay with a gap of -6 % in 40 cells of very different sizes, some of one sex or of one person."""
    rng = np.random.default_rng(seed)
    cell = np.minimum((rng.exponential(0.35, count) * 40).astype(int), 60)
    women = (rng.random(count) < 0.15 + 0.5 * (cell % 7) / 7).astype(float)
    tenure = rng.gamma(2, 4, count) + 0.2 * cell
    rating = np.clip(rng.normal(3.2, 0.6, count) + 0.1 * women, 1, 5)
    pay = (
        13
        + 0.05 * cell
        + np.log(0.94) * women
        + 0.01 * tenure
        + 0.03 * rating
        + rng.normal(0, 0.1 + 0.02 * women, count)
    )
    return {"cell": cell, "women": women, "tenure": tenure, "rating": rating, "pay": pay}


def in_sql(data: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """All fits at once, as the marts ask for them."""
    controls = {"cells_and_controls": ("tenure", "rating"), "collinear": ("tenure", "tenure * 12 + 3")}
    parts = " union all ".join(
        f"""select '{fit}' as fit, {"'all'" if fit == "none" else "cast(cell as varchar)"} as cell_key,
        pay as outcome_value, women as is_group, cast({first} as double) as first_control,
        cast({second} as double) as second_control from people"""
        for fit in FITS
        for first, second in [controls.get(fit, ("0", "0"))]
    )
    with duckdb.connect() as connection:
        connection.execute(
            "create table people (cell int, women double, tenure double, rating double, pay double)"
        )
        connection.executemany(
            "insert into people values (?, ?, ?, ?, ?)", np.stack(list(data.values()), axis=1).tolist()
        )
        fits = MACROS.group_difference("found", "long", ["fit"], ["first_control", "second_control"])
        sql = f"with long as ({parts}), {fits} select * from found"
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return {row[0]: dict(zip(names[1:], row[1:])) for row in cursor.fetchall()}


def by_least_squares(y: np.ndarray, women: np.ndarray, others: list[np.ndarray]) -> dict[str, float]:
    """Coefficient of `women`, its errors and R squared with every column written out."""
    design = np.column_stack([women, *others])
    solution, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    residual = y - design @ solution
    freedom = len(y) - rank
    inverse = np.linalg.pinv(design.T @ design)
    meat = (design * (residual**2)[:, None]).T @ design
    return {
        "coefficient": solution[0],
        "standard_error": float(np.sqrt(residual @ residual / freedom * inverse[0, 0])),
        "robust_standard_error": float(np.sqrt(len(y) / freedom * (inverse @ meat @ inverse)[0, 0])),
        "r_squared": 1 - residual @ residual / float(((y - y.mean()) ** 2).sum()),
    }


@pytest.mark.parametrize(("seed", "count"), [(1, 60), (2, 500), (3, 5_000)])
def test_the_sql_is_least_squares_with_every_dummy(seed: int, count: int) -> None:
    data = people(seed, count)
    cells = [(data["cell"] == c).astype(float) for c in np.unique(data["cell"])]
    expected = {
        "none": [np.ones(count)],
        "cells": cells,
        "cells_and_controls": [*cells, data["tenure"], data["rating"]],
        "collinear": [*cells, data["tenure"]],
    }
    found = in_sql(data)
    for fit, others in expected.items():
        for name, value in by_least_squares(data["pay"], data["women"], others).items():
            assert found[fit][name] == pytest.approx(value, abs=1e-9), (fit, name)
    assert [found[fit]["control_count"] for fit in FITS] == [0, 0, 2, 1]
    mixed = {c for c in data["cell"] if 0 < data["women"][data["cell"] == c].mean() < 1}
    assert found["cells"]["n_effective"] == sum(c in mixed for c in data["cell"])


def dummies(column: np.ndarray) -> list[np.ndarray]:
    """A column of zeros and ones for each level but the first."""
    return [(column == level).astype(float) for level in np.unique(column)[1:]]


def with_factors(data: dict[str, np.ndarray]) -> dict[str, float]:
    """The additive fit: cells, two factors that go with them and with each other, a control, errors by cluster."""
    with duckdb.connect() as connection:
        connection.execute(
            """create table people (cell_key int, place int, family int, job int, women double, tenure double,
            pay double)"""
        )
        connection.executemany(
            "insert into people values (?, ?, ?, ?, ?, ?, ?)", np.stack(list(data.values()), axis=1).tolist()
        )
        factors = ["place", "family"]
        swept = MACROS.factor_deviations("swept", "long", ["fit"], ["tenure"], ["job"], factors)
        fit = MACROS.group_difference(
            "found", "swept", ["fit"], ["tenure"], [], factors=factors, cluster="job"
        )
        cursor = connection.execute(
            f"""with long as (
                select 1 as fit, cell_key, place, family, nullif(job, 0) as job, women as is_group, tenure,
                    pay as outcome_value
                from people
            ), {swept}, {fit} select * from found"""
        )
        [row] = cursor.fetchall()
        return {column[0]: value for column, value in zip(cursor.description, row)}


def test_factors_that_add_up_are_least_squares_with_every_dummy_and_errors_by_job() -> None:
    """Against the whole design by numpy: coefficient, three errors, variance inflation 1 / (1 - R squared)."""
    rng = np.random.default_rng(6)
    count = 800
    cell = rng.integers(1, 9, count)
    place = (cell + rng.integers(0, 3, count)) % 5
    family = (place + rng.integers(0, 3, count)) % 6
    women = (rng.random(count) < 0.2 + 0.06 * cell).astype(float)
    tenure = rng.gamma(2, 4, count) + cell
    job = rng.integers(0, 40, count)
    together = rng.normal(0, 0.05, 40)[job]
    pay = 10 + 0.1 * cell - 0.06 * women + 0.04 * place + 0.02 * family + 0.01 * tenure + together
    pay = pay + rng.normal(0, 0.1, count)
    found = with_factors(
        {"cell_key": cell, "place": place, "family": family, "job": job, "women": women, "tenure": tenure,
         "pay": pay}
    )  # fmt: skip
    others = [np.ones(count), *dummies(cell), *dummies(place), *dummies(family), tenure]
    for name, value in by_least_squares(pay, women, others).items():
        assert found[name] == pytest.approx(value, abs=1e-7), name
    design = np.column_stack(others)
    left = women - design @ np.linalg.lstsq(design, women, rcond=None)[0]
    whole = np.column_stack([women, *others])
    residual = pay - whole @ np.linalg.lstsq(whole, pay, rcond=None)[0]
    # Cluster 0 is nobody's: each of them is a cluster alone.
    clusters = np.where(job == 0, 1_000 + np.arange(count), job)
    scores = [float(left[clusters == c] @ residual[clusters == c]) for c in np.unique(clusters)]
    few = len(scores) / (len(scores) - 1) * (count - 1) / (count - whole.shape[1])
    error = np.sqrt(few * np.square(scores).sum()) / (left @ left)
    assert found["cluster_standard_error"] == pytest.approx(error, abs=1e-7)
    assert found["cluster_count"] == len(scores)
    assert found["variance_inflation"] == pytest.approx(
        float(((women - women.mean()) ** 2).sum() / (left @ left)), abs=1e-6
    )
    assert (found["is_settled"], found["cell_count"], found["control_count"]) == (True, 8 + 4 + 5, 1)


def test_means_that_do_not_go_away_give_no_coefficient() -> None:
    """A chain of a hundred places that overlap by one family each: turn by turn the means hardly move."""
    count = 400
    step = np.arange(count) // 2
    data = {
        "cell_key": np.ones(count), "place": step // 2, "family": (step + 1) // 2, "job": np.ones(count),
        "women": (np.arange(count) % 2) * (step > count // 4), "tenure": np.zeros(count),
        "pay": np.linspace(10, 12, count) ** 2,
    }  # fmt: skip
    found = with_factors(data)
    assert (found["is_settled"], found["coefficient"], found["standard_error"]) == (False, None, None)


def test_the_planted_gap_is_in_the_interval() -> None:
    fit = in_sql(people(4, 5_000))["cells_and_controls"]
    low, high = (fit["coefficient"] + sign * 1.96 * fit["standard_error"] for sign in (-1, 1))
    assert exp(low) - 1 < -0.06 < exp(high) - 1


def test_cells_of_one_sex_give_no_difference() -> None:
    data = {name: np.array(values, dtype=float) for name, values in (
        ("cell", [1, 1, 2, 2]), ("women", [1, 1, 0, 0]), ("tenure", [1, 2, 3, 5]), ("rating", [3, 4, 3, 4]),
        ("pay", [10, 11, 12, 13]),
    )}  # fmt: skip
    found = in_sql(data)
    assert found["cells"]["coefficient"] is None
    assert found["cells"]["n_effective"] == 0
    # Without cells: the mean of 10 and 11 against that of 12 and 13.
    assert found["none"]["coefficient"] == pytest.approx(-2)


def exact_p(selected: int, count: int, rest_selected: int, rest: int) -> float:
    """Fisher's two-sided p by whole numbers."""
    total = selected + rest_selected
    ways = {
        k: comb(count, k) * comb(rest, total - k) for k in range(max(0, total - rest), min(count, total) + 1)
    }
    extreme = sum(w for w in ways.values() if Fraction(w, ways[selected]) <= 1 + Fraction(1, 10**7))
    return float(Fraction(extreme, sum(ways.values())))


def test_the_exact_test_is_exact() -> None:
    tables = [
        (3, 30, 6, 40),
        (30, 400, 50, 450),
        (90, 1000, 108, 1000),
        (0, 5, 5, 5),
        (7, 7, 3, 9),
        (0, 4, 0, 6),
    ]
    rng = np.random.default_rng(5)
    for _ in range(200):
        count, rest = (int(n) for n in rng.integers(1, 120, 2))
        tables.append((int(rng.integers(0, count + 1)), count, int(rng.integers(0, rest + 1)), rest))
    with duckdb.connect() as connection:
        connection.execute(
            """create table t (number int, group_selected bigint, group_count bigint, rest_selected bigint,
            rest_count bigint)"""
        )
        connection.executemany(
            "insert into t values (?, ?, ?, ?, ?)", [(i, *t) for i, t in enumerate(tables)]
        )
        test = MACROS.exact_test("p", "t", ["number"])
        found = dict(connection.execute(f"with {test} select number, p_value from p").fetchall())
    assert len(found) == len(tables)
    for number, table in enumerate(tables):
        assert found[number] == pytest.approx(exact_p(*table), abs=1e-12), table
    # Definitions, V9: 3 of 30 against 6 of 40 has p .723; 30 of 400 against 50 of 450 has p .078.
    assert [round(found[i], 3) for i in (0, 1)] == [0.723, 0.078]


def test_the_exact_test_of_a_hundred_thousand_people_is_a_matter_of_seconds_and_not_of_overflow() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select 1 as number, 30000 as group_selected, 38000 as group_count, "
                           "49500 as rest_selected, 62000 as rest_count")  # fmt: skip
        [(p,)] = connection.execute(
            f"with {MACROS.exact_test('p', 't', ['number'])} select p_value from p"
        ).fetchall()
    # 78.95 % against 79.84 %: z = -0.0089 / sqrt(0.795 * 0.205 * (1/38000 + 1/62000)) = -3.39, p = 0.0007.
    assert p == pytest.approx(0.0007, abs=0.0001)
