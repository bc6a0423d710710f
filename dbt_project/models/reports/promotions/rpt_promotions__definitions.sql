{{ definitions_query('promotions') }}
