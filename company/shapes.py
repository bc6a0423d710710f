"""The shapes in which the invented employer hands its data to whoever serves it.

Belongs here: plain types between the generator (`company.world`) and the local servers (`company.servers`).
Does not belong here: generation, HTTP, paging, tokens, errors.

**Frappe HR** needs no type: `World.documents(known_at)` is a dict from DocType name ("Employee", "Salary
Slip", ...) to a list of documents in ascending order of `name`. A document is a dict with Frappe's own
field names as `GET /api/resource/<DocType>/<name>` sends them, child tables as lists of dicts under their
field name (`promotion_details`, `transfer_details`, `appraisal_kra`, `self_ratings`, `feedback_ratings`,
`employees`, `earnings`, `deductions`, ...). Values are JSON-ready: dates "YYYY-MM-DD", times "YYYY-MM-DD
HH:MM:SS.ffffff" in the site's zone (`SITE_TIME_ZONE`), money and scores float, checks 0 or 1. Empty links
are None *and present*: a server leaves them out of a single document and child tables out of a list, as
Frappe does. The type of a field can be told from its value; fields of one DocType are the same in every
document of it.

**Moodle** and **LimeSurvey** are the dataclasses below: `World.moodle(known_at)`,
`World.limesurvey(known_at)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SITE_TIME_ZONE = "Asia/Kolkata"
SITE_VERSIONS = {"frappe": "15.41.0", "erpnext": "15.45.0", "hrms": "15.33.0"}
Document = dict[str, Any]
Documents = dict[str, list[Document]]


@dataclass(frozen=True, slots=True)
class MoodleUser:
    """An account. `idnumber` is the employee number, "" where nobody filled it in; times are epoch seconds,
    0 never.

    `hire_epoch` and `manager_number` belong into the custom fields `hiredate` and `managerno`; None and ""
    mean the field is left out. Deleted accounts are not in the list; guest (id 1) and admin (id 2) are.
    """

    id: int
    username: str
    firstname: str
    lastname: str
    email: str
    idnumber: str = ""
    department: str = ""
    institution: str = ""
    city: str = ""
    country: str = ""
    suspended: bool = False
    firstaccess: int = 0
    lastaccess: int = 0
    hire_epoch: int | None = None
    manager_number: str = ""


@dataclass(frozen=True, slots=True)
class MoodleCriterion:
    """One criterion of a course's completion (`type` 4: an activity), with the activity's course
    module id.
    """

    cmid: int
    type: int
    title: str
    activity: str
    modname: str
    requirement: str


@dataclass(frozen=True, slots=True)
class MoodleGradeItem:
    """A column of a course's grade book; `itemtype` "course" is the total and has no name, module or cmid."""

    id: int
    itemtype: str
    itemname: str | None = None
    itemmodule: str | None = None
    iteminstance: int = 1
    cmid: int | None = None
    idnumber: str | None = None
    scaleid: int | None = None
    grademin: float = 0
    grademax: float = 100


@dataclass(frozen=True, slots=True)
class MoodleCourse:
    """A course, names unescaped; id 1 is the site. No `criteria` means the error `nocriteriaset`."""

    id: int
    shortname: str
    fullname: str
    idnumber: str
    categoryid: int
    visible: int
    startdate: int
    enddate: int
    timecreated: int
    timemodified: int
    enablecompletion: int
    format: str = "topics"
    aggregation: int = 1
    criteria: tuple[MoodleCriterion, ...] = ()
    grade_items: tuple[MoodleGradeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class MoodleGrade:
    """A mark in one grade item; both None where nothing is graded yet."""

    item_id: int
    graderaw: float | None = None
    gradedategraded: int | None = None


@dataclass(frozen=True, slots=True)
class MoodleEnrolment:
    """A user in a course. `times` holds per criterion of the course when it was met, None while open.

    `is_active` false is a suspended or ended enrolment (listed by `onlysuspended`, absent from the grade
    report). `grades` are in the order of the course's grade items.
    """

    courseid: int
    userid: int
    is_active: bool
    timecreated: int
    times: tuple[int | None, ...] = ()
    grades: tuple[MoodleGrade, ...] = ()

    @property
    def completed(self) -> bool:
        """Whether every criterion is met (aggregation 1 is the only one in use); false without criteria."""
        return bool(self.times) and all(time is not None for time in self.times)


@dataclass(frozen=True, slots=True)
class MoodleSite:
    """Everything the Moodle server answers from; enrolments sorted by (courseid, userid), users by id."""

    fullname: str
    shortname: str
    users: tuple[MoodleUser, ...]
    courses: tuple[MoodleCourse, ...]
    categories: tuple[tuple[int, str], ...]
    enrolments: tuple[MoodleEnrolment, ...]


@dataclass(frozen=True, slots=True)
class LimeOption:
    """An answer code of a closed question and its assessment value."""

    code: str
    answer: str
    assessment_value: float
    order: int


@dataclass(frozen=True, slots=True)
class LimeGroup:
    """A page of a survey."""

    gid: int
    group_name: str
    group_order: int


@dataclass(frozen=True, slots=True)
class LimeQuestion:
    """A question, or with `parent_qid` other than 0 a subquestion; `options` only on a closed question.

    Heading code in an export: `title` for a question, `TITLE[SUB]` for a subquestion.
    """

    qid: int
    parent_qid: int
    gid: int
    title: str
    question: str
    type: str
    question_order: int
    mandatory: str = "N"
    relevance: str = "1"
    options: tuple[LimeOption, ...] = ()


@dataclass(frozen=True, slots=True)
class LimeParticipant:
    """An invited person. `completed` is "N" or "YYYY-MM-DD HH:MM"; attributes are frozen at launch.

    attribute_1 employee number, attribute_2 department (`Department.name`), attribute_3 manager's employee
    number.
    """

    tid: int
    token: str
    firstname: str
    lastname: str
    email: str
    completed: str
    attribute_1: str
    attribute_2: str
    attribute_3: str


@dataclass(frozen=True, slots=True)
class LimeResponse:
    """A response; `submitdate` None while unfinished; `answers` by heading code, "" where never asked or
    left blank.

    An anonymised survey has no token, no startdate and no datestamp; its submitdate is 1980-01-01 00:00:00.
    """

    id: int
    submitdate: str | None
    lastpage: int
    token: str | None
    startdate: str | None
    datestamp: str | None
    answers: Mapping[str, str]
    startlanguage: str = "en"
    seed: str = ""


@dataclass(frozen=True, slots=True)
class LimeSurvey:
    """A survey with all it holds. `participants` None means there is no participants table (an open link)."""

    sid: int
    surveyls_title: str
    active: str
    anonymized: str
    startdate: str | None
    expires: str | None
    datecreated: str
    language: str
    groups: tuple[LimeGroup, ...]
    questions: tuple[LimeQuestion, ...]
    participants: tuple[LimeParticipant, ...] | None
    responses: tuple[LimeResponse, ...]


@dataclass(frozen=True, slots=True)
class LimeSite:
    """Everything the LimeSurvey server answers from."""

    surveys: tuple[LimeSurvey, ...]
