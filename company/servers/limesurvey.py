"""LimeSurvey 6.4 RemoteControl 2 (JSON-RPC), as its recorded answers show it.

Belongs here: sessions, methods, status texts inside HTTP 200, the export of codes. Does not belong here:
surveys (they are handed in), exports of long answers or as CSV (no connector asks for them), sockets.
"""

import base64
import hashlib
import html
import inspect
import json
import operator
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from company.servers.transport import Request, Response

Record = Mapping[str, Any]
PATH = "/index.php/admin/remotecontrol"
MAX_LOGIN_ATTEMPTS = 3
_LOCKED = (
    "You have exceeded the number of maximum login attempts. Please wait 10 minutes before trying again."
)
_PARTICIPANT_INFO = ("firstname", "lastname", "email")
_SUMMARY_KEYS = (
    *("token_count", "token_invalid", "token_sent", "token_opted_out", "token_completed", "token_screenout"),
    *("completed_responses", "incomplete_responses", "full_responses"),
)
_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Survey:
    """A survey with all it holds, each record as the API sends it.

    `properties` are those of `get_survey_properties` and `surveyls_title`. `questions` hold one record per
    question and language, subquestions included; `question_properties` adds, by qid, `answeroptions` (by
    code) and `attributes`. Participants (none: no participants table) are flat: names and e-mail stand beside
    the attributes. Responses are in codes, by heading code, in the order of the columns.
    """

    properties: Record
    groups: Sequence[Record] = ()
    questions: Sequence[Record] = ()
    question_properties: Mapping[int, Record] = field(default_factory=dict)
    participants: Sequence[Record] | None = None
    responses: Sequence[Record] = ()

    @property
    def is_active(self) -> bool:
        """Whether the survey runs or ran, so that its answers have a table."""
        return bool(self.properties["active"] == "Y")

    @property
    def languages(self) -> set[str]:
        """The base language and the additional ones."""
        return {self.properties["language"], *self.properties.get("additional_languages", "").split()}


@dataclass(frozen=True)
class LimeSurveyUser:
    """A user of the API; without rights every survey is hidden or refused."""

    username: str
    password: str
    has_rights: bool = True


class _Status(Exception):
    """An answer that holds a status text alone, where a result was asked for."""


class _PhpFailure(Exception):
    """A request that PHP fails on: HTTP 500 with an HTML page."""


