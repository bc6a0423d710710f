"""Recorded answers of real servers behind a transport of requests, so that no test needs a network.

Belongs here: which recording answers which request, and faults at a chosen request.
Does not belong here: assertions.
"""

import base64
import html
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import requests
from requests.adapters import BaseAdapter

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"
SITE = "http://recorded.example"

Reply = bytes | int | Exception
"""A body with status 200, a bare status, or what the transport raises."""


@cache
def recorded(system: str, number: str) -> bytes:
    """The body recorded under a number, e.g. recorded("moodle-4.5", "011")."""
    (path,) = (RECORDINGS / system).glob(f"{number}-*")
    return path.read_bytes()


class Server(BaseAdapter):
    """Answers every request of a session with `reply`, or with the fault set for its position (from 1)."""

    def __init__(self, faults: Mapping[int, Reply | str] | None = None) -> None:
        super().__init__()
        self.faults = dict(faults or {})
        self.asked: list[dict[str, Any]] = []
        self.urls: list[str] = []
        self.pauses: list[float] = []
        self._lock = Lock()

    def reply(self, asked: dict[str, Any]) -> Reply:
        raise NotImplementedError

    def read(self, body: bytes) -> dict[str, Any]:
        raise NotImplementedError

    def new_session(self, url: str) -> requests.Session:
        session = requests.Session()
        session.mount("http://", self)
        return session

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        body = request.body or b""
        asked = self.read(body.encode() if isinstance(body, str) else body)
        with self._lock:
            self.asked.append(asked)
            self.urls.append(str(request.url))
            position = len(self.asked)
        reply = self.reply(asked)
        fault = self.faults.get(position)
        if fault == "truncated":
            assert isinstance(reply, bytes)
            reply = reply[: len(reply) // 2]
        elif fault is not None:
            assert not isinstance(fault, str)
            reply = fault
        if isinstance(reply, Exception):
            raise reply
        response = requests.Response()
        response.request = request
        response.url = str(request.url)
        response.status_code = reply if isinstance(reply, int) else 200
        response._content = reply if isinstance(reply, bytes) else b"<html>error</html>"
        if response.status_code == 429:
            response.headers["Retry-After"] = "7"
        return response

    def close(self) -> None:
        """Nothing is open."""


class RecordedMoodle(Server):
    """A Moodle of 56 accounts and 5 courses; `override` answers instead of a recording, by function."""

    completions: ClassVar = {(2, 3): "030", (2, 8): "032", (2, 36): "034", (4, 3): "036", (3, 5): "038"}
    activities: ClassVar = {(2, 3): "031", (2, 8): "033", (2, 36): "035", (4, 3): "037", (3, 5): "039"}
    enrolled: ClassVar = {
        (2, "all"): "016",
        (2, "onlyactive"): "023",
        (2, "onlysuspended"): "024",
        (3, "all"): "017",
        (3, "onlyactive"): "017",
        (4, "all"): "018",
        (4, "onlyactive"): "018",
    }
    grades: ClassVar = {2: "042", 3: "043", 4: "044"}

    def __init__(
        self,
        override: Mapping[str, Reply | Callable[[dict[str, Any]], Reply]] | None = None,
        faults: Mapping[int, Reply | str] | None = None,
        userids: frozenset[int] | None = None,
        courseids: frozenset[int] | None = None,
    ) -> None:
        super().__init__(faults)
        self.override = dict(override or {})
        self.userids = userids
        self.courseids = courseids

    def read(self, body: bytes) -> dict[str, Any]:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))

    def reply(self, asked: dict[str, Any]) -> Reply:
        function = asked["wsfunction"]
        if function in self.override:
            instead = self.override[function]
            return instead(asked) if callable(instead) else instead
        pair = (int(asked.get("courseid", 0)), int(asked.get("userid", 0)))
        match function:
            case "core_webservice_get_site_info":
                return recorded("moodle-4.5", "001")
            case "core_user_get_users":
                return recorded("moodle-4.5", "011")
            case "core_course_get_courses":
                courses = json.loads(recorded("moodle-4.5", "002"))
                kept = [row for row in courses if self.courseids is None or row["id"] in self.courseids]
                for row in kept if asked.get("moodlewssettingraw") == "true" else ():
                    # recorded escaped; 007 shows what the same call sends raw
                    row |= {name: html.unescape(row[name]) for name in ("shortname", "fullname")}
                return json.dumps(kept).encode()
            case "core_enrol_get_enrolled_users":
                return self.enrolled_answer(pair[0], asked)
            case "core_completion_get_course_completion_status":
                return recorded("moodle-4.5", self.completions.get(pair, "040"))
            case "core_completion_get_activities_completion_status" if pair in self.activities:
                return recorded("moodle-4.5", self.activities[pair])
            case "core_completion_get_activities_completion_status":
                return b'{"statuses":[],"warnings":[]}'
            case "gradereport_user_get_grade_items":
                return grades_of(self.grades[pair[0]], pair[1])
        return recorded("moodle-4.5", "066")

    def enrolled_answer(self, courseid: int, asked: dict[str, Any]) -> bytes:
        options = {
            asked[name]: asked[name.replace("[name]", "[value]")] for name in asked if name.endswith("[name]")
        }
        option = next(iter(options.keys() & {"onlyactive", "onlysuspended"}), "all")
        number = self.enrolled.get((courseid, option), "025")
        rows = json.loads(recorded("moodle-4.5", number))
        rows = [row for row in rows if self.userids is None or row["id"] in self.userids]
        first = int(options["limitfrom"])
        return json.dumps(rows[first : first + int(options["limitnumber"])]).encode()


