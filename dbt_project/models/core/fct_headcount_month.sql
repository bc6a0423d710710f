with months as (
    {{ history_months() }}
),

assignments as (
    {{ headcount_places() }}
),

moves as (
    select *
    from assignments
    where
        from_org_unit_key is not null
        and valid_from > counted_from
        and (
            from_company_id <> company_id
            or from_org_unit_key <> org_unit_key
            or from_worker_type <> worker_type
        )
),

-- Where somebody was counted on the last day.
last_places as (
    select *
    from assignments
    where
        end_date >= valid_from
        and end_date < {{ until('valid_to') }}
        and end_date >= counted_from
),

-- Every movement with the place it concerns: one row per person and day.
movements as (
    select
        company_id,
        org_unit_key,
        worker_type,
        start_date as movement_date,
        'hire' as movement_type
    from assignments
    where valid_from = start_date and counted_from = start_date
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        end_date as movement_date,
        -- Who stays in another employment moves there.
        case when is_continued_elsewhere then 'transfer_out' else 'exit' end as movement_type
    from last_places
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        counted_from as movement_date,
        'transfer_in' as movement_type
    from assignments
    where
        counted_from > start_date
        and counted_from >= valid_from
        and counted_from < {{ until('valid_to') }}
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        valid_from as movement_date,
        'transfer_in' as movement_type
    from moves
    union all
    select
        from_company_id as company_id,
        from_org_unit_key as org_unit_key,
        from_worker_type as worker_type,
        valid_from as movement_date,
        'transfer_out' as movement_type
    from moves
),

movement_counts as (
    select
        movements.company_id,
        movements.org_unit_key,
        movements.worker_type,
        months.month_start,
        count_if(movements.movement_type = 'hire') as hire_count,
        count_if(movements.movement_type = 'transfer_in') as transfer_in_count,
        count_if(movements.movement_type = 'exit') as exit_count,
        count_if(movements.movement_type = 'transfer_out') as transfer_out_count
    from movements
    inner join months
        on movements.movement_date between months.month_start and months.month_end
    group by movements.company_id, movements.org_unit_key, movements.worker_type, months.month_start
),

-- The days of a month at whose close a person was at a place, [first_day, day_after).
presences as (
    select
        assignments.company_id,
        assignments.org_unit_key,
        assignments.worker_type,
        assignments.fte,
        months.month_start,
        months.month_end,
        assignments.counted_first,
        assignments.present_to,
        case
            when assignments.counted_first > months.month_start then assignments.counted_first
            else months.month_start
        end as first_counted_day,
        case when assignments.valid_from > months.month_start then assignments.valid_from else months.month_start end
            as first_day,
        case
            when assignments.present_to <= months.month_end then assignments.present_to
            else {{ add_days('months.month_end', 1) }}
        end as day_after
    from assignments
    inner join months
        on
            assignments.valid_from <= months.month_end
            and (assignments.present_to is null or assignments.present_to >= months.month_start)
    where assignments.present_to is null or assignments.present_to > assignments.valid_from
),

presence_counts as (
    select
        company_id,
        org_unit_key,
        worker_type,
        month_start,
        -- Present at the close of the day before the month begins.
        count_if(
            counted_first < month_start and (present_to is null or present_to >= month_start)
        ) as opening_count,
        count_if(
            counted_first <= month_end and (present_to is null or present_to > month_end)
        ) as closing_count,
        sum(
            case
                when first_counted_day < day_after and counted_first is not null
                    then {{ days_between('first_counted_day', 'day_after') }}
                else 0
            end
        ) as headcount_days,
        sum(case when present_to is null or present_to > month_end then fte else 0 end) as closing_fte,
        sum({{ days_between('first_day', 'day_after') }} * fte) as fte_days
    from presences
    group by company_id, org_unit_key, worker_type, month_start
),

places as (
    select
        company_id,
        org_unit_key,
        worker_type,
        month_start
    from presence_counts
    union
    select
        company_id,
        org_unit_key,
        worker_type,
        month_start
    from movement_counts
)

select
    places.company_id,
    places.org_unit_key,
    places.worker_type,
    places.month_start,
    months.month_end,
    cast(coalesce(presence_counts.opening_count, 0) as bigint) as opening_count,
    cast(coalesce(movement_counts.hire_count, 0) as bigint) as hire_count,
    cast(coalesce(movement_counts.transfer_in_count, 0) as bigint) as transfer_in_count,
    cast(coalesce(movement_counts.exit_count, 0) as bigint) as exit_count,
    cast(coalesce(movement_counts.transfer_out_count, 0) as bigint) as transfer_out_count,
    cast(coalesce(presence_counts.closing_count, 0) as bigint) as closing_count,
    cast(coalesce(presence_counts.headcount_days, 0) as bigint) as headcount_days,
    {{ days_between('places.month_start', 'months.month_end') }} + 1 as day_count,
    cast(coalesce(presence_counts.closing_fte, 0) as decimal(18, 4)) as closing_fte,
    cast(coalesce(presence_counts.fte_days, 0) as decimal(18, 4)) as fte_days
from places
inner join months
    on places.month_start = months.month_start
left join presence_counts
    on
        places.company_id = presence_counts.company_id
        and places.org_unit_key = presence_counts.org_unit_key
        and places.worker_type = presence_counts.worker_type
        and places.month_start = presence_counts.month_start
left join movement_counts
    on
        places.company_id = movement_counts.company_id
        and places.org_unit_key = movement_counts.org_unit_key
        and places.worker_type = movement_counts.worker_type
        and places.month_start = movement_counts.month_start
