"""The three servers together: a small world served, and every fault carried out.

Belongs here: starting, stopping, credentials, faults. Does not belong here: what a system answers in detail.
"""

import base64
import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from click import ClickException
from servers_recordings import Answer, Client

from company import shapes
from company.__main__ import _faults
from company.servers import CREDENTIALS, Faults, Servers, SystemFaults, serve, serve_forever
from company.servers.transport import Request, Response, listening

REMOTE_CONTROL = "/index.php/admin/remotecontrol"
TOKEN = f"token {CREDENTIALS.frappe_api_key}:{CREDENTIALS.frappe_api_secret}"
EMPLOYEES = "/api/resource/Employee?order_by=name%20asc&limit_page_length=2"


class SmallWorld:
    """Five employees, one course and one survey; `known_at` of year 2023 knows only the first employee."""

    def documents(self, known_at: datetime | None = None) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        known = 1 if known_at is not None and known_at.year == 2023 else 5
        return {"Employee": [{"name": f"HR-EMP-{n}", "status": "Active"} for n in range(1, known + 1)]}

    def moodle(self, known_at: datetime | None = None) -> shapes.MoodleSite:
        criterion = shapes.MoodleCriterion(11, 4, "Activity completion", "Test", "quiz", "Achieving grade")
        total = shapes.MoodleGradeItem(1, "course")
        test = shapes.MoodleGradeItem(2, "mod", "Test", "quiz", cmid=11, grademin=0, grademax=40)
        course = shapes.MoodleCourse(2, "SAFE", "Safety & care", "SAFE", 1, 1, 0, 0, 0, 0, 1)
        site = replace(course, id=1, shortname="site", fullname="Kaveri", format="site", enablecompletion=0)
        person = shapes.MoodleUser(3, "e1", "Asha", "Rao", "asha.rao@example.com", "E1", city="Pune")
        other = replace(person, id=4, username="e2", idnumber="", city="")
        admin = shapes.MoodleUser(2, "admin", "Admin", "User", "admin@example.com")
        return shapes.MoodleSite(
            "Kaveri",
            "site",
            (admin, person, other),
            (site, replace(course, criteria=(criterion,), grade_items=(test, total))),
            ((1, "Mandatory"),),
            (
                shapes.MoodleEnrolment(
                    *(2, 3, True, 0, (1700000000,)),
                    (shapes.MoodleGrade(2, 30, 1700000000), shapes.MoodleGrade(1, 30.5, 1700000000)),
                ),
                shapes.MoodleEnrolment(2, 4, False, 0, (None,)),
            ),
        )

    def limesurvey(self, known_at: datetime | None = None) -> shapes.LimeSite:
        options = tuple(shapes.LimeOption(f"A{n}", f"Answer {n}", n, n) for n in (1, 2))
        questions = (
            shapes.LimeQuestion(2, 1, 1, "PRIDE", "I am proud", "T", 1),
            shapes.LimeQuestion(1, 0, 1, "ENG", "Do you agree?", "F", 1, options=options),
        )
        person = shapes.LimeParticipant(
            1, "t1", "Asha", "Rao", "asha.rao@example.com", "2025-09-15 08:04", "E1", "Sales", ""
        )
        times = ("2025-09-15 08:04:00", "2025-09-15 08:00:00", "2025-09-15 08:04:00")
        first = shapes.LimeResponse(1, times[0], 1, "t1", times[1], times[2], {"ENG[PRIDE]": "A2"})
        survey = shapes.LimeSurvey(
            *(501, "Engagement", "Y", "N", "2025-09-15 00:00:00", None, "2025-09-01 00:00:00", "en"),
            (shapes.LimeGroup(1, "Page", 1),),
            questions,
            (person, replace(person, tid=2, token="t2", completed="N")),
            (first, replace(first, id=2, submitdate=None, token="t2", answers={"ENG[PRIDE]": ""})),
        )
        pulse = replace(
            *(survey,),
            sid=502,
            anonymized="Y",
            participants=None,
            responses=(shapes.LimeResponse(1, "1980-01-01 00:00:00", 1, None, None, None, {"ENPS": "7"}),),
        )
        return shapes.LimeSite((survey, pulse))


def ask_frappe(url: str, times: int = 1) -> list[Answer]:
    client = Client(url)
    answers = [client.ask("GET", EMPLOYEES, {"Authorization": TOKEN}) for _ in range(times)]
    client.close()
    return answers


def ask_moodle(servers: Servers, function: str, **parameters: Any) -> Any:
    fixed = f"wstoken={CREDENTIALS.moodle_token}&wsfunction={function}&moodlewsrestformat=json"
    query = "&".join([fixed, *(f"{name}={value}" for name, value in parameters.items())])
    client = Client(servers.moodle_url)
    body = client.ask("GET", f"/webservice/rest/server.php?{query}").json()
    client.close()
    return body


