"""Courses: who was enrolled in what, when each criterion was met, and with which mark.

Belongs here: the course catalogue and the courses' planted truth. Does not belong here: how Moodle tells it.
One `Enrolment` row is a person in a course; times are epoch seconds UTC, 0 is never.
"""

from dataclasses import dataclass

import numpy as np

from company.cast import CAST
from company.columns import NO_DAY, Bools, Floats, Ints
from company.organisation import Organisation
from company.shapes import MoodleCourse, MoodleCriterion, MoodleGradeItem
from company.simulation import PART_TIME, History
from company.truths import Truths

FIRST_USER_ID = 10
CONDUCT, PRIVACY, LEADERSHIP, COACHING, SPREADSHEETS, DRAFT = range(2, 8)
CATEGORIES = ((1, "Category 1"), (2, "Compliance"), (3, "Growth"))
CRITERIA = 2


def catalogue(founded: int) -> tuple[MoodleCourse, ...]:
    """All courses, the site first; `founded` is the day on which they were made."""
    created = founded * 86_400 + 21_600

    def course(
        number: int, shortname: str, fullname: str, activities: str, category: int, visible: int = 1
    ) -> MoodleCourse:
        """A course of two criteria, named in `activities` as reading and test; none without activities."""
        parts = activities.split("|") if activities else []
        modules = ("page", "assign" if number == LEADERSHIP else "quiz")
        base = number * 10
        criteria = tuple(
            MoodleCriterion(base + step, 4, "Activity completion", name, modules[step - 1], need)
            for step, (name, need) in enumerate(zip(parts, ("Viewing the page", "Achieving grade")), start=1)
        )
        total = MoodleGradeItem(base + 1, "course", grademax=4 if number == LEADERSHIP else 100)
        test = MoodleGradeItem(
            base + 2,
            "mod",
            parts[1] if parts else "Exercise",
            modules[1],
            number,
            base + 2,
            f"{shortname}-T",
            2 if number == LEADERSHIP else None,
            1 if number == LEADERSHIP else 0,
            4 if number == LEADERSHIP else 100,
        )
        return MoodleCourse(
            number, shortname, fullname, shortname, category, visible, created, 0, created, created, 1,
            criteria=criteria, grade_items=(test, total),
        )  # fmt: skip

    return (
        MoodleCourse(1, "kaveri", "Kaveri Learning", "", 0, 1, 0, 0, created, created, 0, format="site"),
        course(CONDUCT, "COC-100", "Code of Conduct", "Read: code of conduct|Conduct test", 2),
        course(PRIVACY, "DPDP-201", "Data Protection & Privacy", "Read: privacy basics|Privacy test", 2),
        course(LEADERSHIP, "LEAD-301", "Leadership Essentials", "Read: leading people|Team project", 3),
        course(COACHING, "COACH-210", "Coaching Conversations", "Read: how to coach|Practice review", 3),
        course(SPREADSHEETS, "DATA-110", "Working with Data", "", 3),
        course(DRAFT, "DRAFT-999", "Draft course (hidden)", "", 3, 0),
    )


@dataclass
class Learning:
    """Enrolments sorted by course and person; `met` has a column per criterion; `mark` is NaN while ungraded.

    `helped_from` is, per person, the first cycle (by its number) in which the helpful course shows; large:
    never.
    """

    course: Ints
    person: Ints
    enrolled: Ints
    met: Ints
    mark: Floats
    helped_from: Ints
    has_number: Bools
    first_row: Ints
    last_row: Ints


