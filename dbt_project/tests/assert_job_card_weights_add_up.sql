{{ config(severity='warn') }}
-- Warning: a card whose weights are not 100 still says what the job is for; only a score by weights would be off, and
-- that normalises them. A card without weights has none to add up. Each row names the card to correct.
select
    company_id,
    job_id,
    job_card_version
from {{ ref('canonical__job_card_kra') }}
group by source_system, company_id, job_id, job_card_version
having count(weight) > 0 and (count(weight) < count(*) or abs(sum(weight) - 100) > 0.01)
