-- Differencing: 9 people at a mean of 60,000 and 8 of them at 58,000 give the ninth away, 540,000 - 464,000 = 76,000.
-- So no two published groups of one figure and period, one inside the other, differ by 1 to minimum_group - 1 people;
-- nor do the parts shown of a distribution and its whole.
with policy as (
    {{ disclosure_policy_in_force() }}
),

released as (
    select
        'headcount' as figure,
        period_end,
        cell_key,
        cast(people_count as decimal(18, 2)) as size
    from {{ ref('rpt_bi__headcount') }}
    where withheld_reason is null
    union all
    select
        'turnover' as figure,
        period_end,
        cell_key,
        cast(average_headcount as decimal(18, 2)) as size
    from {{ ref('rpt_bi__turnover') }}
    where withheld_reason is null
    union all
    select
        'answers' as figure,
        period_end,
        cell_key,
        cast(respondent_count as decimal(18, 2)) as size
    from {{ ref('rpt_bi__engagement') }}
    where withheld_reason is null
),

nested as (
    select
        outer_group.figure,
        outer_group.size - inner_group.size as difference
    from {{ ref('bridge_org_unit') }} as bridge
    inner join released as outer_group
        on bridge.ancestor_org_unit_key = outer_group.cell_key
    inner join released as inner_group
        on
            bridge.descendant_org_unit_key = inner_group.cell_key
            and outer_group.figure = inner_group.figure
            and outer_group.period_end = inner_group.period_end
    where bridge.distance > 0
),

distributions as (
    select
        'ratings' as figure,
        max(rated_count) - sum(coalesce(people_count, 0)) as difference
    from {{ ref('rpt_leadership_pack__rating_distribution') }}
    group by cycle_id
    union all
    select
        'talent grid' as figure,
        max(placed_count) - sum(coalesce(people_count, 0)) as difference
    from {{ ref('rpt_leadership_pack__talent_grid_counts') }}
),

differences as (
    select
        figure,
        difference
    from nested
    union all
    select
        figure,
        difference
    from distributions
)

select
    differences.figure,
    count(*) as pair_count
from differences
cross join policy
where differences.difference > 0.2 and differences.difference < policy.minimum_group - 0.2
group by differences.figure
