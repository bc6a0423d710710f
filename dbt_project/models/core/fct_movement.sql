with employments as (
    select * from {{ ref('fct_employment') }}
    where not is_rescinded
),

records as (
    select
        employment_key,
        source_id
    from {{ ref('canonical__employment') }}
),

assignments as (
    select
        assignments.*,
        {{ until('assignments.valid_to') }} as valid_until,
        lag(assignments.valid_from) over spell as earlier_valid_from,
        lag(assignments.company_id) over spell as from_company_id,
        lag(assignments.org_unit_key) over spell as from_org_unit_key,
        lag(assignments.manager_person_key) over spell as from_manager_person_key,
        lag(assignments.job_key) over spell as from_job_key,
        lag(assignments.grade_key) over spell as from_grade_key,
        lag(assignments.grade_rank) over spell as from_grade_rank,
        lead(assignments.valid_from) over spell as next_valid_from
    from {{ ref('fct_assignment') }} as assignments
    window spell as (partition by assignments.employment_key order by assignments.valid_from)
),

documents as (
    select
        employment_key,
        movement_date,
        property_name,
        source_document
    from {{ ref('canonical__movement_event') }}
),

changes as (
    {%- set kinds = [
        ('transfer', "coalesce(from_org_unit_key, '') <> coalesce(org_unit_key, '') or from_company_id <> company_id",
         ['department', 'company']),
        ('manager_change', "coalesce(from_manager_person_key, '') <> coalesce(manager_person_key, '')",
         ['reports_to']),
        ('job_change', "coalesce(from_job_key, '') <> coalesce(job_key, '')", ['designation']),
        ('promotion', "grade_rank > from_grade_rank", ['grade']),
        ('grade_change',
         "coalesce(from_grade_key, '') <> coalesce(grade_key, '') and not coalesce(grade_rank > from_grade_rank, false)",
         ['grade']),
    ] %}
    {%- for kind, condition, properties in kinds %}
        select
            assignments.person_key,
            assignments.company_id,
            assignments.employment_key,
            '{{ kind }}' as movement_type,
            assignments.valid_from as movement_date,
            assignments.from_org_unit_key,
            assignments.org_unit_key as to_org_unit_key,
            assignments.from_grade_rank,
            assignments.grade_rank as to_grade_rank,
            assignments.from_job_key,
            assignments.job_key as to_job_key,
            min(documents.source_document) as source_document,
            assignments.known_from
        from assignments
        left join documents
            on
                assignments.employment_key = documents.employment_key
                and assignments.valid_from = documents.movement_date
                and documents.property_name in (
                    '{{ properties | join("', '") }}'
                )
        where assignments.earlier_valid_from is not null and ({{ condition }})
        group by all
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

hires as (
    select
        employments.person_key,
        coalesce(assignments.company_id, employments.company_id) as company_id,
        employments.employment_key,
        'hire' as movement_type,
        employments.start_date as movement_date,
        cast(null as string) as from_org_unit_key,
        assignments.org_unit_key as to_org_unit_key,
        cast(null as int) as from_grade_rank,
        assignments.grade_rank as to_grade_rank,
        cast(null as string) as from_job_key,
        assignments.job_key as to_job_key,
        records.source_id as source_document,
        employments.known_from
    from employments
    inner join records
        on employments.employment_key = records.employment_key
    left join assignments
        on
            employments.employment_key = assignments.employment_key
            and assignments.earlier_valid_from is null
),

exits as (
    select
        employments.person_key,
        coalesce(assignments.company_id, employments.company_id) as company_id,
        employments.employment_key,
        'exit' as movement_type,
        employments.end_date as movement_date,
        assignments.org_unit_key as from_org_unit_key,
        cast(null as string) as to_org_unit_key,
        assignments.grade_rank as from_grade_rank,
        cast(null as int) as to_grade_rank,
        assignments.job_key as from_job_key,
        cast(null as string) as to_job_key,
        records.source_id as source_document,
        employments.known_from
    from employments
    inner join records
        on employments.employment_key = records.employment_key
    left join assignments
        on
            employments.employment_key = assignments.employment_key
            and assignments.next_valid_from is null
    where employments.end_date is not null
),

pay as (
    select
        *,
        lag(annual_base_amount) over (partition by employment_key order by valid_from) as from_amount,
        lag(currency) over (partition by employment_key order by valid_from) as from_currency
    from {{ ref('fct_pay') }}
),

pay_changes as (
    select
        pay.person_key,
        pay.company_id,
        pay.employment_key,
        'pay_change' as movement_type,
        pay.valid_from as movement_date,
        assignments.org_unit_key as from_org_unit_key,
        assignments.org_unit_key as to_org_unit_key,
        assignments.grade_rank as from_grade_rank,
        assignments.grade_rank as to_grade_rank,
        assignments.job_key as from_job_key,
        assignments.job_key as to_job_key,
        -- Amounts of two currencies are no change of amount.
        case when pay.from_currency = pay.currency then pay.from_amount end as from_amount,
        pay.annual_base_amount as to_amount,
        pay.currency,
        pay.source_document,
        pay.known_from
    from pay
    left join assignments
        on
            pay.employment_key = assignments.employment_key
            and pay.valid_from >= assignments.valid_from
            and pay.valid_from < assignments.valid_until
    where
        pay.from_amount is not null
        and (pay.from_amount <> pay.annual_base_amount or pay.from_currency <> pay.currency)
),

movements as (
    {%- for part in ['hires', 'exits', 'changes'] %}
        select
            person_key,
            company_id,
            employment_key,
            movement_type,
            movement_date,
            from_org_unit_key,
            to_org_unit_key,
            from_grade_rank,
            to_grade_rank,
            from_job_key,
            to_job_key,
            cast(null as decimal(18, 2)) as from_amount,
            cast(null as decimal(18, 2)) as to_amount,
            cast(null as string) as currency,
            source_document,
            known_from
        from {{ part }}
        union all
    {%- endfor %}
    select * from pay_changes
)

select
    {{ surrogate_key(['employment_key', 'movement_type', 'movement_date']) }} as movement_key,
    person_key,
    company_id,
    employment_key,
    movement_type,
    movement_date,
    from_org_unit_key,
    to_org_unit_key,
    from_grade_rank,
    to_grade_rank,
    from_job_key,
    to_job_key,
    from_amount,
    to_amount,
    currency,
    source_document,
    known_from
from movements
