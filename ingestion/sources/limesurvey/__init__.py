"""Source limesurvey: surveys, their questions, who was invited and what was answered, read whole each time.

Belongs here: the configuration and the readers, which keep a person behind an anonymous answer unknown.
Does not belong here: the protocol (`client.py`), telling codes from free text (`answers.py`), scoring.
"""

import json
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
from ingestion.sources.limesurvey.answers import Codebook
from ingestion.sources.limesurvey.client import SOURCE, LimeSurveyClient, member, number
from ingestion.sources.limesurvey.doctor import examine
from ingestion.sources.limesurvey.records import (
    AnswerOption,
    Participant,
    Question,
    Response,
    ResponseAnswer,
    Survey,
)
from ingestion.sources.spec import SourceSpec

RECORDS = (Survey, Question, AnswerOption, Participant, Response, ResponseAnswer)

OPTION_TYPES = frozenset("1FHLOR!")
"""Question types whose codes are answer options of their own; the others' are fixed or in subquestions."""

Row = dict[str, Any]


class LimeSurveyConfig(BaseModel):
    """How to reach a LimeSurvey.

    Attributes:
        base_url: the site's root.
        username: a user who may read the surveys, their participants and their responses (`README.md`).
        password: the user's password.
        employee_number_attribute: the participant attribute that holds the employee number.
        department_attribute: the participant attribute that holds the department as of launch.
        page_length: participants or responses per call.
        timeout_seconds: how long one answer may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field(pattern=r"^https?://[^/]+")
    username: str
    password: SecretStr
    employee_number_attribute: str = Field(default="attribute_1", pattern=r"^attribute_\d+$")
    department_attribute: str = Field(default="attribute_2", pattern=r"^attribute_\d+$")
    page_length: int = Field(default=1000, ge=1)
    timeout_seconds: float = Field(default=300.0, gt=0)


class LimeSurveyLoad:
    """One load within one session: the first table that is asked for reads them all."""

    def __init__(self, client: LimeSurveyClient, config: LimeSurveyConfig) -> None:
        self._client = client
        self._config = config

    @property
    def readers(self) -> Mapping[type[Record], Callable[[], Iterable[Row]]]:
        """The reader of each table."""
        return {record: partial(self._rows_of, record) for record in RECORDS}

    def _rows_of(self, record: type[Record]) -> list[Row]:
        return self._rows[record]

    @cached_property
    def _rows(self) -> Mapping[type[Record], list[Row]]:
        rows: dict[type[Record], list[Row]] = defaultdict(list)
        with self._client.session():
            surveys = self._client.call("list_surveys")
            if not surveys:
                raise SourceError(
                    SOURCE,
                    "list_surveys",
                    "the user sees no survey",
                    "give the user the right to read surveys, or leave this source out until there is one",
                )
            for survey in surveys:
                for record, row in self._read_survey(survey):
                    rows[record].append(_named(record, row))
        return rows

    def _read_survey(self, survey: Row) -> Iterator[tuple[type[Record], Row]]:
        """Every row of one survey; participants and responses only while it is active.

        Before its activation a survey may still be made anonymous, so nobody's token is read until then.
        """
        sid = number(survey, "sid", "list_surveys")
        where = f"get_survey_properties ({sid})"
        asked = ["anonymized", "language", "attributedescriptions"]
        properties = self._client.call("get_survey_properties", sid, asked, kind=dict)
        anonymized = member(properties, "anonymized", str, where)
        language = member(properties, "language", str, where)
        is_anonymous = anonymized != "N"
        yield Survey, {**survey, "anonymized": anonymized}
        questions = self._questions(sid)
        for question in questions:
            yield Question, {**question, "sid": sid}
        for question in questions:
            for option in self._options(question, language):
                yield AnswerOption, {**option, "sid": sid, "qid": question["qid"]}
        if survey.get("active") != "Y":
            return
        for row in self._participants(sid, is_anonymous, properties.get("attributedescriptions")):
            yield Participant, row
        codebook = Codebook(questions)
        for response in self._client.responses(sid, language, self._config.page_length):
            yield Response, {**response, "sid": sid, "token": None if is_anonymous else response.get("token")}
            for row in _answers(response, codebook):
                yield ResponseAnswer, {**row, "sid": sid, "response_id": response["id"]}

    def _questions(self, sid: int) -> list[Row]:
        """Questions as a respondent meets them, each followed by its subquestions; sent in no order."""
        where = f"list_questions ({sid})"
        group_orders = {
            row.get("gid"): row.get("group_order") for row in self._client.call("list_groups", sid)
        }
        rows = self._client.call("list_questions", sid)
        orders = {number(row, "qid", where): number(row, "question_order", where) for row in rows}

        def place(row: Row) -> tuple[int, int, int, int]:
            group_order = int(group_orders.get(row.get("gid")) or 0)
            qid, parent_qid = number(row, "qid", where), number(row, "parent_qid", where)
            if parent_qid:
                return group_order, orders.get(parent_qid, 0), orders[qid], qid
            return group_order, orders[qid], -1, qid

        return [{**row, "group_order": group_orders.get(row.get("gid"))} for row in sorted(rows, key=place)]

    def _options(self, question: Row, language: str) -> Iterator[Row]:
        """The answer options of a question; a list instead of an object means codes 0, 1, 2, …"""
        where = f"get_question_properties ({question['qid']})"
        if number(question, "parent_qid", where) or question.get("type") not in OPTION_TYPES:
            return
        properties = self._client.call(
            "get_question_properties", question["qid"], ["answeroptions"], language, kind=dict
        )
        options = properties.get("answeroptions")
        if isinstance(options, str):  # "No available answer options"
            return
        if isinstance(options, list):
            options = {str(code): option for code, option in enumerate(options)}
        for code in member({"answeroptions": options}, "answeroptions", dict, where):
            yield {**member(options, code, dict, where), "code": code}

    def _participants(self, sid: int, is_anonymous: bool, described: Any) -> Iterator[Row]:
        """Who was invited: of an anonymous survey neither token nor number, nor when somebody answered."""
        number_name = self._config.employee_number_attribute
        department_name = self._config.department_attribute
        text = described if isinstance(described, str) else json.dumps(described)
        wanted = [department_name] if is_anonymous else [number_name, department_name]
        attributes = [name for name in wanted if f'"{name}"' in text]
        for row in self._client.participants(sid, ["completed", *attributes], self._config.page_length):
            found = {"sid": sid, "tid": row["tid"], "completed": row.get("completed")}
            if department_name in attributes:
                found["department"] = row.get(department_name)
            if is_anonymous:
                found["completed"] = "N" if row.get("completed") == "N" else "Y"
            else:
                found["token"] = row.get("token")
            if number_name in attributes:
                found["employee_number"] = self._employee_number(sid, row.get(number_name))
            yield found

    def _employee_number(self, sid: int, value: Any) -> Any:
        """The value itself; a survey that keeps names or addresses in the attribute stops the load."""
        if isinstance(value, str) and ("@" in value or len(value.split()) > 1):
            raise SourceError(
                SOURCE,
                f"list_participants ({sid})",
                f"{self._config.employee_number_attribute} does not hold employee numbers",
                "set employee_number_attribute to the attribute that does, in every survey the same",
            )
        return value


def build(config: LimeSurveyConfig, landing: Landing) -> DltSource:
    """The dlt source of one load; nothing is asked before it runs."""
    client = LimeSurveyClient(config.base_url, config.username, config.password, config.timeout_seconds)
    return landed_source(SOURCE, LimeSurveyLoad(client, config).readers, landing)


SPEC = SourceSpec(SOURCE, RECORDS, LimeSurveyConfig, build, examine)


def _answers(response: Row, codebook: Codebook) -> Iterator[Row]:
    """The answers of one response; what was never asked and what was left blank are both sent as ""."""
    for column, value in response.items():
        part = codebook.part(column)
        if part is None:
            continue
        text = "" if value is None else str(value)
        if part == "code":
            yield {"question_code": column, "answer": text}
        else:
            yield {"question_code": column, "answer_length": len(text) or None}


def _named(record: type[Record], row: Row) -> Row:
    """The fields of a row that the record class names, "" as null: that is how LimeSurvey says nothing."""
    return {name: None if row[name] == "" else row[name] for name in record.model_fields if name in row}
