"""The release suites let good tables pass and block spoiled ones.

Belongs here: one good row set per kind of table, and what must block when it is spoiled by one value.
Does not belong here: how a suite is run (test_validate.py), real figures (tests/integration).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from quality.suite import TableResult
from quality.validate import release_suites, validate

Spoil = Callable[[str], None]
SECRET = "Asha Zq-Personal"

GOOD = """
create schema reports; create schema policy; create schema identity;
create table policy.disclosure_policy as select '*' as company_id, 5 as minimum_group, cast(null as date) as valid_to;
create table policy.merit_policy as select 0.20 as policy_cap_ratio, cast(null as date) as valid_to;
create table policy.scorecard_policy as select 0.70 as minimum_coverage_ratio;
create table identity.person_identity as select 'Asha Zq-Personal' as employee_name, 'K000001' as employee_number;

create table reports.rpt_bi__turnover as
select date '2025-04-01' as period_start, date '2026-03-31' as period_end, * from (values
    ('all', 'All Departments', true, 12, 100.0, 0.12, 0.07, 0.2, null),
    ('ops', 'Operations', false, 12, 95.0, 0.1263, 0.07, 0.21, null),
    ('lab', 'Laboratory', false, null, null, null, null, null, 'fewer than 5 people')
) t(cell_key, org_unit_name, is_whole, leaver_count, average_headcount, turnover_ratio, turnover_low_ratio,
    turnover_high_ratio, withheld_reason);

create table reports.rpt_increments__recommendations as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 'Holder' as holder_org_unit_name,
    'INR' as currency, 'why' as headline_reason, 1.0 as fte, 0.00 as promotion_amount, * from (values
    ('p1', 'Recommended', 1000.00, 1.0, 80.00, 0.08, 0.00, 1080.00, 80.00),
    ('p2', 'Ineligible', 1000.00, 0.9, 0.00, 0.0, 0.00, 1000.00, 0.00),
    ('p3', 'Withheld', 1000.00, null, null, null, null, null, null)
) t(person_key, recommendation_status, base_amount, compa_ratio, increment_amount, increment_ratio,
    lump_sum_amount, new_base_amount, budget_cost_amount);

create table reports.rpt_increments__summary as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 3 as people_count, 1 as recommended_count,
    0 as no_increase_count, 1 as ineligible_count, 1 as withheld_count, 'INR' as currency, 3000.00 as base_amount,
    100.00 as budget_amount, 80.00 as increment_amount, 20.00 as unspent_amount, 0.0267 as increment_ratio,
    cast(null as varchar) as withheld_reason;

create table reports.rpt_increments__reasons as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 'because' as reason_text, * from (values
    ('p1', 1, 'rating_band', 'Placed', '3.27', 0.0, 0.23, 'Exceeds', null),
    ('p1', 2, 'merit_matrix', 'Applied', '3.27', 70.0, null, null, null),
    ('p1', 3, 'budget_scale', 'Applied', '1.14', 10.0, null, null, null),
    ('p2', 1, 'on_notice', 'Failed', '2026-03-10', 0.0, null, null, null),
    ('p3', 1, 'no_range', 'Absent', null, null, null, null, 'Range maximum amount')
) t(person_key, sequence, rule_id, outcome, input_value, contribution, distance_to_next, next_band, missing_input);

create table reports.rpt_increments__findings as
select 'C' as company_id, '2026' as cycle_id, 'Over cap' as finding_name, 'p1' as subject_id, 'Critical' as severity,
    'what' as finding_text, 'who' as owner, 'how' as remedy;

create table reports.rpt_increments__budgets as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 'h' as holder_org_unit_key,
    'Holder' as holder_org_unit_name, 3 as people_count, 1 as recommended_count, 100.00 as budget_amount,
    80.00 as recommended_amount, 20.00 as unspent_amount, 'everybody is at the cap' as unspent_reason,
    10.00 as lump_sum_budget_amount, 0.00 as lump_sum_recommended_amount;

