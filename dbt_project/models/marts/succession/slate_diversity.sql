-- Whether those named for critical roles mirror those who could be, by gender: the four-fifths rule with chance beside
-- it. Being named is held to the policy of promotions.
with asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from {{ ref('critical_role') }}
),

policies as (
    {{ policy_on_date(
        ref('fairness_policy'), 'asked',
        ['decision', 'attribute', 'measure', 'threshold_value', 'minimum_group', 'minimum_pool_ratio']
    ) }}
),

thresholds as (
    select * from policies
    where decision = 'promotion' and attribute = 'gender' and measure = 'impact_ratio'
),

-- Who could be named: people of a role's rank or the one below it.
ranks as (
    select distinct
        company_id,
        role_grade_rank as grade_rank
    from {{ ref('critical_role') }}
    union
    select distinct
        company_id,
        role_grade_rank - 1 as grade_rank
    from {{ ref('critical_role') }}
),

named as (
    select distinct person_key
    from {{ ref('succession_nomination') }}
    where is_counted
),

pool as (
    select
        people.company_id,
        people.gender as group_id,
        cast(count(*) as bigint) as group_count,
        cast(count(named.person_key) as bigint) as group_selected
    from {{ ref('dim_employee') }} as people
    inner join ranks
        on
            people.company_id = ranks.company_id
            and people.grade_rank = ranks.grade_rank
    left join named
        on people.person_key = named.person_key
    where people.is_active and people.worker_type = 'employee' and people.gender <> 'unknown'
    group by people.company_id, people.gender
),

judged as (
    select
        pool.*,
        thresholds.threshold_value,
        pool.group_count >= thresholds.minimum_group
        and pool.group_count * 10000
        >= {{ whole_number('thresholds.minimum_pool_ratio', 4) }} * sum(pool.group_count) over (
            partition by pool.company_id
        ) as is_large_enough
    from pool
    inner join thresholds
        on pool.company_id = thresholds.company_id
),

-- The group that is named most, of those that count.
first_groups as (
    select
        company_id,
        group_id as reference_id,
        group_count as rest_count,
        group_selected as rest_selected
    from judged
    where is_large_enough
    qualify
        row_number() over (
            partition by company_id
            order by cast(group_selected as double) / nullif(group_count, 0) desc, group_count desc, group_id asc
        ) = 1
),

compared as (
    select
        judged.*,
        first_groups.reference_id,
        first_groups.rest_count,
        first_groups.rest_selected
    from judged
    inner join first_groups
        on judged.company_id = first_groups.company_id
    where judged.group_id <> first_groups.reference_id
),

{{ exact_test('chance', 'compared', ['company_id', 'group_id']) }},

concluded as (
    select
        compared.*,
        chance.p_value,
        compared.is_large_enough and compared.rest_selected > 0 as is_compared,
        -- Whole numbers: exactly four fifths is no finding.
        compared.group_selected * compared.rest_count * 10000
        < {{ whole_number('compared.threshold_value', 4) }} * compared.rest_selected * compared.group_count
            as is_practical,
        (compared.group_selected + 1) * compared.rest_count * 10000
        >= {{ whole_number('compared.threshold_value', 4) }} * (compared.rest_selected - 1) * compared.group_count
            as is_moved_by_one
    from compared
    inner join chance
        on
            compared.company_id = chance.company_id
            and compared.group_id = chance.group_id
)

select
    company_id,
    group_id,
    reference_id,
    group_count as pool_count,
    group_selected as named_count,
    rest_count as reference_pool_count,
    rest_selected as reference_named_count,
    case
        when is_compared
            then {{ exact_ratio('group_selected * rest_count', 'group_count * rest_selected') }}
    end as impact_ratio,
    case when is_compared then cast(round(p_value, 9) as decimal(18, 6)) end as p_value,
    case
        when not is_compared then 'too_small'
        when is_practical and p_value < 0.05 then 'both'
        when is_practical then 'practical_only'
        when p_value < 0.05 then 'statistical_only'
        else 'no_concern'
    end as state,
    is_compared and is_practical and is_moved_by_one as is_one_person_sensitive
from concluded
