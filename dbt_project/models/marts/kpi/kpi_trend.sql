with policy as (
    {{ group_policy(ref('kpi_policy'), ['fewest_for_trend']) }}
),

levels as (
    select
        kpi_values.*,
        dim_kpi.interval_method,
        case
            when kpi_values.withheld_reason is null
                then kpi_values.numerator / nullif(kpi_values.denominator, 0)
        end as value
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_kpi') }} as dim_kpi
        on
            kpi_values.kpi_id = dim_kpi.kpi_id
            and kpi_values.variant = dim_kpi.default_variant
    where kpi_values.dimension = 'all'
),

-- More than all, as turnover can be, is as sure as all.
bounded as (
    select
        *,
        least(greatest(value, 0), 1) as share_value
    from levels
),

bounds as (
    select
        *,
        case
            when interval_method = 'wilson'
                then share_value - {{ wilson_bound('share_value', 'cast(n as double)', '-') }}
            when interval_method = 'standard_error' then 1.959964 * standard_error
        end as low_arm,
        case
            when interval_method = 'wilson'
                then {{ wilson_bound('share_value', 'cast(n as double)', '+') }} - share_value
            when interval_method = 'standard_error' then 1.959964 * standard_error
        end as high_arm
    from bounded
),

-- Newcombe's interval of a difference, from the arms of the two.
compared as (
    select
        this_one.kpi_id,
        this_one.period_type,
        this_one.period_start,
        this_one.period_end,
        this_one.company_id,
        this_one.tree,
        this_one.org_unit_key,
        this_one.currency,
        this_one.interval_method,
        this_one.n,
        before.n as previous_n,
        this_one.value,
        before.value as previous_value,
        this_one.value - before.value as change_value,
        this_one.value - before.value
        - sqrt(this_one.low_arm * this_one.low_arm + before.high_arm * before.high_arm) as low_change_value,
        this_one.value - before.value
        + sqrt(this_one.high_arm * this_one.high_arm + before.low_arm * before.low_arm) as high_change_value,
        coalesce(this_one.n < policy.fewest_for_trend or before.n < policy.fewest_for_trend, true) as is_too_few
    from bounds as this_one
    cross join policy
    left join bounds as before
        on
            this_one.kpi_id = before.kpi_id
            and this_one.period_type = before.period_type
            and this_one.company_id = before.company_id
            and this_one.tree = before.tree
            and this_one.org_unit_key = before.org_unit_key
            and {{ add_days('this_one.period_start', -1) }} = before.period_end
)

select
    kpi_id,
    period_type,
    period_start,
    period_end,
    company_id,
    tree,
    org_unit_key,
    currency,
    value,
    previous_value,
    change_value,
    case when not is_too_few then low_change_value end as low_change_value,
    case when not is_too_few then high_change_value end as high_change_value,
    n,
    previous_n,
    case
        when change_value is null then 'withheld'
        when is_too_few then 'too_few'
        when
            interval_method <> 'none'
            and (low_change_value is null or (low_change_value <= 0 and high_change_value >= 0))
            then 'no_clear_change'
        when change_value > 0 then 'rose'
        when change_value < 0 then 'fell'
        else 'same'
    end as verdict
from compared
