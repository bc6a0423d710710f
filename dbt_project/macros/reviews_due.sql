{#-
  Whose review a cycle asks for: the employees present at the close of its last day, in their place of that day, with
  whether a rating of theirs was given and whether it came after that day. Yields the columns of a place, due_count,
  reviewed_count, dated_count and late_count.
-#}
{% macro reviews_due() -%}
    select
        {{ place_columns() }},
        1 as due_count,
        max(case when rating.rating_key is not null then 1 else 0 end) as reviewed_count,
        max(case when rating.rated_date is not null then 1 else 0 end) as dated_count,
        case when min(rating.rated_date) > cycle.cycle_end_date then 1 else 0 end as late_count
    from {{ ref('canonical__review_cycle') }} as cycle
    inner join {{ ref('person_month') }} as place
        on
            cycle.cycle_end_date >= place.month_start
            and cycle.cycle_end_date <= place.month_end
            and cycle.cycle_end_date >= place.place_counted_from
            and cycle.cycle_end_date < place.place_counted_until
            and {{ binds_company('cycle', 'place') }}
    inner join {{ ref('fct_employment') }} as employment
        on place.employment_key = employment.employment_key
    left join {{ ref('fct_rating') }} as rating
        on
            place.person_key = rating.person_key
            and cycle.cycle_id = rating.cycle_id
            and rating.rating_type in ('final', 'calibrated')
            and rating.rating_value is not null
    where
        place.worker_type = 'employee'
        and {{ until('employment.end_date') }} > cycle.cycle_end_date
    group by
        place.assignment_key,
        cycle.cycle_id,
        cycle.cycle_end_date,
        {{ place_columns() }}
{%- endmacro %}
