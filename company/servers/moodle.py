"""Moodle 4.5 web services over REST, as its recorded answers show them, and 4.3 where it is known to differ.

Belongs here: tokens, functions, parameters, errors inside HTTP 200, escaping. Does not belong here: courses
and people (they are handed in), sockets.
"""

import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from company.servers.collation import collated
from company.servers.transport import Request, Response

Record = Mapping[str, Any]
SITE_COURSE = 1
GUEST_USER = 1
RELEASES = {
    "4.5": ("4.5.6 (Build: 20250811)", "2024100706"),
    "4.3": ("4.3.12 (Build: 20241209)", "2023100912"),
}
"""What `core_webservice_get_site_info` says of itself, by version."""
STUDENT = {"roleid": 5, "name": "", "shortname": "student", "sortorder": 0}
_NOT_ACCESSIBLE = "Course or activity not accessible."
_ESCAPED = ("shortname", "fullname", "displayname")
_ENROLLED_FIELDS = (
    *(
        "id",
        "username",
        "firstname",
        "lastname",
        "fullname",
        "email",
        "department",
        "institution",
        "idnumber",
    ),
    *("firstaccess", "lastaccess", "lastcourseaccess", "city", "country", "profileimageurlsmall"),
    *("profileimageurl", "customfields", "roles", "enrolledcourses"),
)
_ENROLLED_OPTIONS = {"limitfrom", "limitnumber", "sortby", "sortdirection", "userfields"}
_ENROLLED_OPTIONS |= {"onlyactive", "onlysuspended", "withcapability", "groupid"}
_NOT_GRANTED = {"core_user_create_users", "core_user_get_users_by_field", "core_course_get_courses_by_field"}
_LIKE_KEYS = {"email", "firstname", "lastname"}
_EXACT_KEYS = {"id", "idnumber", "username", "auth"}


@dataclass(frozen=True)
class MoodleToken:
    """A token and whose it is. A limited one is of somebody without rights; an expired one dies when used."""

    token: str
    userid: int
    password: str = ""
    is_limited: bool = False
    is_expired: bool = False
    is_ip_restricted: bool = False


@dataclass(frozen=True)
class Enrolment:
    """A user in a course, with what the course's reports say of them.

    `completion` is null where the course has no criteria; `gradeitems` come as the grade report shows them.
    """

    courseid: int
    userid: int
    is_active: bool = True
    roles: Sequence[Record] = (STUDENT,)
    lastcourseaccess: int = 0
    completion: Record | None = None
    activities: Sequence[Record] = ()
    gradeitems: Sequence[Record] = ()


class MoodleError(Exception):
    """An error, which Moodle answers inside HTTP 200."""

    def __init__(self, exception: str, errorcode: str, message: str) -> None:
        super().__init__(errorcode)
        self.body = {"exception": exception, "errorcode": errorcode, "message": message}