create table reports.rpt_development_plans__steps as
select * from (values
    ('p1', 1, 'm', 'Course', 'Welding', date '2026-09-27', 'Open', 'because'),
    ('p1', 2, 'm', 'Agreed action', 'Lead a project', null, 'Overdue', 'because')
) t(person_key, step_number, manager_person_key, step_kind, step_title, step_due_date, step_state, step_reason);

create table reports.rpt_development_plans__gaps as
select * from (values
    ('p1', 'weld', 4.0, 2.0, 'Missing', 'Welding', 0.75),
    ('p1', 'plan', 3.0, null, 'Not known: never assessed', null, 0.25)
) t(person_key, competency_id, required_level, gap_level, gap_state, item_name, weight_ratio);

create table reports.rpt_development_plans__effects as
select 'final_rating' as outcome, '*' as competency_id, 'learning_item' as dimension, * from (values
    ('Welding', 'Higher', 0.33, 0.26, 0.39, 89, 192, null),
    ('Casting', 'Not said', null, null, null, null, null, 'too_few_in_an_arm')
) t(dimension_value, effect_verdict, effect_value, lower_effect_value, upper_effect_value, taker_count,
    comparison_count, withheld_reason);

create table reports.rpt_scorecards__units as
select 'C' as company_id, 'u' as org_unit_key, date '2026-03-31' as period_end_date, 64.3 as score,
    1.0 as coverage_ratio, 'Amber' as rag, true as is_knocked_out, cast(null as varchar) as withheld_reason;

create table reports.rpt_scorecards__perspectives as
select 'C' as company_id, 'u' as org_unit_key, date '2026-03-31' as period_end_date, 1.0 as coverage_ratio, * from (
    values ('Customer', 40.0), ('Financial', 24.31)) t(perspective, contribution);

create table reports.rpt_scorecards__kpis as
select 'C' as company_id, 'u' as org_unit_key, date '2026-03-31' as period_end_date, * from (values
    ('k1', 80.0, 'Amber', 64.31, 7.50, null),
    ('k2', null, null, null, null, 'No value')
) t(kpi_id, score, rag, contribution, actual_value, withheld_reason);

create table reports.rpt_scorecards__months as
select 'C' as company_id, 'u' as org_unit_key, date '2026-03-31' as period_end_date, 'k1' as kpi_id,
    'files' as source_system, * from (values
    ('Target', 'kpi_targets', 'r1', null, null),
    ('Value', 'kpi_values', 'r2', date '2026-02-01', 7.00),
    ('Value', 'kpi_values', 'r3', date '2026-03-01', 7.50)
) t(source_row_kind, table_name, record_id, month_start, so_far_value);

create table reports.rpt_scorecards__goals as
select * from (values
    ('o', 'Objective', 'Grow', 0.5, null), ('k', 'Key result', 'Orders rise', null, 'No value')
) t(node_key, node_type, title, score_ratio, withheld_reason);

create table reports.rpt_promotions__recommendations as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 'why' as headline_reason,
    1000.0 as next_level_cost_amount, * from (values
    ('p1', 'Recommended', 'Ready now', 0.80, true, null, 'G1', 'G2', 1000.0),
    ('p2', 'Not yet', 'Under 1 year', 0.61, false, 'time_in_grade', 'G1', 'G2', 0.0),
    ('p3', 'Withheld', 'Not assessed', null, false, 'unrated', 'G1', 'G2', 0.0),
    ('p4', 'Not yet', 'Under 1 year', 0.62, true, null, 'G1', 'G2', 0.0)
) t(person_key, recommendation_status, readiness, readiness_score, gates_passed, failed_gate, grade_id,
    next_grade_id, promotion_amount);

create table reports.rpt_promotions__reasons as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, 'because' as reason_text, 'r' as rule_id,
    * from (values
    ('p1', 1, 'Applied', '0.9', 0.5, null, null, null), ('p1', 2, 'Applied', '0.5', 0.304, null, null, null),
    ('p2', 1, 'Applied', '0.6', 0.61, 0.14, 'Ready now', null),
    ('p3', 1, 'Missing', null, null, null, null, 'Scope'), ('p4', 1, 'Applied', '0.6', 0.62, null, null, null)
) t(person_key, sequence, outcome, input_value, contribution, distance_to_next, next_band, missing_input);

