"""The contract's entities about who works where: people, employments, assignments, organisation, jobs, time off.

Belongs here: their fields. Does not belong here: reading a file or a database, pay, performance.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from ingestion.contract.fields import Choice, optional, required
from ingestion.record import Ended, Record

WorkerType = Annotated[str, Choice(("employee", "contingent", "intern"))]
ExitType = Annotated[str, Choice(("voluntary", "involuntary", "other"))]
Gender = Annotated[str, Choice(("female", "male", "other", "unknown"))]
MovementType = Annotated[
    str,
    Choice(("hire", "exit", "promotion", "transfer", "manager_change", "grade_change", "pay_change")),
]
AttendanceStatus = Annotated[str, Choice(("present", "absent", "half_day", "on_leave", "remote"))]


class Company(Record):
    """A legal entity of the group. Grain: company."""

    table: ClassVar[str] = "companies"
    key: ClassVar[tuple[str, ...]] = ("company_id",)
    company_id: str = required("the company's identifier, the same in every file", "ACME-IN")
    company_name: str = required("its name as reports show it", "Acme India Private Limited")
    currency: str = required("ISO code of the currency it reports in", "INR")
    country: str | None = optional("ISO code of its country", "IN")
    weekly_hours: Decimal | None = optional("standard weekly hours of a full-time job", Decimal(40))


class OrgUnit(Record):
    """A unit of the organisation and the unit above it. Grain: unit and range of dates."""

    table: ClassVar[str] = "org_units"
    key: ClassVar[tuple[str, ...]] = ("company_id", "org_unit_id", "valid_from")
    company_id: str = required("the company it belongs to", "ACME-IN")
    org_unit_id: str = required("the unit's identifier", "FIN-AP")
    org_unit_name: str = required("its name as reports show it", "Accounts Payable")
    parent_org_unit_id: str | None = optional("the unit above it; empty for the top", "FIN")
    cost_centre: str | None = optional("the finance system's cost centre", "CC-4100")
    is_active: bool = optional("whether it is in use", True, default=True)
    valid_from: date | None = optional("first day of this state; empty: since ever", date(2024, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still")


class Job(Record):
    """A job that people hold. Grain: job."""

    table: ClassVar[str] = "jobs"
    key: ClassVar[tuple[str, ...]] = ("company_id", "job_id")
    company_id: str = required("the company", "ACME-IN")
    job_id: str = required("the job's identifier", "ACC-2")
    job_title: str = required("its title as reports show it", "Accountant")
    job_family: str | None = optional("jobs of one trade", "Accounting")
    job_function: str | None = optional("the function of the company it serves", "Finance")


class Grade(Record):
    """A grade and its place among the others. Grain: grade."""

    table: ClassVar[str] = "grades"
    key: ClassVar[tuple[str, ...]] = ("company_id", "grade_id")
    company_id: str = required("the company", "ACME-IN")
    grade_id: str = required("the grade's identifier", "G5")
    grade_rank: int = required("its order; a higher rank is a higher grade", 5)


class Person(Record):
    """A person, through all employments. Grain: employee number."""

    table: ClassVar[str] = "persons"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number")
    company_id: str = required("the company that gave the number", "ACME-IN")
    employee_number: str = required("the number every other file names this person by", "E1042")
    person_number: str | None = optional(
        "a number that stays when a person is hired again under another employee number", "P0871"
    )
    full_name: str | None = optional("name as documents for HR show it", "Asha Rao")
    work_email: str | None = optional(
        "verified address at work; links the learning system", "asha.rao@acme.example"
    )
    gender: Gender | None = optional("as the person states it; empty: not known", "female")
    birth_date: date | None = optional("date of birth", date(1990, 6, 15))
    original_hire_date: date | None = optional("first day of the first employment", date(2018, 7, 2))


class Employment(Record):
    """One employment from its first day to its last; a rehire is a further one. Grain: person and spell."""

    table: ClassVar[str] = "employments"
    ended: ClassVar[Ended | None] = Ended("end_date")
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "start_date")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    start_date: date = required("first day employed", date(2018, 7, 2))
    end_date: date | None = optional("last day employed; empty: still employed", date(2026, 2, 28))
    worker_type: WorkerType = required("employee, contingent or intern", "employee")
    contract_type: str | None = optional("the contract's kind in the company's own words", "permanent")
    notice_date: date | None = optional("the day notice was given", date(2025, 12, 1))
    exit_type: ExitType | None = optional("who ended it; empty while employed", "voluntary")
    exit_reason: str | None = optional("the reason in the company's own words", "better prospects")
    is_regretted: bool | None = optional("whether the company regrets the exit; empty: not said", True)
    is_rescinded: bool = optional("the hire never took place", False, default=False)
    is_rehire_eligible: bool | None = optional("whether the person may be hired again", True)


class Assignment(Record):
    """Where a person works, for whom and as what, for a range of dates. Grain: person and first day."""

    table: ClassVar[str] = "assignments"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "valid_from")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    valid_from: date = required("first day of this state", date(2025, 4, 1))
    valid_to: date | None = optional("the day after its last; empty: still")
    org_unit_id: str = required("the unit", "FIN-AP")
    manager_employee_number: str | None = optional("the manager", "E0007")
    job_id: str | None = optional("the job", "ACC-2")
    grade_id: str | None = optional("the grade", "G5")
    location: str | None = optional("the place of work", "Pune")
    fte: Decimal | None = optional("share of a full-time job; empty: taken as 1 and marked so", Decimal(1))


class MovementEvent(Record):
    """A document of a change in somebody's employment. Grain: person, kind and date."""

    table: ClassVar[str] = "movement_events"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "movement_type", "movement_date")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    movement_type: MovementType = required("what kind of change", "promotion")
    movement_date: date = required("first day of the new state", date(2025, 4, 1))
    from_value: str | None = optional("what was before", "G4")
    to_value: str | None = optional("what is since", "G5")
    source_document: str | None = optional("the document that says so", "PROM-2025-0117")


