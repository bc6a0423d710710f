"""Rebuilding a pack: its inputs landed in a scratch warehouse, its own project run, its outputs written again.

Belongs here: running dbt on a pack and saying of each table whether it came out as sealed.
Does not belong here: the form of a pack and whether its bytes are whole (`exports/pack.py`), which tables a cycle has
(`cycle_tables`).
"""

import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from exports import pack as packs
from exports.errors import ExportError
from exports.pack import Pack
from orchestration.cycle_tables import open_warehouse, read_output
from orchestration.settings import DBT, tool_variables

# What decides the bytes of a rebuilt table; anything else may differ.
PACKAGES: Final = ("dbt-core", "dbt-duckdb", "duckdb", "pyarrow")


@dataclass(frozen=True)
class Rebuilt:
    """One output made again: `bytes` as sealed, same `rows` in other bytes, `different`, or `missing`."""

    table: str
    rows: int
    state: str

    @property
    def holds(self) -> bool:
        """Whether the rows are the sealed ones."""
        return self.state in ("bytes", "rows")


def versions() -> dict[str, str]:
    """The versions of the programs that a rebuild depends on, as they are installed, and the kind of machine."""
    installed = {name: metadata.version(name) for name in PACKAGES}
    return {"machine": platform.machine(), "python": platform.python_version()} | installed


def other_versions(pack: Pack) -> dict[str, tuple[str, str]]:
    """Programs whose version now is another than at sealing: sealed version and present one, by name."""
    now = versions()
    sealed: Mapping[str, str] = pack.facts["code"]["versions"]
    return {name: (sealed[name], now.get(name, "none")) for name in sealed if sealed[name] != now.get(name)}


def rebuild(pack: Pack) -> list[Rebuilt]:
    """Make every output of a pack again from nothing but the pack, and hold it against the sealed one.

    Args:
        pack: one whose bytes have been proven; its project is run, so take it from nobody you would not run code of.

    Raises:
        ExportError: dbt could not run or build the sealed project.
    """
    with TemporaryDirectory(prefix="meritline-pack-") as name:
        scratch = Path(name)
        # A warehouse's views name it, so every warehouse has this name.
        warehouse = scratch / "warehouse.duckdb"
        packs.unpack_project(pack, scratch / "project")
        _land(pack, warehouse)
        _build(pack, scratch / "project", warehouse, scratch / "target")
        return _compare(pack, warehouse, scratch / "again")


def _land(pack: Pack, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        for table in pack.tables(packs.INPUTS):
            schema = table.partition(".")[0]
            connection.execute(f"create schema if not exists {schema}")
            file = str(pack.file(packs.INPUTS, table)).replace("'", "''")
            connection.execute(f"create table {table} as select * from read_parquet('{file}')")


def _build(pack: Pack, project: Path, warehouse: Path, target: Path) -> None:
    selected = [f"+{table.partition('.')[2]}" for table in pack.tables(packs.OUTPUTS)]
    command = [
        *(DBT, "--quiet", "build", "--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(target), "--log-path", str(target), "--vars", json.dumps(pack.facts["vars"])),
        *("--resource-type", "model", "--resource-type", "seed", "--select", *selected),
    ]
    run = subprocess.run(command, env=tool_variables(warehouse), capture_output=True, text=True, cwd=project)
    if run.returncode:
        # dbt's own words may quote a row, so only the names of what failed are said.
        raise ExportError(
            f"pack {pack.pack_id[:12]}", _failed(target), "install the versions it was sealed with"
        )


def _failed(target: Path) -> str:
    results = target / "run_results.json"
    if not results.exists():
        return "dbt could not read the sealed project"
    ended = json.loads(results.read_text(encoding="utf-8"))["results"]
    names = sorted(r["unique_id"].rpartition(".")[2] for r in ended if r["status"] in ("error", "fail"))
    return f"dbt could not build {', '.join(names[:5])}{' …' if len(names) > 5 else ''} of the sealed project"


def _compare(pack: Pack, warehouse: Path, again: Path) -> list[Rebuilt]:
    cycle_id, company_id = pack.facts["cycle_id"], pack.facts["company_id"]
    made = []
    with open_warehouse(warehouse) as connection:
        for table in pack.tables(packs.OUTPUTS):
            sealed = pack.file(packs.OUTPUTS, table)
            rows = pack.rows(packs.OUTPUTS, table)
            try:
                packs.put_table(
                    again, packs.OUTPUTS, table, read_output(connection, table, cycle_id, company_id)
                )
            except duckdb.CatalogException:
                made.append(Rebuilt(table, rows, "missing"))
                continue
            copy = again / sealed.relative_to(pack.folder)
            if packs.sha256(copy) == pack.hash(packs.OUTPUTS, table):
                state = "bytes"
            else:
                state = "rows" if packs.same_rows(sealed, copy) else "different"
            made.append(Rebuilt(table, rows, state))
    return made
