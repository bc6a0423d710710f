-- Gaps by category of workers (EU 2023/970, article 9(1)(g)), base and variable pay apart. A category with too few
-- women or men is hidden, and with it what would give it away.
with equity as (
    select * from {{ ref('pay_equity') }}
    where scope_type = 'category'
),

categories as (
    select
        company_id,
        cycle_id,
        scope_id as category_id,
        max(decision_date) as decision_date,
        max(n_women) as women_count,
        max(n_men) as men_count,
        max(case when measure = 'mean_gap' and variant = 'base' then value end) as base_mean_gap,
        max(case when measure = 'median_gap' and variant = 'base' then value end) as base_median_gap,
        max(case when measure = 'mean_gap' and variant = 'variable' then value end) as variable_mean_gap,
        bool_or(coalesce(is_flagged, false) and variant = 'base') as is_base_flagged,
        bool_or(coalesce(is_flagged, false) and variant = 'variable') as is_variable_flagged
    from equity
    group by company_id, cycle_id, scope_id
),

-- Everybody of a category, whatever is known of the gender.
bases as (
    select
        company_id,
        cycle_id,
        category_id,
        max(category_name) as category_name,
        max(category_basis) as category_basis,
        count(*) as people_count
    from {{ ref('pay_equity_person') }}
    where category_id is not null
    group by company_id, cycle_id, category_id
),

women_parts as (
    select
        company_id,
        cycle_id,
        category_id as part_key,
        women_count as part_size
    from categories
),

men_parts as (
    select
        company_id,
        cycle_id,
        category_id as part_key,
        men_count as part_size
    from categories
),

{{ released_parts('women', 'women_parts', ['company_id', 'cycle_id']) }},

{{ released_parts('men', 'men_parts', ['company_id', 'cycle_id']) }},

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

policy as (
    {{ disclosure_policy_in_force() }}
),

judged as (
    select
        categories.*,
        companies.company_name,
        bases.category_name,
        bases.category_basis,
        bases.people_count,
        policy.minimum_group,
        case
            when women.is_suppressed or men.is_suppressed or categories.base_mean_gap is null
                then {{ small_group_reason('policy.minimum_group') }}
        end as withheld_reason
    from categories
    inner join companies
        on categories.company_id = companies.company_id
    inner join bases
        on
            categories.company_id = bases.company_id
            and categories.cycle_id = bases.cycle_id
            and categories.category_id = bases.category_id
    inner join women
        on
            categories.company_id = women.company_id
            and categories.cycle_id = women.cycle_id
            and categories.category_id = women.part_key
    inner join men
        on
            categories.company_id = men.company_id
            and categories.cycle_id = men.cycle_id
            and categories.category_id = men.part_key
    cross join policy
)

select
    company_id,
    cycle_id,
    company_name,
    category_id,
    decision_date as snapshot_date,
    category_name,
    case category_basis when 'grade' then 'Grade: jobs are not evaluated yet' else 'Evaluation of jobs' end
        as category_basis,
    case when withheld_reason is null then {{ at_least('people_count', 'minimum_group') }} end
        as people_at_least_count,
    case when withheld_reason is null then cast(base_mean_gap as decimal(18, 3)) end as base_mean_ratio,
    case when withheld_reason is null then cast(base_median_gap as decimal(18, 3)) end as base_median_ratio,
    case when withheld_reason is null then cast(variable_mean_gap as decimal(18, 3)) end as variable_mean_ratio,
    case
        when withheld_reason is not null then null
        when is_base_flagged and is_variable_flagged then 'Base and variable pay'
        when is_base_flagged then 'Base pay'
        when is_variable_flagged then 'Variable pay'
        else 'No'
    end as flagged_pay,
    withheld_reason
from judged
