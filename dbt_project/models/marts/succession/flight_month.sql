-- Whoever was employed at the close of a month and had not resigned, with what was known that day, and whether he or
-- she resigned in the month after. Nothing dated later enters but that answer.
with policy as (
    {{ group_policy(ref('flight_risk_policy'), ['minimum_peers']) }}
),

drivers as (
    {{ group_policy(ref('flight_risk_driver'), ['driver_id', 'calm_value', 'alarm_value', 'points']) }}
),

ramps as (
    select
        {%- for driver in flight_drivers() %}
            max(case when driver_id = '{{ driver }}' then cast(calm_value as double) end) as {{ driver }}_calm,
            max(case when driver_id = '{{ driver }}' then cast(alarm_value as double) end) as {{ driver }}_alarm,
            max(case when driver_id = '{{ driver }}' then points end) as {{ driver }}_points,
        {%- endfor %}
        count(*) as driver_count
    from drivers
),

-- Whoever resigns has left from that day on as far as risk goes: notice, not the last day, is when it happens.
employments as (
    select
        employment_key,
        notice_date,
        case
            when exit_type = 'voluntary' and not is_exit_voided and not is_continued_elsewhere
                then least(coalesce(notice_date, end_date), end_date)
        end as resigned_date
    from {{ ref('fct_employment') }}
),

pay as (
    select
        employment_key,
        currency,
        cast(annual_base_amount as double) / nullif(cast(fte as double), 0) as fte_amount,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_pay') }}
),

ranges as (
    select
        company_id,
        grade_key,
        currency,
        cast(midpoint_amount as double) as midpoint_amount,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('dim_pay_range') }}
),

-- The last promotion and the last change of manager hold until the next of their kind.
changes as (
    select
        employment_key,
        movement_type,
        movement_date,
        {{ until('lead(movement_date) over (partition by employment_key, movement_type order by movement_date)') }}
            as changed_again_date
    from {{ ref('fct_movement') }}
    where movement_type in ('promotion', 'manager_change')
),

promotions as (
    select * from changes
    where movement_type = 'promotion'
),

manager_changes as (
    select * from changes
    where movement_type = 'manager_change'
),

present as (
    select
        place.company_id,
        place.person_key,
        place.employment_key,
        place.org_unit_key,
        place.tenure_band,
        place.tenure_months,
        place.month_end as known_date,
        cast({{ dbt.dateadd('month', -12, 'place.month_end') }} as date) as year_before_date,
        {{ month_number('place.month_end') }} as month_number,
        assignments.grade_key,
        -- Frappe's jobs have no family: then the division says which kind of work it is.
        coalesce(jobs.job_family, units.division_name, 'none') as job_family,
        {{ month_number('employments.resigned_date') }} as resigned_month_number
    from {{ ref('person_month') }} as place
    inner join {{ ref('fct_assignment') }} as assignments
        on place.assignment_key = assignments.assignment_key
    inner join employments
        on place.employment_key = employments.employment_key
    left join {{ ref('canonical__job') }} as jobs
        on assignments.job_key = jobs.job_key
    left join {{ ref('dim_org_unit') }} as units
        on place.org_unit_key = units.org_unit_key
    where
        place.closing_count = 1
        and place.worker_type = 'employee'
        and place.month_end <= {{ as_of_date() }}
        and (employments.notice_date is null or employments.notice_date > place.month_end)
),

newest as (
    select max(month_number) as month_number
    from present
),

known as (
    select
        present.*,
        cast(newest.month_number - present.month_number as int) as month_age,
        cast(present.tenure_months as double) as tenure,
        cast(
            case
                when promotions.movement_date is not null
                    then {{ completed_months('promotions.movement_date', 'present.known_date') }}
                else present.tenure_months
            end as double
        ) as since_promotion,
        round(pay.fte_amount / nullif(ranges.midpoint_amount, 0), 6) as compa_ratio,
        round(pay.fte_amount / nullif(earlier.fte_amount, 0) - 1, 9) as growth_ratio,
        -- Known at the close of the month it happened in and of the eleven after it.
        cast(
            case
                when present.month_number - {{ month_number('manager_changes.movement_date') }} < 12 then 1
                else 0
            end as double
        ) as manager_change
    from present
    cross join newest
    left join promotions
        on
            present.employment_key = promotions.employment_key
            and present.known_date >= promotions.movement_date
            and present.known_date < promotions.changed_again_date
    left join manager_changes
        on
            present.employment_key = manager_changes.employment_key
            and present.known_date >= manager_changes.movement_date
            and present.known_date < manager_changes.changed_again_date
    left join pay
        on
            present.employment_key = pay.employment_key
            and present.known_date >= pay.valid_from
            and present.known_date < pay.valid_until
    left join pay as earlier
        on
            present.employment_key = earlier.employment_key
            and present.year_before_date >= earlier.valid_from
            and present.year_before_date < earlier.valid_until
            and pay.currency = earlier.currency
    left join ranges
        on
            present.company_id = ranges.company_id
            and present.grade_key = ranges.grade_key
            and pay.currency = ranges.currency
            and present.known_date >= ranges.valid_from
            and present.known_date < ranges.valid_until
),

peers as (
    select
        company_id,
        grade_key,
        month_number,
        {{ quantile('growth_ratio', 0.5) }} as peer_growth_ratio,
        count(growth_ratio) as peer_count
    from known
    group by company_id, grade_key, month_number
),

facts as (
    select
        known.*,
        case
            when peers.peer_count >= policy.minimum_peers then round(known.growth_ratio - peers.peer_growth_ratio, 6)
        end as pay_growth
    from known
    cross join policy
    left join peers
        on
            known.company_id = peers.company_id
            and known.grade_key = peers.grade_key
            and known.month_number = peers.month_number
),

-- In tenths of the way from calm to alarm, so that people alike stand together; null where nothing is known.
stepped as (
    select
        {%- for driver in flight_drivers() %}
            case
                when facts.{{ driver }} is not null and ramps.{{ driver }}_points is not null
                    then cast(floor(round({{ flight_way('facts.' ~ driver, 'ramps.' ~ driver) }}, 6) + 0.5) as int)
            end as {{ driver }}_step,
            ramps.{{ driver }}_points,
        {%- endfor %}
        facts.*
    from facts
    cross join ramps
)

select
    company_id,
    person_key,
    employment_key,
    org_unit_key,
    known_date,
    month_age,
    coalesce(tenure_band, 'none') as tenure_band,
    tenure_months,
    job_family,
    cast(since_promotion as int) as promotion_months,
    cast(round(compa_ratio, 9) as decimal(18, 6)) as compa_ratio,
    cast(round(pay_growth, 9) as decimal(18, 6)) as pay_growth_ratio,
    manager_change > 0 as has_new_manager,
    {% for driver in flight_drivers() -%}
        {{ driver }}_step,
    {% endfor -%}
    -- Whole points; what is not known gives none.
    cast(
        floor((
            {% for driver in flight_drivers() -%}
                coalesce({{ driver }}_step * {{ driver }}_points, 0){{ ' +' if not loop.last }}
            {% endfor -%}
            + 5
        ) / 10.0) as int
    ) as risk_points,
    case when month_age > 0 then coalesce(resigned_month_number = month_number + 1, false) end as is_resigned
from stepped
