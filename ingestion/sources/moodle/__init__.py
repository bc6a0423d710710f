"""Source moodle: accounts, courses, enrolments, completion and grades of one Moodle, read whole each time.

Belongs here: the configuration and the readers, which say what is asked for and yield rows as sent.
Does not belong here: the protocol (`client.py`), what counts as completed or mandatory (staging).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ingestion.errors import SourceError
from ingestion.pipelines import Landing, landed_source
from ingestion.record import Record
from ingestion.sources.moodle.client import SOURCE, MoodleClient, State, member
from ingestion.sources.moodle.doctor import examine
from ingestion.sources.moodle.records import (
    CompletionCriterion,
    Course,
    CourseCompletion,
    Enrolment,
    GradeItem,
    User,
)
from ingestion.sources.spec import SourceSpec

SITE_COURSE_ID = 1
"""The front page: everybody is enrolled in it and nobody takes it."""

COMPLETION_STATES = frozenset({"nocriteriaset", "usernotenroled", "notenroled"})
GRADE_STATES = frozenset({"usernotenroled", "notenroled", "usernotconfirmed"})

_COMPLETION = "core_completion_get_course_completion_status"
_ENROLLED = "core_enrol_get_enrolled_users"
_GRADES = "gradereport_user_get_grade_items"
_USERS = "core_user_get_users"


class MoodleConfig(BaseModel):
    """How to reach a Moodle.

    Attributes:
        base_url: the site's root.
        token: a permanent token of a service account (rights: `README.md`).
        max_connections: calls at a time.
        page_length: enrolments per call.
        timeout_seconds: how long one answer may take; the list of all accounts comes in one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(pattern=r"^https?://[^/]+")
    token: SecretStr
    max_connections: int = Field(default=4, ge=1, le=16)
    page_length: int = Field(default=1000, ge=1)
    timeout_seconds: float = Field(default=300.0, gt=0)


