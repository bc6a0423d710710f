{%- set facts = ['period_start', 'definition_version', 'numerator', 'denominator', 'n', 'withheld_reason'] -%}

with releases as (
    select
        release_number,
        release_id,
        as_of_date,
        known_at
    from {{ ref('stg_meritline__published_releases') }}
    where known_to is null
),

last_release as (
    select *
    from releases
    qualify row_number() over (order by release_number desc) = 1
),

said as (
    select
        release_number,
        {{ (figure_key() + facts) | join(',\n        ') }},
        is_gone
    from {{ ref('stg_meritline__published_figures') }}
    where known_to is null
),

last_said as (
    select *
    from said
    qualify row_number() over (partition by {{ figure_key() | join(', ') }} order by release_number desc) = 1
),

figures as (
    select * from {{ ref('release_figure') }}
),

shown as (
    select
        period_type,
        min(period_start) as shown_since
    from figures
    group by period_type
),

-- What this build says stands behind the last release, unless it asks about an earlier day.
to_come as (
    select
        last_release.release_number + 1 as release_number,
        {{ columns_of('figures', figure_key() + facts) | indent(8) }},
        false as is_gone
    from figures
    cross join last_release
    where last_release.as_of_date <= {{ as_of_date() }}
    union all
    select
        last_release.release_number + 1 as release_number,
        {{ columns_of('last_said', figure_key()) | indent(8) }},
        last_said.period_start,
        last_said.definition_version,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(null as bigint) as n,
        cast(null as string) as withheld_reason,
        true as is_gone
    from last_said
    cross join last_release
    inner join shown
        on
            last_said.period_type = shown.period_type
            and last_said.period_start >= shown.shown_since
    left join figures
        on {{ same('last_said', 'figures', figure_key()) | indent(12) }}
    where
        figures.kpi_id is null
        and last_release.as_of_date <= {{ as_of_date() }}
        and last_said.period_end <= {{ as_of_date() }}
),

stated as (
    select * from said
    union all
    select * from to_come
),

-- A figure is an earlier one's successor; one that nobody had said of a period that was reported counts too.
compared as (
    select
        *,
        lag(release_number) over figure as earlier_release_number,
        lag(definition_version) over figure as earlier_definition_version,
        lag(numerator) over figure as earlier_numerator,
        lag(denominator) over figure as earlier_denominator,
        lag(withheld_reason) over figure as earlier_withheld_reason,
        coalesce(lag(is_gone) over figure, true) as was_gone,
        min(release_number) over (
            partition by kpi_id, variant, tree, dimension, period_type, period_end
        ) as first_reported_number
    from stated
    window figure as (partition by {{ figure_key() | join(', ') }} order by release_number)
),

moved as (
    select *
    from compared
    where
        release_number > first_reported_number
        and not (is_gone and was_gone)
        and (
            is_gone <> was_gone
            or (numerator is null) <> (earlier_numerator is null)
            or (denominator is null) <> (earlier_denominator is null)
            -- Sums of binary fractions may differ in the last places between two builds of the same rows.
            or abs(numerator - earlier_numerator) > 1e-9 * greatest(abs(numerator), abs(earlier_numerator))
            or abs(denominator - earlier_denominator) > 1e-9 * greatest(abs(denominator), abs(earlier_denominator))
        )
)

select
    moved.release_number,
    releases.release_id,
    {{ columns_of('moved', figure_key()) | indent(4) }},
    moved.period_start,
    earlier.release_id as earlier_release_id,
    earlier.known_at as earlier_known_at,
    releases.known_at,
    moved.definition_version,
    coalesce(moved.earlier_definition_version <> moved.definition_version, false) as is_definition_changed,
    moved.earlier_numerator,
    moved.earlier_denominator,
    moved.numerator,
    moved.denominator,
    moved.n,
    moved.earlier_withheld_reason,
    moved.withheld_reason,
    moved.is_gone
from moved
inner join releases as earlier
    on moved.release_number = earlier.release_number + 1
left join releases
    on moved.release_number = releases.release_number
