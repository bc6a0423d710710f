"""Source limesurvey."""