def ask_limesurvey(servers: Servers, method: str, *parameters: Any) -> Any:
    client = Client(servers.limesurvey_url)
    login = [CREDENTIALS.limesurvey_username, CREDENTIALS.limesurvey_password]

    def call(name: str, values: Sequence[Any]) -> Any:
        body = json.dumps({"method": name, "params": values, "id": 1})
        return client.ask("POST", REMOTE_CONTROL, {}, body).json()["result"]

    key = call("get_session_key", login)
    result = key if method == "get_session_key" else call(method, [key, *parameters])
    client.close()
    return result


def frappe_faults(**faults: Any) -> Faults:
    return Faults(frappe_hr=SystemFaults(**faults))


def names(answer: Answer) -> list[str]:
    return [row["name"] for row in answer.json()["data"]]


def test_a_world_is_served_as_known_at_a_time() -> None:
    with serve(SmallWorld()) as servers:
        assert names(ask_frappe(servers.frappe_url)[0]) == ["HR-EMP-1", "HR-EMP-2"]
    with serve(SmallWorld(), known_at=datetime(2023, 5, 1)) as servers:
        assert names(ask_frappe(servers.frappe_url)[0]) == ["HR-EMP-1"]


def test_moodle_shows_the_worlds_learning() -> None:
    with serve(SmallWorld()) as servers:
        courses = ask_moodle(servers, "core_course_get_courses")
        users = ask_moodle(
            servers, "core_user_get_users", **{"criteria[0][key]": "email", "criteria[0][value]": "%25"}
        )["users"]
        done = ask_moodle(servers, "core_completion_get_course_completion_status", courseid=2, userid=3)
        grades = ask_moodle(servers, "gradereport_user_get_grade_items", courseid=2)["usergrades"]
    assert [course["fullname"] for course in courses] == ["Kaveri", "Safety &amp; care"]
    assert [("idnumber" in user, "city" in user) for user in users] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert done["completionstatus"]["completed"] is True
    assert done["completionstatus"]["completions"][0]["timecompleted"] == 1700000000
    # The second enrolment is not active: it is absent. 30 of 0..40 is 75 %; whole numbers have no fraction.
    assert [grade["userid"] for grade in grades] == [3]
    test, total = grades[0]["gradeitems"]
    assert (test["graderaw"], test["percentageformatted"]) == (30, "75.00 %")
    assert (total["graderaw"], total["itemname"], "cmid" in total) == (30.5, None, False)


def test_limesurvey_shows_the_worlds_surveys() -> None:
    with serve(SmallWorld()) as servers:
        questions = ask_limesurvey(servers, "list_questions", 501)
        book = ask_limesurvey(servers, "get_question_properties", 1, ["subquestions", "answeroptions"])
        summary = ask_limesurvey(servers, "get_summary", 501)
        export = ask_limesurvey(servers, "export_responses", 501, "json", "en", "all", "code", "short")
        pulse = ask_limesurvey(servers, "export_responses", 502, "json")
        nobody = ask_limesurvey(servers, "list_participants", 502)
    assert [(question["title"], question["parent_qid"]) for question in questions] == [
        ("ENG", 0),
        ("PRIDE", 1),
    ]
    assert [option["assessment_value"] for option in book["answeroptions"].values()] == [1, 2]
    assert list(book["subquestions"]) == ["2"]
    counts = {"token_count": 2, "token_completed": 1, "completed_responses": 1, "incomplete_responses": 1}
    assert counts.items() <= summary.items()
    rows = json.loads(base64.b64decode(export))["responses"]
    assert [(row["token"], row["submitdate"], row["ENG[PRIDE]"]) for row in rows] == [
        ("t1", "2025-09-15 08:04:00", "A2"),
        ("t2", "", ""),
    ]
    anonymous = json.loads(base64.b64decode(pulse))["responses"]
    assert [list(row) for row in anonymous] == [
        ["id", "submitdate", "lastpage", "startlanguage", "seed", "ENPS"]
    ]
    assert nobody == {"status": "Error: No survey participants table"}


def test_wrong_credentials_are_refused_in_each_systems_manner() -> None:
    refused = SystemFaults(wrong_token=True)
    with serve(SmallWorld(), faults=Faults(refused, refused, refused)) as servers:
        assert ask_frappe(servers.frappe_url)[0].status == 401
        assert ask_moodle(servers, "core_course_get_courses")["errorcode"] == "invalidtoken"
        assert ask_limesurvey(servers, "get_session_key") == {"status": "Invalid user name or password"}


