{{ config(severity='warn') }}
-- Warning: a link that has expired, or whose record is gone, does nothing. Somebody reviews it again or takes it out.
with links as (
    select
        links.source_system,
        case
            when links.expires_on <= {{ as_of_date() }} then 'expired'
            when matched.source_id is null then 'are for a record that is no longer there'
        end as problem
    from {{ ref('manual_identity_links') }} as links
    left join {{ ref('canonical__identity_link') }} as matched
        on
            links.source_system = matched.source_system
            and links.source_id = matched.source_id
)

select
    source_system,
    problem,
    count(*) as link_count,
    source_system || ', manual_identity_links: ' || cast(count(*) as string) || ' row(s) ' || problem
    || '; review them again, or take them out of dbt_project/seeds/corrections/manual_identity_links.csv.' as sentence
from links
where problem is not null
group by source_system, problem
