-- Critical: a person below themselves breaks every walk up the line of managers.
select assignment_key
from {{ ref('fct_assignment') }}
where manager_person_key = person_key
