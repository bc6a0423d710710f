"""How long goals take to score: 100,000 people with 6 goals of 12 check-ins each, up to the objectives of the company.

Belongs here: invented goals written straight into the tables that the goal models read, by formulas of a row number so
that two runs are the same; dbt running those models on them, and their seconds beside a yardstick of the same run. Does
not belong here: a verdict (machines differ and are shared: compare the ratio), landing and what lies between
(`benchmarks.stages`).

Run as `python -m benchmarks.goals [--people N]`; writes `var/benchmarks/goals-<people>.json` and prints a table.
"""

from benchmarks.models import Benchmark, main

MODELS = ("goal_node", "goal_score", "goal_path", "goal_tree", "goal_alignment_rate", "goal_quality")
GOALS, CHECKINS, TEAM_SIZE = 6, 12, 10
START, END = "date '2025-04-01'", "date '2026-03-31'"

# Every column that is not named stays null; {people} and {teams} are numbers.
ROWS: dict[str, str] = {
    "core.dim_org_unit": """
        select 'R' as org_unit_key, 'R' as org_unit_id, 'K' as company_id, 1 as org_level, 'group' as level_name
        union all
        select 'T' || t, 'T' || t, 'K', 4, 'team' from range({teams}) r(t)""",
    "core.bridge_org_unit": """
        select 'R' as ancestor_org_unit_key, 'R' as descendant_org_unit_key, 0 as distance
        union all
        select unnest(['T' || t, 'R']), 'T' || t, unnest([0, 1]) from range({teams}) r(t)""",
    "core.dim_job": """
        select 'J' || j as job_key, 'K' as company_id, 'Job ' || j as job_id from range(400) r(j)""",
    "core.fct_assignment": """
        select 'A' || i as assignment_key, 'E' || i as employment_key, 'P' || i as person_key, 'K' as company_id,
            'T' || i % {teams} as org_unit_key, 'J' || i % 400 as job_key, date '2020-01-01' as valid_from
        from range({people}) r(i)""",
    "canonical.canonical__identity_link": """
        select 'hr' as source_system, 'HR-' || i as source_id, 'K' as company_id, 'P' || i as person_key
        from range({people}) r(i)""",
    "canonical.canonical__review_cycle": f"""
        select 'hr' as source_system, '2026' as cycle_id, 'K' as company_id, {START} as cycle_start_date,
            {END} as cycle_end_date""",
    "canonical.canonical__job_card": f"""
        select 'hr' as source_system, 'K' as company_id, 'Job ' || j as job_id, '1' as job_card_version,
            {START} as valid_from
        from range(400) r(j)""",
    "canonical.canonical__job_card_kra": """
        select 'hr' as source_system, 'K' as company_id, 'Job ' || j as job_id, '1' as job_card_version,
            'Area ' || a as kra_id
        from range(400) r(j), range(4) s(a)""",
    # The company, ten divisions, and an objective of each team.
    "canonical.canonical__objective": f"""
        select 'hr' as source_system, 'K' as company_id, 'C' as objective_id, 'Grow' as title,
            'company' as objective_level, 'R' as owner_org_unit_id, null as parent_objective_id,
            {START} as period_start_date, {END} as period_end_date
        union all
        select 'hr', 'K', 'D' || d, 'Grow', 'division', 'R', 'C', {START}, {END} from range(10) r(d)
        union all
        select 'hr', 'K', 'O' || t, 'Grow', 'team', 'T' || t, 'D' || t % 10, {START}, {END}
        from range({{teams}}) r(t)""",
    "canonical.canonical__goal": f"""
        select 'hr' as source_system, 'K' as company_id, 'G' || i || '.' || g as goal_id,
            'HR-' || i as person_source_id,
            '2026' as cycle_id, 'Area ' || g % 5 as kra_id, 'Raise number ' || i || ' from 0 to 100' as title,
            'O' || i % {{teams}} as parent_objective_id, 1 / {GOALS} as weight_ratio, 'committed' as kind,
            ['higher', 'lower', 'target', 'maintain', 'binary', 'progress_only'][g + 1] as measure, 'count' as unit,
            (i * 7919 % 100)::double as baseline_value,
            case when g = 1 then -1 - i % 50 else 100 + i % 50 end as target_value, 60 as limit_value,
            'CRM' as data_source, 0.5 as progress_ratio, 'in_progress' as status, {START} as start_date,
            {END} as end_date, {START} as created_date
        from range({{people}}) r(i), range({GOALS}) s(g)""",
    "canonical.canonical__goal_checkin": f"""
        select 'hr' as source_system, 'K' as company_id, 'G' || i || '.' || g as goal_id,
            last_day({START} + to_months(m::int)) as recorded_date, (i * 104729 + m * 31 + g) % 150 as checkin_value,
            0.7 as confidence_ratio
        from range({{people}}) r(i), range({GOALS}) s(g), range({CHECKINS}) t(m)""",
}


OUTCOME = """
    select
        (select count(*) from scorecard.goal_score) as goals,
        (select count(*) from scorecard.goal_score where score_ratio is not null) as scored,
        (select sum(checkin_count) from scorecard.goal_score) as checkins,
        (select score_ratio from scorecard.goal_tree where node_id = 'C') as company_score,
        (select count_if(is_aligned) from scorecard.goal_path) as aligned,
        (select count_if(is_relevant) from scorecard.goal_quality) as relevant"""

BENCHMARK = Benchmark(
    name="goals",
    sizes={"people": 100_000},
    derived=lambda sizes: {"teams": max(sizes["people"] // TEAM_SIZE, 1)},
    made=lambda _: set(MODELS),
    rows=ROWS,
    outcome=OUTCOME,
)


if __name__ == "__main__":
    main(BENCHMARK, __doc__)
