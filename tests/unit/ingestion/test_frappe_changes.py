"""Frappe HR: a later load asks for what changed, and leaves what a whole reading would have left."""

import copy
import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frappe_loads import Documents, everything, live, load, named, renamed, saved
from landings import Warehouse

from company.servers.frappe import FrappeUser
from company.world import World, generate

NOW = datetime(2026, 4, 2, 11, 30, 0, 250)
URL_LIMIT = 4_094
"""gunicorn's longest request line."""


@pytest.fixture(scope="module")
def world() -> World:
    return generate(40, years=2)


@pytest.fixture(scope="module")
def documents(world: World) -> Documents:
    return small(world.documents())


@pytest.fixture
def changing(documents: Documents) -> Documents:
    return copy.deepcopy(documents)


@pytest.fixture(scope="module")
def loaded(documents: Documents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the documents were loaded on the first day."""
    folder = tmp_path_factory.mktemp("loaded")
    load(Warehouse(folder), 1, documents)
    return folder


@pytest.fixture
def warehouse(loaded: Path, tmp_path: Path) -> Warehouse:
    """A warehouse that holds the load of the first day."""
    shutil.copytree(loaded, tmp_path / "warehouse")
    return Warehouse(tmp_path / "warehouse")


def small(documents: Documents) -> Documents:
    """The documents with the attendance of a few people only."""
    few = [row for row in documents["Attendance"] if row["employee"] < "HR-EMP-00006"]
    return {**documents, "Attendance": few}


def test_an_unchanged_site_costs_less_than_a_tenth_the_second_time(
    documents: Documents, warehouse: Warehouse, tmp_path: Path
) -> None:
    first = load(Warehouse(tmp_path / "fresh"), 1, documents)
    before = live(warehouse)
    second = load(warehouse, 2, documents)
    assert second.bytes * 10 < first.bytes
    assert live(warehouse) == before
    kinds = dict(
        warehouse.rows("select table_name, is_full from raw_frappe_hr.loads where known_from = '2026-04-02'")
    )
    # Short lists that others link to are always read whole; what grows is not.
    assert {name for name, is_full in kinds.items() if is_full} == {
        *("sites", "companies", "departments", "designations", "branches", "employment_types"),
        *("employee_grades", "kras", "appraisal_templates", "appraisal_template_goals"),
        *("appraisal_template_criteria", "appraisal_cycles", "training_programs", "leave_types"),
    }
    assert not any(path.endswith("/Salary Detail") for path in second.asked)


def test_a_year_of_changes_leaves_what_a_whole_reading_leaves(
    world: World, documents: Documents, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path)
    days = [datetime(2025, 4, 10), datetime(2025, 9, 19), datetime(2026, 2, 2), datetime(2026, 3, 20)]
    for day, known_at in enumerate(days, 1):
        load(warehouse, day, small(world.documents(known_at)))
    last = load(warehouse, 5, documents)
    assert live(warehouse) == everything(documents)
    assert last.longest < URL_LIMIT
    # received = landed + unchanged + quarantined, for every table of every load.
    assert warehouse.rows(
        """select count(*) from raw_frappe_hr.loads
        where received_count <> landed_count + unchanged_count + quarantined_count"""
    ) == [(0,)]


def without_names(document: dict[str, Any]) -> None:
    """A copied document has child rows of its own."""
    for child in (row for rows in document.values() if isinstance(rows, list) for row in rows):
        del child["name"]


def delete_a_slip(documents: Documents) -> None:
    documents["Salary Slip"].pop(7)


def delete_a_slip_while_another_is_made(documents: Documents) -> None:
    gone = documents["Salary Slip"].pop(7)
    saved(gone, NOW, name="Sal Slip/HR-EMP-00001/99999")
    documents["Salary Slip"].append(gone)


def rename_a_department(documents: Documents) -> None:
    name = documents["Employee"][3]["department"]
    renamed(documents, "Department", name, f"{name} (new)")


def rename_an_employee(documents: Documents) -> None:
    renamed(documents, "Employee", documents["Employee"][3]["name"], "HR-EMP-RENAMED")


def rename_a_training_event(documents: Documents) -> None:
    renamed(documents, "Training Event", documents["Training Event"][0]["name"], "Lean, renamed")


def cancel_and_amend_a_slip(documents: Documents) -> None:
    slip = documents["Salary Slip"][5]
    amended = copy.deepcopy(slip)
    saved(slip, NOW, docstatus=2, status="Cancelled")
    saved(amended, NOW, name=f"{slip['name']}-1", amended_from=slip["name"], net_pay=1.0)
    amended["earnings"] = amended["earnings"][:1]
    without_names(amended)
    documents["Salary Slip"].append(amended)


def rehire_somebody(documents: Documents) -> None:
    leaver = next(row for row in documents["Employee"] if row["status"] == "Left")
    again = {**leaver, "status": "Active", "date_of_joining": "2026-04-02", "relieving_date": None}
    saved(again, NOW, name="HR-EMP-99999", employee="HR-EMP-99999")
    documents["Employee"].append(again)


def enter_a_promotion_of_last_year(documents: Documents) -> None:
    late = copy.deepcopy(documents["Employee Promotion"][0])
    saved(late, NOW, name="HR-EMP-PRO-2026-99999", promotion_date="2025-05-01")
    without_names(late)
    documents["Employee Promotion"].append(late)


def move_a_goal_that_moves_an_appraisal(documents: Documents) -> None:
    appraisal = documents["Appraisal"][4]
    goal = next(row for row in documents["Goal"] if row["employee"] == appraisal["employee"])
    saved(goal, NOW, progress=88.0)
    appraisal["total_score"] = 4.4
    appraisal["appraisal_kra"][0]["goal_completion"] = 88.0


def give_feedback_on_a_training(documents: Documents) -> None:
    event, guest = next(
        (event, guest)
        for event in documents["Training Event"]
        for guest in event["employees"]
        if guest["status"] == "Completed"
    )
    guest["status"] = "Feedback Submitted"
    one = copy.deepcopy(documents["Training Feedback"][0])
    saved(one, NOW, name="HR-TRF-2026-99999", employee=guest["employee"], training_event=event["name"])
    documents["Training Feedback"].append(one)


def take_a_line_off_a_slip(documents: Documents) -> None:
    slip = documents["Salary Slip"][9]
    saved(slip, NOW)
    slip["deductions"].pop()


def save_a_row_an_hour_before_the_newest(documents: Documents) -> None:
    """The clock was set back in October, or a long transaction ended late."""
    newest = max(row["modified"] for row in documents["Attendance"])
    row = documents["Attendance"][0]
    saved(row, datetime.fromisoformat(newest).replace(hour=17), status="Absent")


@pytest.mark.parametrize(
    "changes",
    [
        (delete_a_slip, rename_a_department, rename_a_training_event),
        (delete_a_slip_while_another_is_made,),
        (rename_an_employee,),
        (
            cancel_and_amend_a_slip,
            rehire_somebody,
            enter_a_promotion_of_last_year,
            move_a_goal_that_moves_an_appraisal,
            give_feedback_on_a_training,
            take_a_line_off_a_slip,
            save_a_row_an_hour_before_the_newest,
        ),
    ],
    ids=lambda changes: changes[0].__name__,
)
def test_changes_come_out_as_a_whole_reading_would_have_them(
    changes: tuple[Callable[[Documents], None], ...], changing: Documents, warehouse: Warehouse
) -> None:
    before = live(warehouse)
    for change in changes:
        change(changing)
    load(warehouse, 2, changing)
    after = live(warehouse)
    assert after != before
    assert after == everything(changing)


def test_a_renamed_employee_ends_under_the_old_name_and_begins_under_the_new(
    changing: Documents, warehouse: Warehouse
) -> None:
    old = changing["Employee"][3]["name"]
    rename_an_employee(changing)
    load(warehouse, 2, changing)
    history = warehouse.rows(
        f"""select name, day(known_from), is_deleted from raw_frappe_hr.employees
        where name in ('{old}', 'HR-EMP-RENAMED') order by known_from, name"""
    )
    assert history == [(old, 1, False), (old, 2, True), ("HR-EMP-RENAMED", 2, False)]


def test_a_corrected_slip_stays_known_as_it_was(changing: Documents, warehouse: Warehouse) -> None:
    name = changing["Salary Slip"][5]["name"]
    net = Decimal(str(changing["Salary Slip"][5]["net_pay"]))
    cancel_and_amend_a_slip(changing)
    load(warehouse, 2, changing)
    history = warehouse.rows(
        f"""select name, docstatus, net_pay, amended_from, day(known_from) from raw_frappe_hr.salary_slips
        where name in ('{name}', '{name}-1') order by name, known_from"""
    )
    assert history == [
        (name, 1, net, None, 1),
        (name, 2, net, None, 2),
        (f"{name}-1", 1, Decimal("1.0000"), name, 2),
    ]


def test_earnings_and_deductions_of_one_name_are_told_apart(
    changing: Documents, warehouse: Warehouse
) -> None:
    slip = changing["Salary Slip"][0]
    for field, amount in (("earnings", 10.0), ("deductions", 4.0)):
        slip[field] = [{**slip[field][0], "salary_component": "Bonus", "amount": amount}]
    saved(slip, NOW)
    load(warehouse, 2, changing)
    lines = warehouse.rows(
        f"""select parentfield, idx, amount from raw_frappe_hr.salary_details
        where parent = '{slip["name"]}' and salary_component = 'Bonus' order by parentfield"""
    )
    assert lines == [("deductions", 1, Decimal("4.0000")), ("earnings", 1, Decimal("10.0000"))]


def test_what_moves_no_time_is_found_after_seven_days_or_when_asked_for(
    changing: Documents, warehouse: Warehouse
) -> None:
    known = "select count(*) from raw_frappe_hr.employees where name = 'HR-EMP-00001'"
    named(changing, "Employee", "HR-EMP-00001")["date_of_birth"] = "1980-01-01"
    load(warehouse, 7, changing)
    assert warehouse.rows(known) == [(1,)]
    load(warehouse, 8, changing)
    assert warehouse.rows(known) == [(2,)]
    named(changing, "Employee", "HR-EMP-00001")["date_of_birth"] = "1981-01-01"
    load(warehouse, 9, changing, is_full_asked=True)
    assert warehouse.rows(known) == [(3,)]
    whole_days = warehouse.rows(
        """select distinct day(known_from) from raw_frappe_hr.loads
        where table_name = 'employees' and is_full order by 1"""
    )
    assert whole_days == [(1,), (8,), (9,)]


def test_a_load_that_was_killed_while_landing_is_healed_by_the_next(
    changing: Documents, warehouse: Warehouse
) -> None:
    move_a_goal_that_moves_an_appraisal(changing)
    saved(changing["Salary Slip"][9], NOW)
    changing["Salary Slip"][9]["deductions"][0]["amount"] = 12.5
    load(warehouse, 2, changing)
    # The slip has landed; its lines have not.
    with duckdb.connect(str(warehouse.first.warehouse)) as connection:
        connection.execute("delete from raw_frappe_hr.salary_details where known_from = '2026-04-02'")
    assert live(warehouse) != everything(changing)
    load(warehouse, 3, changing)
    assert live(warehouse) == everything(changing)


def test_a_right_that_is_given_later_fills_the_table_at_once(documents: Documents, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    limited = FrappeUser(
        "hr.api@example.com", "key", "secret", frozenset({"Exit Interview", "Appraisal Template"})
    )
    load(warehouse, 1, documents, user=limited)
    reasons = dict(
        warehouse.rows(
            "select table_name, absent_reason from raw_frappe_hr.loads where absent_reason is not null"
        )
    )
    assert reasons == {
        "exit_interviews": "the API user may not read Exit Interview",
        "appraisal_templates": "the API user may not read Appraisal Template",
        "appraisal_template_goals": "the API user may not read Appraisal Template",
        "appraisal_template_criteria": "the API user may not read Appraisal Template",
    }
    load(warehouse, 2, documents)
    assert len(live(warehouse)["exit_interviews"]) == len(documents["Exit Interview"])


def test_hundreds_of_changed_slips_fit_into_addresses(changing: Documents, warehouse: Warehouse) -> None:
    for slip in changing["Salary Slip"][: len(changing["Salary Slip"]) // 4]:
        saved(slip, NOW)
    cost = load(warehouse, 2, changing)
    assert sum(path.endswith("/Salary Detail") for path in cost.asked) > 1
    assert cost.longest < URL_LIMIT
