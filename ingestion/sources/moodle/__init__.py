"""Source moodle."""