@dataclass
class MoodleSite:
    """A Moodle site over its records; answers from any number of threads.

    `courses` and `users` are as `core_course_get_courses` and `core_user_get_users` send them, but names
    unescaped, and empty optional fields left out. `info` joins what `core_webservice_get_site_info` says.
    As 4.3 it leaves first and last names out of accounts and names its exceptions without their namespace.
    `deleted` are accounts that once were: Moodle keeps them and refuses to speak of them.
    """

    courses: Sequence[Record]
    users: Sequence[Record]
    enrolments: Sequence[Enrolment]
    tokens: Sequence[MoodleToken]
    categories: Sequence[Record] = ()
    info: Record = field(default_factory=dict)
    version: str = "4.5"
    deleted: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self._tokens = {token.token: token for token in self.tokens}
        self._spent: set[str] = set()
        self._has_expired = False
        self._courses = {course["id"]: course for course in self.courses}
        self._users = {user["id"]: user for user in self.users}
        self._enrolments = {(entry.courseid, entry.userid): entry for entry in self.enrolments}
        self._of_course: dict[int, list[Enrolment]] = {}
        self._of_user: dict[int, list[Record]] = {}
        for entry in sorted(self.enrolments, key=lambda entry: entry.userid):
            self._of_course.setdefault(entry.courseid, []).append(entry)
            if entry.is_active:
                self._of_user.setdefault(entry.userid, []).append(self._courses[entry.courseid])
        for courses in self._of_user.values():
            courses.sort(key=lambda course: course.get("categorysortorder", course["id"]))
        self._functions: dict[str, Callable[[MoodleToken, Mapping[str, str]], Any]] = {
            "core_webservice_get_site_info": self._site_info,
            "core_course_get_courses": self._get_courses,
            "core_course_get_categories": self._get_categories,
            "core_user_get_users": self._get_users,
            "core_enrol_get_enrolled_users": self._enrolled_users,
            "core_completion_get_activities_completion_status": self._activities_completion,
            "core_completion_get_course_completion_status": self._course_completion,
            "gradereport_user_get_grade_items": self._grade_items,
        }

    def answer(self, request: Request) -> Response:
        """Answer one request as Moodle does: with HTTP 200, be it an error."""
        form = request.form()
        if request.path == "/login/token.php":
            return _json(self._login(form))
        if request.path != "/webservice/rest/server.php":
            return Response(404, b"<!DOCTYPE html>\n<html><body>Not Found</body></html>\n", "text/html")
        is_json = form.get("moodlewsrestformat") == "json"
        try:
            result = self._call(form)
        except MoodleError as error:
            body = dict(error.body)
            if self.version == "4.3":
                body["exception"] = body["exception"].removeprefix("core\\exception\\")
            return _json(body) if is_json else _xml_error(body)
        return _json(result) if is_json else _xml_answer(result)

    def internal_error(self) -> Response:
        """Answer HTTP 500, as the web server in front of a broken PHP does."""
        return Response(500, b"", "text/html; charset=UTF-8")

    def too_many_requests(self, retry_after: int) -> Response:
        """Answer HTTP 429, as a proxy in front may; Moodle itself has no rate limit."""
        return Response(429, b"", "text/html", {"Retry-After": str(retry_after)})

    def expire(self) -> None:
        """Let every token be past its `validuntil` from now on."""
        self._has_expired = True

    def _login(self, form: Mapping[str, str]) -> Record:
        for token in self.tokens:
            is_user = self._users.get(token.userid, {}).get("username") == form.get("username")
            if is_user and token.password and token.password == form.get("password"):
                return {"token": token.token, "privatetoken": None}
        nothing = {"stacktrace": None, "debuginfo": None, "reproductionlink": None}
        return {"error": "Invalid login, please try again", "errorcode": "invalidlogin"} | nothing

    def _call(self, form: Mapping[str, str]) -> Any:
        token = self._tokens.get(form.get("wstoken", ""))
        if token is None or token.token in self._spent:
            raise MoodleError(
                "core\\exception\\moodle_exception", "invalidtoken", "Invalid token - token not found"
            )
        is_expired = token.is_expired or self._has_expired
        if is_expired:
            self._spent.add(token.token)
        name = form.get("wsfunction", "")
        function = self._functions.get(name)
        if function is None and name not in _NOT_GRANTED:
            raise _no_record("external_functions")
        if function is None or is_expired or token.is_ip_restricted:
            raise MoodleError("webservice_access_exception", "accessexception", "Access control exception")
        return function(token, form)

    def _site_info(self, token: MoodleToken, form: Mapping[str, str]) -> Record:
        user = self._users[token.userid]
        names = {name: user[name] for name in ("username", "firstname", "lastname", "fullname")}
        site = self._courses[SITE_COURSE]
        release, version = RELEASES[self.version]
        functions = [{"name": name, "version": version} for name in self._functions]
        said = {"sitename": _escaped(site["fullname"]), **names, "lang": "en", "userid": token.userid}
        said |= {"functions": functions, "release": release, "version": version}
        return said | {"siteid": SITE_COURSE, "userissiteadmin": False} | dict(self.info)

    def _get_courses(self, token: MoodleToken, form: Mapping[str, str]) -> list[Record]:
        wanted = [_int(value) for value in _items(form, "options[ids][{}]")]
        courses = [self._course(courseid) for courseid in wanted] if wanted else list(self.courses)
        if token.is_limited:
            raise _no_context(next(course["id"] for course in courses if course["id"] != SITE_COURSE))
        return [_course_shown(course, form) for course in courses]

    def _get_categories(self, token: MoodleToken, form: Mapping[str, str]) -> list[Record]:
        return list(self.categories)

    def _get_users(self, token: MoodleToken, form: Mapping[str, str]) -> Record:
        keys, values = _items(form, "criteria[{}][key]"), _items(form, "criteria[{}][value]")
        if not keys or len(keys) != len(values):
            raise _bad_parameter()
        users = [self._users[token.userid]] if token.is_limited else list(self.users)
        warnings = []
        for key, value in zip(keys, values, strict=True):
            if key in _LIKE_KEYS:
                users = [user for user in users if _like(user.get(key, ""), value)]
            elif key in _EXACT_KEYS:
                users = [user for user in users if str(user.get(key, "")) == value]
            else:
                message = f"The search key '{key}' is not supported, look at the web service documentation"
                warnings.append({"item": key, "warningcode": "invalidfieldparameter", "message": message})
        return {"users": [self._account(user) for user in users], "warnings": warnings}

    def _account(self, user: Record) -> Record:
        """An account as this version shows it to others."""
        if self.version != "4.3":
            return user
        return {name: value for name, value in user.items() if name not in {"firstname", "lastname"}}

    def _enrolled_users(self, token: MoodleToken, form: Mapping[str, str]) -> list[Record]:
        course = self._course(_int(form.get("courseid")))
        if token.is_limited:
            raise _no_context(course["id"])
        names, values = _items(form, "options[{}][name]"), _items(form, "options[{}][value]")
        options = dict(zip(names, values))
        if len(names) != len(values) or not options.keys() <= _ENROLLED_OPTIONS:
            raise _bad_parameter()
        entries = self._of_course.get(course["id"], [])
        if course["id"] == SITE_COURSE:
            entries = [
                Enrolment(SITE_COURSE, userid, roles=()) for userid in self._users if userid != GUEST_USER
            ]
        if _int(options.get("onlyactive", "0")):
            entries = [entry for entry in entries if entry.is_active]
        if _int(options.get("onlysuspended", "0")):
            entries = [entry for entry in entries if not entry.is_active]
        sortby = options.get("sortby", "id")
        if sortby not in {"id", "firstname", "lastname", "siteorder"}:
            raise _bad_parameter()
        if sortby != "id":
            entries = sorted(entries, key=lambda entry: collated(self._users[entry.userid].get(sortby, "")))
        if options.get("sortdirection", "ASC").upper() == "DESC":
            entries = entries[::-1]
        start, length = _int(options.get("limitfrom", "0")), _int(options.get("limitnumber", "0"))
        page = entries[start : start + length] if length else entries[start:]
        fields = options["userfields"].split(",") if options.get("userfields") else _ENROLLED_FIELDS
        return [self._enrolled(entry, fields, form) for entry in page]

    def _enrolled(self, entry: Enrolment, fields: Sequence[str], form: Mapping[str, str]) -> Record:
        user = dict(self._account(self._users[entry.userid]))
        courses = self._of_user.get(entry.userid, [])
        names = [{key: course[key] for key in ("id", "fullname", "shortname")} for course in courses]
        user |= {"lastcourseaccess": entry.lastcourseaccess, "roles": list(entry.roles)}
        user |= {"enrolledcourses": [_course_shown(name, form) for name in names]} if names else {}
        for profile in ["customfields"] if "customfields" in user else []:
            user[profile] = [
                {key: value for key, value in entry.items() if key != "displayvalue"}
                for entry in user[profile]
            ]
        return {
            name: user[name]
            for name in _ENROLLED_FIELDS
            if name in user and (name in fields or name in {"id", "fullname"})
        }

    def _course_completion(self, token: MoodleToken, form: Mapping[str, str]) -> Record:
        courseid, userid = self._course_and_user(token, form)
        entry = self._enrolments.get((courseid, userid))
        if entry is None or not entry.is_active:
            text = "User is not enrolled in this course"
            raise MoodleError("core\\exception\\moodle_exception", "usernotenroled", text)
        if entry.completion is None:
            text = "No completion criteria set for this course"
            raise MoodleError("core\\exception\\moodle_exception", "nocriteriaset", text)
        return {"completionstatus": entry.completion, "warnings": []}

    def _activities_completion(self, token: MoodleToken, form: Mapping[str, str]) -> Record:
        entry = self._enrolments.get(self._course_and_user(token, form))
        return {"statuses": [] if entry is None else list(entry.activities), "warnings": []}

    def _course_and_user(self, token: MoodleToken, form: Mapping[str, str]) -> tuple[int, int]:
        courseid, userid = _int(form.get("courseid")), _int(form.get("userid"))
        self._course(courseid)
        if token.is_limited:
            raise _no_login()
        self._check_account(userid)
        return courseid, userid

    def _check_account(self, userid: int) -> None:
        """Refuse an account that was deleted or never was."""
        if userid in self.deleted:
            raise MoodleError("core\\exception\\moodle_exception", "userdeleted", "User deleted")
        if userid not in self._users:
            raise _no_record("user")

    def _grade_items(self, token: MoodleToken, form: Mapping[str, str]) -> Record:
        course = self._course(_int(form.get("courseid")))
        userid = _int(form.get("userid", "0"))
        if token.is_limited:
            raise _no_login()
        entries = self._of_course.get(course["id"], [])
        if userid:
            self._check_account(userid)
            entries = [entry for entry in entries if entry.userid == userid]
        else:
            entries = sorted((entry for entry in entries if entry.is_active), key=self._by_surname)
        grades = []
        for entry in entries:
            user = self._users[entry.userid]
            grades.append(
                {
                    "courseid": course["id"],
                    "courseidnumber": course.get("idnumber", ""),
                    "userid": entry.userid,
                    "userfullname": user["fullname"],
                    "useridnumber": user.get("idnumber", ""),
                    "maxdepth": 2,
                    "gradeitems": list(entry.gradeitems),
                }
            )
        return {"usergrades": grades, "warnings": []}

    def _by_surname(self, entry: Enrolment) -> tuple[str, str]:
        user = self._users[entry.userid]
        return collated(user.get("lastname", "")), collated(user.get("firstname", ""))

    def _course(self, courseid: int) -> Record:
        if courseid not in self._courses:
            raise _no_record("course")
        return self._courses[courseid]


