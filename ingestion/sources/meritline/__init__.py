"""Source meritline."""
