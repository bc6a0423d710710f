"""Databases: their tables land in the contract's shape, what they refuse is one sentence (here: SQLite)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import MAPPING, config, fill
from landings import Warehouse

from ingestion.contract import ENTITIES
from ingestion.sources.sql_database import build

SOURCE = "sql_database"


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'payroll.db'}"
    fill(url)
    return url


def load(warehouse: Warehouse, day: int, folder: Path, url: str, mapping: str = MAPPING) -> None:
    landing = warehouse.landing(day)
    warehouse.run(build(config(folder, url, mapping), landing), landing)


def test_tables_and_queries_land_in_the_contracts_shape(
    warehouse: Warehouse, tmp_path: Path, url: str
) -> None:
    load(warehouse, 1, tmp_path, url)
    raw = f"raw_{SOURCE}"
    # A name is trimmed; a row without a company is rejected.
    assert warehouse.rows(f"select company_id, grade_id, grade_rank from {raw}.grades order by 3") == [
        ("ACME-IN", "G1", 1),
        ("ACME-IN", "G2", 2),
        ("ACME-IN", "G3", 3),
    ]
    assert warehouse.loads(1, "grades", SOURCE) == (4, 3, 0, 0, 1)
    (line,) = warehouse.quarantined(1, "grades", SOURCE)
    assert (line["position"], line["reason"]) == (4, "column company_id is empty")
    # A word that the mapping does not name is no gender; only mapped columns are read.
    persons = f"select employee_number, gender, birth_date from {raw}.persons order by 1"
    assert warehouse.rows(persons) == [("1042", "female", date(1990, 3, 31)), ("1043", "male", None)]
    assert warehouse.loads(1, "persons", SOURCE) == (3, 2, 0, 0, 1)
    # 3.123456 has more places than money: rejected, never rounded.
    assert warehouse.rows(f"select minimum_amount, maximum_amount, valid_from from {raw}.pay_ranges") == [
        (Decimal("100000.1000"), Decimal("300000.3000"), date(2025, 4, 1))
    ]
    (line,) = warehouse.quarantined(1, "pay_ranges", SOURCE)
    assert line["reason"] == "column maximum_amount has more than 4 decimal places"
    tables = warehouse.rows(f"select count(*) from information_schema.tables where table_schema = '{raw}'")
    assert tables[0][0] > len(ENTITIES)


def test_a_second_load_lands_what_changed(warehouse: Warehouse, tmp_path: Path, url: str) -> None:
    load(warehouse, 1, tmp_path, url)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("update grade_list set place = 9 where grade = 'G2'"))
        connection.execute(sa.text("delete from grade_list where grade = ''  or grade = 'G1'"))
    load(warehouse, 2, tmp_path, url)
    # Received G2 (changed), G3 and the one without a company; nothing is told as deleted beside a row without key.
    assert warehouse.loads(2, "grades", SOURCE) == (3, 1, 1, 0, 1)
    assert warehouse.loads(2, "persons", SOURCE) == (3, 0, 2, 0, 1)


@pytest.mark.parametrize(
    ("address", "mapping", "words"),
    [
        ("sqlite:////no/such/folder/x.db", MAPPING, "the database cannot be reached; see that it runs"),
        ("nonsense", MAPPING, "MERITLINE_SQL_URL: it names no database that can be opened here"),
        ("oracle+nodriver://u:hunter2@h/d", MAPPING, "MERITLINE_SQL_URL: it names no database"),
        (None, MAPPING.replace("grade_list", "grade_lists"), "grade_lists: there is no such table"),
        (
            None,
            MAPPING.replace("grade_rank: place", "grade_rank: rank"),
            "grade_list: the column rank is not",
        ),
        (
            None,
            MAPPING.replace("from bands", "from band"),
            "bands_in_force: the database does not understand",
        ),
        (None, "tables: {}", "mapping.yml: it maps no table; name under tables"),
        (None, MAPPING.replace("entity: grade", "entity: grad"), "mapping.yml: line 5: the contract has no"),
    ],
)
def test_what_a_database_refuses_is_one_sentence(
    warehouse: Warehouse, tmp_path: Path, url: str, address: str | None, mapping: str, words: str
) -> None:
    landing = warehouse.landing(1)
    text = warehouse.refusal(build(config(tmp_path, address or url, mapping), landing), landing)
    assert text.startswith("sql_database, ")
    assert words in text
    assert "hunter2" not in text
