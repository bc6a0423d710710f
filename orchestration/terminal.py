"""What a run says on the terminal: one line for each thing done, with time and count.

Belongs here: a Dagster logger that speaks plainly, and the summary of what failed.
Does not belong here: running anything.
"""

import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from rich.console import Console
from rich.status import Status

from orchestration.settings import Settings

NOT_MADE = "not made"
"""Metadata of a document that there was nothing for: why."""

NAMES = {
    "build_models": "build models and test them",
    "publish": "publish",
}


def plain_name(step: str) -> str:
    """A step's name in words: `land_frappe_hr` is "load frappe_hr"."""
    if step in NAMES:
        return NAMES[step]
    for prefix, words in (
        ("land_", "load "),
        ("landing_gate_", "check arrival of "),
        ("release_gate_", "check release of "),
        ("deliver_", "deliver "),
    ):
        if step.startswith(prefix):
            return words + step.removeprefix(prefix)
    return step.replace("_", " ")


class StepLines(logging.Handler):
    """Prints a line as each step ends; on a terminal a moving status while it runs."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.DEBUG)
        self._console = console
        self._started: dict[str, float] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._not_made: dict[str, str] = {}
        self._status: Status | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of one Dagster event."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        step, kind = event.step_key, event.event_type_value
        if kind == "STEP_START":
            self._started.setdefault(step, time.monotonic())
            self._show(f"{plain_name(step)} …")
        elif kind == "ASSET_MATERIALIZATION" and NOT_MADE in (
            made := event.event_specific_data.materialization.metadata
        ):
            self._not_made[step] = str(made[NOT_MADE].value)
        elif kind == "ASSET_MATERIALIZATION":
            self._counts[step, "tables"] += 1
            self._show(f"{plain_name(step)}: {self._counts[step, 'tables']} tables …")
        elif kind == "ASSET_CHECK_EVALUATION":
            check = event.event_specific_data
            kind = (
                "checks"
                if check.passed
                else "warnings"
                if check.severity.value == "WARN"
                else "checks failed"
            )
            self._counts[step, kind] += 1
        elif kind == "STEP_UP_FOR_RETRY":
            self._line("↻", step, "trying again")
        elif kind == "STEP_SUCCESS" and step in self._not_made:
            self._line("–", step, f"not made: {self._not_made[step]}")
        elif kind in ("STEP_SUCCESS", "STEP_FAILURE"):
            failed = kind == "STEP_FAILURE"
            counts = [f"{n} {what}" for (of, what), n in sorted(self._counts.items()) if of == step]
            self._line("✗" if failed else "✓", step, ", ".join(counts))

    def _line(self, sign: str, step: str, detail: str) -> None:
        self._hide()
        seconds = time.monotonic() - self._started.get(step, time.monotonic())
        colour = {"✓": "green", "✗": "red"}.get(sign, "yellow")
        self._console.print(
            f"[{colour}]{sign}[/] {plain_name(step):<38}{seconds:>7.1f} s   {detail}", highlight=False
        )

    def _show(self, text: str) -> None:
        if not self._console.is_terminal:
            return
        if self._status is None:
            self._status = self._console.status(text)
            self._status.start()
        else:
            self._status.update(text)

    def _hide(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


@dg.logger(config_schema=None, description="One plain line per step.")
def step_lines(_: dg.InitLoggerContext) -> logging.Logger:
    """The logger the command line runs its jobs with."""
    logger = logging.getLogger("meritline.steps")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    # The file is named, so that lines still reach the terminal while a step redirects standard output.
    logger.handlers = [StepLines(Console(file=sys.stdout, soft_wrap=True))]
    return logger


def failures_of(events: Iterable[dg.DagsterEvent], settings: Settings) -> list[str]:
    """One sentence per cause of a failed run, without any value of a person.

    Args:
        events: all events of the run.
        settings: where dbt's last results and the warehouse lie.
    """
    sentences: list[str] = []
    for event in events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            sentences += _check_sentences(event.event_specific_data)
        elif event.event_type_value == "STEP_FAILURE":
            sentences += _step_sentences(event, settings)
    return list(dict.fromkeys(sentences))


def _check_sentences(check: Any) -> list[str]:
    gate = check.check_name.endswith("_gate")
    return [check.description] if gate and not check.passed and check.severity.value == "ERROR" else []


def _step_sentences(event: dg.DagsterEvent, settings: Settings) -> list[str]:
    step = event.step_key or ""
    data = event.step_failure_data
    if step == "build_models":
        # dagster-dbt's own description quotes the database, and a database may quote a row.
        return dbt_failures(settings.dbt_target, settings.warehouse)
    if data.user_failure_data is not None and data.user_failure_data.description:
        return [data.user_failure_data.description]
    # Only the class: a message may quote a row. The whole of it is in Dagster's run history, closed to others.
    kind = data.error.cls_name if data.error is not None else "error"
    return [f"{plain_name(step)}: stopped by {kind}; see the run in `meritline ui`."]


def dbt_failures(dbt_target: Path, warehouse: Path) -> list[str]:
    """A sentence per model or test that failed in dbt's last build, from its results and manifest.

    A test with `config.meta.tells` speaks for itself: its rows hold a `sentence` made of source, field and
    remedy, never of a value about a person.

    Args:
        dbt_target: the folder with `run_results.json` and `manifest.json`.
        warehouse: the warehouse that was built, for the tests that speak for themselves.
    """
    results_file, manifest_file = dbt_target / "run_results.json", dbt_target / "manifest.json"
    if not results_file.exists() or not manifest_file.exists():
        return ["build models: dbt stopped before it ran to its end; run `meritline build`."]
    return _dbt_results(dbt_target, warehouse, ("fail", "error"))


def dbt_warnings(dbt_target: Path, warehouse: Path) -> list[str]:
    """What the tests that only warn said in dbt's last build, as far as they speak for themselves; as above."""
    if not (dbt_target / "run_results.json").exists() or not (dbt_target / "manifest.json").exists():
        return []
    return _dbt_results(dbt_target, warehouse, ("warn",), only_telling=True)


def _dbt_results(
    dbt_target: Path, warehouse: Path, states: tuple[str, ...], *, only_telling: bool = False
) -> list[str]:
    nodes = json.loads((dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((dbt_target / "run_results.json").read_text(encoding="utf-8"))["results"]
    found = [(nodes[r["unique_id"]], r) for r in results if r["status"] in states]
    return [
        sentence
        for node, result in found
        if not only_telling or _tells(node)
        for sentence in _dbt_sentences(node, result, warehouse)
    ]


def _tells(node: dict[str, Any]) -> bool:
    return bool(node["config"].get("meta", {}).get("tells"))


def _dbt_sentences(node: dict[str, Any], result: dict[str, Any], warehouse: Path) -> list[str]:
    if result["status"] == "error":
        return [
            f"{node['resource_type']} {node['name']} could not be built; see {node['original_file_path']}."
        ]
    if _tells(node):
        return _told(result["compiled_code"], warehouse)
    meaning = " ".join((node.get("description") or "").split())
    rows = f"{result['failures']:,} row(s) against it"
    return [f"test {node['name']}: {rows}. {meaning or 'See ' + node['original_file_path'] + '.'}"]


def _told(compiled: str, warehouse: Path) -> list[str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select sentence from ({compiled}) order by sentence limit 10").fetchall()
    return [sentence for (sentence,) in rows]
