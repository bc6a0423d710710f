"""How long the people model and its KPIs take: 100,000 people and five years, whole and after one day's changes.

Belongs here: the invented company landed in bulk, dbt running the models of core and then the KPI mart on what lies
before them, over as many months as there are, their seconds and memory beside a yardstick of the same run; the same
after a thousandth of the people changed.
Does not belong here: a verdict (machines differ and are shared: compare the ratio), landing (`benchmarks.landing`).

Run as `python -m benchmarks.people [--people N] [--years N]`; writes `var/benchmarks/people-<people>-<years>.json`
and prints a table of the slowest models.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.stages import PROJECT, YARDSTICK, measure
from company.files import write_raw
from tests.fixtures.raw_tables import create_raw_tables

DBT_PROJECT = PROJECT / "dbt_project"
MODELS = (
    *(
        "fct_employment",
        "fct_assignment",
        "fct_movement",
        "dim_employee",
        "fct_headcount_month",
        "headcount_day",
    ),
    *("dim_org_unit", "bridge_org_unit", "bridge_org_unit_history", "bridge_org_unit_reorganised"),
    *("bridge_manager", "manager_circle", "fct_absence", "fct_pay", "fct_learning"),
    *("fct_late_record",),
)
PAY_LINES = "fct_pay_item"
"""Some 300 lines of pay a person: timed by itself."""
KPIS = "path:models/marts/kpi"
CHANGED = 1000
"""One person in so many changes in a day."""


def landed(people: int, years: int, home: Path) -> Path:
    """Return a warehouse with the invented company landed as by one load, nothing built in it."""
    write_raw(people=people, years=years, folder=home / "raw")
    warehouse = home / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set preserve_insertion_order = false")
        create_raw_tables(connection, home / "raw")
    return warehouse


def change_a_day(warehouse: Path) -> int:
    """Land the next day's load: one person in a thousand left a month ago. Returns how many."""
    with duckdb.connect(str(warehouse)) as connection:
        [(count,)] = connection.execute(
            f"""insert into raw_frappe_hr.employees by name
            select * replace (
                'Left' as status, date '2026-03-02' as relieving_date, 'Resignation' as reason_for_leaving,
                known_from + interval 1 day as known_from, 'next' as load_id
            )
            from raw_frappe_hr.employees where status = 'Active' and hash(name) % {CHANGED} = 0"""
        ).fetchall()
    return int(count)


def run(stage: str, warehouse: Path, years: int, *arguments: str) -> dict[str, Any]:
    """Run dbt with a history of so many years; return what the system says of it and the seconds of each model."""
    target = warehouse.parent / "target"
    command = [
        *(str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--exclude-resource-type", "test"),
        *("--exclude-resource-type", "unit_test", "--project-dir", str(DBT_PROJECT)),
        *("--profiles-dir", str(DBT_PROJECT), "--target-path", str(target)),
        *("--vars", f"history_months: {12 * years}", *arguments),
    ]
    measured = measure(command, {**os.environ, "MERITLINE_WAREHOUSE": str(warehouse)})
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    seconds = {r["unique_id"].rsplit(".", 1)[-1]: round(r["execution_time"], 2) for r in results}
    return {"stage": stage, **measured, "models_seconds": round(sum(seconds.values()), 2), "models": seconds}


def stages(people: int, years: int) -> list[dict[str, Any]]:
    """Measure a build of the models and one after a day's changes, each after what lies before them."""
    made = (*MODELS, PAY_LINES, KPIS)
    before = ("--select", *(f"+{name}" for name in made), "--exclude", *made)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = landed(people, years, Path(folder))
        results = [{"stage": "yardstick", **measure([sys.executable, "-c", YARDSTICK], dict(os.environ))}]
        results.append(run("before", warehouse, years, *before))
        results.append(run("people model", warehouse, years, "--select", *MODELS))
        results.append(run("pay lines", warehouse, years, "--select", PAY_LINES))
        results.append(run("KPI mart", warehouse, years, "--select", KPIS))
        changed = {"people_changed": change_a_day(warehouse)}
        results.append(run("before, next day", warehouse, years, *before) | changed)
        results.append(run("people, next day", warehouse, years, "--select", *MODELS) | changed)
        results.append(run("KPIs, next day", warehouse, years, "--select", KPIS) | changed)
    return results


def main() -> None:
    """Measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=5)
    asked = parser.parse_args()
    results = stages(asked.people, asked.years)
    print(f"{'stage':<18}{'seconds':>9}{'models s':>10}{'cpu s':>9}{'peak MiB':>10}")
    for r in results:
        failed = "" if r["exit_code"] == 0 else f"  exit {r['exit_code']}"
        print(
            f"{r['stage']:<18}{r['seconds']:>9}{r.get('models_seconds', ''):>10}{r['cpu_seconds']:>9}"
            f"{r['peak_mib']:>10}{failed}"
        )
    for r in (r for r in results if r["stage"] in ("people model", "KPI mart")):
        print(r["stage"])
        for name, seconds in sorted(r["models"].items(), key=lambda m: -m[1])[:8]:
            print(f"  {name:<32}{seconds:>9}")
    target = PROJECT / "var" / "benchmarks" / f"people-{asked.people}-{asked.years}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
