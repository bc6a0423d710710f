"""Pieces of SQL that several modules write for DuckDB.

Belongs here: names, literals, files, the latest version of each key. Does not belong here: a whole query about a table.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb


def quoted(name: str) -> str:
    """Return a column name quoted for DuckDB (a record class may use a reserved word)."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of DuckDB."""
    return "'" + text.replace("'", "''") + "'"


def parquet(paths: Iterable[Path], options: str = "union_by_name = true") -> str:
    """Return, as SQL, the relation of parquet files."""
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}], {options})"


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    """Return the names of the columns of a relation, given as SQL."""
    return {name for name, *_ in connection.execute(f"describe {relation}").fetchall()}


def latest_versions(relation: str, key: Sequence[str]) -> str:
    """Return the query of the latest landed version per key, tombstones too.

    Args:
        relation: as SQL, landed versions.
        key: the names of the key's columns.
    """
    keys = ", ".join(quoted(name) for name in key)
    return f"select * from {relation} qualify row_number() over (partition by {keys} order by known_from desc) = 1"
