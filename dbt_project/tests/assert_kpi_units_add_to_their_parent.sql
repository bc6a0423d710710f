-- Headcount and voluntary exits of a unit are those of the units directly below it plus those of its own direct
-- members and of the units below that have no figures of their own: what a month's places count unit by unit, as it is.
with figures as (
    select
        company_id,
        org_unit_key,
        period_end,
        sum(case when kpi_id = 'headcount' then numerator else 0 end) as people,
        sum(case when kpi_id = 'voluntary_turnover' then numerator else 0 end) as exits
    from {{ ref('kpi_values') }}
    where
        period_type = 'month'
        and tree = 'as_is'
        and dimension = 'all'
        and (
            (kpi_id = 'headcount' and variant = 'closing')
            or (kpi_id = 'voluntary_turnover' and variant = 'daily_average')
        )
        and company_id <> '*'
    group by company_id, org_unit_key, period_end
),

shown as (
    select distinct org_unit_key
    from figures
),

direct as (
    select
        company_id,
        org_unit_key,
        month_end as period_end,
        closing_count as people,
        0 as exits
    from {{ ref('fct_headcount_month') }}
    where worker_type = 'employee' and month_end <= {{ as_of_date() }}
    union all
    select
        exits.company_id,
        exits.org_unit_key,
        months.month_end as period_end,
        0 as people,
        exits.exit_count as exits
    from {{ ref('counted_exit') }} as exits
    inner join {{ ref('period_month') }} as months
        on exits.month_start = months.month_start and months.period_type = 'month'
    where exits.worker_type = 'employee' and exits.exit_type = 'voluntary'
),

-- The lowest unit with figures that each unit hangs below, or the unit itself.
homes as (
    select
        bridge.descendant_org_unit_key,
        bridge.ancestor_org_unit_key as org_unit_key
    from {{ ref('bridge_org_unit') }} as bridge
    inner join shown
        on bridge.ancestor_org_unit_key = shown.org_unit_key
    qualify row_number() over (partition by bridge.descendant_org_unit_key order by bridge.distance asc) = 1
),

parts as (
    select
        figures.company_id,
        bridge.ancestor_org_unit_key as org_unit_key,
        figures.period_end,
        figures.people,
        figures.exits
    from figures
    inner join {{ ref('bridge_org_unit') }} as bridge
        on
            figures.org_unit_key = bridge.descendant_org_unit_key
            and bridge.distance = 1
    union all
    select
        direct.company_id,
        homes.org_unit_key,
        direct.period_end,
        direct.people,
        direct.exits
    from direct
    inner join homes
        on direct.org_unit_key = homes.descendant_org_unit_key
),

added as (
    select
        company_id,
        org_unit_key,
        period_end,
        sum(people) as people,
        sum(exits) as exits
    from parts
    group by company_id, org_unit_key, period_end
)

select
    coalesce(figures.company_id, added.company_id) as company_id,
    coalesce(figures.org_unit_key, added.org_unit_key) as org_unit_key,
    coalesce(figures.period_end, added.period_end) as period_end
from figures
full outer join added
    on
        figures.company_id = added.company_id
        and figures.org_unit_key = added.org_unit_key
        and figures.period_end = added.period_end
where
    coalesce(figures.people, 0) <> coalesce(added.people, 0)
    or coalesce(figures.exits, 0) <> coalesce(added.exits, 0)
