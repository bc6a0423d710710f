{{ definitions_query('increments') }}
