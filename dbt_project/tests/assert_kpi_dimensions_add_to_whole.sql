-- Where parts add up, the values of every dimension add up to the whole: the numerators of every KPI, variant, unit,
-- company, tree and period that is cut at all, and the denominators unless they only divide (the value itself adds up).
-- A withheld part adds nothing, and a withheld whole has nothing to add up to.
with wholes as (
    select
        kpi_values.kpi_id,
        kpi_values.variant,
        kpi_values.period_type,
        kpi_values.period_end,
        kpi_values.company_id,
        kpi_values.tree,
        kpi_values.org_unit_key,
        dim_kpi.additivity,
        coalesce(kpi_values.numerator, 0) as numerator,
        kpi_values.denominator
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_kpi') }} as dim_kpi
        on kpi_values.kpi_id = dim_kpi.kpi_id
    where
        kpi_values.dimension = 'all'
        and dim_kpi.additivity <> 'none'
        and kpi_values.withheld_reason is null
),

parts as (
    select
        kpi_id,
        variant,
        period_type,
        period_end,
        company_id,
        tree,
        org_unit_key,
        dimension,
        sum(coalesce(numerator, 0)) as numerator,
        sum(denominator) as denominator
    from {{ ref('kpi_values') }}
    where dimension <> 'all'
    group by kpi_id, variant, period_type, period_end, company_id, tree, org_unit_key, dimension
)

select
    parts.*,
    wholes.numerator as whole_numerator,
    wholes.denominator as whole_denominator
from parts
inner join wholes
    on
        parts.kpi_id = wholes.kpi_id
        and parts.variant = wholes.variant
        and parts.period_type = wholes.period_type
        and parts.period_end = wholes.period_end
        and parts.company_id = wholes.company_id
        and parts.tree = wholes.tree
        and parts.org_unit_key = wholes.org_unit_key
where
    abs(parts.numerator - wholes.numerator) > 0.000001 * greatest(1, abs(wholes.numerator))
    or (
        wholes.additivity = 'parts'
        and abs(parts.denominator - wholes.denominator) > 0.000001 * greatest(1, wholes.denominator)
    )
