{{ config(severity='warn') }}
-- Warning: a record without a person is left out and listed in identity_unmatched; an account of a supplier in the
-- learning system is no reason to stop.
select
    source_system,
    count(*) as record_count
from {{ ref('identity_unmatched') }}
group by source_system
