"""Guards: mass terminations, fields that changed their shape or fell silent, and how each is allowed once."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from landings import Warehouse

from ingestion.contract import ENTITIES
from ingestion.guards import Limits, shape_changes
from ingestion.quarantine import Rejected
from ingestion.record import Ended, Record
from ingestion.sources.frappe_hr.records import Employee


class Worker(Record):
    table: ClassVar[str] = "workers"
    key: ClassVar[tuple[str, ...]] = ("number",)
    ended: ClassVar[Ended | None] = Ended("status", "Left")
    number: str
    status: str
    grade: str | None = None
    joined: date | None = None
    pay: Decimal | None = None
    is_critical: int = 0


def workers(left: int, of: int = 100, **more: Any) -> list[dict[str, Any]]:
    return [
        {"number": f"W{n:03}", "status": "Left" if n < left else "Active", "grade": "G1", **more}
        for n in range(of)
    ]


def test_more_leavers_than_the_limit_stop_the_load_and_can_be_allowed_once(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=4)})
    # 15 - 4 = 11 of the 96 who were active left: 11.5 %.
    sentence = warehouse.refused(2, {Worker: lambda: workers(left=15)})
    assert sentence == (
        "hr, workers: 11 of 96 people who were active have left, above the 10 % of one load; see whether that is so; "
        "if it is, load once with MERITLINE_MAX_TERMINATED_PERCENT=12."
    )
    assert warehouse.rows("select count(*) from raw_hr.workers where status = 'Left'") == [(4,)]
    warehouse.load(2, {Worker: lambda: workers(left=15)}, Limits(terminated_percent=12))
    assert warehouse.rows("select count(*) from raw_hr.workers where status = 'Left'") == [(15,)]


@pytest.mark.parametrize(("left", "of"), [(9, 20), (10, 100)])
def test_few_people_or_a_small_share_pass(warehouse: Warehouse, left: int, of: int) -> None:
    """9 of 20 are below the number of people, 10 of 100 are not above 10 %."""
    warehouse.load(1, {Worker: lambda: workers(left=0, of=of)})
    warehouse.load(2, {Worker: lambda: workers(left=left, of=of)})
    assert warehouse.loads(2, "workers") == (of, left, of - left, 0, 0)


def test_ten_people_above_the_share_stop(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=0, of=99)})
    assert "10 of 99 people" in warehouse.refused(2, {Worker: lambda: workers(left=10, of=99)})


def test_people_who_had_left_and_people_who_are_new_count_for_nothing(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=50)})
    warehouse.load(2, {Worker: lambda: [*workers(left=50), *workers(left=130, of=130)[100:]]})
    assert warehouse.loads(2, "workers") == (130, 30, 100, 0, 0)


def test_sources_of_people_say_how_an_employment_ends() -> None:
    assert Employee.ended == Ended("status", "Left")
    assert ENTITIES["employment"].ended == Ended("end_date")
    for record in (Employee, ENTITIES["employment"]):
        assert record.ended is not None and record.ended.field in record.model_fields


def test_an_end_date_ends_an_employment_of_a_contract_file(warehouse: Warehouse) -> None:
    employment = ENTITIES["employment"]

    def rows(ended: int) -> list[dict[str, Any]]:
        last = date(2026, 3, 31)
        return [
            {
                "company_id": "K",
                "employee_number": f"E{n}",
                "start_date": date(2020, 1, 1),
                "end_date": last if n < ended else None,
                "worker_type": "employee",
            }
            for n in range(50)
        ]

    warehouse.load(1, {employment: lambda: rows(0)})
    assert "20 of 50 people who were active have left" in warehouse.refused(2, {employment: lambda: rows(20)})


def test_a_field_that_falls_silent_is_named_and_can_be_accepted(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=0, of=30)})
    without = [{**row, "grade": None} for row in workers(left=0, of=30)]
    assert warehouse.refused(2, {Worker: lambda: without}) == (
        "hr, workers.grade: grade was filled in 30 of 30 rows and is in none of 30 now; see whether the source "
        "renamed it or hides it from the user; if it is empty for good, load once with "
        "MERITLINE_ACCEPT_EMPTIED=hr.workers.grade."
    )
    warehouse.load(2, {Worker: lambda: without}, Limits(accepted_emptied=frozenset({"hr.workers.grade"})))
    assert warehouse.rows("select count(*) from raw_hr.workers where grade is null") == [(30,)]


def test_a_field_that_vanishes_and_takes_its_default_is_named(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=0, of=30, is_critical=1)})
    sentence = warehouse.refused(2, {Worker: lambda: workers(left=0, of=30)})
    assert "workers.is_critical: is_critical was filled in 30 of 30 rows" in sentence


def test_every_silent_field_is_named_at_once(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=0, of=30, pay="1.50")})
    sentence = warehouse.refused(2, {Worker: lambda: [{"number": r["number"], "status": "Active"}
                                                      for r in workers(left=0, of=30)]})  # fmt: skip
    assert "grade was filled in 30 of 30 rows, pay was filled in 30 of 30 rows" in sentence
    assert "MERITLINE_ACCEPT_EMPTIED=hr.workers.grade,hr.workers.pay" in sentence


def test_a_field_that_few_rows_held_may_empty(warehouse: Warehouse) -> None:
    few = [{**row, "grade": "G1" if n < 9 else None} for n, row in enumerate(workers(left=0, of=30))]
    warehouse.load(1, {Worker: lambda: few})
    warehouse.load(2, {Worker: lambda: [{**row, "grade": None} for row in few]})
    assert warehouse.loads(2, "workers") == (30, 9, 21, 0, 0)


def test_a_changed_type_is_named_field_by_field_without_a_value(warehouse: Warehouse) -> None:
    warehouse.load(1, {Worker: lambda: workers(left=0, of=30, joined="2020-01-31")})
    changed = workers(left=0, of=30, joined="31 January of that year", pay={"amount": 12345})
    sentence = warehouse.refused(2, {Worker: lambda: changed})
    assert sentence == (
        "hr, workers: 30 of 30 rows cannot be read: joined: a date before, text now in 30 rows, pay: an amount before, "
        "an object now in 30 rows; correct the source, or the record class if the source has changed its shape."
    )
    assert "January" not in sentence
    assert "12345" not in sentence


def test_a_required_field_that_is_missing_is_named() -> None:
    gone = [Rejected(n, "status: Field required", {"number": f"W{n}"}) for n in range(3)]
    assert shape_changes(Worker, gone) == "status: text before, missing now in 3 rows"
