{{ definitions_query('talent_pipeline') }}
