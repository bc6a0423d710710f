{{ definitions_query('development_plans') }}
