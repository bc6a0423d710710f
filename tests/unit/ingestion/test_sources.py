"""The register of sources, and Meritline's own secret."""

import pytest
from landings import Warehouse
from pydantic import SecretStr

from ingestion.rows import record_schema
from ingestion.sources import SOURCES
from ingestion.sources.meritline import MeritlineConfig, build

SECRET = "a secret of the test suite"


def secret(value: str) -> MeritlineConfig:
    return MeritlineConfig(person_key_secret=SecretStr(value))


def test_every_source_names_its_tables_once_and_by_types_that_land() -> None:
    assert {"frappe_hr", "payroll_register", "canonical_files", "meritline"} <= SOURCES.keys()
    for name, spec in SOURCES.items():
        assert spec.name == name
        tables = [record.table for record in spec.records]
        assert len(tables) == len(set(tables))
        for record in spec.records:
            assert set(record.key) <= set(record_schema(record).names)


def test_the_secret_lands_once_and_another_is_refused(warehouse: Warehouse) -> None:
    for day in (1, 2):
        landing = warehouse.landing(day)
        warehouse.run(build(secret(SECRET), landing), landing)
    assert warehouse.rows("select secret_id, secret from raw_meritline.person_key_secrets") == [(1, SECRET)]
    landing = warehouse.landing(3)
    text = warehouse.refusal(build(secret("another secret of the suite"), landing), landing)
    assert "person_key_secret: it is not the one this warehouse was built with" in text
    assert "of the suite" not in text


@pytest.mark.parametrize("value", ["", "short", " " * 20])
def test_a_short_secret_is_refused(warehouse: Warehouse, value: str) -> None:
    landing = warehouse.landing(1)
    assert "it is shorter than 16 characters" in warehouse.refusal(build(secret(value), landing), landing)
