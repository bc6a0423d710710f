"""The contract's entities about surveys and about other companies: surveys, answers, benchmarks.

Belongs here: their fields; no answer ever names a person. Does not belong here: reading a file or a database.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from ingestion.contract.fields import Choice, optional, required
from ingestion.record import Record

SurveyMode = Annotated[str, Choice(("anonymous", "confidential", "identified"))]


class Survey(Record):
    """A survey, or one wave of it. Grain: survey."""

    table: ClassVar[str] = "surveys"
    key: ClassVar[tuple[str, ...]] = ("company_id", "survey_id")
    company_id: str = required("the company", "ACME-IN")
    survey_id: str = required("the survey's identifier", "ENG-2026-1")
    survey_title: str = required("its title", "Engagement 2026")
    mode: SurveyMode = required("what was promised to those who answer", "anonymous")


class SurveyItem(Record):
    """A question that is answered on a scale. Grain: survey and question."""

    table: ClassVar[str] = "survey_items"
    key: ClassVar[tuple[str, ...]] = ("company_id", "survey_id", "question_code")
    company_id: str = required("the company", "ACME-IN")
    survey_id: str = required("the survey", "ENG-2026-1")
    question_code: str = required("the question's code", "ENG[PRIDE]")
    factor: str | None = optional("what it measures together with others", "Engagement")
    scale_min: Decimal = required("lowest answer", Decimal(1))
    scale_max: Decimal = required("highest answer", Decimal(5))
    is_reverse_keyed: bool = optional("whether a low answer is the good one", False, default=False)


class SurveyInvite(Record):
    """An invitation, by unit and without a name. Grain: survey and invitation."""

    table: ClassVar[str] = "survey_invites"
    key: ClassVar[tuple[str, ...]] = ("company_id", "survey_id", "invite_id")
    company_id: str = required("the company", "ACME-IN")
    survey_id: str = required("the survey", "ENG-2026-1")
    invite_id: str = required("a number that tells invitations apart and nothing else", "17")
    org_unit_id: str | None = optional("the unit of the invited person then", "FIN-AP")
    is_completed: bool = required("whether it was answered", True)


class SurveyResponse(Record):
    """One answer to one question; the respondent is a number. Grain: survey, response and question."""

    table: ClassVar[str] = "survey_responses"
    key: ClassVar[tuple[str, ...]] = ("company_id", "survey_id", "response_id", "question_code")
    company_id: str = required("the company", "ACME-IN")
    survey_id: str = required("the survey", "ENG-2026-1")
    response_id: str = required("a number that tells responses apart and nothing else", "203")
    question_code: str = required("the question's code", "ENG[PRIDE]")
    answer_value: Decimal | None = optional("the answer on the scale; empty: not answered", Decimal(4))
    org_unit_id: str | None = optional("the respondent's unit then, frozen into the answer", "FIN-AP")
    submitted_date: date | None = optional("the day it was sent", date(2026, 2, 11))


class Benchmark(Record):
    """A value of a metric among other companies. Grain: metric, variant, group of companies and percentile."""

    table: ClassVar[str] = "benchmarks"
    key: ClassVar[tuple[str, ...]] = (
        "metric",
        "variant",
        "industry",
        "geography",
        "size_band",
        "percentile",
        "as_of_date",
    )
    company_id: str = optional("the company it is meant for; empty: all", "*", default="*")
    metric: str = required("the KPI it compares with", "voluntary_turnover")
    variant: str = required("the KPI's variant; shown only beside the same one", "default")
    industry: str = required("the industry", "Manufacturing")
    geography: str = required("the country or region", "IN")
    size_band: str = required("the companies' size", "500-999")
    percentile: int = required("the percentile, 1 to 99", 50)
    value: float = required("the metric's value there, in the KPI's unit", 0.142)
    as_of_date: date = required("the last day it describes", date(2025, 12, 31))
    source: str = required("who publishes it", "Industry association, salary survey 2025")
    licence: str = required("what its licence allows", "internal use")


ENTITIES: tuple[type[Record], ...] = (Survey, SurveyItem, SurveyInvite, SurveyResponse, Benchmark)
