"""Landing: history by change, accounting, quarantine, guards, and failures that leave nothing behind."""

import logging
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest
from landings import Child, Parent, Warehouse

from ingestion.errors import SourceError, TableAbsent
from ingestion.guards import Limits
from ingestion.landing import Landing
from ingestion.pipelines import absent_source, landed_source, make_pipeline
from ingestion.record import Record

HISTORY = (
    "select name, amount, known_from::date::varchar, is_deleted from raw_hr.parents order by name, known_from"
)


def row(name: str, amount: Any = "1.00", **more: Any) -> dict[str, Any]:
    return {"name": name, "amount": amount, **more}


def rows(count: int) -> list[dict[str, Any]]:
    return [row(f"P{number:03}") for number in range(count)]


def test_a_change_adds_a_version_a_deletion_a_tombstone_and_no_change_nothing(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), row("B"), row("C")]})
    warehouse.load(2, {Parent: lambda: [row("A"), row("B", "2.00"), row("D")]})
    one, two = Decimal("1.0000"), Decimal("2.0000")
    assert warehouse.rows(HISTORY) == [
        ("A", one, "2026-04-01", False),
        ("B", one, "2026-04-01", False),
        ("B", two, "2026-04-02", False),
        ("C", one, "2026-04-01", False),
        ("C", one, "2026-04-02", True),
        ("D", one, "2026-04-02", False),
    ]
    # Day 2: A, B, D received = B, D landed + A unchanged; C gone.
    assert warehouse.loads(2, "parents") == (3, 2, 1, 1, 0)


def test_a_row_that_comes_back_as_it_was_is_live_again(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), row("B")]})
    warehouse.load(2, {Parent: lambda: [row("B")]})
    warehouse.load(3, {Parent: lambda: [row("A"), row("B")]})
    assert [(day, gone) for name, _, day, gone in warehouse.rows(HISTORY) if name == "A"] == [
        ("2026-04-01", False),
        ("2026-04-02", True),
        ("2026-04-03", False),
    ]
    amounts = warehouse.rows("select distinct amount from raw_hr.parents where name = 'A'")
    assert len(amounts) == 1


def test_the_same_load_twice_is_the_same_table(warehouse: Warehouse) -> None:
    readers = {Parent: lambda: [row("A"), row("B")]}
    warehouse.load(1, readers)
    before = warehouse.rows("select * from raw_hr.parents order by name")
    warehouse.load(1, readers)
    assert warehouse.rows("select * from raw_hr.parents order by name") == before
    assert warehouse.loads(1, "parents") == (2, 0, 2, 0, 0)


def test_a_table_whose_rows_are_kept_gets_no_tombstones(warehouse: Warehouse) -> None:
    class Kept(Parent):
        deletes: ClassVar[bool] = False

    warehouse.load(1, {Kept: lambda: [row("A"), row("B")]})
    warehouse.load(2, {Kept: lambda: [row("B")]})
    assert warehouse.rows("select count(*), count_if(is_deleted) from raw_hr.parents") == [(2, 0)]


def test_an_empty_table_exists_with_its_types(warehouse: Warehouse) -> None:
    class Every(Record):
        table: ClassVar[str] = "every"
        key: ClassVar[tuple[str, ...]] = ("text",)
        text: str
        whole: int | None = None
        share: float | None = None
        is_set: bool | None = None
        order: int | None = None
        amount: Decimal | None = None
        seen_at: datetime | None = None

    warehouse.load(1, {Every: lambda: []})
    assert warehouse.rows("select column_name, column_type from (describe raw_hr.every)") == [
        ("text", "VARCHAR"),
        ("whole", "BIGINT"),
        ("share", "DOUBLE"),
        ("is_set", "BOOLEAN"),
        ("order", "BIGINT"),
        ("amount", "DECIMAL(18,4)"),
        ("seen_at", "TIMESTAMP"),
        ("known_from", "TIMESTAMP"),
        ("is_deleted", "BOOLEAN"),
        ("load_id", "VARCHAR"),
    ]
    warehouse.load(2, {Every: lambda: [{"text": "x", "amount": "1.5", "order": 7}]})
    assert warehouse.rows('select text, amount, "order" from raw_hr.every') == [("x", Decimal("1.5000"), 7)]


def test_a_field_that_the_record_class_does_not_name_never_lands_not_even_in_quarantine(
    warehouse: Warehouse,
) -> None:
    secret = "10.11.12.13"
    warehouse.load(1, {Parent: lambda: [row("A", ip=secret), row("B", "no number", ip=secret)]})
    columns = {name for (name,) in warehouse.rows("select column_name from (describe raw_hr.parents)")}
    assert "ip" not in columns
    written = [path for path in warehouse.first.warehouse.parent.rglob("*") if path.is_file()]
    assert not [path.name for path in written if secret.encode() in path.read_bytes()]


