"""Source payroll_register."""