class WorkerCategory(Record):
    """The category of workers doing the same work or work of equal value. Grain: job and scheme."""

    table: ClassVar[str] = "worker_categories"
    key: ClassVar[tuple[str, ...]] = ("company_id", "scheme", "job_id")
    company_id: str = required("the company", "ACME-IN")
    scheme: str = required(
        "the job evaluation it comes from; BRSR says who is `employee` and who `worker`", "EU-2026"
    )
    job_id: str = required("the job", "ACC-2")
    category_id: str = required("the category", "C3")
    category_name: str | None = optional("its name", "Skilled finance and administration")


class Absence(Record):
    """A stretch of days off. Grain: absence."""

    table: ClassVar[str] = "absences"
    key: ClassVar[tuple[str, ...]] = ("company_id", "absence_id")
    company_id: str = required("the employer", "ACME-IN")
    absence_id: str = required("the absence's identifier", "LV-2025-00071")
    employee_number: str = required("the person", "E1042")
    absence_type: str = required("its kind in the company's own words", "Sick Leave")
    from_date: date = required("first day off", date(2025, 8, 4))
    to_date: date = required("last day off", date(2025, 8, 5))
    absence_days: Decimal = required("working days off", Decimal("1.5"))
    is_paid: bool | None = optional("whether the days are paid", True)
    is_unplanned: bool | None = optional("whether it could not be planned, such as sickness", True)


class AttendanceDay(Record):
    """One person's attendance on one day. Grain: person and day."""

    table: ClassVar[str] = "attendance_days"
    key: ClassVar[tuple[str, ...]] = ("company_id", "employee_number", "attendance_date")
    company_id: str = required("the employer", "ACME-IN")
    employee_number: str = required("the person", "E1042")
    attendance_date: date = required("the day", date(2025, 8, 6))
    status: AttendanceStatus = required("how the day counts", "present")
    working_hours: Decimal | None = optional("hours worked", Decimal("8.5"))


ENTITIES: tuple[type[Record], ...] = (
    Company,
    OrgUnit,
    Job,
    Grade,
    Person,
    Employment,
    Assignment,
    MovementEvent,
    WorkerCategory,
    Absence,
    AttendanceDay,
)