create table reports.rpt_promotions__findings as
select 'C' as company_id, '2026' as cycle_id, 'Say why' as finding_name, 'p1' as subject_id, 'Warning' as severity,
    'what' as finding_text, 'who' as owner, 'how' as remedy;

create table reports.rpt_statutory_pay__gaps as
select 'C' as company_id, '2026' as cycle_id, 'regulation 8' as legal_basis, * from (values
    (1, 'Mean gap in hourly pay', 0.11, 100, null),
    (2, 'Median gap in hourly pay', -0.02, 100, null),
    (3, 'Mean gap in bonus pay', null, null, 'fewer than 5 people'),
    (4, 'Median gap in bonus pay', null, null, 'fewer than 5 people'),
    (5, 'Women who received a bonus', 0.05, 100, null),
    (6, 'Men who received a bonus', 0.1, 100, null)
) t(sequence, figure_name, value_ratio, people_at_least_count, withheld_reason);

create table reports.rpt_statutory_pay__quartiles as
select 'C' as company_id, '2026' as cycle_id, * from (values
    (1, 25, 0.5, 0.5, null), (2, 20, 0.4, 0.6, null), (3, 20, 0.25, 0.75, null), (4, null, null, null, 'too few')
) t(quartile, people_at_least_count, women_ratio, men_ratio, withheld_reason);

create table reports.rpt_statutory_pay__categories as
select 'C' as company_id, '2026' as cycle_id, * from (values
    ('A', 50, 0.06, 0.05, 0.04, null), ('B', null, null, null, null, 'too few')
) t(category_id, people_at_least_count, base_mean_ratio, base_median_ratio, variable_mean_ratio, withheld_reason);

create table reports.rpt_statutory_pay__wages as
select 'C' as company_id, '2026' as cycle_id, 'EUR' as currency, 0.35 as women_wages_ratio,
    0.4 as women_people_ratio, 1000000 as gross_amount, 100 as people_count, cast(null as varchar) as withheld_reason;

create table reports.rpt_bi__increments as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, md5('p1') as person_key, 'Merit' as status_reason,
    'Recommended' as recommendation_status, 1.0 as compa_ratio, 0.08 as increment_ratio;

create table reports.rpt_leadership_pack__decisions as
select 1 as sequence, 'Reward' as part, 'Three roles have no successor.' as decision_text;

create table reports.rpt_leadership_pack__headcount_bridge as
select * from (values (1, 'opening', 'Opening', 452), (2, 'inflow', 'Joined', 108), (3, 'outflow', 'Left', -81),
    (4, 'closing', 'Closing', 479)) t(sequence, step_type, step_name, people_count);

create table reports.rpt_leadership_pack__headline as
select *, cast(null as varchar) as currency from (values
    (1, 'Headcount', 'count', 479.0, 452.0, 27.0, 479, 'people', null),
    (2, 'Voluntary turnover', 'percent', 0.1434, 0.1296, 0.0138, 460, 'people on average', null),
    (3, 'Group scorecard', 'score', 66.6, null, null, null, null, null),
    (4, 'Critical roles with a ready successor', 'percent', 0.5, null, null, 4, 'critical roles', null)
) t(sequence, measure, unit, value, previous_value, change_value, n, n_label, withheld_reason);

create table reports.rpt_leadership_pack__talent_grid_counts as
select * from (values
    (1, 60, 50, 0.8333, null), (2, 60, 0, 0.0, null), (3, 60, null, null, 'few'), (4, 60, null, null, 'few')
) t(box_number, placed_count, people_count, share_ratio, withheld_reason);

create table reports.rpt_leadership_pack__pay_position as
select 'C' as company_id, * from (values ('G1', 40, 0.98, null), ('G8', null, null, 'few'))
t(grade_id, people_count, compa_ratio, withheld_reason);

