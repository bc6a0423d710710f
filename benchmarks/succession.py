"""How long succession takes: 100,000 people, 3,000 critical roles and 30,000 nominations through every model of it.

Belongs here: an invented workforce with its plans, written straight into the tables that the succession models read, by
formulas of a row number so that two runs are the same; dbt running those models on it, and their seconds beside a
yardstick of the same run. Does not belong here: a verdict (machines differ and are shared: compare the ratio), landing
and what lies between (`benchmarks.stages`).

Run as `python -m benchmarks.succession [--people N] [--roles N] [--nominations N]`; writes
`var/benchmarks/succession-<people>-<roles>-<nominations>.json` and prints a table of the slowest models.
"""

from benchmarks.models import Benchmark, below, main

TODAY = "date '2026-03-31'"
TEAM_SIZE, TEAMS_OF_A_DEPARTMENT = 10, 30
JOBS, COMPETENCIES, CYCLES = 400, 60, 5
# Whoever leads a team is graded 4 to 7, the others 1 to 4.
GRADE = "case when i < {teams} then 4 + i % 4 else 1 + i * 104729 % 4 end"
BEGUN = f"{TODAY} - (60 + i * 7919 % 5000)::int"

# Every column that is not named stays null; {people}, {teams}, {departments}, {drawn}, {roles} and
# {nominations} are numbers.
ROWS: dict[str, str] = {
    "core.dim_company": "select 'K' as company_id, 'Kaveri' as company_name, 'INR' as currency",
    "core.dim_grade": """
        select 'G' || g as grade_key, 'K' as company_id, 'G' || g as grade_id, g as grade_rank
        from range(1, 9) r(g)""",
    "core.dim_job": f"""
        select 'J' || j as job_key, 'K' as company_id, 'Job ' || j as job_id, 'Job ' || j as job_title
        from range({JOBS}) r(j)""",
    "core.dim_org_unit": """
        select 'R' as org_unit_key, 'R' as org_unit_id, 'K' as company_id, 1 as org_level, 'group' as level_name,
            null as parent_org_unit_key
        union all
        select 'D' || d, 'D' || d, 'K', 2, 'division', 'R' from range({departments}) r(d)
        union all
        select 'T' || t, 'T' || t, 'K', 3, 'team', 'D' || t % {departments} from range({teams}) r(t)""",
    "core.bridge_org_unit": """
        select 'R' as ancestor_org_unit_key, 'R' as descendant_org_unit_key, 0 as distance
        union all
        select unnest(['D' || d, 'R']), 'D' || d, unnest([0, 1]) from range({departments}) r(d)
        union all
        select unnest(['T' || t, 'D' || t % {departments}, 'R']), 'T' || t, unnest([0, 1, 2])
        from range({teams}) r(t)""",
    "core.bridge_manager": """
        select 'P' || i % {teams} as manager_person_key, 'P' || i as person_key, 'K' as company_id, 1 as distance
        from range({teams}, {people}) r(i)""",
    "core.dim_employee": f"""
        select 'P' || i as person_key, 'K' as company_id, case when i % 5 < 2 then 'female' else 'male' end as gender,
            date '1962-01-01' + (i * 15485863 % 14000)::int as birth_date, 'E' || i as employment_key,
            {BEGUN} as start_date, 'employee' as worker_type, true as is_active,
            'T' || i % {{teams}} as org_unit_key,
            case when i >= {{teams}} then 'P' || i % {{teams}} end as manager_person_key,
            'J' || i % {JOBS} as job_key, 'G' || ({GRADE}) as grade_key, {GRADE} as grade_rank, 1 as fte,
            (60 + i * 7919 % 5000) // 30 as tenure_months, {BEGUN} as grade_since_date,
            case when i % 97 = 0 then {TODAY} - 10 end as notice_date
        from range({{people}}) r(i)""",
    # One in eight has left by now; they are nobody of today.
    "core.fct_employment": f"""
        select 'E' || i as employment_key, 'P' || i as person_key, 'K' as company_id, 1 as spell_number,
            {BEGUN} as start_date, 'employee' as worker_type, false as is_rescinded, false as is_exit_voided,
            false as is_future, true as is_primary, false as is_continued_elsewhere
        from range({{people}}) r(i)
        union all by name
        select 'X' || i as employment_key, 'L' || i as person_key, 'K' as company_id, 1 as spell_number,
            {TODAY} - 2000 as start_date, {TODAY} - (i % 900)::int as end_date, 'employee' as worker_type,
            case when i % 3 > 0 then 'voluntary' else 'involuntary' end as exit_type, false as is_rescinded,
            false as is_exit_voided, false as is_future, true as is_primary, false as is_continued_elsewhere
        from range({{people}} // 8) r(i)""",
    "core.fct_assignment": f"""
        select 'A' || i as assignment_key, 'E' || i as employment_key, 'P' || i as person_key, 'K' as company_id,
            'T' || i % {{teams}} as org_unit_key, 'J' || i % {JOBS} as job_key, 'G' || ({GRADE}) as grade_key,
            {GRADE} as grade_rank, 'employee' as worker_type, {BEGUN} as valid_from
        from range({{people}}) r(i)
        union all by name
        select 'B' || i as assignment_key, 'X' || i as employment_key, 'L' || i as person_key, 'K' as company_id,
            'T' || i % {{teams}} as org_unit_key, 'J' || i % {JOBS} as job_key, 'G' || (1 + i % 7) as grade_key,
            1 + i % 7 as grade_rank, 'employee' as worker_type, {TODAY} - 2000 as valid_from,
            {TODAY} - (i % 900)::int + 1 as valid_to
        from range({{people}} // 8) r(i)""",
    "core.fct_movement": f"""
        select 'M' || i as movement_key, 'P' || i as person_key, 'E' || i as employment_key, 'K' as company_id,
            case when i % 2 > 0 then 'promotion' else 'manager_change' end as movement_type,
            {TODAY} - (i % 700)::int as movement_date
        from range(0, {{people}}, 3) r(i)""",
    "core.fct_pay": f"""
        select 'E' || i as employment_key, 'INR' as currency, 1 as fte,
            600000 * (10 + {GRADE}) * (100 + i % 40 + 8 * y) / 1000 as annual_base_amount,
            {TODAY} - 365 * (4 - y)::int as valid_from,
            case when y < 3 then {TODAY} - 365 * (3 - y)::int end as valid_to
        from range({{people}}) r(i), range(4) s(y)""",
    "core.dim_pay_range": f"""
        select 'K' as company_id, 'G' || g as grade_key, 'INR' as currency, 60000 * (12 + g) as midpoint_amount,
            {TODAY} - 2000 as valid_from
        from range(1, 9) r(g)""",
    # Everybody in every one of three years' months, and whoever left until then.
    "kpi.person_month": f"""
        with months as (
            select unnest(range({TODAY} - interval 35 month - interval 30 day, {TODAY}, interval 1 month))::date as day
        ), people as (
            select 'A' || i as assignment_key, 'E' || i as employment_key, 'P' || i as person_key,
                'T' || i % {{teams}} as org_unit_key, {BEGUN} as begun, date '9999-12-31' as gone
            from range({{people}}) r(i)
            union all
            select 'B' || i, 'X' || i, 'L' || i, 'T' || i % {{teams}}, {TODAY} - (960 + i * 7919 % 4000)::int,
                {TODAY} - (i % 900)::int
            from range({{people}} // 8) r(i)
        )
        select assignment_key, employment_key, person_key, org_unit_key, 'K' as company_id, 'employee' as worker_type,
            last_day(day) as month_end, datesub('month', begun, last_day(day)) as tenure_months, 1 as closing_count,
            'band ' || least(datesub('month', begun, last_day(day)) // 24, 5) as tenure_band
        from people, months where begun <= last_day(day) and gone > last_day(day)""",
    "canonical.canonical__job": f"""
        select 'J' || j as job_key, 'K' as company_id, 'Job ' || j as job_id, 'Family ' || j % 20 as job_family
        from range({JOBS}) r(j)""",
    "staging.stg_contract__successors": f"""
        select 'hr' as source_system, 'SP-' || n % {{roles}} as plan_id, 'HR-' || n as employee_number,
            {TODAY} - (n * 13 % 500)::int as assessed_date, timestamp '2026-04-01' as known_from
        from range({{nominations}}) r(n)""",
    "core.fct_rating": f"""
        select 'R' || i || '.' || y as rating_key, 'K' as company_id, 'P' || i as person_key,
            (2025 - y) || '' as cycle_id, {TODAY} - (365 * y)::int - 364 as cycle_start_date,
            {TODAY} - (365 * y)::int as cycle_end_date, true as is_cycle_closed, 'final' as rating_type,
            rating as rating_value, 0 as scale_min, 5 as scale_max, rating / 5 as rating_normalised,
            true as is_complete
        from (
            select i, y, (150 + (i * 7919 + y * 104729) % 350) / 100 as rating
            from range({{people}}) r(i), range({CYCLES}) s(y) where i % 50 > 0
        )""",
    "core.fct_talent_rating": f"""
        select 'K' as company_id, 'P' || i as person_key, 1 + (i * 31 + y) % 5 as potential_value, 1 as scale_min,
            5 as scale_max, {TODAY} - (40 + 365 * y)::int as assessed_date
        from range({{people}}) r(i), range(2) s(y) where i % 4 > 0""",
    # A role in every third team or so, held by whoever leads it.
    "core.dim_critical_role": f"""
        select 'C' || r as role_key, 'K' as company_id, 'SP-' || r as plan_id, 'Job ' || r % {JOBS} as role_name,
            'T' || r as org_unit_key, case when r % 40 > 0 then 'P' || r end as incumbent_person_key,
            ['critical', 'high', 'medium'][r % 3 + 1] as criticality, {TODAY} - 365 as valid_from
        from range({{roles}}) r(r)""",
    # One in ten holds a role of the kind already; the others are drawn unevenly, so that stars stand on many plans.
    "core.fct_successor": f"""
        select distinct on (role_key, person_key) 'C' || n % {{roles}} as role_key, 'K' as company_id,
            'P' || case
                when n * 31 % 97 < 10 then n * 7919 % {{roles}}
                else {{teams}} + (n * 7919 % {{drawn}}) * (n * 104729 % {{drawn}}) // {{drawn}}
            end as person_key,
            ['ready_now', 'under_1_year', 'one_to_two_years', 'over_two_years', 'not_assessed'][n * 13 % 97 % 5 + 1]
                as readiness,
            (n // {{roles}})::int + 1 as nomination_rank, n % 17 = 0 as is_emergency,
            {TODAY} - (n * 13 % 500)::int as assessed_date
        from range({{nominations}}) r(n)""",
    "core.field_capability": """
        select 'K' as company_id, entity, field_name, 'native' as status
        from (values ('review', 'rating_value'), ('talent_rating', 'potential_value')) v(entity, field_name)""",
    "canonical.canonical__identity_link": """
        select 'hr' as source_system, 'HR-' || i as source_id, 'K' as company_id, 'P' || i as person_key
        from range({people}) r(i)""",
    "canonical.canonical__competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'C' || c as competency_id, 'Skill ' || c as competency_name,
            0 as level_min, 5 as level_max, c % 6 = 0 as is_critical_competency
        from range({COMPETENCIES}) r(c)""",
    "canonical.canonical__job_competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'Job ' || j as job_id,
            'C' || (j + c) % {COMPETENCIES} as competency_id, 2 + j % 4 as required_level, {TODAY} - 365 as valid_from
        from range({JOBS}) r(j), range(5) s(c)""",
    "canonical.canonical__person_competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'HR-' || i as person_source_id,
            'C' || (i % {JOBS} + c) % {COMPETENCIES} as competency_id, 1 + (i + c) % 5 as competency_level,
            {TODAY} - (i % 1000)::int as assessed_date
        from range({{people}}) r(i), range(6) s(c)""",
    "canonical.canonical__learning_competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'hr' as item_source_system, 'Course ' || c as learning_item_id,
            'C' || c as competency_id, 1 as level_gain
        from range({COMPETENCIES} // 2) r(c)""",
    "canonical.canonical__dev_plan": f"""
        select 'hr' as source_system, 'K' as company_id, 'DP-' || i as dev_plan_id, 'HR-' || i as person_source_id,
            {TODAY} - 70 as agreed_date, case when i % 700 = 0 then 'improvement' else 'development' end as plan_kind
        from range(0, {{people}}, 3) r(i)""",
    "canonical.canonical__dev_action": f"""
        select 'hr' as source_system, 'K' as company_id, 'DP-' || i as dev_plan_id, i || '.' || a as action_id,
            'C' || (i % {JOBS} + a) % {COMPETENCIES} as competency_id, {TODAY} + 90 as due_date,
            'planned' as action_status
        from range(0, {{people}}, 3) r(i), range(2) s(a)""",
}