class MoodleLoad:
    """One load: each table's rows by course and account; what two tables need is asked for once."""

    def __init__(self, client: MoodleClient, page_length: int) -> None:
        self._client = client
        self._page_length = page_length

    @property
    def readers(self) -> Mapping[type[Record], Callable[[], Iterable[Mapping[str, Any]]]]:
        """The reader of each table."""
        return {
            User: self.read_users,
            Course: lambda: [_named(Course, row) for row in self._courses],
            Enrolment: self.read_enrolments,
            CourseCompletion: self.read_completions,
            CompletionCriterion: self.read_criteria,
            GradeItem: self.read_grades,
        }

    def read_users(self) -> Iterator[dict[str, Any]]:
        """Every account, suspended ones and the guest included; deleted ones are absent.

        Raises:
            SourceError: when the token sees only its owner, or accounts without their user names: Moodle
                leaves out, without a word, what the owner may not see.
        """
        if len(self._users) <= 1:
            owner = self._client.call("core_webservice_get_site_info", kind=dict).get("userid")
            if all(row.get("id") == owner for row in self._users):
                raise _unseen("the token sees no account but its owner's")
        if not all("username" in row for row in self._users):
            raise _unseen("accounts come without their user names")
        for row in self._users:
            yield _named(User, row)

    def read_enrolments(self) -> Iterator[dict[str, Any]]:
        """Who is enrolled in each course but the site itself.

        Raises:
            SourceError: when somebody is enrolled whom the list of accounts leaves out.
        """
        known = {row.get("id") for row in self._users}
        missing = {userid for _, userid, _ in self._enrolments} - known
        if missing:
            raise _unseen(f"{len(missing)} enrolled accounts are missing from the list of all accounts")
        for courseid, userid, is_active in self._enrolments:
            yield {"courseid": courseid, "userid": userid, "is_active": is_active}

    def read_completions(self) -> Iterator[dict[str, Any]]:
        """The completion of each enrolment, or the state that stands in its place."""
        for courseid, userid, status in self._completions:
            row = {"errorcode": status.errorcode} if isinstance(status, State) else status
            yield _named(CourseCompletion, {**row, "courseid": courseid, "userid": userid})

    def read_criteria(self) -> Iterator[dict[str, Any]]:
        """The criteria of each completion, numbered from 0 in the order sent."""
        for courseid, userid, status in self._completions:
            if isinstance(status, State):
                continue
            for idx, row in enumerate(member(status, "completions", list, _COMPLETION)):
                yield _named(CompletionCriterion, {**row, "courseid": courseid, "userid": userid, "idx": idx})

    def read_grades(self) -> Iterator[dict[str, Any]]:
        """Each enrolment's grades; asked for user by user, as whole courses take Moodle minutes."""
        pairs = [(courseid, userid) for courseid, userid, _ in self._enrolments]
        for rows in self._client.each(self._grades_of, pairs):
            yield from rows

    @cached_property
    def _users(self) -> list[dict[str, Any]]:
        everybody = {"criteria[0][key]": "email", "criteria[0][value]": "%"}
        rows: list[dict[str, Any]] = self._client.call(_USERS, everybody, within="users")
        return rows

    @cached_property
    def _courses(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._client.call("core_course_get_courses")
        return rows

    @cached_property
    def _enrolments(self) -> list[tuple[int, int, bool]]:
        """Course, account and whether the enrolment is active."""
        enrolments: list[tuple[int, int, bool]] = []
        for course in self._courses:
            courseid = member(course, "id", int, "core_course_get_courses")
            if courseid == SITE_COURSE_ID:
                continue
            is_active = self._enrolled_in(courseid)
            enrolments += [(courseid, userid, is_active[userid]) for userid in sorted(is_active)]
        return enrolments

    def _enrolled_in(self, courseid: int) -> dict[int, bool]:
        """The accounts enrolled in a course, and whether actively.

        Everybody is either active or not, so the two lists must make up the list of all; asked for once more
        where they do not, as people enrol while a load runs.
        """
        for _ in range(2):
            is_active = dict.fromkeys(self._enrolled(courseid, "onlyactive"), True)
            is_active |= dict.fromkeys(self._enrolled(courseid, "onlysuspended"), False)
            if is_active.keys() == set(self._enrolled(courseid)):
                return is_active
        raise SourceError(
            SOURCE,
            f"{_ENROLLED} (courseid {courseid})",
            "active and suspended enrolments together are not all enrolments",
            "load again when nobody is changing enrolments",
        )

    def _enrolled(self, courseid: int, option: str | None = None) -> list[int]:
        """One list of enrolled accounts; `onlysuspended` are those suspended, past their end or before start.

        Pages are read until one is empty: Moodle drops accounts the owner may not see after cutting a page.
        """
        found: list[int] = []
        limitfrom = 0
        while True:
            options: dict[str, str | int] = {
                "limitfrom": limitfrom,
                "limitnumber": self._page_length,
                "sortby": "id",
                "sortdirection": "ASC",
                "userfields": "id",
            }
            if option:
                options[option] = 1
            params: dict[str, str | int] = {"courseid": courseid}
            for number, (name, value) in enumerate(options.items()):
                params |= {f"options[{number}][name]": name, f"options[{number}][value]": value}
            page = [member(row, "id", int, _ENROLLED) for row in self._client.call(_ENROLLED, params)]
            if not page:
                return found
            if found and min(page) <= found[-1]:
                raise SourceError(
                    SOURCE,
                    f"{_ENROLLED} (courseid {courseid})",
                    "a page repeats accounts of the page before it",
                    "load again when nobody is changing enrolments",
                )
            found += page
            limitfrom += self._page_length

    @cached_property
    def _completions(self) -> list[tuple[int, int, dict[str, Any] | State]]:
        """Of every enrolment in a course that tracks completion; Moodle refuses to answer for the others."""
        untracked = {course.get("id") for course in self._courses if course.get("enablecompletion") == 0}
        pairs = [(courseid, userid) for courseid, userid, _ in self._enrolments if courseid not in untracked]
        answers = self._client.each(self._completion_of, pairs)
        return [(courseid, userid, status) for (courseid, userid), status in zip(pairs, answers, strict=True)]

    def _completion_of(self, pair: tuple[int, int]) -> dict[str, Any] | State:
        params = dict(zip(("courseid", "userid"), pair))
        status: dict[str, Any] | State = self._client.call(
            _COMPLETION, params, within="completionstatus", kind=dict, states=COMPLETION_STATES
        )
        return status

    def _grades_of(self, pair: tuple[int, int]) -> list[dict[str, Any]]:
        params = dict(zip(("courseid", "userid"), pair))
        answer = self._client.call(_GRADES, params, within="usergrades", states=GRADE_STATES)
        if isinstance(answer, State):
            return []
        if any((grades.get("courseid"), grades.get("userid")) != pair for grades in answer):
            raise SourceError(
                SOURCE,
                f"{_GRADES} (courseid {pair[0]})",
                "the answer is about another course or account than asked for",
                "load again, and check what stands between here and Moodle if it happens twice",
            )
        return [
            _named(GradeItem, {**item, **params})
            for grades in answer
            for item in member(grades, "gradeitems", list, _GRADES)
        ]


def build(config: MoodleConfig, landing: Landing) -> DltSource:
    """The dlt source of one load; nothing is asked before it runs."""
    client = MoodleClient(config.base_url, config.token, config.max_connections, config.timeout_seconds)
    return landed_source(SOURCE, MoodleLoad(client, config.page_length).readers, landing)


SPEC = SourceSpec(
    SOURCE,
    (User, Course, Enrolment, CourseCompletion, CompletionCriterion, GradeItem),
    MoodleConfig,
    build,
    examine,
)


def _named(record: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row that the record class names: names of people go no further than this."""
    return {name: row[name] for name in record.model_fields if name in row}


def _unseen(problem: str) -> SourceError:
    return SourceError(
        SOURCE,
        _USERS,
        problem,
        "give the token's owner, in a role for the whole site, the rights moodle/user:viewdetails and "
        "moodle/user:viewalldetails",
    )
