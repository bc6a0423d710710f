{{ config(severity='warn') }}
-- Warning: the HR system moves the results of appraisals when goals or feedback move, without touching the document,
-- so a result may be older than its parts until the next full load. A difference never moves this project's figures.
select
    cycle_id || ': ' || cast(count(*) as string) || ' appraisal(s) differ from their parts in ' || differing_part
    || '; open them in the HR system and save, or load all goals and feedback again.' as sentence
from {{ ref('appraisal_result') }}
where not is_reproduced
group by cycle_id, differing_part
