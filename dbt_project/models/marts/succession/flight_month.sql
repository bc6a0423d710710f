-- Whoever was employed at the close of a month and had not resigned, with what was known that day, and whether he or
-- she resigned in the month after. Nothing dated later enters but that answer.
with policy as (
    {{ flight_policy(ref('flight_risk_policy'), ['minimum_peers']) }}
),

drivers as (
    {{ flight_policy(ref('flight_risk_driver'), ['driver_id', 'calm_value', 'alarm_value', 'points']) }}
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

present as (
    select
        place.company_id,
        place.person_key,
        place.employment_key,
        place.org_unit_key,
        place.tenure_band,
        place.tenure_months,
        place.month_end as known_date,
        cast(extract(year from place.month_end) * 12 + extract(month from place.month_end) as int) as month_index,
        assignments.grade_key,
        -- Frappe's jobs have no family: then the division says which kind of work it is.
        coalesce(jobs.job_family, units.division_name, 'none') as job_family,
        employments.notice_date,
        employments.resigned_date
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
),

paid as (
    select
        present.employment_key,
        present.company_id,
        present.month_index,
        present.known_date,
        present.grade_key,
        pay.currency,
        cast(pay.annual_base_amount as double) / nullif(cast(pay.fte as double), 0) as fte_amount
    from present
    inner join {{ ref('fct_pay') }} as pay
        on
            present.employment_key = pay.employment_key
            and present.known_date >= pay.valid_from
            and present.known_date < {{ until('pay.valid_to') }}
),

placed as (
    select
        paid.employment_key,
        paid.month_index,
        round(paid.fte_amount / nullif(cast(ranges.midpoint_amount as double), 0), 6) as compa_ratio
    from paid
    inner join {{ ref('dim_pay_range') }} as ranges
        on
            paid.company_id = ranges.company_id
            and paid.grade_key = ranges.grade_key
            and paid.currency = ranges.currency
            and paid.known_date >= ranges.valid_from
            and paid.known_date < {{ until('ranges.valid_to') }}
),

grown as (
    select
        paid.employment_key,
        paid.company_id,
        paid.grade_key,
        paid.month_index,
        paid.fte_amount / nullif(earlier.fte_amount, 0) - 1 as growth_ratio
    from paid
    inner join paid as earlier
        on
            paid.employment_key = earlier.employment_key
            and paid.month_index - 12 = earlier.month_index
            and paid.currency = earlier.currency
),

peers as (
    select
        company_id,
        grade_key,
        month_index,
        {{ quantile('growth_ratio', 0.5) }} as peer_growth_ratio,
        count(*) as peer_count
    from grown
    group by company_id, grade_key, month_index
),

growth as (
    select
        grown.employment_key,
        grown.month_index,
        round(grown.growth_ratio - peers.peer_growth_ratio, 6) as pay_growth
    from grown
    inner join peers
        on
            grown.company_id = peers.company_id
            and grown.grade_key = peers.grade_key
            and grown.month_index = peers.month_index
    cross join policy
    where peers.peer_count >= policy.minimum_peers
),

promotions as (
    select
        present.employment_key,
        present.month_index,
        max(movements.movement_date) as promoted_date
    from present
    inner join {{ ref('fct_movement') }} as movements
        on
            present.employment_key = movements.employment_key
            and present.known_date >= movements.movement_date
    where movements.movement_type = 'promotion'
    group by present.employment_key, present.month_index
),

-- Another manager: known at the close of the month it happened in and of the eleven after it.
manager_changes as (
    select
        employment_key,
        cast(extract(year from movement_date) * 12 + extract(month from movement_date) as int) as month_index
    from {{ ref('fct_movement') }}
    where movement_type = 'manager_change' and movement_date <= {{ as_of_date() }}
),

managers as (
    select
        present.employment_key,
        present.month_index,
        count(*) as change_count
    from present
    inner join manager_changes
        on
            present.employment_key = manager_changes.employment_key
            and present.month_index >= manager_changes.month_index
            and present.month_index - 12 < manager_changes.month_index
    group by present.employment_key, present.month_index
),

newest as (
    select max(month_index) as month_index
    from present
),

facts as (
    select
        present.*,
        cast(newest.month_index - present.month_index as int) as month_age,
        cast(present.tenure_months as double) as tenure,
        cast(
            case
                when promotions.promoted_date is not null
                    then {{ completed_months('promotions.promoted_date', 'present.known_date') }}
                else present.tenure_months
            end as double
        ) as since_promotion,
        placed.compa_ratio,
        growth.pay_growth,
        cast(case when managers.change_count > 0 then 1 else 0 end as double) as manager_change
    from present
    cross join newest
    left join promotions
        on
            present.employment_key = promotions.employment_key
            and present.month_index = promotions.month_index
    left join placed
        on
            present.employment_key = placed.employment_key
            and present.month_index = placed.month_index
    left join growth
        on
            present.employment_key = growth.employment_key
            and present.month_index = growth.month_index
    left join managers
        on
            present.employment_key = managers.employment_key
            and present.month_index = managers.month_index
    where present.notice_date is null or present.notice_date > present.known_date
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
    case
        when month_age > 0
            then
                coalesce(
                    cast(extract(year from resigned_date) * 12 + extract(month from resigned_date) as int)
                    = month_index + 1,
                    false
                )
    end as is_resigned
from stepped
