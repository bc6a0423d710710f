"""The local Frappe HR server answers every recorded request as the real one did.

Belongs here: the replay of the recordings, and manners that no recording shows. Does not belong here: connectors.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from company.servers.faults import SystemFaults
from company.servers.frappe import FrappeSite, FrappeUser
from company.servers.transport import listening
from servers_recordings import Client, Exchange, body_of, exchanges

SYSTEM = "frappe-hr-15"
HR_REFUSED = frozenset(
    {"Company", "KRA", "Exit Interview", "System Settings", "Deleted Document", "Version"}
)
USERS = [
    FrappeUser("hr.api@example.com", "<API_KEY_HR>", "<API_SECRET_HR>", HR_REFUSED),
    FrappeUser("full.api@example.com", "<API_KEY_FULL>", "<API_SECRET_FULL>"),
    FrappeUser("disabled.api@example.com", "<API_KEY_DISABLED>", "<API_SECRET_DISABLED>"),
    FrappeUser("norole.api@example.com", "<API_KEY_NOROLE>", "<API_SECRET_NOROLE>", has_no_role=True),
    FrappeUser(
        "employee.api@example.com", "<API_KEY_EMPLOYEE>", "<API_SECRET_EMPLOYEE>", employee="HR-EMP-00016"
    ),
]
PAGES = {
    "Department": ["028-department.json"],
    "Designation": ["029-designation.json"],
    "Branch": ["030-branch.json"],
    "Employment Type": ["032-employment_type.json"],
    "Company": ["090-full_company.json"],
    "KRA": ["091-full_kra.json"],
    "Exit Interview": ["092-full_exit_interview.json"],
    "Employee Promotion": ["033-employee_promotion.json"],
    "Employee Transfer": ["034-employee_transfer.json"],
    "Salary Structure": ["036-salary_structure.json"],
    "Salary Component": ["037-salary_component.json"],
    "Salary Structure Assignment": ["038-salary_structure_assignment.json"],
    "Appraisal Cycle": ["039-appraisal_cycle.json"],
    "Appraisal Template": ["040-appraisal_template.json"],
    "Training Program": ["042-training_program.json"],
    "Training Event": ["043-training_event.json"],
    "Training Result": ["044-training_result.json"],
    "Employee Performance Feedback": ["046-employee_performance_feedback.json"],
    "Holiday List": ["047-holiday_list.json"],
    "Appraisal": ["048-appraisal_page0.json", "049-appraisal_page1.json"],
    "Goal": ["051-goal_page0.json", "052-goal_page1.json", "053-goal_page2.json"],
    "Salary Slip": [f"05{4 + page}-salary_slip_page{page}.json" for page in range(3)],
    "Attendance": ["081-attendance_page0.json", "082-attendance_page1.json"],
}
SINGLE = [
    "016-employee_one.json",
    "062-salary_slip_one_raw_slash.json",
    "069-appraisal_one.json",
    "071-epf_one.json",
    "073-training_event_one_0.json",
    "074-training_event_one_1.json",
    "075-training_event_one_2.json",
    "077-training_result_one.json",
    "079-promotion_one.json",
    "080-employee_with_history.json",
]
FIRST_WITH_TWO_CHANGED_EMPLOYEES = "024"
NOT_REPLAYED = {
    "003-versions.json": "no connector asks for the versions",
    "013-employee_100.json": "the same rows as 008 to 010 in one page",
    "021-employee_put_1.json": "a write; the local server only reads",
    "022-employee_put_2.json": "a write; the local server only reads",
    "023-employee_put_invalid.json": "a write; the local server only reads",
    "064-salary_slip_child_join.json": "joins into child tables mix earnings and deductions; nobody may use them",
    "067-salary_register.json": "query reports are not used",
    "085-group_by.json": "aggregates are not used",
    "086-v2_list.json": "API v2 is not used",
    "087-v2_count.json": "API v2 is not used",
    "088-v2_one.json": "API v2 is not used",
    "089-v2_missing.json": "API v2 is not used",
    "096-full_salary_register.json": "query reports are not used",
    "120-login_bad.json": "tokens are used, not logins",
}
UNORDERED = {"072-training_event_names.json"}
"""Lists asked for without `order_by` whose order was the database's whim."""


