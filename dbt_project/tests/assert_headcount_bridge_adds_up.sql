-- Critical: employed - not paid + paid though not employed = paid, for every company and month. Headcount is the one
-- that the movements roll forward to, and the people paid are counted from the pay runs, without the bridge's steps.
with headcounts as (
    select
        company_id,
        month_start,
        sum(closing_count) as closing_count
    from {{ ref('fct_headcount_month') }}
    group by company_id, month_start
),

runs as (
    select
        runs.company_id,
        coalesce(links.person_key, runs.source_system || '/' || runs.person_source_id) as pay_subject,
        cast(extract(year from runs.period_end_date) * 12 + extract(month from runs.period_end_date) - 1 as bigint)
            as month_index
    from {{ ref('canonical__pay_run') }} as runs
    left join {{ ref('canonical__identity_link') }} as links
        on
            runs.source_system = links.source_system
            and runs.person_source_id = links.source_id
),

paid as (
    select
        company_id,
        month_index,
        count(distinct pay_subject) as paid_count
    from runs
    group by company_id, month_index
)

select
    bridge.company_id,
    bridge.month_start
from {{ ref('headcount_bridge') }} as bridge
left join headcounts
    on
        bridge.company_id = headcounts.company_id
        and bridge.month_start = headcounts.month_start
left join paid
    on
        bridge.company_id = paid.company_id
        and extract(year from bridge.month_start) * 12 + extract(month from bridge.month_start) - 1 = paid.month_index
where
    bridge.closing_count <> coalesce(headcounts.closing_count, 0)
    or (
        bridge.withheld_reason is null
        and (
            bridge.paid_count <> coalesce(paid.paid_count, 0)
            or bridge.closing_count + bridge.counted_elsewhere_count + bridge.left_in_month_count
            - bridge.employed_not_paid_count - bridge.contingent_not_paid_count
            - bridge.joined_after_cutoff_count - bridge.unpaid_leave_count
            + bridge.paid_not_employed_count + bridge.paid_after_exit_count + bridge.final_settlement_count
            <> bridge.paid_count
        )
    )
