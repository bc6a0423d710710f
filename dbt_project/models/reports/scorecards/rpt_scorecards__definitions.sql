{{ definitions_query('scorecards') }}
