{{ definitions_query('compensation_summary') }}
