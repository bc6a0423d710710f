"""Source moodle: accounts, courses, enrolments, completion and grades of one Moodle, read whole each time.

Belongs here: the configuration and the readers, which say what is asked for and yield rows as sent.
Does not belong here: the protocol (`client.py`), what counts as completed or mandatory (staging).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from dlt.extract import DltSource
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ingestion.errors import SourceError
from ingestion.landing import Landing
from ingestion.pipelines import landed_source
from ingestion.record import Record
from ingestion.sources.moodle.client import SOURCE, MoodleClient, State, member
from ingestion.sources.moodle.doctor import examine
from ingestion.sources.moodle.records import (
    ActivityCompletion,
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

PROGRESS = (CourseCompletion, CompletionCriterion, ActivityCompletion, GradeItem)
"""The tables of what an enrolled account has done; they are read together."""

UNCONFIRMED = frozenset({"usernotconfirmed"})
"""An account that never confirmed its address has neither completion nor grades, enrolled or not."""

COMPLETION_STATES = UNCONFIRMED | {"nocriteriaset", "usernotenroled", "notenroled"}
GRADE_STATES = UNCONFIRMED | {"usernotenroled", "notenroled"}

_ACTIVITIES = "core_completion_get_activities_completion_status"
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
            User: lambda: [_named(User, row) for row in self._people[0]],
            Course: lambda: [_named(Course, row) for row in self._courses],
            Enrolment: self.read_enrolments,
            **{record: partial(self._progress_in, record) for record in PROGRESS},
        }

    def read_enrolments(self) -> Iterator[dict[str, Any]]:
        """Who is enrolled in each course but the site itself."""
        for courseid, userid, is_active in self._people[1]:
            yield {"courseid": courseid, "userid": userid, "is_active": is_active}

    def _progress_in(self, record: type[Record]) -> list[dict[str, Any]]:
        return self._progress[record]

    @cached_property
    def _courses(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._client.call("core_course_get_courses")
        return rows

    @cached_property
    def _people(self) -> tuple[list[dict[str, Any]], list[tuple[int, int, bool]]]:
        """Every account, suspended ones and the guest included, and every enrolment; deleted ones are absent.

        Accounts are asked for after the enrolments, so that who joins meanwhile is in both. Who is enrolled
        and has no account was deleted meanwhile, or may not be seen: asking once more tells which.

        Raises:
            SourceError: when the token sees only its owner, accounts without their user names, or enrolled
                people that the list of accounts leaves out: Moodle says no word about what it hides.
        """
        missing: set[int] = set()
        for _ in range(2):
            enrolments = self._enrolments()
            users = self._users()
            missing = {userid for _, userid, _ in enrolments} - {row.get("id") for row in users}
            if not missing:
                return users, enrolments
        raise _unseen(f"{len(missing)} enrolled accounts are missing from the list of all accounts")

    def _users(self) -> list[dict[str, Any]]:
        everybody = {"criteria[0][key]": "email", "criteria[0][value]": "%"}
        rows: list[dict[str, Any]] = self._client.call(_USERS, everybody, within="users")
        if len(rows) <= 1:
            owner = self._client.call("core_webservice_get_site_info", kind=dict).get("userid")
            if all(row.get("id") == owner for row in rows):
                raise _unseen("the token sees no account but its owner's")
        if not all("username" in row for row in rows):
            raise _unseen("accounts come without their user names")
        return rows

    def _enrolments(self) -> list[tuple[int, int, bool]]:
        """Course, account and whether the enrolment is active."""
        ids = [member(course, "id", int, "core_course_get_courses") for course in self._courses]
        taken = [courseid for courseid in ids if courseid != SITE_COURSE_ID]
        return [
            (courseid, userid, is_active[userid])
            for courseid, is_active in zip(taken, self._client.each(self._enrolled_in, taken), strict=True)
            for userid in sorted(is_active)
        ]

    def _enrolled_in(self, courseid: int) -> dict[int, bool]:
        """The accounts enrolled in a course, and whether actively.

        Everybody is either active or not, so the two lists must make up the list of all; asked for once more
        where they do not, as people enrol while a load runs.
        """
        problem = ""
        with self._client.connection() as call:
            for _ in range(2):
                active, inactive, everybody = (
                    self._enrolled(call, courseid, option) for option in ("onlyactive", "onlysuspended", None)
                )
                if active is None or inactive is None or everybody is None:
                    problem = "a page repeats accounts of the page before it"
                elif {*active, *inactive} != set(everybody):
                    problem = "active and suspended enrolments together are not all enrolments"
                else:
                    return dict.fromkeys(active, True) | dict.fromkeys(inactive, False)
        raise SourceError(
            SOURCE,
            f"{_ENROLLED} (courseid {courseid})",
            problem,
            "load again when nobody is changing enrolments",
            is_transient=True,
        )

    def _enrolled(self, call: Callable[..., Any], courseid: int, option: str | None) -> list[int] | None:
        """One list of enrolled accounts; None when a page repeats an earlier one.

        `onlysuspended` are those suspended, past their end or before their start. Pages are read until one
        is empty: Moodle drops accounts the owner may not see after cutting a page.
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
            page = [member(row, "id", int, _ENROLLED) for row in call(_ENROLLED, params)]
            if not page:
                return found
            if found and min(page) <= found[-1]:
                return None
            found += page
            limitfrom += self._page_length

    @cached_property
    def _progress(self) -> Mapping[type[Record], list[dict[str, Any]]]:
        """Of every enrolment; asked for one by one, as the grades of whole courses take Moodle minutes."""
        untracked = {course.get("id") for course in self._courses if course.get("enablecompletion") == 0}
        places = [((courseid, userid), courseid not in untracked) for courseid, userid, _ in self._people[1]]
        rows: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
        for found in self._client.each(self._progress_of, places):
            for record, row in found:
                rows[record].append(row)
        return rows

    def _progress_of(self, place: tuple[tuple[int, int], bool]) -> list[tuple[type[Record], dict[str, Any]]]:
        """What Moodle says of one enrolment.

        Two of the three answers do not say whom they are about. Asked in turn on one connection, an answer
        that belongs to the call before has the shape of another function, and stops the load.
        """
        pair, is_tracked = place
        params = dict(zip(("courseid", "userid"), pair))
        found: list[tuple[type[Record], Mapping[str, Any]]] = []
        with self._client.connection() as call:
            if is_tracked:  # else Moodle refuses to answer
                status = call(
                    _COMPLETION, params, within="completionstatus", kind=dict, states=COMPLETION_STATES
                )
                found += _completion(status)
                activities = call(_ACTIVITIES, params, within="statuses", states=UNCONFIRMED)
                found += [(ActivityCompletion, row) for row in _rows(activities)]
            grades = call(_GRADES, params, within="usergrades", states=GRADE_STATES)
            found += [(GradeItem, row) for row in _grade_items(pair, _rows(grades))]
        return [(record, _named(record, {**row, **params})) for record, row in found]


