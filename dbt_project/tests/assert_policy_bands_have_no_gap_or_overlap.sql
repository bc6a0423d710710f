-- On every day and for every company the bands of a policy are half-open and cover their scale: the first begins at
-- its bottom, each where the one below ends, the last ends at its top (open, where there is none). Where bands have
-- numbers, these rise with the values. No scale goes below 0, so -1 stands for an open end.
{%- set scales = {
    'rating_band': {
        'scale': "cast(scale_min as string) || ' to ' || cast(scale_max as string)", 'name': 'rating_label',
        'lower': 'lower_value', 'upper': 'upper_value', 'bottom': 'scale_min', 'top': 'scale_max',
        'number': 'rating_band', 'columns': ['rating_band', 'rating_label', 'scale_min', 'scale_max']
    },
    'position_band': {
        'scale': "'matrix ' || matrix_id", 'name': 'position_band', 'lower': 'lower_ratio', 'upper': 'upper_ratio',
        'bottom': '0', 'number': 'position_order', 'columns': ['matrix_id', 'position_band', 'position_order'],
        'each': ['matrix_id']
    },
    'readiness_band': {'name': 'readiness', 'lower': 'lower_score', 'upper': 'upper_score', 'bottom': '0'},
    'age_band': {'name': 'age_band', 'lower': 'lower_age', 'upper': 'upper_age', 'bottom': '0'},
    'tenure_band': {'name': 'tenure_band', 'lower': 'lower_months', 'upper': 'upper_months', 'bottom': '0'},
    'bonus_company_factor': {'name': 'factor_ratio', 'lower': 'lower_score', 'upper': 'upper_score', 'bottom': '0'},
    'bonus_target': {'name': 'target_ratio', 'lower': 'lower_rank', 'upper': 'upper_rank', 'bottom': '0'},
    'rag_band': {'name': 'rag', 'lower': 'lower_score', 'upper': 'upper_score'},
    'talent_grid_cut': {
        'scale': 'axis', 'name': 'band', 'lower': 'lower_value', 'upper': 'upper_value', 'columns': ['axis', 'band']
    },
} %}
with
{% for policy, bands in scales.items() -%}
    {{ policy }}_days as (
        {{ policy_days([ref(policy)]) }}
    ),

    {{ policy }}_bound as (
        {{ policy_on_date(
            ref(policy), policy ~ '_days', bands.get('columns', [bands.name]) + [bands.lower, bands.upper],
            each=bands.get('each', [])
        ) }}
    ),

{% endfor -%}
bands as (
    {% for policy, bands in scales.items() -%}
        select
            '{{ policy }}' as policy,
            company_id,
            policy_date,
            {{ bands.get('scale', "''") }} as scale,
            cast({{ bands.name }} as string) as band,
            cast({{ bands.lower }} as decimal(9, 4)) as lower_end,
            cast({{ bands.upper }} as decimal(9, 4)) as upper_end,
            cast({{ bands.get('bottom', 'null') }} as decimal(9, 4)) as bottom,
            cast({{ bands.get('top', 'null') }} as decimal(9, 4)) as top,
            cast({{ bands.get('number', 'null') }} as int) as band_number
        from {{ policy }}_bound
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

neighbours as (
    select
        *,
        lag(band) over scale_of_day as band_below,
        lag(upper_end) over scale_of_day as end_below,
        lag(band_number) over scale_of_day as number_below,
        row_number() over scale_of_day as place,
        count(*) over (partition by policy, company_id, policy_date, scale) as band_count
    from bands
    window scale_of_day as (
        partition by policy, company_id, policy_date, scale order by lower_end asc nulls first, upper_end asc nulls last
    )
),

wrong as (
    select
        *,
        case
            when place = 1 and coalesce(lower_end, -1) <> coalesce(bottom, -1)
                then 'does not begin where the scale does (' || coalesce(cast(bottom as string), 'open') || ')'
            when place > 1 and (end_below is null or lower_end < end_below) then 'overlaps the band below'
            when place > 1 and (lower_end is null or lower_end > end_below) then 'leaves a gap to the band below'
            when upper_end <= lower_end then 'ends before it begins'
            when place = band_count and coalesce(upper_end, -1) <> coalesce(top, -1)
                then 'does not end where the scale does (' || coalesce(cast(top as string), 'open') || ')'
            when band_number <= number_below then 'has a number that does not rise with the values'
        end as fault
    from neighbours
)

select
    policy,
    company_id,
    policy_date,
    scale,
    band,
    policy || ', company ' || company_id || ' from ' || cast(policy_date as string)
    || case when scale = '' then '' else ', ' || scale end || ': band ' || band || ' ('
    || coalesce(cast(lower_end as string), 'open') || ' to ' || coalesce(cast(upper_end as string), 'open') || ') '
    || fault
    || case
        when place > 1 and band_below is not null
            then ' (' || band_below || ', which ends at ' || coalesce(cast(end_below as string), 'open') || ')'
        else ''
    end
    || '. Correct seeds/policy/' || policy || '.csv.' as sentence
from wrong
where fault is not null
