{{ config(severity='warn') }}
-- Warning: an unknown or missing reason counts in the bucket "unmapped" of turnover, which is stated wherever turnover
-- is, and never as voluntary. The words themselves are free text about people and are not shown here.
select
    company_id,
    count(*) as exit_count
from {{ ref('fct_employment') }}
where exit_type = 'unmapped'
group by company_id
