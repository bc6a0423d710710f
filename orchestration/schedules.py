"""Schedules: when jobs run by themselves.

Belongs here: cron lines. Does not belong here: what a job does (`jobs.py`).
"""

import dagster as dg

# Before working hours in India and Europe alike; the monthly run follows the close of payroll.
daily = dg.ScheduleDefinition(
    name="daily",
    job_name="run",
    cron_schedule="30 0 * * *",
    description="Every night, from sources to deliveries.",
)
monthly = dg.ScheduleDefinition(
    name="monthly",
    job_name="run",
    cron_schedule="0 3 5 * *",
    description="On the fifth, after payroll has closed.",
)


def schedules() -> list[dg.ScheduleDefinition]:
    """The schedules; they start switched off, and are switched on in the web UI."""
    return [daily, monthly]
