"""Moodle read through recorded answers of a real server."""

import json
import re
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any

import duckdb
import pytest
import requests
from pydantic import SecretStr
from replay import SITE, RecordedMoodle, Reply, recorded

from ingestion.errors import SourceError
from ingestion.landing import Landing
from ingestion.pipelines import landed_source, make_pipeline
from ingestion.sources import SOURCES
from ingestion.sources.moodle import SPEC, MoodleConfig, MoodleLoad
from ingestion.sources.moodle.client import MoodleClient, State
from ingestion.sources.moodle.records import (
    ActivityCompletion,
    CompletionCriterion,
    Course,
    CourseCompletion,
    Enrolment,
    GradeItem,
    User,
)

TOKEN = "7f3a1c0d9e8b7a6f5e4d3c2b1a0f9e8d"
_ACTIVITIES = "core_completion_get_activities_completion_status"
_COMPLETION = "core_completion_get_course_completion_status"
_ENROLLED = "core_enrol_get_enrolled_users"
_USERS = "core_user_get_users"


def client_of(server: RecordedMoodle, connections: int = 4) -> MoodleClient:
    return MoodleClient(
        SITE + "/",
        SecretStr(TOKEN),
        max_connections=connections,
        new_session=server.new_session,
        sleep=server.pauses.append,
    )


def rows_of(server: RecordedMoodle, page_length: int = 20) -> dict[str, list[dict[str, Any]]]:
    load = MoodleLoad(client_of(server), page_length)
    return {record.table: [dict(row) for row in read()] for record, read in load.readers.items()}


def options_of(form: dict[str, Any]) -> dict[str, str]:
    return {form[name]: form[name.replace("[name]", "[value]")] for name in form if name.endswith("[name]")}


def m(number: str) -> bytes:
    return recorded("moodle-4.5", number)


def test_whole_load_lands_what_the_server_sent() -> None:
    rows = rows_of(RecordedMoodle())
    assert len(rows["users"]) == 56
    assert rows["users"][2] == {
        "id": 3,
        "username": "e1001",
        "email": "amelia.schmidt@example.com",
        "idnumber": "E1001",
        "confirmed": True,
        "suspended": False,
        "lastaccess": 1758326400,
    }
    assert [row["id"] for row in rows["courses"]] == [1, 2, 3, 4, 5]
    in_safe = [row for row in rows["enrolments"] if row["courseid"] == 2]
    # 46 active + 6 suspended or ended = 52 enrolments in Workplace Safety
    assert sum(row["is_active"] for row in in_safe) == 46
    assert [row["userid"] for row in in_safe if not row["is_active"]] == [12, 22, 23, 32, 42, 52]
    assert {row["courseid"] for row in rows["enrolments"]} == {
        2,
        3,
        4,
    }  # nobody takes the site, nor the draft
    assert len(rows["course_completions"]) == len(rows["enrolments"])


def test_completion_lands_with_its_criteria_numbered_in_the_order_sent() -> None:
    rows = rows_of(RecordedMoodle())
    done = [row for row in rows["course_completions"] if (row["courseid"], row["userid"]) == (2, 3)]
    assert done == [{"courseid": 2, "userid": 3, "completed": True, "aggregation": 1}]
    half = [row for row in rows["completion_criteria"] if (row["courseid"], row["userid"]) == (2, 36)]
    assert [(row["idx"], row["complete"], row["timecompleted"]) for row in half] == [
        (0, True, 1754300013),
        (1, False, None),
    ]
    assert half[0]["title"] == "Activity completion" and half[0]["type"] == 4


@pytest.mark.parametrize("errorcode", ["usernotenroled", "nocriteriaset"])
def test_a_state_of_a_completion_lands_as_its_errorcode(errorcode: str) -> None:
    answer = json.dumps({**json.loads(m("040")), "errorcode": errorcode}).encode()
    rows = rows_of(RecordedMoodle({_COMPLETION: answer}, userids=frozenset({3})))
    assert rows["course_completions"] == [
        {"courseid": course, "userid": 3, "errorcode": errorcode} for course in (2, 3, 4)
    ]
    assert rows["completion_criteria"] == []


def test_a_course_that_does_not_track_completion_is_not_asked_for_it() -> None:
    courses = json.loads(m("002"))
    for course in courses:
        course["enablecompletion"] = int(course["id"] != 3)
    server = RecordedMoodle({"core_course_get_courses": json.dumps(courses).encode()}, userids=frozenset({3}))
    rows = rows_of(server)
    assert [row["courseid"] for row in rows["course_completions"]] == [2, 4]
    assert [row["courseid"] for row in rows["enrolments"]] == [2, 3, 4]


