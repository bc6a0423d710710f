-- The areas that job cards ask of the people who hold the job at the end of a review cycle, and who carries them.
with cycles as (
    select
        cycle_id,
        max(cycle_end_date) as cycle_end_date
    from {{ ref('canonical__review_cycle') }}
    where cycle_start_date <= {{ as_of_date() }}
    group by cycle_id
),

holders as (
    select
        cycles.cycle_id,
        cycles.cycle_end_date,
        assignments.company_id,
        assignments.person_key,
        jobs.job_id
    from cycles
    inner join {{ ref('fct_assignment') }} as assignments
        on
            least(cycles.cycle_end_date, {{ as_of_date() }}) >= assignments.valid_from
            and least(cycles.cycle_end_date, {{ as_of_date() }}) < {{ until('assignments.valid_to') }}
    inner join {{ ref('fct_employment') }} as employments
        on
            assignments.employment_key = employments.employment_key
            and least(cycles.cycle_end_date, {{ as_of_date() }}) <= {{ until('employments.end_date') }}
    inner join {{ ref('dim_job') }} as jobs
        on assignments.job_key = jobs.job_key
    where not employments.is_rescinded
),

asked_cards as (
    select distinct
        cycle_id,
        cycle_end_date,
        company_id,
        job_id
    from holders
),

-- A company's own card goes before the group's, the newest first.
cards as (
    select
        asked_cards.cycle_id,
        asked_cards.company_id,
        asked_cards.job_id,
        cards.source_system,
        cards.company_id as card_company_id,
        cards.job_card_version
    from asked_cards
    inner join {{ ref('canonical__job_card') }} as cards
        on
            asked_cards.job_id = cards.job_id
            and cards.company_id in (asked_cards.company_id, '*')
            and asked_cards.cycle_end_date >= cards.valid_from
            and asked_cards.cycle_end_date < {{ until('cards.valid_to') }}
    qualify
        row_number() over (
            partition by asked_cards.cycle_id, asked_cards.company_id, asked_cards.job_id
            order by
                case when cards.company_id = '*' then 1 else 0 end asc,
                cards.valid_from desc,
                cards.source_system asc,
                cards.job_card_version asc
        ) = 1
),

areas as (
    select
        cards.cycle_id,
        cards.company_id,
        cards.job_id,
        cards.job_card_version,
        kras.kra_id,
        max(kras.weight) as weight
    from cards
    inner join {{ ref('canonical__job_card_kra') }} as kras
        on
            cards.source_system = kras.source_system
            and cards.card_company_id = kras.company_id
            and cards.job_id = kras.job_id
            and cards.job_card_version = kras.job_card_version
    group by cards.cycle_id, cards.company_id, cards.job_id, cards.job_card_version, kras.kra_id
),

carried as (
    select distinct
        cycle_id,
        person_key,
        kra_id
    from {{ ref('goal_node') }}
    where node_type = 'goal' and is_active and person_key is not null
)

select
    areas.company_id,
    areas.cycle_id,
    areas.job_id,
    areas.job_card_version,
    areas.kra_id,
    areas.weight,
    count(distinct holders.person_key) as job_holder_count,
    count(distinct carried.person_key) as carrier_count,
    count(distinct carried.person_key) = 0 as is_carried_by_nobody
from areas
inner join holders
    on
        areas.cycle_id = holders.cycle_id
        and areas.company_id = holders.company_id
        and areas.job_id = holders.job_id
left join carried
    on
        holders.cycle_id = carried.cycle_id
        and holders.person_key = carried.person_key
        and areas.kra_id = carried.kra_id
group by areas.company_id, areas.cycle_id, areas.job_id, areas.job_card_version, areas.kra_id, areas.weight
