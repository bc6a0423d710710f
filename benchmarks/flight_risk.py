"""What flight risk reaches on a public file: IBM's invented sample of employees, with the project's own solver.

Belongs here: reading that file, terms in the manner of the models (years of service by piece, the rest as facts), five
folds, and the table that `succession.flight_risk_validation` holds, printed. Does not belong here: the file (it is
public), a verdict on real companies (the sample is synthetic and has no months: each person is seen once, so nothing is
told in advance and people are tested by folds instead).

Run as `python -m benchmarks.flight_risk FILE`, with `WA_Fn-UseC_-HR-Employee-Attrition.csv` as FILE.
"""

import argparse
import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dbt_project.solvers.logistic import fit_logistic

FOLDS = 5
PENALTY = 1.0
PRIOR_PEOPLE = 10
KNOTS = (1.0, 3.0, 8.0)
PLAIN = ("JobLevel", "StockOptionLevel", "TotalWorkingYears", "TrainingTimesLastYear", "PercentSalaryHike")
FACTS = (
    *PLAIN,
    *("NumCompaniesWorked", "YearsInCurrentRole", "YearsSinceLastPromotion", "YearsWithCurrManager"),
)
WORDS = ("BusinessTravel", "OverTime", "JobRole")
# Neither may be used by a score about a person: protected attributes and private circumstances, and survey answers.
PROTECTED = ("Age", "DistanceFromHome", "Education")
PROTECTED_WORDS = ("Gender", "MaritalStatus", "EducationField")
ANSWERS = (
    "EnvironmentSatisfaction",
    "JobInvolvement",
    "JobSatisfaction",
    "RelationshipSatisfaction",
    "WorkLifeBalance",
)

Rows = list[dict[str, str]]
Floats = np.ndarray


def read(path: Path) -> tuple[Rows, Floats]:
    """The people of the file, and who of them left."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    return people, np.array([person["Attrition"] == "Yes" for person in people], dtype=float)


def terms(people: Rows, numbers: Sequence[str], words: Sequence[str]) -> Floats:
    """Service in pieces, pay as a logarithm, further numbers as they are, and a column per word but the first."""
    years = np.array([float(person["YearsAtCompany"]) for person in people])
    edges = (0.0, *KNOTS)
    columns = [np.clip(years, low, high) - low for low, high in zip(edges, KNOTS)]
    columns.append(np.log([float(person["MonthlyIncome"]) for person in people]))
    columns += [np.array([float(person[name]) for person in people]) for name in numbers]
    for name in words:
        values = sorted({person[name] for person in people})
        columns += [np.array([float(person[name] == value) for person in people]) for value in values[1:]]
    return np.column_stack(columns)


def points(person: dict[str, str]) -> int:
    """Seven stated facts. They were picked by people who knew this file, so what they reach here is too much."""
    return sum(
        (
            person["OverTime"] == "Yes",
            float(person["YearsAtCompany"]) <= 1,
            person["StockOptionLevel"] == "0",
            person["JobLevel"] == "1",
            person["BusinessTravel"] == "Travel_Frequently",
            float(person["NumCompaniesWorked"]) >= 5,
            float(person["YearsWithCurrManager"]) < 1,
        )
    )


def cell(person: dict[str, str]) -> str:
    """Tenure band and job, as the life table of the models."""
    band = sum(float(person["YearsAtCompany"]) >= edge for edge in (1, 3, 5, 10))
    return f"{band}/{person['JobRole']}"


def by_cell(cells: Sequence[object]) -> Callable[[Floats, Floats, Floats], Floats]:
    """A method that tells the share of the cell, drawn to the average of everybody."""

    def told(learn: Floats, test: Floats, left: Floats) -> Floats:
        average = left[learn].mean()
        seen: dict[object, list[float]] = {}
        for row in learn:
            seen.setdefault(cells[row], []).append(left[row])
        return np.array(
            [
                (sum(seen.get(cells[row], ())) + PRIOR_PEOPLE * average)
                / (len(seen.get(cells[row], ())) + PRIOR_PEOPLE)
                for row in test
            ]
        )

    return told


def by_weights(values: Floats) -> Callable[[Floats, Floats, Floats], Floats]:
    """A method that tells the chance of the regression."""

    def told(learn: Floats, test: Floats, left: Floats) -> Floats:
        rows = np.column_stack([np.ones(len(learn)), left[learn], values[learn]])
        answer = np.array(fit_logistic(rows.tolist(), PENALTY))
        line = answer[0, 2] + (values[test] - answer[1:, 1]) @ answer[1:, 2]
        return 1 / (1 + np.exp(-line))

    return told


def told_by_folds(method: Callable[[Floats, Floats, Floats], Floats], left: Floats) -> Floats:
    """What the method says of everybody, having learned from the other four fifths: every fifth row is a fold."""
    told = np.empty(len(left))
    number = np.arange(len(left))
    for fold in range(FOLDS):
        test = number[number % FOLDS == fold]
        told[test] = method(number[number % FOLDS != fold], test, left)
    return told


def figures(told: Floats, left: Floats) -> dict[str, float]:
    """The figures of succession.flight_risk_validation."""
    gone, stayed = told[left == 1], told[left == 0]
    order = np.sort(stayed)
    below, reached = np.searchsorted(order, gone, "left"), np.searchsorted(order, gone, "right")
    auc = float((below + reached).sum() / 2 / len(gone) / len(stayed))
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    error = (
        (auc * (1 - auc) + (len(gone) - 1) * (first - auc**2) + (len(stayed) - 1) * (second - auc**2))
        / len(gone)
        / len(stayed)
    ) ** 0.5
    brier, share = float(((told - left) ** 2).mean()), float(left.mean())
    odds = np.log(told / (1 - told))
    calibration = fit_logistic(np.column_stack([np.ones(len(left)), left, odds]).tolist(), 0)
    top = np.argsort(-told, kind="stable")[: len(told) // 10]
    (_, _, level, _), (_, mean, slope, _) = calibration
    return {
        "AUC": auc,
        "low": auc - 1.96 * error,
        "high": min(auc + 1.96 * error, 1),
        "Brier": brier,
        "skill": 1 - brier / (share * (1 - share)),
        "intercept": level - slope * mean,
        "slope": slope,
        "lift": float(left[top].mean() / share),
    }


def main() -> None:
    """Read, test by folds, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    people, left = read(parser.parse_args().file)
    methods = {
        "life table": by_cell([cell(person) for person in people]),
        "points": by_cell([points(person) for person in people]),
        "model, facts alone": by_weights(terms(people, FACTS, WORDS)),
        "model, every column": by_weights(
            terms(people, (*FACTS, *PROTECTED, *ANSWERS), (*WORDS, *PROTECTED_WORDS, "Department"))
        ),
    }
    share = float(left.mean())
    print(f"{len(left)} people, {left.sum():.0f} left, Brier score of their share {share * (1 - share):.4f}")
    for name, method in methods.items():
        found = figures(told_by_folds(method, left), left)
        print(f"{name:<22}" + "".join(f"{key:>11} {value:6.4f}" for key, value in found.items()))


if __name__ == "__main__":
    main()
