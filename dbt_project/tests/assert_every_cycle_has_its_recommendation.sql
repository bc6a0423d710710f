-- Every company takes part in every cycle with `base`, and every scenario's matrix is in force on the day it decides:
-- else people would be without a row, or everybody without a cell.
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

matrices as (
    {{ policy_in_force(ref('merit_matrix'), 'cycles', ['matrix_id'], matched=['matrix_id']) }}
),

known as (
    select distinct
        company_id,
        cycle_id,
        scenario_id,
        matrix_id
    from matrices
),

wanted as (
    select distinct
        companies.company_id,
        budgets.cycle_id
    from {{ ref('dim_company') }} as companies
    cross join {{ ref('fct_comp_budget') }} as budgets
)

select
    wanted.company_id,
    wanted.cycle_id,
    'base' as scenario_id,
    'compensation_scenario: ' || wanted.company_id || ' has no scenario base in cycle ' || wanted.cycle_id
    || '. Add the row to seeds/policy/compensation_scenario.csv, or one for company *.' as sentence
from wanted
left join cycles
    on
        wanted.company_id = cycles.company_id
        and wanted.cycle_id = cycles.cycle_id
        and cycles.scenario_id = 'base'
where cycles.company_id is null

union all

select
    cycles.company_id,
    cycles.cycle_id,
    cycles.scenario_id,
    'compensation_scenario: ' || cycles.company_id || ', cycle ' || cycles.cycle_id || ', scenario '
    || cycles.scenario_id || ' asks for the matrix ' || cycles.matrix_id || ', which is not in force on '
    || cast(cycles.decision_date as string) || '. Add it to seeds/policy/merit_matrix.csv.' as sentence
from cycles
left join known
    on
        cycles.company_id = known.company_id
        and cycles.cycle_id = known.cycle_id
        and cycles.scenario_id = known.scenario_id
where known.matrix_id is null
