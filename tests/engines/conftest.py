"""The invented company built twice from the same landed rows: on DuckDB and on Spark.

Belongs here: making both builds. Does not belong here: comparing them (comparison.py, test_same_figures.py).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from company.files import write_raw
from dbt_project.solvers.logistic import fit_logistic
from dbt_project.solvers.matching import fill_roles
from tests.fixtures.raw_tables import create_raw_tables

PROJECT = Path(__file__).resolve().parents[2]
DBT_PROJECT = PROJECT / "dbt_project"
PEOPLE = 120
BUILT = ("--resource-type", "seed", "--resource-type", "model")


@dataclass(frozen=True)
class Built:
    """Both builds: how to read a table of each, and the manifest that names them."""

    duckdb: duckdb.DuckDBPyConnection
    spark: Any
    manifest: dict[str, Any]


def dbt_arguments(target_path: Path) -> list[str]:
    return [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target-path",
        str(target_path),
    ]


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models built on DuckDB; their tests run elsewhere, and once is enough."""
    folder = tmp_path_factory.mktemp("engines")
    write_raw(people=PEOPLE, years=3, folder=folder / "raw")
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        create_raw_tables(connection, folder / "raw")
    dbt = Path(sys.executable).with_name("dbt")
    command = [
        str(dbt),
        "--quiet",
        "build",
        *BUILT,
        *dbt_arguments(folder / "target"),
    ]
    environment = {**os.environ, "MERITLINE_WAREHOUSE": str(path)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=PROJECT)
    assert run.returncode == 0, run.stdout[-4000:]
    return path


@pytest.fixture(scope="session")
def built(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The same rows built on Spark, beside the DuckDB build."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from dbt.cli.main import dbtRunner
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    spark = SparkSession.builder.master("local[2]").appName("meritline-engines")
    for name, value in _session_settings(folder).items():
        spark = spark.config(name, value)
    # Spark's Python workers import the solvers from here.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])
    spark = spark.getOrCreate()
    spark.udf.register("fill_roles", fill_roles, "array<array<string>>")
    spark.udf.register("fit_logistic", fit_logistic, "array<array<double>>")
    spark.sparkContext.setLogLevel("OFF")
    connection = duckdb.connect(str(warehouse), read_only=True)
    _land(connection, spark, folder / "landed")
    build = ["--quiet", "build", "--target", "spark", *BUILT]
    result = dbtRunner().invoke([*build, *dbt_arguments(folder / "target")])
    failed = [
        f"{r.node.name}: {str(r.message)[:1500]}" for r in (result.result or []) if r.status != "success"
    ]
    assert result.success, "\n".join(failed) or str(result.exception)
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    yield Built(connection, spark, manifest)
    connection.close()
    spark.stop()


def _session_settings(folder: Path) -> dict[str, str]:
    """What a small build on one machine needs; what every Spark build needs is in the profile's target."""
    return {
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.sources.default": "parquet",
        "spark.sql.session.timeZone": "UTC",
        # DuckDB writes timestamps without a zone; the models' timestamp is the one in the session's zone.
        "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
        # Some thousand rows: one partition, and compiling code for each query would cost more than it saves.
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.driver.memory": "3g",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }


def _land(connection: duckdb.DuckDBPyConnection, spark: Any, folder: Path) -> None:
    """Hand Spark the very rows that DuckDB holds in its raw schemas."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where starts_with(schema_name, 'raw_') order by 1, 2"
    ).fetchall()
    for schema, table in tables:
        file = folder / schema / f"{table}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"copy {schema}.{table} to '{file}' (format parquet)")
        spark.sql(f"create database if not exists {schema}")
        spark.read.parquet(str(file)).write.mode("overwrite").saveAsTable(f"{schema}.{table}")
