"""Frappe HR: whole DocTypes from recorded answers, and one sentence for everything that goes wrong."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from frappe_sites import EMPLOYEE_PAGES, KEY, SECRET, Answer, Site, recorded, recorded_rows, serving
from landings import Warehouse, one_sentence
from pydantic import SecretStr, ValidationError

from ingestion.errors import SourceError, TableAbsent
from ingestion.rows import read_rows
from ingestion.sources.frappe_hr import SPEC, build
from ingestion.sources.frappe_hr.client import DOCTYPES, FrappeClient, FrappeConfig, server_messages

BY_TABLE = {doctype.record.table: doctype for doctype in DOCTYPES}
CHECKS = ("do_not_include_in_total", "statistical_component")
EMPLOYEE, COMPANY, DETAIL = BY_TABLE["employees"], BY_TABLE["companies"], BY_TABLE["salary_details"]


@pytest.fixture
def site() -> Iterator[Site]:
    details = [
        {**row, "idx": number, "parenttype": "Salary Slip", **dict.fromkeys(CHECKS, 0)}
        for number, row in enumerate(recorded_rows("065-salary_detail_list.json"), 1)
    ]
    site = Site(
        rows={
            "Employee": [dict(row) for row in recorded_rows(*EMPLOYEE_PAGES)],
            "Department": [dict(row) for row in recorded_rows("028-department.json")],
            "Employee Promotion": [dict(row) for row in recorded_rows("033-employee_promotion.json")],
            "Employee Transfer": [dict(row) for row in recorded_rows("034-employee_transfer.json")],
            "Salary Detail": [*details, {**details[0], "name": "zz", "parenttype": "Salary Structure"}],
        }
    )
    with serving(site) as site.url:
        yield site


def config(site: Site, **changed: Any) -> FrappeConfig:
    values = {"base_url": site.url, "api_key": SecretStr(KEY), "api_secret": SecretStr(SECRET), **changed}
    return FrappeConfig(**values)


def client(site: Site, pauses: list[float] | None = None, **changed: Any) -> FrappeClient:
    return FrappeClient(config(site, **changed), pause=([] if pauses is None else pauses).append)


def refusal(reader: FrappeClient, doctype: Any = EMPLOYEE) -> str:
    with pytest.raises(SourceError) as caught:
        list(reader.read(doctype))
    text = one_sentence(caught.value)
    assert SECRET not in text
    assert text.startswith("frappe_hr, ")
    return text


def test_the_recorded_employees_land_page_by_page_with_nothing_beside_the_named_fields(site: Site) -> None:
    rows = list(client(site, page_length=20).read(EMPLOYEE))
    arrival = read_rows(EMPLOYEE.record, rows)
    # 52 people in the recorded count: pages of 20, 20 and 12, then the count.
    assert (arrival.received, arrival.table.num_rows, arrival.rejected) == (52, 52, [])
    assert len(site.requests) == 4
    first = arrival.table.slice(0, 1).to_pylist()[0]
    assert (first["name"], first["department"], first["employee_number"]) == (
        "HR-EMP-00001",
        "Engineering - RM",
        "E1001",
    )
    assert str(first["date_of_joining"]) == "2015-03-16"
    assert first["ctc"] == Decimal("134400.0000")
    assert str(first["modified"]) == "2026-11-22 10:56:48.962194"
    assert {"personal_email", "bank_ac_no", "feedback"}.isdisjoint(first)


@pytest.mark.parametrize("page_length", [1, 26, 51, 52, 53, 1000])
def test_every_page_length_reads_every_row_once(site: Site, page_length: int) -> None:
    rows = list(client(site, page_length=page_length).read(EMPLOYEE))
    assert [row["name"] for row in rows] == [f"HR-EMP-{number:05}" for number in range(1, 53)]


def test_rows_of_a_child_table_are_read_below_their_parent_only(site: Site) -> None:
    rows = list(client(site, page_length=20).read(DETAIL))
    arrival = read_rows(DETAIL.record, rows)
    assert (arrival.received, arrival.rejected) == (50, [])
    paths = [form for path, form in site.requests if path.startswith("/api/resource/")]
    assert {form["parent"] for form in paths} == {"Salary Slip"}
    basic = arrival.table.slice(0, 1).to_pylist()[0]
    assert (basic["parentfield"], basic["salary_component"], basic["amount"]) == (
        "earnings",
        "Basic",
        Decimal("11200.0000"),
    )


def test_an_amount_is_exact_and_its_float_noise_is_rounded_at_four_places(site: Site) -> None:
    site.rows["Employee"] = [{**site.rows["Employee"][0], "ctc": 41666.666666667}]
    (row,) = client(site).read(EMPLOYEE)
    assert row["ctc"] == Decimal("41666.666666667")
    assert read_rows(EMPLOYEE.record, [row]).table.column("ctc").to_pylist() == [Decimal("41666.6667")]


def test_a_whole_load_lands_every_table(site: Site, warehouse: Warehouse) -> None:
    site.refused = {"Company"}
    landing = warehouse.landing(1)
    warehouse.run(build(config(site), landing), landing)
    # 52 employees, 3 promotions, and the 50 detail rows of slips only.
    assert warehouse.loads(1, "employees", "frappe_hr") == (52, 52, 0, 0, 0)
    assert warehouse.loads(1, "employee_promotions", "frappe_hr") == (3, 3, 0, 0, 0)
    assert warehouse.loads(1, "salary_details", "frappe_hr") == (50, 50, 0, 0, 0)
    tables = warehouse.rows(
        "select table_name from information_schema.tables "
        "where table_schema = 'raw_frappe_hr' and not table_name like '\\_dlt%' escape '\\'"
    )
    assert {name for (name,) in tables} == {record.table for record in SPEC.records} | {"loads"}
    assert warehouse.rows("select absent_reason from raw_frappe_hr.loads where table_name = 'companies'") == [
        ("the API user may not read Company",)
    ]


def test_a_site_that_stops_halfway_leaves_the_earlier_tables_untouched(
    site: Site, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.sources.frappe_hr.client.FIRST_PAUSE_SECONDS", 0.0)
    landing = warehouse.landing(1)
    warehouse.run(build(config(site), landing), landing)
    before = warehouse.rows("select * from raw_frappe_hr.employees order by name")
    site.rows["Employee"][0]["status"] = "Left"
    site.fault = lambda number, path: (500, {}, b"") if path.endswith("/Goal") else None
    later = warehouse.landing(2)
    text = warehouse.refusal(build(config(site), later), later)
    assert text == "frappe_hr, Goal: the site failed with status 500 after 4 tries; look into its error log."
    assert warehouse.rows("select * from raw_frappe_hr.employees order by name") == before


def test_a_user_who_sees_only_his_own_row_is_found_out_by_the_count(site: Site) -> None:
    # Recorded: role Employee gets status 200 with 1 row, the count says 52.
    listed = recorded("104-limited_employee.json")
    site.fault = lambda number, path: (200, {}, listed) if path == "/api/resource/Employee" else None
    text = refusal(client(site))
    assert "Employee: the site counts 52 rows but shows the API user 1; give the API user a role that" in text
    assert "reads every Employee (HR Manager, with no user permission" in text
    assert "Aisha" not in text


def test_a_row_added_while_reading_is_read_the_second_time(site: Site) -> None:
    added = {**site.rows["Employee"][0], "name": "HR-EMP-00000"}

    def add(number: int, path: str) -> Answer | None:
        if number == 2:
            site.rows["Employee"].append(added)
        return None

    site.fault = add
    rows = list(client(site, page_length=30).read(EMPLOYEE))
    assert len(rows) == len({row["name"] for row in rows}) == 53


def test_a_page_sent_twice_is_read_again_and_then_refused(site: Site) -> None:
    page: list[bytes] = []

    def repeat(number: int, path: str) -> Answer | None:
        if "get_count" in path:
            return None
        if not page:
            form = site.requests[-1][1]
            page.append(Site(rows=site.rows).answer(path, form, f"token {KEY}:{SECRET}")[2])
        return 200, {}, page[0]

    site.fault = repeat
    assert "Employee: the site sent the same page twice" in refusal(client(site, page_length=20))


@pytest.mark.parametrize(
    ("status", "recording", "doctype", "words"),
    [
        (401, "098-err_bad_token.json", EMPLOYEE, "api_key and api_secret: the site does not accept them"),
        (401, "099-err_bad_secret.json", EMPLOYEE, "api_key and api_secret: the site does not accept them"),
        (403, "097-err_no_auth.json", EMPLOYEE, "Employee: the API user may not read Employee; give one of"),
        (403, "097-err_no_auth.json", DETAIL, "the API user may not read Salary Slip; give one of its roles"),
        (404, "111-err_doc.json", EMPLOYEE, "Employee: the site does not know it; see that base_url"),
        (417, "112-err_field.json", EMPLOYEE, "Employee: the site refuses the query; update Frappe HR"),
        (301, "111-err_doc.json", EMPLOYEE, "base_url: the site redirects the request; set base_url to"),
    ],
)
def test_a_recorded_refusal_is_one_sentence_and_is_not_tried_again(
    site: Site, status: int, recording: str, doctype: Any, words: str
) -> None:
    site.fault = lambda number, path: (status, {}, recorded(recording))
    assert words in refusal(client(site), doctype)
    assert len(site.requests) == 1


def test_a_field_that_the_site_does_not_know_is_named(site: Site) -> None:
    body = recorded("112-err_field.json").replace(b"no_such_field", b"grade")
    site.fault = lambda number, path: (417, {}, body)
    assert "frappe_hr, Employee.grade: the site knows no such field" in refusal(client(site))


@pytest.mark.parametrize("status", [403, 404])
def test_an_optional_doctype_that_is_refused_is_absent(site: Site, status: int) -> None:
    site.fault = lambda number, path: (status, {}, recorded("031-company.json"))
    with pytest.raises(TableAbsent, match="Company"):
        client(site).read(COMPANY)


def test_a_wrong_token_is_told_by_the_site_itself(site: Site) -> None:
    assert "does not accept them" in refusal(client(site, api_secret=SecretStr("another")))


def test_a_site_that_is_down_is_tried_with_growing_pauses(site: Site) -> None:
    pauses: list[float] = []
    text = refusal(client(site, pauses, base_url="http://127.0.0.1:9"))
    assert "(Employee): the site does not answer, or breaks off, after 4 tries; start it" in text
    assert pauses == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b'{"data": [{"name": "HR-EMP-0'),
        (200, {"Content-Length": "500"}, b'{"data": []}'),
        (200, {}, b"<html>Sign in</html>"),
        (200, {}, b'{"message": "ok"}'),
        (502, {}, b"Bad gateway"),
    ],
)
def test_an_answer_that_is_cut_short_is_asked_for_again(site: Site, answer: Answer) -> None:
    site.fault = lambda number, path: answer if number in (1, 3) else None
    assert len(list(client(site, timeout_seconds=5).read(EMPLOYEE))) == 52
    site.fault = lambda number, path: answer
    pauses: list[float] = []
    assert "frappe_hr, " in refusal(client(site, pauses, timeout_seconds=5))
    assert len(pauses) == 3


def test_a_rate_limit_is_waited_for_up_to_two_minutes(site: Site) -> None:
    body = recorded("122-ratelimit_429.json")
    pauses: list[float] = []
    site.fault = lambda number, path: (429, {"Retry-After": "64"}, body) if number == 1 else None
    assert len(list(client(site, pauses).read(EMPLOYEE))) == 52
    assert pauses == [64.0]
    site.fault = lambda number, path: (429, {"Retry-After": "3600"}, body)
    assert "the site's rate limit is used up; load again in 3600 s" in refusal(client(site))


def test_every_fault_at_every_request_ends_right_or_in_one_sentence(site: Site) -> None:
    for status in (429, 500, 401):
        for position in (1, 2, 3, 4):
            site.requests.clear()
            site.fault = lambda number, path, at=position, code=status: (
                (code, {}, b"") if number == at else None
            )
            if status == 401:
                assert "api_key" in refusal(client(site, page_length=20))
            else:
                assert len(list(client(site, page_length=20).read(EMPLOYEE))) == 52


def test_rows_without_a_name_are_no_answer_of_frappe(site: Site) -> None:
    site.fault = lambda number, path: (200, {}, b'{"data": [{"employee": "x"}]}')
    assert "the answer has rows without a name" in refusal(client(site))


def test_only_what_may_pass_by_itself_is_transient(site: Site) -> None:
    def is_transient(status: int, **headers: str) -> bool:
        site.fault = lambda number, path: (status, {"Retry-After": headers.get("wait", "")}, b"")
        with pytest.raises(SourceError) as caught:
            client(site).read(EMPLOYEE)
        return caught.value.is_transient

    assert (is_transient(500), is_transient(200), is_transient(429, wait="5")) == (True, True, True)
    assert (is_transient(401), is_transient(403), is_transient(429, wait="3600")) == (False, False, False)


def test_server_messages_are_decoded_twice() -> None:
    assert server_messages(recorded("112-err_field.json")) == ["Field not permitted in query: no_such_field"]
    assert server_messages(b"<html>") == []


def test_an_address_without_scheme_is_refused_at_once(site: Site) -> None:
    with pytest.raises(ValidationError):
        config(site, base_url="hr.example.com")
