"""Sensors: what starts a run or reports one.

Belongs here: the payroll folder, the alert on failure. Does not belong here: sending (`alerts.py`).
"""

import hashlib
from pathlib import Path

import dagster as dg

from orchestration.alerts import REPORTED_HERE, report_failure
from orchestration.resources import Meritline
from orchestration.terminal import failures_of


def folder_state(folder: Path) -> str | None:
    """A short word for which register files lie in a folder, or None while there is none.

    Args:
        folder: the payroll folder; half-written files (hidden or `.part`) do not count.
    """
    files = sorted(
        f for f in folder.rglob("*") if f.is_file() and not f.name.startswith(".") and f.suffix != ".part"
    )
    if not files:
        return None
    lines = [f"{f.relative_to(folder)} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@dg.sensor(
    job_name="run", minimum_interval_seconds=60, description="A register arrived in the payroll folder."
)
def payroll_folder(
    context: dg.SensorEvaluationContext, meritline: Meritline
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run when the payroll folder has changed since the last one."""
    folder = meritline.settings().sources.get("payroll_register", {}).get("folder")
    if not folder or not Path(folder).is_dir():
        return dg.SkipReason("No payroll folder of this machine is configured (MERITLINE_PAYROLL_FOLDER).")
    state = folder_state(Path(folder))
    if state is None or state == context.cursor:
        return dg.SkipReason("No new register.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"payroll-{state}")], cursor=state)


@dg.run_failure_sensor(
    name="report_failed_run",
    description="Tells the configured webhook or e-mail address.",
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def report_failed_run(context: dg.RunFailureSensorContext, meritline: Meritline) -> None:
    """Report a failed run; the run history holds the rest."""
    if REPORTED_HERE.items() <= context.dagster_run.tags.items():
        return
    settings = meritline.settings()
    records = context.instance.all_logs(context.dagster_run.run_id)
    events = [r.dagster_event for r in records if r.dagster_event is not None]
    report_failure(settings, context.dagster_run.job_name, failures_of(events, settings))


def sensors() -> list[dg.SensorDefinition]:
    """The sensors; the folder is watched once switched on in the web UI, failures are reported from the start."""
    return [payroll_folder, report_failed_run]
