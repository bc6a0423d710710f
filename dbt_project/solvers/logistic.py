"""Weights of a logistic regression on counted rows, by iteratively reweighted least squares with a small penalty.

Belongs here: the algorithm on plain lists of numbers, which is what every engine can hand over. Does not belong here:
what the terms mean, which rows are learned from, scoring (models), how an engine calls it (`plugin`, tests/engines).
"""

from collections.abc import Sequence

import numpy as np

_STEPS = 100
_CLOSE = 1e-11
_HALVINGS = 40
# Beyond this a weight per standard deviation means that the rows tell the two outcomes apart without error.
_LARGEST = 25.0


def fit_logistic(rows: Sequence[Sequence[float | None]], penalty: float) -> list[list[float]]:
    """Fit ln(p / (1 - p)) = intercept + sum of weight times (term - mean), and say how sure each weight is.

    Terms are brought to a standard deviation of 1 before half of `penalty` times the sum of squared weights is added to
    the loss, so that the penalty asks the same of each; the intercept goes free. A term without a value counts as
    average, one that never differs has the weight 0. Rows are put in order first: the order they come in changes
    nothing.

    Args:
        rows: how many cases, how many of them with the event, then the terms; None where a value is missing.
        penalty: 0 for the plain maximum of the likelihood.

    Returns:
        Rows of number (0 for the intercept, terms from 1), mean, weight, standard error, in the terms' own units; no
        row where nothing can be learned: no case, only one outcome, or rows that tell outcomes apart without error.
    """
    table = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
    if not len(table):
        return []
    table = table[np.lexsort(table.T[::-1])]
    cases, events, terms = table[:, 0], table[:, 1], table[:, 2:]
    if not 0 < events.sum() < cases.sum():
        return []
    known = np.where(np.isnan(terms), 0.0, cases[:, None])
    filled = np.nan_to_num(terms)
    size = np.maximum(known.sum(axis=0), 1e-300)
    mean = (known * filled).sum(axis=0) / size
    centred = np.where(np.isnan(terms), 0.0, filled - mean)
    spread = np.sqrt((known * centred**2).sum(axis=0) / cases.sum())
    varies = spread > 1e-9 * np.maximum(1.0, np.abs(mean))
    design = np.column_stack([np.ones(len(table)), centred[:, varies] / spread[varies]])
    ridge = np.full(design.shape[1], float(penalty))
    ridge[0] = 0.0
    found = _climb(design, cases, events, ridge)
    if found is None:
        return []
    weights, errors = found
    scale = np.where(varies, spread, 1.0)
    weight, error = np.zeros(len(spread)), np.zeros(len(spread))
    weight[varies], error[varies] = weights[1:], errors[1:]
    answer = [[0.0, 0.0, weights[0], errors[0]]]
    answer += [[k + 1.0, mean[k], weight[k] / scale[k], error[k] / scale[k]] for k in range(len(spread))]
    return [[round(float(value), 9) for value in row] for row in answer]


def _climb(
    design: np.ndarray, cases: np.ndarray, events: np.ndarray, ridge: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Newton's steps, each halved until the loss falls; weights and standard errors, None where there is no end."""

    def loss(weights: np.ndarray) -> float:
        line = design @ weights
        return float((cases * np.logaddexp(0.0, line) - events * line).sum() + (ridge * weights**2).sum() / 2)

    weights = np.zeros(design.shape[1])
    share = events.sum() / cases.sum()
    weights[0] = np.log(share / (1 - share))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(design @ weights)))
        slope = design.T @ (events - cases * chance) - ridge * weights
        curve = (design.T * (cases * chance * (1 - chance))) @ design + np.diag(ridge)
        try:
            step = np.linalg.solve(curve, slope)
        except np.linalg.LinAlgError:
            return None
        now, tries = loss(weights), 0
        while loss(weights + step) > now + 1e-12 * abs(now) and tries < _HALVINGS:
            step, tries = step / 2, tries + 1
        weights = weights + step
        if np.abs(weights[1:]).max(initial=0.0) > _LARGEST:
            return None
        if np.abs(step).max() < _CLOSE:
            return weights, np.sqrt(np.diag(np.linalg.inv(curve)))
    return None
