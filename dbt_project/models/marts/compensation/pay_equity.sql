-- Every figure about women's and men's pay in one shape, each with what it was measured on or why it is withheld.
with gaps as (
    select * from {{ ref('pay_gap') }}
),

adjusted as (
    select * from {{ ref('pay_gap_adjusted') }}
),

quartiles as (
    select * from {{ ref('pay_quartile') }}
),

wages as (
    select * from {{ ref('wages_share') }}
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

-- A band with one to four women, or men, would tell what each of them earns at most or at least.
judged_quartiles as (
    select
        quartiles.*,
        (quartiles.women_count = 0 or quartiles.women_count >= disclosure.minimum_group)
        and (quartiles.men_count = 0 or quartiles.men_count >= disclosure.minimum_group) as is_shown
    from quartiles
    cross join disclosure
),

judged_wages as (
    select
        wages.*,
        wages.women_count >= disclosure.minimum_group
        and wages.people_count - wages.women_count >= disclosure.minimum_group as is_shown
    from wages
    cross join disclosure
),

measured as (
    select
        company_id,
        cycle_id,
        scope_type,
        scope_id,
        measure,
        variant,
        decision_date,
        currency,
        value,
        standard_error,
        cast(null as decimal(18, 6)) as robust_standard_error,
        lower_value,
        upper_value,
        cast(null as decimal(18, 6)) as r_squared,
        n,
        n_women,
        n_men,
        n as n_effective,
        threshold_value,
        is_flagged,
        withheld_reason
    from gaps

    union all

    select
        company_id,
        cycle_id,
        scope_type,
        company_id as scope_id,
        measure,
        variant,
        decision_date,
        currency,
        value,
        standard_error,
        robust_standard_error,
        lower_value,
        upper_value,
        r_squared,
        n,
        n_women,
        n_men,
        n_effective,
        cast(null as decimal(9, 4)) as threshold_value,
        cast(null as boolean) as is_flagged,
        withheld_reason
    from adjusted

    union all

    select
        company_id,
        cycle_id,
        'quartile' as scope_type,
        cast(quartile as string) as scope_id,
        'women_share' as measure,
        'hourly' as variant,
        decision_date,
        cast(null as string) as currency,
        case when is_shown then {{ share('women_count', 'people_count') }} end as value,
        cast(null as decimal(18, 6)) as standard_error,
        cast(null as decimal(18, 6)) as robust_standard_error,
        cast(null as decimal(18, 6)) as lower_value,
        cast(null as decimal(18, 6)) as upper_value,
        cast(null as decimal(18, 6)) as r_squared,
        people_count as n,
        cast(round(women_count, 0) as bigint) as n_women,
        cast(round(men_count, 0) as bigint) as n_men,
        people_count as n_effective,
        cast(null as decimal(9, 4)) as threshold_value,
        cast(null as boolean) as is_flagged,
        case when not is_shown then 'too_few_women_or_men' end as withheld_reason
    from judged_quartiles

    union all

    select
        company_id,
        cycle_id,
        'company' as scope_type,
        company_id as scope_id,
        'wages_share' as measure,
        'gross_' || lower(currency) as variant,
        decision_date,
        currency,
        case when is_shown then {{ share('women_gross_amount', 'gross_amount') }} end as value,
        cast(null as decimal(18, 6)) as standard_error,
        cast(null as decimal(18, 6)) as robust_standard_error,
        cast(null as decimal(18, 6)) as lower_value,
        cast(null as decimal(18, 6)) as upper_value,
        cast(null as decimal(18, 6)) as r_squared,
        people_count as n,
        women_count as n_women,
        men_count as n_men,
        people_count as n_effective,
        cast(null as decimal(9, 4)) as threshold_value,
        cast(null as boolean) as is_flagged,
        case when not is_shown then 'too_few_women_or_men' end as withheld_reason
    from judged_wages
)

select
    company_id,
    cycle_id,
    scope_type,
    scope_id,
    measure,
    variant,
    decision_date,
    currency,
    cast(value as decimal(18, 6)) as value,
    standard_error,
    robust_standard_error,
    lower_value,
    upper_value,
    r_squared,
    n,
    n_women,
    n_men,
    n_effective,
    threshold_value,
    is_flagged,
    withheld_reason
from measured
