with changes as (
    select * from {{ ref('figure_change') }}
),

entities as (
    select * from {{ ref('kpi_entity') }}
),

-- Records of the kinds a KPI is made from, at the place and period of the figure.
counted as (
    select
        causes.release_number,
        entities.kpi_id,
        causes.company_id,
        causes.org_unit_key,
        causes.period_type,
        causes.period_end,
        causes.change_kind,
        count(*) as record_count
    from {{ ref('restatement_cause') }} as causes
    inner join entities
        on causes.entity = entities.entity
    group by
        causes.release_number,
        entities.kpi_id,
        causes.company_id,
        causes.org_unit_key,
        causes.period_type,
        causes.period_end,
        causes.change_kind
),

chosen as (
    select
        *,
        sum(record_count) over place as late_record_count,
        row_number() over (
            partition by release_number, kpi_id, company_id, org_unit_key, period_type, period_end
            order by record_count desc, change_kind asc
        ) as choice
    from counted
    window place as (partition by release_number, kpi_id, company_id, org_unit_key, period_type, period_end)
),

valued as (
    select
        *,
        earlier_numerator / nullif(earlier_denominator, 0) as earlier_value,
        numerator / nullif(denominator, 0) as restated_value
    from changes
)

select
    valued.release_number,
    valued.release_id,
    {{ columns_of('valued', figure_key()) | indent(4) }},
    valued.period_start,
    valued.earlier_release_id,
    valued.earlier_known_at,
    valued.known_at,
    valued.earlier_numerator,
    valued.earlier_denominator,
    valued.numerator,
    valued.denominator,
    valued.earlier_value,
    valued.restated_value,
    valued.restated_value - valued.earlier_value as change_value,
    valued.n,
    valued.earlier_withheld_reason,
    valued.withheld_reason,
    valued.is_gone,
    case
        when valued.is_definition_changed then 'definition_changed'
        else coalesce(chosen.change_kind, 'no_late_record')
    end as cause,
    cast(coalesce(chosen.late_record_count, 0) as bigint) as late_record_count
from valued
left join chosen
    on
        chosen.choice = 1
        and valued.release_number = chosen.release_number
        and valued.kpi_id = chosen.kpi_id
        and valued.company_id = chosen.company_id
        and valued.org_unit_key = chosen.org_unit_key
        and valued.period_type = chosen.period_type
        and valued.period_end = chosen.period_end
