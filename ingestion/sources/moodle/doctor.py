"""Tries a Moodle with its settings: reachable, version, functions of the service, and what the token sees.

Belongs here: what to ask, and what to grant where it is refused.
Does not belong here: reading rows for a load (`__init__.py`), the protocol (`client.py`).
"""

import re
from collections.abc import Iterator
from typing import Any

from ingestion.doctor import Finding, bad, clock_of, doubtful, good, refused, until_refused
from ingestion.errors import SourceError
from ingestion.sources.moodle.client import MoodleClient, State

OLDEST = (4, 3)
SITE_COURSE_ID = 1
FUNCTIONS = {
    "core_user_get_users": "accounts",
    "core_course_get_courses": "courses",
    "core_enrol_get_enrolled_users": "enrolments",
    "core_completion_get_course_completion_status": "completion of courses",
    "core_completion_get_activities_completion_status": "completion of activities",
    "gradereport_user_get_grade_items": "grades",
}
PROGRESS = tuple(FUNCTIONS)[3:]
"""Functions that are asked about one enrolment."""
STATES = frozenset({"nocriteriaset", "usernotenroled", "notenroled", "usernotconfirmed"})
NUMBERED_SHARE = 0.9


def examine(config: Any) -> Iterator[Finding]:
    """Yield what is found on a Moodle; no value of an account is in it.

    Args:
        config: the source's `MoodleConfig`.
    """
    # One try per question: a doctor says what is wrong now and does not wait.
    client = MoodleClient(
        config.base_url, config.token, 1, config.timeout_seconds, sleep=lambda seconds: None
    )
    return until_refused(_examined(client, config.base_url))


def _examined(client: MoodleClient, base_url: str) -> Iterator[Finding]:
    info = client.call("core_webservice_get_site_info", kind=dict)
    yield good("site and token", "reachable, accepted")
    yield from clock_of(base_url)
    yield _version(str(info.get("release") or ""))
    granted = {row.get("name") for row in info.get("functions") or [] if isinstance(row, dict)}
    missing = [name for name in FUNCTIONS if name not in granted]
    for name in missing:
        yield bad(
            name,
            "the token's service does not have it",
            "add it under Server > Web services > External services, Functions of the service",
        )
    if missing:
        return
    users = client.call("core_user_get_users", _EVERYBODY, "users")
    yield _accounts(users, info.get("userid"))
    courses = [row for row in client.call("core_course_get_courses") if row.get("id") != SITE_COURSE_ID]
    if courses:
        yield good("courses", f"{len(courses)} seen")
    else:
        yield doubtful(
            "courses",
            "the token sees none",
            "give its owner moodle/course:view and moodle/course:viewhiddencourses for the whole site",
        )
    yield from _one_enrolment(client, courses)


_EVERYBODY = {"criteria[0][key]": "email", "criteria[0][value]": "%"}


def _version(release: str) -> Finding:
    found = re.match(r"(\d+)\.(\d+)", release)
    if found is None:
        return doubtful("version", "the site does not tell it", "see that it is Moodle 4.3 or later")
    number = int(found[1]), int(found[2])
    if number < OLDEST:
        return bad("version", f"Moodle {found[0]}", "update to Moodle 4.3 or later")
    return good("version", f"Moodle {release.split(' ')[0]}")


def _accounts(users: list[dict[str, Any]], owner: Any) -> Finding:
    """Return whether the token sees everybody, and how many accounts name an employee."""
    if all(row.get("id") == owner for row in users):
        return bad(
            "accounts",
            "the token sees no account but its owner's",
            "give its owner, in a role for the whole site, moodle/user:viewdetails and moodle/user:viewalldetails",
        )
    if not all("username" in row for row in users):
        return bad(
            "accounts",
            "they come without their user names",
            "give the token's owner moodle/user:viewalldetails in a role for the whole site",
        )
    numbered = sum(1 for row in users if row.get("idnumber"))
    if numbered < NUMBERED_SHARE * len(users):
        return doubtful(
            "accounts",
            f"{len(users)} seen, {numbered} with an employee number in ID number",
            "fill ID number in Moodle; the others are matched by confirmed e-mail, or by nobody",
        )
    return good("accounts", f"{len(users)} seen, {numbered} with an employee number")


def _one_enrolment(client: MoodleClient, courses: list[dict[str, Any]]) -> Iterator[Finding]:
    """Yield whether completion and grades of one enrolment may be read, of the first course that has any.

    Courses that track completion come first: Moodle says nothing of the completion of another.
    """
    for course in sorted(courses, key=_is_untracked):
        where = {"courseid": course["id"]}
        try:
            enrolled = client.call("core_enrol_get_enrolled_users", _options(where, "limitnumber", 1))
        except SourceError as error:
            yield refused(error)
            return
        if not enrolled:
            continue
        yield good("enrolments", "readable")
        somebody = {**where, "userid": enrolled[0]["id"]}
        for function in PROGRESS:
            if _is_untracked(course) and function.startswith("core_completion"):
                yield doubtful(
                    FUNCTIONS[function],
                    "no course with enrolments tracks it",
                    "switch on completion tracking in the courses that count, or expect no completion",
                )
                continue
            try:
                answer = client.call(function, somebody, kind=dict, states=STATES)
            except SourceError as error:
                yield refused(error)
            else:
                said = f" ({answer.errorcode})" if isinstance(answer, State) else ""
                yield good(FUNCTIONS[function], f"readable{said}")
        return
    yield doubtful(
        "enrolments", "no course has any", "enrol people, or give the token's owner moodle/course:enrolreview"
    )


def _is_untracked(course: dict[str, Any]) -> bool:
    """Return whether a course does not track completion; the load does not ask for it then."""
    return course.get("enablecompletion") == 0


def _options(where: dict[str, Any], name: str, value: int) -> dict[str, Any]:
    return {**where, "options[0][name]": name, "options[0][value]": value}
