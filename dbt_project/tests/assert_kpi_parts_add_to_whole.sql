-- Where parts add up, the companies' numerators add up to the group's, for every KPI, variant, unit, tree, part and
-- period, and so do the denominators unless they only divide (the value itself adds up). A withheld part adds nothing,
-- and a withheld whole has nothing to add up to. Surveys may hold answers and invitations of no known company: there
-- the companies never come to more than the group.
with parts as (
    select
        kpi_values.kpi_id,
        kpi_values.variant,
        kpi_values.period_type,
        kpi_values.period_end,
        kpi_values.tree,
        kpi_values.org_unit_key,
        kpi_values.dimension,
        kpi_values.dimension_value,
        dim_kpi.additivity,
        max(case when kpi_values.company_id = '*' then kpi_values.withheld_reason end) as withheld_reason,
        sum(case when kpi_values.company_id = '*' then 0 else coalesce(kpi_values.numerator, 0) end) as numerators,
        sum(case when kpi_values.company_id = '*' then coalesce(kpi_values.numerator, 0) else 0 end) as numerator,
        sum(case when kpi_values.company_id = '*' then 0 else kpi_values.denominator end) as denominators,
        sum(case when kpi_values.company_id = '*' then kpi_values.denominator else 0 end) as denominator
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_kpi') }} as dim_kpi
        on kpi_values.kpi_id = dim_kpi.kpi_id
    group by
        kpi_values.kpi_id,
        kpi_values.variant,
        kpi_values.period_type,
        kpi_values.period_end,
        kpi_values.tree,
        kpi_values.org_unit_key,
        kpi_values.dimension,
        kpi_values.dimension_value,
        dim_kpi.additivity
)

select *
from parts
where
    additivity <> 'none'
    and withheld_reason is null
    and (
        numerators - numerator > 0.000001
        or (additivity = 'parts' and denominators - denominator > 0.000001)
        or (
            kpi_id not in ('enps', 'favourable_share', 'response_rate')
            and (
                numerator - numerators > 0.000001
                or (additivity = 'parts' and denominator - denominators > 0.000001)
            )
        )
    )
