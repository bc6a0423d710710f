"""The contract's entities about performance: job cards, objectives, goals, KPIs, reviews, calibration.

Belongs here: their fields. Does not belong here: reading a file or a database, scales and bands (seeds).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from ingestion.contract.fields import Choice, optional, required
from ingestion.record import Record

Level = Annotated[str, Choice(("company", "division", "department", "team", "person"))]
Measure = Annotated[
    str,
    Choice(("higher", "lower", "target", "range", "binary", "milestone", "maintain", "progress_only")),
]
GoalKind = Annotated[str, Choice(("committed", "aspirational"))]
GoalStatus = Annotated[str, Choice(("pending", "in_progress", "completed", "archived", "closed"))]
Direction = Annotated[str, Choice(("higher", "lower", "target"))]
TimeBasis = Annotated[str, Choice(("sum", "average", "last"))]
ReviewType = Annotated[str, Choice(("self", "manager", "peer", "upward", "final", "calibrated"))]
ReviewStatus = Annotated[str, Choice(("draft", "submitted"))]
ItemType = Annotated[str, Choice(("kra", "criterion", "competency"))]


class JobCard(Record):
    """What a job is for, in one version. Grain: job and version."""

    table: ClassVar[str] = "job_cards"
    key: ClassVar[tuple[str, ...]] = ("company_id", "job_id", "version")
    company_id: str = required("the company", "ACME-IN")
    job_id: str = required("the job", "ACC-2")
    version: str = required("the card's version", "2025-1")
    purpose: str = required("why the job exists, in a sentence", "Pays suppliers right and on time")
    source_document: str | None = optional("the document it was taken from", "JD-ACC-2-v3")
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class JobCardKra(Record):
    """A key result area of a job card. Grain: job, version and KRA."""

    table: ClassVar[str] = "job_card_kras"
    key: ClassVar[tuple[str, ...]] = ("company_id", "job_id", "version", "kra_id")
    company_id: str = required("the company", "ACME-IN")
    job_id: str = required("the job", "ACC-2")
    version: str = required("the card's version", "2025-1")
    kra_id: str = required("the key result area, as the HR system names it", "Supplier payments")
    weight: Decimal | None = optional("its weight within the card, 0 to 100", Decimal(40))


class JobCardKpi(Record):
    """A KPI that a job card is measured by. Grain: job, version and KPI."""

    table: ClassVar[str] = "job_card_kpis"
    key: ClassVar[tuple[str, ...]] = ("company_id", "job_id", "version", "kpi_id")
    company_id: str = required("the company", "ACME-IN")
    job_id: str = required("the job", "ACC-2")
    version: str = required("the card's version", "2025-1")
    kpi_id: str = required("the KPI", "invoices_paid_on_time")
    kra_id: str | None = optional("the key result area it measures", "Supplier payments")


class Objective(Record):
    """An objective of the company, a unit, a team or a person, and the one above it. Grain: objective."""

    table: ClassVar[str] = "objectives"
    key: ClassVar[tuple[str, ...]] = ("company_id", "objective_id")
    company_id: str = required("the company", "ACME-IN")
    objective_id: str = required("the objective's identifier", "OBJ-2026-FIN-1")
    title: str = required("the objective in a sentence", "Close the books in five days")
    level: Level = required("whose objective it is", "division")
    owner_org_unit_id: str | None = optional("the unit that owns it", "FIN")
    owner_employee_number: str | None = optional("the person who answers for it", "E0007")
    parent_objective_id: str | None = optional("the objective above it; empty for the top", "OBJ-2026-1")
    perspective: str | None = optional("perspective of the balanced scorecard", "process")
    weight: Decimal | None = optional("its weight within the objective above, 0 to 100", Decimal(30))
    period_start: date = required("first day", date(2025, 4, 1))
    period_end: date = required("last day", date(2026, 3, 31))


class KeyResult(Record):
    """A measured result of an objective. Grain: key result."""

    table: ClassVar[str] = "key_results"
    key: ClassVar[tuple[str, ...]] = ("company_id", "key_result_id")
    company_id: str = required("the company", "ACME-IN")
    key_result_id: str = required("the key result's identifier", "KR-2026-FIN-1-1")
    objective_id: str = required("the objective it belongs to", "OBJ-2026-FIN-1")
    title: str = required("the key result in a sentence", "Days to close fall from 9 to 5")
    kind: GoalKind = optional("committed or aspirational", "committed", default="committed")
    measure: Measure = required("how the value is judged", "lower")
    unit: str | None = optional("unit of the values", "days")
    baseline_value: float | None = optional("value at the start", 9)
    target_value: float | None = optional("value that counts as reached", 5)
    floor_value: float | None = optional("value that counts as nothing", 9)
    stretch_value: float | None = optional("value beyond the target", 4)
    tolerance: float | None = optional("distance from the target that still counts as met", 0.5)
    limit_value: float | None = optional("for a target: the distance at which nothing counts", 3)
    weight: Decimal | None = optional("its weight within the objective, 0 to 100", Decimal(50))


class Goal(Record):
    """A goal of a person or unit, measured. Grain: goal."""

    table: ClassVar[str] = "goals"
    key: ClassVar[tuple[str, ...]] = ("company_id", "goal_id")
    company_id: str = required("the company", "ACME-IN")
    goal_id: str = required("the goal's identifier", "G-2026-1042-1")
    title: str = required("the goal in a sentence", "Pay 98 % of invoices on time")
    employee_number: str | None = optional("the person it belongs to; empty for a unit's goal", "E1042")
    org_unit_id: str | None = optional("the unit it belongs to", "FIN-AP")
    cycle_id: str | None = optional("the review cycle", "2025 H2")
    kra_id: str | None = optional("the key result area", "Supplier payments")
    parent_goal_id: str | None = optional("the goal above it", "G-2026-FIN-3")
    parent_objective_id: str | None = optional("the objective it serves", "OBJ-2026-FIN-1")
    perspective: str | None = optional("perspective of the balanced scorecard", "process")
    weight: Decimal | None = optional("its weight among the person's goals, 0 to 100", Decimal(25))
    kind: GoalKind = optional("committed or aspirational", "committed", default="committed")
    measure: Measure = required("how the value is judged", "higher")
    unit: str | None = optional("unit of the values", "%")
    baseline_value: float | None = optional("value at the start", 91)
    target_value: float | None = optional("value that counts as reached", 98)
    floor_value: float | None = optional("value that counts as nothing", 91)
    stretch_value: float | None = optional("value beyond the target", 99)
    tolerance: float | None = optional("distance from the target that still counts as met", 0.5)
    limit_value: float | None = optional("for a target: the distance at which nothing counts", 5)
    data_source: str | None = optional(
        "where its values come from; a KPI of its unit by its identifier", "ERP, payment run"
    )
    status: GoalStatus = required("where it stands", "in_progress")
    progress_pct: Decimal | None = optional("progress as reported, 0 to 100", Decimal(60))
    start_date: date | None = optional("first day", date(2025, 10, 1))
    end_date: date | None = optional("last day", date(2026, 3, 31))
    created_date: date | None = optional("the day it was agreed", date(2025, 9, 20))


class GoalMilestone(Record):
    """A milestone of a goal that is judged by milestones. Grain: goal and milestone."""

    table: ClassVar[str] = "goal_milestones"
    key: ClassVar[tuple[str, ...]] = ("company_id", "goal_id", "milestone_id")
    company_id: str = required("the company", "ACME-IN")
    goal_id: str = required("the goal or key result", "G-2026-1042-2")
    milestone_id: str = required("the milestone", "M1")
    title: str = required("what is reached", "Supplier portal live")
    weight: Decimal = required("its weight within the goal, 0 to 100", Decimal(50))
    due_date: date | None = optional("when it is due", date(2025, 12, 31))
    reached_date: date | None = optional("when it was reached; empty: not yet", date(2025, 12, 12))


class GoalAlignment(Record):
    """A link from a goal of any system to what it serves, for systems that cannot cascade. Grain: goal."""

    table: ClassVar[str] = "goal_alignments"
    key: ClassVar[tuple[str, ...]] = ("source_system", "goal_id")
    company_id: str = required("the company", "ACME-IN")
    source_system: str = required("the system that holds the goal", "frappe_hr")
    goal_id: str = required("the goal's identifier there", "HR-GOAL-2026-00042")
    parent_objective_id: str = required("the objective it serves", "OBJ-2026-FIN-1")
    weight: Decimal | None = optional("its weight within the objective, 0 to 100", Decimal(10))


class GoalCheckin(Record):
    """A value or a progress recorded for a goal or key result. Grain: goal and day."""

    table: ClassVar[str] = "goal_checkins"
    key: ClassVar[tuple[str, ...]] = ("company_id", "goal_id", "recorded_date")
    company_id: str = required("the company", "ACME-IN")
    goal_id: str = required("the goal or key result", "G-2026-1042-1")
    recorded_date: date = required("the day it was recorded", date(2025, 12, 31))
    value: float | None = optional("the value, in the goal's unit", 95.5)
    progress_pct: Decimal | None = optional("progress as reported, 0 to 100", Decimal(60))
    confidence: Decimal | None = optional("how likely the target is thought to be, 0 to 1", Decimal("0.7"))


class KpiDef(Record):
    """A business KPI of one unit's scorecard: perspective, weights, how it is scored. Grain: unit, KPI, range."""

    table: ClassVar[str] = "kpi_defs"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "valid_from")
    company_id: str = required("the company", "ACME-IN")
    org_unit_id: str = required("the unit", "FIN")
    kpi_id: str = required("the KPI's identifier", "days_to_close")
    kpi_name: str = required("its name as reports show it", "Days to close")
    perspective: str = required("perspective of the balanced scorecard", "process")
    perspective_weight: Decimal = required("weight of the perspective, 0 to 100", Decimal(25))
    kpi_weight: Decimal = required("weight of the KPI within the perspective, 0 to 100", Decimal(50))
    direction: Direction = required("whether higher, lower or the target is best", "lower")
    unit: str = required("unit of the values", "days")
    time_basis: TimeBasis = required("how months make a longer period", "average")
    is_critical: bool = optional("whether it alone can sink the score", False, default=False)
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class KpiTarget(Record):
    """Floor, target and stretch of one KPI. Grain: unit, KPI and period."""

    table: ClassVar[str] = "kpi_targets"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "period_start")
    company_id: str = required("the company", "ACME-IN")
    org_unit_id: str = required("the unit", "FIN")
    kpi_id: str = required("the KPI", "days_to_close")
    period_start: date = required("first day", date(2025, 4, 1))
    period_end: date = required("last day", date(2026, 3, 31))
    floor_value: float = required("value that counts as nothing", 9)
    target_value: float = required("value that counts as reached", 5)
    stretch_value: float | None = optional("value beyond the target", 4)
    tolerance: float | None = optional("distance from the target that still counts as met", 0.5)


