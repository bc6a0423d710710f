"""What SQL cannot solve, as functions that dbt's engines call from SQL."""
