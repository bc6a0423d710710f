"""Reads tables and queries of a database through dlt's own source, as arrow, by a mapping to the contract.

Belongs here: connecting, fetching, what a database refuses in one sentence. Does not belong here: fields and
mapping (`ingestion.contract`), the judgement of rows (`ingestion.columnar`, `ingestion.contract.reading`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from dlt.sources.sql_database import sql_table
from dlt.sources.sql_database.helpers import TableLoader
from pydantic import BaseModel, ConfigDict, SecretStr

from ingestion.cells import Row, clean
from ingestion.columnar import Columnar
from ingestion.contract.mapping import Foreign, read_mapping
from ingestion.contract.reading import (
    Fill,
    Rule,
    as_rows,
    cell_reader,
    fields_of,
    read_entries,
    reject_repeats,
)
from ingestion.errors import SourceError, find_source_error
from ingestion.quarantine import Unreadable
from ingestion.record import Record
from ingestion.rows import POSITION

SOURCE = "sql_database"
CHUNK_ROWS = 50_000
_WRONG_LOGIN = ("password authentication failed", "access denied", "login failed", "no password supplied")
_LOGIN_STATES = ("28P01", "28000")


class SqlDatabaseConfig(BaseModel):
    """Settings of a database.

    Attributes:
        url: its address in SQLAlchemy's form, such as `postgresql+psycopg://reader:secret@host/hr`.
        mapping_file: the YAML whose section `tables` says which table or query fills which entity.
    """

    model_config = ConfigDict(frozen=True)

    url: SecretStr
    mapping_file: Path


class DatabaseReader:
    """Reads one database."""

    def __init__(self, config: SqlDatabaseConfig) -> None:
        """Prepare reading; nothing is opened yet."""
        self._config = config

    def read(self, record: type[Record]) -> Iterable[Mapping[str, Any] | Unreadable] | Columnar:
        """Return the rows of one entity from every table that fills it; [] when none does.

        Where one table fills the entity by nothing but columns and constants, the rows arrive as columns.

        Raises:
            SourceError: when the database, a table or a column is not there, or the mapping cannot be read.
        """
        filled = [
            (foreign, fill)
            for foreign in self.foreign.values()
            for fill in foreign.fills
            if fill.record is record
        ]
        if not filled:
            return []
        if len(filled) == 1 and _is_simple(*filled[0]):
            foreign, fill = filled[0]
            return Columnar(batches=self._columns(foreign, fill), read=cell_reader(record))
        entries = [entry for foreign, fill in filled for entry in self._entries(foreign, fill)]
        reject_repeats(record, entries)
        return as_rows(record, entries)

    @cached_property
    def foreign(self) -> Mapping[str, Foreign]:
        """The tables and queries of the mapping; a `SourceError` when it cannot be read or names none."""
        foreign = read_mapping(SOURCE, self._config.mapping_file, "tables")
        if not foreign:
            raise SourceError(
                SOURCE,
                self._config.mapping_file.name,
                "it maps no table",
                "name under tables each table or query, and under its fills the entity",
            )
        return foreign

    @cached_property
    def _engine(self) -> sa.Engine:
        """The database; connecting is left to the first use."""
        try:
            return sa.create_engine(self._config.url.get_secret_value())
        except ModuleNotFoundError as error:
            raise SourceError(
                SOURCE,
                "MERITLINE_SQL_URL",
                f"its driver {error.name} is not installed",
                "install it beside Meritline, or name another after the +, as in postgresql+psycopg://",
            ) from None
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ValueError) as error:
            raise SourceError(
                SOURCE,
                "MERITLINE_SQL_URL",
                f"it names no database that can be opened here ({type(error).__name__})",
                "write it as dialect+driver://user:password@host:port/database, and install the driver",
            ) from None

    def time(self) -> datetime:
        """Return what time the database has; a `SourceError` when it cannot be reached or refuses the user."""
        with self._told("database"), self._engine.connect() as connection:
            told: datetime = connection.execute(sa.select(sa.func.current_timestamp())).scalar_one()
            return told

    def header(self, foreign: Foreign) -> Sequence[str]:
        """Return the columns of a table or query; a `SourceError` when it is not there."""
        with self._told(foreign.name):
            return self._header(foreign)

    def count(self, foreign: Foreign) -> int:
        """Return the number of rows of a table or query; a `SourceError` when the user may not read it."""
        schema, _, table = foreign.name.rpartition(".")
        rows: sa.FromClause = sa.table(table, schema=schema or None)
        if foreign.query is not None:
            rows = sa.text(foreign.query.rstrip("; \n")).columns().subquery("asked")
        with self._told(foreign.name), self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())

    def _columns(self, foreign: Foreign, fill: Fill) -> Iterator[pa.Table]:
        """Yield the rows of a table in the fields of an entity, numbered."""
        received = 0
        for chunk in self._chunks(foreign):
            columns = {
                name: _column(chunk, rule, fields_of(fill.record)[name].kind)
                for name, rule in fill.rules.items()
            }
            numbers = pa.array(range(received + 1, received + chunk.num_rows + 1), pa.int64())
            received += chunk.num_rows
            yield pa.table({**columns, POSITION: numbers})

    def _entries(self, foreign: Foreign, fill: Fill) -> Iterator[Any]:
        """Yield the entries of one entity that a table holds."""
        header = list(foreign.columns)

        def rows() -> Iterator[tuple[int, Row]]:
            number = 0
            for chunk in self._chunks(foreign):
                for row in zip(*(chunk.column(name).to_pylist() for name in header)):
                    number += 1
                    yield number, [clean(cell) if isinstance(cell, str) else cell for cell in row]

        return read_entries(fill, foreign.name, header, rows(), foreign.notation)

    def _chunks(self, foreign: Foreign) -> Iterator[pa.Table]:
        """Yield a table or the answer to a query as arrow tables, with the columns that the mapping names."""
        with self._told(foreign.name):
            problems = list(foreign.problems(self._header(foreign)))
            if problems:
                raise SourceError(
                    SOURCE,
                    foreign.name,
                    "; ".join(problem for problem, _ in problems),
                    "; ".join(remedy for _, remedy in problems),
                )
            for chunk in self._loaded(foreign):
                yield chunk.select(list(foreign.columns))

    def _header(self, foreign: Foreign) -> Sequence[str]:
        """Return the columns of a table or query."""
        if foreign.query is None:
            schema, _, table = foreign.name.rpartition(".")
            return [
                str(column["name"]) for column in sa.inspect(self._engine).get_columns(table, schema or None)
            ]
        with self._engine.connect() as connection:
            return list(connection.execute(sa.text(foreign.query)).keys())

    def _loaded(self, foreign: Foreign) -> Iterable[pa.Table]:
        """Return what dlt's source loads."""
        if foreign.query is None:
            schema, _, table = foreign.name.rpartition(".")
            return sql_table(
                self._engine,
                table=table,
                schema=schema or None,
                backend="pyarrow",
                chunk_size=CHUNK_ROWS,
                reflection_level="full_with_precision",
                included_columns=list(foreign.columns),
            )
        query = foreign.query
        return TableLoader(
            self._engine,
            "pyarrow",
            sa.Table(foreign.name, sa.MetaData()),
            {},
            CHUNK_ROWS,
            query_adapter_callback=lambda *_: sa.text(query),
        ).load_rows()

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        """Turn what a database raises into one sentence, without the address and without a value."""
        try:
            yield
        except (SourceError, GeneratorExit):
            raise
        except Exception as error:  # noqa: BLE001 - every driver has its own, and dlt wraps them
            found = find_source_error(error)
            raise found if found is not None else _sentence(where, error) from None


