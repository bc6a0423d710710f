with company_months as (
    select * from {{ ref('company_month') }}
    where withheld_reason is null
),

employed as (
    select employed.*
    from {{ ref('employed_month') }} as employed
    inner join company_months
        on
            employed.company_id = company_months.company_id
            and employed.month_start = company_months.month_start
),

paid as (
    select * from {{ ref('paid_month') }}
),

both_sides as (
    select
        coalesce(employed.company_id, paid.company_id) as company_id,
        coalesce(employed.person_key, paid.pay_subject_key) as pay_subject_key,
        coalesce(employed.person_key, paid.person_key) as person_key,
        coalesce(employed.month_start, paid.month_start) as month_start,
        employed.worker_type,
        employed.start_date,
        employed.end_date,
        employed.month_base_amount,
        employed.currency as hr_currency,
        employed.is_pay_unsettled,
        employed.is_on_unpaid_leave,
        employed.source_system as hr_source_system,
        employed.source_id as hr_source_id,
        paid.source_system as pay_source_system,
        paid.source_id as pay_source_id,
        paid.paid_until,
        paid.is_whole_month,
        paid.currency as pay_currency,
        paid.is_mixed_currency,
        paid.gross_amount,
        paid.compared_amount,
        paid.unpaid_days,
        paid.other_source_system,
        paid.other_source_id,
        paid.other_gross_amount
    from employed
    full outer join paid
        on
            employed.company_id = paid.company_id
            and employed.person_key = paid.pay_subject_key
            and employed.month_start = paid.month_start
),

-- Who is paid without being employed that month: the last employment before it, or else the next after it.
spells as (
    select
        employments.company_id,
        employments.person_key,
        employments.start_date,
        employments.end_date,
        sources.source_system,
        sources.source_id
    from {{ ref('fct_employment') }} as employments
    inner join {{ ref('canonical__employment') }} as sources
        on employments.employment_key = sources.employment_key
    where not employments.is_rescinded
),

strangers as (
    select
        both_sides.company_id,
        both_sides.pay_subject_key,
        both_sides.month_start,
        spells.end_date as last_day,
        spells.source_system as spell_source_system,
        spells.source_id as spell_source_id,
        coalesce(spells.end_date < both_sides.month_start, false) as has_left,
        row_number() over (
            partition by both_sides.company_id, both_sides.pay_subject_key, both_sides.month_start
            order by
                case when spells.end_date < both_sides.month_start then 0 else 1 end,
                case when spells.end_date < both_sides.month_start then spells.end_date end desc nulls last,
                spells.start_date asc,
                spells.source_id asc
        ) as nearest
    from both_sides
    left join spells
        on
            both_sides.company_id = spells.company_id
            and both_sides.person_key = spells.person_key
    where both_sides.hr_source_id is null
),

judged as (
    select
        both_sides.*,
        strangers.last_day,
        strangers.has_left,
        strangers.spell_source_system,
        strangers.spell_source_id,
        company_months.month_end,
        company_months.month_index,
        company_months.settlement_days,
        company_months.joining_cutoff_day,
        company_months.amount_tolerance_ratio,
        abs(both_sides.compared_amount - both_sides.month_base_amount)
        > company_months.amount_tolerance_ratio * both_sides.month_base_amount as is_beyond_tolerance
    from both_sides
    inner join company_months
        on
            both_sides.company_id = company_months.company_id
            and both_sides.month_start = company_months.month_start
    left join strangers
        on
            both_sides.company_id = strangers.company_id
            and both_sides.pay_subject_key = strangers.pay_subject_key
            and both_sides.month_start = strangers.month_start
            and strangers.nearest = 1
),

