"""What may land from Moodle: fields under Moodle's own names, without names of people.

Belongs here: field lists and types. Does not belong here: deciding what counts as completed (staging).
Times are epoch seconds UTC as sent; 0 means never.
"""

from typing import ClassVar

from ingestion.record import Record


class User(Record):
    """An account; `idnumber` is the employee number where it was filled in, `confirmed` that the address is theirs."""

    table: ClassVar[str] = "users"
    key: ClassVar[tuple[str, ...]] = ("id",)
    id: int
    username: str
    email: str | None = None
    idnumber: str | None = None
    suspended: bool = False
    confirmed: bool | None = None
    lastaccess: int | None = None


class Course(Record):
    """A course; id 1 is the site itself."""

    table: ClassVar[str] = "courses"
    key: ClassVar[tuple[str, ...]] = ("id",)
    id: int
    shortname: str
    fullname: str
    idnumber: str | None = None
    categoryid: int | None = None
    visible: int | None = None
    startdate: int | None = None
    enddate: int | None = None
    timecreated: int | None = None
    timemodified: int | None = None
    enablecompletion: int | None = None


class Enrolment(Record):
    """A user in a course; Moodle tells active from suspended only by two calls."""

    table: ClassVar[str] = "enrolments"
    key: ClassVar[tuple[str, ...]] = ("courseid", "userid")
    courseid: int
    userid: int
    is_active: bool


class CourseCompletion(Record):
    """The completion state of one enrolment; `errorcode` is `nocriteriaset` where the course has none."""

    table: ClassVar[str] = "course_completions"
    key: ClassVar[tuple[str, ...]] = ("courseid", "userid")
    courseid: int
    userid: int
    completed: bool | None = None
    aggregation: int | None = None
    errorcode: str | None = None


class CompletionCriterion(Record):
    """One criterion of a course completion, in the order sent."""

    table: ClassVar[str] = "completion_criteria"
    key: ClassVar[tuple[str, ...]] = ("courseid", "userid", "idx")
    courseid: int
    userid: int
    idx: int
    type: int
    title: str | None = None
    complete: bool
    timecompleted: int | None = None


class ActivityCompletion(Record):
    """An activity of a course for one enrolment; `state` 0 incomplete, 1 complete, 2 passed, 3 failed.

    `timecompleted` is the time of the last change of state, of a failure too: only `state` says what it was.
    """

    table: ClassVar[str] = "activity_completions"
    key: ClassVar[tuple[str, ...]] = ("courseid", "userid", "cmid")
    courseid: int
    userid: int
    cmid: int
    modname: str | None = None
    state: int
    timecompleted: int | None = None
    tracking: int | None = None


class GradeItem(Record):
    """A grade; `itemtype` course is the course total."""

    table: ClassVar[str] = "grade_items"
    key: ClassVar[tuple[str, ...]] = ("courseid", "userid", "id")
    courseid: int
    userid: int
    id: int
    itemtype: str
    itemmodule: str | None = None
    scaleid: int | None = None
    graderaw: float | None = None
    grademin: float | None = None
    grademax: float | None = None
    gradedategraded: int | None = None
    gradeishidden: bool = False
