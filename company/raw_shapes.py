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
        "sites": "name:s time_zone:s frappe_version:s erpnext_version:s hrms_version:s",
        "companies": _DOCUMENT + "abbr:s default_currency:s country:s",
        "departments": _DOCUMENT + "department_name:s parent_department:s company:s is_group:i disabled:i",
        "designations": _DOCUMENT + "appraisal_template:s",
        "branches": _DOCUMENT,
        "employment_types": _DOCUMENT,
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
        "exit_interviews": _DOCUMENT
        + "employee:s company:s status:s date:d relieving_date:d employee_status:s amended_from:s",
        "kras": _DOCUMENT + "title:s",
        "appraisal_templates": _DOCUMENT + "template_title:s",
        "appraisal_template_goals": _CHILD + "key_result_area:s per_weightage:f",
        "appraisal_template_criteria": _CHILD + "criteria:s per_weightage:f",
        "appraisal_cycles": _DOCUMENT
        + "cycle_name:s company:s status:s start_date:d end_date:d kra_evaluation_method:s",
        "appraisals": _DOCUMENT
        + "employee:s company:s appraisal_cycle:s appraisal_template:s status:s rate_goals_manually:i "
        "goal_score_percentage:f total_score:f self_score:f avg_feedback_score:f final_score:f amended_from:s",
        "appraisal_kras": _CHILD + "kra:s per_weightage:f goal_completion:f goal_score:f",
        "appraisal_self_ratings": _CHILD + "criteria:s per_weightage:f rating:f",
        "goals": _DOCUMENT
        + "goal_name:s employee:s company:s kra:s appraisal_cycle:s parent_goal:s is_group:i start_date:d "
        "end_date:d progress:f status:s",
        "performance_feedbacks": _DOCUMENT
        + "employee:s company:s reviewer:s appraisal:s appraisal_cycle:s added_on:t total_score:f "
        "amended_from:s",
        "training_programs": _DOCUMENT + "training_program:s status:s company:s amended_from:s",
        "training_events": _DOCUMENT
        + "event_name:s training_program:s event_status:s type:s company:s start_time:t end_time:t "
        "has_certificate:i amended_from:s",
        "training_event_employees": _CHILD + "employee:s status:s attendance:s is_mandatory:i",
        "training_results": _DOCUMENT + "training_event:s amended_from:s",
        "training_feedbacks": _DOCUMENT + "employee:s training_event:s amended_from:s",
        "training_result_employees": _CHILD + "employee:s hours:f grade:s",
        "salary_structure_assignments": _DOCUMENT
        + "employee:s company:s salary_structure:s from_date:d base:m variable:m currency:s amended_from:s",
        "salary_slips": _DOCUMENT
        + "employee:s company:s status:s start_date:d end_date:d posting_date:d currency:s exchange_rate:r "
        "total_working_days:f payment_days:f leave_without_pay:f gross_pay:m total_deduction:m net_pay:m "
        "amended_from:s",
        "salary_details": _CHILD
        + "salary_component:s abbr:s amount:m do_not_include_in_total:i statistical_component:i",
        "leave_types": _DOCUMENT
        + "leave_type_name:s is_lwp:i is_ppl:i fraction_of_daily_salary_per_leave:f is_optional_leave:i "
        "is_compensatory:i",
        "leave_applications": _DOCUMENT
        + "employee:s company:s leave_type:s from_date:d to_date:d half_day:i half_day_date:d "
        "total_leave_days:f posting_date:d status:s amended_from:s",
        "attendances": _DOCUMENT
        + "employee:s company:s attendance_date:d status:s working_hours:f leave_type:s leave_application:s "
        "late_entry:i early_exit:i amended_from:s",
        "employee_skill_maps": _DOCUMENT + "employee:s",
        "employee_skills": _CHILD + "skill:s proficiency:f evaluation_date:d",
    },
    "moodle": {
        "users": "id:i username:s email:s idnumber:s suspended:b confirmed:b lastaccess:i",
        "courses": "id:i shortname:s fullname:s idnumber:s categoryid:i visible:i startdate:i enddate:i "
        "timecreated:i timemodified:i enablecompletion:i",
        "enrolments": "courseid:i userid:i is_active:b",
        "course_completions": "courseid:i userid:i completed:b aggregation:i errorcode:s",
        "completion_criteria": "courseid:i userid:i idx:i type:i title:s complete:b timecompleted:i",
        "activity_completions": "courseid:i userid:i cmid:i modname:s state:i timecompleted:i tracking:i",
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
        "companies": "company_id:s company_name:s currency:s country:s weekly_hours:m",
        "org_units": "company_id:s org_unit_id:s org_unit_name:s parent_org_unit_id:s cost_centre:s "
        "is_active:b valid_from:d valid_to:d",
        "jobs": "company_id:s job_id:s job_title:s job_family:s job_function:s",
        "grades": "company_id:s grade_id:s grade_rank:i",
        "persons": "company_id:s employee_number:s person_number:s full_name:s work_email:s gender:s "
        "birth_date:d original_hire_date:d",
        "employments": "company_id:s employee_number:s start_date:d end_date:d worker_type:s "
        "contract_type:s notice_date:d exit_type:s exit_reason:s is_regretted:b is_rescinded:b "
        "is_rehire_eligible:b",
        "assignments": "company_id:s employee_number:s valid_from:d valid_to:d org_unit_id:s "
        "manager_employee_number:s job_id:s grade_id:s location:s fte:m",
        "movement_events": "company_id:s employee_number:s movement_type:s movement_date:d from_value:s "
        "to_value:s source_document:s",
        "worker_categories": "company_id:s scheme:s job_id:s category_id:s category_name:s",
        "absences": "company_id:s absence_id:s employee_number:s absence_type:s from_date:d to_date:d "
        "absence_days:m is_paid:b is_unplanned:b",
        "attendance_days": "company_id:s employee_number:s attendance_date:d status:s working_hours:m",
        "comp_bases": "company_id:s employee_number:s valid_from:d valid_to:d base_amount:m frequency:s "
        "hours_per_week:m currency:s fte_basis:m ctc_annual:m variable_target:m reason:s",
        "pay_runs": "company_id:s employee_number:s period_start:d period_end:d pay_date:d currency:s "
        "gross_amount:m deduction_amount:m net_amount:m paid_days:m lop_days:m",
        "pay_items": "company_id:s employee_number:s period_start:d period_end:d component_code:s "
        "component_class:s amount:m currency:s",
        "awards": "company_id:s award_id:s employee_number:s award_type:s award_date:d amount:m "
        "currency:s programme:s",
        "pay_ranges": "company_id:s grade_id:s currency:s minimum_amount:m midpoint_amount:m "
        "maximum_amount:m valid_from:d valid_to:d",
        "exchange_rates": "from_currency:s to_currency:s rate:r valid_from:d valid_to:d",
        "comp_budgets": "company_id:s cycle_id:s holder_org_unit_id:s purpose:s amount:m currency:s "
        "decision_date:d effective_date:d",
        "finance_periods": "company_id:s period_start:d period_end:d currency:s revenue_amount:m "
        "operating_expense_amount:m people_cost_amount:m contingent_cost_amount:m",
        "job_cards": "company_id:s job_id:s version:s purpose:s source_document:s valid_from:d valid_to:d",
        "job_card_kras": "company_id:s job_id:s version:s kra_id:s weight:m",
        "job_card_kpis": "company_id:s job_id:s version:s kpi_id:s kra_id:s",
        "objectives": "company_id:s objective_id:s title:s level:s owner_org_unit_id:s "
        "owner_employee_number:s parent_objective_id:s perspective:s weight:m period_start:d "
        "period_end:d",
        "key_results": "company_id:s key_result_id:s objective_id:s title:s kind:s measure:s unit:s "
        "baseline_value:f target_value:f floor_value:f stretch_value:f tolerance:f limit_value:f "
        "weight:m",
        "goals": "company_id:s goal_id:s title:s employee_number:s org_unit_id:s cycle_id:s kra_id:s "
        "parent_goal_id:s parent_objective_id:s perspective:s weight:m kind:s measure:s unit:s "
        "baseline_value:f target_value:f floor_value:f stretch_value:f tolerance:f limit_value:f "
        "data_source:s status:s progress_pct:m start_date:d end_date:d created_date:d",
        "goal_milestones": "company_id:s goal_id:s milestone_id:s title:s weight:m due_date:d reached_date:d",
        "goal_alignments": "company_id:s source_system:s goal_id:s parent_objective_id:s weight:m",
        "goal_checkins": "company_id:s goal_id:s recorded_date:d value:f progress_pct:m confidence:m",
        "kpi_defs": "company_id:s org_unit_id:s kpi_id:s kpi_name:s perspective:s perspective_weight:m "
        "kpi_weight:m direction:s unit:s time_basis:s is_critical:b valid_from:d valid_to:d",
        "kpi_targets": "company_id:s org_unit_id:s kpi_id:s period_start:d period_end:d floor_value:f "
        "target_value:f stretch_value:f tolerance:f",
        "kpi_values": "company_id:s org_unit_id:s kpi_id:s period_start:d period_end:d value:f unit:s",
        "review_cycles": "company_id:s cycle_id:s cycle_start:d cycle_end:d closed_date:d",
        "reviews": "company_id:s cycle_id:s employee_number:s review_type:s reviewer_employee_number:s "
        "status:s rating_value:m scale_min:m scale_max:m rating_label:s submitted_date:d",
        "review_items": "company_id:s cycle_id:s employee_number:s review_type:s item_type:s item_id:s "
        "weight:m score:m score_max:m completion_pct:m",
        "calibration_changes": "company_id:s cycle_id:s employee_number:s changed_date:d from_rating:m "
        "to_rating:m meeting:s changed_by_employee_number:s reason_code:s",
        "competencies": "company_id:s competency_id:s competency_name:s framework:s level_min:m "
        "level_max:m is_critical:b",
        "job_competencies": "company_id:s job_id:s competency_id:s required_level:m valid_from:d valid_to:d",
        "person_competencies": "company_id:s employee_number:s competency_id:s competency_level:m "
        "assessed_date:d assessed_by_employee_number:s",
        "learning_items": "company_id:s learning_item_id:s item_name:s provider:s is_mandatory:b "
        "nominal_hours:m validity_days:i cost_amount:m currency:s",
        "learning_competencies": "company_id:s source_system:s learning_item_id:s competency_id:s "
        "level_gain:m",
        "learning_records": "company_id:s employee_number:s learning_item_id:s attempt:i assigned_date:d "
        "due_date:d status:s completed_date:d score_ratio:m hours:m expires_date:d",
        "dev_plans": "company_id:s dev_plan_id:s employee_number:s agreed_date:d plan_kind:s closed_date:d",
        "dev_actions": "company_id:s dev_plan_id:s action_id:s competency_id:s learning_item_id:s "
        "title:s due_date:d status:s",
        "talent_ratings": "company_id:s employee_number:s potential:f scale_min:m scale_max:m "
        "assessed_at:d risk_of_loss:s impact_of_loss:s",
        "succession_plans": "plan_id:s company_id:s role_name:s org_unit_id:s "
        "incumbent_employee_number:s criticality:s valid_from:d valid_to:d",
        "successors": "plan_id:s company_id:s employee_number:s readiness:s nomination_rank:i "
        "is_emergency:b assessed_at:d",
        "surveys": "company_id:s survey_id:s survey_title:s mode:s",
        "survey_items": "company_id:s survey_id:s question_code:s factor:s scale_min:m scale_max:m "
        "is_reverse_keyed:b",
        "survey_invites": "company_id:s survey_id:s invite_id:s org_unit_id:s is_completed:b",
        "survey_responses": "company_id:s survey_id:s response_id:s question_code:s answer_value:m "
        "org_unit_id:s submitted_date:d",
        "benchmarks": "company_id:s metric:s variant:s industry:s geography:s size_band:s percentile:i "
        "value:f as_of_date:d source:s licence:s",
    },
    # What the sources can say and what was published is not the company's to tell: it stays empty here.
    "meritline": {
        "person_key_secrets": "secret_id:i secret:s",
        "source_capabilities": "source_name:s entity:s field_name:s status:s is_configured:b",
        "published_releases": "release_number:i release_id:s as_of_date:d known_at:t",
        "published_figures": "release_number:i release_id:s kpi_id:s variant:s tree:s dimension:s dimension_value:s "
        "period_type:s period_start:d period_end:d company_id:s org_unit_key:s definition_version:s numerator:f "
        "denominator:f n:i withheld_reason:s is_gone:b",
    },
}


def _schema(columns: str) -> pa.Schema:
    """Schema of a `name:letter` list."""
    pairs = (column.split(":") for column in columns.split())
    return pa.schema([(name, _TYPES[letter]) for name, letter in pairs])


RAW_SCHEMAS: dict[str, dict[str, pa.Schema]] = {
    source: {table: _schema(columns) for table, columns in tables.items()}
    for source, tables in _COLUMNS.items()
}
