"""A policy that cannot be right is refused, with a sentence that says what, where and what to do.

Belongs here: each way to get a policy wrong, on the seeds as they ship. Does not belong here: what policies do.
"""

import duckdb
import pytest

from tests.unit.compensation.conftest import CHECKS, CYCLE_CHECKS

Policies = tuple[duckdb.DuckDBPyConnection, dict[str, str]]

OWN_MATRIX = """
    insert into policy.merit_matrix
    select 'K', matrix_id, rating_band, position_band, matrix_ratio, date '2025-01-01', null
    from policy.merit_matrix where company_id = '*'
"""
OWN_BANDS = """
    insert into policy.readiness_band
    select 'K', readiness, lower_score, upper_score, date '2025-01-01', null from policy.readiness_band
"""


def sentences(policies: Policies, check: str) -> list[str]:
    connection, sql = policies
    rows = connection.execute(f"select sentence from ({sql[check]}) order by sentence").fetchall()
    return [sentence for (sentence,) in rows]


def found(policies: Policies, check: str) -> int:
    connection, sql = policies
    return len(connection.execute(sql[check]).fetchall())


@pytest.mark.parametrize("check", CHECKS)
def test_the_policies_that_ship_are_right(policies: Policies, check: str) -> None:
    assert found(policies, check) == 0


@pytest.mark.parametrize("check", CHECKS)
def test_a_company_with_rows_of_its_own_beside_those_of_all_is_right(policies: Policies, check: str) -> None:
    policies[0].execute(OWN_MATRIX)
    policies[0].execute(OWN_BANDS)
    assert found(policies, check) == 0