class KpiValue(Record):
    """An actual of one KPI. Grain: unit, KPI and period."""

    table: ClassVar[str] = "kpi_values"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "period_start")
    company_id: str = required("the company", "ACME-IN")
    org_unit_id: str = required("the unit", "FIN")
    kpi_id: str = required("the KPI", "days_to_close")
    period_start: date = required("first day", date(2025, 4, 1))
    period_end: date = required("last day", date(2025, 4, 30))
    value: float = required("the actual, in the KPI's unit", 6)
    unit: str = required("unit of the value", "days")


class ReviewCycle(Record):
    """A review cycle. Grain: cycle."""

    table: ClassVar[str] = "review_cycles"
    key: ClassVar[tuple[str, ...]] = ("company_id", "cycle_id")
    company_id: str = required("the company", "ACME-IN")
    cycle_id: str = required("the cycle's identifier", "2025 H2")
    cycle_start: date = required("first day of the time reviewed", date(2025, 10, 1))
    cycle_end: date = required("last day of the time reviewed", date(2026, 3, 31))
    closed_date: date | None = optional("the day it was closed; empty: still open", date(2026, 4, 20))


class Review(Record):
    """One rating of one person in a cycle. Grain: cycle, person, kind and reviewer."""

    table: ClassVar[str] = "reviews"
    key: ClassVar[tuple[str, ...]] = (
        "company_id",
        "cycle_id",
        "employee_number",
        "review_type",
        "reviewer_employee_number",
    )
    company_id: str = required("the company", "ACME-IN")
    cycle_id: str = required("the cycle", "2025 H2")
    employee_number: str = required("the person reviewed", "E1042")
    review_type: ReviewType = required("who rates; final is what counts before calibration", "manager")
    reviewer_employee_number: str | None = optional("the person who rates", "E0007")
    status: ReviewStatus = required("draft ratings count for nothing", "submitted")
    rating_value: Decimal | None = optional("the rating; empty: not rated", Decimal("3.5"))
    scale_min: Decimal = required("lowest rating of the scale", Decimal(1))
    scale_max: Decimal = required("highest rating of the scale", Decimal(5))
    rating_label: str | None = optional("the rating in words", "Meets expectations")
    submitted_date: date | None = optional("the day it was submitted", date(2026, 4, 10))


