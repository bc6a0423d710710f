-- Critical: two final ratings of one person and cycle would count twice in every distribution.
select
    person_key,
    cycle_id
from {{ ref('fct_rating') }}
where rating_type = 'final'
group by person_key, cycle_id
having count(*) > 1