create table reports.rpt_compensation_summary__headline as
select *, cast(null as varchar) as withheld_reason from (values
    (1, 'Recommended increments', 'percent', null, 0.08, null, null, 478, 'people'),
    (2, 'Cost of a full year', 'money', 'INR', 57000000.0, null, null, 478, 'people'),
    (3, 'Share paid in the lower third', 'percent', null, 0.08, 0.33, -0.25, 474, 'people')
) t(sequence, measure, unit, currency, value, previous_value, change_value, n, n_label);

create table reports.rpt_compensation_summary__budget as
select 'C' as company_id, '2026' as cycle_id, * from (values
    ('h', 98, 100.0, 80.0, 95.0, 5.0, 95.0, 'everybody is at the cap', null),
    ('top', null, null, null, null, null, null, null, 'few')
) t(holder_org_unit_key, people_count, budget_amount, wanted_amount, recommended_amount, unspent_amount, in_year_amount,
    unspent_reason, withheld_reason);

create table reports.rpt_compensation_summary__increments_by_rating as
select '2026' as cycle_id, * from (values (3, 200, 0.06, null), (4, 240, 0.1, null))
t(rating_band, people_at_least_count, mean_increment_ratio, withheld_reason);

create table reports.rpt_compensation_summary__increment_rates as
select '2026' as cycle_id, 440 as people_at_least_count, cast(null as varchar) as withheld_reason, *
from (values (6, 0.31), (8, 0.44), (9, 0.25)) t(rate_class, share_ratio);

create table reports.rpt_compensation_summary__fairness as
select '2026' as cycle_id, 'base' as scenario_id, 'C' as company_id, 'promotion' as decision, 'gender' as attribute,
    'impact_ratio' as measure, * from (values
    ('male', 'Pass', 0.9, 230, 130, 'Men and women.', null),
    ('female', 'Not judged', null, null, null, 'Women: too few people.', 'too few people')
) t(group_id, verdict, value, group_at_least_count, reference_at_least_count, finding_text, withheld_reason);

create table reports.rpt_compensation_summary__fairness_verdicts as
select '2026' as cycle_id, * from (values (1, 1), (2, 0), (3, 0), (4, 1)) t(sequence, check_count);

create table reports.rpt_compensation_summary__compa_ratio as
select 'C' as company_id, '2026' as cycle_id, * from (values
    ('G1', 40, 0.98, 1.05, null), ('G8', null, null, null, 'few')
) t(grade_id, people_count, compa_ratio, new_compa_ratio, withheld_reason);

create table reports.rpt_compensation_summary__pay_position as
select '2026' as cycle_id, 40 as placed_count, cast(null as varchar) as withheld_reason, *
from (values (1, 30, 0.75, 10, 0.25), (3, 10, 0.25, 30, 0.75))
t(position_order, before_count, before_ratio, after_count, after_ratio);

create table reports.rpt_compensation_summary__pay_for_performance as
select 'C' as company_id, '2026' as cycle_id, 'base' as scenario_id, cast(null as varchar) as withheld_reason,
    0.04 as slope_lower_ratio, 0.05 as slope_ratio, 0.06 as slope_upper_ratio, 0.1 as overlap_ratio,
    0.7 as top_share_ratio, 0.05 as compression_ratio, 0.08 as cost_rise_ratio, * from (values
    ('divisions', 'C', 100), ('division', 'Operations', 60), ('division', 'Technology', 40)
) t(scope_type, scope_id, people_at_least_count);

create table reports.rpt_compensation_summary__adjusted_gap as
select 'C' as company_id, '2026' as cycle_id, 0.9 as explained_ratio, 1.02 as variance_inflation, * from (values
    (1, -0.06, -0.08, -0.04, 395, null), (2, null, null, null, null, 'too few people')
) t(sequence, gap_ratio, lower_ratio, upper_ratio, people_at_least_count, withheld_reason);

