with items as (
    select * from {{ ref('canonical__pay_item') }}
),

runs as (
    select * from {{ ref('canonical__pay_run') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
    where person_key is not null
)

select
    {{ surrogate_key(['items.source_system', 'items.source_id']) }} as pay_item_key,
    links.person_key,
    runs.company_id,
    runs.period_start_date,
    runs.period_end_date,
    items.component_code,
    items.component_class,
    items.amount,
    runs.currency,
    items.source_system,
    items.source_id
from items
inner join runs
    on
        items.source_system = runs.source_system
        and items.pay_run_source_id = runs.source_id
inner join links
    on
        runs.source_system = links.source_system
        and runs.person_source_id = links.source_id
