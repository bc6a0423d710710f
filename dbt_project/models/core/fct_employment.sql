with employments as (
    select * from {{ ref('canonical__employment') }}
),

-- Spells of a person in order; a rescinded one is no service and stands behind the others of its day.
spells as (
    select
        *,
        {{ until('end_date') }} as end_until,
        row_number() over (
            partition by person_key order by start_date, is_rescinded, employment_key
        ) as spell_number,
        -- The last day of all that began before: while it lasts, this spell stands beside another.
        max({{ until('end_date') }}) over (
            partition by person_key, is_rescinded
            order by start_date, employment_key
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from employments
),

-- An exit from one spell while another goes on, or begins within 30 days, is none.
followed as (
    select
        spells.employment_key,
        max(case when others.start_date < spells.end_date and others.end_until > spells.end_date then 1 else 0 end) = 1
            as is_continued_elsewhere
    from spells
    inner join spells as others
        on
            spells.person_key = others.person_key
            and spells.employment_key <> others.employment_key
    where
        not spells.is_rescinded
        and not others.is_rescinded
        and (
            (others.start_date <= {{ add_days('spells.end_date', 30) }} and others.end_until > spells.end_date)
            -- Two that end on one day are one exit, that of the first.
            or (others.end_date = spells.end_date and others.spell_number < spells.spell_number)
        )
    group by spells.employment_key
)

select
    spells.employment_key,
    spells.person_key,
    spells.company_id,
    cast(spells.spell_number as int) as spell_number,
    spells.start_date,
    spells.end_date,
    spells.worker_type,
    spells.notice_date,
    spells.exit_type,
    spells.exit_reason,
    spells.is_rescinded,
    followed.employment_key is not null as is_exit_voided,
    spells.start_date > {{ as_of_date() }} as is_future,
    not spells.is_rescinded and coalesce(spells.covered_until <= spells.start_date, true) as is_primary,
    case
        when spells.is_rescinded or spells.covered_until >= spells.end_until then cast(null as date)
        when spells.covered_until > spells.start_date then spells.covered_until
        else spells.start_date
    end as counted_from,
    coalesce(followed.is_continued_elsewhere, false) as is_continued_elsewhere,
    spells.known_from
from spells
left join followed
    on spells.employment_key = followed.employment_key
