"""Source frappe_hr."""
