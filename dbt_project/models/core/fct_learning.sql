with records as (
    select * from {{ ref('canonical__learning_record') }}
),

learning_items as (
    select * from {{ ref('canonical__learning_item') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

people as (
    select
        person_key,
        company_id
    from {{ ref('dim_employee') }}
)

select
    {{ surrogate_key(['records.source_system', 'records.source_id']) }} as learning_key,
    links.person_key,
    coalesce(records.company_id, people.company_id) as company_id,
    records.source_system,
    records.learning_item_id,
    learning_items.item_name,
    records.is_mandatory,
    records.assigned_date,
    records.status,
    records.completed_date,
    records.score_ratio,
    records.hours,
    records.hours_basis,
    records.known_from
from records
inner join learning_items
    on
        records.source_system = learning_items.source_system
        and records.learning_item_id = learning_items.learning_item_id
inner join links
    on
        records.source_system = links.source_system
        and records.person_source_id = links.source_id
inner join people
    on links.person_key = people.person_key
