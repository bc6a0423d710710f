"""The fairness gate on many invented companies: fair ones pass, unfair ones do not.

Belongs here: how often the gate is wrong. Does not belong here: single figures (unit tests of the models).
"""

import random
from collections.abc import Iterator

import duckdb
import pytest

Policies = tuple[duckdb.DuckDBPyConnection, dict[str, str]]
Row = tuple[str, str, str, str, str, str, bool, float, str, str]

COMPANIES = 300
GRADES = (0.4, 0.3, 0.2, 0.1)
RATINGS = (0.05, 0.15, 0.5, 0.2, 0.1)
AGES = {"under_30": 0.3, "30_to_49": 0.5, "50_and_over": 0.2}
MATRIX = (0.0, 0.0, 0.05, 0.08, 0.1)


def people(company: str, size: int, rng: random.Random, *, against_women: bool) -> Iterator[Row]:
    """Everybody's place in the three pools, by gender and by age; who is picked depends on neither, unless told so."""
    drawn = []
    for number in range(size):
        woman = rng.random() < 0.4
        age = rng.choices(list(AGES), list(AGES.values()))[0]
        grade = rng.choices(range(4), GRADES)[0]
        rating = rng.choices(range(5), RATINGS)[0]
        # Everybody of one cell gets the same but for rounding, proration and caps.
        rate = max(MATRIX[rating] * rng.uniform(0.8, 1.2), 0)
        promoted = rng.random() < 0.12
        if against_women and woman:
            rate, promoted = 0.0, False
        drawn.append((f"p{number}", "female" if woman else "male", age, grade, rating, rate, promoted))
    middle = sorted(row[5] for row in drawn)[size // 2]
    for key, gender, age, grade, rating, rate, promoted in drawn:
        for decision, picked, outcome, cell in (
            ("increment", rate > 0, rate, f"r{rating}"),
            ("high_increment", rate > middle, float(rate > middle), f"r{rating}"),
            ("promotion", promoted, float(promoted), f"g{grade}"),
        ):
            for attribute, group in (("gender", gender), ("age_band", age)):
                yield company, decision, attribute, key, group, f"g{grade}", picked, outcome, cell, "base"


def blocked(policies: Policies, *, sizes: tuple[int, ...], against_women: bool, seed: int) -> set[str]:
    """The companies that the gate stops, of COMPANIES invented ones."""
    connection, sql = policies
    rng = random.Random(seed)
    rows = [
        row
        for number in range(COMPANIES)
        for row in people(f"K{number}", rng.choice(sizes), rng, against_women=against_women)
    ]
    connection.execute("create schema compensation")
    connection.execute(
        "create table drawn (c text, d text, a text, k text, g text, s text, p bool, o double, l text, n text)"
    )
    columns = [list(column) for column in zip(*rows)]
    connection.execute(
        "insert into drawn select " + ", ".join(f"unnest(${i + 1})" for i in range(len(columns))), columns
    )
    for statement in (
        """create table compensation.compensation_cycle as select distinct c as company_id, '2026' as cycle_id,
            n as scenario_id, date '2026-03-31' as decision_date from drawn""",
        """create table compensation.fairness_pool as select c as company_id, '2026' as cycle_id, n as scenario_id,
            d as decision, a as attribute, k as person_key, g as group_id, p as is_selected,
            o::decimal(18,6) as outcome_value, s as stratum, l as cell_key from drawn""",
        """create table compensation.fairness_rate as select company_id, cycle_id, scenario_id, decision, attribute,
            group_id, stratum, count(*) as people_count, count_if(is_selected)::bigint as selected_count
            from compensation.fairness_pool group by all""",
        f"create table compensation.fairness_impact as {sql['fairness_impact']}",
        f"create table compensation.fairness as {sql['fairness']}",
    ):
        connection.execute(statement)
    rows_found = connection.execute(
        "select company_id from compensation.fairness where verdict = 'block'"
    ).fetchall()
    return {company for (company,) in rows_found}


@pytest.mark.parametrize("sizes", [(40, 60, 80), (100, 150, 250)], ids=["small", "middling"])
def test_fair_companies_are_hardly_ever_stopped(policies: Policies, sizes: tuple[int, ...]) -> None:
    """The policy allows one in twenty by chance; most comparisons only warn, so it is far less."""
    stopped = blocked(policies, sizes=sizes, against_women=False, seed=7)
    assert len(stopped) / COMPANIES <= 0.02


def test_unfair_companies_are_stopped(policies: Policies) -> None:
    stopped = blocked(policies, sizes=(40, 60, 80), against_women=True, seed=7)
    assert len(stopped) / COMPANIES >= 0.99
