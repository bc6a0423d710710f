{{ definitions_query('succession_review') }}
