{#-
  The places that headcount counts: every range of an employment that took place, at the unit on record or else the
  root, with where the person came from and went and how far the person is counted there. A person of several employments at
  one time is counted in the first of them (`counted_from` of fct_employment); hours count in each. `columns` are
  further columns of fct_assignment.
-#}
{% macro headcount_places(columns=[]) -%}
    select
        {% for column in columns -%}
            placed.{{ column }},
        {% endfor -%}
        placed.employment_key,
        placed.company_id,
        placed.org_unit_key,
        placed.worker_type,
        placed.fte,
        placed.valid_from,
        placed.valid_to,
        placed.start_date,
        placed.end_date,
        placed.counted_from,
        placed.is_continued_elsewhere,
        case when placed.valid_from > placed.counted_from then placed.valid_from else placed.counted_from end
            as counted_first,
        -- A place is left at the close of the day the next one begins, or of the last day employed.
        case
            when placed.valid_to <= placed.end_date or placed.end_date is null then placed.valid_to
            else placed.end_date
        end as present_to,
        lag(placed.company_id) over spell as from_company_id,
        lag(placed.org_unit_key) over spell as from_org_unit_key,
        lag(placed.worker_type) over spell as from_worker_type,
        lead(placed.company_id) over spell as next_company_id,
        lead(placed.org_unit_key) over spell as next_org_unit_key,
        lead(placed.worker_type) over spell as next_worker_type
    from (
        select
            {% for column in columns -%}
                assignments.{{ column }},
            {% endfor -%}
            assignments.employment_key,
            assignments.company_id,
            coalesce(assignments.org_unit_key, root.org_unit_key) as org_unit_key,
            assignments.worker_type,
            assignments.fte,
            assignments.valid_from,
            assignments.valid_to,
            employments.start_date,
            employments.end_date,
            employments.counted_from,
            employments.is_continued_elsewhere
        from {{ ref('fct_assignment') }} as assignments
        inner join {{ ref('fct_employment') }} as employments
            on assignments.employment_key = employments.employment_key
        cross join (
            {{ root_org_unit() }}
        ) as root
        where not employments.is_rescinded
    ) as placed
    window spell as (partition by placed.employment_key order by placed.valid_from)
{%- endmacro %}