def _sentence(where: str, error: BaseException) -> SourceError:
    """Return what a database refused as one sentence."""
    chain = list(_chain(error))
    words = " ".join(str(item) for item in chain).lower()
    states = {getattr(item, "sqlstate", None) for item in chain}
    if any(isinstance(item, sa.exc.NoSuchTableError) for item in chain):
        return SourceError(
            SOURCE,
            where,
            "there is no such table that this user may read",
            "correct the mapping or the rights",
        )
    if states & set(_LOGIN_STATES) or any(text in words for text in _WRONG_LOGIN):
        return SourceError(
            SOURCE, where, "the database does not accept user and password", "correct MERITLINE_SQL_URL"
        )
    if "42501" in states or "permission denied" in words:
        return SourceError(SOURCE, where, "the user may not read it", "grant the user the right to read it")
    if any(isinstance(item, sa.exc.ProgrammingError) for item in chain) or "no such " in words:
        return SourceError(
            SOURCE, where, "the database does not understand the query", "correct the query in the mapping"
        )
    if any(isinstance(item, sa.exc.OperationalError | ConnectionError | TimeoutError) for item in chain):
        return SourceError(
            SOURCE,
            where,
            "the database cannot be reached",
            "see that it runs and that host, port and database of MERITLINE_SQL_URL are right",
            is_transient=True,
        )
    return SourceError(
        SOURCE, where, f"it cannot be read ({type(chain[-1]).__name__})", "see that the user may read it"
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it was raised from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__


def _is_simple(foreign: Foreign, fill: Fill) -> bool:
    """Return whether a table fills an entity by nothing but columns and constants."""
    return (
        not fill.where
        and not fill.is_distinct
        and not foreign.notation.empty
        and all(
            len(rule.columns) <= 1
            and not rule.row
            and rule.values is None
            and not rule.empty
            and not rule.is_percent
            and not rule.is_whole
            for rule in fill.rules.values()
        )
    )


def _column(chunk: pa.Table, rule: Rule, kind: type) -> pa.ChunkedArray | pa.Array:
    """Return the values of a field: an empty text is none, a whole number where a text belongs its digits."""
    if not rule.columns:
        return pa.array([rule.constant] * chunk.num_rows)
    column = chunk.column(rule.columns[0])
    if kind is str and pa.types.is_integer(column.type):
        return column.cast(pa.string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)
    return column
