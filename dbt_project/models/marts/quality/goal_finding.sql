-- Goals, key results, objectives and business KPIs that cannot be scored or placed as they stand, each by its rule.
with trees as (
    select * from {{ ref('goal_tree') }}
),

paths as (
    select
        node_key,
        link_basis
    from {{ ref('goal_path') }}
),

scores as (
    select * from {{ ref('goal_score') }}
),

units as (
    select
        org_unit_key,
        org_unit_id
    from {{ ref('dim_org_unit') }}
),

unit_kpis as (
    select
        kpis.company_id,
        units.org_unit_id || '/' || kpis.kpi_id as record_id,
        units.org_unit_id || '/' || kpis.kpi_id || '/' || cast(kpis.period_start_date as string) as period_record_id,
        kpis.withheld_reason,
        kpis.scorecard_withheld_reason
    from {{ ref('scorecard_org_unit_kpi') }} as kpis
    inner join units
        on kpis.org_unit_key = units.org_unit_key
),

targets_without_kpi as (
    select
        targets.company_id,
        units.org_unit_id || '/' || targets.kpi_id || '/' || cast(targets.period_start_date as string) as record_id
    from {{ ref('fct_business_kpi_target') }} as targets
    inner join units
        on targets.org_unit_key = units.org_unit_key
    left join {{ ref('dim_business_kpi') }} as kpis
        on
            targets.company_id = kpis.company_id
            and targets.org_unit_key = kpis.org_unit_key
            and targets.kpi_id = kpis.kpi_id
            and targets.period_end_date >= kpis.valid_from
            and targets.period_end_date < {{ until('kpis.valid_to') }}
    where kpis.kpi_id is null
),

-- Two files that say different things of one goal on one day.
checkins_at_odds as (
    select
        min(source_system) as source_system,
        min(company_id) as company_id,
        goal_id || '/' || cast(recorded_date as string) as record_id
    from {{ ref('canonical__goal_checkin') }}
    group by goal_id, recorded_date
    having min(checkin_value) <> max(checkin_value)
),

-- The table a link stands in: a link by file is not the goal's own.
linked as (
    select
        trees.company_id,
        trees.node_id as record_id,
        trees.tree_state,
        trees.no_contribution_reason,
        case when paths.link_basis = 'alignment_file' then 'canonical' else trees.source_system end as source_system,
        case
            when paths.link_basis = 'alignment_file' then 'goal_alignments'
            when trees.node_type = 'goal' then 'goals'
            when trees.node_type = 'key_result' then 'key_results'
            else 'objectives'
        end as table_name
    from trees
    inner join paths
        on trees.node_key = paths.node_key
),

found as (
    select
        'weights_not_100' as rule_id,
        company_id,
        source_system,
        table_name,
        record_id
    from linked
    where no_contribution_reason = 'weights_do_not_add_to_100'
    union all
    select
        'weights_not_100' as rule_id,
        company_id,
        source_system,
        'goal_milestones' as table_name,
        node_id as record_id
    from scores
    where withheld_reason = 'weights_do_not_add_to_100'
    union all
    select
        'weights_not_100' as rule_id,
        company_id,
        'canonical' as source_system,
        'kpi_defs' as table_name,
        record_id
    from unit_kpis
    where scorecard_withheld_reason = 'weights_do_not_add_to_100'
    union all
    select
        'weights_not_100' as rule_id,
        own.company_id,
        scores.source_system,
        'goals' as table_name,
        scores.node_id as record_id
    from {{ ref('scorecard_employee_goal') }} as own
    inner join scores
        on own.node_key = scores.node_key
    where own.scorecard_withheld_reason = 'weights_do_not_add_to_100'
    union all
    select
        withheld_reason as rule_id,
        company_id,
        source_system,
        case node_type when 'goal' then 'goals' else 'key_results' end as table_name,
        node_id as record_id
    from scores
    where withheld_reason in ('target_equals_baseline', 'target_against_direction', 'actual_in_another_unit')
    union all
    select
        case withheld_reason when 'target_equals_floor' then 'target_equals_baseline' else withheld_reason end
            as rule_id,
        company_id,
        'canonical' as source_system,
        'kpi_targets' as table_name,
        period_record_id as record_id
    from unit_kpis
    where withheld_reason in ('target_equals_floor', 'target_against_direction')
    union all
    select
        'kpi_without_direction' as rule_id,
        company_id,
        'canonical' as source_system,
        'kpi_targets' as table_name,
        record_id
    from targets_without_kpi
    union all
    select
        tree_state as rule_id,
        company_id,
        source_system,
        table_name,
        record_id
    from linked
    where tree_state in ('parent_missing', 'circular_parent')
    union all
    select
        'two_actuals_for_one_period' as rule_id,
        company_id,
        source_system,
        'goal_checkins' as table_name,
        record_id
    from checkins_at_odds
    union all
    select
        'two_actuals_for_one_period' as rule_id,
        company_id,
        'canonical' as source_system,
        'kpi_values' as table_name,
        period_record_id as record_id
    from unit_kpis
    where withheld_reason = 'values_overlap'
)

select distinct
    rule_id,
    coalesce(company_id, '*') as company_id,
    source_system,
    table_name,
    record_id
from found
