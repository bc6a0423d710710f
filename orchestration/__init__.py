"""Orchestration: the only importer of dagster; assembly, schedules, the command line."""
