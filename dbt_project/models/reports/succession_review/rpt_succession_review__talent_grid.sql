-- Every employee in the talent grid, or why in no box.
select
    grid.person_key,
    grid.company_id,
    units.division_name,
    units.org_unit_name,
    identity.employee_number,
    identity.employee_name,
    jobs.job_title,
    grid.box_number,
    grid.box_name,
    grid.is_borderline,
    cast(grid.performance_value as decimal(18, 2)) as performance_value,
    cast(grid.potential_value as decimal(18, 2)) as potential_value,
    grid.is_high_potential,
    {{ plain_words('grid.movement') }} as movement,
    grid.earlier_box_number,
    grid.cycles_used,
    grid.newest_evidence_date,
    grid.potential_assessed_date,
    {{ plain_words('grid.not_assessed_reason') }} as not_assessed_reason
from {{ ref('talent_grid') }} as grid
left join {{ ref('person_identity') }} as identity
    on grid.person_key = identity.person_key
left join {{ ref('dim_employee') }} as people
    on grid.person_key = people.person_key
left join {{ ref('dim_org_unit') }} as units
    on people.org_unit_key = units.org_unit_key
left join {{ ref('dim_job') }} as jobs
    on people.job_key = jobs.job_key