@pytest.mark.parametrize(
    ("check", "spoil", "said"),
    [
        (
            "assert_merit_matrix_has_every_cell",
            "delete from policy.merit_matrix where rating_band = 3 and position_band = 'high'",
            "merit_matrix, company * from 2023-04-01, matrix standard: rating band 3 has no cell at position high. "
            "Add the row to seeds/policy/merit_matrix.csv.",
        ),
        (
            "assert_merit_matrix_has_every_cell",
            OWN_MATRIX + "; delete from policy.merit_matrix where company_id = 'K' and rating_band = 1",
            "merit_matrix, company K from 2025-01-01, matrix standard: rating band 1 has no cell at position high.",
        ),
        (
            "assert_merit_matrix_has_every_cell",
            "update policy.merit_matrix set valid_to = date '2026-01-01' where rating_band = 5",
            "merit_matrix, company * from 2026-01-01, matrix standard: rating band 5 has no cell at position low.",
        ),
        (
            "assert_merit_matrix_has_every_cell",
            "update policy.rating_band set rating_band = 6 where rating_band = 5",
            "the cell of rating band 5 at position low names a band that is not in force.",
        ),
        (
            "assert_merit_matrix_has_every_cell",
            "insert into policy.merit_matrix select '*', 'steep', rating_band, position_band, matrix_ratio, "
            "valid_from, valid_to from policy.merit_matrix",
            "matrix steep: the cell of rating band 1 at position high names a band that is not in force.",
        ),
        (
            "assert_merit_matrix_is_monotonic",
            "update policy.merit_matrix set matrix_ratio = 0.09 where rating_band = 3 and position_band = 'middle'",
            "matrix standard: rating band 4 at position middle gets 8.00 % and the rating below it 9.00 %: a better "
            "rating never earns less. Correct seeds/policy/merit_matrix.csv.",
        ),
        (
            "assert_merit_matrix_is_monotonic",
            OWN_MATRIX + "; update policy.merit_matrix set matrix_ratio = 0.11 where company_id = 'K' "
            "and rating_band = 5 and position_band = 'high'",
            "merit_matrix, company K from 2025-01-01, matrix standard: rating band 5 at position high gets 11.00 % "
            "and the position below it 10.00 %: a higher position in the range never earns more.",
        ),
        (
            "assert_merit_matrix_is_monotonic",
            "update policy.merit_matrix set matrix_ratio = -0.01 where rating_band = 1",
            "rating band 1 at position high gets -1.00 %, and an increment is never negative.",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.rating_band set lower_value = 2.6 where rating_band = 3",
            "rating_band, company * from 2023-04-01, 0.0000 to 5.0000: band Meets expectations (2.6000 to 3.5000) "
            "leaves a gap to the band below (Partly meets expectations, which ends at 2.5000). "
            "Correct seeds/policy/rating_band.csv.",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.position_band set upper_ratio = 0.95 where position_band = 'low'",
            "position_band, company * from 2023-04-01, matrix standard: band middle (0.9000 to 1.1000) overlaps the "
            "band below (low, which ends at 0.9500).",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.position_band set lower_ratio = 0.5 where position_band = 'low'",
            "band low (0.5000 to 0.9000) does not begin where the scale does (0.0000).",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.rating_band set upper_value = 4.9 where rating_band = 5",
            "band Outstanding (4.5000 to 4.9000) does not end where the scale does (5.0000)",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.rating_band set rating_band = 7 - rating_band where rating_band in (3, 4)",
            "has a number that does not rise with the values",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            OWN_BANDS + "; update policy.readiness_band set valid_to = date '2026-01-01' "
            "where company_id = 'K' and readiness = 'under_1_year'",
            "readiness_band, company K from 2026-01-01: band ready_now (0.7500 to open) leaves a gap to the band below "
            "(one_to_two_years, which ends at 0.6000).",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.rag_band set upper_score = 50 where rag = 'red'",
            "rag_band, company * from 2000-01-01: band amber (60.0000 to 90.0000) leaves a gap to the band below",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.rag_band set upper_score = 100 where rag = 'green'",
            "band green (90.0000 to 100.0000) does not end where the scale does (open)",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.talent_grid_cut set lower_value = 4.5, upper_value = 3.5 "
            "where axis = 'potential' and band = 'medium'",
            "talent_grid_cut, company * from 2000-01-01, potential: band medium (4.5000 to 3.5000)",
        ),
        (
            "assert_policy_bands_have_no_gap_or_overlap",
            "update policy.age_band set lower_age = 31 where age_band = '30_to_49'",
            "age_band, company * from 2000-01-01: band 30_to_49 (31.0000 to 50.0000) leaves a gap to the band below",
        ),
        (
            "assert_promotion_weights_add_up_to_one",
            "update policy.promotion_weight set weight_ratio = 0.4 where component_id = 'sustained_rating'",
            "promotion_weight, company * from 2023-04-01: the weights add up to 0.9500 and not to 1. "
            "Correct seeds/policy/promotion_weight.csv.",
        ),
        (
            "assert_promotion_weights_add_up_to_one",
            "update policy.promotion_weight set valid_to = date '2026-01-01' where component_id = 'time_in_grade'",
            "promotion_weight, company * from 2026-01-01: the weights add up to 0.8500 and not to 1.",
        ),
        (
            "assert_flight_risk_policies_are_possible",
            "update policy.flight_risk_policy set second_knot_months = 120",
            "flight_risk_policy from 2000-01-01: the knots of tenure are not above 0 and rising. "
            "Correct seeds/policy/flight_risk_policy.csv.",
        ),
        (
            "assert_flight_risk_policies_are_possible",
            "update policy.flight_risk_policy set maximum_auc = 1",
            "maximum_auc is above 0.95, or maximum_driver_auc above it or not above 0.5",
        ),
        (
            "assert_flight_risk_policies_are_possible",
            "update policy.flight_risk_driver set alarm_value = calm_value where driver_id = 'tenure'",
            "flight_risk_driver from 2000-01-01: a driver has no way from its calm to its alarm value. "
            "Correct seeds/policy/flight_risk_driver.csv.",
        ),
        (
            "assert_flight_risk_policies_are_possible",
            "insert into policy.flight_risk_driver select '*', 'more' || n, 0, 1, 1, date '2026-01-01', null "
            "from range(3) r(n)",
            "flight_risk_driver from 2026-01-01: there are more than seven drivers",
        ),
        (
            "assert_succession_weights_add_up_to_one",
            "update policy.succession_weight set weight_ratio = 0.3 where component_id = 'potential'",
            "succession_weight, company * from 2000-01-01: the weights add up to 1.1000 and not to 1. "
            "Correct seeds/policy/succession_weight.csv.",
        ),
        (
            "assert_succession_weights_add_up_to_one",
            "update policy.criticality_weight set target_value = floor_value where criterion_id = 'scarcity'",
            "criticality_weight, company * from 2000-01-01: a target is not above its floor.",
        ),
        (
            "assert_development_policies_are_possible",
            "update policy.development_policy set large_gap_days = 90",
            "development_policy, company * from 2000-01-01: a large gap is given less time than a small one. "
            "Correct seeds/policy/development_policy.csv.",
        ),
        (
            "assert_promotion_weights_add_up_to_one",
            "update policy.promotion_weight set target_value = floor_value",
            "a target is not above its floor",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', null, null, 'standard', null, 0, null, '2026-01-01', null)",
            "company * from 2026-01-01: scenario odd sets neither budget_factor nor budget_ratio",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', 1, 0.05, 'standard', null, 0, null, '2026-01-01', null)",
            "scenario odd sets both budget_factor and budget_ratio; leave one empty",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', null, 6.5, 'standard', null, 0, null, '2026-01-01', null)",
            "sets a budget below nothing or above the whole payroll",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', 1, null, 'standard', 0, 0, null, '2026-01-01', null)",
            "sets a cap that is not above 0",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', 1, null, 'standard', null, 0.1, null, '2026-01-01', null)",
            "moves money and does not say to which purpose",
        ),
        (
            "assert_scenarios_are_possible",
            "insert into policy.compensation_scenario values "
            "('*', 'odd', 'Odd', 1, null, 'standard', null, 1.1, 'bonus', '2026-01-01', null)",
            "moves less than nothing or more than the whole budget",
        ),
        (
            "assert_scenarios_are_possible",
            "update policy.compensation_scenario set budget_factor = 1.1",
            "scenario base changes something; base is the recommendation",
        ),
    ],
)
def test_a_policy_that_cannot_be_right_is_refused(
    policies: Policies, check: str, spoil: str, said: str
) -> None:
    policies[0].execute(spoil)
    assert any(said in sentence for sentence in sentences(policies, check)), sentences(policies, check)


