"""The invented employer as Moodle holds it: for the server as objects, for the bulk path as arrow tables.

Belongs here: accounts, enrolments and what of them was known when. Does not belong here: who learns what
(`company.learning`), HTTP. `cut` is the moment of knowledge in epoch seconds UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from company.columns import NO_DAY, Bools, Ints, flag, ints, pick, real, whole
from company.facts import Facts
from company.frappe import Piece, Site
from company.learning import CATEGORIES, FIRST_USER_ID, catalogue
from company.shapes import MoodleCourse, MoodleEnrolment, MoodleGrade, MoodleSite, MoodleUser

TEXT = pa.string()
SERVICE = (
    (1, "guest", "Guest user", " ", "root@localhost"),
    (2, "admin", "Admin", "User", "admin@kaveri.example"),
)


AUTOMATIC = 2
"""Moodle's word for an activity that completes by itself, not by a tick of the learner."""


@dataclass
class _State:
    """What Moodle shows at the moment of knowledge: people by account, enrolments as masked columns."""

    people: Ints
    row: Ints
    is_suspended: Bools
    course: Ints
    person: Ints
    enrolled: Ints
    is_active: Bools
    met: Ints
    mark: np.ndarray


def _state(facts: Facts, site: Site, cut: int) -> _State:
    """Filter accounts and enrolments by `cut`."""
    learning, staff = facts.learning, facts.history.staff
    known = site.created[learning.first_row] <= site.cut
    last = learning.last_row
    last = np.where(site.is_known[last], last, learning.first_row)
    left = (staff.end[last] != NO_DAY) & (site.exit_time[last] <= site.cut) & (staff.end[last] < site.today)
    keep = (learning.enrolled <= cut) & known[learning.person]
    met = np.where(learning.met[keep] <= cut, learning.met[keep], 0)
    open_ = (met == 0).any(axis=1)
    return _State(
        people=np.flatnonzero(known),
        row=last,
        is_suspended=left,
        course=learning.course[keep],
        person=learning.person[keep],
        enrolled=learning.enrolled[keep],
        # Of every third leaver somebody ended the enrolments too; the others' accounts are only suspended.
        is_active=~left[learning.person[keep]] | (learning.person[keep] % 3 > 0),
        met=met,
        mark=np.where(open_, np.nan, learning.mark[keep]),
    )


def tables(facts: Facts, site: Site, cut: int) -> Iterator[Piece]:
    """The raw layer's Moodle tables."""
    state = _state(facts, site, cut)
    people, row = state.people, state.row[state.people]
    number, email = site.number.take(pa.array(row)), site.email.take(pa.array(row))
    blank = ~facts.learning.has_number[people]
    service = len(SERVICE)
    yield (
        "users",
        pa.table(
            {
                "id": whole(np.concatenate([ints([entry[0] for entry in SERVICE]), people + FIRST_USER_ID])),
                "username": pa.concat_arrays([pa.array([entry[1] for entry in SERVICE]), _lower(number)]),
                "email": pa.concat_arrays([pa.array([entry[4] for entry in SERVICE]), email]),
                "idnumber": pa.concat_arrays(
                    [pa.nulls(service, TEXT), pc.if_else(pa.array(blank), pa.scalar(None, TEXT), number)]
                ),
                "suspended": flag(
                    np.concatenate([np.zeros(service, dtype=bool), state.is_suspended[people]])
                ),
                "confirmed": flag(np.ones(service + len(people), dtype=bool)),
                "lastaccess": whole(np.concatenate([np.zeros(service), _last_access(state, people, cut)])),
            }
        ),
    )
    courses = catalogue(site.founded)
    yield (
        "courses",
        pa.table(
            {
                name: pa.array([getattr(course, name) for course in courses])
                for name in (
                    *("id", "shortname", "fullname", "idnumber", "categoryid", "visible", "startdate"),
                    *("enddate", "timecreated", "timemodified", "enablecompletion"),
                )
            }
        ),
    )
    user = state.person + FIRST_USER_ID
    yield (
        "enrolments",
        pa.table(
            {"courseid": whole(state.course), "userid": whole(user), "is_active": flag(state.is_active)}
        ),
    )
    by_id = {course.id: course for course in courses}
    has_criteria = np.isin(state.course, [course.id for course in courses if course.criteria])
    is_told = has_criteria & state.is_active
    done = has_criteria & (state.met > 0).all(axis=1)
    yield (
        "course_completions",
        pa.table(
            {
                "courseid": whole(state.course),
                "userid": whole(user),
                "completed": pa.array(done, pa.bool_(), mask=~is_told),
                "aggregation": whole(np.ones(len(user)), ~is_told),
                "errorcode": pick(
                    ["nocriteriaset", "usernotenroled"],
                    np.select([is_told, state.is_active], [-1, 0], 1),
                ),
            }
        ),
    )
    for course in by_id.values():
        mine = np.flatnonzero(state.course == course.id)
        active = mine[state.is_active[mine]]
        if len(active) and course.criteria:
            yield "completion_criteria", _criteria(course, user[active], state.met[active])
        if len(mine) and course.criteria:
            yield "activity_completions", _activities(course, user[mine], state.met[mine])
        if len(mine):
            yield "grade_items", _grades(course, user[mine], state.mark[mine], state.met[mine])