def test_a_new_field_without_values_makes_no_new_versions_and_with_values_does(warehouse: Warehouse) -> None:
    class Wider(Parent):
        grade: str | None = None

    warehouse.load(1, {Parent: lambda: [row("A"), row("B")]})
    warehouse.load(2, {Wider: lambda: [row("A"), row("B")]})
    assert warehouse.rows("select grade from raw_hr.parents") == [(None,), (None,)]
    warehouse.load(3, {Wider: lambda: [row("A"), row("B", grade="G1")]})
    assert warehouse.loads(3, "parents") == (2, 1, 1, 0, 0)
    warehouse.load(4, {Wider: lambda: [row("B", grade="G1")]})
    assert warehouse.rows("select name, grade from raw_hr.parents order by name, known_from") == [
        ("A", None),
        ("A", None),
        ("B", None),
        ("B", "G1"),
    ]


def test_an_unreadable_row_goes_to_quarantine_with_its_reason_and_keeps_its_earlier_version(
    warehouse: Warehouse,
) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), row("B")]})
    warehouse.load(2, {Parent: lambda: [row("A"), row("B", "12 rupees", seen_at="later")]})
    assert warehouse.loads(2, "parents") == (2, 0, 1, 0, 1)
    assert warehouse.rows("select count(*) from raw_hr.parents where name = 'B'") == [(1,)]
    (line,) = warehouse.quarantined(2, "parents")
    reason = line.pop("reason")
    assert line == {
        "source": "hr",
        "table": "parents",
        "position": 2,
        "row": {"name": "B", "amount": "12 rupees", "seen_at": "later"},
    }
    assert "amount: " in reason
    assert "seen_at: " in reason
    assert "rupees" not in reason
    assert "later" not in reason
    path = warehouse.quarantine_path(2, "parents")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_deletion_is_told_when_a_row_came_without_a_readable_key(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), row("B")]})
    warehouse.load(2, {Parent: lambda: [row("A"), {"amount": "1.00"}]})
    assert warehouse.loads(2, "parents") == (2, 0, 1, 0, 1)
    warehouse.load(3, {Parent: lambda: [row("A")]})
    assert warehouse.loads(3, "parents") == (1, 0, 1, 1, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "1.23456"}, "amount"),
        ({"amount": "123456789012345.00"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"seen_at": "2026-02-30 00:00:00"}, "seen_at"),
        ({"name": 7}, "name"),
        ({"name": "\ud800"}, "name"),
    ],
)
def test_a_value_that_cannot_land_as_it_is_is_never_bent(
    warehouse: Warehouse, changed: dict[str, Any], field: str
) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), {**row("B"), **changed}]})
    assert warehouse.rows("select name from raw_hr.parents") == [("A",)]
    (line,) = warehouse.quarantined(1, "parents")
    assert line["reason"].startswith(f"{field}: ")


