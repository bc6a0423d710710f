"""The contract's entities about money: base pay, payroll, awards, ranges, budgets, rates, finance.

Belongs here: their fields; amounts are exact decimals with an ISO currency.
Does not belong here: reading a file or a database, policy (that is seeds).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from ingestion.contract.fields import Choice, optional, required
from ingestion.record import Rate, Record

PayFrequency = Annotated[str, Choice(("year", "month", "week", "hour"))]
PayReason = Annotated[str, Choice(("hire", "merit", "promotion", "market", "correction"))]
ComponentClass = Annotated[
    str,
    Choice(("base", "allowance", "variable", "overtime", "statutory_er", "deduction", "reimbursement")),
]
AwardType = Annotated[str, Choice(("bonus", "incentive", "recognition"))]


class CompBase(Record):
    """Somebody's base pay for a range of dates, at the FTE in `fte_basis`. Grain: person and first day."""

    table: ClassVar[str] = "comp_bases"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "valid_from")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    valid_from: date = required("first day of this pay", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: until the next row")
    base_amount: Decimal = required("base pay per `frequency`", Decimal("1250000.00"))
    frequency: PayFrequency = required("year, month, week or hour", "year")
    hours_per_week: Decimal | None = optional("paid hours a week; needed for pay by the hour", Decimal(40))
    currency: str = required("ISO code", "INR")
    fte_basis: Decimal = optional("the FTE that the amount is for", Decimal(1), default=Decimal(1))
    ctc_annual: Decimal | None = optional("cost to company a year", Decimal("1600000.00"))
    variable_target: Decimal | None = optional("target of variable pay a year", Decimal("120000.00"))
    reason: PayReason | None = optional("why it changed", "merit")


class PayRun(Record):
    """What one person was paid for one period. Grain: person and period."""

    table: ClassVar[str] = "pay_runs"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "period_start", "period_end")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    period_start: date = required("first day paid for", date(2025, 4, 1))
    period_end: date = required("last day paid for", date(2025, 4, 30))
    pay_date: date | None = optional("the day it was paid", date(2025, 4, 30))
    currency: str = required("ISO code", "INR")
    gross_amount: Decimal = required("sum of the earnings", Decimal("104166.67"))
    deduction_amount: Decimal = required("sum of the deductions", Decimal("18200.00"))
    net_amount: Decimal = required("earnings less deductions", Decimal("85966.67"))
    paid_days: Decimal | None = optional("days paid", Decimal(30))
    lop_days: Decimal | None = optional("days of loss of pay", Decimal(0))


class PayItem(Record):
    """One component of a pay run. Grain: person, period and component."""

    table: ClassVar[str] = "pay_items"
    key: ClassVar[tuple[str, ...]] = (
        "company_id",
        "employee_number",
        "period_start",
        "period_end",
        "component_code",
    )
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    period_start: date = required("first day of the pay run", date(2025, 4, 1))
    period_end: date = required("last day of the pay run", date(2025, 4, 30))
    component_code: str = required("the component in payroll's own words", "Basic")
    component_class: ComponentClass = required(
        "what it is; a deduction lowers the net, an employer's part (statutory_er) is beside it", "base"
    )
    amount: Decimal = required("its amount, positive as printed on the slip", Decimal("62500.00"))
    currency: str = required("ISO code", "INR")


class Award(Record):
    """A bonus, an incentive or a recognition that somebody was given. Grain: award."""

    table: ClassVar[str] = "awards"
    key: ClassVar[tuple[str, ...]] = ("company_id", "award_id")
    company_id: str = required("the employer", "ACME-IN")
    award_id: str = required("the award's identifier", "AW-2025-031")
    employee_number: str = required("the person", "E1042")
    award_type: AwardType = required("bonus, incentive or recognition", "recognition")
    award_date: date = required("the day it was given", date(2025, 10, 2))
    amount: Decimal | None = optional("its amount; empty where it was no money", Decimal("25000.00"))
    currency: str | None = optional("ISO code of the amount", "INR")
    programme: str | None = optional("the programme it belongs to", "Spot award")


class PayRange(Record):
    """Annual full-time pay range of a grade, in force from `valid_from` until `valid_to`. Grain: grade and range."""

    table: ClassVar[str] = "pay_ranges"
    key: ClassVar[tuple[str, ...]] = ("company_id", "grade_id", "valid_from")
    company_id: str = required("the company", "ACME-IN")
    grade_id: str = required("the grade", "G5")
    currency: str = required("ISO code", "INR")
    minimum_amount: Decimal = required("annual minimum", Decimal("900000.00"))
    midpoint_amount: Decimal = required("annual midpoint", Decimal("1200000.00"))
    maximum_amount: Decimal = required("annual maximum", Decimal("1500000.00"))
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class ExchangeRate(Record):
    """Plan-year rate: one unit of `from_currency` in `to_currency`. Grain: pair and range."""

    table: ClassVar[str] = "exchange_rates"
    key: ClassVar[tuple[str, ...]] = ("from_currency", "to_currency", "valid_from")
    from_currency: str = required("ISO code", "EUR")
    to_currency: str = required("ISO code", "INR")
    rate: Rate = required("units of `to_currency` for one of `from_currency`", Decimal("91.25"))
    valid_from: date = required("first day in force", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still in force")


class CompBudget(Record):
    """The annual budget of one holder (a unit with all below it) in one cycle. Grain: holder and purpose."""

    table: ClassVar[str] = "comp_budgets"
    key: ClassVar[tuple[str, ...]] = ("company_id", "cycle_id", "holder_org_unit_id", "purpose")
    company_id: str = required("the company", "ACME-IN")
    cycle_id: str = required("the compensation cycle", "2026")
    holder_org_unit_id: str = required("the unit whose head holds it", "FIN")
    purpose: str = required("merit, lump_sum, promotion or bonus", "merit")
    amount: Decimal = required("annual amount", Decimal("5400000.00"))
    currency: str = required("ISO code", "INR")
    decision_date: date = required("the day whose pay and ratings decide", date(2026, 3, 31))
    effective_date: date = required("first day of the new pay", date(2026, 4, 1))


class FinancePeriod(Record):
    """A company's figures from finance for one period. Grain: company and period."""

    table: ClassVar[str] = "finance_periods"
    key: ClassVar[tuple[str, ...]] = ("company_id", "period_start", "period_end")
    company_id: str = required("the company", "ACME-IN")
    period_start: date = required("first day", date(2025, 4, 1))
    period_end: date = required("last day", date(2025, 4, 30))
    currency: str = required("ISO code", "INR")
    revenue_amount: Decimal | None = optional("revenue", Decimal("48000000.00"))
    operating_expense_amount: Decimal | None = optional(
        "operating expense, people cost included", Decimal("39000000.00")
    )
    people_cost_amount: Decimal | None = optional(
        "cost of employees, employer's part included", Decimal("21000000.00")
    )
    contingent_cost_amount: Decimal | None = optional("cost of contingent workers", Decimal("1500000.00"))


ENTITIES: tuple[type[Record], ...] = (
    CompBase,
    PayRun,
    PayItem,
    Award,
    PayRange,
    ExchangeRate,
    CompBudget,
    FinancePeriod,
)