def _criteria(course: MoodleCourse, user: Ints, met: Ints) -> pa.Table:
    """One row per criterion of each enrolment in `course`."""
    size = len(course.criteria)
    step = np.tile(np.arange(size), len(user))
    time = met.ravel()
    return pa.table(
        {
            "courseid": whole(np.full(len(step), course.id)),
            "userid": whole(np.repeat(user, size)),
            "idx": whole(step),
            "type": whole(ints([criterion.type for criterion in course.criteria])[step]),
            "title": pick([criterion.title for criterion in course.criteria], step),
            "complete": flag(time > 0),
            "timecompleted": whole(time, time == 0),
        }
    )


def _activities(course: MoodleCourse, user: Ints, met: Ints) -> pa.Table:
    """One row per tracked activity of each enrolment in `course`; each criterion stands on one activity."""
    size = len(course.criteria)
    step = np.tile(np.arange(size), len(user))
    time = met.ravel()
    return pa.table(
        {
            "courseid": whole(np.full(len(step), course.id)),
            "userid": whole(np.repeat(user, size)),
            "cmid": whole(ints([criterion.cmid for criterion in course.criteria])[step]),
            "modname": pick([criterion.modname for criterion in course.criteria], step),
            "state": whole((time > 0).astype(np.int64)),
            "timecompleted": whole(time),
            "tracking": whole(np.full(len(step), AUTOMATIC)),
        }
    )


def _grades(course: MoodleCourse, user: Ints, mark: np.ndarray, met: Ints) -> pa.Table:
    """One row per grade item of each enrolment in `course`."""
    items = course.grade_items
    step = np.tile(np.arange(len(items)), len(user))
    value, when = np.repeat(mark, len(items)), np.repeat(met[:, -1], len(items))
    return pa.table(
        {
            "courseid": whole(np.full(len(step), course.id)),
            "userid": whole(np.repeat(user, len(items))),
            "id": whole(ints([item.id for item in items])[step]),
            "itemtype": pick([item.itemtype for item in items], step),
            "itemmodule": pick([item.itemmodule for item in items], step),
            "scaleid": whole(
                ints([item.scaleid or 0 for item in items])[step],
                ints([item.scaleid or 0 for item in items])[step] == 0,
            ),
            "graderaw": real(value, np.isnan(value)),
            "grademin": real(np.array([item.grademin for item in items], dtype=float)[step]),
            "grademax": real(np.array([item.grademax for item in items], dtype=float)[step]),
            "gradedategraded": whole(when, np.isnan(value)),
            "gradeishidden": flag(np.zeros(len(step))),
        }
    )


def _last_access(state: _State, people: Ints, cut: int) -> Ints:
    """Epoch seconds of the last thing each of `people` did, 0 for nothing."""
    latest = np.zeros(int(max(state.person.max(initial=0), people.max(initial=0))) + 1, dtype=np.int64)
    np.maximum.at(latest, state.person, state.met.max(axis=1, initial=0))
    return np.minimum(latest[people], cut)


def _lower(values: pa.Array) -> pa.Array:
    """Text in small letters."""
    return pc.utf8_lower(values)


def build(facts: Facts, site: Site, cut: int) -> MoodleSite:
    """The site as objects; meant for small numbers of people."""
    state = _state(facts, site, cut)
    staff = facts.history.staff
    courses = catalogue(site.founded)
    people = state.people
    rows = state.row[people]
    take = pa.array(rows)
    columns = {
        "first": site.first.take(take).to_pylist(),
        "last": site.last.take(take).to_pylist(),
        "number": site.number.take(take).to_pylist(),
        "email": site.email.take(take).to_pylist(),
    }
    employee_numbers = site.number.to_pylist()
    access = _last_access(state, people, cut)
    users = [MoodleUser(number, name, first, last, email) for number, name, first, last, email in SERVICE]
    for place, (person, row) in enumerate(zip(people.tolist(), rows.tolist())):
        company = int(site.company[row])
        manager = int(staff.manager[row])
        users.append(
            MoodleUser(
                id=person + FIRST_USER_ID,
                username=columns["number"][place].lower(),
                firstname=columns["first"][place],
                lastname=columns["last"][place],
                email=columns["email"][place],
                idnumber=columns["number"][place] if facts.learning.has_number[person] else "",
                department=site.units.title[int(staff.unit[row])],
                institution=site.company_names[company],
                city=site.vocabulary[3][int(staff.branch[row])],
                country=("IN", "NL")[company],
                suspended=bool(state.is_suspended[person]),
                firstaccess=0,
                lastaccess=int(access[place]),
                hire_epoch=int(staff.start[row]) * 86_400,
                manager_number=employee_numbers[manager] if manager >= 0 else "",
            )
        )
    by_id = {course.id: course for course in courses}
    enrolments = []
    for course, person, enrolled, active, met, mark in zip(
        state.course.tolist(), state.person.tolist(), state.enrolled.tolist(), state.is_active.tolist(),
        state.met.tolist(), state.mark.tolist(),
    ):  # fmt: skip
        times = tuple(time or None for time in met) if by_id[course].criteria else ()
        graded = mark == mark
        enrolments.append(
            MoodleEnrolment(
                course, person + FIRST_USER_ID, active, enrolled, times,
                tuple(
                    MoodleGrade(item.id, mark if graded else None, met[-1] if graded else None)
                    for item in by_id[course].grade_items
                ),
            )
        )  # fmt: skip
    return MoodleSite("Kaveri Learning", "kaveri", tuple(users), courses, CATEGORIES, tuple(enrolments))