OUTCOME = """
    select
        (select count(*) from succession.critical_role) as roles,
        (select count(*) from succession.succession_nomination) as nominations,
        (select count_if(is_counted) from succession.succession_nomination) as counted,
        (select sum(covered_role_count) from succession.bench_strength) as roles_covered_by_name,
        (select sum(filled_role_count) from succession.bench_strength) as roles_filled_at_once,
        (select count(*) from succession.succession_readiness) as readiness_rows,
        (select count_if(is_suggested) from succession.succession_readiness) as suggested,
        (select count(*) from succession.successor_gap) as gaps,
        (select count_if(status = 'placed') from succession.talent_grid) as placed,
        (select count_if(is_on_many_plans) from succession.successor_load) as on_many_plans,
        (select count(*) from succession.succession_circle) as circular_roles,
        (select count(*) from succession.succession_vacancy) as vacancies,
        (select count_if(is_matched) from succession.high_potential_match) as matched_people,
        (select sum(expected_leavers) from succession.workforce_plan where year_number = 1) as leavers_of_a_year,
        (select count(*) from succession.flight_month) as risk_months,
        (select count(auc) from succession.flight_risk_validation) as risk_figures,
        (select count(*) from succession.key_person_risk) as risks"""

BENCHMARK = Benchmark(
    name="succession",
    sizes={"people": 100_000, "roles": 3_000, "nominations": 30_000},
    derived=lambda sizes: {
        "teams": max(sizes["people"] // TEAM_SIZE, 1),
        "departments": max(sizes["people"] // TEAM_SIZE // TEAMS_OF_A_DEPARTMENT, 1),
        "drawn": max(sizes["people"] // 3, 1),
    },
    made=lambda manifest: below(manifest, "models/marts/succession"),
    rows=ROWS,
    outcome=OUTCOME,
)


if __name__ == "__main__":
    main(BENCHMARK, __doc__)
