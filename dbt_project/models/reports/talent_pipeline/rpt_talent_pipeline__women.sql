{%- set stages = [
    ('Employees', 'is_employed'),
    ('High potentials', 'is_high_potential'),
    ('Named for a critical role', 'is_named'),
    ('Ready for one within a year', 'is_ready'),
    ('In a critical role', 'is_holder'),
] -%}
-- The share of women by grade and on the way up. Shares are whole per cents of people in round numbers, and both women
-- and men are at least the minimum group wherever one is shown.
with policy as (
    {{ disclosure_policy_in_force() }}
),

people as (
    select
        person_key,
        gender,
        grade_rank,
        'group' as population
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee' and gender in ('female', 'male') and grade_rank is not null
),

graded as (
    select
        population,
        gender,
        grade_rank,
        count(*) as people_count
    from people
    group by population, gender, grade_rank
),

{{ folded_ends('folded', 'graded', ['population'], 'grade_rank', ['gender']) }},

levels as (
    select
        population,
        band,
        part_key,
        sum(case when gender = 'female' then part_size else 0 end) as women_count,
        sum(case when gender = 'male' then part_size else 0 end) as men_count,
        bool_or(has_lower) as has_lower,
        bool_or(has_higher) as has_higher
    from folded_parts
    group by population, band, part_key
),

-- The smaller of the two is the group that a share would show; none at all says as much as one.
sized as (
    select
        *,
        greatest(least(women_count, men_count), 1) as part_size
    from levels
),

{{ released_parts('released', 'sized', ['population']) }},

grade_names as (
    select
        grade_rank,
        min(grade_id) as grade_name
    from {{ ref('dim_grade') }}
    group by grade_rank
),

nominations as (
    select
        person_key,
        bool_or(counted_readiness in ('ready_now', 'under_1_year')) as is_ready
    from {{ ref('succession_nomination') }}
    where is_counted
    group by person_key
),

holders as (
    select distinct incumbent_person_key as person_key
    from {{ ref('critical_role') }}
    where incumbent_status <> 'vacant'
),

standing as (
    select
        people.gender,
        true as is_employed,
        coalesce(grid.is_high_potential, false) as is_high_potential,
        nominations.person_key is not null as is_named,
        coalesce(nominations.is_ready, false) as is_ready,
        holders.person_key is not null as is_holder
    from people
    left join {{ ref('talent_grid') }} as grid
        on people.person_key = grid.person_key
    left join nominations
        on people.person_key = nominations.person_key
    left join holders
        on people.person_key = holders.person_key
),

stages as (
    {% for name, flag in stages -%}
        select
            {{ loop.index }} as sequence,
            '{{ name }}' as category_name,
            cast(coalesce(count_if(gender = 'female' and {{ flag }}), 0) as bigint) as women_count,
            cast(coalesce(count_if(gender = 'male' and {{ flag }}), 0) as bigint) as men_count
        from standing
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

listed as (
    select
        'By grade' as kind,
        cast(sized.band as int) as sequence,
        'Grade ' || grade_names.grade_name
        || case when sized.has_lower then ' or below' else '' end
        || case when sized.has_higher then ' or above' else '' end as category_name,
        sized.women_count,
        sized.men_count,
        released.withheld_reason
    from sized
    inner join released
        on
            sized.population = released.population
            and sized.part_key = released.part_key
    inner join grade_names
        on sized.band = grade_names.grade_rank

    union all

    select
        'On the way up' as kind,
        stages.sequence,
        stages.category_name,
        stages.women_count,
        stages.men_count,
        case
            when least(stages.women_count, stages.men_count) < policy.minimum_group
                then {{ small_group_reason('policy.minimum_group') }}
        end as withheld_reason
    from stages
    cross join policy
)

select
    listed.kind,
    listed.sequence,
    listed.category_name,
    case
        when listed.withheld_reason is null
            then {{ at_least('(listed.women_count + listed.men_count)', 'policy.minimum_group') }}
    end as people_at_least_count,
    case
        when listed.withheld_reason is null
            then
                cast(
                    {{ exact_ratio('listed.women_count', 'listed.women_count + listed.men_count', 2) }}
                    as decimal(18, 4)
                )
    end as women_ratio,
    listed.withheld_reason
from listed
cross join policy