def _course_shown(course: Record, form: Mapping[str, str]) -> Record:
    """Return a course with its names HTML-escaped, unless the caller asked for raw text."""
    if form.get("moodlewssettingraw") in {"true", "1"}:
        return course
    return {key: _escaped(value) if key in _ESCAPED else value for key, value in course.items()}


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _items(form: Mapping[str, str], pattern: str) -> list[str]:
    """Return the values of a list parameter, like `criteria[0][key]`, `criteria[1][key]`, ..."""

    def found() -> Iterator[str]:
        position = 0
        while (name := pattern.format(position)) in form:
            yield form[name]
            position += 1

    return list(found())


def _int(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError as error:
        raise _bad_parameter() from error


def _like(value: str, pattern: str) -> bool:
    """Say whether a value meets an SQL LIKE pattern; only % is used as a wildcard."""
    text, parts = collated(value), [collated(part) for part in pattern.split("%")]
    if len(parts) == 1:
        return text == parts[0]
    if not text.startswith(parts[0]) or not text.endswith(parts[-1]):
        return False
    position = len(parts[0])
    for part in parts[1:-1]:
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return position <= len(text) - len(parts[-1])


def _bad_parameter() -> MoodleError:
    exception = "core\\exception\\invalid_parameter_exception"
    return MoodleError(exception, "invalidparameter", "Invalid parameter value detected")


def _no_record(table: str) -> MoodleError:
    message = f"Can't find data record in database table {table}."
    return MoodleError("dml_missing_record_exception", "invalidrecord", message)


def _no_context(courseid: int) -> MoodleError:
    message = (
        f"You cannot execute functions in the course context (course id:{courseid}). "
        f"The context error message was: {_NOT_ACCESSIBLE}"
    )
    return MoodleError("core\\exception\\moodle_exception", "errorcoursecontextnotvalid", message)


def _no_login() -> MoodleError:
    return MoodleError("core\\exception\\require_login_exception", "requireloginerror", _NOT_ACCESSIBLE)


def _json(result: Any) -> Response:
    text = json.dumps(result, separators=(",", ":")).replace("/", "\\/")
    return Response(200, text.encode(), "application/json")


_XML = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_XML_TYPE = "application/xml; charset=utf-8"


def _xml_error(body: Record) -> Response:
    text = (
        f'{_XML}<EXCEPTION class="{escape(body["exception"])}">\n'
        f"<ERRORCODE>{escape(body['errorcode'])}</ERRORCODE>\n"
        f"<MESSAGE>{escape(body['message'])}</MESSAGE>\n</EXCEPTION>\n"
    )
    return Response(200, text.encode(), _XML_TYPE)


def _xml_answer(result: Any) -> Response:
    return Response(200, f"{_XML}<RESPONSE>\n{_xml(result)}</RESPONSE>\n".encode(), _XML_TYPE)


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        keys = "".join(f'<KEY name="{escape(str(key))}">{_xml(item)}</KEY>\n' for key, item in value.items())
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    if isinstance(value, list | tuple):
        return f"<MULTIPLE>\n{''.join(_xml(item) for item in value)}</MULTIPLE>\n"
    if value is None:
        return '<VALUE null="null"/>\n'
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"<VALUE>{escape(text)}</VALUE>\n"
