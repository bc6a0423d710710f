"""Reading report tables from a DuckDB file that holds schema `reports`.

Belongs here: rows out, in a fixed order. Does not belong here: any other schema, any computation.
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from exports.delivery import TableSpec
from exports.document import Row
from exports.errors import ExportError
from exports.release import attach_read_only


class Reports:
    """An open, read-only view on the schema `reports` of one file; use as a context manager."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._connection = duckdb.connect()

    def __enter__(self) -> "Reports":
        if not self._source.exists():
            raise ExportError(
                f"database {self._source.name}", "the file does not exist", "run the build first"
            )
        attach_read_only(self._connection, self._source, "source")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def arrow(self, table: TableSpec) -> pa.Table:
        """The declared columns of a table, ordered by its `order_by`, then by every column: same rows, same order.

        Raises ExportError when the table or a declared column is missing.
        """
        names = ", ".join(c.name for c in table.columns)
        order = ", ".join(
            f"{name} nulls last" for name in (*table.order_by, *(c.name for c in table.columns))
        )
        try:
            return self._connection.execute(
                f"select {names} from source.reports.{table.name} order by {order}"
            ).to_arrow_table()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise ExportError(
                f"report {table.name}",
                "the database does not hold it as the manifest declares it",
                "build again with the same project",
            ) from error

    def rows(self, table: TableSpec) -> list[Row]:
        """The same rows as dictionaries."""
        return list(self.arrow(table).to_pylist())
