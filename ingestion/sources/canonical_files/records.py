"""What may land from files in the canonical contract, for what no system holds.

Belongs here: one record class per entity, with the contract's names. Does not belong here: defaults, mapping.
One file per entity, `<table>.csv`, in one folder. Organisation units and people are named by the ids of the
HR system (`Department.name`, employee number).
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingestion.record import Rate, Record


class GradeRank(Record):
    """The order of a company's grades; a higher rank is a higher grade."""

    table: ClassVar[str] = "grade_ranks"
    key: ClassVar[tuple[str, ...]] = ("company_id", "grade_id")
    company_id: str
    grade_id: str
    grade_rank: int


class PayRange(Record):
    """Annual full-time pay range of a grade, in force from `valid_from` until `valid_to` (open end null)."""

    table: ClassVar[str] = "pay_ranges"
    key: ClassVar[tuple[str, ...]] = ("company_id", "grade_id", "valid_from")
    company_id: str
    grade_id: str
    currency: str
    minimum_amount: Decimal
    midpoint_amount: Decimal
    maximum_amount: Decimal
    valid_from: date
    valid_to: date | None = None


class ExchangeRate(Record):
    """Plan-year rate: one unit of `from_currency` in `to_currency`."""

    table: ClassVar[str] = "exchange_rates"
    key: ClassVar[tuple[str, ...]] = ("from_currency", "to_currency", "valid_from")
    from_currency: str
    to_currency: str
    rate: Rate
    valid_from: date
    valid_to: date | None = None


class CompBudget(Record):
    """The increment budget of one holder (an organisation unit with all below it) in one cycle, annual."""

    table: ClassVar[str] = "comp_budgets"
    key: ClassVar[tuple[str, ...]] = ("company_id", "cycle_id", "holder_org_unit_id", "purpose")
    company_id: str
    cycle_id: str
    holder_org_unit_id: str
    purpose: str
    amount: Decimal
    currency: str
    decision_date: date
    effective_date: date


class TalentRating(Record):
    """An assessed potential (and risks) of one person; never derived from performance."""

    table: ClassVar[str] = "talent_ratings"
    key: ClassVar[tuple[str, ...]] = ("employee_number", "assessed_at")
    company_id: str
    employee_number: str
    potential: float
    scale_min: float
    scale_max: float
    assessed_at: date


class SuccessionPlan(Record):
    """A critical role: its unit, job and incumbent."""

    table: ClassVar[str] = "succession_plans"
    key: ClassVar[tuple[str, ...]] = ("plan_id",)
    plan_id: str
    company_id: str
    role_name: str
    org_unit_id: str
    incumbent_employee_number: str | None = None
    criticality: str
    valid_from: date
    valid_to: date | None = None


class Successor(Record):
    """A nomination for a critical role."""

    table: ClassVar[str] = "successors"
    key: ClassVar[tuple[str, ...]] = ("plan_id", "employee_number")
    plan_id: str
    company_id: str
    employee_number: str
    readiness: str
    nomination_rank: int | None = None
    is_emergency: bool = False
    assessed_at: date


class KpiDef(Record):
    """A business KPI of one organisation unit's scorecard: perspective, weights and how it is scored."""

    table: ClassVar[str] = "kpi_defs"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "valid_from")
    company_id: str
    org_unit_id: str
    kpi_id: str
    kpi_name: str
    perspective: str
    perspective_weight: Decimal
    kpi_weight: Decimal
    direction: str
    unit: str
    time_basis: str
    is_critical: bool = False
    valid_from: date
    valid_to: date | None = None


class KpiTarget(Record):
    """Floor, target and stretch of one KPI, unit and period."""

    table: ClassVar[str] = "kpi_targets"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "period_start")
    company_id: str
    org_unit_id: str
    kpi_id: str
    period_start: date
    period_end: date
    floor_value: float
    target_value: float
    stretch_value: float | None = None
    tolerance: float | None = None


class KpiValue(Record):
    """An actual of one KPI, unit and month."""

    table: ClassVar[str] = "kpi_values"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "kpi_id", "period_start")
    company_id: str
    org_unit_id: str
    kpi_id: str
    period_start: date
    period_end: date
    value: float
    unit: str
