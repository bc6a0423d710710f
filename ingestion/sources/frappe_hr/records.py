"""What may land from Frappe HR: the fields kept of each DocType, under Frappe's own names.

Belongs here: field lists and types. Does not belong here: renaming, mapping, defaults (staging does that).
Left out on purpose: names of other people than the employee, addresses, bank and health fields, free text
(`interview_summary`, `reflections`, `feedback`, a leave's `description`), names and addresses of trainers and
e-mail lists of training events.
Dates are the site's local dates; `creation` and `modified` are naive and in the site's time zone.
Frappe keeps nine decimals of an amount; it lands with four, as all money does, rounded half to even.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from ingestion.record import Ended, Rate, Record


def _four_places(value: Decimal) -> Decimal:
    """Return an amount with at most four decimal places."""
    return round(value, 4)


Day = date
"""A date, where a field of that name hides the type."""

Amount = Annotated[Decimal, AfterValidator(_four_places)]
"""An amount of money, in the currency that stands beside it."""


class Document(Record):
    """Fields that every Frappe document has."""

    key: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    creation: datetime | None = None
    modified: datetime | None = None
    docstatus: int = 0


class Child(Record):
    """Fields that every row of a Frappe child table has; `parent` is the document's name."""

    key: ClassVar[tuple[str, ...]] = ("parent", "parentfield", "idx")

    parent: str
    parentfield: str
    idx: int


class Site(Record):
    """The site itself, one row: its time zone, and the versions of its apps where it tells them."""

    table: ClassVar[str] = "sites"
    key: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    time_zone: str
    frappe_version: str | None = None
    erpnext_version: str | None = None
    hrms_version: str | None = None


class Company(Document):
    """Company."""

    table: ClassVar[str] = "companies"
    abbr: str | None = None
    default_currency: str | None = None
    country: str | None = None


class Department(Document):
    """Department: the organisation tree; `name` may carry the company's suffix."""

    table: ClassVar[str] = "departments"
    department_name: str
    parent_department: str | None = None
    company: str | None = None
    is_group: int = 0
    disabled: int = 0


class Designation(Document):
    """Designation: the job title, and the template its holders are appraised by."""

    table: ClassVar[str] = "designations"
    appraisal_template: str | None = None


class Branch(Document):
    """Branch: a place of work."""

    table: ClassVar[str] = "branches"


class EmploymentType(Document):
    """Employment Type: the company's own words for full-time, contract, intern and so on."""

    table: ClassVar[str] = "employment_types"


class EmployeeGrade(Document):
    """Employee Grade; Frappe keeps no range and no order of grades."""

    table: ClassVar[str] = "employee_grades"
    default_base_pay: Amount | None = None
    currency: str | None = None


class Employee(Document):
    """Employee: the current state of a person's record; leavers stay with status Left."""

    table: ClassVar[str] = "employees"
    ended: ClassVar[Ended | None] = Ended("status", "Left")
    employee_number: str | None = None
    employee_name: str
    gender: str | None = None
    date_of_birth: date | None = None
    date_of_joining: date
    status: str
    company: str
    department: str | None = None
    designation: str | None = None
    branch: str | None = None
    grade: str | None = None
    employment_type: str | None = None
    reports_to: str | None = None
    company_email: str | None = None
    final_confirmation_date: date | None = None
    contract_end_date: date | None = None
    notice_number_of_days: int | None = None
    date_of_retirement: date | None = None
    ctc: Amount | None = None
    salary_currency: str | None = None
    resignation_letter_date: date | None = None
    relieving_date: date | None = None
    reason_for_leaving: str | None = None


class EmployeePromotion(Document):
    """Employee Promotion: a dated list of property changes, in `employee_promotion_details`."""

    table: ClassVar[str] = "employee_promotions"
    employee: str
    promotion_date: date
    company: str | None = None
    current_ctc: Amount | None = None
    revised_ctc: Amount | None = None
    salary_currency: str | None = None
    amended_from: str | None = None


class EmployeePromotionDetail(Child):
    """Employee Property History below a promotion: `fieldname` went from `current` to `new`."""

    table: ClassVar[str] = "employee_promotion_details"
    property: str | None = None
    fieldname: str | None = None
    current: str | None = None
    new: str | None = None


