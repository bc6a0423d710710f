"""Fixtures of the tests of ingestion."""

from pathlib import Path

import pytest
from landings import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)
