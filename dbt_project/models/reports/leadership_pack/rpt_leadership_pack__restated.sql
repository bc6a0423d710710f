-- Figures of the whole group that moved since the last pack, which is the last release of an earlier month.
with policy as (
    {{ disclosure_policy_in_force() }}
),

last_pack as (
    select release_number
    from {{ ref('stg_meritline__published_releases') }}
    where
        known_to is null
        and date_trunc('month', as_of_date) < date_trunc('month', {{ as_of_date() }})
    qualify row_number() over (order by release_number desc) = 1
),

whole_group as (
    select org_unit_key
    from {{ ref('dim_org_unit') }}
    where parent_org_unit_key is null
),

steps as (
    select
        restatement.*,
        row_number() over (
            partition by restatement.kpi_id, restatement.period_type, restatement.period_end
            order by restatement.release_number asc
        ) as first_step,
        row_number() over (
            partition by restatement.kpi_id, restatement.period_type, restatement.period_end
            order by restatement.release_number desc
        ) as last_step
    from {{ ref('restatement') }} as restatement
    inner join whole_group
        on restatement.org_unit_key = whole_group.org_unit_key
    inner join {{ ref('dim_kpi') }} as kpis
        on
            restatement.kpi_id = kpis.kpi_id
            and restatement.variant = kpis.default_variant
    inner join last_pack
        on restatement.release_number > last_pack.release_number
    where
        restatement.company_id = '*'
        and restatement.tree = 'as_is'
        and restatement.dimension = 'all'
        and restatement.period_type in ('month', 'year')
),

-- From what the last pack said to what is said now, whatever was said in between.
netted as (
    select
        kpi_id,
        period_type,
        period_start,
        period_end,
        max(case when first_step = 1 then earlier_value end) as earlier_value,
        max(case when last_step = 1 then restated_value end) as restated_value,
        max(case when last_step = 1 then n end) as n,
        max(case when last_step = 1 then cause end) as cause
    from steps
    where first_step = 1 or last_step = 1
    group by kpi_id, period_type, period_start, period_end
)

select
    cast(row_number() over (order by kpis.kpi_name, netted.period_end, netted.period_type) as int) as sequence,
    netted.kpi_id,
    kpis.kpi_name as measure,
    case kpis.unit when 'ratio' then 'percent' when 'people' then 'count' else kpis.unit end as unit,
    netted.period_start,
    netted.period_end,
    case when netted.n >= policy.minimum_group then cast(netted.earlier_value as decimal(18, 4)) end as previous_value,
    case when netted.n >= policy.minimum_group then cast(netted.restated_value as decimal(18, 4)) end as value,
    case when netted.n >= policy.minimum_group then {{ plain_words('netted.cause') }} end as cause,
    case
        when netted.n is null or netted.n < policy.minimum_group then {{ small_group_reason('policy.minimum_group') }}
    end as withheld_reason
from netted
inner join {{ ref('dim_kpi') }} as kpis
    on netted.kpi_id = kpis.kpi_id
cross join policy
where
    netted.earlier_value is distinct from netted.restated_value
