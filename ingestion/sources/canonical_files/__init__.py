"""Source canonical_files."""