def test_a_server_that_is_down_refuses_connections() -> None:
    with (
        serve(SmallWorld(), faults=frappe_faults(down=True)) as servers,
        pytest.raises(ConnectionRefusedError),
    ):
        ask_frappe(servers.frappe_url)


def test_a_server_stops_for_good_after_the_requests_it_was_given() -> None:
    with serve(SmallWorld(), faults=frappe_faults(stop_after=2)) as servers:
        assert [answer.status for answer in ask_frappe(servers.frappe_url, times=2)] == [200, 200]
        with pytest.raises(OSError):
            ask_frappe(servers.frappe_url)


def test_a_truncated_answer_is_whole_http_but_half_json() -> None:
    with serve(SmallWorld(), faults=frappe_faults(truncate_at=2)) as servers:
        whole, half = ask_frappe(servers.frappe_url, times=2)
    assert whole.body.startswith(half.body)
    assert len(half.body) == len(whole.body) // 2
    with pytest.raises(json.JSONDecodeError):
        half.json()


def test_an_error_500_strikes_the_requests_named_and_no_other() -> None:
    with serve(SmallWorld(), faults=frappe_faults(error_500_at=range(2, 4))) as servers:
        answers = ask_frappe(servers.frappe_url, times=4)
    assert [answer.status for answer in answers] == [200, 500, 500, 200]
    assert answers[1].json()["exc_type"] == "OperationalError"


def test_a_reset_connection_brings_no_answer() -> None:
    with serve(SmallWorld(), faults=frappe_faults(reset_at=2)) as servers:
        client = Client(servers.frappe_url)
        assert client.ask("GET", EMPLOYEES, {"Authorization": TOKEN}).status == 200
        with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
            client.ask("GET", EMPLOYEES, {"Authorization": TOKEN})
        client.close()
        assert ask_frappe(servers.frappe_url)[0].status == 200


def test_a_duplicated_page_is_the_page_before_once_more() -> None:
    with serve(SmallWorld(), faults=frappe_faults(duplicate_page_at=2)) as servers:
        client = Client(servers.frappe_url)
        pages = [
            names(client.ask("GET", f"{EMPLOYEES}&limit_start={start}", {"Authorization": TOKEN}))
            for start in (0, 2, 4)
        ]
        client.close()
    assert pages == [["HR-EMP-1", "HR-EMP-2"], ["HR-EMP-1", "HR-EMP-2"], ["HR-EMP-5"]]


def test_over_the_rate_limit_the_answer_says_when_to_return() -> None:
    with serve(SmallWorld(), faults=frappe_faults(rate_limit_at=1)) as servers:
        limited, answered = ask_frappe(servers.frappe_url, times=2)
    assert (limited.status, limited.headers["retry-after"]) == (429, "1")
    assert limited.json()["exc_type"] == "TooManyRequestsError"
    assert answered.status == 200


def test_a_slow_answer_outlasts_a_short_patience() -> None:
    with serve(SmallWorld(), faults=frappe_faults(slow_at=1, slow_seconds=0.5)) as servers:
        address = servers.frappe_url.removeprefix("http://")
        hasty = http.client.HTTPConnection(address, timeout=0.05)
        with pytest.raises(TimeoutError):
            hasty.request("GET", EMPLOYEES)
            hasty.getresponse()
        hasty.close()
        assert ask_frappe(servers.frappe_url)[0].status == 200


def test_an_answer_broken_off_is_shorter_than_it_says() -> None:
    with serve(SmallWorld(), faults=frappe_faults(break_off_at=2)) as servers:
        client = Client(servers.frappe_url)
        assert client.ask("GET", EMPLOYEES, {"Authorization": TOKEN}).status == 200
        with pytest.raises(http.client.IncompleteRead):
            client.ask("GET", EMPLOYEES, {"Authorization": TOKEN})
        client.close()
        assert ask_frappe(servers.frappe_url)[0].status == 200


def test_credentials_run_out_in_each_systems_manner() -> None:
    expired = SystemFaults(expire_token_at=2)
    with serve(SmallWorld(), faults=Faults(expired, expired, expired)) as servers:
        assert [answer.status for answer in ask_frappe(servers.frappe_url, times=3)] == [200, 401, 401]
        codes = [ask_moodle(servers, "core_course_get_courses") for _ in range(3)]
        assert isinstance(codes[0], list)
        assert [code["errorcode"] for code in codes[1:]] == ["accessexception", "invalidtoken"]
        # The login is request 1, so its key is gone at the next; a new login is welcome.
        assert ask_limesurvey(servers, "list_surveys") == {"status": "Invalid session key"}
        assert len(ask_limesurvey(servers, "list_surveys")) == 2


