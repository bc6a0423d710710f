-- Every critical role in force: who holds it, who is named, and who would really fill it.
with bench as (
    select * from {{ ref('succession_bench') }}
),

roles as (
    select * from {{ ref('critical_role') }}
),

scores as (
    select
        role_key,
        max(criticality_score) as criticality_score
    from {{ ref('criticality_criterion') }}
    group by role_key
),

names as (
    select
        person_key,
        employee_name
    from {{ ref('person_identity') }}
)

select
    bench.role_key,
    bench.company_id,
    units.division_name,
    units.org_unit_name,
    bench.role_name,
    cast(scores.criticality_score as decimal(18, 2)) as criticality_score,
    incumbents.employee_name as incumbent_name,
    {{ plain_words('roles.incumbent_status') }} as incumbent_status,
    roles.retirement_date,
    not bench.is_filled_at_once as is_open,
    case
        when bench.is_filled_at_once then 'Filled at once'
        when bench.is_covered_in_name_only then 'Covered in name only'
        when bench.is_filled_within_a_year then 'Filled within a year'
        when bench.successor_count > 0 then 'Nobody ready'
        else 'Nobody named'
    end as bench_state,
    bench.successor_count,
    bench.ready_now_count,
    fillers.employee_name as filled_by_name,
    case when not bench.is_filled_at_once then later_fillers.employee_name end as filled_within_a_year_by_name,
    bench.has_emergency_cover,
    cast(bench.risk_adjusted_cover_ratio as decimal(18, 4)) as risk_adjusted_cover_ratio,
    case
        when not bench.is_filled_at_once then null
        when bench.cascade_outcome = 'settled' and bench.cascade_moves = 1 then 'Leaves no critical role open'
        when bench.cascade_outcome = 'settled'
            then 'Settled after ' || cast(bench.cascade_moves as string) || ' moves'
        when bench.cascade_outcome = 'open' and bench.cascade_moves = 2 then 'Leaves another role open after 1 move'
        when bench.cascade_outcome = 'open'
            then 'Leaves another role open after ' || cast(bench.cascade_moves - 1 as string) || ' moves'
        when bench.cascade_outcome = 'circle' then 'Comes back to the role it began with'
        else 'Goes on after ' || cast(bench.cascade_moves as string) || ' moves'
    end as cascade_text
from bench
inner join roles
    on bench.role_key = roles.role_key
left join scores
    on bench.role_key = scores.role_key
left join {{ ref('dim_org_unit') }} as units
    on bench.org_unit_key = units.org_unit_key
left join names as incumbents
    on bench.incumbent_person_key = incumbents.person_key
left join names as fillers
    on bench.filled_by_person_key = fillers.person_key
left join names as later_fillers
    on bench.filled_within_a_year_by_person_key = later_fillers.person_key
