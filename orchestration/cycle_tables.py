"""What a compensation cycle rests on and comes to: which raw tables, and which tables were decided on.

Belongs here: reading that off dbt's manifest, and which rows of a table are a cycle's.
Does not belong here: the form of a pack (`exports/pack.py`), running dbt (`rebuild`), figures.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from exports.delivery import read_deliveries

MART: Final = "compensation"
# Answers and participants of surveys bear on nobody's pay: the models get the tables without their rows.
_WITHOUT_ROWS: Final = frozenset({"raw_limesurvey"})
# The secret of the keyed hash opens every pseudonym there is and will be: a pack holds the keys themselves instead.
_WITHOUT_VALUES: Final = {("raw_meritline.person_key_secrets", "secret")}
_BATCH_ROWS: Final = 65_536


@dataclass(frozen=True)
class CycleTables:
    """The tables of a cycle, each as `<schema>.<table>`.

    Attributes:
        inputs: raw tables that the outputs are made of.
        outputs: tables of the compensation mart and reports of sealed deliveries, with the columns of their grain.
    """

    inputs: tuple[str, ...]
    outputs: Mapping[str, tuple[str, ...]]


def cycle_tables(manifest: Mapping[str, Any]) -> CycleTables:
    """The tables of a cycle as dbt's manifest has them.

    Args:
        manifest: of the build that made the warehouse.

    Returns:
        Outputs are every model of schema `compensation` and every report of a delivery declared `sealed`; inputs are
        the sources that these models depend on, over any number of steps.
    """
    nodes = manifest["nodes"]
    delivered = {t.name for d in read_deliveries(manifest) if d.sealed for t in d.tables}
    wanted = {
        unique_id: node
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model" and (node["schema"] == MART or node["name"] in delivered)
    }
    grains = {
        test["attached_node"]: tuple(test["test_metadata"]["kwargs"]["columns"])
        for test in nodes.values()
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == "grain"
    }
    reached: set[str] = set()
    ahead = list(wanted)
    while ahead:
        unique_id = ahead.pop()
        if unique_id not in reached:
            reached.add(unique_id)
            ahead += nodes.get(unique_id, {}).get("depends_on", {}).get("nodes", [])
    sources = (manifest["sources"][u] for u in reached if u.startswith("source."))
    return CycleTables(
        inputs=tuple(sorted(f"{s['schema']}.{s['identifier']}" for s in sources)),
        outputs={f"{n['schema']}.{n['name']}": grains[u] for u, n in sorted(wanted.items())},
    )


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse to read tables of a cycle from; on UTC, so that no machine's zone gets into the bytes."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def read_input(connection: duckdb.DuckDBPyConnection, table: str, known_at: str) -> pa.RecordBatchReader:
    """A raw table as it was known, in a fixed order, without what a pack may not hold and without dlt's own columns.

    Args:
        connection: opened on the warehouse.
        table: `raw_<source>.<table>`.
        known_at: the knowledge time that the models were built with.
    """
    columns = [c for c in _columns(connection, table) if not c.startswith("_dlt_")]
    chosen = ", ".join(
        f'cast(null as varchar) as "{c}"' if (table, c) in _WITHOUT_VALUES else f'"{c}"' for c in columns
    )
    wanted = table.partition(".")[0] not in _WITHOUT_ROWS
    where = f"{wanted} and known_from <= cast($known_at as timestamp)"
    return _stream(connection, f"select {chosen} from {table} where {where}", {"known_at": known_at})


def read_keyed_hashes(connection: duckdb.DuckDBPyConnection) -> pa.RecordBatchReader:
    """What a rebuild looks up in place of the secret: each value that was hashed with it, and the hash.

    They are the key of every person, by what it was made of, and the key of each cycle that rows of its workbooks are
    checked with (macro `row_check`), which is made here as the macro `keyed_hash` makes it.
    """
    return _stream(
        connection,
        """select distinct person_basis as sealed_value, person_key as sealed_hash
        from canonical.canonical__identity_link
        where person_basis is not null
        union
        select 'row_check/' || cycle_id, substr(sha256(secret || '|row_check/' || cycle_id), 1, 32)
        from raw_meritline.person_key_secrets
        cross join (
            select cycle_id from compensation.compensation_cycle
            union
            select cycle_id from canonical.canonical__comp_decision where cycle_id is not null
        )""",
        {},
    )


def read_output(
    connection: duckdb.DuckDBPyConnection, table: str, cycle_id: str, company_id: str
) -> pa.RecordBatchReader:
    """The rows of a table that belong to a cycle, in a fixed order.

    Args:
        connection: opened on a warehouse.
        table: an output of `cycle_tables`.
        cycle_id: only its rows, where the table has cycles.
        company_id: only its rows and those of all companies, where the table has companies; `*` is every company.
    """
    columns = _columns(connection, table)
    where = ["true"]
    asked = {}
    if "cycle_id" in columns:
        where.append("cycle_id = $cycle_id")
        asked["cycle_id"] = cycle_id
    if "company_id" in columns and company_id != "*":
        where.append("company_id in ($company_id, '*')")
        asked["company_id"] = company_id
    chosen = ", ".join(f'"{c}"' for c in columns)
    return _stream(connection, f"select {chosen} from {table} where {' and '.join(where)}", asked)


def known_until(connection: duckdb.DuckDBPyConnection, tables: Iterator[str], known_at: str) -> str:
    """When the newest of the rows that were known was learned (UTC, ISO), or an empty text where there are none."""
    newest = [
        connection.execute(
            f"select max(known_from) from {table} where known_from <= cast(? as timestamp)", [known_at]
        ).fetchall()[0][0]
        for table in tables
    ]
    return max((moment.isoformat() for moment in newest if moment is not None), default="")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for name, *_ in connection.execute(f"describe {table}").fetchall()]


def _stream(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, str]
) -> pa.RecordBatchReader:
    # By every column: two rows that still tie are the same row.
    ordered = f"select * from ({query}) order by all nulls last"
    return connection.execute(ordered, dict(parameters)).to_arrow_reader(_BATCH_ROWS)
