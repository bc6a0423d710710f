"""Exports: publication for BI and documents for people, read from the schema `reports` and nothing else."""
