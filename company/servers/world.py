"""From the invented employer's shapes to the three sites that answer requests.

Belongs here: dressing the shapes of `company.shapes` as the systems show them. Does not belong here:
inventing anything, answering requests.
"""

import html
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from company import shapes
from company.servers.frappe import FrappeSite, FrappeUser
from company.servers.limesurvey import LimeSurveySite, LimeSurveyUser, Survey
from company.servers.moodle import Enrolment, MoodleSite, MoodleToken

_PICTURE = "https://moodle.example/theme/image.php/boost/core/1/u/"
_THEMES = {"F": "arrays/array", "L": "listradio", "T": "longfreetext", "5": "5pointchoice", "Y": "yesno"}
_ATTRIBUTES = {"attribute_1": "Employee number", "attribute_2": "Department", "attribute_3": "Manager number"}


class World(Protocol):
    """What the servers ask of the invented employer: its documents as known at a time (none: everything)."""

    def documents(self, known_at: datetime | None = None) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Frappe documents by DocType."""

    def moodle(self, known_at: datetime | None = None) -> shapes.MoodleSite:
        """The learning system."""

    def limesurvey(self, known_at: datetime | None = None) -> shapes.LimeSite:
        """The survey system."""


def frappe_site(world: World, known_at: datetime | None, users: Sequence[FrappeUser]) -> FrappeSite:
    """Return the Frappe HR site of a world."""
    return FrappeSite(world.documents(known_at), users, shapes.SITE_TIME_ZONE)


def moodle_site(
    shape: shapes.MoodleSite, token: str, version: str = "4.5", before: MoodleSite | None = None
) -> MoodleSite:
    """Return the Moodle site of its shape, "4.5" or "4.3", with one token, the administrator's.

    Accounts of `before`, the same site at an earlier moment, that the shape lacks have been deleted.
    """
    known = {user.id for user in shape.users}
    courses = {course.id: course for course in shape.courses}
    administrator = next(user.id for user in shape.users if user.username == "admin")
    return MoodleSite(
        courses=[_course(course) for course in shape.courses],
        users=[_user(user) for user in shape.users],
        enrolments=[_enrolment(entry, courses[entry.courseid]) for entry in shape.enrolments],
        tokens=[MoodleToken(token, administrator)],
        categories=[{"id": key, "name": html.escape(name, quote=False)} for key, name in shape.categories],
        version=version,
        deleted=frozenset(user["id"] for user in before.users if user["id"] not in known)
        if before is not None
        else frozenset(),
    )


def limesurvey_site(
    shape: shapes.LimeSite, user: LimeSurveyUser, before: LimeSurveySite | None = None
) -> LimeSurveySite:
    """Return the LimeSurvey site of its shape, with one user, going on with the sessions of `before`."""
    return LimeSurveySite([_survey(survey) for survey in shape.surveys], [user], before)


def _course(course: shapes.MoodleCourse) -> dict[str, Any]:
    return {
        "id": course.id,
        "shortname": course.shortname,
        "categoryid": course.categoryid,
        "categorysortorder": course.categoryid * 10000 + course.id,
        "fullname": course.fullname,
        "displayname": course.fullname,
        "idnumber": course.idnumber,
        "summary": "",
        "summaryformat": 1,
        "format": course.format,
        "showgrades": 1,
        "newsitems": 0,
        "startdate": course.startdate,
        "enddate": course.enddate,
        "visible": course.visible,
        "timecreated": course.timecreated,
        "timemodified": course.timemodified,
        "enablecompletion": course.enablecompletion,
        "lang": "",
        "courseformatoptions": [],
    }


def _user(user: shapes.MoodleUser) -> dict[str, Any]:
    custom: list[dict[str, Any]] = []
    if user.manager_number:
        number = {"value": user.manager_number, "displayvalue": user.manager_number}
        custom.append({"type": "text", **number, "name": "Manager employee number", "shortname": "managerno"})
    if user.hire_epoch is not None:
        shown = f"{datetime.fromtimestamp(user.hire_epoch, UTC):%A, %d %B %Y, %I:%M %p}"
        hired = {"type": "datetime", "value": str(user.hire_epoch), "displayvalue": shown}
        custom.append({**hired, "name": "Hire date", "shortname": "hiredate"})
    optional = {
        "institution": user.institution,
        "idnumber": user.idnumber,
        "city": user.city,
        "country": user.country,
        "customfields": custom,
    }
    return {
        "id": user.id,
        "username": user.username,
        "firstname": user.firstname,
        "lastname": user.lastname,
        "fullname": f"{user.firstname} {user.lastname}",
        "email": user.email,
        "department": user.department,
        "firstaccess": user.firstaccess,
        "lastaccess": user.lastaccess,
        "auth": "manual",
        "suspended": user.suspended,
        "confirmed": True,
        "lang": "en",
        "theme": "",
        "timezone": "99",
        "mailformat": 1,
        "trackforums": 0,
        "profileimageurlsmall": f"{_PICTURE}f2",
        "profileimageurl": f"{_PICTURE}f1",
    } | {name: value for name, value in optional.items() if value}


def _enrolment(entry: shapes.MoodleEnrolment, course: shapes.MoodleCourse) -> Enrolment:
    grades = {grade.item_id: grade for grade in entry.grades}
    met = list(zip(course.criteria, entry.times, strict=True)) if course.criteria else []
    completion = {
        "completed": entry.completed,
        "aggregation": course.aggregation,
        "completions": [_completion(criterion, time) for criterion, time in met],
    }
    return Enrolment(
        entry.courseid,
        entry.userid,
        entry.is_active,
        completion=completion if course.criteria else None,
        activities=[_activity(criterion, time) for criterion, time in met],
        gradeitems=[
            _grade_item(item, grades.get(item.id, shapes.MoodleGrade(item.id))) for item in course.grade_items
        ],
    )


def _completion(criterion: shapes.MoodleCriterion, time: int | None) -> dict[str, Any]:
    address = f"https://moodle.example/mod/{criterion.modname}/view.php?id={criterion.cmid}"
    return {
        "type": criterion.type,
        "title": criterion.title,
        "status": "No" if time is None else "Yes",
        "complete": time is not None,
        "timecompleted": time,
        "details": {
            "type": criterion.title,
            "criteria": f'<a href="{address}">{html.escape(criterion.activity)}</a>',
            "requirement": criterion.requirement,
            "status": "",
        },
    }


def _activity(criterion: shapes.MoodleCriterion, time: int | None) -> dict[str, Any]:
    return {
        "cmid": criterion.cmid,
        "modname": criterion.modname,
        "instance": criterion.cmid,
        "state": int(time is not None),
        "timecompleted": time or 0,
        "tracking": 2,
        "overrideby": None,
        "valueused": False,
        "hascompletion": True,
        "isautomatic": True,
        "istrackeduser": True,
        "uservisible": True,
        "details": [],
        "isoverallcomplete": time is not None,
    }


def _grade_item(item: shapes.MoodleGradeItem, grade: shapes.MoodleGrade) -> dict[str, Any]:
    raw, is_total = grade.graderaw, item.itemtype == "course"
    is_graded = raw is not None
    weight = {"weightraw": 1, "weightformatted": "100.00 %"} if is_graded and not is_total else {}
    percent = 0.0
    if raw is not None and item.grademax > item.grademin:
        percent = 100 * (raw - item.grademin) / (item.grademax - item.grademin)
    is_submitted = is_graded and item.itemmodule == "quiz"
    return {
        "id": item.id,
        "itemname": item.itemname,
        "itemtype": item.itemtype,
        "itemmodule": item.itemmodule,
        "iteminstance": item.iteminstance,
        "itemnumber": None if is_total else 0,
        "idnumber": item.idnumber,
        "categoryid": None if is_total else 1,
        "outcomeid": None,
        "scaleid": item.scaleid,
        "locked": False,
        **({} if is_total else {"cmid": item.cmid}),
        **weight,
        "graderaw": None if raw is None else _number(raw),
        "gradedatesubmitted": grade.gradedategraded if is_submitted else None,
        "gradedategraded": grade.gradedategraded,
        "gradehiddenbydate": False,
        "gradeneedsupdate": False,
        "gradeishidden": False,
        "gradeislocked": False,
        "gradeisoverridden": False,
        "gradeformatted": f"{raw:.2f}" if is_graded else "-",
        "grademin": _number(item.grademin),
        "grademax": _number(item.grademax),
        "rangeformatted": f"{_number(item.grademin)}&ndash;{_number(item.grademax)}",
        "percentageformatted": f"{percent:.2f} %" if is_graded else "-",
        "feedback": "",
        "feedbackformat": 2 if is_graded else 0,
    }


def _number(value: float) -> int | float:
    """Return a whole number without its fraction, as PHP writes it."""
    return int(value) if float(value).is_integer() else value


def _survey(survey: shapes.LimeSurvey) -> Survey:
    is_anonymous = survey.anonymized == "Y"
    described = {
        name: {"description": text, "mandatory": "N", "show_register": "N", "cpdbmap": "", "encrypted": "N"}
        for name, text in _ATTRIBUTES.items()
    }
    properties = {
        "sid": survey.sid,
        "surveyls_title": survey.surveyls_title,
        "active": survey.active,
        "anonymized": survey.anonymized,
        "datestamp": "N" if is_anonymous else "Y",
        "startdate": survey.startdate,
        "expires": survey.expires,
        "datecreated": survey.datecreated,
        "language": survey.language,
        "additional_languages": "",
        "attributedescriptions": None if survey.participants is None else json.dumps(described),
        "usetokens": "N",
        "savetimings": "N",
        "ipaddr": "N",
        "format": "G",
    }
    pages = {group.gid: group.group_order for group in survey.groups}
    ordered = sorted(survey.questions, key=lambda q: (pages[q.gid], q.question_order, q.qid))
    return Survey(
        properties=properties,
        groups=[_group(group, survey) for group in survey.groups],
        questions=[_question(question, survey) for question in ordered],
        question_properties={
            question.qid: {"answeroptions": {option.code: _option(option) for option in question.options}}
            for question in survey.questions
        },
        participants=None
        if survey.participants is None
        else [_participant(person, survey.language) for person in survey.participants],
        responses=[_response(response, has_dates=not is_anonymous) for response in survey.responses],
    )


def _group(group: shapes.LimeGroup, survey: shapes.LimeSurvey) -> dict[str, Any]:
    return {
        "id": group.gid,
        "gid": group.gid,
        "sid": survey.sid,
        "group_order": group.group_order,
        "randomization_group": "",
        "grelevance": "",
        "group_name": group.group_name,
        "description": "",
        "language": survey.language,
    }


def _question(question: shapes.LimeQuestion, survey: shapes.LimeSurvey) -> dict[str, Any]:
    return {
        "id": question.qid,
        "question": question.question,
        "help": "",
        "language": survey.language,
        "qid": question.qid,
        "parent_qid": question.parent_qid,
        "sid": survey.sid,
        "type": question.type,
        "title": question.title,
        "preg": "",
        "other": "N",
        "mandatory": question.mandatory,
        "encrypted": "N",
        "question_order": question.question_order,
        "scale_id": 0,
        "same_default": 0,
        "question_theme_name": None if question.parent_qid else _THEMES.get(question.type),
        "modulename": "",
        "gid": question.gid,
        "relevance": question.relevance,
        "same_script": 0,
    }


def _option(option: shapes.LimeOption) -> dict[str, Any]:
    return {
        "answer": option.answer,
        "assessment_value": _number(option.assessment_value),
        "scale_id": 0,
        "order": option.order,
    }


def _participant(person: shapes.LimeParticipant, language: str) -> dict[str, Any]:
    return {
        "tid": person.tid,
        "token": person.token,
        "firstname": person.firstname,
        "lastname": person.lastname,
        "email": person.email,
        "completed": person.completed,
        "attribute_1": person.attribute_1,
        "attribute_2": person.attribute_2,
        "attribute_3": person.attribute_3,
        "usesleft": 1 if person.completed == "N" else 0,
        "language": language,
        "validfrom": None,
        "validuntil": None,
        "sent": "N",
        "emailstatus": "OK",
    }


def _response(response: shapes.LimeResponse, has_dates: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": response.id,
        "submitdate": response.submitdate or "",
        "lastpage": response.lastpage,
        "startlanguage": response.startlanguage,
        "seed": response.seed,
    }
    if response.token is not None:
        row["token"] = response.token
    if has_dates:
        row |= {"startdate": response.startdate or "", "datestamp": response.datestamp or ""}
    return row | dict(response.answers)
