with roles as (
    select
        count(*) as role_count,
        count_if(coverage_status = 'uncovered') as uncovered_count
    from {{ ref('critical_role_coverage') }}
),

-- A count of people under the minimum group is not given.
promotions as (
    select count_if(status = 'recommended') as recommended_count
    from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
),

red_critical as (
    select count(*) as unit_count
    from (
        select
            org_unit_key,
            red_critical_count,
            dense_rank() over (order by period_end_date desc) as recency
        from {{ ref('rpt_bi__scorecard_org_unit') }}
    ) as latest
    where recency = 1 and red_critical_count > 0
),

policy as (
    {{ disclosure_policy_in_force() }}
),

texts as (
    select
        1 as sequence,
        'Bench and risk' as part,
        case
            when uncovered_count = 1 then '1 critical role of '
            else cast(uncovered_count as string) || ' critical roles of '
        end
        || cast(role_count as string)
        || case when uncovered_count = 1 then ' has' else ' have' end
        || ' no successor: name one, or start a search outside.' as decision_text
    from roles
    where uncovered_count > 0

    union all

    select
        2 as sequence,
        'Results' as part,
        case when unit_count = 1 then '1 unit misses' else cast(unit_count as string) || ' units miss' end
        || ' a critical target by so much that it is red: agree what is done about it.' as decision_text
    from red_critical
    where unit_count > 0

    union all

    select
        3 as sequence,
        'Reward' as part,
        cast(promotions.recommended_count as string)
        || ' people are recommended for promotion: confirm the list and its cost before increments take effect.'
            as decision_text
    from promotions
    cross join policy
    where promotions.recommended_count >= policy.minimum_group
)

select
    cast(sequence as int) as sequence,
    part,
    decision_text
from texts