def employees(is_after_two_changes: bool) -> list[dict[str, Any]]:
    if is_after_two_changes:
        return list(body_of(SYSTEM, "121-ratelimit_headers.json")["data"])
    pages = ["008-employee_page0.json", "009-employee_page1.json", "010-employee_page2.json"]
    return [row for page in pages for row in body_of(SYSTEM, page)["data"]]


def recorded_documents(is_after_two_changes: bool) -> dict[str, list[dict[str, Any]]]:
    documents = {
        doctype: [dict(row) for page in pages for row in body_of(SYSTEM, page)["data"]]
        for doctype, pages in PAGES.items()
    }
    documents["Employee"] = [dict(row) for row in employees(is_after_two_changes)]
    documents["System Settings"] = [body_of(SYSTEM, "095-full_system_settings.json")["data"]]
    named = {(doctype, row["name"]): row for doctype, rows in documents.items() for row in rows}
    whole = set()
    for file in SINGLE:
        document = body_of(SYSTEM, file)["data"]
        named[document["doctype"], document["name"]].update(document)
        whole.add(document["name"])
    for row in body_of(SYSTEM, "065-salary_detail_list.json")["data"]:
        if row["parent"] not in whole:
            named["Salary Slip", row["parent"]].setdefault(row["parentfield"], []).append(row)
    return documents


def recorded_site(is_after_two_changes: bool = True) -> FrappeSite:
    return FrappeSite(recorded_documents(is_after_two_changes), USERS, "Europe/Amsterdam")


@pytest.fixture(scope="module")
def urls() -> Iterator[Mapping[bool, str]]:
    """The addresses of the site before (False) and after (True) two employees were changed."""
    with (
        listening(recorded_site(False), SystemFaults()) as before,
        listening(recorded_site(True), SystemFaults()) as after,
        listening(recorded_site(True), SystemFaults(rate_limit_at=1)) as busy,
    ):
        yield {False: before, True: after, None: busy}  # type: ignore[dict-item]


def comparable(body: Any) -> Any:
    """Return a body with its server messages parsed and the random id of each error left out."""
    if not isinstance(body, dict) or "_server_messages" not in body:
        return body
    messages = [json.loads(text) for text in json.loads(body["_server_messages"])]
    for message in messages:
        message.pop("__frappe_exc_id", None)
    return body | {"_server_messages": messages}


def names(body: Any) -> list[str]:
    return sorted(row["name"] for row in body["data"])


REPLAYED = [exchange for exchange in exchanges(SYSTEM) if exchange.file not in NOT_REPLAYED]


def test_every_recorded_exchange_is_replayed_or_named_with_its_reason() -> None:
    unknown = [e.file for e in exchanges(SYSTEM) if not e.has_body and e.file not in NOT_REPLAYED]
    assert unknown == []
    assert len(REPLAYED) + len(NOT_REPLAYED) == 121


@pytest.mark.parametrize("exchange", REPLAYED, ids=lambda exchange: exchange.file.removesuffix(".json"))
def test_answer_equals_the_recording(exchange: Exchange, urls: Mapping[Any, str]) -> None:
    is_after = exchange.file >= FIRST_WITH_TWO_CHANGED_EMPLOYEES
    client = Client(urls[None if exchange.status == 429 else is_after])
    answer = client.replay(exchange)
    client.close()
    assert answer.status == exchange.status
    assert answer.content_type == exchange.content_type
    recorded = json.loads(exchange.recorded)
    if exchange.file in UNORDERED:
        assert names(answer.json()) == names(recorded)
    else:
        assert comparable(answer.json()) == comparable(recorded)
