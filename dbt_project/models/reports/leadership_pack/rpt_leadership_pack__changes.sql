-- The KPIs of the whole group in the last financial year and the one before, with the division that moved each most.
with defaults as (
    select * from {{ ref('dim_kpi') }}
    where is_headline
),

policy as (
    {{ disclosure_policy_in_force() }}
),

-- Answers are taken as released by unit, so that the whole here is the whole there.
values_of_group as (
    select
        kpi.kpi_id,
        kpi.period_start,
        kpi.period_end,
        kpi.numerator,
        kpi.denominator,
        kpi.n,
        kpi.withheld_reason
    from {{ ref('kpi_values') }} as kpi
    inner join defaults
        on kpi.kpi_id = defaults.kpi_id and kpi.variant = defaults.default_variant
    inner join {{ ref('dim_org_unit') }} as unit
        on kpi.org_unit_key = unit.org_unit_key
    where
        kpi.kpi_id <> 'favourable_share'
        and kpi.company_id = '*'
        and kpi.tree = 'as_is'
        and kpi.dimension = 'all'
        and kpi.period_type = 'year'
        and unit.parent_org_unit_key is null
        and kpi.period_end <= {{ as_of_date() }}

    union all

    select
        'favourable_share' as kpi_id,
        period_start,
        period_end,
        cast(favourable_ratio as double) as numerator,
        cast(1 as double) as denominator,
        coalesce(respondent_count, 0) as n,
        cast(null as string) as withheld_reason
    from {{ ref('rpt_bi__engagement') }}
    where is_whole
),

years as (
    select
        kpi.kpi_id,
        kpi.period_start,
        kpi.period_end,
        kpi.numerator,
        kpi.denominator,
        kpi.n,
        kpi.withheld_reason,
        defaults.kpi_name,
        defaults.unit,
        defaults.direction,
        row_number() over (partition by kpi.kpi_id order by kpi.period_end desc) as recency
    from values_of_group as kpi
    inner join defaults
        on kpi.kpi_id = defaults.kpi_id
),

compared as (
    select
        this_year.kpi_id,
        this_year.kpi_name,
        this_year.unit,
        this_year.direction,
        this_year.period_start,
        this_year.period_end,
        this_year.denominator,
        last_year.denominator as previous_denominator,
        this_year.n,
        policy.minimum_group,
        this_year.n >= policy.minimum_group as is_shown,
        case
            when this_year.n >= policy.minimum_group
                then this_year.numerator / nullif(this_year.denominator, 0)
        end as value,
        case
            when this_year.n >= policy.minimum_group and last_year.n >= policy.minimum_group
                then last_year.numerator / nullif(last_year.denominator, 0)
        end as previous_value,
        this_year.withheld_reason
    from years as this_year
    cross join policy
    left join years as last_year
        on this_year.kpi_id = last_year.kpi_id and last_year.recency = 2
    where this_year.recency = 1
),

-- What may be released of divisions: the value of a part is its share in the whole's value.
parts as (
    select
        'voluntary_turnover' as kpi_id,
        period_end,
        cell_key,
        org_unit_name,
        cast(leaver_count as double) as numerator
    from {{ ref('rpt_bi__turnover') }}
    where org_level = 2 and withheld_reason is null

    union all

    select
        'headcount' as kpi_id,
        period_end,
        cell_key,
        org_unit_name,
        cast(people_count as double) as numerator
    from {{ ref('rpt_bi__headcount') }}
    where org_level = 2 and withheld_reason is null
),

moved as (
    select
        compared.kpi_id,
        this_year.org_unit_name,
        this_year.numerator / nullif(compared.denominator, 0)
        - last_year.numerator / nullif(compared.previous_denominator, 0) as driver_value
    from compared
    inner join parts as this_year
        on compared.kpi_id = this_year.kpi_id and compared.period_end = this_year.period_end
    inner join parts as last_year
        on
            this_year.kpi_id = last_year.kpi_id
            and this_year.cell_key = last_year.cell_key
            and {{ dbt.dateadd('day', -1, 'compared.period_start') }} = last_year.period_end
    where
        (compared.value - compared.previous_value)
        * (
            this_year.numerator / nullif(compared.denominator, 0)
            - last_year.numerator / nullif(compared.previous_denominator, 0)
        ) > 0
    qualify
        row_number() over (
            partition by compared.kpi_id
            order by
                abs(
                    this_year.numerator / nullif(compared.denominator, 0)
                    - last_year.numerator / nullif(compared.previous_denominator, 0)
                ) desc,
                this_year.org_unit_name
        ) = 1
)

select
    cast(row_number() over (order by compared.kpi_id) as int) as sequence,
    compared.kpi_id,
    compared.kpi_name as measure,
    case compared.unit when 'ratio' then 'percent' when 'people' then 'count' else compared.unit end as unit,
    cast(null as string) as currency,
    case compared.direction when 'neutral' then 'none' else compared.direction end as direction,
    case when compared.unit = 'people' then compared.period_end else compared.period_start end as period_start,
    compared.period_end,
    cast(compared.value as decimal(18, 4)) as value,
    cast(compared.previous_value as decimal(18, 4)) as previous_value,
    -- Spark widens a difference of decimals by a digit, so the result is cast as well.
    cast(
        cast(compared.value as decimal(18, 4)) - cast(compared.previous_value as decimal(18, 4)) as decimal(18, 4)
    ) as change_value,
    case when compared.is_shown then compared.n end as n,
    case compared.kpi_id
        when 'favourable_share' then 'respondents'
        when 'response_rate' then 'invitations'
        when 'voluntary_turnover' then 'people on average'
        else 'people'
    end as n_label,
    moved.org_unit_name as driver_name,
    cast(moved.driver_value as decimal(18, 4)) as driver_value,
    case
        when not compared.is_shown then {{ small_group_reason('compared.minimum_group') }}
        else {{ plain_words('compared.withheld_reason') }}
    end as withheld_reason
from compared
left join moved
    on compared.kpi_id = moved.kpi_id
