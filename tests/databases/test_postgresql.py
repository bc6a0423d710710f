"""sql_database on a real PostgreSQL: the same rows as from SQLite, and its own refusals."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.sources.sql_database import build
from tests.unit.ingestion.databases import MAPPING, config, fill
from tests.unit.ingestion.landings import Warehouse


@pytest.fixture(scope="session")
def url(server: str) -> str:
    fill(server)
    return server


def test_tables_and_queries_of_postgresql_land(warehouse: Warehouse, tmp_path: Path, url: str) -> None:
    for day in (1, 2):
        landing = warehouse.landing(day)
        warehouse.run(build(config(tmp_path, url), landing), landing)
    assert warehouse.loads(1, "grades", "sql_database") == (4, 3, 0, 0, 1)
    assert warehouse.loads(2, "grades", "sql_database") == (4, 0, 3, 0, 1)
    raw = "raw_sql_database"
    assert warehouse.rows(f"select employee_number, gender, birth_date from {raw}.persons order by 1") == [
        ("1042", "female", date(1990, 3, 31)),
        ("1043", "male", None),
    ]
    assert warehouse.rows(f"select minimum_amount, maximum_amount, valid_from from {raw}.pay_ranges") == [
        (Decimal("100000.1000"), Decimal("300000.3000"), date(2025, 4, 1))
    ]


def test_a_table_in_a_schema_and_many_rows(warehouse: Warehouse, tmp_path: Path, url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("create schema if not exists hr"))
        connection.execute(
            sa.text(
                "create table hr.grades as select 'ACME-IN' as company, 'G' || i as grade, i::bigint as place, "
                "i::numeric as unused from generate_series(1, 120000) i"
            )
        )
    engine.dispose()
    mapping = """
tables:
  hr.grades:
    ignore: [unused]
    fills:
      - entity: grade
        fields: {company_id: company, grade_id: grade, grade_rank: place}
"""
    landing = warehouse.landing(1)
    warehouse.run(build(config(tmp_path, url, mapping), landing), landing)
    assert warehouse.loads(1, "grades", "sql_database") == (120000, 120000, 0, 0, 0)


def refusal(warehouse: Warehouse, folder: Path, address: str, mapping: str = MAPPING) -> str:
    landing = warehouse.landing(1)
    text = warehouse.refusal(build(config(folder, address, mapping), landing), landing)
    assert "password%20" not in text
    assert "hunter2" not in text
    return text


def test_what_postgresql_refuses_is_one_sentence(warehouse: Warehouse, tmp_path: Path, url: str) -> None:
    address = sa.make_url(url)
    wrong = address.set(password="hunter2").render_as_string(hide_password=False)
    assert "the database does not accept user and password" in refusal(warehouse, tmp_path, wrong)
    closed = address.set(port=1).render_as_string(hide_password=False)
    assert "the database cannot be reached" in refusal(warehouse, tmp_path, closed)
    missing = MAPPING.replace("grade_list:", "grade_lists:")
    assert "grade_lists: there is no such table" in refusal(warehouse, tmp_path, url, missing)
    strange = MAPPING.replace("from bands", "from band")
    assert "the database does not understand the query" in refusal(warehouse, tmp_path, url, strange)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("create role reader login password 'hunter2'"))
    engine.dispose()
    reader = address.set(username="reader", password="hunter2").render_as_string(hide_password=False)
    assert "the user may not read it; grant the user the right" in refusal(warehouse, tmp_path, reader)
