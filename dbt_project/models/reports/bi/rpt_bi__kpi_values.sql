-- The whole group in every KPI and variant, and by unit those rates that stand for the people employed. The minimum
-- group of a financial year and its quarters is one, so no quarter of a hidden unit is the difference of shown ones.
-- Answers to surveys are released by rpt_bi__engagement alone, whose whole leaves a few heads out; a KPI behind which
-- too few people stand in some period is shown for financial years only, which do not overlap.
{%- set by_unit = [
    'absence_rate', 'internal_mobility', 'involuntary_turnover', 'promotion_rate', 'training_hours', 'turnover',
    'voluntary_turnover',
] %}
{%- set released_keys = ['kpi_id', 'variant', 'period_type', 'period_start', 'period_end'] %}

with policy as (
    {{ disclosure_policy_in_force() }}
),

library as (
    select * from {{ ref('dim_kpi') }}
),

figures as (
    select
        kpi_values.*,
        unit.parent_org_unit_key is null as is_root,
        kpi_values.period_type in ('quarter', 'year')
        and kpi_values.kpi_id in (
            {% for kpi_id in by_unit -%}
                '{{ kpi_id }}'{{ ',' if not loop.last }}
            {% endfor %}
        ) as is_by_unit
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_org_unit') }} as unit
        on kpi_values.org_unit_key = unit.org_unit_key
    where
        kpi_values.company_id = '*'
        and kpi_values.tree = 'as_is'
        and kpi_values.dimension = 'all'
        and kpi_values.kpi_id <> 'favourable_share'
),

-- Rates by unit: whole, where the figure of the root is known.
known as (
    select
        kpi_id,
        variant,
        period_type,
        period_end
    from figures
    where is_by_unit and is_root and withheld_reason is null
),

sized as (
    select
        {{ columns_of('figures', released_keys) | indent(8) }},
        figures.org_unit_key,
        coalesce(figures.numerator, 0) as numerator,
        figures.denominator,
        size.people_size
    from figures
    inner join known
        on
            figures.kpi_id = known.kpi_id
            and figures.variant = known.variant
            and figures.period_type = known.period_type
            and figures.period_end = known.period_end
    inner join {{ ref('release_size') }} as size
        on
            figures.period_type = size.period_type
            and figures.period_end = size.period_end
            and figures.org_unit_key = size.org_unit_key
),

{{ released_by_unit('released', 'sized', 'people_size', ['numerator', 'denominator'], released_keys) }},

units as (
    select
        {{ columns_of('released', released_keys) | indent(8) }},
        released.cell_key,
        released.parent_cell_key,
        released.org_unit_name,
        released.org_level,
        released.level_name,
        released.parent_org_unit_name,
        released.is_whole,
        case when figures.withheld_reason is null then released.numerator / nullif(released.denominator, 0) end
            as value,
        cast(null as double) as standard_error,
        cast(null as string) as currency,
        released.people_size as n,
        coalesce(
            released.withheld_reason,
            {{ plain_words('figures.withheld_reason') }},
            case when released.denominator = 0 then 'Nothing to divide by' end
        ) as withheld_reason
    from released
    left join figures
        on
            {{ same('released', 'figures', released_keys) | indent(12) }}
            and released.cell_key = figures.org_unit_key
),

roots as (
    select
        figures.*,
        min(case when figures.withheld_reason is null then figures.n end) over (
            partition by figures.kpi_id, figures.variant
        ) as fewest,
        policy.minimum_group
    from figures
    cross join policy
    where figures.is_root
),

wholes as (
    select
        {{ columns_of('roots', released_keys) | indent(8) }},
        roots.org_unit_key as cell_key,
        cast(null as string) as parent_cell_key,
        unit.org_unit_name,
        unit.org_level,
        unit.level_name,
        cast(null as string) as parent_org_unit_name,
        true as is_whole,
        case
            when roots.withheld_reason is null and roots.n >= roots.minimum_group
                then roots.numerator / nullif(roots.denominator, 0)
        end as value,
        case
            when roots.withheld_reason is null and roots.n >= roots.minimum_group then roots.standard_error
        end as standard_error,
        roots.currency,
        cast(roots.n as decimal(18, 2)) as n,
        case
            when roots.withheld_reason is not null then {{ plain_words('roots.withheld_reason') }}
            when roots.n < roots.minimum_group then {{ small_group_reason('roots.minimum_group') }}
        end as withheld_reason
    from roots
    inner join {{ ref('dim_org_unit') }} as unit
        on roots.org_unit_key = unit.org_unit_key
    left join known
        on
            roots.kpi_id = known.kpi_id
            and roots.variant = known.variant
            and roots.period_type = known.period_type
            and roots.period_end = known.period_end
    where known.kpi_id is null and (roots.period_type = 'year' or roots.fewest >= roots.minimum_group)
),

united as (
    select * from units
    union all
    select * from wholes
)

select
    united.kpi_id,
    library.kpi_name,
    united.variant,
    united.variant = library.default_variant as is_default_variant,
    library.unit,
    library.direction,
    united.period_type,
    united.period_start,
    united.period_end,
    united.cell_key,
    united.parent_cell_key,
    united.org_unit_name,
    united.org_level,
    united.level_name,
    united.parent_org_unit_name,
    united.is_whole,
    cast(round(united.value, 9) as decimal(18, 4)) as value,
    united.currency,
    cast(round(united.standard_error, 9) as decimal(18, 4)) as standard_error,
    case when united.withheld_reason is null then cast(united.n as decimal(18, 1)) end as n,
    united.withheld_reason
from united
inner join library
    on united.kpi_id = library.kpi_id