@cache
def grades_of(number: str, userid: int) -> bytes:
    """What the recorded grade report of a course says about one person."""
    answer = json.loads(recorded("moodle-4.5", number))
    answer["usergrades"] = [row for row in answer["usergrades"] if row["userid"] == userid]
    return json.dumps(answer).encode()


class RecordedLimeSurvey(Server):
    """A LimeSurvey of three surveys: 501001 with tokens, 501002 anonymous, 501003 not active.

    `override` answers instead of a recording, by method, or by method and first parameter.
    """

    surveys: ClassVar = {
        ("get_survey_properties", 501001): "004",
        ("get_survey_properties", 501002): "007",
        ("get_survey_properties", 501003): "010",
        ("list_groups", 501001): "006",
        ("list_groups", 501002): "009",
        ("list_groups", 501003): "012",
        ("list_questions", 501001): "013",
        ("list_questions", 501002): "014",
        ("list_questions", 501003): "015",
        ("get_question_properties", 1): "017",
        ("get_question_properties", 3): "019",
        ("get_question_properties", 18): "019",
        ("get_question_properties", 19): "017",
        ("get_question_properties", 22): "019",
    }

    def __init__(
        self,
        override: Mapping[Any, Reply | Callable[[dict[str, Any]], Reply]] | None = None,
        faults: Mapping[int, Reply | str] | None = None,
    ) -> None:
        super().__init__(faults)
        self.override = dict(override or {})

    def read(self, body: bytes) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(body)
        return asked

    def methods(self) -> list[str]:
        return [asked["method"] for asked in self.asked]

    def reply(self, asked: dict[str, Any]) -> Reply:
        """The recorded answer under the id of the request: LimeSurvey sends it back, the recordings say 1."""
        reply = self._reply(asked)
        if isinstance(reply, bytes) and reply.startswith(b'{"id":1,'):
            return reply.replace(b'{"id":1,', b'{"id":%d,' % asked["id"], 1)
        return reply

    def _reply(self, asked: dict[str, Any]) -> Reply:
        method, params = asked["method"], asked["params"]
        first = params[1] if len(params) > 1 else None
        for name in ((method, first), method):
            if name in self.override:
                instead = self.override[name]
                return instead(asked) if callable(instead) else instead
        if (method, first) in self.surveys:
            return recorded("limesurvey-6.4", self.surveys[method, first])
        match method:
            case "get_session_key":
                return recorded("limesurvey-6.4", "000")
            case "release_session_key":
                return recorded("limesurvey-6.4", "074")
            case "list_surveys":
                return recorded("limesurvey-6.4", "002")
            case "list_participants" if first == 501001:
                return self._participants(params)
            case "list_participants":
                return recorded("limesurvey-6.4", "038")
            case "export_responses":
                return self._export(params)
        return 500

    @staticmethod
    def _participants(params: list[Any]) -> bytes:
        rows = [
            row for n in ("031", "032", "033") for row in json.loads(recorded("limesurvey-6.4", n))["result"]
        ]
        _, _, start, limit, _, attributes = params
        page = [row for row in rows if row["tid"] >= start][:limit]
        if not page:
            return recorded("limesurvey-6.4", "034")
        sent = {"tid", "token", "participant_info", *attributes}
        return result([{name: row[name] for name in row if name in sent} for row in page])

    @staticmethod
    def _export(params: list[Any]) -> bytes:
        number = {501001: "039", 501002: "050", 501003: "051"}[params[1]]
        answer = json.loads(recorded("limesurvey-6.4", number))["result"]
        first, last, fields = params[7:10]
        rows = json.loads(base64.b64decode(answer))["responses"]
        rows = [row for row in rows if (first or 1) <= row["id"] <= (last or row["id"])]
        if fields:
            rows = [{name: row[name] for name in fields} for row in rows]
        return export(rows)


def result(value: Any) -> bytes:
    """A JSON-RPC answer with the id that the recordings have."""
    return b'{"id":1,"result":' + json.dumps(value).encode() + b',"error":null}'


def export(rows: list[dict[str, Any]]) -> bytes:
    """The answer to export_responses with these rows."""
    return result(base64.b64encode(json.dumps({"responses": rows}).encode()).decode())