class ReviewItem(Record):
    """A part of a review: a KRA, a criterion or a competency. Grain: cycle, person, kind of review and item."""

    table: ClassVar[str] = "review_items"
    key: ClassVar[tuple[str, ...]] = (
        "company_id",
        "cycle_id",
        "employee_number",
        "review_type",
        "item_type",
        "item_id",
    )
    company_id: str = required("the company", "ACME-IN")
    cycle_id: str = required("the cycle", "2025 H2")
    employee_number: str = required("the person reviewed", "E1042")
    review_type: ReviewType = required("the review it belongs to", "final")
    item_type: ItemType = required("kra, criterion or competency", "kra")
    item_id: str = required("the item's name or identifier", "Supplier payments")
    weight: Decimal | None = optional("its weight within the review, 0 to 100", Decimal(40))
    score: Decimal | None = optional("its score", Decimal(4))
    score_max: Decimal | None = optional("highest score possible", Decimal(5))
    completion_pct: Decimal | None = optional("share of the item reached, 0 to 100", Decimal(80))


class CalibrationChange(Record):
    """A rating that a calibration meeting changed. Grain: cycle, person and day."""

    table: ClassVar[str] = "calibration_changes"
    key: ClassVar[tuple[str, ...]] = ("company_id", "cycle_id", "employee_number", "changed_date")
    company_id: str = required("the company", "ACME-IN")
    cycle_id: str = required("the cycle", "2025 H2")
    employee_number: str = required("the person", "E1042")
    changed_date: date = required("the day of the meeting", date(2026, 4, 15))
    from_rating: Decimal = required("the rating before", Decimal(4))
    to_rating: Decimal = required("the rating after", Decimal("3.5"))
    meeting: str | None = optional("the meeting", "CAL-FIN-2025H2")
    changed_by_employee_number: str | None = optional("who answers for it", "E0003")
    reason_code: str | None = optional("why, by the company's own list", "distribution")


ENTITIES: tuple[type[Record], ...] = (
    JobCard,
    JobCardKra,
    JobCardKpi,
    Objective,
    KeyResult,
    Goal,
    GoalMilestone,
    GoalAlignment,
    GoalCheckin,
    KpiDef,
    KpiTarget,
    KpiValue,
    ReviewCycle,
    Review,
    ReviewItem,
    CalibrationChange,
)
