"""Each stage's seconds and peak memory, with a yardstick measured in the same run.

Belongs here: running the verbs as whole processes and recording what the operating system says of them.
Does not belong here: a verdict. Machines differ and are shared, so ratios to the yardstick are what to compare.

Run as `python -m benchmarks.stages [--people N]`; writes `var/benchmarks/stages-<people>.json` and prints a table.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]

# A fixed piece of work for DuckDB: what a stage costs is given as a multiple of it.
YARDSTICK = """
import duckdb
duckdb.sql("set threads = 2")
duckdb.sql("create table t as select i % 1000 as g, sin(i) as x from range(20000000) r(i)")
duckdb.sql("select g, avg(x), median(x) from t group by g").fetchall()
"""


def measure(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Run a command to its end.

    Returns:
        seconds (wall), cpu_seconds, peak_mib (largest single process of it) and its exit code.
    """
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return {
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": round(usage.ru_maxrss / 1024),
        "exit_code": os.waitstatus_to_exitcode(status),
    }


def stages(people: int) -> list[dict[str, Any]]:
    """Measure every stage for an invented company of that size, from an empty home."""
    from company.world import generate
    from orchestration.demo import served

    python = sys.executable
    results = [{"stage": "yardstick", **measure([python, "-c", YARDSTICK], dict(os.environ))}]
    with tempfile.TemporaryDirectory() as home, served(generate(people=people)) as variables:
        environment = {**os.environ, **variables, "MERITLINE_HOME": home}
        for stage in ("load", "load again", "build", "deliver"):
            command = [python, "-m", "orchestration.cli", stage.split()[0]]
            results.append({"stage": stage, **measure(command, environment)})
    yardstick = results[0]["seconds"]
    return [{**r, "times_yardstick": round(r["seconds"] / yardstick, 2)} for r in results]


def main() -> None:
    """Measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    people = parser.parse_args().people
    results = stages(people)
    print(f"{'stage':<14}{'seconds':>9}{'cpu s':>9}{'peak MiB':>10}{'× yardstick':>13}")
    for r in results:
        failed = "" if r["exit_code"] == 0 else f"  exit {r['exit_code']}"
        print(
            f"{r['stage']:<14}{r['seconds']:>9}{r['cpu_seconds']:>9}{r['peak_mib']:>10}{r['times_yardstick']:>13}{failed}"
        )
    target = PROJECT / "var" / "benchmarks" / f"stages-{people}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
