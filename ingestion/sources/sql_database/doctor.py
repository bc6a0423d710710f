"""Tries a database: it answers, its clock, and each table or query of the mapping with its columns and rows.

Belongs here: what a person would check before the first load.
Does not belong here: reading rows for a load (`client.py`), what a column means (the contract, the mapping).
"""

from collections.abc import Iterator

from ingestion.contract.mapping import Foreign
from ingestion.doctor import Finding, bad, clock_at, doubtful, good, until_refused
from ingestion.sources.sql_database.client import DatabaseReader, SqlDatabaseConfig


def examine(config: SqlDatabaseConfig) -> Iterator[Finding]:
    """Yield what is found in a database; neither its address nor a value of a row is in it."""
    return until_refused(_examined(DatabaseReader(config), config.mapping_file.name))


def _examined(reader: DatabaseReader, mapping: str) -> Iterator[Finding]:
    time = reader.time()
    yield good("database", "reachable, user and password accepted")
    yield clock_at(time)
    tables = reader.foreign
    yield good(mapping, f"{len(tables)} tables and queries mapped")
    for foreign in tables.values():
        yield from until_refused(_table(reader, foreign))


def _table(reader: DatabaseReader, foreign: Foreign) -> Iterator[Finding]:
    """Yield whether a table or query is there with the columns of the mapping, may be read, and holds rows."""
    problems = list(foreign.problems(reader.header(foreign)))
    for problem, remedy in problems:
        yield bad(foreign.name, problem, remedy)
    rows = reader.count(foreign)
    fills = ", ".join(dict.fromkeys(fill.record.table for fill in foreign.fills))
    if not rows:
        yield doubtful(foreign.name, f"it holds no row for {fills}", "see that it is the right one")
    elif not problems:
        yield good(foreign.name, f"{rows} rows, readable, for {fills}")
