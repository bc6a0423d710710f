"""The local Moodle server answers every recorded request as the real one did.

Belongs here: the replay of the recordings, and manners that no recording shows.
Does not belong here: connectors.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from servers_recordings import Client

from company.servers.faults import SystemFaults
from company.servers.transport import listening
from tests.fixtures.recorded_sites import Exchange, exchanges, recorded_moodle

SYSTEM = "moodle-4.5"
NOT_REPLAYED = dict.fromkeys(
    [
        "003-courses_by_field.json",
        "004-courses_search_p0.json",
        "005-courses_search_p1.json",
        "006-courses_search_p9.json",
        "007-courses_raw.json",
        "008-courses_escaped.json",
        "010-course_contents_safe.json",
        "015-users_by_field.json",
        "027-users_courses_E1001.json",
        "028-users_courses_E1002.json",
        "029-enrol_methods_safe.json",
        "047-overview_grades_E1001.json",
        "048-quizzes.json",
        "049-quiz_attempts_E1004.json",
        "050-assignments.json",
        "051-assign_grades.json",
        "052-assign_grades_since_future.json",
        "053-updates_since.json",
        "054-cohorts.json",
        "055-cohort_members.json",
        "056-reports_list.json",
        "057-report_participation_p0.json",
        "058-report_participation_p1.json",
        "059-report_participation_p2.json",
        "060-report_participation_p3.json",
    ],
    "a function that no connector calls",
)
NOT_REPLAYED["074-xml_default.txt"] = "XML lists absent optional values, which the local server leaves out"
OWN = {"preferences"}
"""Shown only to their owner, and different at every login."""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with listening(recorded_moodle(), SystemFaults()) as url:
        yield Client(url)


def without_own(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: without_own(item) for name, item in value.items() if name not in OWN}
    return [without_own(item) for item in value] if isinstance(value, list) else value


REPLAYED = [exchange for exchange in exchanges(SYSTEM) if exchange.file not in NOT_REPLAYED]


def test_every_recorded_exchange_is_replayed_or_named_with_its_reason() -> None:
    unknown = [e.file for e in exchanges(SYSTEM) if not e.has_body and e.file not in NOT_REPLAYED]
    assert unknown == []
    assert len(REPLAYED) + len(NOT_REPLAYED) == 79


@pytest.mark.parametrize("exchange", REPLAYED, ids=lambda exchange: exchange.file.rpartition(".")[0])
def test_answer_equals_the_recording(exchange: Exchange, client: Client) -> None:
    answer = client.replay(exchange)
    assert answer.status == exchange.status
    if exchange.file.endswith(".txt"):
        assert answer.body.decode().strip() == exchange.recorded.decode().strip()
        assert answer.content_type == exchange.content_type
        return
    assert answer.content_type == "application/json"
    given, recorded = without_own(answer.json()), without_own(json.loads(exchange.recorded))
    if exchange.file == "001-site_info.json":
        granted = recorded.pop("functions")
        assert [function for function in given.pop("functions") if function not in granted] == [
            # The plugin's own version differs from the core's; the recorded service grants the function too.
            {"name": "gradereport_user_get_grade_items", "version": "2024100706"}
        ]
    assert given == recorded


def call(client: Client, function: str, **parameters: str) -> Any:
    query = {"wstoken": "<TOKEN_HR>", "wsfunction": function, "moodlewsrestformat": "json"} | parameters
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    url = f"/webservice/rest/server.php?{pairs}"
    return client.replay(Exchange(SYSTEM, "", "GET", url, None, {}, 200, "")).json()


def test_an_active_enrolment_in_a_course_without_criteria_answers_nocriteriaset(client: Client) -> None:
    # User 4 is enrolled in course 3; only the completions of users 3 to 5, 8 and 36 were recorded.
    body = call(client, "core_completion_get_course_completion_status", courseid="3", userid="4")
    assert body["errorcode"] == "nocriteriaset"


def test_a_suspended_enrolment_has_no_completion(client: Client) -> None:
    # User 12 is one of the six of onlysuspended=1 in course 2.
    body = call(client, "core_completion_get_course_completion_status", courseid="2", userid="12")
    assert body["errorcode"] == "usernotenroled"


def test_names_are_escaped_unless_raw_text_is_asked_for(client: Client) -> None:
    escaped = call(client, "core_course_get_courses")
    raw = call(client, "core_course_get_courses", moodlewssettingraw="true")
    assert [course["fullname"] for course in escaped if course["id"] == 3] == ["Data Protection &amp; GDPR"]
    assert [course["fullname"] for course in raw if course["id"] == 3] == ["Data Protection & GDPR"]


def test_an_unknown_paging_option_is_refused(client: Client) -> None:
    options = {"options[0][name]": "limit", "options[0][value]": "5"}
    body = call(client, "core_enrol_get_enrolled_users", courseid="2", **options)
    assert body["errorcode"] == "invalidparameter"


def test_pages_of_twenty_join_to_the_whole_course(client: Client) -> None:
    # 52 enrolments: pages of 20, 20 and 12.
    pages = [
        call(
            client,
            "core_enrol_get_enrolled_users",
            courseid="2",
            **{"options[0][name]": "limitfrom", "options[0][value]": str(start)},
            **{"options[1][name]": "limitnumber", "options[1][value]": "20"},
        )
        for start in (0, 20, 40)
    ]
    whole = call(client, "core_enrol_get_enrolled_users", courseid="2")
    assert [len(page) for page in pages] == [20, 20, 12]
    assert [user["id"] for page in pages for user in page] == [user["id"] for user in whole]
