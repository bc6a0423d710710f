-- Each budget as it was delivered is one holder's, and what people take from the holders adds up to what the holders
-- say: nothing is lost between the file and the people, or counted twice. Of a what-if the delivered amount is not
-- asked.
{%- set purposes = [
    {
        'purpose': 'merit',
        'holders': ref('increment_budget'),
        'budget': 'budget_amount',
        'recommended': 'recommended_amount',
        'people': ref('increment_recommendation'),
        'taken': 'budget_cost_amount',
    },
    {
        'purpose': 'lump_sum',
        'holders': ref('increment_budget'),
        'budget': 'lump_sum_budget_amount',
        'recommended': 'lump_sum_recommended_amount',
        'people': ref('increment_recommendation'),
        'taken': 'lump_sum_budget_cost_amount',
    },
    {
        'purpose': 'promotion',
        'holders': ref('promotion_budget'),
        'budget': 'promotion_budget_amount',
        'recommended': 'funded_amount',
        'people': ref('promotion_recommendation'),
        'taken': "case when status = 'recommended' then budget_cost_amount end",
    },
    {
        'purpose': 'bonus',
        'holders': ref('bonus_budget'),
        'budget': 'bonus_budget_amount',
        'recommended': 'bonus_recommended_amount',
        'people': ref('bonus_recommendation'),
        'taken': 'budget_cost_amount',
    },
] %}

with holders as (
    {% for row in purposes %}
        select
            company_id,
            cycle_id,
            scenario_id,
            '{{ row.purpose }}' as purpose,
            sum({{ row.budget }}) as budget_amount,
            sum({{ row.recommended }}) as recommended_amount
        from {{ row.holders }}
        group by company_id, cycle_id, scenario_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

people as (
    {% for row in purposes %}
        select
            company_id,
            cycle_id,
            scenario_id,
            '{{ row.purpose }}' as purpose,
            sum({{ row.taken }}) as taken_amount
        from {{ row.people }}
        group by company_id, cycle_id, scenario_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

delivered as (
    select
        company_id,
        cycle_id,
        purpose,
        sum(amount) as delivered_amount
    from {{ ref('canonical__comp_budget') }}
    group by company_id, cycle_id, purpose
)

select
    holders.company_id,
    holders.cycle_id,
    holders.scenario_id,
    holders.purpose,
    holders.budget_amount,
    delivered.delivered_amount,
    holders.recommended_amount,
    people.taken_amount
from holders
left join delivered
    on
        holders.company_id = delivered.company_id
        and holders.cycle_id = delivered.cycle_id
        and holders.purpose = delivered.purpose
left join people
    on
        holders.company_id = people.company_id
        and holders.cycle_id = people.cycle_id
        and holders.scenario_id = people.scenario_id
        and holders.purpose = people.purpose
where
    (
        holders.scenario_id = 'base'
        and coalesce(holders.budget_amount, 0) <> coalesce(delivered.delivered_amount, 0)
    )
    or coalesce(holders.recommended_amount, 0) <> coalesce(people.taken_amount, 0)
