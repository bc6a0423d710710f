with policy as (
    {{ group_policy(ref('kpi_policy'), ['lowest_org_level']) }}
),

-- In decimals: sums of doubles differ in the last place by the order of their rows. Spark takes a sum for 38 digits and
-- drops places where two such meet, so sums are given their size back.
cells as (
    select
        kpi_values.kpi_id,
        kpi_values.period_type,
        kpi_values.period_start,
        kpi_values.period_end,
        kpi_values.company_id,
        kpi_values.org_unit_key,
        dim_kpi.additivity,
        case
            when kpi_values.withheld_reason is null then cast(round(kpi_values.numerator, 9) as decimal(28, 9))
        end as numerator,
        cast(round(kpi_values.denominator, 9) as decimal(28, 9)) as denominator
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_kpi') }} as dim_kpi
        on
            kpi_values.kpi_id = dim_kpi.kpi_id
            and kpi_values.variant = dim_kpi.default_variant
    where
        kpi_values.dimension = 'all'
        and kpi_values.tree = 'as_is'
        and dim_kpi.additivity <> 'none'
),

-- Wholes whose change is known, of units that have units with figures below.
wholes as (
    select
        this_one.kpi_id,
        this_one.period_type,
        this_one.period_start,
        this_one.period_end,
        this_one.company_id,
        this_one.org_unit_key,
        this_one.additivity,
        before.period_end as previous_end,
        this_one.numerator,
        this_one.denominator,
        before.numerator as previous_numerator,
        before.denominator as previous_denominator
    from cells as this_one
    inner join cells as before
        on
            this_one.kpi_id = before.kpi_id
            and this_one.period_type = before.period_type
            and this_one.company_id = before.company_id
            and this_one.org_unit_key = before.org_unit_key
            and {{ add_days('this_one.period_start', -1) }} = before.period_end
    inner join {{ ref('dim_org_unit') }} as unit
        on this_one.org_unit_key = unit.org_unit_key
    cross join policy
    where
        unit.org_level < policy.lowest_org_level
        and this_one.numerator is not null
        and before.numerator is not null
        and this_one.denominator > 0
        and before.denominator > 0
),

-- What of either period each child accounts for; a child without a figure is left to the rest.
children as (
    select
        wholes.kpi_id,
        wholes.period_type,
        wholes.period_end,
        wholes.company_id,
        wholes.org_unit_key,
        child.org_unit_key as part_org_unit_key,
        sum(case when parts.period_end = wholes.period_end then parts.numerator else 0 end) as numerator,
        sum(case when parts.period_end = wholes.period_end then parts.denominator else 0 end) as denominator,
        sum(case when parts.period_end = wholes.previous_end then parts.numerator else 0 end) as previous_numerator,
        sum(case when parts.period_end = wholes.previous_end then parts.denominator else 0 end) as previous_denominator
    from wholes
    inner join {{ ref('dim_org_unit') }} as child
        on wholes.org_unit_key = child.parent_org_unit_key
    inner join cells as parts
        on
            child.org_unit_key = parts.org_unit_key
            and wholes.kpi_id = parts.kpi_id
            and wholes.period_type = parts.period_type
            and wholes.company_id = parts.company_id
            and parts.period_end in (wholes.period_end, wholes.previous_end)
    where parts.numerator is not null
    group by
        wholes.kpi_id,
        wholes.period_type,
        wholes.period_end,
        wholes.company_id,
        wholes.org_unit_key,
        child.org_unit_key
),

accounted as (
    select
        kpi_id,
        period_type,
        period_end,
        company_id,
        org_unit_key,
        cast(sum(numerator) as decimal(28, 9)) as numerator,
        cast(sum(denominator) as decimal(28, 9)) as denominator,
        cast(sum(previous_numerator) as decimal(28, 9)) as previous_numerator,
        cast(sum(previous_denominator) as decimal(28, 9)) as previous_denominator
    from children
    group by kpi_id, period_type, period_end, company_id, org_unit_key
),

{%- set keys = ['kpi_id', 'period_type', 'period_end', 'company_id', 'org_unit_key'] %}

parts as (
    select
        {{ columns_of('children', keys) | indent(8) }},
        children.part_org_unit_key,
        false as is_rest,
        children.numerator,
        children.denominator,
        children.previous_numerator,
        children.previous_denominator
    from children

    union all

    select
        {{ columns_of('wholes', keys) | indent(8) }},
        wholes.org_unit_key as part_org_unit_key,
        true as is_rest,
        wholes.numerator - coalesce(accounted.numerator, 0) as numerator,
        wholes.denominator - coalesce(accounted.denominator, 0) as denominator,
        wholes.previous_numerator - coalesce(accounted.previous_numerator, 0) as previous_numerator,
        wholes.previous_denominator - coalesce(accounted.previous_denominator, 0) as previous_denominator
    from wholes
    left join accounted
        on
            {{ same('wholes', 'accounted', keys) | indent(12) }}
),

part_figures as (
    select
        {{ columns_of('parts', keys) | indent(8) }},
        parts.part_org_unit_key,
        parts.is_rest,
        cast(parts.numerator as double) as numerator,
        cast(parts.denominator as double) as denominator,
        cast(parts.previous_numerator as double) as previous_numerator,
        cast(parts.previous_denominator as double) as previous_denominator
    from parts
),

whole_figures as (
    select
        {{ columns_of('wholes', keys) | indent(8) }},
        wholes.period_start,
        wholes.additivity,
        cast(wholes.numerator as double) as numerator,
        cast(wholes.denominator as double) as denominator,
        cast(wholes.previous_numerator as double) as previous_numerator,
        cast(wholes.previous_denominator as double) as previous_denominator
    from wholes
),

-- A part's share in the whole's value; where denominators add up, less what its weight alone would bring at the
-- whole's mean value. Weights add up to one in both periods, so the second term adds up to nothing.
weighed as (
    select
        parts.*,
        wholes.period_start,
        wholes.additivity,
        parts.numerator / nullif(wholes.denominator, 0)
        - parts.previous_numerator / nullif(wholes.previous_denominator, 0) as share_change,
        case when wholes.additivity = 'parts' then parts.denominator / nullif(wholes.denominator, 0) end as weight,
        case
            when wholes.additivity = 'parts'
                then parts.previous_denominator / nullif(wholes.previous_denominator, 0)
        end as previous_weight,
        (
            wholes.numerator / nullif(wholes.denominator, 0)
            + wholes.previous_numerator / nullif(wholes.previous_denominator, 0)
        ) / 2
            as mean_value
    from part_figures as parts
    inner join whole_figures as wholes
        on
            {{ same('parts', 'wholes', keys) | indent(12) }}
),

effects as (
    select
        *,
        share_change - coalesce(mean_value * (weight - previous_weight), 0) as contribution_value,
        (weight + previous_weight) / 2
        * (numerator / nullif(denominator, 0) - previous_numerator / nullif(previous_denominator, 0))
            as rate_effect_value
    from weighed
)

select
    kpi_id,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    part_org_unit_key,
    is_rest,
    contribution_value,
    case when additivity = 'parts' then rate_effect_value end as rate_effect_value,
    case when additivity = 'parts' then contribution_value - rate_effect_value end as mix_effect_value
from effects
