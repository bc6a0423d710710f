{{ decision_reasons('increment', "reason.scenario_id = 'base'") }}
