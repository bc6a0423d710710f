with company_months as (
    select * from {{ ref('company_month') }}
),

employed as (
    select
        company_id,
        month_start,
        count_if(is_counted_at_close) as closing_count,
        count_if(is_present_at_close and not is_counted_at_close) as counted_elsewhere_count,
        count_if(not is_present_at_close) as left_in_month_count
    from {{ ref('employed_month') }}
    group by company_id, month_start
),

paid as (
    select
        company_id,
        month_start,
        count(*) as paid_count
    from {{ ref('paid_month') }}
    group by company_id, month_start
),

differences as (
    select
        company_id,
        month_start,
        count_if(rule_id = 'employed_not_paid' and excuse_reason is null) as employed_not_paid_count,
        count_if(rule_id = 'employed_not_paid' and excuse_reason = 'contingent_worker') as contingent_not_paid_count,
        count_if(rule_id = 'employed_not_paid' and excuse_reason = 'joined_after_cutoff')
            as joined_after_cutoff_count,
        count_if(rule_id = 'employed_not_paid' and excuse_reason = 'unpaid_leave') as unpaid_leave_count,
        count_if(rule_id = 'paid_not_employed') as paid_not_employed_count,
        count_if(rule_id = 'paid_after_exit' and excuse_reason is null) as paid_after_exit_count,
        count_if(rule_id = 'paid_after_exit' and excuse_reason is not null) as final_settlement_count,
        count(distinct case when excuse_reason is null then pay_subject_key end) as people_differing_count
    from {{ ref('pay_difference') }}
    group by company_id, month_start
),

bridged as (
    select
        company_months.company_id,
        company_months.month_start,
        company_months.month_end,
        company_months.blocking_share_ratio,
        company_months.withheld_reason,
        coalesce(employed.closing_count, 0) as closing_count,
        coalesce(employed.counted_elsewhere_count, 0) as counted_elsewhere_count,
        coalesce(employed.left_in_month_count, 0) as left_in_month_count,
        coalesce(paid.paid_count, 0) as paid_count,
        {% for step in bridge_steps() -%}
            coalesce(differences.{{ step }}, 0) as {{ step }},
        {% endfor -%}
        coalesce(differences.people_differing_count, 0) as people_differing_count
    from company_months
    left join employed
        on
            company_months.company_id = employed.company_id
            and company_months.month_start = employed.month_start
    left join paid
        on
            company_months.company_id = paid.company_id
            and company_months.month_start = paid.month_start
    left join differences
        on
            company_months.company_id = differences.company_id
            and company_months.month_start = differences.month_start
)

select
    company_id,
    month_start,
    month_end,
    cast(closing_count as bigint) as closing_count,
    cast(counted_elsewhere_count as bigint) as counted_elsewhere_count,
    cast(left_in_month_count as bigint) as left_in_month_count,
    {% for step in bridge_steps() + ['paid_count', 'people_differing_count'] -%}
        case when withheld_reason is null then cast({{ step }} as bigint) end as {{ step }},
    {% endfor -%}
    case
        when withheld_reason is null
            then {{ share('people_differing_count', 'closing_count + counted_elsewhere_count + left_in_month_count') }}
    end as differing_ratio,
    blocking_share_ratio,
    withheld_reason
from bridged
