with rules as (
    select * from {{ ref('quality_rule') }}
),

employments as (
    select
        employment_key,
        person_source_id,
        source_system,
        source_id
    from {{ ref('canonical__employment') }}
),

employees as (
    select * from {{ ref('dim_employee') }}
    where is_active
),

assignment_order as (
    select
        source_system,
        company_id,
        employee_number,
        valid_from,
        valid_to,
        lag({{ until('valid_to') }}) over (
            partition by source_system, company_id, employee_number order by valid_from
        ) as earlier_valid_until
    from {{ ref('stg_contract__assignments') }}
    where known_to is null and {{ until('valid_to') }} > valid_from
),

-- Ranges as delivered, by the table and the record they stand in.
ranges as (
    select
        'frappe_hr' as source_system,
        'employees' as table_name,
        company_id,
        employee_id as record_id,
        joining_date as first_day,
        relieving_date as last_day
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union all
    select
        'frappe_hr' as source_system,
        'leave_applications' as table_name,
        company_id,
        leave_application_id as record_id,
        from_date as first_day,
        to_date as last_day
    from {{ ref('stg_frappe_hr__leave_applications') }}
    where known_to is null and docstatus = 1
    union all
    select
        source_system,
        'employments' as table_name,
        company_id,
        employee_number || '/' || cast(start_date as string) as record_id,
        start_date as first_day,
        end_date as last_day
    from {{ ref('stg_contract__employments') }}
    where known_to is null and not coalesce(is_rescinded, false)
    union all
    select
        source_system,
        'assignments' as table_name,
        company_id,
        employee_number || '/' || cast(valid_from as string) as record_id,
        valid_from as first_day,
        {{ add_days('valid_to', -1) }} as last_day
    from {{ ref('stg_contract__assignments') }}
    where known_to is null
    union all
    select
        source_system,
        'absences' as table_name,
        company_id,
        absence_id as record_id,
        from_date as first_day,
        to_date as last_day
    from {{ ref('stg_contract__absences') }}
    where known_to is null
),

-- What the record in force on the as-of date says of the manager.
named_managers as (
    select
        employment_key,
        manager_source_id
    from {{ ref('canonical__assignment') }}
    where valid_from <= {{ as_of_date() }} and {{ until('valid_to') }} > {{ as_of_date() }}
),

units as (
    select
        org_unit_key,
        org_unit_id,
        level_name
    from {{ ref('dim_org_unit') }}
),

