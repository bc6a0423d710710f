"""A read-only SQLAlchemy dialect for DuckDB files, for Great Expectations alone.

Belongs here: just enough of a dialect for Great Expectations' SQL metrics: it fetches before it closes, keeps
no connection open (an open one would lock the file for the writer), and calls itself postgresql so that
regular expressions work. Does not belong here: writing; any other use.

Why not duckdb-engine: with SQLAlchemy 2.1 it asks for catalogues DuckDB does not have, and Great Expectations
closes connections before it fetches.
"""

from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy import pool, types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect

SCHEME = "meritline_duckdb"

_TYPES: dict[str, types.TypeEngine] = {
    "BIGINT": types.BigInteger(),
    "INTEGER": types.Integer(),
    "DOUBLE": types.Float(),
    "BOOLEAN": types.Boolean(),
    "DATE": types.Date(),
    "TIMESTAMP": types.DateTime(),
    "VARCHAR": types.String(),
}


class _Cursor:
    """A cursor whose rows are fetched at once, so they survive the closing of the connection."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self._next = 0
        self.description: Any = None
        self.rowcount = -1

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> "_Cursor":
        result = self._connection.execute(sql, list(parameters or []))
        self.description = result.description
        self._rows = result.fetchall() if result.description else []
        self._next = 0
        self.rowcount = len(self._rows)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        rows = self._rows[self._next : self._next + (size or self.arraysize)]
        self._next += len(rows)
        return rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows = self._rows[self._next :]
        self._next = len(self._rows)
        return rows

    def close(self) -> None:
        """Nothing is open: the rows are already here."""


class _Connection:
    def __init__(self, path: str) -> None:
        self._connection = duckdb.connect(path, read_only=True)

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def commit(self) -> None:
        """Read-only: nothing to commit."""

    def rollback(self) -> None:
        """Read-only: nothing to roll back."""

    def close(self) -> None:
        self._connection.close()


class _DBAPI:
    """The module interface SQLAlchemy expects of a driver."""

    apilevel = "2.0"
    threadsafety = 1
    paramstyle = "qmark"
    Error = DatabaseError = OperationalError = ProgrammingError = IntegrityError = duckdb.Error
    InterfaceError = InternalError = NotSupportedError = DataError = duckdb.Error

    @staticmethod
    def connect(database: str, **_: Any) -> _Connection:
        return _Connection(database)


class ReadOnlyDuckDB(PGDialect):
    """`meritline_duckdb:///path/to/file.duckdb`, opened read-only for each statement block."""

    name = "postgresql"
    driver = SCHEME
    supports_statement_cache = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver."""
        return _DBAPI

    @classmethod
    def get_pool_class(cls, url: Any) -> type[pool.Pool]:
        """No pool: a pooled connection would keep the file locked for its writer."""
        return pool.NullPool

    def create_connect_args(self, url: Any) -> Any:
        """The path is all there is to connect with."""
        return [url.database], {}

    def initialize(self, connection: Any) -> None:
        """Asks the server nothing: DuckDB has none of PostgreSQL's settings."""
        self.server_version_info = (16, 0)  # type: ignore[assignment]  # PGDialect declares None
        self.default_schema_name = "main"

    def do_begin(self, dbapi_connection: Any) -> None:
        """Read-only: no transaction is needed."""

    def get_schema_names(self, connection: Any, **_: Any) -> list[str]:
        """Schemas of the file."""
        return [r[0] for r in connection.exec_driver_sql("select schema_name from duckdb_schemas()")]

    def get_table_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Tables of a schema."""
        sql = "select table_name from duckdb_tables() where schema_name = ?"
        return [r[0] for r in connection.exec_driver_sql(sql, (schema or "main",))]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether a table stands in a schema."""
        return table_name in self.get_table_names(connection, schema)

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """Columns of a table with types Great Expectations understands."""
        sql = (
            "select column_name, data_type, is_nullable from duckdb_columns() "
            "where schema_name = ? and table_name = ? order by column_index"
        )
        rows = connection.exec_driver_sql(sql, (schema or "main", table_name))
        return [
            {"name": name, "type": _TYPES.get(kind, types.Numeric()), "nullable": nullable, "default": None}
            for name, kind, nullable in rows
        ]


registry.register(SCHEME, __name__, "ReadOnlyDuckDB")