class EmployeeTransfer(Document):
    """Employee Transfer: a dated list of property changes, in `employee_transfer_details`."""

    table: ClassVar[str] = "employee_transfers"
    employee: str
    transfer_date: date
    company: str | None = None
    new_company: str | None = None
    new_employee_id: str | None = None
    amended_from: str | None = None


class EmployeeTransferDetail(Child):
    """Employee Property History below a transfer: `fieldname` went from `current` to `new`."""

    table: ClassVar[str] = "employee_transfer_details"
    property: str | None = None
    fieldname: str | None = None
    current: str | None = None
    new: str | None = None


class ExitInterview(Document):
    """Exit Interview: when, and whether the employee stayed after all; what was said never lands."""

    table: ClassVar[str] = "exit_interviews"
    employee: str
    company: str | None = None
    status: str | None = None
    date: Day | None = None
    relieving_date: Day | None = None
    employee_status: str | None = None
    amended_from: str | None = None


class Kra(Document):
    """KRA: a key result area that goals and appraisals name."""

    table: ClassVar[str] = "kras"
    title: str | None = None


class AppraisalTemplate(Document):
    """Appraisal Template: the key result areas and criteria that a designation is appraised by."""

    table: ClassVar[str] = "appraisal_templates"
    template_title: str | None = None


class AppraisalTemplateGoal(Child):
    """Appraisal Template Goal below a template: a key result area with its weight in percent."""

    table: ClassVar[str] = "appraisal_template_goals"
    key_result_area: str
    per_weightage: float | None = None


class AppraisalTemplateCriterion(Child):
    """Employee Feedback Rating below a template: a criterion of feedback with its weight in percent."""

    table: ClassVar[str] = "appraisal_template_criteria"
    criteria: str
    per_weightage: float | None = None


class AppraisalCycle(Document):
    """Appraisal Cycle."""

    table: ClassVar[str] = "appraisal_cycles"
    cycle_name: str
    company: str | None = None
    status: str
    start_date: date
    end_date: date
    kra_evaluation_method: str | None = None


class Appraisal(Document):
    """Appraisal: scores 0 to 5; an average of 0 in `avg_feedback_score` means no feedback."""

    table: ClassVar[str] = "appraisals"
    employee: str
    company: str | None = None
    appraisal_cycle: str
    appraisal_template: str | None = None
    status: str | None = None
    rate_goals_manually: int = 0
    goal_score_percentage: float | None = None
    total_score: float | None = None
    self_score: float | None = None
    avg_feedback_score: float | None = None
    final_score: float | None = None
    amended_from: str | None = None


class AppraisalKra(Child):
    """Appraisal KRA below an appraisal: weight in percent, completion 0 to 100."""

    table: ClassVar[str] = "appraisal_kras"
    kra: str
    per_weightage: float | None = None
    goal_completion: float | None = None
    goal_score: float | None = None


class AppraisalSelfRating(Child):
    """Employee Feedback Rating below an appraisal: the employee's own rating, 0 to 1 of five stars."""

    table: ClassVar[str] = "appraisal_self_ratings"
    criteria: str
    per_weightage: float | None = None
    rating: float | None = None


class Goal(Document):
    """Goal: a tree with progress in percent; no target, unit or weight."""

    table: ClassVar[str] = "goals"
    goal_name: str
    employee: str | None = None
    company: str | None = None
    kra: str | None = None
    appraisal_cycle: str | None = None
    parent_goal: str | None = None
    is_group: int = 0
    start_date: date | None = None
    end_date: date | None = None
    progress: float | None = None
    status: str | None = None


class PerformanceFeedback(Document):
    """Employee Performance Feedback: one reviewer's score 0 to 5; the text never lands."""

    table: ClassVar[str] = "performance_feedbacks"
    employee: str
    company: str | None = None
    reviewer: str | None = None
    appraisal: str | None = None
    appraisal_cycle: str | None = None
    added_on: datetime | None = None
    total_score: float | None = None
    amended_from: str | None = None