def test_grades_land_raw_with_the_course_total_beside_its_items() -> None:
    rows = rows_of(RecordedMoodle())
    assert [row for row in rows["grade_items"] if (row["courseid"], row["userid"]) == (2, 3)] == [
        {
            "courseid": 2,
            "userid": 3,
            "id": 2,
            "itemtype": "mod",
            "itemmodule": "quiz",
            "scaleid": None,
            "graderaw": 70,
            "grademin": 0,
            "grademax": 100,
            "gradedategraded": 1742720100,
            "gradeishidden": False,
        },
        {
            "courseid": 2,
            "userid": 3,
            "id": 1,
            "itemtype": "course",
            "itemmodule": None,
            "scaleid": None,
            "graderaw": 70,
            "grademin": 0,
            "grademax": 100,
            "gradedategraded": 1742720100,
            "gradeishidden": False,
        },
    ]
    ungraded = [row["graderaw"] for row in rows["grade_items"] if (row["courseid"], row["userid"]) == (2, 8)]
    assert ungraded == [None, None]
    # suspended in course 2: the recorded grade report leaves user 12 out
    assert not [row for row in rows["grade_items"] if (row["courseid"], row["userid"]) == (2, 12)]


def test_activities_land_with_their_state_and_0_where_nothing_was_done() -> None:
    rows = rows_of(RecordedMoodle())["activity_completions"]
    done = [row for row in rows if (row["courseid"], row["userid"]) == (2, 3)]
    assert done == [
        {"courseid": 2, "userid": 3, "cmid": 1, "modname": "page", "state": 1} | {"timecompleted": 1742719800}
        | {"tracking": 2},
        {"courseid": 2, "userid": 3, "cmid": 2, "modname": "quiz", "state": 2} | {"timecompleted": 1742719800}
        | {"tracking": 2},
    ]  # fmt: skip
    half = [row for row in rows if (row["courseid"], row["userid"]) == (2, 36)]
    assert [(row["state"], row["timecompleted"]) for row in half] == [(1, 1754299413), (0, 0)]


def test_a_failed_activity_keeps_the_time_of_its_failure() -> None:
    failed = json.loads(m("031"))
    failed["statuses"][1]["state"] = 3
    server = RecordedMoodle({_ACTIVITIES: json.dumps(failed).encode()}, userids=frozenset({3}))
    rows = [row for row in rows_of(server)["activity_completions"] if row["courseid"] == 2]
    assert [(row["state"], row["timecompleted"]) for row in rows] == [(1, 1742719800), (3, 1742719800)]


@pytest.mark.parametrize("function", [_COMPLETION, _ACTIVITIES, "gradereport_user_get_grade_items"])
def test_an_account_that_never_confirmed_has_no_progress(function: str) -> None:
    unconfirmed = json.dumps({**json.loads(m("040")), "errorcode": "usernotconfirmed"}).encode()
    rows = rows_of(RecordedMoodle({function: unconfirmed}, userids=frozenset({3})))
    table = {_COMPLETION: "completion_criteria", _ACTIVITIES: "activity_completions"}
    assert rows[table.get(function, "grade_items")] == []
    assert len(rows["enrolments"]) == 3


def test_an_account_deleted_meanwhile_stops_the_load_for_now() -> None:
    deleted = json.dumps({**json.loads(m("040")), "errorcode": "userdeleted"}).encode()
    with pytest.raises(SourceError, match="the account was deleted meanwhile") as caught:
        rows_of(RecordedMoodle({_COMPLETION: deleted}))
    assert caught.value.is_transient


@pytest.mark.parametrize("function", [_COMPLETION, _ACTIVITIES, "gradereport_user_get_grade_items"])
def test_an_answer_of_the_call_before_is_never_taken_for_the_next_one(function: str) -> None:
    answers = {
        _COMPLETION: m("045"),
        _ACTIVITIES: m("030"),
        "gradereport_user_get_grade_items": m("031"),
    }
    with pytest.raises(SourceError, match="does not have the shape"):
        rows_of(RecordedMoodle({function: answers[function]}, userids=frozenset({3})))


def test_who_joins_while_the_load_runs_is_enrolled_and_known() -> None:
    everybody = json.loads(m("011"))
    fewer = {**everybody, "users": [user for user in everybody["users"] if user["id"] != 3]}
    first = iter([json.dumps(fewer).encode()])
    rows = rows_of(RecordedMoodle({_USERS: lambda asked: next(first, m("011"))}))
    assert 3 in {row["userid"] for row in rows["enrolments"]}
    assert 3 in {row["id"] for row in rows["users"]}


