-- Stretches of one grade within one employment, up to the last reported close: Kaplan and Meier's estimate, in which
-- whoever is still in the grade, has left or has fallen counts as long as seen.
with closing as (
    select
        max(month_start) as month_start,
        max(month_end) as month_end
    from {{ ref('period_month') }}
),

ranges as (
    select
        assignment.*,
        lag(assignment.grade_key) over spell as from_grade_key,
        lag(assignment.valid_from) over spell as from_valid_from
    from {{ ref('fct_assignment') }} as assignment
    cross join closing
    where assignment.valid_from <= closing.month_end
    window spell as (partition by assignment.employment_key order by assignment.valid_from)
),

numbered as (
    select
        *,
        sum(case when from_valid_from is not null and from_grade_key = grade_key then 0 else 1 end) over (
            partition by employment_key order by valid_from rows between unbounded preceding and current row
        ) as stretch_number
    from ranges
),

-- The last range of a stretch says where it ends; its first one since when it is known.
stretches as (
    select
        employment_key,
        stretch_number,
        max(grade_key) as grade_key,
        max(grade_rank) as grade_rank,
        min(valid_from) as first_day,
        max(valid_from) as last_valid_from,
        max({{ until('valid_to') }}) as valid_until,
        bool_or(is_history_assumed) as is_history_assumed
    from numbered
    group by employment_key, stretch_number
),

followed as (
    select
        *,
        lead(grade_rank) over (partition by employment_key order by stretch_number) as next_grade_rank
    from stretches
),

observed as (
    select
        last_range.company_id,
        coalesce(last_range.org_unit_key, root.org_unit_key) as org_unit_key,
        closing.month_start,
        grades.grade_id as grade,
        coalesce(followed.next_grade_rank > followed.grade_rank, false) as is_promoted,
        not followed.is_history_assumed as is_start_known,
        {{ completed_months(
            'followed.first_day', 'least(followed.valid_until, closing.month_end)'
        ) }} as month_count
    from followed
    inner join {{ ref('fct_assignment') }} as last_range
        on
            followed.employment_key = last_range.employment_key
            and followed.last_valid_from = last_range.valid_from
    inner join {{ ref('fct_employment') }} as employment
        on followed.employment_key = employment.employment_key
    inner join {{ ref('dim_grade') }} as grades
        on followed.grade_key = grades.grade_key
    cross join closing
    cross join (
        {{ root_org_unit() }}
    ) as root
    where
        last_range.worker_type = 'employee'
        and not employment.is_rescinded
),

-- How many stretches lasted how long.
lasted as (
    select
        company_id,
        org_unit_key,
        month_start,
        grade,
        month_count,
        count_if(is_start_known and is_promoted) as promoted_count,
        count_if(is_start_known) as ended_count,
        count(*) as stretch_count
    from observed
    group by company_id, org_unit_key, month_start, grade, month_count
),

of_units as (
    {{ by_dimension(
        'lasted', ['promoted_count', 'ended_count', 'stretch_count'], keys=['grade', 'month_count'], cuts=[],
        at_close=true
    ) }}
),

cells as (
    select * from of_units

    union all

    select
        grade,
        month_count,
        tree,
        'grade' as dimension,
        grade as dimension_value,
        company_id,
        org_unit_key,
        period_type,
        period_start,
        period_end,
        promoted_count,
        ended_count,
        stretch_count
    from of_units
),

known as (
    select
        {{ kpi_cell() | join(',\n        ') }},
        cast(sum(ended_count) as double) / nullif(cast(sum(stretch_count) as double), 0) as known_ratio
    from cells
    group by
        {{ kpi_cell() | join(',\n        ') }}
),

moments as (
    select
        {{ kpi_cell() | join(',\n        ') }},
        month_count,
        sum(promoted_count) as promoted_count,
        sum(ended_count) as ended_count
    from cells
    where ended_count > 0
    group by
        {{ kpi_cell() | join(',\n        ') }},
        month_count
),

at_risk as (
    select
        *,
        sum(ended_count) over (
            partition by {{ kpi_cell() | join(', ') }}
            order by month_count desc rows between unbounded preceding and current row
        ) as risk_count
    from moments
),

survival as (
    select
        *,
        sum(
            ln(
                case
                    when promoted_count < risk_count
                        then 1 - cast(promoted_count as double) / nullif(risk_count, 0)
                end
            )
        ) over (
            partition by {{ kpi_cell() | join(', ') }}
            order by month_count asc rows between unbounded preceding and current row
        ) as log_survival,
        max(case when promoted_count = risk_count then 1 else 0 end) over (
            partition by {{ kpi_cell() | join(', ') }}
            order by month_count asc rows between unbounded preceding and current row
        ) = 1 as is_nobody_left
    from at_risk
),

medians as (
    select
        {{ kpi_cell() | join(',\n        ') }},
        min(case when is_nobody_left or log_survival <= ln(0.5) + 0.000000001 then month_count end) as median_months,
        sum(ended_count) as stretch_count
    from survival
    group by
        {{ kpi_cell() | join(',\n        ') }}
),

judged as (
    select
        known.*,
        medians.median_months,
        coalesce(medians.stretch_count, 0) as stretch_count
    from known
    left join medians
        on
            {{ same('known', 'medians', kpi_cell()) | indent(12) }}
)

{{ kpi_rows('time_in_grade', 'judged', [{
    'name': 'median',
    'numerator': 'median_months',
    'n': 'stretch_count',
    'coverage': 'known_ratio',
    'withheld': {'no_start_is_known': 'stretch_count = 0', 'median_not_reached': 'median_months is null'},
}]) }}
