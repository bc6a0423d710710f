-- Tables by unit: from a published whole and its published parts nobody may find a hidden part, or a group that is
-- too small. What is unknown below a published whole is nothing, or at least two cells that hold the minimum group
-- together. One unknown cell alone is allowed where no table ever shows it (people directly in a unit) and it is large
-- enough.
with policy as (
    {{ disclosure_policy_in_force() }}
),

released as (
    select
        'headcount' as figure,
        period_end,
        cell_key,
        parent_cell_key,
        cast(people_count as decimal(18, 2)) as size,
        withheld_reason
    from {{ ref('rpt_bi__headcount') }}
    union all
    select
        'turnover' as figure,
        period_end,
        cell_key,
        parent_cell_key,
        cast(average_headcount as decimal(18, 2)) as size,
        withheld_reason
    from {{ ref('rpt_bi__turnover') }}
    union all
    select
        'rates by unit' as figure,
        period_end,
        cell_key,
        parent_cell_key,
        cast(n as decimal(18, 2)) as size,
        withheld_reason
    from {{ ref('rpt_bi__kpi_values') }}
    where kpi_id = 'turnover' and is_default_variant and period_type = 'year'
    union all
    select
        'answers' as figure,
        period_end,
        cell_key,
        parent_cell_key,
        cast(respondent_count as decimal(18, 2)) as size,
        withheld_reason
    from {{ ref('rpt_bi__engagement') }}
),

truth as (
    select
        'headcount' as figure,
        period_end,
        org_unit_key,
        numerator as size
    from {{ ref('kpi_headcount') }}
    where
        company_id = '*'
        and tree = 'as_is'
        and dimension = 'all'
        and variant = 'closing'
        and period_type = 'month'
    union all
    select
        'turnover' as figure,
        period_end,
        org_unit_key,
        people_size as size
    from {{ ref('release_size') }}
    where period_type = 'year'
    union all
    select
        'rates by unit' as figure,
        period_end,
        org_unit_key,
        people_size as size
    from {{ ref('release_size') }}
    where period_type = 'year'
    union all
    select
        'answers' as figure,
        period_end,
        org_unit_key,
        n as size
    from {{ ref('kpi_favourable_share') }}
    where
        company_id = '*'
        and tree = 'as_is'
        and dimension = 'all'
        and variant = 'pooled_answers'
        and period_type = 'year'
),

parts as (
    select
        truth.figure,
        truth.period_end,
        unit.parent_org_unit_key,
        sum(truth.size) as size
    from truth
    inner join {{ ref('dim_org_unit') }} as unit
        on truth.org_unit_key = unit.org_unit_key
    cross join policy
    where unit.org_level <= policy.lowest_org_level
    group by truth.figure, truth.period_end, unit.parent_org_unit_key
),

-- People directly in a unit, where they are enough to stay in it.
unseen as (
    select
        truth.figure,
        truth.period_end,
        truth.org_unit_key
    from truth
    inner join parts
        on
            truth.figure = parts.figure
            and truth.period_end = parts.period_end
            and truth.org_unit_key = parts.parent_org_unit_key
    cross join policy
    where round(truth.size - parts.size, 2) >= policy.minimum_group
),

families as (
    select
        whole.figure,
        whole.period_end,
        whole.cell_key,
        whole.size - coalesce(sum(part.size), 0) as unknown_size,
        count(part.withheld_reason) as hidden_count,
        max(case when unseen.org_unit_key is not null then 1 else 0 end) as unseen_count
    from released as whole
    inner join released as part
        on
            whole.figure = part.figure
            and whole.period_end = part.period_end
            and whole.cell_key = part.parent_cell_key
    left join unseen
        on
            whole.figure = unseen.figure
            and whole.period_end = unseen.period_end
            and whole.cell_key = unseen.org_unit_key
    where whole.withheld_reason is null
    group by whole.figure, whole.period_end, whole.cell_key, whole.size
)

-- Sizes are released with one decimal, so the sum of ten parts may be half a person off.
select families.*
from families
cross join policy
where
    (families.hidden_count > 0 and families.hidden_count + families.unseen_count < 2)
    or (
        families.hidden_count + families.unseen_count > 0
        and families.unknown_size < policy.minimum_group - 0.5
    )
    or (families.hidden_count + families.unseen_count = 0 and families.unknown_size > 0.5)
