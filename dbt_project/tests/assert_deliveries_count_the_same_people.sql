-- 397 people in one delivery and 395 of them in another give two away, who have something in common that keeps them out
-- of it: no gender on record, no range, no full pay. So two deliveries count a group alike to the head, or one of them
-- counts it in round numbers.
with policy as (
    {{ disclosure_policy_in_force() }}
),

-- Groups that two tables count to the head.
pairs as (
    select
        'grades' as report,
        pack.people_count as one_count,
        summary.people_count as other_count
    from {{ ref('rpt_leadership_pack__pay_position') }} as pack
    inner join {{ ref('rpt_compensation_summary__compa_ratio') }} as summary
        on
            pack.company_id = summary.company_id
            and pack.grade_id = summary.grade_id

    union all

    select
        'budget holders' as report,
        pack.people_count as one_count,
        summary.people_count as other_count
    from {{ ref('rpt_leadership_pack__increment_budget') }} as pack
    inner join {{ ref('rpt_compensation_summary__budget') }} as summary
        on
            pack.company_id = summary.company_id
            and pack.cycle_id = summary.cycle_id
            and pack.holder_org_unit_key = summary.holder_org_unit_key

    union all

    select
        'parts of the range' as report,
        max(placed.placed_count) as one_count,
        max(grades.people_count) as other_count
    from {{ ref('rpt_compensation_summary__pay_position') }} as placed
    inner join (
        select
            cycle_id,
            sum(people_count) as people_count
        from {{ ref('rpt_compensation_summary__compa_ratio') }}
        group by cycle_id
    ) as grades
        on placed.cycle_id = grades.cycle_id
    group by placed.cycle_id
),

-- Groups that are part of one which another table counts to the head.
{% set rounded = [
    ('rpt_statutory_pay__gaps', 'people_at_least_count'),
    ('rpt_statutory_pay__quartiles', 'people_at_least_count'),
    ('rpt_statutory_pay__categories', 'people_at_least_count'),
    ('rpt_compensation_summary__increments_by_rating', 'people_at_least_count'),
    ('rpt_compensation_summary__increments_by_position', 'people_at_least_count'),
    ('rpt_compensation_summary__increment_rates', 'people_at_least_count'),
    ('rpt_compensation_summary__fairness', 'group_at_least_count'),
    ('rpt_compensation_summary__fairness', 'reference_at_least_count'),
    ('rpt_compensation_summary__adjusted_gap', 'people_at_least_count'),
    ('rpt_compensation_summary__pay_for_performance', 'people_at_least_count'),
    ('rpt_talent_pipeline__women', 'people_at_least_count'),
    ('rpt_talent_pipeline__leavers', 'people_at_least_count'),
    ('rpt_talent_pipeline__vacancies', 'ready_people_at_least_count'),
] -%}
rounded as (
    {% for table, size in rounded -%}
        select
            '{{ table }}' as report,
            {{ size }} as size
        from {{ ref(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

found as (
    select report
    from pairs
    where coalesce(one_count, 0) <> coalesce(other_count, 0)

    union all

    select rounded.report
    from rounded
    cross join policy
    where rounded.size % policy.minimum_group <> 0
)

select
    report,
    count(*) as group_count
from found
group by report