def test_many_connections_give_the_same_rows_in_the_same_order_as_one() -> None:
    one = MoodleLoad(client_of(RecordedMoodle(), connections=1), 1000)
    four = MoodleLoad(client_of(RecordedMoodle(), connections=4), 1000)
    for record in one.readers:
        assert list(one.readers[record]()) == list(four.readers[record]())


def test_no_more_calls_run_at_a_time_than_connections_are_allowed() -> None:
    running, most, lock = 0, 0, Lock()
    server = RecordedMoodle(courseids=frozenset({2}))

    def counted(asked: dict[str, Any]) -> Reply:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        sleep(0.001)
        with lock:
            running -= 1
        return m("030")

    server.override[_COMPLETION] = counted
    rows = [
        dict(row) for row in MoodleLoad(client_of(server, connections=3), 1000).readers[CourseCompletion]()
    ]
    assert len(rows) == 52
    assert 1 < most <= 3


def test_pages_of_enrolments_are_read_to_the_empty_one() -> None:
    server = RecordedMoodle(courseids=frozenset({2}))
    assert len(rows_of(server, page_length=20)["enrolments"]) == 52
    asked = [options_of(form) for form in server.asked if form["wsfunction"] == _ENROLLED]
    starts = [
        (int(options["limitfrom"]), options.keys() & {"onlyactive", "onlysuspended"}) for options in asked
    ]
    # 46 active in pages of 20: 20, 20, 6, none; 6 suspended: 6, none; 52 of both: 20, 20, 12, none
    assert starts == [
        *((start, {"onlyactive"}) for start in (0, 20, 40, 60)),
        *((start, {"onlysuspended"}) for start in (0, 20)),
        *((start, set()) for start in (0, 20, 40, 60)),
    ]


def test_a_page_that_comes_twice_stops_the_load() -> None:
    with pytest.raises(SourceError, match="a page repeats accounts of the page before it"):
        rows_of(RecordedMoodle({_ENROLLED: m("023")}))


def test_a_person_suspended_between_two_lists_is_one_suspended_enrolment() -> None:
    def both(asked: dict[str, Any]) -> Reply:
        return m("024") if options_of(asked)["limitfrom"] == "0" else m("022")

    server = RecordedMoodle({_ENROLLED: both}, courseids=frozenset({2}))
    assert [row["is_active"] for row in rows_of(server)["enrolments"]] == [False] * 6


def lists_of(*lost: tuple[str, int]) -> RecordedMoodle:
    """A server that gives an empty list in place of the n-th one asked for, by option."""
    server = RecordedMoodle(courseids=frozenset({2}))
    calls: dict[str, int] = {}

    def listed(asked: dict[str, Any]) -> Reply:
        options = options_of(asked)
        option = next((name for name in ("onlyactive", "onlysuspended") if name in options), "all")
        if options["limitfrom"] == "0":
            calls[option] = calls.get(option, 0) + 1
        return m("022") if (option, calls[option]) in lost else server.enrolled_answer(2, asked)

    server.override[_ENROLLED] = listed
    return server


@pytest.mark.parametrize("option", ["onlyactive", "onlysuspended", "all"])
def test_a_list_of_enrolments_that_was_lost_is_asked_for_again(option: str) -> None:
    rows = rows_of(lists_of((option, 1)))["enrolments"]
    assert rows == rows_of(RecordedMoodle(courseids=frozenset({2})))["enrolments"]


@pytest.mark.parametrize("option", ["onlyactive", "onlysuspended", "all"])
def test_lists_of_enrolments_that_never_agree_stop_the_load(option: str) -> None:
    with pytest.raises(SourceError, match="active and suspended enrolments together are not all"):
        rows_of(lists_of((option, 1), (option, 2)))


def test_the_token_never_stands_in_an_address() -> None:
    server = RecordedMoodle(userids=frozenset({3}))
    rows_of(server)
    assert set(server.urls) == {SITE + "/webservice/rest/server.php"}
    assert {asked["wstoken"] for asked in server.asked} == {TOKEN}


def test_course_names_are_asked_for_unescaped() -> None:
    assert "Data Protection &amp; GDPR" in m("008").decode()
    assert "Data Protection & GDPR" in m("007").decode()  # recorded with moodlewssettingraw=true
    server = RecordedMoodle(userids=frozenset())
    rows_of(server)
    assert {asked["moodlewssettingraw"] for asked in server.asked} == {"true"}