class TrainingProgram(Document):
    """Training Program: what training events belong to."""

    table: ClassVar[str] = "training_programs"
    training_program: str
    status: str | None = None
    company: str | None = None
    amended_from: str | None = None


class TrainingEvent(Document):
    """Training Event."""

    table: ClassVar[str] = "training_events"
    event_name: str
    training_program: str | None = None
    event_status: str | None = None
    type: str | None = None
    company: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    has_certificate: int = 0
    amended_from: str | None = None


class TrainingEventEmployee(Child):
    """Training Event Employee below an event."""

    table: ClassVar[str] = "training_event_employees"
    employee: str
    status: str | None = None
    attendance: str | None = None
    is_mandatory: int = 0


class TrainingResult(Document):
    """Training Result of one event."""

    table: ClassVar[str] = "training_results"
    training_event: str
    amended_from: str | None = None


class TrainingFeedback(Document):
    """Training Feedback: that an employee gave feedback on an event; the text never lands."""

    table: ClassVar[str] = "training_feedbacks"
    employee: str
    training_event: str | None = None
    amended_from: str | None = None


class TrainingResultEmployee(Child):
    """Training Result Employee: hours, and a grade in free words."""

    table: ClassVar[str] = "training_result_employees"
    employee: str
    hours: float | None = None
    grade: str | None = None


class SalaryStructureAssignment(Document):
    """Salary Structure Assignment: monthly base from a date; no end, the next one ends it."""

    table: ClassVar[str] = "salary_structure_assignments"
    employee: str
    company: str | None = None
    salary_structure: str | None = None
    from_date: date
    base: Amount
    variable: Amount | None = None
    currency: str | None = None
    amended_from: str | None = None


class SalarySlip(Document):
    """Salary Slip of one person and month, in the slip's currency."""

    table: ClassVar[str] = "salary_slips"
    employee: str
    company: str | None = None
    status: str | None = None
    start_date: date
    end_date: date
    posting_date: date | None = None
    currency: str | None = None
    exchange_rate: Rate | None = None
    total_working_days: float | None = None
    payment_days: float | None = None
    leave_without_pay: float | None = None
    gross_pay: Amount
    total_deduction: Amount
    net_pay: Amount
    amended_from: str | None = None


class SalaryDetail(Child):
    """Salary Detail below a slip: `parentfield` tells earnings from deductions."""

    table: ClassVar[str] = "salary_details"
    salary_component: str
    abbr: str | None = None
    amount: Amount
    do_not_include_in_total: int = 0
    statistical_component: int = 0


class LeaveType(Document):
    """Leave Type: whether it is without pay, partly paid or an optional holiday."""

    table: ClassVar[str] = "leave_types"
    leave_type_name: str | None = None
    is_lwp: int = 0
    is_ppl: int = 0
    fraction_of_daily_salary_per_leave: float | None = None
    is_optional_leave: int = 0
    is_compensatory: int = 0


class LeaveApplication(Document):
    """Leave Application: first and last day, days counted by the site's calendar; the reason never lands."""

    table: ClassVar[str] = "leave_applications"
    employee: str
    company: str | None = None
    leave_type: str
    from_date: date
    to_date: date
    half_day: int = 0
    half_day_date: date | None = None
    total_leave_days: float | None = None
    posting_date: date | None = None
    status: str | None = None
    amended_from: str | None = None


class Attendance(Document):
    """Attendance of one employee on one day."""

    table: ClassVar[str] = "attendances"
    employee: str
    company: str | None = None
    attendance_date: date
    status: str
    working_hours: float | None = None
    leave_type: str | None = None
    leave_application: str | None = None
    late_entry: int = 0
    early_exit: int = 0
    amended_from: str | None = None


class EmployeeSkillMap(Document):
    """Employee Skill Map: one per employee, with its skills in `employee_skills`."""

    table: ClassVar[str] = "employee_skill_maps"
    employee: str


class EmployeeSkill(Child):
    """Employee Skill below a skill map: proficiency 0 to 1 of five stars, and when it was seen."""

    table: ClassVar[str] = "employee_skills"
    skill: str
    proficiency: float | None = None
    evaluation_date: date | None = None
