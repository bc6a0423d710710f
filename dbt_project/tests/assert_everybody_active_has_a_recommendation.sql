-- Everybody of worker type employee who is employed at the close of a decision date, asked of the facts and not of the
-- population model, has one increment, one promotion and one bonus row; nobody else has.
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

active as (
    select
        cycles.company_id,
        cycles.cycle_id,
        cycles.scenario_id,
        employments.person_key
    from cycles
    inner join {{ ref('fct_employment') }} as employments
        on
            cycles.company_id = employments.company_id
            and cycles.decision_date >= employments.start_date
            and (employments.end_date is null or cycles.decision_date < employments.end_date)
    where
        employments.worker_type = 'employee'
        and not employments.is_rescinded
),

increments as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key
    from {{ ref('increment_recommendation') }}
),

promotions as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key
    from {{ ref('promotion_recommendation') }}
),

bonuses as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key
    from {{ ref('bonus_recommendation') }}
)

select
    'no increment row' as problem,
    missing.*
from (
    select * from active
    except
    select * from increments
) as missing
union all
select
    'increment row of somebody else' as problem,
    surplus.*
from (
    select * from increments
    except
    select * from active
) as surplus
union all
select
    'no promotion row' as problem,
    missing.*
from (
    select * from active
    except
    select * from promotions
) as missing
union all
select
    'promotion row of somebody else' as problem,
    surplus.*
from (
    select * from promotions
    except
    select * from active
) as surplus
union all
select
    'no bonus row' as problem,
    missing.*
from (
    select * from active
    except
    select * from bonuses
) as missing
union all
select
    'bonus row of somebody else' as problem,
    surplus.*
from (
    select * from bonuses
    except
    select * from active
) as surplus