@pytest.mark.parametrize(
    ("number", "errorcode", "remedy"),
    [
        ("061", "invalidtoken", "make a new token"),
        ("062", "accessexception", "make a new token if it has expired"),
        ("063", "invalidtoken", "make a new token"),
        ("064", "accessexception", "lift the token's IP restriction"),
        ("065", "accessexception", "add the function to the token's service"),
        ("066", "invalidrecord", "use Moodle 4.3 or later"),
        ("067", "invalidparameter", "use Moodle 4.3 or later"),
        ("068", "invalidparameter", "use Moodle 4.3 or later"),
        ("069", "errorcoursecontextnotvalid", "moodle/course:view"),
    ],
)
def test_an_error_that_arrives_as_success_is_one_sentence(number: str, errorcode: str, remedy: str) -> None:
    server = RecordedMoodle({"core_course_get_courses": m(number)})
    with pytest.raises(SourceError) as caught:
        client_of(server).call("core_course_get_courses")
    assert str(caught.value).startswith(
        f"moodle, core_course_get_courses: Moodle refused the call with the errorcode {errorcode}; "
    )
    assert remedy in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert len(server.asked) == 1  # a refusal is not asked for again


@pytest.mark.parametrize("number", ["071", "072", "073"])
def test_a_missing_right_in_a_course_names_the_course(number: str) -> None:
    server = RecordedMoodle({_COMPLETION: m(number)})
    with pytest.raises(SourceError, match=rf"{_COMPLETION} \(courseid 2\).*moodle/course:view"):
        client_of(server).call(_COMPLETION, {"courseid": 2, "userid": 3}, "completionstatus", dict)


def test_error_classes_of_moodle_4_3_are_told_by_their_errorcode() -> None:
    old = m("040").replace(b"core\\\\exception\\\\moodle_exception", b"moodle_exception")
    assert b'"exception":"moodle_exception"' in old
    server = RecordedMoodle({_COMPLETION: old})
    states = frozenset({"usernotenroled"})
    assert client_of(server).call(_COMPLETION, within="completionstatus", kind=dict, states=states) == State(
        "usernotenroled"
    )


def test_accounts_of_moodle_4_3_without_first_and_last_name_land_the_same() -> None:
    answer = json.loads(m("011"))
    for user in answer["users"]:
        del user["firstname"], user["lastname"]
    old = rows_of(RecordedMoodle({_USERS: json.dumps(answer).encode()}, userids=frozenset()))
    assert old["users"] == rows_of(RecordedMoodle(userids=frozenset()))["users"]


def test_warnings_are_a_failure_because_all_rows_came() -> None:
    with pytest.raises(SourceError, match=r"Moodle warns \(invalidfieldparameter\)"):
        rows_of(RecordedMoodle({_USERS: m("013")}))


def test_a_token_that_sees_only_its_owner_is_told_which_right_is_missing() -> None:
    owner = json.loads(m("070"))["users"][0]["id"]
    site = json.dumps({**json.loads(m("001")), "userid": owner}).encode()
    server = RecordedMoodle({_USERS: m("070"), "core_webservice_get_site_info": site})
    with pytest.raises(SourceError) as caught:
        rows_of(server)
    assert "the token sees no account but its owner's" in str(caught.value)
    assert "moodle/user:viewdetails" in str(caught.value)
    assert "ws_limited" not in str(caught.value)


def test_accounts_without_user_names_are_a_missing_right() -> None:
    answer = json.loads(m("011"))
    for user in answer["users"]:
        del user["username"]
    with pytest.raises(SourceError, match="moodle/user:viewalldetails"):
        rows_of(RecordedMoodle({_USERS: json.dumps(answer).encode()}))


def test_enrolled_accounts_that_the_list_leaves_out_stop_the_load() -> None:
    answer = json.loads(m("011"))
    answer["users"] = [user for user in answer["users"] if user["id"] not in (3, 4)]
    with pytest.raises(SourceError, match="2 enrolled accounts are missing from the list of all accounts"):
        rows_of(RecordedMoodle({_USERS: json.dumps(answer).encode()}))


def test_grades_of_somebody_else_stop_the_load() -> None:
    server = RecordedMoodle({"gradereport_user_get_grade_items": m("045")}, userids=frozenset({8}))
    with pytest.raises(SourceError, match="about another course or account"):
        rows_of(server)


@pytest.mark.parametrize("number", ["074", "075"])
def test_xml_is_recognised(number: str) -> None:
    with pytest.raises(SourceError, match="the answer is XML instead of JSON"):
        rows_of(RecordedMoodle({_USERS: m(number)}))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (m("011")[:20_000], "the answer of 20000 bytes is cut off or is not JSON"),
        (b"<!DOCTYPE html><html>maintenance</html>", "the answer is a web page instead of JSON"),
        (b"", "the answer is empty"),
        (b"null", "the answer does not have the shape"),
        (b'{"users": null}', "the answer does not have the shape"),
        (b'{"users": ["x"], "warnings": []}', "the answer does not have the shape"),
    ],
)
def test_a_body_that_is_no_answer_is_one_sentence(body: bytes, problem: str) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        rows_of(RecordedMoodle({_USERS: body}))
    assert str(caught.value).count("\n") == 0
    assert "Schmidt" not in repr(caught.value) and caught.value.__cause__ is None


