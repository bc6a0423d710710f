{{ decision_reasons('promotion', "reason.scenario_id = 'base'") }}
