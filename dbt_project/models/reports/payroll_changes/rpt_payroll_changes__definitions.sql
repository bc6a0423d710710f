{{ definitions_query('payroll_changes') }}
