"""The policies as they ship, in a warehouse of their own, and the SQL that judges them and the recommendations.

Belongs here: making both once. Does not belong here: spoiling them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.fixtures.built import compiled, seed

CHECKS = (
    "assert_merit_matrix_has_every_cell",
    "assert_merit_matrix_is_monotonic",
    "assert_policy_bands_have_no_gap_or_overlap",
    "assert_promotion_weights_add_up_to_one",
    "assert_scenarios_are_possible",
    "assert_succession_weights_add_up_to_one",
    "assert_development_policies_are_possible",
    "assert_flight_risk_policies_are_possible",
    "assert_policies_are_dated_without_overlap",
)
CYCLE_CHECKS = ("assert_every_cycle_has_its_recommendation", "assert_scenario_budgets_add_up")
MODELS = ("fairness_impact", "fairness")


@dataclass(frozen=True)
class Policies:
    """A warehouse that holds nothing but policies, and SQL by the name of its test or model."""

    warehouse: Path
    sql: dict[str, str]


@pytest.fixture(scope="session")
def made_policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    folder = tmp_path_factory.mktemp("policies")
    warehouse = folder / "warehouse.duckdb"
    seed(warehouse, folder / "target", "path:seeds/policy")
    return Policies(warehouse, compiled(warehouse, folder / "target", *CHECKS, *CYCLE_CHECKS, *MODELS))


@pytest.fixture
def policies(made_policies: Policies) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """The warehouse, open for writing; what a test changes is taken back."""
    with duckdb.connect(str(made_policies.warehouse)) as connection:
        connection.execute("begin")
        yield connection, made_policies.sql
        connection.execute("rollback")