def test_the_same_row_twice_lands_once_and_is_counted(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A"), row("B"), row("A", "1.0")]})
    assert warehouse.loads(1, "parents") == (3, 2, 0, 0, 1)
    (line,) = warehouse.quarantined(1, "parents")
    assert (line["position"], line["reason"]) == (3, "name: the same row as number 1")


def test_different_rows_with_one_key_stop_the_load_and_are_kept(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A")]})
    text = warehouse.refused(2, {Parent: lambda: [row("Anna", "1.00"), row("A"), row("Anna", "2.00")]})
    assert text.startswith("hr, parents.name: 2 rows share a key but differ, first rows 1 and 3;")
    assert "Anna" not in text
    assert [(line["position"], line["row"]["amount"]) for line in warehouse.quarantined(2, "parents")] == [
        (1, "1.0000"),
        (3, "2.0000"),
    ]
    assert warehouse.rows("select count(*) from raw_hr.parents") == [(1,)]


def test_a_source_that_fails_halfway_leaves_the_earlier_tables_untouched(warehouse: Warehouse) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield {"parent": "A", "idx": 1}
        raise SourceError("hr", "Children", "the site does not answer", "start it")

    warehouse.load(1, {Parent: lambda: [row("A")], Child: lambda: [{"parent": "A", "idx": 1}]})
    before = {
        table: warehouse.rows(f"select * from raw_hr.{table}") for table in ("parents", "children", "loads")
    }
    text = warehouse.refused(2, {Parent: lambda: [row("A", "9.00"), row("B")], Child: broken})
    assert text == "hr, Children: the site does not answer; start it."
    assert {table: warehouse.rows(f"select * from raw_hr.{table}") for table in before} == before
    assert not make_pipeline("hr", warehouse.landing(2)).has_pending_data
    warehouse.load(2, {Parent: lambda: [row("A", "9.00")], Child: lambda: [{"parent": "A", "idx": 1}]})
    assert warehouse.loads(2, "parents") == (1, 1, 0, 0, 0)


def test_a_load_killed_before_it_was_written_is_made_good_by_the_next(warehouse: Warehouse) -> None:
    landing = warehouse.landing(1)
    pipeline = make_pipeline("hr", landing)
    pipeline.extract(landed_source("hr", {Parent: lambda: [row("A"), row("B")]}, landing))
    pipeline.normalize()
    assert pipeline.has_pending_data
    warehouse.load(2, {Parent: lambda: [row("A"), row("B")]})
    assert warehouse.rows("select name, known_from::date::varchar from raw_hr.parents order by 1") == [
        ("A", "2026-04-02"),
        ("B", "2026-04-02"),
    ]


def test_a_load_of_which_a_part_landed_is_completed_by_the_next(warehouse: Warehouse) -> None:
    readers = {Parent: lambda: [row("A")], Child: lambda: [{"parent": "A", "idx": 1}]}
    warehouse.load(1, readers)
    connection = duckdb.connect(str(warehouse.first.warehouse))
    connection.execute("delete from raw_hr.children")
    connection.close()
    warehouse.load(1, readers)
    assert warehouse.rows("select parent, idx from raw_hr.children") == [("A", 1)]
    assert warehouse.rows("select count(*) from raw_hr.parents") == [(1,)]


def test_knowledge_time_never_runs_backwards_or_stands_still(warehouse: Warehouse) -> None:
    warehouse.load(2, {Parent: lambda: [row("A"), row("B")]})
    assert "after this load's time; load with a later time" in warehouse.refused(
        1, {Parent: lambda: [row("A"), row("B")]}
    )
    assert "1 rows changed since an earlier load at 2026-04-02" in warehouse.refused(
        2, {Parent: lambda: [row("A", "2.00"), row("B")]}
    )
    assert "1 rows changed" in warehouse.refused(2, {Parent: lambda: [row("A")]})
    warehouse.load(2, {Parent: lambda: [row("A"), row("B"), row("C")]})
    assert warehouse.loads(2, "parents") == (3, 1, 2, 0, 0)


def test_load_time_is_utc_whatever_its_zone(tmp_path: Path) -> None:
    india = datetime(2026, 4, 1, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    landing = Landing(tmp_path, tmp_path, tmp_path, india)
    assert landing.known_from == datetime(2026, 4, 1)
    assert Landing(tmp_path, tmp_path, tmp_path, datetime(2026, 4, 1, tzinfo=UTC)).load_id("hr") == (
        "hr-20260401T000000"
    )


def test_a_mass_deletion_stops_the_load_unless_it_is_allowed(warehouse: Warehouse) -> None:
    # 11 of 100 rows are more than 10 % and more than 10 rows; 10 of 100 are not.
    warehouse.load(1, {Parent: lambda: rows(100)})
    text = warehouse.refused(2, {Parent: lambda: rows(89)})
    assert "parents: 11 of 100 known rows are gone, above the 10 % of one load" in text
    assert warehouse.rows("select count(*) from raw_hr.parents") == [(100,)]
    warehouse.load(2, {Parent: lambda: rows(90)})
    assert warehouse.loads(2, "parents") == (90, 0, 90, 10, 0)
    warehouse.load(3, {Parent: lambda: rows(50)}, Limits(deleted_percent=50))
    # 90 live rows, 50 left: 40 gone, 40 / 90 = 44 % < 50 %.
    assert warehouse.loads(3, "parents") == (50, 0, 50, 40, 0)


def test_too_many_unreadable_rows_stop_the_load_with_the_field(warehouse: Warehouse) -> None:
    # 11 of 100 rows.
    text = warehouse.refused(1, {Parent: lambda: [*rows(89), *(row(f"X{i}", "?") for i in range(11))]})
    assert "parents: 11 of 100 rows cannot be read: amount: an amount before, text now in 11 rows" in text
    assert len(warehouse.quarantined(1, "parents")) == 11


def test_an_absent_table_keeps_what_landed_and_says_why(warehouse: Warehouse) -> None:
    warehouse.load(1, {Parent: lambda: [row("A")]})
    landing = warehouse.landing(2)
    warehouse.run(absent_source("hr", [Parent], "the API user may not read Parent", landing), landing)
    assert warehouse.loads(2, "parents") == (0, 0, 0, 0, 0)
    assert warehouse.rows("select absent_reason from raw_hr.loads order by known_from") == [
        (None,),
        ("the API user may not read Parent",),
    ]
    assert warehouse.rows("select count_if(is_deleted) from raw_hr.parents") == [(0,)]


def test_a_source_that_is_not_there_is_one_line_and_a_refused_table_is_named(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ingestion.pipelines")
    landing = warehouse.landing(1)
    warehouse.run(absent_source("hr", [Parent, Child], "the source is not configured", landing), landing)
    said = [line for line in caplog.records if line.name == "ingestion.pipelines"]
    assert [(line.levelname, line.getMessage()) for line in said] == [
        ("INFO", "hr is absent: the source is not configured")
    ]
    caplog.clear()

    def refused() -> list[dict[str, Any]]:
        raise TableAbsent("the API user may not read Parent")

    warehouse.load(2, {Parent: refused, Child: list})
    assert "hr.parents is absent: the API user may not read Parent" in caplog.text
