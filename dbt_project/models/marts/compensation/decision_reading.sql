-- What the workbooks say of each recommendation, before anything is judged: nothing here is applied.
{%- set keys = ['company_id', 'cycle_id', 'decision', 'person_key'] %}
with increments as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
),

decisions as (
    select * from {{ ref('canonical__comp_decision') }}
    where person_key is not null
),

-- What a decision is asked about: everybody who could be given something. What Accept gives is the offered amount.
packs as (
    select
        company_id,
        cycle_id,
        'increment' as decision,
        person_key,
        holder_org_unit_key,
        currency,
        effective_date,
        status as recommendation_status,
        status in ('recommended', 'no_increase') as is_open,
        status in ('recommended', 'no_increase') as is_asked,
        base_amount,
        merit_base_amount,
        budget_rate,
        increment_amount as offered_amount,
        increment_amount as proposed_amount,
        lump_sum_amount as proposed_lump_sum_amount,
        cap_amount,
        unit_amount
    from increments

    union all

    select
        promotions.company_id,
        promotions.cycle_id,
        'promotion' as decision,
        promotions.person_key,
        coalesce(promotions.promotion_holder_org_unit_key, increments.holder_org_unit_key) as holder_org_unit_key,
        promotions.currency,
        promotions.effective_date,
        promotions.status as recommendation_status,
        promotions.status in ('recommended', 'unfunded', 'not_yet') as is_open,
        promotions.status = 'recommended' as is_asked,
        cast(null as decimal(18, 2)) as base_amount,
        cast(null as decimal(18, 2)) as merit_base_amount,
        promotions.promotion_budget_rate as budget_rate,
        promotions.next_level_cost_amount as offered_amount,
        case
            when promotions.status = 'recommended' then promotions.next_level_cost_amount
            else cast(0 as decimal(18, 2))
        end as proposed_amount,
        cast(null as decimal(18, 2)) as proposed_lump_sum_amount,
        cast(null as decimal(18, 2)) as cap_amount,
        cast(null as decimal(18, 2)) as unit_amount
    from promotions
    left join increments
        on
            promotions.company_id = increments.company_id
            and promotions.cycle_id = increments.cycle_id
            and promotions.person_key = increments.person_key
),

-- A person may stand in the workbook of the holder and in the whole one.
said as (
    select
        {{ keys | join(', ') }},
        cast(count(*) as int) as row_count,
        count(
            distinct case when choice is not null then choice || '/' || coalesce(cast(stated_ratio as string), '') end
        ) > 1 as is_conflicting,
        coalesce(max(case when not is_row_intact then 1 end), 0) = 0 as is_row_intact,
        max(problem) as problem
    from decisions
    group by {{ keys | join(', ') }}
),

-- Of several rows the one with a problem is told, else the one that decides, else the latest.
told as (
    select *
    from decisions
    qualify
        row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                case when problem is not null then 1 when choice is not null then 2 else 3 end,
                known_from desc,
                file_hash asc,
                row_number asc
        ) = 1
),

read_back as (
    select
        {{ columns_of('told', keys) }},
        told.file_name,
        told.row_number,
        told.stated_base_amount,
        told.stated_amount,
        told.stated_lump_sum_amount,
        told.choice,
        told.stated_ratio,
        told.decision_reason,
        told.problem_text,
        told.known_from,
        said.row_count,
        said.is_conflicting,
        said.is_row_intact,
        said.problem
    from told
    inner join said
        on {{ same('told', 'said', keys) }}
),

united as (
    select
        coalesce(packs.company_id, read_back.company_id) as company_id,
        coalesce(packs.cycle_id, read_back.cycle_id) as cycle_id,
        coalesce(packs.decision, read_back.decision) as decision,
        coalesce(packs.person_key, read_back.person_key) as person_key,
        packs.holder_org_unit_key,
        packs.currency,
        packs.effective_date,
        packs.person_key is not null as is_in_pack,
        packs.recommendation_status,
        coalesce(packs.is_open, false) as is_open,
        coalesce(packs.is_asked, false) as is_asked,
        packs.base_amount,
        packs.merit_base_amount,
        packs.budget_rate,
        packs.offered_amount,
        packs.proposed_amount,
        packs.proposed_lump_sum_amount,
        packs.cap_amount,
        packs.unit_amount,
        coalesce(read_back.row_count, 0) as row_count,
        read_back.file_name,
        read_back.row_number,
        read_back.problem,
        read_back.problem_text,
        coalesce(read_back.is_row_intact, true) as is_row_intact,
        coalesce(read_back.is_conflicting, false) as is_conflicting,
        coalesce(
            packs.person_key is null
            or read_back.person_key is null
            or (
                coalesce(cast(read_back.stated_base_amount as string), '')
                = coalesce(cast(packs.base_amount as string), '')
                and coalesce(cast(read_back.stated_amount as string), '')
                = coalesce(cast(packs.offered_amount as string), '')
                and coalesce(cast(read_back.stated_lump_sum_amount as string), '')
                = coalesce(cast(packs.proposed_lump_sum_amount as string), '')
            ), false
        ) as is_current,
        read_back.choice,
        read_back.stated_ratio,
        read_back.decision_reason,
        read_back.known_from
    from packs
    full outer join read_back
        on {{ same('packs', 'read_back', keys) }}
),

decided as (
    select
        *,
        -- A changed rate is one of base pay after the recommended promotion and replaces increment and lump sum both;
        -- it is paid in whole units, half a unit rounded up.
        case choice
            when 'accept' then offered_amount
            when 'change'
                then cast(
                    {{ exact_ratio('cast(merit_base_amount as decimal(38, 2)) * stated_ratio', 'unit_amount', 0) }}
                    * unit_amount as decimal(18, 2)
                )
            when 'decline' then cast(0 as decimal(18, 2))
            when 'defer' then cast(0 as decimal(18, 2))
        end as decided_amount
    from united
)

select
    company_id,
    cycle_id,
    decision,
    person_key,
    holder_org_unit_key,
    currency,
    effective_date,
    is_in_pack,
    recommendation_status,
    is_open,
    is_asked,
    base_amount,
    merit_base_amount,
    offered_amount,
    proposed_amount,
    proposed_lump_sum_amount,
    cap_amount,
    row_count,
    file_name,
    row_number,
    problem,
    problem_text,
    is_row_intact,
    is_conflicting,
    is_current,
    choice,
    stated_ratio,
    decision_reason,
    decided_amount,
    -- What it takes from the budget, in the budget's currency.
    {{ at_rate('decided_amount', 'budget_rate') }} as decided_cost_amount,
    {{ at_rate('proposed_amount', 'budget_rate') }} as proposed_cost_amount,
    case
        when decision <> 'increment' then null
        when choice = 'accept' then proposed_lump_sum_amount
        when choice is not null then cast(0 as decimal(18, 2))
    end as decided_lump_sum_amount,
    known_from
from decided
