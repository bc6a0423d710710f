"""A payroll system's own tables in any database, and the mapping that makes them the contract's."""

from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from ingestion.sources.sql_database.client import SqlDatabaseConfig

TABLES = (
    "create table grade_list (company varchar(20), grade varchar(10), place integer)",
    "insert into grade_list values ('ACME-IN', 'G1', 1), ('ACME-IN', 'G2', 2), ('ACME-IN', ' G3 ', 3), ('', 'G4', 4)",
    "create table staff (no integer, company varchar(20), sex varchar(1), born date, secret varchar(20))",
    "insert into staff values (1042, 'ACME-IN', 'F', '1990-03-31', 'never lands'), "
    "(1043, 'ACME-IN', 'M', null, 'never lands'), (1044, 'ACME-IN', 'X', null, 'never lands')",
    "create table bands (company varchar(20), grade varchar(10), currency varchar(3), low numeric(14,2), "
    "mid numeric(14,2), high numeric(18,6), since date)",
    "insert into bands values ('ACME-IN', 'G1', 'INR', 100000.10, 200000.20, 300000.3, '2025-04-01'), "
    "('ACME-IN', 'G2', 'INR', 1, 2, 3.123456, '2025-04-01')",
)
MAPPING = """
tables:
  grade_list:
    fills:
      - entity: grade
        fields: {company_id: company, grade_id: grade, grade_rank: place}
  staff:
    ignore: [secret]
    fills:
      - entity: person
        fields:
          company_id: company
          employee_number: {column: no, whole: true}
          gender: {column: sex, values: {F: female, M: male}}
          birth_date: born
  bands_in_force:
    query: select company, grade, currency, low, mid, high, since from bands
    fills:
      - entity: pay_range
        fields:
          company_id: company
          grade_id: grade
          currency: currency
          minimum_amount: low
          midpoint_amount: mid
          maximum_amount: high
          valid_from: since
"""


def fill(url: str) -> None:
    """Make the tables in an empty database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in TABLES:
            connection.execute(sa.text(statement))
    engine.dispose()


def config(folder: Path, url: str, mapping: str = MAPPING) -> SqlDatabaseConfig:
    """The settings of that database."""
    path = folder / "mapping.yml"
    path.write_text(mapping, encoding="utf-8")
    return SqlDatabaseConfig(url=SecretStr(url), mapping_file=path)
