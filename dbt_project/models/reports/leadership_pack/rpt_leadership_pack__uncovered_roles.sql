-- Roles, not people: neither incumbent nor successor is named or counted by person.
select
    coverage.role_key,
    coverage.role_name,
    unit.division_name,
    unit.org_unit_name,
    case coverage.coverage_status
        when 'uncovered' then 'No successor'
        else 'No successor ready'
    end as coverage_name
from {{ ref('critical_role_coverage') }} as coverage
inner join {{ ref('dim_org_unit') }} as unit
    on coverage.org_unit_key = unit.org_unit_key
where coverage.coverage_status <> 'covered'