differences as (
    select
        company_id,
        pay_subject_key,
        person_key,
        month_start,
        month_end,
        month_index,
        case when has_left then 'paid_after_exit' else 'paid_not_employed' end as rule_id,
        case
            when has_left and {{ days_between('last_day', 'paid_until') }} <= settlement_days then 'final_settlement'
        end as excuse_reason,
        cast(null as decimal(18, 2)) as hr_amount,
        gross_amount as payroll_amount,
        pay_currency as currency,
        spell_source_system as hr_source_system,
        spell_source_id as hr_source_id,
        pay_source_system,
        pay_source_id
    from judged
    where hr_source_id is null

    union all

    select
        company_id,
        pay_subject_key,
        person_key,
        month_start,
        month_end,
        month_index,
        'employed_not_paid' as rule_id,
        case
            when worker_type = 'contingent' then 'contingent_worker'
            when
                start_date >= month_start and start_date <= month_end
                and extract(day from start_date) > joining_cutoff_day
                then 'joined_after_cutoff'
            when is_on_unpaid_leave then 'unpaid_leave'
        end as excuse_reason,
        month_base_amount as hr_amount,
        cast(null as decimal(18, 2)) as payroll_amount,
        hr_currency as currency,
        hr_source_system,
        hr_source_id,
        pay_source_system,
        pay_source_id
    from judged
    where pay_source_id is null

    union all

    select
        company_id,
        pay_subject_key,
        person_key,
        month_start,
        month_end,
        month_index,
        'pay_in_both_systems' as rule_id,
        cast(null as string) as excuse_reason,
        other_gross_amount as hr_amount,
        gross_amount as payroll_amount,
        pay_currency as currency,
        other_source_system as hr_source_system,
        other_source_id as hr_source_id,
        pay_source_system,
        pay_source_id
    from judged
    where other_source_id is not null

    union all

    select
        company_id,
        pay_subject_key,
        person_key,
        month_start,
        month_end,
        month_index,
        'currency_differs' as rule_id,
        cast(null as string) as excuse_reason,
        month_base_amount as hr_amount,
        gross_amount as payroll_amount,
        pay_currency as currency,
        hr_source_system,
        hr_source_id,
        pay_source_system,
        pay_source_id
    from judged
    where hr_source_id is not null and (is_mixed_currency or hr_currency <> pay_currency)

    union all

    select
        company_id,
        pay_subject_key,
        person_key,
        month_start,
        month_end,
        month_index,
        'amount_differs' as rule_id,
        case
            when not is_whole_month then 'other_pay_period'
            when start_date > month_start or end_date < month_end then 'part_of_the_month'
            when unpaid_days > 0 then 'unpaid_leave'
            when is_pay_unsettled then 'pay_changed_within_the_month'
        end as excuse_reason,
        month_base_amount as hr_amount,
        compared_amount as payroll_amount,
        pay_currency as currency,
        hr_source_system,
        hr_source_id,
        pay_source_system,
        pay_source_id
    from judged
    where hr_source_id is not null and not is_mixed_currency and hr_currency = pay_currency and is_beyond_tolerance
),

-- Months that follow one another are one case, since its first month.
runs as (
    select
        *,
        month_index - row_number() over (
            partition by company_id, pay_subject_key, rule_id, excuse_reason order by month_index
        ) as case_number
    from differences
)

select
    runs.company_id,
    runs.pay_subject_key,
    runs.person_key,
    runs.month_start,
    runs.month_end,
    runs.rule_id,
    case when runs.excuse_reason is null then 'unexplained' else 'excused' end as difference_status,
    runs.excuse_reason,
    min(runs.month_start) over (
        partition by runs.company_id, runs.pay_subject_key, runs.rule_id, runs.excuse_reason, runs.case_number
    ) as since_date,
    cast(runs.hr_amount as decimal(18, 2)) as hr_amount,
    cast(runs.payroll_amount as decimal(18, 2)) as payroll_amount,
    cast(coalesce(runs.payroll_amount, 0) - coalesce(runs.hr_amount, 0) as decimal(18, 2)) as difference_amount,
    runs.currency,
    runs.hr_source_system,
    runs.hr_source_id,
    runs.pay_source_system,
    runs.pay_source_id,
    rules.owner,
    rules.remedy
from runs
inner join {{ ref('reconciliation_rule') }} as rules
    on runs.rule_id = rules.rule_id
