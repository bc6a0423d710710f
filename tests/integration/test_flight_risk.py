"""Flight risk of the built company: who is said to leave, what nobody is told, and a planted leak that is found.

Belongs here: the models on the company as built, and on a copy in which a driver knows the future. Does not belong
here: what the truth is (test_truths.py), arithmetic (the models' unit tests), the solver (tests/unit/succession).
"""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.fixtures.built import build, told

CHECK = "assert_flight_risk_knows_no_future"
MODELS = ("flight_baseline", "flight_coefficient", "flight_score", "flight_risk_validation", "flight_risk")


def test_everybody_employed_has_a_chance_or_a_reason(built_company: duckdb.DuckDBPyConnection) -> None:
    states = dict(
        built_company.execute(
            """select coalesce(risk.withheld_reason, 'told'), count(*)
            from succession.flight_risk as risk
            inner join core.dim_employee using (person_key)
            where is_active and worker_type = 'employee'
                and (risk.withheld_reason is null) = (risk.year_probability is not null)
                and (risk.withheld_reason is null) = (risk.risk_band is not null)
            group by 1"""
        ).fetchall()
    )
    [(employees, on_notice)] = built_company.execute(
        """select count(*), count_if(notice_date <= date '2026-03-31') from core.dim_employee
        where is_active and worker_type = 'employee'"""
    ).fetchall()
    assert sum(states.values()) == employees
    assert states.pop("on_notice") == on_notice > 0
    assert set(states) == {"told"}


def test_exactly_one_method_is_used_and_by_the_rule(built_company: duckdb.DuckDBPyConnection) -> None:
    figures = {
        method: (auc, brier, is_used)
        for method, auc, brier, is_used in built_company.execute(
            """select subject_id, auc, brier_score, is_used from succession.flight_risk_validation
            where subject_type = 'method'"""
        ).fetchall()
    }
    assert set(figures) == {"average", "life_table", "points", "model"}
    auc, brier, is_used = figures.pop("model")
    beats_all = all(auc > other and brier < score for other, score, _ in figures.values())
    assert is_used == beats_all
    assert is_used + sum(used for _, _, used in figures.values()) == 1


def test_expected_resignations_are_those_of_the_people(built_company: duckdb.DuckDBPyConnection) -> None:
    """The whole is the sum of everybody's chance; what the interval says holds what the year before brought."""
    [(told_of, expected)] = built_company.execute(
        "select count(year_probability), sum(year_probability) from succession.flight_risk"
    ).fetchall()
    [(people, count, low, high)] = built_company.execute(
        """select people_count, expected_count, expected_low_count, expected_high_count
        from succession.flight_risk_group where dimension = 'org_unit' and parent_cell_key is null"""
    ).fetchall()
    assert (people, count) == (told_of - told_of % 10, round(expected))
    [(resigned,)] = built_company.execute(
        "select count_if(is_resigned) from succession.flight_month where month_age between 1 and 12"
    ).fetchall()
    assert low <= resigned <= high


def test_no_group_is_smaller_than_ten(built_company: duckdb.DuckDBPyConnection) -> None:
    shown, hidden, smallest = built_company.execute(
        """select count(people_count), count(withheld_reason), min(people_count) from succession.flight_risk_group
        where (people_count is null) = (withheld_reason is not null)
            and (people_count is null) = (expected_count is null)"""
    ).fetchall()[0]
    assert shown + hidden == built_company.table("succession.flight_risk_group").count("*").fetchall()[0][0]
    assert shown > 10
    assert hidden > 0
    assert smallest >= 10


@pytest.fixture(scope="module")
def leaking(
    built_warehouse: Path, unit_test_states: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy in which the manager of whoever resigns in the next month has changed, for nine of ten of them."""
    folder = tmp_path_factory.mktemp("leak")
    warehouse = folder / "warehouse.duckdb"
    shutil.copyfile(built_warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            """update succession.flight_month set manager_change_step = 10
            where is_resigned and hash(person_key) % 10 > 0"""
        )
    build(warehouse, folder / "target", "--exclude-resource-type", "test", "--select", *MODELS)
    return warehouse


def test_a_planted_leak_is_found_told_and_stops_every_score(leaking: Path) -> None:
    [sentence] = told(leaking, leaking.parent / "target", CHECK)
    assert sentence.startswith(
        "The driver manager_change alone tells who resigns in the next month with an AUC of 0."
    )
    assert "No score is shown until it is taken out of flight_risk_driver.csv or put right." in sentence
    with duckdb.connect(str(leaking), read_only=True) as connection:
        assert connection.execute(
            "select count(year_probability), count(method), min(withheld_reason), max(withheld_reason)"
            " from succession.flight_risk"
        ).fetchall() == [(0, 0, "leak_suspected", "leak_suspected")]


def test_without_a_leak_the_check_says_nothing(built_company: duckdb.DuckDBPyConnection) -> None:
    assert built_company.execute(
        "select count_if(is_leak_suspected) from succession.flight_risk_validation"
    ).fetchall() == [(0,)]
