-- Where in the range people are paid, before and after the recommended increments. Of the people of grades that
-- rpt_compensation_summary__compa_ratio shows, so that the two tables count the same people.
with shown_grades as (
    select
        company_id,
        grade_id
    from {{ ref('rpt_leadership_pack__pay_position') }}
    where withheld_reason is null
),

increments as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and range_maximum_amount is not null and base_amount is not null
),

grades as (
    select
        grade_key,
        company_id,
        grade_id
    from {{ ref('dim_grade') }}
),

-- Pay and range of the person's own working time. Where nothing can be recommended, pay stays as it is.
paid as (
    {% for moment, amount in {
        'before': 'increments.base_amount', 'after': 'coalesce(increments.new_base_amount, increments.base_amount)'
    }.items() -%}
        select
            increments.cycle_id,
            '{{ moment }}' as moment,
            cast({{ amount }} as decimal(18, 2)) as amount,
            cast(increments.range_minimum_amount * increments.fte as decimal(38, 6)) as minimum_amount,
            cast(increments.range_maximum_amount * increments.fte as decimal(38, 6)) as maximum_amount
        from increments
        inner join grades
            on increments.grade_key = grades.grade_key
        inner join shown_grades
            on
                grades.company_id = shown_grades.company_id
                and grades.grade_id = shown_grades.grade_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

placed as (
    select
        cycle_id,
        moment,
        case
            when amount < minimum_amount then 0
            when amount > maximum_amount then 4
            when 3 * (amount - minimum_amount) < maximum_amount - minimum_amount then 1
            when 3 * (amount - minimum_amount) < 2 * (maximum_amount - minimum_amount) then 2
            else 3
        end as position_order
    from paid
),

bands as (
    select
        cycle_id,
        moment,
        position_order,
        count(*) as people_count
    from placed
    group by cycle_id, moment, position_order
),

{{ folded_ends('folded', 'bands', ['cycle_id'], 'position_order', ['moment']) }},

{% set names = ['Below the range', 'Lower third', 'Middle third', 'Upper third', 'Above the range'] -%}
names as (
    {% for name in names -%}
        select
            {{ loop.index0 }} as band,
            '{{ name }}' as band_name
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ released_parts('released', 'folded_parts', ['cycle_id', 'moment']) }},

totals as (
    select
        cycle_id,
        moment,
        sum(part_size) as placed_count
    from folded_parts
    group by cycle_id, moment
),

-- A part in which nobody is before, or after, has a row all the same: its count is zero.
spans as (
    select
        cycle_id,
        band,
        bool_or(has_lower) as has_lower,
        bool_or(has_higher) as has_higher
    from folded_parts
    group by cycle_id, band
),

sides as (
    select
        spans.cycle_id,
        spans.band,
        bool_or(spans.has_lower) as has_lower,
        bool_or(spans.has_higher) as has_higher,
        max(totals.placed_count) as placed_count,
        {% for moment in ['before', 'after'] -%}
            sum(case when totals.moment = '{{ moment }}' then coalesce(parts.part_size, 0) end) as {{ moment }}_count,
        {% endfor -%}
        max(released.withheld_reason) as withheld_reason
    from spans
    inner join totals
        on spans.cycle_id = totals.cycle_id
    left join folded_parts as parts
        on
            spans.cycle_id = parts.cycle_id
            and spans.band = parts.band
            and totals.moment = parts.moment
    left join released
        on
            parts.cycle_id = released.cycle_id
            and parts.moment = released.moment
            and parts.part_key = released.part_key
    group by spans.cycle_id, spans.band
)

select
    sides.cycle_id,
    cast(sides.band as int) as position_order,
    names.band_name
    || case when sides.has_lower then ' or below' else '' end
    || case when sides.has_higher then ' or above' else '' end as position_name,
    cast(sides.placed_count as bigint) as placed_count,
    {% for moment in ['before', 'after'] -%}
        case when sides.withheld_reason is null then cast(sides.{{ moment }}_count as bigint) end
            as {{ moment }}_count,
        case
            when sides.withheld_reason is null
                then cast({{ share('sides.' ~ moment ~ '_count', 'sides.placed_count') }} as decimal(18, 4))
        end as {{ moment }}_ratio,
    {% endfor -%}
    sides.withheld_reason
from sides
inner join names
    on sides.band = names.band
