{{ definitions_query('statutory_pay') }}
