-- Two rows of a policy with the same key never hold on the same day, and every row ends after it begins.
{%- set policies = {
    'rating_band': ['rating_band', 'scale_min', 'scale_max'],
    'position_band': ['matrix_id', 'position_band'],
    'merit_matrix': ['matrix_id', 'rating_band', 'position_band'],
    'compensation_scenario': ['scenario_id'],
    'merit_policy': [],
    'payment_unit': ['currency'],
    'eligibility_rule': ['decision', 'rule_id'],
    'promotion_policy': [],
    'promotion_weight': ['component_id'],
    'readiness_band': ['readiness'],
    'bonus_policy': [],
    'bonus_target': ['lower_rank'],
    'bonus_company_factor': ['lower_score'],
    'bonus_individual_factor': ['rating_band'],
    'pay_equity_policy': [],
    'fairness_policy': ['decision', 'attribute', 'measure'],
    'age_band': ['age_band'],
    'tenure_band': ['tenure_band'],
    'kpi_policy': [],
    'decision_policy': ['finding_id'],
    'benchmark_trend': ['metric'],
    'reconciliation_policy': [],
    'scorecard_policy': [],
    'goal_policy': [],
    'outcome_verb': ['verb_form'],
    'succession_policy': [],
    'talent_grid_cut': ['axis', 'band'],
    'talent_grid_box': ['performance_band', 'potential_band'],
    'criticality_level': ['criticality'],
    'criticality_weight': ['criterion_id'],
    'succession_weight': ['component_id'],
    'readiness_gate': ['gate_id'],
    'readiness_chance': ['readiness'],
    'development_policy': [],
    'flight_risk_policy': [],
    'flight_risk_driver': ['driver_id'],
} -%}
{%- for policy, keys in policies.items() %}
    select
        '{{ policy }}' as policy,
        one.company_id,
        one.valid_from
    from {{ ref(policy) }} as one
    inner join {{ ref(policy) }} as other
        on
            one.company_id = other.company_id
            {%- for key in keys %}
                and one.{{ key }} = other.{{ key }}
            {%- endfor %}
            and one.valid_from <= other.valid_from
    where
        one.valid_to <= one.valid_from
        or (one.valid_from < other.valid_from and (one.valid_to is null or one.valid_to > other.valid_from))
    {{ 'union all' if not loop.last }}
{%- endfor %}