def test_two_rows_of_one_scenario_on_one_day_are_refused(policies: Policies) -> None:
    policies[0].execute(
        "insert into policy.compensation_scenario select * replace (date '2026-01-01' as valid_from) "
        "from policy.compensation_scenario"
    )
    assert found(policies, "assert_policies_are_dated_without_overlap") == 1


@pytest.fixture
def cycle(policies: Policies) -> Policies:
    """One company, two holders of 100 and 200, a payroll of 5,000, `base` and a scenario of 5 % of the payroll."""
    for statement in (
        "create schema core",
        "create schema compensation",
        "create table core.dim_company as select 'K' as company_id",
        """create table core.fct_comp_budget as select 'K' as company_id, '2026' as cycle_id, 'merit' as purpose,
            'INR' as currency, * from (values ('U', 100.00), ('V', 200.00)) as t(holder_org_unit_key, amount)""",
        """create table compensation.compensation_cycle as
            select 'K' as company_id, '2026' as cycle_id, date '2026-03-31' as decision_date, 'standard' as matrix_id, *
            from (values ('base', 1.0, null), ('lean', null, 0.05)) as t(scenario_id, budget_factor, budget_ratio)""",
        """create table compensation.compensation_candidate as select 'K' as company_id, '2026' as cycle_id,
            'lean' as scenario_id, 'INR' as currency, 5000.00 as base_amount""",
        """create table compensation.scenario_budget as select 'K' as company_id, '2026' as cycle_id,
            'INR' as currency, 'merit' as purpose, * from (values
                ('base', 'U', 100.00, 100.00), ('base', 'V', 200.00, 200.00),
                ('lean', 'U', 100.00, 83.33), ('lean', 'V', 200.00, 166.67)
            ) as t(scenario_id, holder_org_unit_key, given_amount, amount)""",
    ):
        policies[0].execute(statement)
    return policies


@pytest.mark.parametrize("check", CYCLE_CHECKS)
def test_a_cycle_as_it_should_be_is_right(cycle: Policies, check: str) -> None:
    assert found(cycle, check) == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            "delete from compensation.compensation_cycle where scenario_id = 'base'",
            "compensation_scenario: K has no scenario base in cycle 2026. Add the row to "
            "seeds/policy/compensation_scenario.csv, or one for company *.",
        ),
        (
            "update compensation.compensation_cycle set matrix_id = 'steep' where scenario_id = 'lean'",
            "compensation_scenario: K, cycle 2026, scenario lean asks for the matrix steep, which is not in force on "
            "2026-03-31. Add it to seeds/policy/merit_matrix.csv.",
        ),
    ],
)
def test_a_cycle_without_its_recommendation_or_matrix_is_refused(
    cycle: Policies, spoil: str, said: str
) -> None:
    cycle[0].execute(spoil)
    assert sentences(cycle, "assert_every_cycle_has_its_recommendation") == [said]


@pytest.mark.parametrize(
    "spoil",
    [
        # Money from nowhere, money that is lost, and a recommendation on another budget than was delivered.
        "update compensation.scenario_budget set amount = 83.34 where scenario_id = 'lean' and amount = 83.33",
        "delete from compensation.scenario_budget where scenario_id = 'lean' and holder_org_unit_key = 'V'",
        "delete from compensation.scenario_budget where scenario_id = 'lean'",
        """update compensation.scenario_budget set amount = 300 - amount where scenario_id = 'base'""",
    ],
)
def test_budgets_that_do_not_add_up_are_refused(cycle: Policies, spoil: str) -> None:
    cycle[0].execute(spoil)
    assert found(cycle, "assert_scenario_budgets_add_up") == 1
