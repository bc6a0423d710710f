"""The DocTypes that the local Frappe HR server knows: their fields in order, and their child tables.

Belongs here: field names of Frappe 15, ERPNext 15 and HRMS 15. Does not belong here: documents, answers.
A field that no document fills must still be known here: the server answers 417 for a field it does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

STANDARD_FIELDS = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
CHILD_FIELDS = ("parent", "parentfield", "parenttype")


@dataclass(frozen=True)
class DocType:
    """A DocType: its own fields, and the DocType of the rows of each child table by field name."""

    fields: tuple[str, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    is_child: bool = False

    @property
    def all_fields(self) -> tuple[str, ...]:
        """The fields in the order in which a list with `fields=["*"]` shows them."""
        return STANDARD_FIELDS + self.fields + (CHILD_FIELDS if self.is_child else ())


def _doctype(fields: str, **tables: str) -> DocType:
    return DocType(tuple(fields.split()), tables)


def _child(fields: str) -> DocType:
    return DocType(tuple(fields.split()), is_child=True)


DOCTYPES: Mapping[str, DocType] = {
    "Company": _doctype(
        "company_name abbr default_currency country is_group default_holiday_list domain "
        "date_of_establishment parent_company lft rgt old_parent"
    ),
    "Department": _doctype(
        "department_name parent_department company is_group disabled payroll_cost_center "
        "leave_block_list lft rgt old_parent",
        shift_request_approver="Department Approver",
        leave_approvers="Department Approver",
        expense_approvers="Department Approver",
    ),
    "Designation": _doctype("designation_name description appraisal_template", skills="Designation Skill"),
    "Branch": _doctype("branch"),
    "Employment Type": _doctype("employee_type_name"),
    "Employee Grade": _doctype("default_salary_structure currency default_base_pay"),
    "Employee": _doctype(
        "employee naming_series first_name middle_name last_name employee_name gender date_of_birth "
        "salutation date_of_joining image status user_id create_user_permission company department "
        "employment_type employee_number designation reports_to branch grade job_applicant "
        "scheduled_confirmation_date final_confirmation_date contract_end_date notice_number_of_days "
        "date_of_retirement cell_number personal_email company_email prefered_contact_email "
        "prefered_email unsubscribed current_address current_accommodation_type permanent_address "
        "permanent_accommodation_type person_to_be_contacted emergency_phone_number relation "
        "attendance_device_id holiday_list default_shift expense_approver leave_approver "
        "shift_request_approver ctc salary_currency salary_mode payroll_cost_center bank_name "
        "bank_ac_no iban marital_status family_background blood_group health_details "
        "health_insurance_provider health_insurance_no passport_number valid_upto date_of_issue "
        "place_of_issue bio resignation_letter_date relieving_date held_on new_workplace leave_encashed "
        "encashment_date reason_for_leaving feedback lft rgt old_parent",
        external_work_history="Employee External Work History",
        education="Employee Education",
        internal_work_history="Employee Internal Work History",
    ),
    "Employee Internal Work History": _child("branch department designation from_date to_date"),
    "Employee Promotion": _doctype(
        "employee employee_name department salary_currency promotion_date company current_ctc "
        "revised_ctc amended_from",
        promotion_details="Employee Property History",
    ),
    "Employee Transfer": _doctype(
        "employee employee_name transfer_date company new_company department reallocate_leaves "
        "create_new_employee_id new_employee_id amended_from",
        transfer_details="Employee Property History",
    ),
    "Employee Property History": _child("property current new fieldname"),
    "Exit Interview": _doctype(
        "naming_series employee employee_name email company status date department designation "
        "reports_to date_of_joining relieving_date ref_doctype questionnaire_email_sent "
        "reference_document_name interview_summary employee_status amended_from"
    ),
    "KRA": _doctype("title description"),
    "Appraisal Template": _doctype(
        "template_title description",
        goals="Appraisal Template Goal",
        rating_criteria="Employee Feedback Rating",
    ),
    "Appraisal Template Goal": _child("key_result_area per_weightage"),
    "Appraisal Cycle": _doctype(
        "cycle_name company status start_date end_date description kra_evaluation_method "
        "calculate_final_score_based_on_formula final_score_formula branch department designation",
        appraisees="Appraisee",
    ),
    "Appraisal": _doctype(
        "naming_series employee employee_name department designation employee_image company status "
        "appraisal_cycle start_date end_date final_score appraisal_template rate_goals_manually "
        "goal_score_percentage remarks total_score avg_feedback_score self_score reflections "
        "amended_from",
        self_ratings="Employee Feedback Rating",
        goals="Appraisal Goal",
        appraisal_kra="Appraisal KRA",
    ),
    "Appraisal KRA": _child("kra per_weightage goal_completion goal_score"),
    "Appraisal Goal": _child("kra per_weightage score score_earned"),
    "Employee Feedback Rating": _child("criteria per_weightage rating"),
    "Goal": _doctype(
        "goal_name is_group parent_goal progress status employee employee_name company user start_date "
        "end_date appraisal_cycle kra description lft rgt old_parent"
    ),
    "Employee Performance Feedback": _doctype(
        "employee employee_name department designation company reviewer reviewer_name "
        "reviewer_designation user added_on appraisal_cycle appraisal total_score feedback amended_from",
        feedback_ratings="Employee Feedback Rating",
    ),
    "Training Program": _doctype(
        "training_program status company trainer_name trainer_email supplier contact_number description "
        "amended_from"
    ),
    "Training Event": _doctype(
        "event_name training_program event_status has_certificate type level company trainer_name "
        "trainer_email supplier contact_number course location start_time end_time introduction "
        "amended_from employee_emails",
        employees="Training Event Employee",
    ),
    "Training Event Employee": _child("employee employee_name department status attendance is_mandatory"),
    "Training Result": _doctype(
        "training_event amended_from employee_emails",
        employees="Training Result Employee",
    ),
    "Training Result Employee": _child("employee employee_name department hours grade comments"),
    "Training Feedback": _doctype(
        "employee employee_name department course training_event event_name trainer_name feedback "
        "amended_from"
    ),
    "Holiday List": _doctype("holiday_list_name from_date to_date total_holidays", holidays="Holiday"),
    "Salary Component": _doctype(
        "salary_component salary_component_abbr type description depends_on_payment_days "
        "is_tax_applicable statistical_component do_not_include_in_total disabled"
    ),
    "Salary Structure": _doctype(
        "company letter_head is_active is_default currency amended_from payroll_frequency mode_of_payment",
        earnings="Salary Detail",
        deductions="Salary Detail",
    ),
    "Salary Structure Assignment": _doctype(
        "employee employee_name department designation grade salary_structure from_date income_tax_slab "
        "company payroll_payable_account currency base variable amended_from"
    ),
    "Salary Slip": _doctype(
        "employee employee_name company department designation branch posting_date letter_head status "
        "salary_withholding salary_withholding_cycle currency exchange_rate payroll_frequency "
        "start_date end_date salary_structure payroll_entry mode_of_payment "
        "salary_slip_based_on_timesheet deduct_tax_for_unclaimed_employee_benefits "
        "deduct_tax_for_unsubmitted_tax_exemption_proof total_working_days unmarked_days "
        "leave_without_pay absent_days payment_days total_working_hours hour_rate base_hour_rate "
        "gross_pay base_gross_pay gross_year_to_date base_gross_year_to_date total_deduction "
        "base_total_deduction net_pay base_net_pay rounded_total base_rounded_total year_to_date "
        "base_year_to_date month_to_date base_month_to_date total_in_words base_total_in_words ctc "
        "income_from_other_sources total_earnings non_taxable_earnings standard_tax_exemption_amount "
        "tax_exemption_declaration deductions_before_tax_calculation annual_taxable_amount "
        "income_tax_deducted_till_date current_month_income_tax future_income_tax_deductions "
        "total_income_tax journal_entry amended_from bank_name bank_account_no",
        earnings="Salary Detail",
        deductions="Salary Detail",
        leave_details="Salary Slip Leave",
        timesheets="Salary Slip Timesheet",
    ),
    "Salary Detail": _child(
        "salary_component abbr amount year_to_date additional_salary is_recurring_additional_salary "
        "statistical_component depends_on_payment_days exempted_from_income_tax is_tax_applicable "
        "is_flexible_benefit variable_based_on_taxable_salary do_not_include_in_total "
        "deduct_full_tax_on_selected_payroll_date condition amount_based_on_formula formula "
        "default_amount additional_amount tax_on_flexible_benefit tax_on_additional_salary"
    ),
    "Attendance": _doctype(
        "naming_series employee employee_name working_hours status leave_type leave_application "
        "attendance_date company department attendance_request half_day_status shift in_time out_time "
        "late_entry early_exit amended_from"
    ),
    "Leave Type": _doctype(
        "leave_type_name max_leaves_allowed applicable_after max_continuous_days_allowed is_carry_forward "
        "is_lwp is_ppl fraction_of_daily_salary_per_leave is_optional_leave allow_negative "
        "allow_over_allocation include_holiday is_compensatory maximum_carry_forwarded_leaves "
        "expire_carry_forwarded_leaves_after_days allow_encashment max_encashable_leaves "
        "non_encashable_leaves earning_component is_earned_leave earned_leave_frequency "
        "allocate_on_day rounding"
    ),
    "Leave Application": _doctype(
        "naming_series employee employee_name leave_type company department leave_balance from_date "
        "to_date half_day half_day_date total_leave_days description leave_approver leave_approver_name "
        "follow_via_email posting_date status salary_slip letter_head color amended_from"
    ),
    "Employee Skill Map": _doctype(
        "employee employee_name designation",
        employee_skills="Employee Skill",
        trainings="Employee Training",
    ),
    "Employee Skill": _child("skill proficiency evaluation_date"),
    "Version": _doctype("ref_doctype docname data"),
    "Deleted Document": _doctype("deleted_name deleted_doctype restored new_name data"),
    "System Settings": _doctype(""),
}
