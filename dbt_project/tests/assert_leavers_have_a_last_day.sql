{{ config(severity='warn') }}
-- Warning: a leaver without a relieving date still counts as employed. HR has to enter the date; one such record does
-- not make the other figures wrong.
select employee_id
from {{ ref('stg_frappe_hr__employees') }}
where known_to is null and status = 'Left' and relieving_date is null
