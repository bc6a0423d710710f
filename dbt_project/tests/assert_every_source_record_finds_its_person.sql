{{ config(severity='warn') }}
-- Warning: a record without a person is left out and listed in identity_unmatched; an account of a supplier in the
-- learning system is no reason to stop. Each row counts one source's records with one reason, and says what to do.
select
    source_system,
    reason,
    remedy,
    count(*) as record_count,
    source_system || ': ' || cast(count(*) as string) || ' record(s) find no person and reach no figure. ' || reason
    || ' ' || remedy || ' They are listed in core.identity_unmatched.' as sentence
from {{ ref('identity_unmatched') }}
group by source_system, reason, remedy