class LimeSurveySite:
    """A LimeSurvey site over its surveys; answers from any number of threads.

    Sessions do not run out by themselves; `expire` ends all that are open. `before` is the same site at an
    earlier moment, whose sessions go on.
    """

    def __init__(
        self,
        surveys: Sequence[Survey],
        users: Sequence[LimeSurveyUser],
        before: "LimeSurveySite | None" = None,
    ) -> None:
        self._surveys = {int(survey.properties["sid"]): survey for survey in surveys}
        self._users = {user.username: user for user in users}
        self._sessions: dict[str, LimeSurveyUser] = {} if before is None else before._sessions
        self._logins = 0
        self._failures = 0
        self._lock = threading.Lock()
        self._questions = {
            int(question["qid"]): (survey, question)
            for survey in reversed(surveys)
            for question in reversed(survey.questions)
        }
        self._methods: dict[str, Callable[..., Any]] = {
            "get_session_key": self.get_session_key,
            "release_session_key": self.release_session_key,
            "list_surveys": self.list_surveys,
            "get_survey_properties": self.get_survey_properties,
            "list_groups": self.list_groups,
            "list_questions": self.list_questions,
            "get_question_properties": self.get_question_properties,
            "list_participants": self.list_participants,
            "export_responses": self.export_responses,
            "get_summary": self.get_summary,
        }

    def expire(self) -> None:
        """End every session, as the server does 7,200 s after the login."""
        self._sessions.clear()

    def answer(self, request: Request) -> Response:
        """Answer one request as LimeSurvey does."""
        if request.path != PATH:
            return Response(404, b"<!DOCTYPE html>\n<html><body>Not Found</body></html>\n", "text/html")
        if request.method != "POST":
            return Response(200, b"", "text/html; charset=UTF-8")
        try:
            call = _parsed(request.body)
            result, error = self._call(call)
        except _PhpFailure as failure:
            return _page(str(failure))
        text = json.dumps({"id": call.get("id"), "result": result, "error": error}, separators=(",", ":"))
        return Response(200, text.encode())

    def internal_error(self) -> Response:
        """Answer HTTP 500 with LimeSurvey's page."""
        return _page("CDbConnection failed to open the DB connection.")

    def too_many_requests(self, retry_after: int) -> Response:
        """Answer HTTP 429, as a proxy in front may; LimeSurvey itself has no rate limit."""
        return Response(429, b"", "text/html", {"Retry-After": str(retry_after)})

    def _call(self, call: Record) -> tuple[Any, str | None]:
        """Return (result, error) of one call."""
        name, parameters = str(call.get("method")), list(call.get("params") or [])
        method = self._methods.get(name)
        if method is None:
            raise _PhpFailure(
                "call_user_func_array(): Argument #1 ($callback) must be a valid callback, class "
                f'remotecontrol_handle does not have a method "{name}"'
            )
        expected = inspect.signature(method).parameters.values()
        needed = sum(1 for parameter in expected if parameter.default is parameter.empty)
        if len(parameters) < needed:
            raise _PhpFailure(
                f"Too few arguments to function remotecontrol_handle::{name}(), {len(parameters)} passed in "
                f"/srv/app/LSjsonRPCServer.php on line 37 and at least {needed} expected"
            )
        try:
            return method(*parameters[: len(expected)]), None
        except _Status as status:
            return {"status": str(status)}, None
        except ValueError as error:
            return None, str(error)

    def get_session_key(self, username: str, password: str) -> str:
        """Log in; three wrong passwords lock everybody out, and then even the right one fails."""
        with self._lock:
            if self._failures >= MAX_LOGIN_ATTEMPTS:
                raise _Status(_LOCKED)
            user = self._users.get(username)
            if user is None or user.password != password:
                self._failures += 1
                raise _Status("Invalid user name or password")
            self._failures = 0
            self._logins += 1
            key = hashlib.sha256(f"{username} {self._logins}".encode()).hexdigest()[:32]
            self._sessions[key] = user
            return key

    def release_session_key(self, key: str) -> str:
        """Log out; an unknown key is as welcome as a known one."""
        self._sessions.pop(key, None)
        return "OK"

    def list_surveys(self, key: str, username: str | None = None) -> list[Record]:
        """List the surveys that the user may read."""
        user = self._user(key)
        if not user.has_rights or not self._surveys:
            raise _Status("No surveys found")
        names = ("sid", "surveyls_title", "startdate", "expires", "active")
        return [{name: survey.properties[name] for name in names} for survey in self._surveys.values()]

    def get_survey_properties(self, key: str, sid: Any, names: Sequence[str] | None = None) -> Record:
        """Return the properties of a survey, all or those named."""
        properties = self._survey(key, sid, "Error: Invalid survey ID").properties
        shown = {
            name: value
            for name, value in properties.items()
            if name != "surveyls_title" and (not names or name in names)
        }
        if not shown:
            raise _Status("No valid Data")
        return shown

    def list_groups(self, key: str, sid: Any, language: str | None = None) -> list[Record]:
        """List the pages of a survey."""
        survey = self._survey(key, sid, "Error: Invalid survey ID")
        if not survey.groups:
            raise _Status("No groups found")
        return list(survey.groups)

    def list_questions(
        self, key: str, sid: Any, gid: Any = None, language: str | None = None
    ) -> list[Record]:
        """List questions and, among them, subquestions (`parent_qid` other than 0)."""
        survey = self._survey(key, sid, "Error: Invalid survey ID")
        language = self._language(survey, language, "Error: Invalid language")
        found = [question for question in survey.questions if question["language"] == language]
        found = [question for question in found if gid is None or question["gid"] == _int(gid)]
        if not found:
            raise _Status("No questions found")
        return found

    def get_question_properties(
        self, key: str, qid: Any, names: Sequence[str] | None = None, language: str | None = None
    ) -> Record:
        """Return the properties of a question, its subquestions and its answer codes.

        Answer codes "0", "1", "2", ... without a gap come as a list, for that is what PHP makes of them.
        """
        user = self._user(key)
        if _int(qid) not in self._questions:
            raise _Status("Error: Invalid questionid")
        survey, question = self._questions[_int(qid)]
        _permit(user)
        language = self._language(survey, language, "Error: Invalid language")
        below = [
            sub for sub in survey.questions if sub["parent_qid"] == _int(qid) and sub["language"] == language
        ]
        more = survey.question_properties.get(_int(qid), {})
        options, attributes = more.get("answeroptions") or {}, more.get("attributes") or {}
        listed = {
            str(sub["qid"]): {"title": sub["title"], "question": sub["question"], "scale_id": sub["scale_id"]}
            for sub in below
        }
        texts = {sub["title"]: sub["question"] for sub in below}
        properties = {name: value for name, value in question.items() if name not in _TEXTS}
        properties |= {
            "available_answers": texts or "No available answers",
            "subquestions": listed or "No available answers",
            "answeroptions": _php_array(options) if options else "No available answer options",
            "attributes": dict(attributes) if attributes else "No available attributes",
        }
        return {name: value for name, value in properties.items() if not names or name in names}

    def list_participants(
        self,
        key: str,
        sid: Any,
        start: Any = 0,
        limit: Any = 10,
        is_unused: Any = False,
        attributes: Any = False,
        conditions: Any = (),
    ) -> list[Record]:
        """List participants with tid from `start` on; ten only, unless told otherwise."""
        survey = self._survey(key, sid, "Error: Invalid survey ID")
        if survey.participants is None:
            raise _Status("Error: No survey participants table")
        found = [person for person in survey.participants if person["tid"] >= _int(start)]
        if is_unused and is_unused != "false":
            found = [person for person in found if person["completed"] == "N"]
        for name, test in dict(conditions or {}).items():
            sign, value = test if isinstance(test, list) else ("=", test)
            if sign not in _COMPARISONS:
                raise ValueError(f"The operator {sign} is not supported")
            compare = _COMPARISONS[sign]
            found = [person for person in found if compare(str(person.get(name)), str(value))]
        if not found[: _int(limit)]:
            raise _Status("No survey participants found.")
        return [_participant(person, attributes or ()) for person in found[: _int(limit)]]

    def export_responses(
        self,
        key: str,
        sid: Any,
        document_type: str,
        language: str | None = None,
        completion: str = "all",
        heading: str = "code",
        answers: str = "short",
        first_id: Any = None,
        last_id: Any = None,
        fields: Sequence[str] | None = None,
    ) -> str:
        """Export answers as base64 of {"responses": [...]}, codes under heading codes."""
        survey = self._survey(key, sid, "No permission")
        if not survey.is_active:
            raise _Status("No Data, survey table does not exist.")
        if not survey.responses:
            raise _Status("No Data, could not get max id.")
        self._language(survey, language, "Language code not found for this survey.")
        if document_type != "json":
            raise ValueError(f"Writer for {document_type} should implement IWriter")
        if (heading, answers) != ("code", "short"):
            raise ValueError(f"This local server exports code and short only, not {heading} and {answers}")
        wanted = {"complete": (True,), "incomplete": (False,)}.get(completion, (True, False))
        first, last = _int(first_id or 1), _int(last_id) if last_id else None
        rows = [
            response
            for response in survey.responses
            if bool(response["submitdate"]) in wanted
            and first <= response["id"]
            and (last is None or response["id"] <= last)
        ]
        if fields:
            rows = [{name: row[name] for name in row if name in fields} for row in rows]
        text = json.dumps({"responses": rows}, separators=(",", ":")).replace("/", "\\/")
        return base64.b64encode(text.encode()).decode()

    def get_summary(self, key: str, sid: Any, name: str = "all") -> Any:
        """Return counts of participants and responses: all, or the one named."""
        survey = self._survey(key, sid, "Invalid surveyid")
        if name != "all" and name not in _SUMMARY_KEYS:
            raise _Status("Invalid summary key")
        counts: dict[str, int] = {}
        if survey.participants is not None:
            counts |= _participant_counts(survey.participants)
        if survey.is_active:
            completed = sum(1 for response in survey.responses if response["submitdate"])
            total = len(survey.responses)
            counts["completed_responses"] = completed
            counts |= {"incomplete_responses": total - completed, "full_responses": total}
        if name == "all":
            return counts or []
        if name not in counts:
            raise _Status("No available data")
        return counts[name]

    def _user(self, key: str) -> LimeSurveyUser:
        user = self._sessions.get(key)
        if user is None:
            raise _Status("Invalid session key")
        return user

    def _survey(self, key: str, sid: Any, unknown: str) -> Survey:
        user = self._user(key)
        survey = self._surveys.get(_int(sid))
        if survey is None:
            raise _Status(unknown)
        _permit(user)
        return survey

    @staticmethod
    def _language(survey: Survey, language: str | None, unknown: str) -> str:
        if language and language not in survey.languages:
            raise _Status(unknown)
        return language or str(survey.properties["language"])


