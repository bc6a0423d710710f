"""The local Frappe HR server answers every recorded request as the real one did.

Belongs here: the replay of the recordings, and manners that no recording shows.
Does not belong here: connectors.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from servers_recordings import Client, Exchange, body_of, exchanges

from company.servers.faults import SystemFaults
from company.servers.frappe import FrappeSite, FrappeUser
from company.servers.transport import listening
from tests.fixtures.recorded_frappe import HR_MANAGER_REFUSED, recorded_documents

SYSTEM = "frappe-hr-15"
USERS = [
    FrappeUser("hr.api@example.com", "<API_KEY_HR>", "<API_SECRET_HR>", HR_MANAGER_REFUSED),
    FrappeUser("full.api@example.com", "<API_KEY_FULL>", "<API_SECRET_FULL>"),
    FrappeUser("disabled.api@example.com", "<API_KEY_DISABLED>", "<API_SECRET_DISABLED>"),
    FrappeUser("norole.api@example.com", "<API_KEY_NOROLE>", "<API_SECRET_NOROLE>", has_no_role=True),
    FrappeUser(
        "employee.api@example.com", "<API_KEY_EMPLOYEE>", "<API_SECRET_EMPLOYEE>", employee="HR-EMP-00016"
    ),
]
FIRST_WITH_TWO_CHANGED_EMPLOYEES = "024"
NOT_REPLAYED = {
    "013-employee_100.json": "the same rows as 008 to 010 in one page",
    "021-employee_put_1.json": "a write; the local server only reads",
    "022-employee_put_2.json": "a write; the local server only reads",
    "023-employee_put_invalid.json": "a write; the local server only reads",
    "064-salary_slip_child_join.json": "a join mixes earnings and deductions; child tables are read instead",
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


def recorded_site(is_after_two_changes: bool = True) -> FrappeSite:
    return FrappeSite(recorded_documents(is_after_two_changes), USERS, "Europe/Amsterdam")


@pytest.fixture(scope="module")
def urls() -> Iterator[Mapping[str, str]]:
    """The addresses of the site before and after two employees were changed, and of one over its limit."""
    with (
        listening(recorded_site(False), SystemFaults()) as before,
        listening(recorded_site(True), SystemFaults()) as after,
        listening(recorded_site(True), SystemFaults(rate_limit_at=1)) as busy,
    ):
        yield {"before": before, "after": after, "busy": busy}


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
def test_answer_equals_the_recording(exchange: Exchange, urls: Mapping[str, str]) -> None:
    site = "after" if exchange.file >= FIRST_WITH_TWO_CHANGED_EMPLOYEES else "before"
    client = Client(urls["busy" if exchange.status == 429 else site])
    answer = client.replay(exchange)
    client.close()
    assert answer.status == exchange.status
    assert answer.content_type == exchange.content_type
    recorded = json.loads(exchange.recorded)
    if exchange.file in UNORDERED:
        assert names(answer.json()) == names(recorded)
    else:
        assert comparable(answer.json()) == comparable(recorded)


@pytest.fixture
def client(urls: Mapping[str, str]) -> Iterator[Client]:
    client = Client(urls["after"])
    yield client
    client.close()


HR = {"Authorization": "token <API_KEY_HR>:<API_SECRET_HR>"}


def rows(client: Client, doctype: str, **parameters: str) -> list[dict[str, Any]]:
    pairs = "&".join(f"{name}={value}" for name, value in parameters.items())
    url = f"/api/resource/{doctype}?{pairs}"
    return list(client.replay(Exchange(SYSTEM, "", "GET", url, None, HR, 200, "")).json()["data"])


def count(client: Client, doctype: str, filters: str) -> int:
    return len(rows(client, doctype, filters=filters, limit_page_length="0"))


def test_a_name_with_encoded_slashes_is_found(client: Client) -> None:
    answer = client.ask("GET", "/api/resource/Salary%20Slip/Sal%20Slip%2FHR-EMP-00001%2F00001", HR)
    assert answer.json() == body_of(SYSTEM, "063-salary_slip_one_encoded.json")


def test_basic_credentials_are_as_good_as_a_token(client: Client) -> None:
    # base64 of "<API_KEY_HR>:<API_SECRET_HR>"
    basic = {"Authorization": "Basic PEFQSV9LRVlfSFI+OjxBUElfU0VDUkVUX0hSPg=="}
    answer = client.ask("GET", "/api/method/frappe.auth.get_logged_user", basic)
    assert answer.json() == {"message": "hr.api@example.com"}


def test_every_operator_splits_the_employees(client: Client) -> None:
    # 52 employees: 46 Active, 5 Left and 1 Suspended; 5 of them have a relieving date.
    assert count(client, "Employee", '[["status", "!=", "Active"]]') == 52 - 46
    assert count(client, "Employee", '[["status", "in", ["Left", "Suspended"]]]') == 5 + 1
    assert count(client, "Employee", '[["status", "not in", ["Left"]]]') == 46 + 1
    assert count(client, "Employee", '[["relieving_date", "is", "set"]]') == 5
    assert count(client, "Employee", '[["relieving_date", "is", "not set"]]') == 52 - 5
    assert count(client, "Employee", '[["employee_number", "like", "E100%"]]') == 9
    assert count(client, "Employee", '[["Employee", "employee_number", "<=", "E1010"]]') == 10
    assert count(client, "Employee", '{"status": "Left"}') == 5
    assert count(client, "Employee", '{"status": ["!=", "Left"]}') == 47


def test_text_is_compared_without_case_and_accents(client: Client) -> None:
    found = rows(client, "Employee", filters='[["first_name", "=", "ZOE"]]', fields='["first_name"]')
    assert found == [{"first_name": "Zoë"}]


def test_a_watermark_keeps_its_microseconds(client: Client) -> None:
    newest = rows(client, "Employee", fields='["modified"]', order_by="modified desc", limit_page_length="1")
    at = newest[0]["modified"]
    assert count(client, "Employee", f'[["modified", ">", "{at}"]]') == 0
    assert count(client, "Employee", f'[["modified", ">=", "{at}"]]') == 1


def test_a_child_table_is_listed_only_by_its_parents_name(client: Client) -> None:
    listed = rows(
        client,
        "Employee Property History",
        parent="Employee Promotion",
        fields='["parent", "fieldname", "new"]',
        filters='[["parenttype", "=", "Employee Promotion"]]',
    )
    assert listed == [
        {"parent": "HR-EMP-PRO-2026-00001", "fieldname": "designation", "new": "Engineering Manager"}
    ]
    for wrong in ("", "?parent=Employee"):
        refused = client.ask("GET", f"/api/resource/Employee%20Property%20History{wrong}", HR)
        assert (refused.status, refused.json()["exc_type"]) == (403, "PermissionError")


def test_pages_join_to_all_rows_in_the_order_asked_for(client: Client) -> None:
    # 138 goals in pages of 40: 40 + 40 + 40 + 18.
    whole = rows(client, "Goal", order_by="modified asc, name asc", limit_page_length="0")
    pages = [
        rows(client, "Goal", order_by="modified asc, name asc", limit_start=str(at), limit_page_length="40")
        for at in range(0, 200, 40)
    ]
    assert [len(page) for page in pages] == [40, 40, 40, 18, 0]
    assert [row for page in pages for row in page] == whole


def test_a_child_row_without_a_name_gets_a_lasting_one() -> None:
    document = {"name": "PRO-1", "employee": "E1", "promotion_details": [{"fieldname": "grade", "new": "G5"}]}
    first, second = (FrappeSite({"Employee Promotion": [document]}, USERS) for _ in range(2))
    with listening(first, SystemFaults()) as one, listening(second, SystemFaults()) as other:
        path = "/api/resource/Employee%20Promotion/PRO-1"
        details = [
            Client(url).ask("GET", path, HR).json()["data"]["promotion_details"] for url in (one, other)
        ]
    assert details[0] == details[1]
    assert details[0][0]["idx"] == 1
    assert details[0][0]["parent"] == "PRO-1"
    assert details[0][0]["doctype"] == "Employee Property History"
    assert len(details[0][0]["name"]) == 10


def test_a_field_no_document_fills_is_null_and_not_unknown() -> None:
    site = FrappeSite({"Employee": [{"name": "HR-EMP-1", "status": "Active"}]}, USERS)
    with listening(site, SystemFaults()) as url:
        client = Client(url)
        assert rows(client, "Employee", fields='["name", "final_confirmation_date"]') == [
            {"name": "HR-EMP-1", "final_confirmation_date": None}
        ]
        client.close()
