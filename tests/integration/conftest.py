"""A whole run for the invented company, made once, and the means to run a job again with something broken.

Also the warehouse of the full-sized company, built without its servers, for what it says of truths and cast.
"""

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner

from company.contract_files import write
from company.world import World, generate
from ingestion import exchange
from ingestion.sources.frappe_hr import client
from orchestration import cli
from orchestration.assets import raw
from orchestration.demo import AS_OF, LOAD_TIME, served
from tests.fixtures.built import build, land, land_earlier_load, run_unit_tests

PROJECT = Path(__file__).resolve().parents[2]
PEOPLE = 80

# The models are parsed by the first command, so the graph can only be assembled after it began: once for all of them.
GRAPH_ONCE = functools.cache(cli._graph)


@contextmanager
def swiftly() -> Iterator[None]:
    """Do not wait before the network is tried again, nor assemble the graph anew.

    In force while a command runs and not longer: tests of the pauses themselves may be next in this process.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw, "_AGAIN", dg.RetryPolicy(max_retries=1))
        patch.setattr(exchange, "PAUSES_SECONDS", (0.0, 0.0))
        patch.setattr(client, "FIRST_PAUSE_SECONDS", 0.0)
        patch.setattr(cli, "_graph", GRAPH_ONCE)
        yield


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    said: str
    complained: str


@dataclass(frozen=True)
class Home:
    """What a run left behind, and the variables to run again against the same sources."""

    path: Path
    variables: dict[str, str]

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def publication(self) -> Path:
        return self.path / "published" / "meritline.duckdb"

    def meritline(self, *arguments: str, **changed: str) -> Ended:
        """Run the command line to its end in this process, with some variables changed."""
        variables = {**self.variables, "MERITLINE_HOME": str(self.path), "COLUMNS": "400", **changed}
        before, mask = dict(os.environ), os.umask(0o022)
        try:
            os.environ |= variables
            with swiftly():
                result = CliRunner().invoke(cli.main, arguments)
        finally:
            os.environ.clear()
            os.environ |= before
            os.umask(mask)
        return Ended(result.exit_code, result.stdout, result.stderr)

    @contextmanager
    def open_warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            yield connection

    def published(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every published table, in order."""
        with duckdb.connect(str(self.publication), read_only=True) as connection:
            names = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
            return {
                n: connection.execute(f"select * from reports.{n} order by all").fetchall() for (n,) in names
            }

    def fingerprint(self, *schemas: str) -> dict[str, str]:
        """Row count and order-free hash of every table and view of some schemas.

        Left out is what a load counts, and what was published: the next load lands that.
        """
        with self.open_warehouse() as connection:
            names = connection.execute(
                """select table_schema, table_name from information_schema.tables
                where not starts_with(table_name, '_dlt') and table_name <> 'loads'
                  and not contains(table_name, 'published_')
                  and (starts_with(table_schema, 'raw_') or table_schema in (select unnest($1)) or len($1) = 0)
                  and (len($1) = 0 or table_schema in (select unnest($1)))
                order by all""",
                [list(schemas)],
            ).fetchall()
            query = "select count(*) || ':' || coalesce(sum(hash(t))::varchar, '') from {}.{} t"
            return {f"{s}.{t}": connection.execute(query.format(s, t)).fetchall()[0][0] for s, t in names}


@pytest.fixture(scope="session")
def world() -> World:
    return generate(people=PEOPLE)


@pytest.fixture(scope="session")
def home(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A whole run, whose sources go on answering for the session."""
    with served(world) as variables:
        home = Home(tmp_path_factory.mktemp("home"), variables)
        ended = home.meritline("run")
        assert ended.code == 0, ended.said + ended.complained
        yield home


@pytest.fixture(scope="session")
def files_home(world: World, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A whole run of the same company from nothing but files of the contract, through the deliveries."""
    folder = tmp_path_factory.mktemp("files")
    write(world, folder / "contract")
    home = Home(
        folder,
        {
            "MERITLINE_AS_OF": AS_OF,
            "MERITLINE_LOAD_TIME": LOAD_TIME,
            "MERITLINE_PERSON_KEY_SECRET": "an invented company has no secrets",
            "MERITLINE_FILES_FOLDER": str(folder / "contract"),
        },
    )
    ended = home.meritline("run")
    assert ended.code == 0, ended.said + ended.complained
    return home


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a warehouse of 500 people and the cast, built from bulk files; nothing holds it open."""
    folder = tmp_path_factory.mktemp("company")
    warehouse = land(500, folder)
    build(warehouse, folder / "target")
    return warehouse


@pytest.fixture(scope="session")
def unit_test_states(built_warehouse: Path) -> dict[str, str]:
    """How dbt's unit tests came out, by name; they read the columns of models that have been built."""
    return run_unit_tests(built_warehouse, built_warehouse.parent / "target")


@pytest.fixture(scope="session")
def built_company(
    built_warehouse: Path, unit_test_states: dict[str, str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The built warehouse, open read-only; after the unit tests, because dbt must hold it alone."""
    with duckdb.connect(str(built_warehouse), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def company_known_in_february(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """People of a warehouse of two loads, 15 February and 1 April, asked with the knowledge of 1 March 2026."""
    folder = tmp_path_factory.mktemp("february")
    people = 120
    warehouse = land(people, folder)
    land_earlier_load(warehouse, generate(people), datetime(2026, 2, 15))
    models = ("+person_identity", "+dim_employee", "+fct_movement", "+counted_exit", "+dim_org_unit")
    only = ("--exclude-resource-type", "test", "--select", *models)
    build(warehouse, folder / "target", *only, "--vars", 'known_at: "2026-03-01"')
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection
