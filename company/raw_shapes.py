"""Columns of every raw table the bulk path writes: the record classes of ingestion, told a second time.

Belongs here: table names, column names and arrow types. Does not belong here: rows. The tests hold this file
against the record classes, so the two cannot drift apart; the generator may not import ingestion.
"""

import pyarrow as pa

from company.columns import MONEY

_TYPES = {
    "s": pa.string(),
    "i": pa.int64(),
    "f": pa.float64(),
    "b": pa.bool_(),
    "d": pa.date32(),
    "t": pa.timestamp("us"),
    "m": MONEY,
    "r": pa.decimal128(18, 9),
}
_DOCUMENT = "name:s creation:t modified:t docstatus:i "
_CHILD = "parent:s parentfield:s idx:i "
_HISTORY = _CHILD + "property:s fieldname:s current:s new:s"

_COLUMNS: dict[str, dict[str, str]] = {
    "frappe_hr": {
        "companies": _DOCUMENT + "abbr:s default_currency:s country:s",
        "departments": _DOCUMENT + "department_name:s parent_department:s company:s is_group:i disabled:i",
        "designations": _DOCUMENT,
        "employee_grades": _DOCUMENT + "default_base_pay:m currency:s",
        "employees": _DOCUMENT
        + "employee_number:s employee_name:s gender:s date_of_birth:d date_of_joining:d status:s company:s "
        "department:s designation:s branch:s grade:s employment_type:s reports_to:s company_email:s "
        "final_confirmation_date:d contract_end_date:d notice_number_of_days:i date_of_retirement:d ctc:m "
        "salary_currency:s resignation_letter_date:d relieving_date:d reason_for_leaving:s",
        "employee_promotions": _DOCUMENT
        + "employee:s promotion_date:d company:s current_ctc:m revised_ctc:m salary_currency:s amended_from:s",
        "employee_promotion_details": _HISTORY,
        "employee_transfers": _DOCUMENT
        + "employee:s transfer_date:d company:s new_company:s new_employee_id:s amended_from:s",
        "employee_transfer_details": _HISTORY,
        "appraisal_cycles": _DOCUMENT
        + "cycle_name:s company:s status:s start_date:d end_date:d kra_evaluation_method:s",
        "appraisals": _DOCUMENT
        + "employee:s company:s appraisal_cycle:s appraisal_template:s status:s rate_goals_manually:i "
        "goal_score_percentage:f total_score:f self_score:f avg_feedback_score:f final_score:f amended_from:s",
        "appraisal_kras": _CHILD + "kra:s per_weightage:f goal_completion:f goal_score:f",
        "goals": _DOCUMENT
        + "goal_name:s employee:s company:s kra:s appraisal_cycle:s parent_goal:s is_group:i start_date:d "
        "end_date:d progress:f status:s",
        "performance_feedbacks": _DOCUMENT
        + "employee:s company:s reviewer:s appraisal:s appraisal_cycle:s added_on:t total_score:f",
        "training_events": _DOCUMENT
        + "event_name:s training_program:s event_status:s type:s company:s start_time:t end_time:t "
        "has_certificate:i",
        "training_event_employees": _CHILD + "employee:s status:s attendance:s is_mandatory:i",
        "training_results": _DOCUMENT + "training_event:s",
        "training_result_employees": _CHILD + "employee:s hours:f grade:s",
        "salary_structure_assignments": _DOCUMENT
        + "employee:s company:s salary_structure:s from_date:d base:m variable:m currency:s amended_from:s",
        "salary_slips": _DOCUMENT
        + "employee:s company:s status:s start_date:d end_date:d posting_date:d currency:s exchange_rate:r "
        "total_working_days:f payment_days:f leave_without_pay:f gross_pay:m total_deduction:m net_pay:m "
        "amended_from:s",
        "salary_details": _CHILD
        + "salary_component:s abbr:s amount:m do_not_include_in_total:i statistical_component:i",
    },
    "moodle": {
        "users": "id:i username:s email:s idnumber:s suspended:b lastaccess:i",
        "courses": "id:i shortname:s fullname:s idnumber:s categoryid:i visible:i startdate:i enddate:i "
        "timecreated:i timemodified:i enablecompletion:i",
        "enrolments": "courseid:i userid:i is_active:b",
        "course_completions": "courseid:i userid:i completed:b aggregation:i errorcode:s",
        "completion_criteria": "courseid:i userid:i idx:i type:i title:s complete:b timecompleted:i",
        "grade_items": "courseid:i userid:i id:i itemtype:s itemmodule:s scaleid:i graderaw:f grademin:f "
        "grademax:f gradedategraded:i gradeishidden:b",
    },
    "limesurvey": {
        "surveys": "sid:i surveyls_title:s startdate:t expires:t active:s anonymized:s",
        "questions": "sid:i qid:i parent_qid:i gid:i title:s question:s type:s group_order:i question_order:i",
        "answer_options": "sid:i qid:i code:s answer:s assessment_value:f order:i",
        "participants": "sid:i tid:i token:s completed:s employee_number:s department:s",
        "responses": "sid:i id:i token:s submitdate:t lastpage:i",
        "response_answers": "sid:i response_id:i question_code:s answer:s answer_length:i",
    },
    "payroll_register": {
        "register_files": "file_hash:s file_name:s company:s period_start:d period_end:d run:s "
        "row_count:i line_count:i",
        "register_rows": "file_hash:s row_number:i employee_number:s company:s period_start:d period_end:d "
        "run:s pay_date:d currency:s paid_days:f lop_days:f gross_pay:m total_deduction:m net_pay:m",
        "register_lines": "file_hash:s row_number:i component:s line_number:i is_deduction:b amount:m",
    },
    "canonical_files": {
        "grade_ranks": "company_id:s grade_id:s grade_rank:i",
        "pay_ranges": "company_id:s grade_id:s currency:s minimum_amount:m midpoint_amount:m maximum_amount:m "
        "valid_from:d valid_to:d",
        "exchange_rates": "from_currency:s to_currency:s rate:r valid_from:d valid_to:d",
        "comp_budgets": "company_id:s cycle_id:s holder_org_unit_id:s purpose:s amount:m currency:s "
        "decision_date:d effective_date:d",
        "talent_ratings": "company_id:s employee_number:s potential:f scale_min:f scale_max:f assessed_at:d",
        "succession_plans": "plan_id:s company_id:s role_name:s org_unit_id:s incumbent_employee_number:s "
        "criticality:s valid_from:d valid_to:d",
        "successors": "plan_id:s company_id:s employee_number:s readiness:s nomination_rank:i is_emergency:b "
        "assessed_at:d",
        "kpi_defs": "company_id:s org_unit_id:s kpi_id:s kpi_name:s perspective:s perspective_weight:m "
        "kpi_weight:m direction:s unit:s time_basis:s is_critical:b valid_from:d valid_to:d",
        "kpi_targets": "company_id:s org_unit_id:s kpi_id:s period_start:d period_end:d floor_value:f "
        "target_value:f stretch_value:f tolerance:f",
        "kpi_values": "company_id:s org_unit_id:s kpi_id:s period_start:d period_end:d value:f unit:s",
    },
    "meritline": {"person_key_secrets": "secret_id:i secret:s"},
}


def _schema(columns: str) -> pa.Schema:
    """Schema of a `name:letter` list."""
    pairs = (column.split(":") for column in columns.split())
    return pa.schema([(name, _TYPES[letter]) for name, letter in pairs])


RAW_SCHEMAS: dict[str, dict[str, pa.Schema]] = {
    source: {table: _schema(columns) for table, columns in tables.items()}
    for source, tables in _COLUMNS.items()
}