-- In files the number names the person; Frappe HR has it beside its own.
numbers as (
    select
        employee_id,
        employee_number
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

managed as (
    select
        employees.person_key,
        employees.company_id,
        employments.source_system,
        employments.source_id as record_id,
        case
            when employees.manager_person_key = employees.person_key then 'own_manager'
            when managers.person_key is null and employees.manager_person_key is not null then 'manager_left'
            when employees.manager_person_key is null and named_managers.manager_source_id is not null
                then 'unknown_manager'
            when
                employees.manager_person_key is null
                and coalesce(units.level_name, 'none') <> 'group'
                and declared.employee_number is null
                then 'no_manager'
        end as rule_id
    from employees
    inner join employments
        on employees.employment_key = employments.employment_key
    left join employees as managers
        on employees.manager_person_key = managers.person_key
    left join named_managers
        on employees.employment_key = named_managers.employment_key
    left join units
        on employees.org_unit_key = units.org_unit_key
    left join numbers
        on
            employments.source_system = 'frappe_hr'
            and employments.source_id = numbers.employee_id
    left join {{ ref('no_manager') }} as declared
        on coalesce(numbers.employee_number, employments.person_source_id) = declared.employee_number
),

-- Pay in another currency than the company's needs a rate between the two.
currency_pairs as (
    select distinct
        pay.company_id,
        pay.currency,
        companies.currency as company_currency
    from {{ ref('fct_pay') }} as pay
    inner join {{ ref('dim_company') }} as companies
        on pay.company_id = companies.company_id
    where pay.currency <> companies.currency
    union
    -- Companies of one group whose figures stand side by side in money.
    select distinct
        companies.company_id,
        companies.currency,
        others.currency as company_currency
    from {{ ref('dim_company') }} as companies
    inner join {{ ref('dim_company') }} as others
        on companies.currency < others.currency
),

rates as (
    select
        from_currency,
        to_currency
    from {{ ref('dim_exchange_rate') }}
    where valid_from <= {{ as_of_date() }} and {{ until('valid_to') }} > {{ as_of_date() }}
    union
    select
        to_currency as from_currency,
        from_currency as to_currency
    from {{ ref('dim_exchange_rate') }}
    where valid_from <= {{ as_of_date() }} and {{ until('valid_to') }} > {{ as_of_date() }}
),

-- Nominations that cannot count, as delivered.
nominations as (
    select distinct
        successors.company_id,
        successors.source_system,
        successors.plan_id || '/' || successors.person_source_id as record_id,
        case judged.exclusion_reason
            when 'not_employed' then 'successor_left'
            when 'is_the_incumbent' then 'own_successor'
            when 'role_unknown' then 'successor_of_no_plan'
            when 'role_not_in_force' then 'successor_of_ended_role'
            when 'assessed_in_the_future' then 'readiness_in_the_future'
        end as rule_id
    from {{ ref('canonical__successor') }} as successors
    inner join {{ ref('canonical__identity_link') }} as links
        on
            successors.source_system = links.source_system
            and successors.person_source_id = links.source_id
    inner join {{ ref('succession_nomination') }} as judged
        on
            {{ surrogate_key(['successors.source_system', 'successors.plan_id']) }} = judged.role_key
            and links.person_key = judged.person_key
            and successors.assessed_date = judged.assessed_date
),

found as (
    select
        'overlapping_assignments' as rule_id,
        company_id,
        source_system,
        'assignments' as table_name,
        employee_number || '/' || cast(valid_from as string) as record_id
    from assignment_order
    where valid_from < earlier_valid_until
    union all
    select
        'ends_before_it_begins' as rule_id,
        company_id,
        source_system,
        table_name,
        record_id
    from ranges
    where last_day < first_day
    union all
    select
        rule_id,
        company_id,
        source_system,
        case when source_system = 'frappe_hr' then 'employees' else 'assignments' end as table_name,
        record_id
    from managed
    where rule_id is not null
    union all
    select
        'manager_loop' as rule_id,
        circles.company_id,
        employments.source_system,
        case when employments.source_system = 'frappe_hr' then 'employees' else 'assignments' end as table_name,
        employments.source_id as record_id
    from {{ ref('manager_circle') }} as circles
    inner join employments
        on circles.employment_key = employments.employment_key
    where circles.is_in_circle
    union all
    select
        'unmapped_exit_reason' as rule_id,
        company_id,
        source_system,
        case when source_system = 'frappe_hr' then 'employees' else 'employments' end as table_name,
        source_id as record_id
    from {{ ref('canonical__employment') }}
    where exit_type = 'unmapped' and not is_rescinded
    union all
    select
        'missing_exchange_rate' as rule_id,
        min(pairs.company_id) as company_id,
        'canonical' as source_system,
        'exchange_rates' as table_name,
        pairs.currency || '/' || pairs.company_currency as record_id
    from currency_pairs as pairs
    left join rates
        on
            pairs.currency = rates.from_currency
            and pairs.company_currency = rates.to_currency
    where rates.from_currency is null
    group by pairs.currency, pairs.company_currency
    union all
    select
        'absent_kpi_field' as rule_id,
        '*' as company_id,
        'meritline' as source_system,
        'kpi_values' as table_name,
        kpi_id || ': ' || withheld_reason as record_id
    from {{ ref('release_figure') }}
    where withheld_reason like 'no_source_delivers%'
    group by kpi_id, withheld_reason
    union all
    select
        rule_id,
        company_id,
        source_system,
        'successors' as table_name,
        record_id
    from nominations
    where rule_id is not null
    union all
    select
        'potential_off_its_scale' as rule_id,
        company_id,
        source_system,
        'talent_ratings' as table_name,
        person_source_id || '/' || cast(assessed_date as string) as record_id
    from {{ ref('canonical__talent_rating') }}
    where potential_value < scale_min or potential_value > scale_max or scale_max <= scale_min
    union all
    select
        'reorganisation_of_no_unit' as rule_id,
        '*' as company_id,
        'meritline' as source_system,
        'org_reorganisation' as table_name,
        reorganisations.org_unit_id || ' to ' || reorganisations.new_org_unit_id as record_id
    from {{ ref('org_reorganisation') }} as reorganisations
    left join units as former_units
        on reorganisations.org_unit_id = former_units.org_unit_id
    left join units as new_units
        on reorganisations.new_org_unit_id = new_units.org_unit_id
    where
        {{ until('reorganisations.valid_to') }} > {{ as_of_date() }}
        and (former_units.org_unit_id is null or new_units.org_unit_id is null)
    union all
    select
        rule_id,
        company_id,
        source_system,
        table_name,
        record_id
    from {{ ref('goal_finding') }}
)

select
    {{ surrogate_key(['found.rule_id', 'found.source_system', 'found.table_name', 'found.record_id']) }} as finding_key,
    found.company_id,
    found.rule_id,
    rules.rule_name,
    found.source_system,
    found.table_name,
    found.record_id,
    rules.owner,
    rules.remedy,
    rules.withholds,
    rules.told_by
from found
inner join rules
    on found.rule_id = rules.rule_id