@pytest.mark.parametrize("fault", [requests.ConnectionError("reset"), requests.ReadTimeout(), 500, 502, 503])
def test_a_broken_connection_and_a_server_error_are_tried_again_with_growing_pauses(fault: Reply) -> None:
    server = RecordedMoodle(faults={1: fault, 2: fault, 3: fault})
    assert len(client_of(server).call(_USERS, within="users")) == 56
    assert server.pauses == [0.5, 1.0, 2.0]


def test_a_request_limit_is_waited_for_as_long_as_the_server_asks() -> None:
    server = RecordedMoodle(faults={1: 429})
    assert len(client_of(server).call(_USERS, within="users")) == 56
    assert server.pauses == [7.0]


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (
            requests.ConnectionError("body"),
            r"connection to recorded.example failed \(ConnectionError\)",
        ),
        (requests.ConnectTimeout(), r"connection to recorded.example failed \(ConnectTimeout\)"),
        (500, "HTTP status 500; look into the server's error log"),
        (429, "HTTP status 429; raise the server's request limit"),
    ],
)
def test_the_fourth_failure_is_final(fault: Reply, problem: str) -> None:
    server = RecordedMoodle(faults=dict.fromkeys(range(1, 10), fault))
    with pytest.raises(SourceError, match=problem):
        client_of(server).call(_USERS, within="users")
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("status", "remedy"), [(301, "https included"), (403, "in front"), (404, "check base_url")]
)
def test_other_statuses_are_final_at_once(status: int, remedy: str) -> None:
    server = RecordedMoodle(faults={1: status})
    with pytest.raises(SourceError, match=remedy):
        client_of(server).call(_USERS, within="users")
    assert len(server.asked) == 1


def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(SourceError, match="check base_url"):
        MoodleClient("nowhere", SecretStr(TOKEN)).call(_USERS)


def words(value: Any) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", str(value)))


def test_no_name_of_a_person_lands() -> None:
    people = json.loads(m("011"))["users"]
    # guest and service accounts carry words of a role ("Guest user", "WS") in place of a name
    names = {user[part] for user in people if user.get("idnumber") for part in ("firstname", "lastname")}
    assert "Schmidt" in names
    for table, rows in rows_of(RecordedMoodle()).items():
        for row in rows:
            for field, value in row.items():
                if (table, field) != ("users", "email"):
                    assert not names & words(value), (table, field)
            assert not row.keys() & {"firstname", "lastname", "fullname", "userfullname"} - {
                "fullname" if table == "courses" else ""
            }


def test_secrets_are_hidden_in_the_configuration() -> None:
    config = MoodleConfig(base_url=SITE, token=SecretStr(TOKEN))
    assert TOKEN not in repr(config) and config.max_connections == 4


def test_the_register_of_sources_knows_moodle() -> None:
    assert SOURCES["moodle"] is SPEC
    progress = (CourseCompletion, CompletionCriterion, ActivityCompletion, GradeItem)
    assert SPEC.records == (User, Course, Enrolment, *progress)


def test_a_load_lands_and_an_unchanged_one_adds_nothing(tmp_path: Path) -> None:
    def land(day: int) -> None:
        landing = Landing(tmp_path / "w.duckdb", tmp_path / "p", tmp_path / "q", datetime(2026, 4, day))
        readers = MoodleLoad(client_of(RecordedMoodle()), 1000).readers
        make_pipeline("moodle", landing).run(landed_source("moodle", readers, landing))

    land(1)
    land(2)
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as warehouse:
        counts = warehouse.execute(
            "select table_name, landed_count, unchanged_count, quarantined_count from raw_moodle.loads "
            "where known_from = timestamp '2026-04-02' order by table_name"
        ).fetchall()
        score = warehouse.execute(
            "select graderaw, grademax from raw_moodle.grade_items where courseid = 2 and userid = 3"
        ).fetchall()
    assert {name: (landed, quarantined) for name, landed, _, quarantined in counts} == dict.fromkeys(
        (record.table for record in SPEC.records), (0, 0)
    )
    assert {name: unchanged for name, _, unchanged, _ in counts}["users"] == 56
    assert score == [(70.0, 100.0), (70.0, 100.0)]
