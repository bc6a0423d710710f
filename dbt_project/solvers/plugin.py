"""Hands the solvers to DuckDB as functions; dbt-duckdb loads it by the profile.

Belongs here: names and types of the functions. Does not belong here: what they do (`matching`).
"""

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from solvers.logistic import fit_logistic
from solvers.matching import fill_roles


class Plugin(BasePlugin):
    """The functions of every connection of dbt."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions under the names the macros call."""
        conn.create_function("fill_roles", fill_roles, ["VARCHAR[][]"], "VARCHAR[][]")
        conn.create_function("fit_logistic", fit_logistic, ["DOUBLE[][]", "DOUBLE"], "DOUBLE[][]")