create table reports.rpt_compensation_summary__remedy as
select 'C' as company_id, '2026' as cycle_id, -0.06 as present_ratio, * from (values
    (1, 900.0, 700.0, -0.02, -0.03, -0.01, null), (2, 400.0, null, -0.05, -0.06, -0.04, 'few')
) t(sequence, women_amount, men_amount, left_ratio, left_lower_ratio, left_upper_ratio, withheld_reason);
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with one good table of each kind."""
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(GOOD)
        decimals = connection.execute(
            """select table_schema || '.' || table_name, column_name from information_schema.columns
            where starts_with(data_type, 'DECIMAL')"""
        ).fetchall()
        for table, column in decimals:
            connection.execute(f"alter table {table} alter column {column} type decimal(18, 4)")
    return path


@pytest.fixture
def spoil(warehouse: Path) -> Iterator[Spoil]:
    """Changes one thing in the warehouse."""

    def change(sql: str) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(sql)

    yield change


def gate(warehouse: Path, table: str) -> TableResult:
    """What the suite of its delivery says of one table of reports."""
    delivery = table.removeprefix("rpt_").split("__")[0]
    suite = release_suites()[delivery]
    [only] = [t for t in suite.tables if t.name == f"reports.{table}"]
    [result] = validate(replace(suite, tables=(only,)), warehouse, warehouse.parent / "docs")
    return result


MADE = [
    line.split("reports.")[1].split()[0]
    for line in GOOD.splitlines()
    if line.startswith("create table reports.")
]


@pytest.mark.parametrize("table", MADE)
def test_a_good_table_passes_every_rule(warehouse: Path, table: str) -> None:
    assert gate(warehouse, table).sentences == []


# Each: the table, what is spoiled, and words of the sentence that must say so.
SPOILED = [
    # Small groups: 3 people shown, a withheld figure that is still there, a figure without its number.
    (
        "rpt_bi__turnover",
        "average_headcount = 3, leaver_count = 0, turnover_ratio = 0, turnover_low_ratio = 0 where cell_key = 'ops'",
        "minimum group",
    ),
    ("rpt_bi__turnover", "turnover_ratio = 0.25 where cell_key = 'lab'", "empty where withheld"),
    ("rpt_bi__turnover", "average_headcount = null where cell_key = 'ops'", "minimum group"),
    ("rpt_bi__turnover", "withheld_reason = null where cell_key = 'lab'", "minimum group"),
    ("rpt_leadership_pack__pay_position", "people_count = 4 where grade_id = 'G1'", "minimum group"),
    ("rpt_leadership_pack__headline", "n = 2 where sequence = 2", "minimum group"),
    (
        "rpt_leadership_pack__talent_grid_counts",
        "people_count = 2, share_ratio = 0.0333 where box_number = 2",
        "min",
    ),
    (
        "rpt_leadership_pack__talent_grid_counts",
        "people_count = 5, share_ratio = 0.0833, withheld_reason = null where box_number = 4",
        "not one part alone",
    ),
    # Believable: 14.34 in place of 0.1434, more leavers than the rate says, twice the midpoint.
    ("rpt_leadership_pack__headline", "value = 14.34 where sequence = 2", "ratios of 0 to 1"),
    ("rpt_leadership_pack__headline", "change_value = 0.02 where sequence = 2", "the change is this year"),
    ("rpt_bi__turnover", "leaver_count = 24 where cell_key = 'ops'", "leavers over average head count"),
    ("rpt_bi__turnover", "turnover_low_ratio = 0.13 where cell_key = 'all'", "lies in its interval"),
    ("rpt_leadership_pack__pay_position", "compa_ratio = 98 where grade_id = 'G1'", "between 0.4 and 2.5"),
    # Identities: 452 + 109 - 81 = 480 and not 479; shares of the whole.
    (
        "rpt_leadership_pack__headcount_bridge",
        "people_count = 109 where sequence = 2",
        "add up to the closing",
    ),
    (
        "rpt_leadership_pack__talent_grid_counts",
        "share_ratio = 0.5 where box_number = 1",
        "shares are of the whole",
    ),
    # Money: over the cap of 20 %, over the budget, unexplained, for somebody who is not recommended.
    (
        "rpt_increments__recommendations",
        "increment_amount = 200.01, increment_ratio = 0.2, new_base_amount = 1200.01 where person_key = 'p1'",
        "policy's cap",
    ),
    (
        "rpt_increments__recommendations",
        "increment_amount = 81 where person_key = 'p1'",
        "add up to the increment",
    ),
    (
        "rpt_increments__recommendations",
        "new_base_amount = 1081 where person_key = 'p1'",
        "base, promotion and increment",
    ),
    (
        "rpt_increments__recommendations",
        "increment_ratio = 8 where person_key = 'p1'",
        "increment over base pay",
    ),
    (
        "rpt_increments__recommendations",
        "lump_sum_amount = 5 where person_key = 'p2'",
        "without being recommended",
    ),
    (
        "rpt_increments__recommendations",
        "new_base_amount = 1000 where person_key = 'p3'",
        "withheld has no amount",
    ),
    ("rpt_increments__recommendations", "lump_sum_amount = null where person_key = 'p1'", "zero included"),
    ("rpt_increments__recommendations", "person_key = 'p9' where person_key = 'p2'", "has a reason"),
    ("rpt_increments__budgets", "recommended_amount = 101, unspent_amount = -1", "budget is exceeded"),
    ("rpt_increments__budgets", "unspent_reason = null", "says why"),
    ("rpt_increments__budgets", "recommended_amount = 79, unspent_amount = 21", "sum of the holder's people"),
    ("rpt_increments__budgets", "lump_sum_recommended_amount = 11", "their own pool"),
    # Promotion past a gate, and a score nobody can explain.
    ("rpt_promotions__recommendations", "gates_passed = false where person_key = 'p1'", "passed every gate"),
    ("rpt_promotions__recommendations", "readiness = 'Under 1 year' where person_key = 'p1'", "ready now"),
    ("rpt_scorecards__units", "score = 70", "KPIs add up to the score"),
    ("rpt_scorecards__units", "score = 70", "perspectives add up to the score"),
    ("rpt_scorecards__units", "rag = 'Green'", "leaves no green"),
    ("rpt_scorecards__kpis", "withheld_reason = null where kpi_id = 'k2'", "why there is none"),
    ("rpt_scorecards__kpis", "actual_value = 9 where kpi_id = 'k1'", "make the actual"),
    ("rpt_scorecards__months", "month_start = null", "has its month"),
    ("rpt_scorecards__goals", f"title = '{SECRET}' where node_key = 'o'", "nobody is named"),
    ("rpt_development_plans__steps", "manager_person_key = person_key", "goes to themselves"),
    ("rpt_development_plans__steps", "step_due_date = null where step_kind = 'Course'", "has a day"),
    (
        "rpt_development_plans__steps",
        "step_title = 'Casting' where step_kind = 'Course'",
        "gap that is known",
    ),
    ("rpt_development_plans__gaps", "gap_level = 0 where competency_id = 'plan'", "said why not"),
    ("rpt_development_plans__gaps", "weight_ratio = 0.5 where competency_id = 'plan'", "add up to 1"),
    ("rpt_development_plans__effects", "taker_count = 3 where dimension_value = 'Welding'", "minimum group"),
    ("rpt_development_plans__effects", "upper_effect_value = 0.3", "lies in its interval"),
    (
        "rpt_promotions__recommendations",
        "promotion_amount = 5 where person_key = 'p2'",
        "without being recommended",
    ),
    (
        "rpt_promotions__recommendations",
        "readiness_score = 0.82 where person_key = 'p1'",
        "add up to the score",
    ),
    # The summary: more than the people's sum, a figure that is withheld and still there.
    ("rpt_increments__summary", "increment_amount = 90, unspent_amount = 10", "sum of the recommendations"),
    ("rpt_increments__summary", "withheld_reason = 'two currencies'", "empty where withheld"),
    # Reasons: of nobody, of something missing that is not named, missing what is there, a band at no distance.
    ("rpt_increments__reasons", "person_key = 'p9' where person_key = 'p2'", "belongs to a recommendation"),
    ("rpt_increments__reasons", "missing_input = null where person_key = 'p3'", "missing it is named"),
    ("rpt_increments__reasons", "missing_input = 'Rating' where person_key = 'p2'", "not called missing"),
    ("rpt_increments__reasons", "distance_to_next = null where person_key = 'p1'", "has its distance"),
    ("rpt_promotions__reasons", "missing_input = null where person_key = 'p3'", "missing it is named"),
    ("rpt_increments__findings", "severity = 'Grave'", "severity"),
    ("rpt_promotions__findings", "remedy = null", "remedy"),
    # Women and men: three people shown, a band that is no quarter, more people than there are.
    ("rpt_statutory_pay__gaps", "people_at_least_count = 3 where sequence = 1", "minimum group"),
    ("rpt_statutory_pay__gaps", "value_ratio = 0.2 where sequence = 3", "empty where withheld"),
    ("rpt_statutory_pay__quartiles", "men_ratio = 0.4 where quartile = 1", "everybody in a band"),
    ("rpt_statutory_pay__quartiles", "people_at_least_count = 30 where quartile = 1", "as equal as possible"),
    (
        "rpt_statutory_pay__categories",
        "people_at_least_count = 105 where category_id = 'A'",
        "no category is larger",
    ),
    (
        "rpt_statutory_pay__categories",
        "variable_mean_ratio = 0.1 where category_id = 'B'",
        "variable pay either",
    ),
    ("rpt_statutory_pay__wages", "people_count = 4", "minimum group"),
    # The summary: a budget overspent, an exact count, shares that give people away, people who are in one table alone,
    # a part above its whole, a gap outside its interval, a remedy that is none.
    ("rpt_compensation_summary__headline", "change_value = 0.25 where sequence = 3", "less the one before"),
    (
        "rpt_compensation_summary__budget",
        "recommended_amount = 101 where people_count = 98",
        "no budget is exceeded",
    ),
    (
        "rpt_compensation_summary__budget",
        "wanted_amount = 9 where people_count is null",
        "empty where withheld",
    ),
    ("rpt_compensation_summary__increments_by_rating", "people_at_least_count = 203", "round numbers"),
    (
        "rpt_compensation_summary__increment_rates",
        "share_ratio = 0.315 where rate_class = 6",
        "whole per cent",
    ),
    (
        "rpt_compensation_summary__increment_rates",
        "share_ratio = 0.36 where rate_class = 6",
        "parts are the whole",
    ),
    ("rpt_compensation_summary__fairness", "scenario_id = 'tight'", "no what-if"),
    (
        "rpt_compensation_summary__fairness",
        "value = null, finding_text = 'To 99.0 % of men.' where group_id = 'male'",
        "stand in no sentence",
    ),
    ("rpt_compensation_summary__fairness", f"finding_text = 'Ask {SECRET}.'", "nobody is named"),
    ("rpt_compensation_summary__fairness_verdicts", "check_count = 3 where sequence = 2", "one verdict"),
    ("rpt_compensation_summary__compa_ratio", "new_compa_ratio = 0.9", "falls by an increment"),
    ("rpt_compensation_summary__compa_ratio", "people_count = 3 where grade_id = 'G1'", "minimum group"),
    ("rpt_compensation_summary__pay_position", "placed_count = 42", "grades shown"),
    ("rpt_compensation_summary__pay_position", "before_count = 3 where position_order = 3", "minimum group"),
    (
        "rpt_compensation_summary__pay_for_performance",
        "people_at_least_count = 105 where scope_id = 'Technology'",
        "larger",
    ),
    (
        "rpt_compensation_summary__adjusted_gap",
        "gap_ratio = -0.09 where sequence = 1",
        "lies in its interval",
    ),
    ("rpt_compensation_summary__remedy", "left_ratio = -0.5 where sequence = 1", "lies in its interval"),
    # Persons: a number in place of the pseudonym, a name in a sentence for leadership.
    ("rpt_bi__increments", "person_key = 'K000001'", "pseudonyms"),
    ("rpt_leadership_pack__decisions", f"decision_text = 'Ask {SECRET} to stay.'", "nobody is named"),
]


@pytest.mark.parametrize(
    ("table", "change", "words"), SPOILED, ids=[f"{table}-{words}" for table, _, words in SPOILED]
)
def test_a_spoiled_table_blocks_and_says_why(
    warehouse: Path, spoil: Spoil, table: str, change: str, words: str
) -> None:
    spoil(f"update reports.{table} set {change}")
    result = gate(warehouse, table)
    assert result.blocks
    assert [s for s in result.sentences if words in s], result.sentences
    assert all("could not be checked" not in s for s in result.sentences)
    assert SECRET not in repr(result)


def test_a_sum_over_two_currencies_blocks(warehouse: Path, spoil: Spoil) -> None:
    spoil("update reports.rpt_increments__recommendations set currency = 'EUR' where person_key = 'p2'")
    result = gate(warehouse, "rpt_increments__summary")
    assert result.blocks
    assert any("one currency alone" in s for s in result.sentences)


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("rpt_bi__increments", "employee_name", "names or numbers a person"),
        ("rpt_bi__increments", "employee_number", "names or numbers a person"),
        ("rpt_bi__increments", "work_email", "names or numbers a person"),
        ("rpt_bi__increments", "base_amount", "no column is an amount"),
        ("rpt_bi__turnover", "person_key", "about a single person"),
        ("rpt_leadership_pack__headline", "manager_name", "about a single person"),
        ("rpt_leadership_pack__pay_position", "incumbent_person_key", "about a single person"),
    ],
)
def test_a_column_about_a_person_blocks(
    warehouse: Path, spoil: Spoil, table: str, column: str, words: str
) -> None:
    spoil(f"alter table reports.{table} add column {column} varchar")
    result = gate(warehouse, table)
    assert result.blocks
    assert any(words in s for s in result.sentences)


def test_a_stricter_policy_is_obeyed(warehouse: Path, spoil: Spoil) -> None:
    # 40 people in a grade are enough for 5 and too few for 50.
    spoil("update policy.disclosure_policy set minimum_group = 50")
    assert gate(warehouse, "rpt_leadership_pack__pay_position").blocks


def test_without_a_policy_the_minimum_group_is_five(warehouse: Path, spoil: Spoil) -> None:
    spoil("delete from policy.disclosure_policy")
    assert not gate(warehouse, "rpt_leadership_pack__pay_position").blocks
    spoil("update reports.rpt_leadership_pack__pay_position set people_count = 4 where grade_id = 'G1'")
    assert gate(warehouse, "rpt_leadership_pack__pay_position").blocks


def test_unusual_figures_are_reported_and_do_not_block(warehouse: Path, spoil: Spoil) -> None:
    # A compa-ratio of 1.8 may be right; HR is told.
    spoil("update reports.rpt_increments__recommendations set compa_ratio = 1.8 where person_key = 'p1'")
    result = gate(warehouse, "rpt_increments__recommendations")
    assert not result.blocks
    assert len(result.sentences) == 1


def test_two_rules_of_one_kind_on_one_column_are_both_checked(warehouse: Path, spoil: Spoil) -> None:
    # 9 is outside the wide bounds, which block, and the narrow ones, which warn.
    spoil("update reports.rpt_increments__recommendations set compa_ratio = 9 where person_key = 'p1'")
    failures = gate(warehouse, "rpt_increments__recommendations").failures
    assert sorted(f.rule.severity for f in failures) == ["critical", "warning"]
    assert [f.unexpected_count for f in failures] == [1, 1]


def test_every_table_of_a_delivery_has_its_gate(parsed_manifest: Path) -> None:
    exposures = json.loads(parsed_manifest.read_text(encoding="utf-8"))["exposures"].values()
    delivered = {
        e["name"]: {f"reports.{node.split('.')[-1]}" for node in e["depends_on"]["nodes"]} for e in exposures
    }
    gated = {name: {t.name for t in suite.tables} for name, suite in release_suites().items()}
    assert gated == delivered
