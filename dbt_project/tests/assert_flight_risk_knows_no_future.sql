{{ config(severity='warn') }}
-- Warning: the models withhold every score by themselves, and no other figure of a release hangs on them. No method,
-- and no driver alone, tells who resigns better than the policy believes: something known only at or after a
-- resignation would.
select
    subject_type,
    subject_id,
    sentence
from {{ ref('flight_risk_validation') }}
where is_leak_suspected
