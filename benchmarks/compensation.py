"""How long a compensation cycle takes: 100,000 people and 2,000 budget holders through every model of it.

Belongs here: an invented workforce written straight into the tables that the compensation models read, by formulas of
a row number so that two runs are the same; dbt running those models on it, and their seconds beside a yardstick of the
same run. Does not belong here: a verdict (machines differ and are shared: compare the ratio), landing and what lies
between (`benchmarks.stages`).

Run as `python -m benchmarks.compensation [--people N] [--holders N]`; writes
`var/benchmarks/compensation-<people>-<holders>.json` and prints a table of the slowest models.
"""

from collections.abc import Mapping
from typing import Any

from benchmarks.models import Benchmark, below, main

OUTPUTS = ("increment_budget", "promotion_budget", "bonus_budget", "recommendation_reason")
DECISION = "date '2026-03-31'"
TEAM_SIZE = 10

# Every column that is not named stays null; {people}, {teams} and {holders} are numbers.
ROWS: dict[str, str] = {
    "core.dim_company": "select 'K' as company_id, 'Kaveri' as company_name, 'INR' as currency",
    "core.dim_grade": """
        select 'G' || g as grade_key, 'K' as company_id, 'G' || g as grade_id, g as grade_rank,
            case when g < 8 then 'G' || (g + 1) end as next_grade_key,
            case when g < 8 then 'G' || (g + 1) end as next_grade_id
        from range(1, 9) r(g)""",
    "core.dim_job": """
        select 'J' || j as job_key, 'K' as company_id, 'Job ' || j as job_id, 'Job ' || j as job_title
        from range(400) r(j)""",
    "core.dim_pay_range": f"""
        select 'K' as company_id, 'G' || g as grade_key, 'INR' as currency, 240000 * 1.35 ** g as minimum_amount,
            300000 * 1.35 ** g as midpoint_amount, 360000 * 1.35 ** g as maximum_amount, {DECISION} - 365 as valid_from
        from range(1, 9) r(g)""",
    "core.dim_exchange_rate": f"""
        select 'EUR' as from_currency, 'INR' as to_currency, 90 as rate, {DECISION} - 365 as valid_from""",
    # The root, the holders below it, the teams below them.
    "core.bridge_org_unit": """
        select 'R' as ancestor_org_unit_key, 'R' as descendant_org_unit_key, 0 as distance
        union all
        select unnest(['H' || h, 'R']), 'H' || h, unnest([0, 1]) from range({holders}) r(h)
        union all
        select unnest(['T' || t, 'H' || t % {holders}, 'R']), 'T' || t, unnest([0, 1, 2]) from range({teams}) r(t)""",
    "core.fct_comp_budget": f"""
        select 'K' as company_id, '2026' as cycle_id, 'H' || h as holder_org_unit_key, p.purpose,
            {{people}} // {{holders}} * 700000 * p.share // 1000 * 1000 as amount, 'INR' as currency,
            {DECISION} as decision_date, {DECISION} + 1 as effective_date
        from range({{holders}}) r(h),
            (values ('merit', 0.08), ('lump_sum', 0.005), ('promotion', 0.015), ('bonus', 0.035)) p(purpose, share)""",
    "core.fct_employment": f"""
        select 'E' || i as employment_key, 'P' || i as person_key, 'K' as company_id, 1 as spell_number,
            {DECISION} - (60 + i * 7919 % 5000)::int as start_date, 'employee' as worker_type,
            case when i % 97 = 0 then {DECISION} - 10 end as notice_date, false as is_rescinded,
            false as is_exit_voided, false as is_future
        from range({{people}}) r(i)""",
    "core.fct_assignment": f"""
        select 'A' || i || '.' || part as assignment_key, 'E' || i as employment_key, 'P' || i as person_key,
            'K' as company_id, 'T' || i % {{teams}} as org_unit_key,
            case when i >= {{teams}} then 'P' || i % {{teams}} end as manager_person_key,
            'J' || (i % 50 * 8 + grade - 1) as job_key, 'G' || grade as grade_key, grade as grade_rank,
            'employee' as worker_type, case when i % 31 = 0 then 0.5 else 1 end as fte,
            begin + (part * days // 2)::int as valid_from,
            case when part = 0 then begin + (days // 2)::int end as valid_to
        from (
            select i, part, {DECISION} - (60 + i * 7919 % 5000)::int as begin, 60 + i * 7919 % 5000 as days,
                case when i < {{teams}} then 4 + i % 4 else 1 + i * 104729 % 4 end as grade
            from range({{people}}) r(i), range(2) s(part)
        )""",
    "core.fct_pay": f"""
        select 'S' || i || '.' || part as pay_key, 'P' || i as person_key, 'K' as company_id,
            'E' || i as employment_key,
            case when part = 0 then {DECISION} - (60 + i * 7919 % 5000)::int else {DECISION} - 30 end as valid_from,
            case when part = 0 then {DECISION} - 30 end as valid_to,
            (300000 * 1.35 ** grade * (75 + i * 15485863 % 55) / 100 * fte)::bigint as annual_base_amount,
            'INR' as currency, fte
        from (
            select i, part, case when i % 31 = 0 then 0.5 else 1 end as fte,
                case when i < {{teams}} then 4 + i % 4 else 1 + i * 104729 % 4 end as grade
            from range({{people}}) r(i), range(2) s(part)
        )""",
    "core.fct_pay_item": f"""
        select 'I' || i || '.' || m as pay_item_key, 'P' || i as person_key, 'K' as company_id,
            ({DECISION} - interval (m) month)::date - 30 as period_start_date,
            last_day({DECISION} - interval (m) month) as period_end_date, 'PF employer' as component_code,
            'statutory_er' as component_class, 1000 + i % 9000 as amount, 'INR' as currency
        from range({{people}}) r(i), range(12) s(m)""",
    "core.fct_rating": f"""
        select 'R' || i || '.' || y as rating_key, 'K' as company_id, 'P' || i as person_key,
            (2025 - y) || '' as cycle_id, {DECISION} - (365 * y)::int - 364 as cycle_start_date,
            {DECISION} - (365 * y)::int as cycle_end_date, true as is_cycle_closed, 'final' as rating_type,
            rating as rating_value, 0 as scale_min, 5 as scale_max, rating / 5 as rating_normalised,
            true as is_complete
        from (
            select i, y, (150 + (i * 7919 + y * 104729) % 350) / 100 as rating
            from range({{people}}) r(i), range(3) s(y) where i % 50 > 0
        )""",
    "core.fct_talent_rating": f"""
        select 'K' as company_id, 'P' || i as person_key, 1 + i * 31 % 5 as potential_value, 1 as scale_min,
            5 as scale_max, {DECISION} - 40 as assessed_date
        from range({{people}}) r(i) where i % 4 > 0""",
    "core.fct_learning": f"""
        select 'L' || i || '.' || n as learning_key, 'P' || i as person_key, 'K' as company_id,
            {DECISION} - 200 as assigned_date,
            case when (i + n) % 3 > 0 then 'completed' else 'in_progress' end as status,
            case when (i + n) % 3 > 0 then {DECISION} - 100 end as completed_date
        from range({{people}}) r(i), range(5) s(n)""",
    "core.field_capability": """
        select 'K' as company_id, 'award' as entity, 'amount' as field_name, 'native' as status""",
    "canonical.canonical__identity_link": """
        select 'hr' as source_system, 'HR-' || i as source_id, 'K' as company_id, 'P' || i as person_key
        from range({people}) r(i)""",
    "canonical.canonical__absence": f"""
        select 'hr' as source_system, 'K' as company_id, 'B' || i as absence_id, 'HR-' || i as person_source_id,
            {DECISION} - (i % 300)::int as from_date, {DECISION} - (i % 300)::int + 5 as to_date, i % 3 > 0 as is_paid
        from range({{people}}) r(i)""",
    "canonical.canonical__award": f"""
        select 'hr' as source_system, 'K' as company_id, 'W' || i as award_id, 'HR-' || i as person_source_id,
            case when i % 2 = 0 then 'recognition' else 'bonus' end as award_type,
            {DECISION} - (i % 300)::int as award_date, 5000 as amount, 'INR' as currency
        from range(0, {{people}}, 25) r(i)""",
    "canonical.canonical__dev_plan": f"""
        select 'hr' as source_system, 'K' as company_id, 'D' || i as dev_plan_id, 'HR-' || i as person_source_id,
            {DECISION} - 70 as agreed_date, case when i % 700 = 0 then 'improvement' else 'development' end as plan_kind
        from range(0, {{people}}, 7) r(i)""",
    "canonical.canonical__job_competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'Job ' || j as job_id, 'C' || (j + c) % 40 as competency_id,
            2 + j % 4 as required_level, {DECISION} - 365 as valid_from
        from range(400) r(j), range(3) s(c)""",
    "canonical.canonical__person_competency": f"""
        select 'hr' as source_system, 'K' as company_id, 'HR-' || i as person_source_id,
            'C' || (i % 50 * 8 + i % 4 + c) % 40 as competency_id, 1 + (i + c) % 5 as competency_level,
            {DECISION} - (i % 500)::int as assessed_date
        from range({{people}}) r(i), range(4) s(c)""",
    "scorecard.scorecard_org_unit": f"""
        select 'K' as company_id, 'R' as org_unit_key, {DECISION} - 364 as period_start_date,
            {DECISION} as period_end_date, 91 as score""",
}


OUTCOME = """
    select
        (select count(*) from compensation.increment_recommendation) as people,
        (select count(*) from compensation.increment_budget) as holders,
        (select count_if(status = 'recommended') from compensation.increment_recommendation) as increments,
        (select count_if(status = 'recommended') from compensation.promotion_recommendation) as promotions,
        (select count_if(status = 'unfunded') from compensation.promotion_recommendation) as unfunded,
        (select count_if(status = 'recommended') from compensation.bonus_recommendation) as bonuses,
        (select count(*) from compensation.recommendation_reason) as reasons,
        (select count_if(recommended_amount > budget_amount) from compensation.increment_budget)
            as holders_over_budget"""


def made(manifest: Mapping[str, Any]) -> set[str]:
    """The models of compensation that the outputs stand on, with the outputs."""
    own, wanted, found = below(manifest, "models/marts/compensation"), list(OUTPUTS), set(OUTPUTS)
    while wanted:
        parents = {p.rsplit(".", 1)[-1] for p in manifest["parent_map"][f"model.meritline.{wanted.pop()}"]}
        new = (parents & own) - found
        found |= new
        wanted += new
    return found


BENCHMARK = Benchmark(
    name="compensation",
    sizes={"people": 100_000, "holders": 2_000},
    derived=lambda sizes: {"teams": sizes["people"] // TEAM_SIZE},
    made=made,
    rows=ROWS,
    outcome=OUTCOME,
)


if __name__ == "__main__":
    main(BENCHMARK, __doc__)
