"""Fixtures of the tests of ingestion."""

from pathlib import Path

import pytest
from landings import Warehouse

from ingestion.landing import Landing


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture
def landing(warehouse: Warehouse) -> Landing:
    return warehouse.first
