"""Models timed on invented rows that are written straight into the tables they read.

Belongs here: what such measurements share: dbt's command, tables as their contracts say with the rows in them, the
seconds of each model beside a yardstick of the same run, the report. Does not belong here: the rows and what they
stand for (`benchmarks.goals` and its neighbours), landing and what lies between (`benchmarks.stages`), a verdict
(machines differ and are shared: compare the ratio).
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.stages import PROJECT, YARDSTICK, measure

DBT_PROJECT = PROJECT / "dbt_project"
_MANY = 12
"""So many of the slowest models are printed; the file holds all."""


@dataclass(frozen=True)
class Benchmark:
    """Models and what they are timed on.

    Args:
        name: what the result's file is called, with the sizes.
        sizes: the numbers one may ask for, with their defaults.
        derived: numbers that follow from those.
        made: of a dbt manifest, the names of the models that are timed; what they read is filled.
        rows: per table the query of its rows, in which `{size}` stands for a number; a column that is not named stays
            null, a table that is not named stays empty.
        outcome: a query of one row of figures, so that a fast run that did nothing is seen.
    """

    name: str
    sizes: Mapping[str, int]
    derived: Callable[[Mapping[str, int]], Mapping[str, int]]
    made: Callable[[Mapping[str, Any]], set[str]]
    rows: Mapping[str, str]
    outcome: str


def below(manifest: Mapping[str, Any], folder: str) -> set[str]:
    """The names of the models in a folder of the dbt project."""
    return {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["original_file_path"].startswith(f"{folder}/")
    }


def main(benchmark: Benchmark, text: str | None) -> None:
    """Measure at the sizes of the command line, print and record; `text` is what --help says."""
    parser = argparse.ArgumentParser(description=text)
    for size, default in benchmark.sizes.items():
        parser.add_argument(f"--{size}", type=int, default=default)
    sizes = vars(parser.parse_args())
    result = run(benchmark, sizes)
    for name, value in result.items():
        if not isinstance(value, dict):
            print(f"{name:<28}{value:>12}")
    for label in ("process", "idle_process"):
        for name, value in result[label].items():
            print(f"{label + ' ' + name:<28}{value:>12}")
    for name, seconds in list(result["models"].items())[:_MANY]:
        print(f"  {name:<30}{seconds:>8}")
    named = "-".join([benchmark.name, *map(str, sizes.values())])
    target = PROJECT / "var" / "benchmarks" / f"{named}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def run(benchmark: Benchmark, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Measure the yardstick, dbt with nothing to do, then the models on those rows."""
    yardstick = measure([sys.executable, "-c", YARDSTICK], dict(os.environ))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        warehouse = home / "warehouse.duckdb"
        environment = {**os.environ, "MERITLINE_WAREHOUSE": str(warehouse)}
        assert measure(_dbt("seed", home), environment)["exit_code"] == 0
        manifest = json.loads((home / "target" / "manifest.json").read_text(encoding="utf-8"))
        made = benchmark.made(manifest)
        _fill(warehouse, _read_by(manifest, made), benchmark.rows, {**sizes, **benchmark.derived(sizes)})
        idle = measure(_dbt("run", home, "--select", "tag:nothing"), environment)
        measured = measure(_dbt("run", home, "--select", *sorted(made)), environment)
        assert measured["exit_code"] == 0
        results = json.loads((home / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
        models = {r["unique_id"].rsplit(".", 1)[-1]: round(r["execution_time"], 2) for r in results}
        seconds = sum(models.values())
        return {
            **_shown(warehouse, benchmark.outcome),
            "yardstick_seconds": yardstick["seconds"],
            "model_seconds": round(seconds, 2),
            "times_yardstick": round(seconds / yardstick["seconds"], 2),
            "process": measured,
            "idle_process": idle,
            "models": dict(sorted(models.items(), key=lambda item: -item[1])),
        }


def _dbt(verb: str, home: Path, *arguments: str) -> list[str]:
    """The command of one dbt verb that leaves nothing in the project."""
    return [
        *(str(Path(sys.executable).with_name("dbt")), "--quiet", verb),
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(home / "target"), "--log-path", str(home / "logs"), *arguments),
    ]


def _read_by(manifest: Mapping[str, Any], made: set[str]) -> dict[str, dict[str, str]]:
    """Name and type of the columns of each table that those models read and do not make, by schema and name."""
    nodes = manifest["nodes"]
    ids = {f"model.meritline.{name}" for name in made}
    read = {parent for name in ids for parent in manifest["parent_map"][name]} - ids
    return {
        f"{nodes[name]['config']['schema']}.{nodes[name]['name']}": {
            c["name"]: c["data_type"] for c in nodes[name]["columns"].values()
        }
        for name in sorted(read)
        if name.startswith("model.")
    }


def _fill(
    warehouse: Path,
    tables: Mapping[str, Mapping[str, str]],
    rows: Mapping[str, str],
    sizes: Mapping[str, int],
) -> None:
    """Make the tables that the models read, as their contracts say, with the rows in them."""
    with duckdb.connect(str(warehouse)) as connection:
        for table, columns in tables.items():
            connection.execute(f"create schema if not exists {table.partition('.')[0]}")
            filling = rows[table].format(**sizes) if table in rows else ""
            if not columns:
                # Staging declares no types: such a table is what its rows are.
                connection.execute(f"create or replace table {table} as {filling}")
                continue
            described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create or replace table {table} ({described})")
            if filling:
                connection.execute(f"insert into {table} by name {filling}")


def _shown(warehouse: Path, outcome: str) -> dict[str, float | int]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(outcome)
        [row] = cursor.fetchall()
        return {
            column[0]: float(value) if isinstance(value, (float, Decimal)) else int(value)
            for column, value in zip(cursor.description or [], row, strict=True)
        }
