-- A seat is filled from outside by a hire and from inside by a change of unit or job, in the place filled.
with moves as (
    select distinct
        employment_key,
        movement_date
    from {{ ref('fct_movement') }}
    where movement_type in ('transfer', 'job_change')
),

fills as (
    select
        place.person_key,
        place.own_org_unit_key,
        {{ place_columns() }},
        0 as internal_count
    from {{ ref('person_month') }} as place
    where place.worker_type = 'employee' and place.hire_count = 1 and not place.is_continued

    union all

    select
        place.person_key,
        place.own_org_unit_key,
        {{ place_columns() }},
        1 as internal_count
    from moves
    {{ at_place('moves', 'movement_date', key='employment_key') }}
    where place.worker_type = 'employee'
),

-- A fill of a critical role is one that brought its holder into the role's unit.
critical_roles as (
    select distinct
        incumbent_person_key,
        org_unit_key
    from {{ ref('dim_critical_role') }}
),

direct as (
    select
        fills.*,
        1 as fill_count,
        case when critical_roles.org_unit_key is not null then fills.internal_count else 0 end
            as critical_internal_count,
        case when critical_roles.org_unit_key is not null then 1 else 0 end as critical_fill_count
    from fills
    left join critical_roles
        on
            fills.person_key = critical_roles.incumbent_person_key
            and fills.own_org_unit_key = critical_roles.org_unit_key
),

counted as (
    {{ by_dimension(
        'direct', ['internal_count', 'fill_count', 'critical_internal_count', 'critical_fill_count']
    ) }}
)

{{ kpi_rows('internal_fill', 'counted', [
    {'name': 'all_fills', 'numerator': 'internal_count', 'denominator': 'fill_count'},
    {'name': 'critical_roles', 'numerator': 'critical_internal_count', 'denominator': 'critical_fill_count',
     'where': 'critical_fill_count > 0'},
]) }}