class LaterWorld(SmallWorld):
    """The small world after one employee, one account and one survey went."""

    def documents(self, known_at: datetime | None = None) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return {"Employee": super().documents()["Employee"][1:]}

    def moodle(self, known_at: datetime | None = None) -> shapes.MoodleSite:
        site = super().moodle()
        return replace(site, users=site.users[:-1], enrolments=site.enrolments[:-1])

    def limesurvey(self, known_at: datetime | None = None) -> shapes.LimeSite:
        return shapes.LimeSite(super().limesurvey().surveys[:1])


def test_from_a_request_on_the_later_world_is_served_and_sessions_go_on() -> None:
    changed = SystemFaults(change_at=2)
    with serve(SmallWorld(), faults=Faults(changed, changed, changed), later=LaterWorld()) as servers:
        first, second = ask_frappe(servers.frappe_url, times=2)
        done = [
            ask_moodle(servers, "core_completion_get_course_completion_status", courseid=2, userid=4)
            for _ in range(2)
        ]
        surveys = ask_limesurvey(servers, "list_surveys")
    assert (names(first)[0], names(second)[0]) == ("HR-EMP-1", "HR-EMP-2")
    # The second enrolment is suspended; then the account is deleted.
    assert [answer["errorcode"] for answer in done] == ["usernotenroled", "userdeleted"]
    assert [survey["sid"] for survey in surveys] == [501]


def test_moodle_4_3_shows_no_first_and_last_names_and_other_exceptions() -> None:
    everybody = {"criteria[0][key]": "email", "criteria[0][value]": "%25"}
    with serve(SmallWorld(), moodle_version="4.3") as servers:
        users = ask_moodle(servers, "core_user_get_users", **everybody)["users"]
        refused = ask_moodle(servers, "core_course_get_courses", **{"options[ids][0]": "x"})
        info = ask_moodle(servers, "core_webservice_get_site_info")
    assert [{"firstname", "lastname", "fullname"} & user.keys() for user in users] == [{"fullname"}] * 3
    assert (refused["exception"], refused["errorcode"]) == ("invalid_parameter_exception", "invalidparameter")
    assert info["release"].startswith("4.3.")


def test_the_command_line_names_faults_and_refuses_others() -> None:
    assert _faults(("moodle:reset_at=5", "moodle:truncate_at=2", "frappe_hr:slow_at=1")) == Faults(
        SystemFaults(slow_at=1), SystemFaults(reset_at=5, truncate_at=2)
    )
    for wrong in ("moodle:reset_at", "canvas:reset_at=1", "moodle:down=1", "moodle:change_at=1", "x"):
        with pytest.raises(ClickException, match="is no fault; write system:fault=request"):
            _faults((wrong,))


def test_a_refused_doctype_is_refused_and_no_other() -> None:
    with serve(SmallWorld(), faults=frappe_faults(refused_doctypes=frozenset({"Company"}))) as servers:
        client = Client(servers.frappe_url)
        refused = client.ask("GET", "/api/resource/Company", {"Authorization": TOKEN})
        client.close()
        assert (refused.status, refused.json()["_error_message"]) == (403, "No permission for Company")
        assert ask_frappe(servers.frappe_url)[0].status == 200


def test_servers_end_with_their_context() -> None:
    with serve(SmallWorld()) as servers:
        pass
    with pytest.raises(OSError):
        ask_frappe(servers.frappe_url)


def test_a_port_may_be_asked_for() -> None:
    with serve(SmallWorld()) as first:
        port = int(first.moodle_url.rpartition(":")[2])
    with serve(SmallWorld(), ports={"moodle": port}) as servers:
        assert servers.moodle_url == first.moodle_url


def test_serving_forever_announces_the_addresses_and_ends_when_interrupted() -> None:
    announced: list[Servers] = []

    def announce(servers: Servers) -> None:
        assert names(ask_frappe(servers.frappe_url)[0]) == ["HR-EMP-1", "HR-EMP-2"]
        announced.append(servers)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve_forever(SmallWorld(), announce=announce)
    assert len({announced[0].frappe_url, announced[0].moodle_url, announced[0].limesurvey_url}) == 3


def test_a_failure_of_the_server_itself_comes_out_at_the_end() -> None:
    class Broken:
        def answer(self, request: Request) -> Response:
            raise KeyError("no such thing")

        def internal_error(self) -> Response:
            return Response(500, b"")

        def too_many_requests(self, retry_after: int) -> Response:
            return Response(429, b"")

        def expire(self) -> None:
            """Nothing runs out."""

    with (
        pytest.raises(RuntimeError, match="failed on a request"),
        listening(Broken(), SystemFaults()) as url,
        pytest.raises(http.client.RemoteDisconnected),
    ):
        ask_frappe(url)
