with items as (
    select * from {{ ref('canonical__pay_item') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
)

select
    {{ surrogate_key(['items.source_system', 'items.source_id']) }} as pay_item_key,
    links.person_key,
    items.company_id,
    items.period_start_date,
    items.period_end_date,
    items.component_code,
    items.component_class,
    items.amount,
    items.currency,
    items.source_system,
    items.source_id,
    items.known_from
from items
inner join links
    on
        items.source_system = links.source_system
        and items.person_source_id = links.source_id
