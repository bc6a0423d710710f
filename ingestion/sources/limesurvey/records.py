"""What may land from LimeSurvey: codes and states, never names, e-mail, IP addresses or free text.

Belongs here: field lists and types. Does not belong here: scoring of answers (staging and marts).
An anonymised survey lands without tokens, and its participants without token and employee number.
Times are naive and in the server's time zone.
"""

from datetime import datetime
from typing import ClassVar

from ingestion.record import Record


class Survey(Record):
    """A survey; `anonymized` Y means answers must never be joined to a person."""

    table: ClassVar[str] = "surveys"
    key: ClassVar[tuple[str, ...]] = ("sid",)
    sid: int
    surveyls_title: str
    startdate: datetime | None = None
    expires: datetime | None = None
    active: str
    anonymized: str


class Question(Record):
    """A question or, with `parent_qid` other than 0, a subquestion."""

    table: ClassVar[str] = "questions"
    key: ClassVar[tuple[str, ...]] = ("sid", "qid")
    sid: int
    qid: int
    parent_qid: int = 0
    gid: int
    title: str
    question: str | None = None
    type: str
    group_order: int | None = None
    question_order: int | None = None


class AnswerOption(Record):
    """A code a closed question may be answered with, and its assessment value."""

    table: ClassVar[str] = "answer_options"
    key: ClassVar[tuple[str, ...]] = ("sid", "qid", "code")
    sid: int
    qid: int
    code: str
    answer: str | None = None
    assessment_value: float | None = None
    order: int | None = None


class Participant(Record):
    """An invited person: attributes as frozen at launch; the employee number only where not anonymous."""

    table: ClassVar[str] = "participants"
    key: ClassVar[tuple[str, ...]] = ("sid", "tid")
    sid: int
    tid: int
    token: str | None = None
    completed: str | None = None
    employee_number: str | None = None
    department: str | None = None


class Response(Record):
    """A response as a whole; `submitdate` empty means unfinished."""

    table: ClassVar[str] = "responses"
    key: ClassVar[tuple[str, ...]] = ("sid", "id")
    sid: int
    id: int
    token: str | None = None
    submitdate: datetime | None = None
    lastpage: int | None = None


class ResponseAnswer(Record):
    """One answer code; of free text only its length lands."""

    table: ClassVar[str] = "response_answers"
    key: ClassVar[tuple[str, ...]] = ("sid", "response_id", "question_code")
    sid: int
    response_id: int
    question_code: str
    answer: str | None = None
    answer_length: int | None = None
