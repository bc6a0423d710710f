"""The contract's entities about ability: competencies, learning, development plans, potential, succession.

Belongs here: their fields. Does not belong here: reading a file or a database, readiness bands (seeds).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from ingestion.contract.fields import Choice, optional, required
from ingestion.record import Record

LearningStatus = Annotated[str, Choice(("completed", "in_progress", "not_started", "failed"))]
ActionStatus = Annotated[str, Choice(("planned", "in_progress", "done", "dropped"))]
PlanKind = Annotated[str, Choice(("development", "improvement"))]
RiskLevel = Annotated[str, Choice(("low", "medium", "high"))]


class Competency(Record):
    """A competency of a framework. Grain: competency."""

    table: ClassVar[str] = "competencies"
    key: ClassVar[tuple[str, ...]] = ("company_id", "competency_id")
    company_id: str = required("the company", "ACME-IN")
    competency_id: str = required("the competency, as the HR system names the skill", "Negotiation")
    competency_name: str = required("its name as reports show it", "Negotiation")
    framework: str | None = optional("the framework it belongs to", "Leadership 2025")
    level_min: Decimal = required("lowest level of the scale", Decimal(1))
    level_max: Decimal = required("highest level of the scale", Decimal(5))
    is_critical: bool = optional("whether the company depends on it", False, default=False)


class JobCompetency(Record):
    """The level of a competency that a job requires. Grain: job, competency and range."""

    table: ClassVar[str] = "job_competencies"
    key: ClassVar[tuple[str, ...]] = ("company_id", "job_id", "competency_id", "valid_from")
    company_id: str = required("the company", "ACME-IN")
    job_id: str = required("the job", "ACC-2")
    competency_id: str = required("the competency", "Negotiation")
    required_level: Decimal = required("the level required, on the competency's scale", Decimal(3))
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class PersonCompetency(Record):
    """An assessed level of a competency. Grain: person, competency and day."""

    table: ClassVar[str] = "person_competencies"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "competency_id", "assessed_date")
    company_id: str = required("the company", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    competency_id: str = required("the competency", "Negotiation")
    competency_level: Decimal = required("the level, on the competency's scale", Decimal("2.5"))
    assessed_date: date = required("the day it was assessed", date(2025, 11, 3))
    assessed_by_employee_number: str | None = optional("who assessed it", "E0007")


class LearningItem(Record):
    """A course, programme or event. Grain: item."""

    table: ClassVar[str] = "learning_items"
    key: ClassVar[tuple[str, ...]] = ("company_id", "learning_item_id")
    company_id: str = required("the company", "ACME-IN")
    learning_item_id: str = required("the item's identifier", "NEG-101")
    item_name: str = required("its name as reports show it", "Negotiation basics")
    provider: str | None = optional("who offers it", "In-house academy")
    is_mandatory: bool = optional("whether everybody has to take it", False, default=False)
    nominal_hours: Decimal | None = optional("hours it takes", Decimal(8))
    validity_days: int | None = optional("days until it must be taken again", 365)
    cost_amount: Decimal | None = optional("cost of one participant", Decimal("4500.00"))
    currency: str | None = optional("ISO code of the cost", "INR")


class LearningCompetency(Record):
    """The catalogue map: what competency an item builds. Grain: system, item and competency."""

    table: ClassVar[str] = "learning_competencies"
    key: ClassVar[tuple[str, ...]] = ("source_system", "learning_item_id", "competency_id")
    company_id: str = required("the company", "ACME-IN")
    source_system: str = required("the system that holds the item", "moodle")
    learning_item_id: str = required(
        "the item's identifier there; in Moodle the course's short name", "NEG-101"
    )
    competency_id: str = required("the competency", "Negotiation")
    level_gain: Decimal | None = optional("levels that it is expected to add", Decimal("0.5"))


class LearningRecord(Record):
    """One attempt of one person at an item. Grain: person, item and attempt."""

    table: ClassVar[str] = "learning_records"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "learning_item_id", "attempt")
    company_id: str = required("the company", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    learning_item_id: str = required("the item", "NEG-101")
    attempt: int = optional("number of the attempt", 1, default=1)
    assigned_date: date | None = optional("the day it was assigned", date(2025, 6, 1))
    due_date: date | None = optional("the day it is due", date(2025, 8, 31))
    status: LearningStatus = required("where it stands", "completed")
    completed_date: date | None = optional("the day it was completed", date(2025, 7, 19))
    score_ratio: Decimal | None = optional("score, 0 to 1", Decimal("0.85"))
    hours: Decimal | None = optional("hours spent", Decimal("7.5"))
    expires_date: date | None = optional("the day it loses its validity", date(2026, 7, 19))


class DevPlan(Record):
    """A development plan of a person. Grain: plan."""

    table: ClassVar[str] = "dev_plans"
    key: ClassVar[tuple[str, ...]] = ("company_id", "dev_plan_id")
    company_id: str = required("the company", "ACME-IN")
    dev_plan_id: str = required("the plan's identifier", "DP-2026-1042")
    employee_number: str = required("the person", "E1042")
    agreed_date: date = required("the day it was agreed", date(2026, 1, 12))
    plan_kind: PlanKind = optional(
        "an improvement plan answers results that fall short", "development", default="development"
    )
    closed_date: date | None = optional("the day it was closed; empty: still open", date(2026, 6, 30))


class DevAction(Record):
    """An action of a development plan. Grain: plan and action."""

    table: ClassVar[str] = "dev_actions"
    key: ClassVar[tuple[str, ...]] = ("company_id", "dev_plan_id", "action_id")
    company_id: str = required("the company", "ACME-IN")
    dev_plan_id: str = required("the plan", "DP-2026-1042")
    action_id: str = required("the action's identifier", "A1")
    competency_id: str | None = optional("the competency it builds", "Negotiation")
    learning_item_id: str | None = optional("the item it uses", "NEG-101")
    title: str = required("the action in a sentence", "Lead one supplier negotiation")
    due_date: date | None = optional("when it is due", date(2026, 6, 30))
    status: ActionStatus = required("where it stands", "planned")


class TalentRating(Record):
    """An assessed potential (and risks) of one person, never derived from performance. Grain: person and day."""

    table: ClassVar[str] = "talent_ratings"
    key: ClassVar[tuple[str, ...]] = ("employee_number", "assessed_at")
    company_id: str = required("the company", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    potential: float = required("the potential assessed", 2)
    scale_min: Decimal = required("lowest value of the scale", Decimal(1))
    scale_max: Decimal = required("highest value of the scale", Decimal(3))
    assessed_at: date = required("the day it was assessed", date(2025, 11, 3))
    risk_of_loss: RiskLevel | None = optional("how likely the person is thought to leave", "medium")
    impact_of_loss: RiskLevel | None = optional("how much it would hurt", "high")


class SuccessionPlan(Record):
    """A critical role: its unit and incumbent. Grain: plan."""

    table: ClassVar[str] = "succession_plans"
    key: ClassVar[tuple[str, ...]] = ("plan_id",)
    plan_id: str = required("the plan's identifier", "SP-014")
    company_id: str = required("the company", "ACME-IN")
    role_name: str = required("the role", "Head of Finance")
    org_unit_id: str = required("its unit", "FIN")
    incumbent_employee_number: str | None = optional("who holds it; empty: vacant", "E0007")
    criticality: str = required("how critical it is, by the company's own list", "high")
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class Successor(Record):
    """A nomination for a critical role. Grain: plan and person."""

    table: ClassVar[str] = "successors"
    key: ClassVar[tuple[str, ...]] = ("plan_id", "employee_number")
    plan_id: str = required("the plan", "SP-014")
    company_id: str = required("the company", "ACME-IN")
    employee_number: str = required("the person nominated", "E1042")
    readiness: str = required("when the person will be ready; mapped by a seed", "1-2 years")
    nomination_rank: int | None = optional("1 for the first choice", 1)
    is_emergency: bool = optional("whether the person could fill in at once", False, default=False)
    assessed_at: date = required("the day the readiness was assessed", date(2025, 11, 3))


ENTITIES: tuple[type[Record], ...] = (
    Competency,
    JobCompetency,
    PersonCompetency,
    LearningItem,
    LearningCompetency,
    LearningRecord,
    DevPlan,
    DevAction,
    TalentRating,
    SuccessionPlan,
    Successor,
)
