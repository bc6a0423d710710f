"""Weights of a regression: against a published one, against closed forms, and what must not change them.

Belongs here: the solver alone. Does not belong here: what it is given (the models' unit tests).
"""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_project.solvers.logistic import fit_logistic

# Space shuttle flights: temperature of the joints (°F), whether an O-ring was damaged. Dalal, Fowlkes and Hoadley
# (1989), Risk analysis of the space shuttle: pre-Challenger prediction of failure, JASA 84, 945-957.
FLIGHTS = [
    *(
        (53, 1),
        (57, 1),
        (58, 1),
        (63, 1),
        (66, 0),
        (67, 0),
        (67, 0),
        (67, 0),
        (68, 0),
        (69, 0),
        (70, 0),
        (70, 1),
    ),
    *((70, 1), (70, 0), (72, 0), (73, 0), (75, 0), (75, 1), (76, 0), (76, 0), (78, 0), (79, 0), (81, 0)),
]

rows_of_two_terms = st.lists(
    st.tuples(
        st.integers(2, 9),
        st.integers(1, 1),
        st.integers(-5, 5).map(float),
        st.one_of(st.none(), st.integers(0, 10).map(float)),
    ),
    min_size=2,
    max_size=25,
)


def line(answer: list[list[float]], terms: list[float]) -> float:
    """The log-odds of somebody with these terms."""
    return answer[0][2] + sum(row[2] * (x - row[1]) for row, x in zip(answer[1:], terms))


def test_the_published_weights_of_the_shuttle_flights() -> None:
    """Published: intercept 15.0429, weight of a degree -0.2322 with standard error 0.1082."""
    answer = fit_logistic([[1, damaged, degrees] for degrees, damaged in FLIGHTS], 0)
    [_, (number, mean, weight, error)] = answer
    assert (number, mean) == (1, pytest.approx(1600 / 23))
    assert weight == pytest.approx(-0.2322, abs=5e-5)
    assert error == pytest.approx(0.1082, abs=5e-5)
    assert line(answer, [0.0]) == pytest.approx(15.0429, abs=5e-5)
    # Challenger flew at 31 °F.
    assert 1 / (1 + math.exp(-line(answer, [31.0]))) == pytest.approx(0.9996, abs=5e-5)


def test_two_groups_have_the_logarithm_of_their_odds_ratio() -> None:
    """10 of 100 and 20 of 100: ln((20 / 80) / (10 / 90)) = ln 2.25, its variance 1/10 + 1/90 + 1/20 + 1/80."""
    [_, (_, _, weight, error)] = fit_logistic([[100, 10, 0], [100, 20, 1]], 0)
    assert weight == pytest.approx(math.log(2.25), abs=1e-8)
    assert error == pytest.approx(math.sqrt(1 / 10 + 1 / 90 + 1 / 20 + 1 / 80), abs=1e-8)


def test_what_cannot_be_learned_is_not() -> None:
    assert fit_logistic([], 1) == []
    assert fit_logistic([[5, 0, 1], [5, 0, 2]], 1) == []
    assert fit_logistic([[5, 5, 1], [5, 5, 2]], 1) == []
    # Told apart without error: without a penalty there is no largest likelihood; with one there is.
    assert fit_logistic([[5, 0, 1], [5, 5, 2]], 0) == []
    assert fit_logistic([[5, 0, 1], [5, 5, 2]], 1)[1][2] > 0


def test_a_term_that_never_differs_or_is_never_known_weighs_nothing() -> None:
    answer = fit_logistic([[100, 10, 0, 7, None], [100, 20, 1, 7, None]], 0)
    assert [row[2:] for row in answer[2:]] == [[0, 0], [0, 0]]
    assert answer[1][2] == pytest.approx(math.log(2.25), abs=1e-8)


def test_the_penalty_does_not_depend_on_units() -> None:
    """A term in months weighs a twelfth of the same in years, and the chances are the same."""
    years = fit_logistic([[100, 30, 1], [100, 20, 3], [100, 12, 8]], 5)
    months = fit_logistic([[100, 30, 12], [100, 20, 36], [100, 12, 96]], 5)
    assert months[1][2] * 12 == pytest.approx(years[1][2], abs=1e-7)
    assert line(months, [36.0]) == pytest.approx(line(years, [3.0]), abs=1e-6)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rows=rows_of_two_terms, penalty=st.sampled_from([0.5, 1.0, 10.0]), seed=st.integers(0, 99))
def test_order_and_grouping_change_nothing_and_the_level_is_met(
    rows: list[tuple[int, int, float, float | None]], penalty: float, seed: int
) -> None:
    answer = fit_logistic(rows, penalty)
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert fit_logistic(shuffled, penalty) == answer
    one_by_one = [[1.0, float(n < events), *terms] for cases, events, *terms in rows for n in range(cases)]
    alone = fit_logistic(one_by_one, penalty)
    assert np.allclose(alone, answer, atol=1e-6)
    # The intercept is not penalised: expected events are those that happened.
    cases = sum(row[0] for row in rows)
    told = sum(
        n
        / (1 + math.exp(-line(answer, [m if x is None else x for x, (_, m, _, _) in zip(terms, answer[1:])])))
        for n, _, *terms in rows
    )
    assert told == pytest.approx(sum(row[1] for row in rows), abs=1e-4 * cases)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(rows=rows_of_two_terms)
def test_a_larger_penalty_draws_the_weights_nearer_to_nothing(
    rows: list[tuple[int, int, float, float | None]],
) -> None:
    def size(penalty: float) -> float:
        known = [[row[0], row[1], row[2], 0.0 if row[3] is None else row[3]] for row in rows]
        spread = np.sqrt(
            np.cov(np.array(known)[:, 2:].T, aweights=[row[0] for row in known], ddof=0).diagonal()
        )
        return sum((row[2] * s) ** 2 for row, s in zip(fit_logistic(known, penalty)[1:], spread))

    assert size(1.0) + 1e-9 >= size(10.0) >= size(100.0) - 1e-9


def test_weights_that_made_the_data_are_found_again() -> None:
    """40,000 invented months with known weights: each within 3.5 of its standard errors."""
    rng = np.random.default_rng(20260331)
    terms = rng.normal(size=(40_000, 3)) * [1, 2, 0.5] + [0, 5, -1]
    truth = np.array([0.4, -0.25, 0.0])
    chance = 1 / (1 + np.exp(-(-2.5 + terms @ truth)))
    events = rng.random(len(terms)) < chance
    answer = fit_logistic(np.column_stack([np.ones(len(terms)), events, terms]).tolist(), 1)
    for (_, _, weight, error), planted in zip(answer[1:], truth):
        assert abs(weight - planted) < 3.5 * error
        assert error < 0.07


def test_two_hundred_thousand_rows_are_one_call() -> None:
    """Rows of people alike, as of a company of 100,000: the answer is there, and its level is that of the data."""
    rng = np.random.default_rng(7)
    terms = rng.integers(0, 11, size=(200_000, 8)) / 10
    events = rng.random(len(terms)) < 0.02
    answer = fit_logistic(np.column_stack([np.ones(len(terms)), events, terms]).tolist(), 1)
    assert len(answer) == 9
    assert 1 / (1 + math.exp(-answer[0][2])) == pytest.approx(events.mean(), rel=0.02)
