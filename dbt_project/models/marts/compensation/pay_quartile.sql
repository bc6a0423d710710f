-- Four bands of hourly pay as equal as possible. Where one rate straddles a boundary, the share of women at that rate
-- is the same in each band it falls in (SI 2017/172, regulation 13(2)), so people at one rate are counted,
-- never ordered.
with paid as (
    select
        company_id,
        cycle_id,
        decision_date,
        hourly_amount,
        count(*) as people_count,
        count_if(gender = 'female') as women_count
    from {{ ref('pay_equity_person') }}
    where is_full_pay and hourly_amount > 0 and gender in ('female', 'male')
    group by company_id, cycle_id, decision_date, hourly_amount
),

ranked as (
    select
        *,
        sum(people_count) over (
            partition by company_id, cycle_id order by hourly_amount
            rows between unbounded preceding and current row
        ) as last_place,
        sum(people_count) over (partition by company_id, cycle_id) as everybody
    from paid
),

bands as (
    select
        1 as quartile,
        'Lower' as quartile_name
    union all
    select
        2 as quartile,
        'Lower middle' as quartile_name
    union all
    select
        3 as quartile,
        'Upper middle' as quartile_name
    union all
    select
        4 as quartile,
        'Upper' as quartile_name
),

-- A quarter that is no whole number ends after the person it cuts: the lower band takes a person too many.
placed as (
    select
        ranked.company_id,
        ranked.cycle_id,
        ranked.decision_date,
        bands.quartile,
        bands.quartile_name,
        ranked.hourly_amount,
        ranked.people_count,
        ranked.women_count,
        greatest(
            least(ranked.last_place, floor((bands.quartile * ranked.everybody + 3) / 4))
            - greatest(
                ranked.last_place - ranked.people_count, floor(((bands.quartile - 1) * ranked.everybody + 3) / 4)
            ),
            0
        ) as in_band_count
    from ranked
    cross join bands
)

select
    company_id,
    cycle_id,
    cast(quartile as int) as quartile,
    decision_date,
    quartile_name,
    cast(sum(in_band_count) as bigint) as people_count,
    cast(sum(cast(women_count as double) * in_band_count / nullif(people_count, 0)) as decimal(18, 6)) as women_count,
    cast(
        sum(cast(people_count - women_count as double) * in_band_count / nullif(people_count, 0)) as decimal(18, 6)
    ) as men_count,
    cast(min(case when in_band_count > 0 then hourly_amount end) as decimal(18, 4)) as lowest_hourly_amount,
    cast(max(case when in_band_count > 0 then hourly_amount end) as decimal(18, 4)) as highest_hourly_amount
from placed
group by company_id, cycle_id, quartile, decision_date, quartile_name
