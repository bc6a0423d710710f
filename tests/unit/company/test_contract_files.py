"""The invented employer as contract files: what the contract accepts, one row per key, equal bytes.

Belongs here: the form of the files. Does not belong here: that they tell the same as the systems
(`tests/integration/test_two_roads.py`).
"""

import csv
from pathlib import Path

import pytest

from company.contract_files import write
from company.world import World
from ingestion.contract import ENTITIES


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract files of the shared world."""
    path = tmp_path_factory.mktemp("contract")
    write(world, path)
    return path


def test_every_row_is_one_of_the_contract_and_no_key_stands_twice(folder: Path) -> None:
    tables = {entity.table: entity for entity in ENTITIES.values()}
    for path in folder.iterdir():
        entity = tables[path.stem]
        with path.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert rows, path.name
        assert list(rows[0]) == list(entity.model_fields)
        keys = {tuple(row[name] for name in entity.key) for row in rows}
        assert len(keys) == len(rows), path.name
        for row in rows:
            entity.model_validate({name: value for name, value in row.items() if value})


def test_a_whole_company_needs_these_entities(folder: Path) -> None:
    assert {"companies", "org_units", "jobs", "grades", "persons", "employments", "assignments"} <= {
        path.stem for path in folder.iterdir()
    }


def test_the_same_world_writes_the_same_bytes(world: World, folder: Path, tmp_path: Path) -> None:
    write(world, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in folder.iterdir()
    }