_TEXTS = {"id", "question", "help", "language"}


def _permit(user: LimeSurveyUser) -> None:
    if not user.has_rights:
        raise _Status("No permission")


def _parsed(body: bytes) -> Record:
    try:
        call = json.loads(body)
    except ValueError:
        call = None
    if not isinstance(call, dict):
        raise _PhpFailure("Cannot access offset of type string on string")
    return call


def _int(value: Any) -> int:
    """Return a number as PHP casts it: what is none becomes 0."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _php_array(options: Mapping[str, Record]) -> Any:
    codes = list(options)
    return list(options.values()) if codes == [str(n) for n in range(len(codes))] else dict(options)


def _participant(person: Record, attributes: Sequence[str]) -> Record:
    info = {name: person[name] for name in _PARTICIPANT_INFO}
    shown = {"tid": person["tid"], "token": person["token"], "participant_info": info}
    return shown | {name: person[name] for name in attributes if name in person}


def _participant_counts(participants: Sequence[Record]) -> dict[str, int]:
    def count(test: Callable[[Record], bool]) -> int:
        return sum(1 for person in participants if test(person))

    return {
        "token_count": len(participants),
        "token_invalid": count(lambda person: not person["token"]),
        "token_sent": count(lambda person: person.get("sent", "N") != "N"),
        "token_opted_out": count(lambda person: str(person.get("emailstatus", "OK")).startswith("OptOut")),
        "token_completed": count(lambda person: person["completed"] not in {"N", "Q"}),
        "token_screenout": count(lambda person: person["completed"] == "Q"),
    }


def _page(message: str) -> Response:
    text = (
        "<!DOCTYPE html>\n<html><head><title>500: Internal Server Error</title></head><body>"
        f"<h2>500: Internal Server Error {html.escape(message, quote=True)}</h2></body></html>\n"
    )
    return Response(500, text.encode(), "text/html; charset=UTF-8")
