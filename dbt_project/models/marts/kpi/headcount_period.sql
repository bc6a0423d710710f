{%- set measures = [
    'opening_count', 'hire_count', 'transfer_in_count', 'exit_count', 'transfer_out_count', 'closing_count',
    'headcount_days', 'closing_fte', 'fte_days', 'assumed_fte_days', 'tenure_months_sum',
] -%}

{%- set climbed = {} -%}
{%- for measure in measures -%}
    {%- do climbed.update({measure: 'case when in_tree.is_at_close then direct.' ~ measure ~ ' else 0 end'}) -%}
{%- endfor -%}
{%- do climbed.update({
    'opening_count': 'case when in_tree.is_at_opening then direct.opening_count else 0 end',
    'transfer_in_count': 'case when in_tree.is_at_close then direct.transfer_in_count else 0 end'
        ~ ' + case when in_tree.is_at_close and not in_tree.is_at_opening then direct.opening_count else 0 end',
    'transfer_out_count': 'case when in_tree.is_at_close then direct.transfer_out_count else 0 end'
        ~ ' + case when in_tree.is_at_opening and not in_tree.is_at_close then direct.opening_count else 0 end',
}) -%}

with direct as (
    select
        *,
        cast(case when fte_is_assumed then fte_days else 0 end as decimal(12, 4)) as assumed_fte_days,
        closing_count * tenure_months as tenure_months_sum
    from {{ ref('person_month') }}
    where worker_type = 'employee'
),

-- A unit that hangs elsewhere at the close moves in and out with everybody who was there at the opening.
months as (
    {{ by_unit_month('direct', measures, climbed=climbed) }}
)

select
    months.tree,
    months.dimension,
    months.dimension_value,
    months.company_id,
    months.org_unit_key,
    period_month.period_type,
    period_month.period_start,
    period_month.period_end,
    period_month.month_count,
    period_month.day_count,
    cast(sum(
        case when period_month.month_start = period_month.period_start then months.opening_count else 0 end
    ) as bigint) as opening_count,
    cast(sum(months.hire_count) as bigint) as hire_count,
    cast(sum(months.transfer_in_count) as bigint) as transfer_in_count,
    cast(sum(months.exit_count) as bigint) as exit_count,
    cast(sum(months.transfer_out_count) as bigint) as transfer_out_count,
    cast(sum(
        case when period_month.month_end = period_month.period_end then months.closing_count else 0 end
    ) as bigint) as closing_count,
    cast(sum(months.opening_count) as bigint) as month_opening_sum,
    cast(sum(months.closing_count) as bigint) as month_closing_sum,
    cast(sum(months.headcount_days) as bigint) as headcount_days,
    cast(sum(
        case when period_month.month_end = period_month.period_end then months.closing_fte else 0 end
    ) as decimal(18, 4)) as closing_fte,
    cast(sum(months.fte_days) as decimal(18, 4)) as fte_days,
    cast(sum(months.assumed_fte_days) as decimal(18, 4)) as assumed_fte_days,
    cast(sum(
        case when period_month.month_end = period_month.period_end then months.tenure_months_sum else 0 end
    ) as bigint) as tenure_months_sum
from months
inner join {{ ref('period_month') }} as period_month
    on months.month_start = period_month.month_start
group by
    months.tree,
    months.dimension,
    months.dimension_value,
    months.company_id,
    months.org_unit_key,
    period_month.period_type,
    period_month.period_start,
    period_month.period_end,
    period_month.month_count,
    period_month.day_count