def enrol(organisation: Organisation, history: History, truths: Truths, rng: np.random.Generator) -> Learning:
    """Everybody's courses over the years of `history`."""
    staff = history.staff
    helpful = truths.truths["helpful_course"]
    rows = np.arange(staff.count)
    order = np.lexsort((staff.start, staff.person))
    first_row = order[np.unique(staff.person[order], return_index=True)[1]]
    backwards = order[::-1]
    last_row = backwards[np.unique(staff.person[backwards], return_index=True)[1]]
    until = np.where(staff.end == NO_DAY, history.as_of, np.minimum(staff.end, history.as_of))
    since = np.maximum(staff.start, history.first_day)
    parts: list[tuple[Ints, Ints, Ints, Ints, Floats]] = []

    def assign(course: int, who: Ints, begin: Ints, finish: Ints, done: Bools, half: Bools) -> None:
        """Enrol employments `who` on day `begin`; finish on `finish` if `done`, only the first half if
        `half`.
        """
        finish = np.where(done & (finish <= until[who]), finish, NO_DAY)
        midway = np.where((finish != NO_DAY) | half, np.minimum(begin + 3, until[who]), NO_DAY)
        marks = np.clip(rng.normal(78, 9, len(who)), 50, 100).round()
        if course == LEADERSHIP:
            marks = np.clip(np.round(marks / 25), 1, 4)
        times = np.stack([midway, finish], axis=1)
        salt = staff.person[who] * 37 + course
        seconds = np.where(times == NO_DAY, 0, times * 86_400 + 14_400 + (salt % 18_000)[:, None])
        mark = np.where(finish == NO_DAY, np.nan, marks)
        parts.append((np.full(len(who), course), staff.person[who], begin * 86_400 + 10_800, seconds, mark))

    known = rows[staff.start <= history.as_of]
    known = known[np.unique(staff.person[known], return_index=True)[1]]
    begin = since[known] + 1
    known, begin = known[begin <= until[known]], begin[begin <= until[known]]
    count = len(known)
    finish = begin + rng.integers(5, 60, count)
    assign(CONDUCT, known, begin, finish, rng.random(count) < 0.94, rng.random(count) < 0.5)
    some = known[rng.random(count) < 0.55]
    begin = since[some] + rng.integers(20, 300, len(some))
    some, begin = some[begin <= until[some]], begin[begin <= until[some]]
    finish = begin + rng.integers(5, 90, len(some))
    assign(PRIVACY, some, begin, finish, rng.random(len(some)) < 0.8, rng.random(len(some)) < 0.5)
    senior = known[(staff.grade[known] >= 4) & (staff.type[known] <= PART_TIME) & (rng.random(count) < 0.5)]
    begin = since[senior] + rng.integers(30, 500, len(senior))
    senior, begin = senior[begin <= until[senior]], begin[begin <= until[senior]]
    finish = begin + rng.integers(20, 120, len(senior))
    assign(LEADERSHIP, senior, begin, finish, rng.random(len(senior)) < 0.75, rng.random(len(senior)) < 0.5)
    some = known[(rng.random(count) < 0.2) & (since[known] + 40 <= until[known])]
    begin = since[some] + rng.integers(10, 40, len(some))
    assign(
        SPREADSHEETS, some, begin, begin + 30, rng.random(len(some)) < 0.6, np.zeros(len(some), dtype=bool)
    )

    helped = np.full(history.persons, 10_000)
    seen = np.zeros(history.persons, dtype=bool)
    ends = sorted(day for day in history.snapshots if is_cycle_end(day))
    for cycle, end in enumerate(ends):
        here = history.snapshots[end].row
        pool = here[
            (staff.type[here] <= PART_TIME) & (staff.cast[here] < 0) & (staff.start[here] < end - 270)
        ]
        pool = rng.permutation(pool[~seen[staff.person[pool]]])
        done = round(len(here) * helpful["yearly_completion"])
        pool = pool[: done + round(done * 0.25)]
        begin = np.maximum(end - 364 + rng.integers(30, 90, len(pool)), staff.start[pool] + 15)
        finish = begin + rng.integers(30, 150, len(pool))
        is_done = np.arange(len(pool)) < done
        assign(COACHING, pool, begin, finish, is_done, rng.random(len(pool)) < 0.5)
        seen[staff.person[pool]] = True
        helped[staff.person[pool[is_done]]] = cycle + 1

    course, person, enrolled, met, mark = (np.concatenate(columns) for columns in zip(*parts))
    order = np.lexsort((person, course))
    blank = rng.random(history.persons) < 0.02
    for member, entry in enumerate(CAST):
        blank[staff.cast[first_row] == member] = entry.number == "CAST-NO-IDNUMBER"
    return Learning(
        course[order],
        person[order],
        enrolled[order],
        met[order],
        mark[order],
        helped,
        ~blank,
        first_row,
        last_row,
    )


def is_cycle_end(day: int) -> bool:
    """Whether `day` is a 31 March, the end of a review cycle."""
    return str(np.datetime64(day, "D")).endswith("-03-31")
