"""A suite is run on a real DuckDB file: states, counts, sentences, and that no value ever leaves."""

from pathlib import Path

import duckdb
import pytest

from ingestion.sources import SOURCES
from orchestration.checks import contract
from quality.suite import Rule, Suite, Table, at_least_rows, between, filled, not_before, one_of, unique
from quality.validate import landing_suites, release_suites, validate

SECRET = "Zq-Personal-Value"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw_x")
        connection.execute(
            """create table raw_x.people as
            select * from (values
              ('a', 'Active', date '2020-01-01', date '2021-01-01', timestamp '2026-01-01', false),
              ('b', 'Gone',   date '2020-01-01', date '2019-01-01', timestamp '2026-01-01', false),
              ('b', 'Active', date '2020-01-01', null,              timestamp '2026-02-01', false),
              ('c', 'Active', null,              null,              timestamp '2026-01-01', false),
              ('c', 'Active', null,              null,              timestamp '2026-02-01', true)
            ) t(id, status, joined, left_on, known_from, is_deleted)"""
        )
        connection.execute(
            f"insert into raw_x.people values ('d', '{SECRET}', null, null, timestamp '2026-01-01', false)"
        )
    return path


def suite(*rules: Rule, key: tuple[str, ...] = ("id",)) -> Suite:
    return Suite("x", "landing", (Table("raw_x.people", tuple(rules), key),))


def test_rules_see_the_latest_version_of_rows_that_are_not_deleted(warehouse: Path, tmp_path: Path) -> None:
    # a, b (second version: Active) and d remain; c is deleted. Of the three, d alone is off the list.
    [result] = validate(suite(one_of("status", ["Active"], "Map it.")), warehouse, tmp_path / "docs")
    [rule] = result.rules
    assert (rule.passed, rule.checked_count, rule.unexpected_count) == (False, 3, 1)
    assert result.blocks
    assert result.sentences == ["raw_x.people.status: does not hold (1 of 3 rows): one of Active. Map it."]


def test_a_table_without_key_is_checked_row_by_row(warehouse: Path, tmp_path: Path) -> None:
    [result] = validate(suite(unique(["id"], "Look."), key=()), warehouse, tmp_path / "docs")
    # six rows: b twice and c twice are four rows against the rule
    assert (result.rules[0].checked_count, result.rules[0].unexpected_count) == (6, 4)


def test_every_kind_of_rule_holds_on_good_rows(warehouse: Path, tmp_path: Path) -> None:
    good = suite(
        at_least_rows(3, "-"),
        filled("id", "-"),
        unique(["id", "status"], "-"),
        between("joined", "2019-01-01", "2020-12-31", "-"),
        not_before("left_on", "joined", "-"),
    )
    [result] = validate(good, warehouse, tmp_path / "docs")
    assert [r.passed for r in result.rules] == [True] * 5
    assert not result.failures


def test_a_warning_reports_and_does_not_block(warehouse: Path, tmp_path: Path) -> None:
    [result] = validate(
        suite(filled("joined", "Fill it.", because="known gap")), warehouse, tmp_path / "docs"
    )
    assert len(result.failures) == 1
    assert not result.blocks


def test_a_warning_without_a_reason_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="why it does not block"):
        Rule("expect_column_values_to_not_be_null", {"column": "x"}, "-", "-", severity="warning")


def test_a_missing_column_fails_the_rule_instead_of_passing_it(warehouse: Path, tmp_path: Path) -> None:
    [result] = validate(suite(filled("nonsuch", "Add it.")), warehouse, tmp_path / "docs")
    assert result.blocks
    assert "could not be checked" in result.sentences[0]


def test_no_value_of_a_row_reaches_results_or_pages(warehouse: Path, tmp_path: Path) -> None:
    results = validate(
        suite(one_of("status", ["Active"], "-"), unique(["status"], "-")), warehouse, tmp_path / "docs"
    )
    written = "".join(f.read_text(encoding="utf-8") for f in (tmp_path / "docs").rglob("*") if f.is_file())
    assert SECRET not in written
    assert SECRET not in repr(results)
    assert "http" not in written, "a page of ours makes no request"


def test_the_warehouse_is_free_for_a_writer_afterwards(warehouse: Path, tmp_path: Path) -> None:
    validate(suite(filled("id", "-")), warehouse, tmp_path / "docs")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw_x.people values ('e', 'Active', null, null, now(), false)")


def test_suites_are_found_by_their_modules() -> None:
    assert set(landing_suites(contract())) == set(SOURCES)
    assert all(s.stage == "release" for s in release_suites().values())