def _rows(answer: list[dict[str, Any]] | State) -> list[dict[str, Any]]:
    """The rows of an answer; a state stands for none."""
    return [] if isinstance(answer, State) else answer


def _completion(status: dict[str, Any] | State) -> Iterator[tuple[type[Record], Mapping[str, Any]]]:
    """A course completion and its criteria in the order sent, or the state that stands in their place."""
    if isinstance(status, State):
        yield CourseCompletion, {"errorcode": status.errorcode}
        return
    yield CourseCompletion, status
    for idx, row in enumerate(member(status, "completions", list, _COMPLETION)):
        yield CompletionCriterion, {**row, "idx": idx}


def _grade_items(pair: tuple[int, int], answer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items of a grade report, which must be about the course and the account asked for."""
    if any((grades.get("courseid"), grades.get("userid")) != pair for grades in answer):
        raise SourceError(
            SOURCE,
            f"{_GRADES} (courseid {pair[0]})",
            "the answer is about another course or account than asked for",
            "load again, and check what stands between here and Moodle if it happens twice",
        )
    return [item for grades in answer for item in member(grades, "gradeitems", list, _GRADES)]


def build(config: MoodleConfig, landing: Landing) -> DltSource:
    """The dlt source of one load; nothing is asked before it runs."""
    client = MoodleClient(config.base_url, config.token, config.max_connections, config.timeout_seconds)
    return landed_source(SOURCE, MoodleLoad(client, config.page_length).readers, landing)


SPEC = SourceSpec(SOURCE, (User, Course, Enrolment, *PROGRESS), MoodleConfig, build, examine)


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
